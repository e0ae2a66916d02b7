//! Checks the properties that every expansion has.
//
// The fuzz target includes this file, so it names nothing but the attribute's own modules.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{Item, Type};

use crate::annotate::annotate;
use crate::attributes::marks;
use crate::check::item::is_refused_by_rustc;

/// Expands, and panics if the expansion lacks a property.
///
/// Returns whether the tokens were an item. Other tokens must only be kept or reported.
pub(crate) fn check(options: TokenStream, item: TokenStream) -> bool {
    let expanded = annotate(options.clone(), item.clone());
    let case = || format!("#[actor({options})]\n{item}\n\nexpands to\n{expanded}");
    let (mut written, mut made) = (Vec::new(), Vec::new());
    words(item.clone(), &mut written);
    words(expanded.clone(), &mut made);
    let refused =
        ["compile_error", "unreadable"].iter().any(|word| made.iter().any(|made| made == word));
    let Ok(parsed) = syn::parse2::<Item>(item.clone()) else {
        assert!(refused || made.starts_with(&written), "something is lost: {}", case());
        return false;
    };
    if let Err(error) = syn::parse2::<syn::File>(expanded.clone()) {
        panic!("no file: {error}: {}", case());
    }
    if refused {
        // A refused item may be mended, but every definition keeps its name.
        let mut defined = written.windows(2).filter(|pair| DEFINING.contains(&pair[0].as_str()));
        let lost = defined.find(|pair| !made.contains(&pair[1]));
        assert!(lost.is_none() || is_hopeless(&parsed), "{lost:?} is lost: {}", case());
    } else {
        assert!(made.starts_with(&written), "the item has changed: {}", case());
    }
    true
}

const DEFINING: [&str; 6] = ["struct", "enum", "union", "trait", "mod", "fn"];

/// Whether rustc refuses the item in any case, so that it is left out.
fn is_hopeless(item: &Item) -> bool {
    match item {
        Item::Impl(block) => match &block.trait_ {
            Some(_) => block.modifiers.polarity.is_some(),
            None => {
                !matches!(*block.self_ty, Type::Path(_) | Type::TraitObject(_))
                    || is_refused_by_rustc(block)
            }
        },
        _ => false,
    }
}

/// The identifiers and literals, without marks and without allowed lints, which the macro adds.
/// Punctuation does not count, because syn omits an empty `<>` or `where`. Nor does `_`, which syn
/// adds to a parameter without a name; rustc has reported that before the macro runs.
fn words(tokens: TokenStream, found: &mut Vec<String>) {
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                trees.next_if(is_helper);
            }
            TokenTree::Group(group) => words(group.stream(), found),
            TokenTree::Ident(ident) if ident == "where" || ident == "_" => {}
            TokenTree::Ident(ident) => found.push(ident.to_string()),
            TokenTree::Literal(literal) => found.push(literal.to_string()),
            TokenTree::Punct(_) => {}
        }
    }
}

fn is_helper(tree: &TokenTree) -> bool {
    let TokenTree::Group(group) = tree else { return false };
    let mut inside = group.stream().into_iter();
    let named = match inside.next() {
        // The attribute itself may be repeated, and what serde reads moves to a field.
        Some(TokenTree::Ident(name)) => {
            ["actor", "allow", "serde"].iter().any(|other| name == other)
                || marks::named(&name.to_string()).is_some()
        }
        _ => false,
    };
    group.delimiter() == Delimiter::Bracket
        && named
        && matches!(inside.next(), None | Some(TokenTree::Group(_)))
}
