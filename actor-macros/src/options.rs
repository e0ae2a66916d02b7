//! Reads the options in `#[actor(…)]`, each mistake at its own key.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::discouraged::Speculative as _;
use syn::parse::{ParseStream, Parser as _};
use syn::punctuated::Punctuated;
use syn::{Expr, Ident, Lit, LitStr, Path, Token, Visibility, token};

use crate::errors::Errors;
use crate::names;

/// The options of a type, as far as they were valid.
#[derive(Default)]
pub(crate) struct TypeOptions {
    pub(crate) runtime: Option<Path>,
    pub(crate) name: Option<LitStr>,
    pub(crate) mailbox: Option<Expr>,
    pub(crate) overflow: Option<Choice>,
    pub(crate) stack_size: Option<Expr>,
    pub(crate) on_panic: Option<Choice>,
    pub(crate) timeout: Option<Expr>,
    pub(crate) count: Option<Span>,
}

/// The options of an impl, as far as they were valid.
#[derive(Default)]
pub(crate) struct ImplOptions {
    pub(crate) runtime: Option<Path>,
    pub(crate) handle: Option<Ident>,
    pub(crate) message: Option<Ident>,
    pub(crate) vis: Option<Visibility>,
    pub(crate) derives: Vec<Path>,
}

/// One of a fixed set of values: the runtime's name for it, where the user wrote theirs.
pub(crate) struct Choice {
    pub(crate) variant: Ident,
}

/// The options of one kind of item, each with a way to write it.
type Known = [(&'static str, &'static str)];

const OF_A_TYPE: &Known = &[
    ("mailbox", "mailbox = 64"),
    ("overflow", "overflow = block"),
    ("name", "name = \"counter\""),
    ("stack_size", "stack_size = 64 * 1024"),
    ("on_panic", "on_panic = resume"),
    ("timeout", "timeout = Duration::from_secs(5)"),
    ("count", "count"),
    ("crate", "crate = my_crate::actor_runtime"),
];

const OF_AN_IMPL: &Known = &[
    ("handle", "handle = CounterRef"),
    ("message", "message = CounterEvent"),
    ("vis", "vis = pub(crate)"),
    ("derive", "derive(Debug)"),
    ("crate", "crate = my_crate::actor_runtime"),
];

impl TypeOptions {
    pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> TypeOptions {
        let mut options = TypeOptions::default();
        let mut overflow_key = None;
        let mut mailbox_given = false;
        each_option(tokens, OF_A_TYPE, errors, |key, input| {
            match key.to_string().as_str() {
                "mailbox" => {
                    mailbox_given = true;
                    options.mailbox = Some(amount(
                        input,
                        "mailbox",
                        "a mailbox needs room for one message at least",
                    )?);
                }
                "overflow" => {
                    overflow_key = Some(key.clone());
                    options.overflow = Some(choice(
                        input,
                        &[("block", "Block"), ("reject", "Reject"), ("drop", "Drop")],
                    )?);
                }
                "name" => options.name = Some(thread_name(input)?),
                "stack_size" => {
                    options.stack_size = Some(amount(
                        input,
                        "stack_size",
                        "a thread needs a stack: leave `stack_size` out for the default",
                    )?);
                }
                "on_panic" => {
                    options.on_panic =
                        Some(choice(input, &[("stop", "Stop"), ("resume", "Resume")])?)
                }
                "timeout" => options.timeout = Some(duration(input)?),
                "count" => {
                    if input.peek(Token![=]) || input.peek(token::Paren) {
                        return Err(input.error("`count` takes no value: write `count`"));
                    }
                    options.count = Some(key.span());
                }
                _ => options.runtime = Some(path(input)?),
            }
            Ok(())
        });
        if let (Some(key), false) = (overflow_key, mailbox_given) {
            errors.push(key, "`overflow` says what a full mailbox does, and this one is never full: add `mailbox = N`");
        }
        options
    }
}

impl ImplOptions {
    pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> ImplOptions {
        let mut options = ImplOptions::default();
        each_option(tokens, OF_AN_IMPL, errors, |key, input| {
            match key.to_string().as_str() {
                "handle" => options.handle = Some(type_name(input)?),
                "message" => options.message = Some(type_name(input)?),
                "vis" => options.vis = Some(visibility(input)?),
                "derive" => options.derives = derives(input)?,
                _ => options.runtime = Some(path(input)?),
            }
            Ok(())
        });
        options
    }
}

