//! Has rustc point at the user's code, and name no impl that is none of the user's.

use proc_macro2::{Span, TokenStream};
use quote::quote;

/// The user's place, but the macro's own context: lints see generated code there, errors see the
/// user's.
pub(super) fn at(span: Span) -> Span {
    span.resolved_at(Span::mixed_site())
}

/// On the impls of actors that the runtime has itself: rustc would name them to whoever lacks an
/// impl. Elsewhere it would keep rustc from telling which bound of the impl is not met.
pub(super) fn of_the_runtime_itself(runtime: &TokenStream) -> Option<TokenStream> {
    (runtime.to_string() == "crate").then(|| quote!(#[diagnostic::do_not_recommend]))
}
