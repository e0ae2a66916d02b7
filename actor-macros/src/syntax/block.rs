//! Parses an impl: its header with syn, then item by item, without the bodies.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;
use syn::parse::discouraged::Speculative as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Signature, Token, Visibility, token};

use super::item::{Body, Entry, Impl, Method};
use crate::errors::Errors;

impl Impl {
    pub(super) fn parse(item: TokenStream, errors: &mut Errors) -> syn::Result<Impl> {
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
        Ok(Impl { allowed: None, header, head, body, inner, entries })
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
                    return Ok(Entry::Method(Box::new(Method {
                        allowed: TokenStream::new(),
                        attrs,
                        vis,
                        signature,
                        body,
                    })));
                }
                // The syntax of a private function does not matter, because it is never a message.
                Err(_) if matches!(vis, Visibility::Inherited) => {}
                Err(error) => errors
                    .push_late(error.span(), "this method could not be read, so it is no message"),
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

/// Takes the tokens up to a `;` or a group in braces. Where the braces are in the middle of an
/// item, the rest of it is parsed as the next item; both are emitted as they are.
fn other_item(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    while !input.is_empty() {
        let tree: TokenTree = input.parse()?;
        let ends = match &tree {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            _ => false,
        };
        tokens.extend([tree]);
        if ends {
            break;
        }
    }
    Ok(tokens)
}
