//! Parses the values of options.

use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Expr, Ident, Lit, LitStr, Path, Token, Visibility, token};

use crate::tokens::text::shown;

/// One of a fixed set of values: the variant in the runtime, with the span of the user's word.
pub(crate) struct Choice {
    pub(crate) variant: Ident,
}

/// The literal in an expression, under any unary operators and parentheses.
fn literal(expr: &Expr) -> Option<&Lit> {
    match expr {
        Expr::Lit(lit) => Some(&lit.lit),
        Expr::Group(group) => literal(&group.expr),
        Expr::Paren(paren) => literal(&paren.expr),
        Expr::Unary(unary) => literal(&unary.expr),
        _ => None,
    }
}

/// An expression of type `usize`. A literal of another type is refused here, and any other
/// expression by rustc.
pub(super) fn amount(input: ParseStream<'_>, key: &Ident, zero: &str) -> syn::Result<Expr> {
    let expr: Expr = input.parse()?;
    let refusal = match literal(&expr) {
        None => return Ok(expr),
        Some(Lit::Int(int)) if int.base10_digits() == "0" => zero.to_owned(),
        Some(Lit::Int(int)) if matches!(expr, Expr::Unary(_)) => {
            format!("`{key}` is a `usize`: write `{key} = {}`", int.base10_digits())
        }
        Some(Lit::Int(int)) => match int.suffix() {
            "" | "usize" => return Ok(expr),
            _ => format!("`{key}` is a `usize`: write `{key} = {}`", int.base10_digits()),
        },
        Some(_) => format!("`{key}` is a `usize`: for example `{key} = 65536`"),
    };
    Err(syn::Error::new_spanned(expr, refusal))
}

/// An expression of type `Duration`. A literal is refused here, and any other expression by rustc.
pub(super) fn duration(input: ParseStream<'_>) -> syn::Result<Expr> {
    let expr: Expr = input.parse()?;
    if literal(&expr).is_none() {
        return Ok(expr);
    }
    Err(syn::Error::new_spanned(
        expr,
        "`timeout` is a `Duration`: for example `timeout = Duration::from_millis(500)`",
    ))
}

pub(super) fn thread_name(input: ParseStream<'_>) -> syn::Result<LitStr> {
    if !input.peek(LitStr) {
        return Err(input.error("`name` is a string literal: for example `name = \"counter\"`"));
    }
    let name: LitStr = input.parse()?;
    if name.value().contains('\0') {
        return Err(syn::Error::new_spanned(
            name,
            "a thread's name cannot contain a NUL character: remove it",
        ));
    }
    Ok(name)
}

pub(super) fn choice(input: ParseStream<'_>, choices: &[(&str, &str)]) -> syn::Result<Choice> {
    let written = input.fork().call(Ident::parse_any).ok();
    let found =
        choices.iter().find(|(word, _)| written.as_ref().is_some_and(|written| written == word));
    let Some((_, variant)) = found else {
        let begun = |(word, _): &&(&str, &str)| {
            let rest = written.as_ref().and_then(|written| word.strip_prefix(&written.to_string()));
            rest.is_some_and(|rest| rest.starts_with('_'))
        };
        if let (Some(written), Some((word, _))) = (&written, choices.iter().find(begun)) {
            return Err(
                input.error(format!("`{written}` is no value of this option: write `{word}`"))
            );
        }
        let words: Vec<String> = choices.iter().map(|(word, _)| format!("`{word}`")).collect();
        return Err(input.error(format!("expected one of {}", words.join(", "))));
    };
    let span = input.call(Ident::parse_any)?.span();
    Ok(Choice { variant: Ident::new(variant, span) })
}

/// The protocol of a remote actor.
pub(super) fn protocol(input: ParseStream<'_>) -> syn::Result<LitStr> {
    if !input.peek(LitStr) {
        return Err(
            input.error("`remote` is a string literal: for example `remote = \"shop.counter/1\"`")
        );
    }
    let protocol: LitStr = input.parse()?;
    match mistake(&protocol.value()) {
        Some(message) => Err(syn::Error::new_spanned(protocol, message)),
        None => Ok(protocol),
    }
}