/// Calls `read` at the value of each known option that is given once; goes on after a mistake with the next option.
fn each_option(
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
            // After a mistake the rest of this option says nothing more.
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
    let takes = |example: &str, delimiter: char| example.contains(delimiter);
    let written = (takes(example, '=') && input.peek(Token![=]))
        || (takes(example, '(') && input.peek(token::Paren));
    if !written && name != "count" {
        return Err(syn::Error::new_spanned(
            key,
            format!("`{name}` needs a value: for example `{example}`"),
        ));
    }
    if name != "count" {
        input.parse::<Option<Token![=]>>()?;
    }
    if name != "count" && (input.is_empty() || input.peek(Token![,])) {
        return Err(syn::Error::new_spanned(
            key,
            format!("`{name}` needs a value: for example `{example}`"),
        ));
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
    let (here, other, place) = if std::ptr::eq(known, OF_A_TYPE) {
        ("a type", OF_AN_IMPL, "the `#[actor(…)]` of the `impl`")
    } else {
        ("an impl", OF_A_TYPE, "the `#[actor(…)]` of the type")
    };
    if other.iter().any(|(option, _)| *option == name) {
        return syn::Error::new_spanned(
            key,
            format!("`{name}` is no option of {here}: move it to {place}"),
        );
    }
    let options = known.iter().map(|(option, _)| *option);
    let message = match names::nearest(&name, options.clone()) {
        Some(near) => format!("unknown option `{name}`: did you mean `{near}`?"),
        None => {
            let all: Vec<String> = options.map(|option| format!("`{option}`")).collect();
            format!("unknown option `{name}`: the options of {here} are {}", all.join(", "))
        }
    };
    syn::Error::new_spanned(key, message)
}

/// The literal that an expression is, under any minus signs and parentheses.
fn literal(expr: &Expr) -> Option<&Lit> {
    match expr {
        Expr::Lit(lit) => Some(&lit.lit),
        Expr::Group(group) => literal(&group.expr),
        Expr::Paren(paren) => literal(&paren.expr),
        Expr::Unary(unary) => literal(&unary.expr),
        _ => None,
    }
}

/// An expression of type `usize`; what can be seen to be none is refused here, the rest by rustc.
fn amount(input: ParseStream<'_>, key: &str, zero: &str) -> syn::Result<Expr> {
    let expr: Expr = input.parse()?;
    let refuse = |message: String| Err(syn::Error::new_spanned(&expr, message));
    match literal(&expr) {
        Some(Lit::Int(int)) => {
            if matches!(expr, Expr::Unary(_)) || !matches!(int.suffix(), "" | "usize") {
                return refuse(format!(
                    "`{key}` is a `usize`: write `{key} = {}`",
                    int.base10_digits()
                ));
            }
            if int.base10_digits() == "0" {
                return refuse(zero.to_owned());
            }
        }
        Some(_) => return refuse(format!("`{key}` is a `usize`: for example `{key} = 65536`")),
        None => {}
    }
    Ok(expr)
}

fn duration(input: ParseStream<'_>) -> syn::Result<Expr> {
    let expr: Expr = input.parse()?;
    match literal(&expr) {
        Some(_) => Err(syn::Error::new_spanned(
            expr,
            "`timeout` is a `Duration`: for example `timeout = Duration::from_millis(500)`",
        )),
        None => Ok(expr),
    }
}

fn thread_name(input: ParseStream<'_>) -> syn::Result<LitStr> {
    let Ok(name) = input.parse::<LitStr>() else {
        return Err(input.error("`name` is a string literal: for example `name = \"counter\"`"));
    };
    if name.value().contains('\0') {
        return Err(syn::Error::new_spanned(
            name,
            "a thread's name cannot contain a NUL character: remove it",
        ));
    }
    Ok(name)
}

fn choice(input: ParseStream<'_>, choices: &[(&str, &str)]) -> syn::Result<Choice> {
    let found = match input.peek(Ident::peek_any) {
        true => choices
            .iter()
            .find(|(word, _)| input.fork().call(Ident::parse_any).is_ok_and(|given| given == word)),
        false => None,
    };
    let Some((_, variant)) = found else {
        let words: Vec<String> = choices.iter().map(|(word, _)| format!("`{word}`")).collect();
        return Err(input.error(format!("expected one of {}", words.join(", "))));
    };
    let span = input.call(Ident::parse_any)?.span();
    Ok(Choice { variant: Ident::new(variant, span) })
}

fn path(input: ParseStream<'_>) -> syn::Result<Path> {
    let wrong = input.error("`crate` is the path of actor-runtime, without quotes: for example `crate = my_crate::actor_runtime`");
    input.call(Path::parse_mod_style).map_err(|_| wrong)
}

fn type_name(input: ParseStream<'_>) -> syn::Result<Ident> {
    let wrong = input.error("expected the name of the type to generate, such as `CounterRef`");
    input.parse().map_err(|_| wrong)
}

fn visibility(input: ParseStream<'_>) -> syn::Result<Visibility> {
    let vis: Visibility = input.parse()?;
    if matches!(vis, Visibility::Inherited) {
        return Err(input.error(
            "expected a visibility such as `pub(crate)`; `pub(self)` keeps everything private",
        ));
    }
    Ok(vis)
}

fn derives(input: ParseStream<'_>) -> syn::Result<Vec<Path>> {
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
            return Err(syn::Error::new_spanned(
                &path,
                format!("`{}` is derived twice: keep one of them", names::shown(&path)),
            ));
        }
        kept.push(path);
    }
    Ok(kept)
}
