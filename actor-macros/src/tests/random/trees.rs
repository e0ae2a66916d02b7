//! Generates random token trees of the words that the attribute looks for.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const WORDS: &[&str] = &[
    "pub",
    "fn",
    "self",
    "Self",
    "mut",
    "impl",
    "struct",
    "enum",
    "for",
    "where",
    "dyn",
    "const",
    "async",
    "unsafe",
    "extern",
    "crate",
    "super",
    "in",
    "type",
    "trait",
    "union",
    "mod",
    "use",
    "macro_rules",
    "as",
    "_",
    "Counter",
    "T",
    "u8",
    "str",
    "Vec",
    "Cow",
    "ReplySender",
    "Context",
    "Idle",
    "actor",
    "actor_runtime",
    "ask",
    "reply",
    "urgent",
    "expires",
    "local",
    "idle",
    "started",
    "stopped",
    "cfg",
    "cfg_attr",
    "doc",
    "must_use",
    "deprecated",
    "expect",
    "allow",
    "mailbox",
    "overflow",
    "drop",
    "name",
    "timeout",
    "count",
    "vis",
    "derive",
    "handle",
    "message",
    "remote",
    "remote_crate",
    "join",
    "größe",
];

/// Words that have no raw form.
const NEVER_RAW: &[&str] = &["_", "self", "Self", "super", "crate"];

/// A token tree, as data that proptest can shrink and show.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    Word { word: &'static str, raw: bool },
    Literal(&'static str),
    Punct { letter: char, joint: bool },
    Group { delimiter: Delimiter, trees: Vec<Tree> },
}

pub(super) fn tree() -> impl Strategy<Value = Tree> {
    let word = (select(WORDS), prop::bool::weighted(0.05))
        .prop_map(|(word, raw)| Tree::Word { word, raw: raw && !NEVER_RAW.contains(&word) });
    let literals =
        ["\"a\\0b\"", "0", "7u8", "0.5", "'x'", "b\"\"", "\"[`Self::f`]\"", "\"a.b/1\""].as_slice();
    let literal = select(literals).prop_map(Tree::Literal);
    let letters: Vec<char> = "#&:;,<>=-+*!?.|'/@$%^~".chars().collect();
    // A quote is the start of a lifetime.
    let punct = (select(letters), any::<bool>())
        .prop_map(|(letter, joint)| Tree::Punct { letter, joint: joint || letter == '\'' });
    let leaf = prop_oneof![4 => word, 1 => literal, 3 => punct];
    leaf.prop_recursive(4, 40, 8, |inner| {
        let delimiters =
            [Delimiter::Parenthesis, Delimiter::Brace, Delimiter::Bracket, Delimiter::None];
        (select(delimiters.to_vec()), vec(inner, 0..8))
            .prop_map(|(delimiter, trees)| Tree::Group { delimiter, trees })
    })
}

pub(super) fn soup() -> impl Strategy<Value = Vec<Tree>> {
    vec(tree(), 0..10)
}

pub(super) fn tokens(trees: &[Tree]) -> TokenStream {
    trees.iter().map(token).collect()
}

pub(super) fn token(tree: &Tree) -> TokenTree {
    match tree {
        Tree::Word { word, raw: false } => Ident::new(word, Span::call_site()).into(),
        Tree::Word { word, raw: true } => Ident::new_raw(word, Span::call_site()).into(),
        Tree::Literal(text) => {
            let literal: Literal = text.parse().expect("these are literals");
            literal.into()
        }
        Tree::Punct { letter, joint } => {
            Punct::new(*letter, if *joint { Spacing::Joint } else { Spacing::Alone }).into()
        }
        Tree::Group { delimiter, trees } => Group::new(*delimiter, tokens(trees)).into(),
    }
}
