//! Removes the marks: rustc would look for attributes of these names.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::Attribute;

use crate::attributes::marks;
use crate::tokens::groups::regrouped;

/// Whether the attribute is a mark, or a `cfg_attr` with one.
pub(crate) fn is_mark(attr: &Attribute) -> bool {
    attr.path().get_ident().and_then(marks::named).is_some() || marks::conditional(attr).is_some()
}

/// An item that could not be read, or is refused, without the marks in their usual places: on the
/// item, on the items in its braces, and on parameters.
pub(crate) fn item_without_marks(tokens: TokenStream) -> TokenStream {
    at_depth(0, tokens, &|delimiter, depth| match delimiter {
        Delimiter::Brace => depth == 0,
        delimiter => delimiter == Delimiter::Parenthesis,
    })
}

/// The tokens without the marks among them. Groups are not searched.
pub(crate) fn without_marks(tokens: TokenStream) -> TokenStream {
    at_depth(0, tokens, &|_, _| false)
}

/// Removes the marks at this level and in the groups that `enters` selects, by their delimiter and
/// the number of groups around them.
fn at_depth(
    depth: usize,
    tokens: TokenStream,
    enters: &dyn Fn(Delimiter, usize) -> bool,
) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    for tree in tokens {
        match tree {
            TokenTree::Group(group) if follows_hash(&kept) && names_mark(&group) => {
                kept.pop();
            }
            TokenTree::Group(group) if enters(group.delimiter(), depth) => {
                let inner = at_depth(depth + 1, group.stream(), enters);
                kept.push(TokenTree::Group(regrouped(&group, inner)));
            }
            tree => kept.push(tree),
        }
    }
    kept.into_iter().collect()
}

fn follows_hash(kept: &[TokenTree]) -> bool {
    matches!(kept.last(), Some(TokenTree::Punct(punct)) if punct.as_char() == '#')
}

fn names_mark(group: &Group) -> bool {
    let mut trees = group.stream().into_iter();
    group.delimiter() == Delimiter::Bracket
        && matches!(trees.next(), Some(TokenTree::Ident(name)) if marks::named(&name).is_some())
        && matches!(trees.next(), None | Some(TokenTree::Group(_)))
}
