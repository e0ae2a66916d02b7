//! Generates the methods of the remote handle and its ask view.

use proc_macro2::TokenStream;
use quote::quote;

use super::arguments::{travelling, value};
use super::checks;
use crate::attributes::Forwarded;
use crate::expand::handle::parameters;
use crate::expand::{docs, lints, stub};
use crate::model::{Message, Protocol, Remote};
use crate::tokens::text::unraw;

pub(super) fn methods(protocol: &Protocol, remote: &Remote) -> TokenStream {
    let (name, view) = (&protocol.names.remote, &protocol.names.remote_ask);
    let attributes = lints::of_methods(protocol);
    let waiting = travelling(protocol).map(|message| method(message, protocol, remote));
    let others = travelling(protocol).map(|message| method_of_view(message, protocol, remote));
    let (stubs, stubs_of_view) =
        (stub::of_remote(protocol, remote), stub::of_remote_ask(protocol, remote));
    quote! {
        #attributes
        impl #name {
            #(#waiting)*
            #(#stubs)*
        }

        #attributes
        impl #view<'_> {
            #(#others)*
            #(#stubs_of_view)*
        }
    }
}

fn method(message: &Message, protocol: &Protocol, remote: &Remote) -> TokenStream {
    let path = &remote.path;
    let Message { method, vis, forwarded, .. } = message;
    let (gate, name, arguments) = (forwarded.gate(), unraw(method), value(message));
    let Forwarded { lints, warnings, .. } = forwarded;
    let parameters = parameters(message);
    let (ty, send, errors) = match &message.answer {
        None => (
            quote!(()),
            quote!(__Link::tell(&self.0, #name, &#arguments)),
            "If the message is not known to be accepted: the error says whether it may have been.",
        ),
        Some(answer) => {
            let ty = &answer.ty;
            let ask = ask(message, &quote!(&self.0), protocol, remote);
            (
                quote!(#ty),
                quote!(#path::RemoteReply::wait(#ask)),
                "If no answer comes: the error says whether the message may have been handled.",
            )
        }
    };
    let blocks = match message.answer {
        None => format!(
            "Blocks until the actor's mailbox has accepted the message. To send many, write `{}` instead.",
            docs::of_call(message, "remote"),
        ),
        Some(_) => docs::of_wait(message, "remote"),
    };
    let notes: Vec<_> = docs::of_marks_elsewhere(message).chain([blocks]).collect();
    let docs = docs::of_method(message, protocol, &notes);
    let errors = docs::of_errors(message, errors);
    quote! {
        #docs
        #errors
        #(#lints)*
        #(#warnings)*
        #gate
        #vis fn #method(&self #parameters) -> ::core::result::Result<#ty, #path::RemoteError> {
            #send
        }
    }
}

fn method_of_view(message: &Message, protocol: &Protocol, remote: &Remote) -> TokenStream {
    let path = &remote.path;
    let Message { method, vis, forwarded, .. } = message;
    let (gate, name, arguments) = (forwarded.gate(), unraw(method), value(message));
    let Forwarded { doc_hints, lints, warnings, .. } = forwarded;
    let parameters = parameters(message);
    let (ty, send, comes) = match &message.answer {
        None => (
            quote!(()),
            quote!(__Link::pipeline_tell(self.0, #name, &#arguments)),
            "the reply tells that the message was accepted",
        ),
        Some(answer) => {
            let ty = &answer.ty;
            (
                quote!(#ty),
                ask(message, &quote!(self.0), protocol, remote),
                "the answer comes through the reply",
            )
        }
    };
    let doc = docs::of_view(message, &protocol.names.remote, comes);
    quote! {
        #doc
        #(#doc_hints)*
        #(#lints)*
        #(#warnings)*
        #gate
        #vis fn #method(&self #parameters) -> #path::RemoteReply<#ty> {
            #send
        }
    }
}

/// The call that sends an answered message.
fn ask(message: &Message, link: &TokenStream, protocol: &Protocol, remote: &Remote) -> TokenStream {
    let path = &remote.path;
    let (name, arguments) = (unraw(&message.method), value(message));
    let ask = quote!(__Link::ask(#link, #name, &#arguments));
    match checks::answer(message, protocol) {
        None => ask,
        Some(ty) => quote!(::core::convert::identity::<#path::RemoteReply<#ty>>(#ask)),
    }
}
