//! Names local variables of generated code.

use proc_macro2::{Ident, Span};
use quote::format_ident;

/// The name of a local variable, which cannot meet a name of the user's: not a variable's, because
/// of its context, and not a constant's or a static's, which a pattern would mean, because of its
/// underscores.
pub(super) fn local(name: &str) -> Ident {
    format_ident!("__{name}", span = Span::mixed_site())
}
