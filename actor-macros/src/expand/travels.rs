//! Has rustc check what a remote actor's messages carry, and report nothing else if that cannot be sent or cannot travel.

use proc_macro2::TokenStream;
use quote::quote;

use super::bounds::{carried, of_answer, of_argument, parts};
use crate::model::{Argument, Message, Protocol, Remote};

/// The checks, in the body of a constant beside `__Asked`, and the types that depend on it.
pub(super) fn checks(protocol: &Protocol, remote: &Remote) -> TokenStream {
    let (path, handle) = (&remote.path, &protocol.names.handle);
    let checks = protocol.messages.iter().filter_map(|message| {
        let gate = message.forwarded.gate();
        let lints = &message.forwarded.lints;
        let parts = parts(message, protocol).filter(|part| !part.is_doubtful());
        let checks: Vec<TokenStream> =
            parts.map(|part| part.check(part.ty, &quote!(const fn))).collect();
        (!checks.is_empty()).then(|| quote!(#gate #(#lints)* { #(#checks)* }))
    });
    if !is_checked(protocol) {
        return quote!(type __Link = #path::__private::Link<#handle>;);
    }
    let others = if carried(protocol).is_empty() { quote!(0) } else { quote!(__Asked::CARRIED) };
    quote! {
        impl __Asked {
            const CHECKED: ::core::primitive::usize = { #(#checks)* #others };
        }

        trait __Type<T> {
            type Type;
        }

        impl<T> __Type<T> for [(); 0] {
            type Type = T;
        }

        // If the constant has an error, so has this type. rustc reports nothing more of it.
        type __Checked<T> = <[(); __Asked::CHECKED] as __Type<T>>::Type;
        type __Link = #path::__private::Link<__Checked<#handle>>;
    }
}

fn is_checked(protocol: &Protocol) -> bool {
    protocol.messages.iter().any(|message| parts(message, protocol).next().is_some())
}

/// The argument's type, in which rustc reports nothing more if the check has found a mistake.
pub(super) fn argument(argument: &Argument, message: &Message, protocol: &Protocol) -> TokenStream {
    let ty = &argument.ty;
    match of_argument(argument, message, protocol) {
        Some(_) => quote!(__Checked<#ty>),
        None => ty.clone(),
    }
}

/// The answer's type, likewise. Nothing, if it needs no check.
pub(super) fn answer(message: &Message, protocol: &Protocol) -> Option<TokenStream> {
    let ty = of_answer(message, protocol)?.ty;
    Some(quote!(__Checked<#ty>))
}
