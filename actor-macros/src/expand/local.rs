//! Names the local variables of generated code.

use proc_macro2::{Ident, Span};
use quote::format_ident;

/// The name of a local variable that differs from every name of the user's. Hygiene keeps it apart
/// from the user's variables. Its underscores keep it apart from constants and statics, which a
/// pattern would refer to.
pub(super) fn local(name: &str) -> Ident {
    format_ident!("__{name}", span = Span::mixed_site())
}
