//! Generates code from a checked model: nothing here can fail.

mod ask;
mod bounds;
mod call;
mod declaration;
mod dispatch;
mod docs;
mod handle;
mod hook;
mod message;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};

use crate::attributes::Forwarded;
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

/// The name of a local variable, which cannot meet a name of the user's: not a variable's, because
/// of its context, and not a constant's or a static's, which a pattern would mean, because of its
/// underscores.
fn local(name: &str) -> Ident {
    format_ident!("__{name}", span = Span::mixed_site())
}

/// The attribute of code that uses what the user marked `deprecated`, if anything is: whoever uses
/// it by choice is warned there. Elsewhere it would meet a `forbid`.
fn allow_deprecated<'a>(marks: impl IntoIterator<Item = &'a Forwarded>) -> Option<TokenStream> {
    let mut warnings = marks.into_iter().flat_map(|mark| &mark.warnings);
    warnings.any(is_deprecation).then(|| quote!(#[allow(deprecated)]))
}

fn is_deprecation(attribute: &TokenStream) -> bool {
    attribute.clone().into_iter().any(|tree| match tree {
        TokenTree::Group(group) => is_deprecation(&group.stream()),
        TokenTree::Ident(ident) => ident == "deprecated",
        _ => false,
    })
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
    let names = names_allowed(protocol);
    quote!(#gate #(#lints)* #[allow(dead_code, private_interfaces, unreachable_pub)] #names)
}

/// The attribute against lints about what stands beside methods of these names, and about what they
/// return: on handle and ask view the user can change neither.
fn names_allowed(protocol: &Protocol) -> Option<TokenStream> {
    const LINTS: [(&str, &str); 2] =
        [("len", "len_without_is_empty"), ("iter", "iter_not_returning_iterator")];
    let is_there = |name: &str| protocol.messages.iter().any(|message| message.method == name);
    let lints = LINTS.iter().filter(|(name, _)| is_there(name));
    let lints: Vec<Ident> = lints.map(|(_, lint)| format_ident!("{lint}")).collect();
    (!lints.is_empty()).then(|| quote!(#[allow(#(clippy::#lints),*)]))
}
