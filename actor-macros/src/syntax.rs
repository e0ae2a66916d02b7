//! Turns the annotated tokens into an item; method bodies stay raw tokens, so that half-typed code
//! costs nothing but itself.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt as _;
use syn::parse::discouraged::Speculative as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Generics, Ident, ItemImpl, Signature, Token, Visibility, token};

use crate::errors::Errors;
use crate::fallback;

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
    head: TokenStream,
    body: Group,
    inner: Vec<Attribute>,
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

impl Impl {
    fn parse(item: TokenStream, errors: &mut Errors) -> syn::Result<Impl> {
        let mut trees: Vec<TokenTree> = item.clone().into_iter().collect();
        let body = match trees.pop() {
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => group,
            _ => {
                return Err(syn::Error::new_spanned(
                    item,
                    "expected an `impl` block with a body in braces",
                ));
            }
        };
        let head: TokenStream = trees.into_iter().collect();
        let header = syn::parse2(quote!(#head {}))?;
        let (inner, entries) = (|input: ParseStream<'_>| {
            let inner = input.call(Attribute::parse_inner)?;
            let mut entries = Vec::new();
            while !input.is_empty() {
                entries.push(Entry::parse(input, errors)?);
            }
            Ok((inner, entries))
        })
        .parse2(body.stream())?;
        Ok(Impl { header, head, body, inner, entries })
    }
}

impl Entry {
    fn parse(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Entry> {
        let attrs = input.call(Attribute::parse_outer)?;
        let start = input.fork();
        let vis: Visibility = input.parse()?;
        if is_function(&input.fork()) {
            let ahead = input.fork();
            match function(&ahead) {
                Ok((signature, body)) => {
                    input.advance_to(&ahead);
                    return Ok(Entry::Method(Box::new(Method { attrs, vis, signature, body })));
                }
                // A private function is no business of ours, whatever syntax it uses.
                Err(_) if matches!(vis, Visibility::Inherited) => {}
                Err(error) => errors.push_parse(error),
            }
        }
        input.advance_to(&start);
        Ok(Entry::Other { attrs, tokens: other_item(input)? })
    }
}

fn is_function(input: ParseStream<'_>) -> bool {
    while !input.is_empty() {
        if input.peek(Token![fn]) {
            return true;
        }
        let qualifier = input.peek(Token![const])
            || input.peek(Token![async])
            || input.peek(Token![unsafe])
            || input.peek(Token![extern])
            || input.peek(syn::LitStr);
        if !qualifier || input.parse::<TokenTree>().is_err() {
            return false;
        }
    }
    false
}

fn function(input: ParseStream<'_>) -> syn::Result<(Signature, Body)> {
    let signature = input.parse()?;
    if input.peek(Token![;]) {
        return Ok((signature, Body::Missing(input.parse()?)));
    }
    let at = input.cursor();
    if input.peek(token::Brace) || at.group(Delimiter::None).is_some() {
        return Ok((signature, Body::Block(input.parse()?)));
    }
    Err(input.error("expected a body in braces"))
}

/// Takes the tokens of an item that is no function: up to its `;`, or its braces where nothing
/// needs a `;`.
fn other_item(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let vis: Visibility = input.parse()?;
    let needs_semicolon =
        (input.peek(Token![const]) || input.peek(Token![type])) && !is_function(&input.fork());
    let mut tokens = vis.into_token_stream();
    while !input.is_empty() {
        let tree: TokenTree = input.parse()?;
        let ends = match &tree {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace && !needs_semicolon,
            _ => false,
        };
        tokens.extend([tree]);
        if ends {
            break;
        }
    }
    Ok(tokens)
}

impl ToTokens for Impl {
    /// The impl as the user wrote it, less the attributes that are addressed to this macro.
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Impl { inner, entries, .. } = self;
        let mut body = Group::new(Delimiter::Brace, quote!(#(#inner)* #(#entries)*));
        body.set_span(self.body.span());
        tokens.extend(fallback::without_helper_attributes(self.head.clone()));
        tokens.extend([TokenTree::Group(body)]);
    }
}

impl ToTokens for Entry {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Entry::Method(method) => method.to_tokens(tokens),
            Entry::Other { attrs, tokens: item } => {
                let attrs = attrs.iter().filter(|attr| !fallback::is_helper_attribute(attr));
                tokens.extend(quote!(#(#attrs)* #item));
            }
        }
    }
}

impl ToTokens for Method {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Method { attrs, vis, signature, body } = self;
        let attrs = attrs.iter().filter(|attr| !fallback::is_helper_attribute(attr));
        let mut signature = signature.clone();
        for input in &mut signature.inputs {
            let attrs = match input {
                syn::FnArg::Receiver(receiver) => &mut receiver.attrs,
                syn::FnArg::Typed(typed) => &mut typed.attrs,
            };
            attrs.retain(|attr| !fallback::is_helper_attribute(attr));
        }
        tokens.extend(quote!(#(#attrs)* #vis #signature));
        match body {
            Body::Block(block) => block.to_tokens(tokens),
            Body::Missing(semicolon) => semicolon.to_tokens(tokens),
        }
    }
}
