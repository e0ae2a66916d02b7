//! Chooses the path by which generated code names the runtime.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

/// The path in the option, or the name of the crate.
pub(super) fn runtime(path: Option<&Path>) -> TokenStream {
    path.map_or_else(|| quote!(::actor_runtime), |path| quote!(#path))
}
