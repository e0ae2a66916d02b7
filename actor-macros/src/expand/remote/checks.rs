//! Has rustc check what a remote actor's messages carry, and report nothing else if that cannot be sent or cannot travel.

use proc_macro2::TokenStream;
use quote::quote;

use crate::expand::part::{checked_in_a_constant, has_doubtful, of_answer, of_argument, parts};
use crate::model::{Argument, Message, Protocol, Remote};

/// The checks, in the body of a constant beside `__Asked`, and the types that depend on it.
pub(super) fn checks(protocol: &Protocol, remote: &Remote) -> TokenStream {
    let (path, handle) = (&remote.path, &protocol.names.handle);
    if !is_checked(protocol) {
        return quote!(type __Link = #path::__private::Link<#handle>;);
    }
    let checks = checked_in_a_constant(protocol, |part| !part.is_doubtful());
    let others = if has_doubtful(protocol) { quote!(__Asked::CARRIED) } else { quote!(0) };
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
