//! Allows the lints on the user's code whose advice the user cannot follow.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{FnArg, Generics, Signature, Visibility};

use crate::syntax::context;

/// The attribute of a message's method: the macro requires the form that these lints are about.
pub(super) fn of_message(vis: &Visibility, signature: &Signature) -> TokenStream {
    let unreachable = matches!(vis, Visibility::Public(_)).then(|| quote!(unreachable_pub,));
    let context = context(signature).is_some();
    let context_mut = context.then(|| quote!(clippy::needless_pass_by_ref_mut,));
    let typed = signature.inputs.iter().filter(|input| matches!(input, FnArg::Typed(_))).count();
    let by_value = (typed > usize::from(context)).then(|| quote!(clippy::needless_pass_by_value,));
    quote!(#[allow(#unreachable #context_mut #by_value clippy::missing_const_for_fn)])
}

/// The attribute of the impl: it has to name lifetimes that it uses once.
pub(super) fn of_impl(generics: &Generics) -> Option<TokenStream> {
    single_use_lifetimes(generics)
        .map(|once| quote!(#[allow(#once clippy::elidable_lifetime_names)]))
}

/// The lint on lifetimes that are used once, for an `allow`, if there are lifetimes.
pub(crate) fn single_use_lifetimes(generics: &Generics) -> Option<TokenStream> {
    generics.lifetimes().next().map(|_| quote!(single_use_lifetimes,))
}
