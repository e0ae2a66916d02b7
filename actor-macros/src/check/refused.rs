//! What the check says of a message that it refuses.

use proc_macro2::TokenStream;

/// A method that is meant as a message, and cannot be one.
pub(crate) struct Refused {
    /// Its index among the impl's entries.
    pub(crate) place: usize,
    /// What was reported of it, as a `compile_error!`. Nothing, if rustc reports it.
    pub(crate) error: Option<TokenStream>,
}
