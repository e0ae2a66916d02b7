//! Turns the annotated tokens into an item; method bodies stay raw tokens, so that half-typed code
//! costs nothing but itself.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Generics, Ident, ItemImpl, Signature, Token, Visibility};

use crate::errors::Errors;

/// What `#[actor]` was put on.
pub(crate) enum Annotated {
    /// A struct or an enum.
    Type(Declaration),
    /// An impl, of whatever kind.
    Impl(Box<Impl>),
    /// Anything else.
    Other { kind: &'static str, keyword: TokenStream },
}

/// The parts of a struct or enum that matter here.
pub(crate) struct Declaration {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
}

/// An impl: its header as syn sees it (without items), its items one by one.
pub(crate) struct Impl {
    pub(crate) header: ItemImpl,
    pub(crate) head: TokenStream,
    pub(crate) body: Group,
    /// The `#![…]` at the start of its body.
    pub(crate) inner: Vec<Attribute>,
    pub(crate) entries: Vec<Entry>,
}

/// One item of an impl.
pub(crate) enum Entry {
    Method(Box<Method>),
    /// A constant, a type, a macro call: kept as it is.
    Other {
        attrs: Vec<Attribute>,
        tokens: TokenStream,
    },
}

/// A function of the impl, with or without a receiver.
pub(crate) struct Method {
    /// What lints must not ask of it; ahead of the user's attributes, which have the last word.
    pub(crate) allowed: TokenStream,
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) signature: Signature,
    pub(crate) body: Body,
}

/// What follows a signature.
pub(crate) enum Body {
    Block(TokenTree),
    Missing(Token![;]),
}

impl Annotated {
    /// Parses the annotated item; what is wrong with single methods goes to `errors`.
    pub(crate) fn parse(item: TokenStream, errors: &mut Errors) -> syn::Result<Annotated> {
        let item = ungrouped(item);
        let (kind, keyword) = (|input: ParseStream<'_>| {
            let kind = kind(&input.fork())?;
            input.parse::<TokenStream>()?;
            Ok(kind)
        })
        .parse2(item.clone())?;
        match kind {
            "struct" | "enum" => declaration.parse2(item).map(Annotated::Type),
            "impl" => Impl::parse(item, errors).map(|block| Annotated::Impl(Box::new(block))),
            kind => Ok(Annotated::Other { kind, keyword }),
        }
    }
}

/// `$item:item` arrives in a group without delimiters.
fn ungrouped(item: TokenStream) -> TokenStream {
    let mut trees = item.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::None => {
            ungrouped(group.stream())
        }
        _ => item,
    }
}

/// The keyword that says what the item is, in words and in tokens.
fn kind(input: ParseStream<'_>) -> syn::Result<(&'static str, TokenStream)> {
    const KINDS: [&str; 13] = [
        "struct",
        "enum",
        "impl",
        "union",
        "trait",
        "fn",
        "mod",
        "use",
        "static",
        "type",
        "macro_rules",
        "const",
        "extern",
    ];
    input.call(Attribute::parse_outer)?;
    input.parse::<Visibility>()?;
    let mut seen: Vec<(String, Ident)> = Vec::new();
    while !input.is_empty() {
        match input.parse::<TokenTree>()? {
            TokenTree::Ident(ident) => seen.push((ident.to_string(), ident)),
            TokenTree::Literal(_) => {}
            _ => break,
        }
    }
    // The first word decides, but `const`, `unsafe` and their like may stand before a more telling
    // one.
    let telling = |names: &[&'static str]| {
        seen.iter().find_map(|(word, ident)| {
            let name = names.iter().find(|name| *name == word)?;
            Some((*name, ident.to_token_stream()))
        })
    };
    match seen.first() {
        Some((first, _))
            if matches!(
                first.as_str(),
                "unsafe" | "const" | "async" | "extern" | "default" | "auto"
            ) =>
        {
            telling(&["impl", "trait", "fn", "mod"]).or_else(|| telling(&KINDS))
        }
        Some((first, ident)) => {
            KINDS.iter().find(|name| *name == first).map(|name| (*name, ident.to_token_stream()))
        }
        None => None,
    }
    .map_or_else(|| Ok(("", TokenStream::new())), Ok)
}

fn declaration(input: ParseStream<'_>) -> syn::Result<Declaration> {
    let attrs = input.call(Attribute::parse_outer)?;
    input.parse::<Visibility>()?;
    input.call(Ident::parse_any)?;
    let ident = input.parse()?;
    let mut generics: Generics = input.parse()?;
    generics.where_clause = input.parse()?;
    // The fields say nothing about the actor, but a tuple struct's where clause comes after them.
    while !input.is_empty() {
        if generics.where_clause.is_none() && input.peek(Token![where]) {
            generics.where_clause = input.parse()?;
        } else {
            input.parse::<TokenTree>()?;
        }
    }
    Ok(Declaration { attrs, ident, generics })
}
