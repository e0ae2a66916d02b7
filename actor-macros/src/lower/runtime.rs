//! Chooses the path by which generated code names actor-runtime.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

/// The path of actor-runtime: the option's, or the crate's own name.
pub(super) fn runtime(path: Option<&Path>) -> TokenStream {
    path.map_or_else(|| quote!(::actor_runtime), |path| quote!(#path))
}
