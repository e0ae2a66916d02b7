//! Removes the marks: rustc would look for attributes of these names.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::parse::Parser as _;
use syn::{Attribute, Path};

use crate::attributes::marks;
use crate::tokens::groups::regrouped;

/// Whether the attribute is a mark, or a `cfg_attr` with one.
pub(crate) fn is_mark(attr: &Attribute) -> bool {
    marks::of_path(attr.path()).is_some() || marks::conditional(attr).is_some()
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
    let trees: Vec<TokenTree> = group.stream().into_iter().collect();
    let is_group = |tree: &TokenTree| matches!(tree, TokenTree::Group(_));
    let path = match trees.split_last() {
        Some((arguments, path)) if is_group(arguments) => path,
        _ => &*trees,
    };
    let path: TokenStream = path.iter().cloned().collect();
    let names_mark = |path: Path| marks::of_path(&path).is_some();
    group.delimiter() == Delimiter::Bracket
        && Path::parse_mod_style.parse2(path).is_ok_and(names_mark)
}
