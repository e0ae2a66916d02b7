//! Generates how the arguments of remote messages travel: a type for those of each message, and its decoding.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::checks;
use crate::expand::diagnostics::at;
use crate::expand::docs;
use crate::expand::local::local;
use crate::expand::variant;
use crate::model::{Argument, Message, Protocol, Remote};
use crate::tokens::text::unraw;

/// The types, and a short path of serde if they need one.
pub(super) fn types(protocol: &Protocol, remote: &Remote) -> TokenStream {
    let serde = serde(remote);
    // The text of an attribute has the path, too.
    let (import, written) = match docs::in_text(&serde) {
        None => (Some(quote!(use #serde as __serde;)), "__serde".to_owned()),
        Some(written) => (None, written),
    };
    let types = travelling(protocol).map(|message| {
        let (gate, lints, name) =
            (message.forwarded.gate(), &message.forwarded.lints, name(message));
        let fields = message.arguments.iter().map(|argument| {
            let (gate, name, attributes) =
                (argument.gate(), &argument.name, &argument.of_arguments);
            let ty = checks::argument(argument, message, protocol);
            quote!(#gate #(#attributes)* #name: #ty,)
        });
        quote! {
            #gate
            #(#lints)*
            #[derive(#serde::Serialize, #serde::Deserialize)]
            #[serde(crate = #written)]
            struct #name { #(#fields)* }
        }
    });
    quote!(#import #(#types)*)
}

/// The path of serde.
pub(super) fn serde(remote: &Remote) -> TokenStream {
    let path = &remote.path;
    quote!(#path::__private::serde)
}

/// The arguments as a value, made of the parameters of a method.
pub(super) fn value(message: &Message) -> TokenStream {
    let name = name(message);
    let arguments = message.arguments.iter().map(|argument| {
        let (gate, name) = (argument.gate(), &argument.name);
        quote!(#gate #name,)
    });
    quote!(#name { #(#arguments)* })
}

/// The arm that makes a message of encoded arguments.
pub(super) fn decoding_arm(
    message: &Message,
    encoded: &Ident,
    protocol: &Protocol,
    remote: &Remote,
) -> TokenStream {
    let (path, runtime, ty) = (&remote.path, &protocol.runtime, name(message));
    let (gate, method) = (message.forwarded.gate(), unraw(&message.method));
    let (decoded, sender) = (local("arguments"), local("reply"));
    let (kind, parameter) = match &message.answer {
        None => (format_ident!("tell"), None),
        Some(_) => {
            let ty = checks::answer(message, protocol);
            let ty = ty.map(|ty| quote!(: #runtime::ReplySender<#ty>));
            (format_ident!("ask"), Some(quote!(, #sender #ty)))
        }
    };
    let value =
        variant::fields(message, protocol, |_, Argument { name, .. }| Some(quote!(#decoded.#name)));
    // Unused, if no argument exists.
    let decoded = if message.arguments.is_empty() { quote!(_) } else { quote!(#decoded) };
    quote! {
        #gate
        #method => #path::__private::#kind(#encoded, |#decoded: #ty #parameter| #value),
    }
}

/// The messages that other nodes can send.
pub(super) fn travelling(protocol: &Protocol) -> impl Iterator<Item = &Message> {
    protocol.messages.iter().filter(|message| message.travels)
}

/// The name of the type of a message's arguments. At its place rustc proposes no parameters, as it would for the method.
fn name(message: &Message) -> Ident {
    format_ident!("__{}Arguments", message.variant, span = at(message.method.span()))
}
