//! Generates the methods of `impl Actor` that call the hooks.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use super::call;
use super::diagnostics::at;
use super::local::local;
use crate::attributes::gate;
use crate::attributes::marks::{HookArgument, HookKind, HookResult};
use crate::model::{Hook, Protocol};

/// The method for a hook, and its constant.
pub(super) fn hook(hook: &Hook, protocol: &Protocol) -> TokenStream {
    let (runtime, handle) = (&protocol.runtime, &protocol.names.handle);
    let (_, arguments, _) = protocol.parameters.actor.split_for_impl();
    let gate = gate(hook.condition.as_ref());
    let HookKind { takes, returns, .. } = *hook.kind;
    // Nobody means this name: rustc would propose one like `started` for a misspelt method.
    let name = format_ident!("call_{}_hook", hook.kind.name);
    let constant = hook.kind.constant.map(|constant| {
        let constant = format_ident!("{constant}");
        quote!(#gate const #constant: ::core::primitive::bool = true;)
    });
    let (parameter, ty) = match takes {
        HookArgument::Context => ("context", quote!(&mut #runtime::Context<#handle #arguments>)),
        HookArgument::Exit => ("exit", quote!(&#runtime::Exit)),
    };
    let passed = hook.argument.iter().map(|argument| match takes {
        HookArgument::Context => call::context(argument, protocol),
        HookArgument::Exit => call::loop_argument(argument, parameter),
    });
    let passed = passed.collect();
    let call = call::call(&quote!(self), &hook.method, passed, at(hook.output), protocol);
    let parameter = local(parameter);
    let (output, body) = match returns {
        HookResult::Nothing => (None, quote!(#call)),
        HookResult::Type(ty) => {
            let ty = format_ident!("{ty}");
            (Some(quote!(-> #runtime::#ty)), quote!(#call))
        }
        HookResult::Outcome => {
            let convert =
                quote_spanned!(at(hook.output)=> #runtime::__private::Outcome::into_result);
            let output = quote!(-> ::core::result::Result<(), #runtime::__private::String>);
            (Some(output), quote!(#convert(#call)))
        }
    };
    quote! {
        #constant

        #gate
        #[inline]
        fn #name(&mut self, #parameter: #ty) #output {
            #body
        }
    }
}
