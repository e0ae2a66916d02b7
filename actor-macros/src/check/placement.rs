//! Refuses marks in places where they mean nothing.

use proc_macro2::{Span, TokenStream};
use syn::{Attribute, FnArg, Meta};

use crate::attributes::marks;
use crate::errors::Errors;
use crate::syntax::Method;
use crate::tokens::text::shown;

/// Refuses each further `#[actor]` on an item.
pub(crate) fn repeated(attributes: Vec<TokenStream>, errors: &mut Errors) {
    for attribute in attributes {
        errors.push(attribute, "`#[actor]` is given twice: keep one of them");
    }
}

/// Refuses `#[derive(Actor)]`.
pub(crate) fn derived(at: Span, errors: &mut Errors) {
    errors.push_at(
        at,
        "an actor is declared by an attribute, not by a derive: write `#[actor]` in front of the type",
    );
}

/// Refuses a mark outside of any `#[actor] impl`.
pub(crate) fn outside(name: &str, at: Span, errors: &mut Errors) {
    let marked = marks::named(name).map_or("a method", |(_, marked)| marked);
    errors.push_at(
        at,
        format!(
            "`#[{name}]` marks {marked}, in an `#[actor] impl`: put `#[actor]` on the `impl`, or \
             remove `#[{name}]`"
        ),
    );
}

/// Refuses marks on an item that is no method: the impl, the type, a constant in the impl.
pub(crate) fn on_item(attrs: &[Attribute], errors: &mut Errors) {
    for attr in attrs {
        if let Some((name, marked)) = mark(attr) {
            errors.push(attr, format!("`#[{name}]` marks {marked}: move it there, or remove it"));
        }
        unconditional(attr, errors);
    }
}

/// Refuses marks on a method that is neither a message nor a hook.
pub(crate) fn in_other_method(method: &Method, errors: &mut Errors) {
    const MESSAGES_ONLY: &str = "this method is no message: a message takes `&self` or `&mut self` \
                                 and is `pub` (any visibility does)";
    for attr in of_a_message(method) {
        errors.push(attr, MESSAGES_ONLY);
    }
    misplaced(method, errors);
}

/// Refuses the marks on a hook that do not belong there.
pub(super) fn in_hook(method: &Method, errors: &mut Errors) {
    let mut hooks = method.attrs.iter().filter(|attr| marks::hook(attr).is_some());
    let Some(first) = hooks.next() else { return };
    without_arguments(first, errors);
    hooks.for_each(|again| errors.push(again, "a method is one hook: keep one of the two marks"));
    let hook = shown(first.path());
    for attr in of_a_message(method) {
        let name = shown(attr.path());
        errors.push(
            attr,
            format!(
                "`#[{name}]` is for messages, and a method with `#[{hook}]` is none: remove one"
            ),
        );
    }
    misplaced(method, errors);
}

/// Refuses the marks on a message that do not belong there.
pub(super) fn in_message(method: &Method, errors: &mut Errors) {
    for name in marks::ON_MESSAGES {
        let mut marks = method.attrs.iter().filter(|attr| marks::is(attr, name));
        marks.next().into_iter().for_each(|mark| without_arguments(mark, errors));
        for again in marks {
            errors.push(again, format!("`#[{name}]` is given twice: keep one of them"));
        }
    }
    let reply = parameter_attributes(method).find(|attr| marks::is(attr, "reply"));
    reply.into_iter().for_each(|mark| without_arguments(mark, errors));
    misplaced(method, errors);
}

fn without_arguments(mark: &Attribute, errors: &mut Errors) {
    let name = shown(mark.path());
    let what = match &mark.meta {
        Meta::Path(_) => return,
        Meta::List(_) => "arguments",
        Meta::NameValue(_) => "value",
    };
    errors.push(&mark.meta, format!("`#[{name}]` takes no {what}: write `#[{name}]`"));
}

/// The marks of messages that stand where they may: on the method, or `#[reply]` on a parameter.
fn of_a_message(method: &Method) -> impl Iterator<Item = &Attribute> {
    let is_one_of = |names: &'static [&str]| {
        move |attr: &&Attribute| names.iter().any(|name| marks::is(attr, name))
    };
    let on_the_method = method.attrs.iter().filter(is_one_of(&marks::ON_MESSAGES));
    on_the_method.chain(parameter_attributes(method).filter(is_one_of(&["reply"])))
}

fn misplaced(method: &Method, errors: &mut Errors) {
    for attr in &method.attrs {
        if let Some(("reply", marked)) = mark(attr) {
            errors.push(attr, format!("`#[reply]` marks {marked}: move it there, or remove it"));
        }
        unconditional(attr, errors);
    }
    for attr in parameter_attributes(method) {
        if let Some((name, _)) = mark(attr).filter(|(name, _)| *name != "reply") {
            errors.push(
                attr,
                format!(
                    "`#[{name}]` marks a method, not a parameter: move it in front of the method"
                ),
            );
        }
        unconditional(attr, errors);
    }
}

fn unconditional(attr: &Attribute, errors: &mut Errors) {
    if let Some(name) = marks::conditional(attr) {
        errors.push(
            attr,
            format!(
                "`#[actor]` reads `#[{name}]` before a `cfg_attr` is decided: put a `cfg` on each \
                 of two methods instead"
            ),
        );
    }
}

fn mark(attr: &Attribute) -> Option<(&'static str, &'static str)> {
    marks::of_path(attr.path())
}

fn parameter_attributes(method: &Method) -> impl Iterator<Item = &Attribute> {
    method.signature.inputs.iter().flat_map(|input| match input {
        FnArg::Receiver(receiver) => &receiver.attrs,
        FnArg::Typed(typed) => &typed.attrs,
    })
}
