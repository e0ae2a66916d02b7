//! Generates the remote handle: the messages that other nodes can send, and how they arrive.

mod arguments;
mod checks;
mod methods;
mod traits;

use proc_macro2::TokenStream;
use quote::quote;

use super::{derived, docs, lints};
use crate::model::{Protocol, Remote};
use crate::tokens::text::unraw;

/// The types of the remote handle and its ask view.
pub(super) fn types(protocol: &Protocol) -> Option<TokenStream> {
    let Remote { path, .. } = protocol.remote.as_ref()?;
    let names = &protocol.names;
    let (vis, handle, remote, view) =
        (&protocol.vis, &names.handle, &names.remote, &names.remote_ask);
    let type_attributes = lints::of_type(protocol);
    let names_allowed = lints::of_names(protocol);
    let lifetime = &protocol.parameters.ask;
    let (of_remote, of_view) = (&protocol.parameters.handle, &protocol.parameters.ask_view());
    let of_type = |name, generics| derived::Wrapper { name, generics, inline: None, protocol };
    let of_remote = derived::of_handle(&of_type(remote, of_remote), None);
    let of_view = derived::of_view(&of_type(view, of_view));
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

        #of_remote

        #doc_of_view
        #type_attributes
        #vis struct #view<#lifetime>(&#lifetime #path::__private::Link<#handle>);

        #of_view
    })
}

/// The impls, which stand beside the checks of the messages: their types depend on these.
pub(super) fn beside_checks(protocol: &Protocol) -> Option<TokenStream> {
    let remote = protocol.remote.as_ref()?;
    let checks = checks::checks(protocol, remote);
    let arguments = arguments::types(protocol, remote);
    let methods = methods::methods(protocol, remote);
    let traits = traits::traits(protocol, remote);
    Some(quote! {
        #checks
        #arguments
        #methods
        #traits
    })
}