/// What is wrong with the name and the major version of a protocol, if anything is.
fn mistake(protocol: &str) -> Option<String> {
    let (name, version) = match protocol.rsplit_once('/') {
        Some((name, version)) => (name, Some(version)),
        None => (protocol, None),
    };
    let is_part = |part: &str| {
        let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
        !part.is_empty() && part.chars().all(is_letter)
    };
    if !name.split('.').all(is_part) {
        return Some(
            "a protocol has a name of letters, digits, `-` and `_`, with `.` between its parts, and a \
             major version: for example `\"shop.counter/1\"`"
                .to_owned(),
        );
    }
    let Some(version) = version else {
        return Some(format!("a protocol has a major version: write `\"{name}/1\"`"));
    };
    let number = version.parse::<u32>().ok();
    if number.is_some_and(|number| number.to_string() == version) {
        return None;
    }
    let digits = version.trim_start_matches(|letter: char| "0vV".contains(letter));
    let digits = digits.split(|letter: char| !letter.is_ascii_digit()).next();
    let number: u32 = digits.and_then(|digits| digits.parse().ok()).unwrap_or(1);
    Some(format!(
        "the version of a protocol is its major version, a number: write `\"{name}/{number}\"`"
    ))
}

pub(super) fn path(input: ParseStream<'_>, key: &Ident, of: &str) -> syn::Result<Path> {
    let wrong = input.error(format!(
        "`{key}` is the path of {of}, without quotes: for example `{key} = my_crate::{}`",
        of.replace('-', "_")
    ));
    input.call(Path::parse_mod_style).map_err(|_| wrong)
}

pub(super) fn type_name(input: ParseStream<'_>) -> syn::Result<Ident> {
    let wrong = input.error("expected the name of the type to generate, such as `CounterRef`");
    input.parse().map_err(|_| wrong)
}

pub(super) fn visibility(input: ParseStream<'_>) -> syn::Result<Visibility> {
    let vis: Visibility = input.parse()?;
    if matches!(vis, Visibility::Inherited) {
        return Err(input.error(
            "expected a visibility such as `pub(crate)`; `pub(self)` keeps everything private",
        ));
    }
    Ok(vis)
}

pub(super) fn derives(input: ParseStream<'_>) -> syn::Result<Vec<Path>> {
    if !input.peek(token::Paren) {
        return Err(input.error("write the traits in parentheses: for example `derive(Debug)`"));
    }
    let content;
    syn::parenthesized!(content in input);
    let paths =
        Punctuated::<Path, Token![,]>::parse_terminated_with(&content, Path::parse_mod_style)?;
    let mut kept: Vec<Path> = Vec::new();
    for path in paths {
        let text = path.to_token_stream().to_string();
        if kept.iter().any(|other| other.to_token_stream().to_string() == text) {
            let message = format!("`{}` is derived twice: keep one of them", shown(&path));
            return Err(syn::Error::new_spanned(&path, message));
        }
        kept.push(path);
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_protocol_has_a_name_and_a_major_version() {
        for sound in ["shop.counter/1", "counter/0", "a-b_c.2/4294967295", "x/10"] {
            assert_eq!(mistake(sound), None, "{sound}");
        }
        for (wrong, written) in [
            ("counter", "`\"counter/1\"`"),
            ("shop.counter/", "`\"shop.counter/1\"`"),
            ("counter/v2", "`\"counter/2\"`"),
            ("counter/1.3.0", "`\"counter/1\"`"),
            ("counter/03", "`\"counter/3\"`"),
            ("counter/+7", "`\"counter/1\"`"),
            ("counter/4294967296", "`\"counter/1\"`"),
            ("", "for example"),
            ("/1", "for example"),
            ("shop/counter/1", "for example"),
            ("shop..counter/1", "for example"),
            ("shop counter/1", "for example"),
            ("größe/1", "for example"),
        ] {
            let message = mistake(wrong).unwrap_or_default();
            assert!(message.contains(written), "{wrong}: {message}");
        }
    }
}
