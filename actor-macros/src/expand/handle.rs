//! Generates the handle: a sender with one method for each message.

use proc_macro2::TokenStream;
use quote::quote;

use super::local::local;
use super::variant;
use super::{call, derived, docs, lints, stub};
use crate::attributes::{Forwarded, gate};
use crate::model::{AnswerKind, Argument, Message, Protocol};

pub(super) fn handle(protocol: &Protocol) -> TokenStream {
    let Protocol { runtime, names, vis, parameters, .. } = protocol;
    let type_attributes = lints::of_type(protocol);
    let method_attributes = lints::of_methods(protocol);
    let (name, message) = (&names.handle, &names.message);
    let doc = format!(
        "Sends messages to a `{}`: one method for each.\n\nWhat every handle can do is in the trait \
         {}. When the last clone is gone, the actor handles what it has accepted, and ends.",
        protocol.actor_name,
        docs::link("Handle", runtime),
    );
    let doc = docs::doc(&doc);
    let names_allowed = lints::of_names(protocol);
    let (generics, arguments, _) = parameters.handle.split_for_impl();
    let where_clause = &parameters.handle.where_clause;
    let (all_generics, _, all_where) = parameters.actor.split_for_impl();
    let (_, message_arguments, _) = parameters.message.split_for_impl();
    let phantom = parameters.phantom.as_ref().map(|phantom| quote!(, #phantom));
    let cloned_phantom = parameters.phantom.as_ref().map(|_| quote!(, ::core::marker::PhantomData));
    let gate = protocol.forwarded.gate();
    let inline = Some(quote!(#[inline]));
    let ty = derived::Wrapper { name, generics: &parameters.handle, inline, protocol };
    let derived = derived::of_handle(&ty, cloned_phantom.as_ref());
    let hidden = lints::of_hidden_impl(&parameters.handle, gate.as_ref());
    let methods = protocol.messages.iter().map(|message| method(message, protocol));
    let stubs = stub::of_handle(protocol);
    quote! {
        #doc
        #type_attributes
        #names_allowed
        #vis struct #name #generics (
            #runtime::__private::Mailbox<#message #message_arguments> #phantom
        ) #where_clause;

        #hidden
        impl #generics #runtime::__private::Carrier for #name #arguments #where_clause {
            type Carried = #message #message_arguments;
        }

        #derived

        #method_attributes
        impl #all_generics #name #arguments #all_where {
            #(#methods)*
            #(#stubs)*
        }
    }
}

fn method(message: &Message, protocol: &Protocol) -> TokenStream {
    let runtime = &protocol.runtime;
    let private = quote!(#runtime::__private);
    let Message { method, vis, forwarded, .. } = message;
    let gate = forwarded.gate();
    let Forwarded { lints, warnings, .. } = forwarded;
    let parameters = parameters(message);
    let handler = handler(message, protocol);
    let way = way(message, protocol);
    let (ty, send, errors) = match &message.answer {
        None => {
            let value = variant::fields(message, protocol, |_, _| None);
            (
                quote!(()),
                quote!(#private::Mailbox::send_told(&self.0, #way, #value)),
                if message.urgent {
                    "If the message is not accepted: the actor has ended."
                } else {
                    "If the message is not accepted: the actor has ended, or its mailbox has no room."
                },
            )
        }
        Some(answer) => {
            let ty = &answer.ty;
            let make = make(message, protocol);
            let sent = match &handler {
                None => quote!(#private::Mailbox::ask(&self.0, #way, #make)),
                Some(handler) => {
                    let (actor, index) = (&protocol.actor, message.index);
                    quote!(#private::ask!(&self.0, #way, #make, #actor, #index, #handler))
                }
            };
            (
                quote!(#ty),
                sent,
                if message.urgent {
                    "If no answer comes: the actor has ended, panicked over it, or takes too long."
                } else {
                    "If no answer comes: the actor has ended, has no room for the message, panicked \
                     over it, or takes too long."
                },
            )
        }
    };
    // The attribute, not the user, decides to call the handler here.
    let deprecated = handler.and_then(|_| lints::of_deprecated([forwarded]));
    let blocks = message.answer.as_ref().map(|_| docs::of_wait(message, "handle"));
    let notes: Vec<_> = docs::of_marks(message).chain(blocks).collect();
    let docs = docs::of_method(message, protocol, &notes);
    let errors = docs::of_errors(message, errors);
    quote! {
        #docs
        #errors
        #(#lints)*
        #(#warnings)*
        #deprecated
        #gate
        #[inline]
        #vis fn #method(&self #parameters) -> ::core::result::Result<#ty, #runtime::CallError> {
            #send
        }
    }
}

/// The message's way through the mailbox, for the methods that take one.
pub(super) fn way(message: &Message, protocol: &Protocol) -> TokenStream {
    let is_deferred =
        matches!(&message.answer, Some(answer) if answer.kind == AnswerKind::Deferred);
    let runtime = &protocol.runtime;
    match (message.urgent, is_deferred) {
        (false, false) => quote!(#runtime::__private::Plain),
        (true, false) => quote!(#runtime::__private::Urgent),
        (false, true) => quote!(#runtime::__private::Deferred),
        (true, true) => quote!(#runtime::__private::UrgentDeferred),
    }
}

/// The closure that a caller may run on the actor's state in place of sending the message. The
/// state must be known to borrow nothing, and the method must answer by returning.
fn handler(message: &Message, protocol: &Protocol) -> Option<TokenStream> {
    let Protocol { runtime, names, parameters, .. } = protocol;
    let kind = message.answer.as_ref()?.kind;
    if kind == AnswerKind::Deferred || parameters.undetermined || !parameters.actor_is_static() {
        return None;
    }
    let (state, context) = (local("state"), local("context"));
    let handle = &names.handle;
    let (_, arguments, _) = parameters.actor.split_for_impl();
    let typed = message.context.iter().map(|argument| {
        let gate = gate(argument.condition.as_ref());
        quote!(#gate let #context = #runtime::__private::context::<#handle #arguments>(#context);)
    });
    let name = |_, argument: &Argument| argument.name.clone();
    let call = call::of_message(&quote!(#state), message, name, protocol);
    let end = (kind == AnswerKind::Unit).then(|| quote!(;));
    Some(quote!(move |#state, #context| { #(#typed)* #call #end }))
}

/// The parameters of the generated methods of a message, after the receiver.
pub(super) fn parameters(message: &Message) -> TokenStream {
    let parameters = message.arguments.iter().map(|argument| {
        let (gate, name, ty) = (argument.gate(), &argument.name, &argument.ty);
        quote!(, #gate #name: #ty)
    });
    quote!(#(#parameters)*)
}

/// The closure that makes the message from the sender for its answer.
pub(super) fn make(message: &Message, protocol: &Protocol) -> TokenStream {
    let value = variant::fields(message, protocol, |_, _| None);
    let sender = local("reply");
    quote!(move |#sender| #value)
}
