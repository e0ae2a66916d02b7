//! Refuses helper attributes where they mean nothing.

use syn::{Attribute, FnArg, Meta};

use crate::attributes::conditional;
use crate::errors::Errors;
use crate::fallback::HELPERS;
use crate::syntax::Method;

/// On an item that is no method: the impl, the type, a constant in the impl.
pub(crate) fn on_item(attrs: &[Attribute], errors: &mut Errors) {
    for attr in attrs {
        if attr.path().is_ident("ask") {
            errors.push(
                attr,
                "`#[ask]` marks a method that is answered with `()`: move it there, or remove it",
            );
        } else if attr.path().is_ident("reply") {
            errors.push(attr, MARKS_A_PARAMETER);
        } else {
            unconditional(attr, errors);
        }
    }
}

const MARKS_A_PARAMETER: &str = "`#[reply]` marks the last parameter of a message, a \
                                 `ReplySender<T>`: move it there, or remove it";

/// On a method that is no message.
pub(crate) fn in_other_method(method: &Method, errors: &mut Errors) {
    const MESSAGES_ONLY: &str = "this method is no message: a message takes `&self` or `&mut self` \
                                 and is `pub` (any visibility does)";
    let marks = method.attrs.iter().filter(|attr| attr.path().is_ident("ask"));
    marks.for_each(|mark| errors.push(mark, MESSAGES_ONLY));
    for attr in parameter_attributes(method).filter(|attr| attr.path().is_ident("reply")) {
        errors.push(attr, MESSAGES_ONLY);
    }
    misplaced(method, errors);
}

/// On a message, but not where they belong.
pub(crate) fn in_message(method: &Method, errors: &mut Errors) {
    let mut marks = method.attrs.iter().filter(|attr| attr.path().is_ident("ask"));
    without_arguments(marks.next(), errors);
    marks.for_each(|again| errors.push(again, "`#[ask]` is given twice: keep one of them"));
    without_arguments(
        parameter_attributes(method).find(|attr| attr.path().is_ident("reply")),
        errors,
    );
    misplaced(method, errors);
}

fn without_arguments(mark: Option<&Attribute>, errors: &mut Errors) {
    match mark.map(|mark| &mark.meta) {
        Some(meta @ Meta::List(list)) => {
            let name = crate::names::shown(&list.path);
            errors.push(meta, format!("`#[{name}]` takes no arguments: write `#[{name}]`"));
        }
        Some(meta @ Meta::NameValue(value)) => {
            let name = crate::names::shown(&value.path);
            errors.push(meta, format!("`#[{name}]` takes no value: write `#[{name}]`"));
        }
        _ => {}
    }
}

fn misplaced(method: &Method, errors: &mut Errors) {
    for attr in &method.attrs {
        if attr.path().is_ident("reply") {
            errors.push(attr, MARKS_A_PARAMETER);
        }
        unconditional(attr, errors);
    }
    for attr in parameter_attributes(method) {
        if attr.path().is_ident("ask") {
            errors.push(
                attr,
                "`#[ask]` marks a method, not a parameter: move it in front of the method",
            );
        }
        unconditional(attr, errors);
    }
}

fn unconditional(attr: &Attribute, errors: &mut Errors) {
    if conditional(attr, &HELPERS) {
        errors.push(
            attr,
            "`#[actor]` reads `#[ask]` and `#[reply]` before a `cfg_attr` is decided: put a `cfg` \
             on each of two methods instead",
        );
    }
}

fn parameter_attributes(method: &Method) -> impl Iterator<Item = &Attribute> {
    method.signature.inputs.iter().flat_map(|input| match input {
        FnArg::Receiver(receiver) => &receiver.attrs,
        FnArg::Typed(typed) => &typed.attrs,
    })
}
