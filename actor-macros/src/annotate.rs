//! Runs the stages of the attribute in order.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens as _;

use crate::errors::Errors;
use crate::options::{ImplOptions, TypeOptions};
use crate::syntax::{Annotated, Declaration, Impl, without_repeated};
use crate::{check, expand, lower, mend, module};

/// Expands the attribute. The tokens may exist outside of the compiler.
pub(crate) fn annotate(options: TokenStream, item: TokenStream) -> TokenStream {
    let (mut tokens, reported) = Errors::collect(|errors| expanded(options, item, errors));
    tokens.extend(reported);
    tokens
}

/// The expansion of an item, without the mistakes in it.
fn expanded(options: TokenStream, item: TokenStream, errors: &mut Errors) -> TokenStream {
    let (item, repeated) = without_repeated(item);
    check::placement::repeated(repeated, errors);
    match Annotated::parse(item.clone(), errors) {
        Ok(Annotated::Type(declared)) => declaration(declared, item, options, errors),
        Ok(Annotated::Impl(block)) => protocol(*block, options, errors),
        Ok(Annotated::Other { kind, keyword }) => {
            check::item::other(kind, keyword, &item, errors);
            match kind {
                "mod" => module::with_actors(item, expanded),
                _ => mend::item_without_marks(item),
            }
        }
        Err(error) => {
            errors.push_parse(error);
            mend::item_without_marks(item)
        }
    }
}

/// Explains a mark that rustc found by itself, outside of any `#[actor] impl`. The item stays.
pub(crate) fn misplaced(name: &str, item: TokenStream) -> TokenStream {
    let ((), reported) =
        Errors::collect(|errors| check::placement::outside(name, Span::call_site(), errors));
    let mut tokens = item;
    tokens.extend(reported);
    tokens
}

/// Explains `#[derive(Actor)]`, and declares the type all the same, so that nothing else is wrong.
pub(crate) fn derived(item: TokenStream) -> TokenStream {
    let (mut tokens, reported) = Errors::collect(|errors| {
        check::placement::derived(Span::call_site(), errors);
        match Annotated::parse(item, errors) {
            Ok(Annotated::Type(declared)) if !declared.has_attribute() => {
                expand::declaration(&lower::declaration(declared, TypeOptions::default()))
            }
            _ => TokenStream::new(),
        }
    });
    tokens.extend(reported);
    tokens
}

/// Expands a type: the type, and its declaration as an actor.
fn declaration(
    declared: Declaration,
    item: TokenStream,
    options: TokenStream,
    errors: &mut Errors,
) -> TokenStream {
    check::placement::on_item(&declared.attrs, errors);
    let options = TypeOptions::parse(options, errors);
    let mut tokens = mend::without_marks(item);
    // The derive is refused, and declares the type.
    if !declared.derives_actor() {
        tokens.extend(expand::declaration(&lower::declaration(declared, options)));
    }
    tokens
}

/// Expands an impl: the mended impl, and the items that are generated beside it.
fn protocol(mut block: Impl, options: TokenStream, errors: &mut Errors) -> TokenStream {
    let options = ImplOptions::parse(options, errors);
    let before = errors.found();
    let checked = check::block(&block, &options, errors);
    mend::block(&mut block, &options, checked.as_ref());
    let mut tokens = TokenStream::new();
    if checked.is_some() || !check::item::is_refused_by_rustc(&block.header) {
        block.to_tokens(&mut tokens);
    }
    if let Some(checked) = checked {
        let protocol = lower::protocol(&block, options, checked);
        tokens.extend(expand::protocol(&protocol));
    } else {
        tokens.extend(mend::spawned(&block.header, errors.first_after(before)));
    }
    tokens
}
