//! Allows the lints whose advice nobody could follow, because it is the attribute that decides.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{format_ident, quote};
use syn::{Generics, Visibility};

use crate::attributes::Forwarded;
use crate::mend::lints::single_use_lifetimes;
use crate::model::Protocol;

/// The attributes that every generated type carries.
///
/// A message may be less visible than its handle, and carry types that are: that is the user's
/// choice, and the two lints are about choices.
pub(super) fn of_type(protocol: &Protocol) -> TokenStream {
    let gate = protocol.forwarded.gate();
    let lints = &protocol.forwarded.lints;
    // The bounds of the impl come along, and they may be private where the actor is.
    let bounds = (!protocol.parameters.actor.params.is_empty()).then(|| quote!(private_bounds,));
    quote!(#gate #(#lints)* #[allow(private_interfaces, #bounds unreachable_pub)])
}

/// On the enum: a fake is a match on all of its variants, so it is exhaustive on purpose.
pub(super) fn of_enum(protocol: &Protocol) -> Option<TokenStream> {
    let public = matches!(protocol.vis, Visibility::Public(_));
    public.then(|| quote!(#[allow(clippy::exhaustive_enums)]))
}

/// The attributes that every generated impl of methods carries.
///
/// A message is often sent in one way only: through the handle, through its ask view, or as a
/// value.
pub(super) fn of_methods(protocol: &Protocol) -> TokenStream {
    let gate = protocol.forwarded.gate();
    let lints = &protocol.forwarded.lints;
    let names = of_names(protocol);
    let once = single_use_lifetimes(&protocol.parameters.actor);
    let many = many_arguments(protocol);
    quote! {
        #gate
        #(#lints)*
        #[allow(dead_code, #many private_interfaces, #once unreachable_pub)]
        #names
    }
}

/// The attributes of a generated impl of a trait. It repeats the lifetimes of the user's impl.
pub(super) fn of_trait_impl(generics: &Generics, gate: Option<&TokenStream>) -> TokenStream {
    let once = single_use_lifetimes(generics).map(|once| quote!(#[allow(#once)]));
    quote!(#gate #[automatically_derived] #once)
}

/// On the functions that only ask rustc something.
pub(super) fn of_questions(protocol: &Protocol) -> TokenStream {
    let once = single_use_lifetimes(&protocol.parameters.actor);
    let many = many_arguments(protocol);
    quote!(#[allow(dead_code, #many #once)])
}

/// Where clippy says of the user's method that it takes too many arguments, that is enough.
fn many_arguments(protocol: &Protocol) -> Option<TokenStream> {
    const FEW: usize = 5;
    let many = protocol.messages.iter().any(|message| message.arguments.len() > FEW);
    many.then(|| quote!(clippy::too_many_arguments,))
}

/// The attribute against lints about what stands beside methods of these names, and about what they
/// return: on handle and ask view the user can change neither.
pub(super) fn of_names(protocol: &Protocol) -> Option<TokenStream> {
    const LINTS: [(&str, &str); 2] =
        [("len", "len_without_is_empty"), ("iter", "iter_not_returning_iterator")];
    let is_there = |name: &str| protocol.messages.iter().any(|message| message.method == name);
    let lints = LINTS.iter().filter(|(name, _)| is_there(name));
    let lints: Vec<Ident> = lints.map(|(_, lint)| format_ident!("{lint}")).collect();
    (!lints.is_empty()).then(|| quote!(#[allow(#(clippy::#lints),*)]))
}

/// The attribute of code that uses what the user marked `deprecated`, if anything is: whoever uses
/// it by choice is warned there. Elsewhere it would meet a `forbid`.
pub(super) fn of_deprecated<'a>(
    marks: impl IntoIterator<Item = &'a Forwarded>,
) -> Option<TokenStream> {
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
