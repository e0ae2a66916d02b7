//! Keeps the user's item when nothing can be made of it: it is emitted without the attributes
//! addressed to this macro.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::Attribute;

use crate::attributes::marks;

/// Whether rustc would not know this attribute (or what its `cfg_attr` makes of it).
pub(crate) fn is_helper_attribute(attr: &Attribute) -> bool {
    attr.path().get_ident().and_then(marks::named).is_some() || marks::conditional(attr).is_some()
}

/// An item as it is, less the helper attributes where they may be: on the item, on the items in its
/// braces, and on parameters.
pub(crate) fn item(tokens: TokenStream) -> TokenStream {
    at_depth(0, tokens, &|delimiter, depth| match delimiter {
        Delimiter::Brace => depth == 0,
        delimiter => delimiter == Delimiter::Parenthesis,
    })
}

/// Tokens less the helper attributes among them, whatever their groups hold.
pub(crate) fn without_helper_attributes(tokens: TokenStream) -> TokenStream {
    at_depth(0, tokens, &|_, _| false)
}

/// Drops helper attributes at this level, and in the groups that `enters` chooses by their kind and
/// the number of groups around them.
fn at_depth(
    depth: usize,
    tokens: TokenStream,
    enters: &dyn Fn(Delimiter, usize) -> bool,
) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    for tree in tokens {
        match tree {
            TokenTree::Group(group) if follows_hash(&kept) && names_helper(&group) => {
                kept.pop();
            }
            TokenTree::Group(group) if enters(group.delimiter(), depth) => {
                let inner = at_depth(depth + 1, group.stream(), enters);
                let mut rebuilt = Group::new(group.delimiter(), inner);
                rebuilt.set_span(group.span());
                kept.push(TokenTree::Group(rebuilt));
            }
            tree => kept.push(tree),
        }
    }
    kept.into_iter().collect()
}

fn follows_hash(kept: &[TokenTree]) -> bool {
    matches!(kept.last(), Some(TokenTree::Punct(punct)) if punct.as_char() == '#')
}

fn names_helper(group: &Group) -> bool {
    let mut trees = group.stream().into_iter();
    group.delimiter() == Delimiter::Bracket
        && matches!(trees.next(), Some(TokenTree::Ident(name)) if marks::named(&name).is_some())
        && matches!(trees.next(), None | Some(TokenTree::Group(_)))
}
