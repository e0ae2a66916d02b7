//! Directs rustc's errors to the user's code.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

/// The place of the user's tokens, with the macro's hygiene. Errors point at the user's tokens, and
/// lints see that the code is generated.
pub(super) fn at(span: Span) -> Span {
    span.resolved_at(Span::mixed_site())
}

/// The path as a bound at another place, which rustc shows. The path's names stay at theirs, where they are one error if
/// there is no such crate.
pub(super) fn bound_at(path: TokenStream, place: Span) -> TokenStream {
    let moved = path.into_iter().map(|mut tree| {
        if let TokenTree::Punct(_) = tree {
            tree.set_span(place);
        }
        tree
    });
    let mut moved = moved.peekable();
    let has_place = matches!(moved.peek(), Some(TokenTree::Punct(_)));
    let path: TokenStream = moved.collect();
    if has_place { path } else { quote_spanned!(place=> (#path)) }
}

/// The attribute for the impls of actors that the runtime itself declares. Without it, rustc would
/// name them in errors about a missing impl. Elsewhere the attribute would hide which bound of the
/// impl does not hold.
pub(super) fn do_not_recommend_own(runtime: &TokenStream) -> Option<TokenStream> {
    (runtime.to_string() == "crate").then(|| quote!(#[diagnostic::do_not_recommend]))
}
