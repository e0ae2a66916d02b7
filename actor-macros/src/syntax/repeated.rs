//! Removes further `#[actor]` attributes from an item: each would expand it again.

use proc_macro2::{TokenStream, TokenTree};

use crate::attributes::marks;

/// Returns the item without these attributes, and the attributes.
pub(crate) fn without_repeated(item: TokenStream) -> (TokenStream, Vec<TokenStream>) {
    let (mut rest, mut repeated) = (TokenStream::new(), Vec::new());
    let mut trees = item.into_iter().peekable();
    while let Some(TokenTree::Punct(_)) = trees.peek() {
        let (hash, attribute) = (trees.next(), trees.next());
        let is_repeated = match &attribute {
            Some(TokenTree::Group(group)) => names_actor(group.stream()),
            _ => false,
        };
        let attribute = hash.into_iter().chain(attribute);
        if is_repeated {
            repeated.push(attribute.collect());
        } else {
            rest.extend(attribute);
        }
    }
    rest.extend(trees);
    (rest, repeated)
}

/// Whether the attribute is this macro, as far as its path tells.
fn names_actor(attribute: TokenStream) -> bool {
    let mut path: Vec<String> = Vec::new();
    for tree in attribute {
        match tree {
            TokenTree::Ident(ident) => path.push(ident.to_string()),
            TokenTree::Punct(_) => {}
            _ => break,
        }
    }
    marks::name_in_the_runtime(&path) == Some("actor")
}
