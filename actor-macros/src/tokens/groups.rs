//! Rebuilds groups of tokens.

use proc_macro2::{Group, TokenStream};

/// The group with other tokens inside, at the same place.
pub(crate) fn regrouped(group: &Group, inner: TokenStream) -> Group {
    let mut rebuilt = Group::new(group.delimiter(), inner);
    rebuilt.set_span(group.span());
    rebuilt
}
