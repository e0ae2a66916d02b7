//! Generates the declaration of a type as an actor, with its default options.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::completion;
use super::diagnostics::do_not_recommend_own;
use super::lints;
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
    if let Some(deadline) = &options.timeout {
        settings.extend(quote!(.timeout(#deadline)));
    }
    if let Some(span) = options.count {
        settings.extend(quote_spanned!(span=> .count()));
    }
    let completed = completion::of_keys(&options.keys, "a_type", runtime);
    quote! {
        #completed

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
