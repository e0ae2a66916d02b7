//! Chooses the paths by which generated code names the libraries.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;

/// The path in the option, or the name of actor-runtime.
pub(super) fn runtime(path: Option<&Path>) -> TokenStream {
    path.map_or_else(|| quote!(::actor_runtime), |path| quote!(#path))
}

/// The path in the option, or the name of actor-remote, whose lack is an error at `option`.
pub(super) fn remote(path: Option<&Path>, option: Span) -> TokenStream {
    let option = option.resolved_at(Span::mixed_site());
    path.map_or_else(|| quote_spanned!(option=> ::actor_remote), |path| quote!(#path))
}
