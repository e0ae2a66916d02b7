//! Finds out the kind of an item by its keyword, and parses it.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Generics, Ident, Token, Visibility};

use super::item::{Annotated, Declaration, Impl};
use crate::errors::Errors;

impl Annotated {
    /// Parses the annotated item. Mistakes in single methods go to `errors`.
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

/// The item without the group around it. `$item:item` arrives in a group without delimiters.
fn ungrouped(item: TokenStream) -> TokenStream {
    let mut trees = item.clone().into_iter();
    match (trees.next(), trees.next()) {
        (Some(TokenTree::Group(group)), None) if group.delimiter() == Delimiter::None => {
            ungrouped(group.stream())
        }
        _ => item,
    }
}

/// The keyword that tells the kind of the item, as text and as tokens.
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
    // The first word decides, unless it is one like `const` or `unsafe`, which may precede a more
    // telling one.
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
    // The fields do not matter, but the where clause of a tuple struct comes after them.
    while !input.is_empty() {
        if generics.where_clause.is_none() && input.peek(Token![where]) {
            generics.where_clause = input.parse()?;
        } else {
            input.parse::<TokenTree>()?;
        }
    }
    Ok(Declaration { attrs, ident, generics })
}
