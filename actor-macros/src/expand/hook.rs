//! The hooks: what the loop calls by itself.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::bounds::at;
use super::{call, local};
use crate::attributes::gate;
use crate::model::{Hook, Protocol};

/// The constant and the method of `impl Actor` that stand for a hook.
pub(super) fn hook(hook: &Hook, protocol: &Protocol) -> TokenStream {
    let (runtime, handle) = (&protocol.runtime, &protocol.names.handle);
    let (_, arguments, _) = protocol.parameters.actor.split_for_impl();
    let gate = gate(hook.condition.as_ref());
    let (name, constant) =
        (format_ident!("{}", hook.kind.name), format_ident!("{}", hook.kind.constant));
    let returns = hook.kind.returns.map(|ty| {
        let ty = format_ident!("{ty}");
        quote!(-> #runtime::#ty)
    });
    let context = local("context");
    let given = hook.context.iter().map(call::context).collect();
    let call = call::call(&hook.method, given, at(hook.output), protocol);
    quote! {
        #gate
        const #constant: bool = true;

        #gate
        fn #name(&mut self, #context: &mut #runtime::Context<#handle #arguments>) #returns {
            #call
        }
    }
}
