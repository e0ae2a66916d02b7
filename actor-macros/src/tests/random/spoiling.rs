//! Changes single tokens of valid items.

use std::ops::Range;

use proc_macro2::{Group, TokenStream, TokenTree};
use proptest::collection::vec;
use proptest::prelude::*;

use super::trees::{Tree, token, tree};

/// A change of one token, at an index among all tokens, inside and outside of groups.
#[derive(Clone, Debug)]
pub(super) struct Spoil {
    place: prop::sample::Index,
    change: Change,
}

#[derive(Clone, Debug)]
enum Change {
    Drop,
    Double,
    SwapWithNext,
    Replace(Tree),
    Insert(Tree),
    /// Replaces a group by its content.
    Open,
}

pub(super) fn spoils(count: Range<usize>) -> impl Strategy<Value = Vec<Spoil>> {
    let change = prop_oneof![
        Just(Change::Drop),
        Just(Change::Double),
        Just(Change::SwapWithNext),
        tree().prop_map(Change::Replace),
        tree().prop_map(Change::Insert),
        Just(Change::Open),
    ];
    let spoil =
        (any::<prop::sample::Index>(), change).prop_map(|(place, change)| Spoil { place, change });
    vec(spoil, count)
}

pub(super) fn spoiled(tokens: TokenStream, spoils: &[Spoil]) -> TokenStream {
    spoils.iter().fold(tokens, |tokens, spoil| {
        let count = count(tokens.clone());
        if count == 0 {
            return tokens;
        }
        let mut left = spoil.place.index(count);
        change(tokens, &mut left, &spoil.change)
    })
}

fn count(tokens: TokenStream) -> usize {
    let of_tree = |tree| match tree {
        TokenTree::Group(group) => 1 + count(group.stream()),
        _ => 1,
    };
    tokens.into_iter().map(of_tree).sum()
}

/// Changes the token that has `left` others before it. Subtracts the tokens it passes from `left`.
fn change(tokens: TokenStream, left: &mut usize, how: &Change) -> TokenStream {
    const DONE: usize = usize::MAX;
    let mut changed = Vec::new();
    let mut trees = tokens.into_iter();
    while let Some(tree) = trees.next() {
        match *left {
            DONE => changed.push(tree),
            0 => {
                *left = DONE;
                match (how, tree) {
                    (Change::Drop, _) => {}
                    (Change::Double, tree) => changed.extend([tree.clone(), tree]),
                    (Change::SwapWithNext, tree) => {
                        changed.extend(trees.next());
                        changed.push(tree);
                    }
                    (Change::Replace(other), _) => changed.push(token(other)),
                    (Change::Insert(other), tree) => changed.extend([token(other), tree]),
                    (Change::Open, TokenTree::Group(group)) => changed.extend(group.stream()),
                    (Change::Open, tree) => changed.push(tree),
                }
            }
            _ => {
                *left -= 1;
                changed.push(match tree {
                    TokenTree::Group(group) => {
                        let inner = change(group.stream(), left, how);
                        Group::new(group.delimiter(), inner).into()
                    }
                    tree => tree,
                });
            }
        }
    }
    changed.into_iter().collect()
}
