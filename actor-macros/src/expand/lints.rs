//! Allows the lints on generated code whose advice the user cannot follow.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::{Generics, Visibility};

use crate::attributes::Forwarded;
use crate::mend::lints::single_use_lifetimes;
use crate::model::Protocol;
use crate::tokens::mentions::has_word;

/// The attributes of every generated type.
///
/// A message may be less visible than its handle, and so may the types that it carries. The user
/// decides so, and both lints are about such decisions.
pub(super) fn of_type(protocol: &Protocol) -> TokenStream {
    let gate = protocol.forwarded.gate();
    let lints = &protocol.forwarded.lints;
    // The type repeats the bounds of the impl, which may be private if the actor is.
    let bounds = (!protocol.parameters.actor.params.is_empty()).then(|| quote!(private_bounds,));
    quote!(#gate #(#lints)* #[allow(private_interfaces, #bounds unreachable_pub)])
}

/// The attribute of the enum. It is exhaustive on purpose: a fake of the actor matches all of its
/// variants.
pub(super) fn of_enum(protocol: &Protocol) -> Option<TokenStream> {
    let public = matches!(protocol.vis, Visibility::Public(_));
    public.then(|| quote!(#[allow(clippy::exhaustive_enums)]))
}

/// The attributes of every generated impl of methods.
///
/// Often a message is sent in one way only: through the handle, through its ask view, or as a
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

/// The attributes of a generated impl of a trait. The impl repeats the lifetimes of the user's
/// impl.
pub(super) fn of_trait_impl(generics: &Generics, gate: Option<&TokenStream>) -> TokenStream {
    let once = single_use_lifetimes(generics).map(|once| quote!(#[allow(#once)]));
    quote!(#gate #[automatically_derived] #once)
}

/// The attributes of a generated impl of a trait that users never call. It is no part of the documentation.
pub(super) fn of_hidden_impl(generics: &Generics, gate: Option<&TokenStream>) -> TokenStream {
    let attributes = of_trait_impl(generics, gate);
    quote!(#attributes #[doc(hidden)])
}

/// The attribute of the functions that only have rustc check something.
pub(super) fn of_bound_checks(protocol: &Protocol) -> TokenStream {
    let once = single_use_lifetimes(&protocol.parameters.actor);
    let many = many_arguments(protocol);
    quote!(#[allow(dead_code, #many #once)])
}

/// clippy's lint on too many arguments, if it applies. It is reported at the user's method already.
fn many_arguments(protocol: &Protocol) -> Option<TokenStream> {
    const FEW: usize = 5;
    let many = protocol.messages.iter().any(|message| message.arguments.len() > FEW);
    many.then(|| quote!(clippy::too_many_arguments,))
}

/// The attribute against lints on the names and return types of methods. The user cannot add to the handle and the
/// ask view a method that the lint asks for, or change a return type there.
pub(super) fn of_names(protocol: &Protocol) -> Option<TokenStream> {
    const LINTS: [(&str, &str); 2] =
        [("len", "len_without_is_empty"), ("iter", "iter_not_returning_iterator")];
    let is_there = |name: &str| protocol.messages.iter().any(|message| message.method == name);
    let lints = LINTS.iter().filter(|(name, _)| is_there(name));
    let lints: Vec<Ident> = lints.map(|(_, lint)| format_ident!("{lint}")).collect();
    (!lints.is_empty()).then(|| quote!(#[allow(#(clippy::#lints),*)]))
}

/// The attribute of code that uses a deprecated method, if there is one. rustc warns of the user's own calls. The
/// attribute is left out elsewhere, because `forbid(deprecated)` would refuse it.
pub(super) fn of_deprecated<'a>(
    marks: impl IntoIterator<Item = &'a Forwarded>,
) -> Option<TokenStream> {
    let mut warnings = marks.into_iter().flat_map(|mark| &mark.warnings);
    let is_deprecation = |warning: &TokenStream| has_word(warning.clone(), "deprecated");
    warnings.any(is_deprecation).then(|| quote!(#[allow(deprecated)]))
}
