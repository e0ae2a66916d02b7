//! Parses an impl: its header with syn, then item by item, without the bodies.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;
use syn::parse::discouraged::Speculative as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Generics, Ident, Signature, Token, Visibility, token};

use super::header::{name_open_lifetimes, order_parameters};
use super::item::{AssociatedType, Body, Entry, Impl, Intent, Method};
use crate::attributes::Fields;
use crate::errors::Errors;
use crate::tokens::groups::regrouped;
use crate::tokens::text::is_keyword;

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
        let mut header = syn::parse2(quote!(#head {}))?;
        let open_lifetimes = name_open_lifetimes(&mut header);
        order_parameters(&mut header);
        let (inner, entries) = (|input: ParseStream<'_>| {
            let inner = input.call(Attribute::parse_inner)?;
            let mut entries = Vec::new();
            while !input.is_empty() {
                entries.push(Entry::parse(input, errors)?);
            }
            Ok((inner, entries))
        })
        .parse2(body.stream())?;
        Ok(Impl { allowed: None, header, head, body, inner, entries, open_lifetimes })
    }
}

impl Entry {
    fn parse(input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<Entry> {
        let mut attrs = input.call(Attribute::parse_outer)?;
        let start = input.fork();
        let vis: Visibility = input.parse()?;
        // rustc has reported attributes in this place. They are moved to theirs.
        if input.peek(Token![#]) {
            errors.push_late(input.span(), "attributes stand in front of the visibility");
            attrs.extend(input.call(Attribute::parse_outer)?);
        }
        let at = input.span();
        if is_function(&input.fork()) {
            let ahead = input.fork();
            match function(&ahead) {
                Ok((signature, body)) => {
                    input.advance_to(&ahead);
                    return Ok(Entry::method(attrs, vis, signature, body));
                }
                // The syntax of a private function does not matter, because it is never a message.
                Err(_) if matches!(vis, Visibility::Inherited) => {}
                Err(error) => {
                    if let Some((signature, body)) = function_without_defaults(input)? {
                        errors.push_late(
                            error.span(),
                            "parameters cannot have default values: remove the `= …`",
                        );
                        return Ok(Entry::method(attrs, vis, signature, body));
                    }
                    const UNREAD: &str = "this method could not be read, so it is no message";
                    errors.push_late(error.span(), UNREAD);
                }
            }
        } else if let Some((signature, body)) = function_without_keyword(input)? {
            errors.push_late(at, "this method lacks its `fn`");
            return Ok(Entry::method(attrs, vis, signature, body));
        } else if let Some((name, ty)) = associated_type(input)? {
            return Ok(Entry::Type(AssociatedType { attrs, name, ty }));
        } else if !is_item(input) {
            // rustc has reported it, and would do so again.
            other_item(input)?;
            errors.push_late(at, "this is no item of an `impl`");
            return Ok(Entry::Other { attrs: Vec::new(), tokens: TokenStream::new() });
        }
        input.advance_to(&start);
        Ok(Entry::Other { attrs, tokens: other_item(input)? })
    }

    fn method(attrs: Vec<Attribute>, vis: Visibility, signature: Signature, body: Body) -> Entry {
        let (allowed, intent, fields) = (TokenStream::new(), Intent::Neither, Fields::default());
        let mut method = Method { allowed, intent, attrs, vis, signature, body, fields };
        method.intent = method.read_intent();
        Entry::Method(Box::new(method))
    }
}

/// A function whose `fn` is missing, which rustc has reported.
fn function_without_keyword(input: ParseStream<'_>) -> syn::Result<Option<(Signature, Body)>> {
    if !(input.peek(syn::Ident) && input.peek2(token::Paren)) {
        return Ok(None);
    }
    let ahead = input.fork();
    let at = ahead.span();
    let rest = other_item(&ahead)?;
    let keyword = Token![fn](at);
    let Ok(read) = function.parse2(quote!(#keyword #rest)) else { return Ok(None) };
    input.advance_to(&ahead);
    Ok(Some(read))
}

/// A function whose parameters have defaults, which rustc has reported, without these.
fn function_without_defaults(input: ParseStream<'_>) -> syn::Result<Option<(Signature, Body)>> {
    let parameters_ahead = input.fork();
    if before_parameters(&parameters_ahead).is_err() {
        return Ok(None);
    }
    let ahead = input.fork();
    let mut item: Vec<TokenTree> = other_item(&ahead)?.into_iter().collect();
    let behind = other_item(&parameters_ahead)?.into_iter().count();
    let place = item.len().saturating_sub(behind);
    match item.get_mut(place) {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Parenthesis => {
            *group = regrouped(group, without_defaults(group.stream()));
        }
        _ => return Ok(None),
    }
    let Ok(read) = function.parse2(item.into_iter().collect()) else { return Ok(None) };
    input.advance_to(&ahead);
    Ok(Some(read))
}

/// Takes what stands in front of the parameters of a function.
fn before_parameters(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.peek(Token![fn]) {
        input.parse::<TokenTree>()?;
    }
    input.parse::<Token![fn]>()?;
    input.parse::<Ident>()?;
    input.parse::<Generics>()?;
    Ok(())
}

/// The parameters without what follows an `=`, which is none of a type's own: `Iterator<Item = T>` has one.
fn without_defaults(parameters: TokenStream) -> TokenStream {
    let (mut depth, mut is_default, mut after_minus) = (0_i32, false, false);
    let kept = parameters.into_iter().filter(|tree| {
        let punct = match tree {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        match punct {
            '<' if !is_default => depth += 1,
            '>' if !is_default && !after_minus => depth -= 1,
            '=' if depth == 0 => is_default = true,
            ',' if depth == 0 => is_default = false,
            _ => {}
        }
        after_minus = punct == '-';
        !is_default
    });
    kept.collect()
}

/// The name and the value of a type without parameters.
fn associated_type(input: ParseStream<'_>) -> syn::Result<Option<(Ident, TokenStream)>> {
    let ahead = input.fork();
    let (Some(_), Ok(name), Some(_)) = (
        ahead.parse::<Option<Token![type]>>()?,
        ahead.parse::<Ident>(),
        ahead.parse::<Option<Token![=]>>()?,
    ) else {
        return Ok(None);
    };
    let mut ty = TokenStream::new();
    while !ahead.is_empty() && !ahead.peek(Token![;]) {
        ty.extend([ahead.parse::<TokenTree>()?]);
    }
    ahead.parse::<Option<Token![;]>>()?;
    input.advance_to(&ahead);
    Ok(Some((name, ty)))
}

/// Whether an item of an impl may begin here. Only tokens that cannot begin one in any version of the language are none:
/// rustc has reported them, and would do so again.
fn is_item(input: ParseStream<'_>) -> bool {
    const CONTEXTUAL: [&str; 6] = ["auto", "default", "gen", "macro_rules", "safe", "union"];
    let ahead = input.fork();
    let is_macro = ahead.call(syn::Path::parse_mod_style).is_ok() && ahead.peek(Token![!]);
    let is_begun = match input.fork().parse() {
        Ok(TokenTree::Ident(word)) => {
            CONTEXTUAL.iter().any(|name| word == name) || is_keyword(&word)
        }
        Ok(TokenTree::Group(group)) => group.delimiter() == Delimiter::None,
        Ok(TokenTree::Punct(punct)) => punct.as_char() == ';',
        _ => false,
    };
    is_macro || is_begun
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

/// Takes the tokens of one item: up to a `;`, or a group in braces that is no part of a value.
fn other_item(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let item = input.fork();
    // A visibility that cannot be parsed is left to rustc.
    let _ = item.parse::<Visibility>();
    let is_value = item.peek(Token![const]) && !is_function(&item.fork());
    let has_value = is_value || item.peek(Token![type]);
    let mut tokens = TokenStream::new();
    while !input.is_empty() {
        let tree: TokenTree = input.parse()?;
        let ends = match &tree {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace && !has_value,
            _ => false,
        };
        tokens.extend([tree]);
        if ends {
            break;
        }
    }
    Ok(tokens)
}
