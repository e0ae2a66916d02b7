//! Generates the remote handle: the messages that other nodes can send, and how they arrive.

use proc_macro2::TokenStream;
use quote::quote;

use super::bounds::assumed;
use super::handle::parameters;
use super::local::local;
use super::remote_arguments::{decoding_arm, serde, travelling, types as argument_types, value};
use super::{docs, lints, stub, travels};
use crate::attributes::Forwarded;
use crate::model::{Message, Protocol, Remote};
use crate::tokens::text::unraw;

/// The types of the remote handle and its ask view.
pub(super) fn types(protocol: &Protocol) -> Option<TokenStream> {
    let Remote { path, .. } = protocol.remote.as_ref()?;
    let names = &protocol.names;
    let (vis, handle, remote, view) =
        (&protocol.vis, &names.handle, &names.remote, &names.remote_ask);
    let type_attributes = lints::of_type(protocol);
    let names_allowed = lints::of_names(protocol);
    let gate = protocol.forwarded.gate();
    let derived = lints::of_trait_impl(&protocol.parameters.handle, gate.as_ref());
    let lifetime = &protocol.parameters.ask;
    let formatter = local("formatter");
    let title = unraw(view);
    let doc = docs::doc(&format!(
        "Sends messages to a `{}` on another node: one method for each that travels.\n\nWhat every remote handle can \
         do is in the trait {}. A call that fails says whether its message may have been handled.",
        protocol.actor_name,
        docs::link("RemoteHandle", path),
    ));
    let doc_of_view = docs::doc(&format!(
        "The messages of a [`{}`], sent without waiting for what becomes of them.",
        unraw(remote),
    ));
    Some(quote! {
        #doc
        #type_attributes
        #names_allowed
        #vis struct #remote(#path::__private::Link<#handle>);

        #derived
        impl ::core::clone::Clone for #remote {
            fn clone(&self) -> Self {
                #remote(::core::clone::Clone::clone(&self.0))
            }
        }

        #derived
        impl ::core::fmt::Debug for #remote {
            fn fmt(&self, #formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.0, #formatter)
            }
        }

        #doc_of_view
        #type_attributes
        #vis struct #view<#lifetime>(&#lifetime #path::__private::Link<#handle>);

        #derived
        impl<#lifetime> ::core::clone::Clone for #view<#lifetime> {
            fn clone(&self) -> Self {
                *self
            }
        }

        #derived
        impl<#lifetime> ::core::marker::Copy for #view<#lifetime> {}

        #derived
        impl<#lifetime> ::core::fmt::Debug for #view<#lifetime> {
            fn fmt(&self, #formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::DebugTuple::finish(::core::fmt::DebugTuple::field(
                    &mut ::core::fmt::Formatter::debug_tuple(#formatter, #title),
                    self.0,
                ))
            }
        }
    })
}

/// The impls, which stand beside the checks of the messages: their types depend on these.
pub(super) fn beside_checks(protocol: &Protocol) -> Option<TokenStream> {
    let remote = protocol.remote.as_ref()?;
    let checks = travels::checks(protocol, remote);
    let arguments = argument_types(protocol, remote);
    let methods = methods(protocol, remote);
    let traits = traits(protocol, remote);
    Some(quote! {
        #checks
        #arguments
        #methods
        #traits
    })
}

/// The methods of the remote handle and its ask view.
fn methods(protocol: &Protocol, remote: &Remote) -> TokenStream {
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
    let passed = if message.arguments.is_empty() { "" } else { "…" };
    let blocks = match message.answer {
        None => format!(
            "Blocks until the actor's mailbox has accepted the message. To send many, write \
             `remote.ask().{method}({passed})` instead."
        ),
        Some(_) => format!(
            "Blocks until the answer comes. In a task, write `remote.ask().{method}({passed}).await` instead."
        ),
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
    let doc = docs::doc(&format!(
        "Sends what [`{}::{name}`] sends, and returns at once: {comes}.",
        unraw(&protocol.names.remote),
    ));
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
    match travels::answer(message, protocol) {
        None => ask,
        Some(ty) => quote!(::core::convert::identity::<#path::RemoteReply<#ty>>(#ask)),
    }
}

/// The impls that connect the handle, the remote handle and what is encoded.
fn traits(protocol: &Protocol, remote: &Remote) -> TokenStream {
    let Remote { path, protocol: name } = remote;
    let names = &protocol.names;
    let (handle, message, own, view) =
        (&names.handle, &names.message, &names.remote, &names.remote_ask);
    let hidden = lints::of_hidden_impl(&protocol.parameters.actor, None);
    let serde = serde(remote);
    let lints = &protocol.forwarded.lints;
    let lifetime = &protocol.parameters.ask;
    // What the impls say of the handle is true only if its messages can be sent.
    let (of_handle, _) = assumed(protocol);
    let (method, encoded, link) = (local("method"), local("arguments"), local("link"));
    let (serializer, deserializer) = (local("serializer"), local("deserializer"));
    let arms =
        travelling(protocol).map(|message| decoding_arm(message, &encoded, protocol, remote));
    quote! {
        #hidden
        #(#lints)*
        impl #path::Protocol for #handle #of_handle {
            const PROTOCOL: &'static ::core::primitive::str = #name;

            type Remote = #own;

            fn decode(
                #method: &::core::primitive::str,
                #encoded: &[::core::primitive::u8],
            ) -> ::core::result::Result<#path::__private::Incoming<#message>, #path::__private::Undecoded> {
                match #method {
                    #(#arms)*
                    _ => ::core::result::Result::Err(#path::__private::Undecoded::UnknownMessage),
                }
            }
        }

        #hidden
        #(#lints)*
        impl #path::RemoteHandle for #own #of_handle {
            type Local = #handle;
            type Ask<#lifetime> = #view<#lifetime> where Self: #lifetime;

            fn ask(&self) -> Self::Ask<'_> {
                #view(&self.0)
            }

            fn from_link(#link: #path::__private::Link<#handle>) -> Self {
                #own(#link)
            }

            fn link(&self) -> &#path::__private::Link<#handle> {
                &self.0
            }
        }

        // It travels as the name of its actor.
        #hidden
        impl #serde::Serialize for #own {
            fn serialize<S: #serde::Serializer>(
                &self,
                #serializer: S,
            ) -> ::core::result::Result<<S as #serde::Serializer>::Ok, <S as #serde::Serializer>::Error> {
                let #link: &__Link = &self.0;
                #path::__private::serialize_remote(#link, #serializer)
            }
        }

        #hidden
        impl<'de> #serde::Deserialize<'de> for #own {
            fn deserialize<D: #serde::Deserializer<'de>>(
                #deserializer: D,
            ) -> ::core::result::Result<Self, <D as #serde::Deserializer<'de>>::Error> {
                let #link: __Link = #path::__private::deserialize_remote(#deserializer)?;
                ::core::result::Result::Ok(#own(#link))
            }
        }
    }
}
