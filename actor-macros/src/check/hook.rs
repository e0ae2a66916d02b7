//! Refuses methods with the mark of a hook that cannot be hooks.

use quote::ToTokens as _;
use syn::{FnArg, ReceiverKind, ReturnType, Safety, Signature};

use super::placement;
use super::protocol::Candidate;
use crate::attributes::marks::{HookArgument, HookKind, HookResult};
use crate::errors::Errors;
use crate::syntax::{Method, context, hook_argument, is_private};

/// Reports every mistake of a hook. Returns whether there was none.
pub(super) fn hook(method: &Method, kind: &HookKind, errors: &mut Errors) -> bool {
    let before = errors.count();
    let HookKind { name, returns, .. } = kind;
    let Signature { output, generics, .. } = &method.signature;
    if !is_private(&method.vis) {
        // What only a hook takes would be an argument of the message.
        let may_be_message = hook_argument(&method.signature, kind).is_none()
            || context(&method.signature).is_some();
        let or = match may_be_message {
            true => format!("; or remove `#[{name}]`, and it is a message"),
            false => String::new(),
        };
        errors.push(&method.vis, format!("hooks are private: remove the visibility{or}"));
    }
    qualifiers(&method.signature, name, errors);
    if !generics.params.is_empty() {
        errors.push(
            generics,
            format!(
                "the actor's loop calls `#[{name}]`, and cannot choose its generic parameters: remove \
                 them, or declare them on the `impl`"
            ),
        );
    }
    if let Some(clause) = &generics.where_clause {
        errors.push(
            clause,
            format!(
                "the actor's loop calls `#[{name}]` on every actor of the type: move this `where` clause \
                 to the `impl`"
            ),
        );
    }
    receiver_and_argument(&method.signature, kind, errors);
    match (returns, output) {
        (HookResult::Type(ty), ReturnType::Default) => {
            errors.push(
                &method.signature.ident,
                format!("`#[{name}]` says what to do next: add `-> {ty}`"),
            );
        }
        (HookResult::Nothing, ReturnType::Type(_, ty)) => {
            errors.push(
                ty,
                format!("nothing reads what `#[{name}]` returns: remove the return type"),
            );
        }
        _ => {}
    }
    placement::in_hook(method, errors);
    errors.count() == before
}

fn qualifiers(signature: &Signature, name: &str, errors: &mut Errors) {
    let unsafety = match &signature.safety {
        Safety::Unsafe(unsafety) => Some(unsafety.to_token_stream()),
        _ => None,
    };
    let written = [
        ("async", signature.asyncness.as_ref().map(|word| word.to_token_stream())),
        ("const", signature.constness.as_ref().map(|word| word.to_token_stream())),
        ("unsafe", unsafety),
        ("extern", signature.abi.as_ref().map(|word| word.to_token_stream())),
    ];
    for (word, tokens) in written {
        if let Some(tokens) = tokens {
            errors.push(
                tokens,
                format!("the actor's loop calls `#[{name}]` as a plain method: remove `{word}`"),
            );
        }
    }
}

fn receiver_and_argument(signature: &Signature, kind: &HookKind, errors: &mut Errors) {
    let name = kind.name;
    let needs_state = format!("`#[{name}]` works on the actor's state: take `&mut self`");
    match signature.inputs.first() {
        Some(FnArg::Receiver(receiver)) => {
            if !matches!(receiver.kind, ReceiverKind::Reference(_, None, Some(_))) {
                errors.push(receiver, needs_state);
            }
        }
        // A parameter may be meant as the state, so it is not reported as well.
        _ => return errors.push(&signature.ident, needs_state),
    }
    let allowed = if hook_argument(signature, kind).is_some() { 2 } else { 1 };
    if let Some(more) = signature.inputs.iter().nth(allowed) {
        let takes = match kind.takes {
            HookArgument::Context => "the context, `&mut Context<…>`, or no parameter",
            HookArgument::Exit => "why the actor ended, `&Exit`, or no parameter",
        };
        errors
            .push(more, format!("`#[{name}]` is no message and carries nothing: it takes {takes}"));
    }
    if let Some(variadic) = &signature.variadic {
        errors
            .push(variadic, format!("`#[{name}]` is no message and carries nothing: remove `...`"));
    }
}

/// Keeps the first hook of each kind and refuses the others.
pub(super) fn distinct<'a>(
    hooks: Vec<(&'static HookKind, Candidate<'a>)>,
    errors: &mut Errors,
) -> Vec<Candidate<'a>> {
    let mut kept: Vec<(&HookKind, Candidate<'a>)> = Vec::new();
    for (kind, hook) in hooks {
        let clash = kept.iter().find(|(other_kind, other)| {
            other_kind.name == kind.name && !(other.is_conditional && hook.is_conditional)
        });
        match clash {
            None => kept.push((kind, hook)),
            Some((_, other)) => {
                let (first, second) = (&other.method.signature.ident, &hook.method.signature.ident);
                let name = kind.name;
                errors.push(
                    second,
                    format!(
                        "`{first}` is the `#[{name}]` method already, and an actor has one: call `{second}` from it"
                    ),
                );
            }
        }
    }
    kept.into_iter().map(|(_, hook)| hook).collect()
}
