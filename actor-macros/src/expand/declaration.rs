//! Generates the declaration of a type as an actor, with its default options.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::completion;
use super::diagnostics::{at, do_not_recommend_own};
use super::lints;
use super::local::local;
use crate::model::Declaration;

pub(crate) fn declaration(declaration: &Declaration) -> TokenStream {
    let Declaration { runtime, actor, generics, forwarded, name, options } = declaration;
    let unrecommended = do_not_recommend_own(runtime);
    let derived = lints::of_trait_impl(generics, forwarded.gate().as_ref());
    let lints = &forwarded.lints;
    let deprecated = lints::of_deprecated([forwarded]);
    let (generics, arguments, where_clause) = generics.split_for_impl();
    let mut settings = TokenStream::new();
    if let Some(capacity) = &options.mailbox {
        settings.extend(quote!(.mailbox(#capacity)));
    }
    if let Some(overflow) = &options.overflow {
        let variant = &overflow.variant;
        settings.extend(quote!(.overflow(#runtime::Overflow::#variant)));
    }
    if let Some(bytes) = &options.stack_size {
        settings.extend(quote!(.stack_size(#bytes)));
    }
    if let Some(reaction) = &options.on_panic {
        let variant = &reaction.variant;
        settings.extend(quote!(.on_panic(#runtime::OnPanic::#variant)));
    }
    let used = options.timeout.as_ref().map(|(_, key)| timeout_check(declaration, *key));
    if let Some((deadline, _)) = &options.timeout {
        settings.extend(quote!(.timeout(#deadline)));
    }
    if let Some(span) = options.count {
        settings.extend(quote_spanned!(span=> .count()));
    }
    let completed = completion::of_keys(&options.keys, "a_type", runtime);
    quote! {
        #completed

        #used

        #derived
        #unrecommended
        #(#lints)*
        #deprecated
        impl #generics #runtime::Declared for #actor #arguments #where_clause {
            fn options() -> #runtime::__private::Options {
                #runtime::__private::Options::new(#name) #settings
            }
        }
    }
}

/// The function in which rustc checks that the actor has an answer to wait for. Only its impl tells.
fn timeout_check(declaration: &Declaration, key: Span) -> TokenStream {
    let Declaration { runtime, actor, generics, forwarded, .. } = declaration;
    let gate = forwarded.gate();
    let lints = &forwarded.lints;
    let deprecated = lints::of_deprecated([forwarded]);
    let (generics, arguments, where_clause) = generics.split_for_impl();
    let probe = local("probe");
    let asked = quote!(let #probe = &#runtime::__private::Probe::<#actor #arguments>::new(););
    let checked = quote_spanned!(at(key)=> #probe.timeout(););
    quote! {
        #gate
        #(#lints)*
        #deprecated
        #[allow(dead_code)]
        const _: () = {
            fn __asked #generics (_: &#actor #arguments) #where_clause {
                #[allow(unused_imports)]
                use #runtime::__private::{IfNeverAnswered as _, Otherwise as _};
                #asked
                #checked
            }
        };
    }
}
