//! Generates what rust-analyzer completes the keys of options by.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// Imports of the keys from a module that has an item for each option, of a type or of an impl. Only rust-analyzer sees them,
/// which completes a key as the path that it is here.
pub(super) fn of_keys(keys: &[Ident], of: &str, runtime: &TokenStream) -> Option<TokenStream> {
    let module = format_ident!("options_of_{of}");
    (!keys.is_empty()).then(|| {
        quote! {
            #[allow(unexpected_cfgs)]
            const _: () = {
                #[cfg(rust_analyzer)]
                mod __completed {
                    #(use #runtime::__private::#module::#keys as _;)*
                }
            };
        }
    })
}
