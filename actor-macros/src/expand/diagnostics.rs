//! Directs rustc's errors to the user's code.

use proc_macro2::{Span, TokenStream};
use quote::quote;

/// The place of the user's tokens, with the macro's hygiene. Errors point at the user's tokens, and
/// lints see that the code is generated.
pub(super) fn at(span: Span) -> Span {
    span.resolved_at(Span::mixed_site())
}

/// The attribute for the impls of actors that the runtime itself declares. Without it, rustc would
/// name them in errors about a missing impl. Elsewhere the attribute would hide which bound of the
/// impl does not hold.
pub(super) fn do_not_recommend_own(runtime: &TokenStream) -> Option<TokenStream> {
    (runtime.to_string() == "crate").then(|| quote!(#[diagnostic::do_not_recommend]))
}
