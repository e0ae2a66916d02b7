//! Splits a list of options and reports keys that are unknown, repeated or without a value.

use proc_macro2::{TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::discouraged::Speculative as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Ident, Token, token};

use super::nearest::nearest;
use crate::errors::Errors;
use crate::tokens::text::is_keyword;

/// The options of one kind of item, each with an example.
pub(super) type Known = [(&'static str, &'static str)];

pub(super) const TYPE_OPTIONS: &Known = &[
    ("mailbox", "mailbox = 64"),
    ("overflow", "overflow = block"),
    ("name", "name = \"counter\""),
    ("stack_size", "stack_size = 64 * 1024"),
    ("on_panic", "on_panic = resume"),
    ("timeout", "timeout = Duration::from_secs(5)"),
    ("count", "count"),
    ("crate", "crate = my_crate::actor_runtime"),
];

pub(super) const IMPL_OPTIONS: &Known = &[
    ("handle", "handle = CounterRef"),
    ("message", "message = CounterEvent"),
    ("vis", "vis = pub(crate)"),
    ("derive", "derive(Debug)"),
    ("remote", "remote = \"shop.counter/1\""),
    ("remote_crate", "remote_crate = my_crate::actor_remote"),
    ("crate", "crate = my_crate::actor_runtime"),
];

/// The keys of the options, known or not. Keywords, such as `crate`, are left out: no item has such a name.
pub(super) fn keys(tokens: TokenStream) -> Vec<Ident> {
    let mut keys = Vec::new();
    let mut begins = true;
    for tree in tokens {
        match tree {
            TokenTree::Ident(key) if begins => {
                keys.extend((!is_keyword(&key)).then_some(key));
            }
            TokenTree::Punct(punct) if punct.as_char() == ',' => {
                begins = true;
                continue;
            }
            _ => {}
        }
        begins = false;
    }
    keys
}

/// Calls `read` at the value of each known option, the first time that it is given. After a mistake
/// it goes on with the next option.
pub(super) fn each_option(
    tokens: TokenStream,
    known: &Known,
    errors: &mut Errors,
    mut read: impl FnMut(&Ident, ParseStream<'_>) -> syn::Result<()>,
) {
    let mut seen: Vec<String> = Vec::new();
    let parser = |input: ParseStream<'_>| {
        while !input.is_empty() {
            let ahead = input.fork();
            let option = one_option(&ahead, known, &mut seen, &mut read);
            match option {
                Ok(()) => input.advance_to(&ahead),
                Err(error) => errors.push_parse(error),
            }
            // After a mistake the rest of the option is skipped.
            while !input.is_empty() && !input.peek(Token![,]) {
                input.parse::<TokenTree>()?;
            }
            input.parse::<Option<Token![,]>>()?;
        }
        Ok(())
    };
    if let Err(error) = parser.parse2(tokens) {
        errors.push_parse(error);
    }
}

fn one_option(
    input: ParseStream<'_>,
    known: &Known,
    seen: &mut Vec<String>,
    read: &mut impl FnMut(&Ident, ParseStream<'_>) -> syn::Result<()>,
) -> syn::Result<()> {
    if !input.peek(Ident::peek_any) {
        return Err(input.error(format!("expected an option such as `{}`", known[0].1)));
    }
    let key = input.call(Ident::parse_any)?;
    let name = key.to_string();
    let Some((_, example)) = known.iter().find(|(option, _)| *option == name) else {
        return Err(unknown(&key, known));
    };
    if seen.contains(&name) {
        return Err(syn::Error::new_spanned(
            key,
            format!("`{name}` is given twice: keep one of them"),
        ));
    }
    seen.push(name.clone());
    if name != "count" {
        let missing = || {
            let message = format!("`{name}` needs a value: for example `{example}`");
            syn::Error::new_spanned(&key, message)
        };
        let equals = example.contains('=') && input.parse::<Option<Token![=]>>()?.is_some();
        let list = !example.contains('=') && input.peek(token::Paren);
        if !(equals || list) || input.is_empty() || input.peek(Token![,]) {
            return Err(missing());
        }
    }
    read(&key, input)?;
    if input.is_empty() || input.peek(Token![,]) {
        Ok(())
    } else {
        Err(input.error(format!("expected `,` after `{name}`")))
    }
}

fn unknown(key: &Ident, known: &Known) -> syn::Error {
    let name = key.to_string();
    let (here, other, place) = if known == TYPE_OPTIONS {
        ("a type", IMPL_OPTIONS, "the `#[actor(…)]` of the `impl`")
    } else {
        ("an impl", TYPE_OPTIONS, "the `#[actor(…)]` of the type")
    };
    if other.iter().any(|(option, _)| *option == name) {
        return syn::Error::new_spanned(
            key,
            format!("`{name}` is no option of {here}: move it to {place}"),
        );
    }
    let options = known.iter().map(|(option, _)| *option);
    let message = match nearest(&name, options.clone()) {
        Some(near) => format!("unknown option `{name}`: did you mean `{near}`?"),
        None => {
            let all: Vec<String> = options.map(|option| format!("`{option}`")).collect();
            format!("unknown option `{name}`: the options of {here} are {}", all.join(", "))
        }
    };
    syn::Error::new_spanned(key, message)
}
