//! The source of the attribute as an ordinary library: a macro crate cannot be linked.

#![forbid(unsafe_code)]
// The code that explains misplaced marks is not called here.
#![allow(dead_code)]

#[path = "../../actor-macros/src/annotate.rs"]
mod annotate;
#[path = "../../actor-macros/src/attributes/mod.rs"]
mod attributes;
#[path = "../../actor-macros/src/check/mod.rs"]
mod check;
#[path = "../../actor-macros/src/errors.rs"]
mod errors;
#[path = "../../actor-macros/src/expand/mod.rs"]
mod expand;
#[path = "../../actor-macros/src/lower/mod.rs"]
mod lower;
#[path = "../../actor-macros/src/mend/mod.rs"]
mod mend;
#[path = "../../actor-macros/src/model/mod.rs"]
mod model;
#[path = "../../actor-macros/src/module.rs"]
mod module;
#[path = "../../actor-macros/src/names.rs"]
mod names;
#[path = "../../actor-macros/src/options/mod.rs"]
mod options;
#[path = "../../actor-macros/src/tests/oracle.rs"]
mod oracle;
#[path = "../../actor-macros/src/syntax/mod.rs"]
mod syntax;
#[path = "../../actor-macros/src/tokens/mod.rs"]
mod tokens;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Expands every `#[actor(…)]` in a source text, each on the item that follows it.
///
/// The text is a file's, so that the compile-fail tests are a corpus to start from. It does not
/// have to parse.
pub fn expand_all(text: &str) {
    let Ok(tokens) = text.parse::<TokenStream>() else { return };
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let is_hash = matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == '#');
        let Some(options) = trees.peek().filter(|_| is_hash).and_then(options) else { continue };
        trees.next();
        let mut item = Vec::new();
        for tree in trees.by_ref() {
            let ends = match &tree {
                TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
                TokenTree::Punct(punct) => punct.as_char() == ';',
                _ => false,
            };
            item.push(tree);
            if ends {
                break;
            }
        }
        oracle::check(options, item.into_iter().collect());
    }
}

/// What stands in the parentheses, if this is the inside of an `#[actor(…)]`.
fn options(tree: &TokenTree) -> Option<TokenStream> {
    let TokenTree::Group(group) = tree else { return None };
    let mut inside = group.stream().into_iter();
    match (inside.next(), inside.next()) {
        (Some(TokenTree::Ident(name)), options) if name == "actor" => match options {
            Some(TokenTree::Group(options)) => Some(options.stream()),
            _ => Some(TokenStream::new()),
        },
        _ => None,
    }
}
