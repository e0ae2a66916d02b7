//! Generates the ask view: the answered messages, sent without waiting for the answers.

use proc_macro2::TokenStream;
use quote::quote;

use super::handle::{make, parameters, way};
use super::{derived, docs, lints, stub};
use crate::attributes::Forwarded;
use crate::model::{Message, Protocol};

pub(super) fn ask_view(protocol: &Protocol) -> TokenStream {
    let Protocol { runtime, names, vis, .. } = protocol;
    let type_attributes = lints::of_type(protocol);
    let method_attributes = lints::of_methods(protocol);
    let (name, message, lifetime) = (&names.ask, &names.message, &protocol.parameters.ask);
    let handle = &names.handle;
    let doc =
        format!("The answered messages of a [`{handle}`], sent without waiting for the answers.");
    let doc = docs::doc(&doc);
    let view = protocol.parameters.ask_view();
    let (generics, arguments, _) = view.split_for_impl();
    let where_clause = &view.where_clause;
    // The view holds the mailbox, not the handle: rustc would suggest the handle's methods through
    // the field.
    let (_, message_arguments, _) = protocol.parameters.message.split_for_impl();
    let phantom = protocol.parameters.phantom.as_ref().map(|phantom| quote!(, #phantom));
    let mut full = protocol.parameters.actor.clone();
    full.params.insert(0, view.params[0].clone());
    let (all_generics, _, all_where) = full.split_for_impl();
    let inline = Some(quote!(#[inline]));
    let derived = derived::of_view(&derived::Wrapper { name, generics: &view, inline, protocol });
    let methods = protocol.messages.iter().filter_map(|message| method(message, protocol));
    let stubs = stub::of_ask(protocol);
    quote! {
        #doc
        #type_attributes
        #vis struct #name #generics (
            &#lifetime #runtime::__private::Mailbox<#message #message_arguments> #phantom
        ) #where_clause;

        #derived

        #method_attributes
        impl #all_generics #name #arguments #all_where {
            #(#methods)*
            #(#stubs)*
        }
    }
}

fn method(message: &Message, protocol: &Protocol) -> Option<TokenStream> {
    let ty = &message.answer.as_ref()?.ty;
    let runtime = &protocol.runtime;
    let Message { method, vis, forwarded, .. } = message;
    let gate = forwarded.gate();
    let Forwarded { doc_hints, lints, warnings, .. } = forwarded;
    let comes = "the answer comes through the reply";
    let doc = docs::of_view(message, &protocol.names.handle, comes);
    let parameters = parameters(message);
    let make = make(message, protocol);
    let way = way(message, protocol);
    Some(quote! {
        #doc
        #(#doc_hints)*
        #(#lints)*
        #(#warnings)*
        #gate
        #[inline]
        #vis fn #method(&self #parameters) -> #runtime::Reply<#ty> {
            #runtime::__private::Mailbox::request(self.0, #way, #make)
        }
    })
}
