//! Generates code from a checked model: nothing here can fail.

mod ask;
mod bounds;
mod call;
mod declaration;
mod dispatch;
mod handle;
mod hook;
mod message;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::model::Protocol;

pub(crate) use declaration::declaration;

/// Everything that stands beside the user's impl.
pub(crate) fn protocol(protocol: &Protocol) -> TokenStream {
    let mut tokens = message::message(protocol);
    tokens.extend(handle::handle(protocol));
    tokens.extend(ask::ask_view(protocol));
    tokens.extend(dispatch::dispatch(protocol));
    tokens
}

/// The name of a local variable, which cannot meet a name of the user's.
fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// The attributes that every generated type carries.
///
/// A message may be less visible than its handle, and carry types that are: that is the user's
/// choice, and the two lints are about choices.
fn type_attributes(protocol: &Protocol) -> TokenStream {
    let gate = protocol.forwarded.gate();
    let lints = &protocol.forwarded.lints;
    // The bounds of the impl come along, and they may be private where the actor is.
    let bounds = (!protocol.parameters.actor.params.is_empty()).then(|| quote!(private_bounds,));
    quote!(#gate #(#lints)* #[allow(private_interfaces, #bounds unreachable_pub)])
}

/// The attributes that every generated impl of methods carries.
///
/// A message is often sent in one way only: through the handle, through its ask view, or as a
/// value.
fn method_attributes(protocol: &Protocol) -> TokenStream {
    let gate = protocol.forwarded.gate();
    let lints = &protocol.forwarded.lints;
    quote!(#gate #(#lints)* #[allow(dead_code, private_interfaces, unreachable_pub)])
}

/// Documentation, indented like a comment's, so that the two can be mixed.
fn doc(text: &str) -> TokenStream {
    let text = text.lines().map(|line| format!(" {line}")).collect::<Vec<_>>().join("\n");
    quote!(#[doc = #text])
}
