//! Refuses methods that are meant as messages, but cannot be messages.

use syn::{
    FnArg, GenericParam, ReceiverKind, ReturnType, Safety, Signature, Type, WhereClause,
    WherePredicate,
};

use super::placement;
use super::remedy::for_parameters;
use super::reply::reply;
use super::scope::{Role, Scope, Verdict};
use super::types::judge;
use crate::attributes::Forwarded;
use crate::errors::Errors;
use crate::names;
use crate::syntax::{Body, Method, arguments, is_hidden_context, is_reply, reply_position};
use crate::tokens::text::{shown, unraw};
use crate::tokens::types::bare;

/// Reports every mistake of a message. Returns whether there was none.
///
/// The `signature` is the method's, with the types of its contexts corrected.
pub(super) fn message(
    method: &Method,
    signature: &Signature,
    scope: &Scope<'_>,
    errors: &mut Errors,
) -> bool {
    let before = errors.count();
    name(method, errors);
    qualifiers(method, scope, errors);
    receiver(method, errors);
    placement::in_message(method, errors);
    let known = inputs(method, signature, scope, errors) & output(method, scope, errors);
    known && errors.count() == before
}

fn name(method: &Method, errors: &mut Errors) {
    let ident = &method.signature.ident;
    let Some((owner, instead)) = names::reserved(ident) else { return };
    let name = unraw(ident);
    errors.push(
        ident,
        format!(
            "a message cannot be named `{name}`: `handle.{name}()` means `{owner}`, which takes \
             the handle itself; choose another name, such as `{instead}`"
        ),
    );
}

fn qualifiers(method: &Method, scope: &Scope<'_>, errors: &mut Errors) {
    let signature = &method.signature;
    let name = &signature.ident;
    let awaiting = match &signature.output {
        ReturnType::Type(..) => format!("with `handle.ask().{name}(…).await`"),
        ReturnType::Default => "if you mark the method `#[ask]`".to_owned(),
    };
    if let Some(asyncness) = &signature.asyncness {
        errors.push(
            asyncness,
            format!(
                "a handler runs on the actor's thread: remove `async`; callers can still await \
                 it, {awaiting}"
            ),
        );
    }
    if let Some(constness) = &signature.constness {
        errors.push(
            constness,
            "a message is never handled at compile time: remove `const`, or make the method \
             private",
        );
    }
    if let Safety::Unsafe(unsafety) = &signature.safety {
        errors.push(
            unsafety,
            "any code with a handle can send a message, so the method that handles it has to be safe: \
             remove `unsafe`, or make the method private",
        );
    }
    if let Some(abi) = &signature.abi {
        errors.push(
            abi,
            "a handler is called from Rust alone: remove `extern`, or make the method private",
        );
    }
    let lifetime = |param: &GenericParam| matches!(param, GenericParam::Lifetime(_));
    let is_generic = !signature.generics.params.iter().all(lifetime);
    if is_generic {
        errors.push(
            &signature.generics,
            format!(
                "a message has one type, so its method cannot be generic: {}",
                for_parameters(&signature.generics, scope)
            ),
        );
    }
    let clause = signature.generics.where_clause.as_ref();
    // The clause of a generic method goes with its parameters.
    if let Some(clause) = clause.filter(|clause| !clause.predicates.is_empty() && !is_generic) {
        let remedy = match only_sized(clause) {
            true => "leave this `where` clause out",
            false => "move this `where` clause to the `impl`",
        };
        errors.push(
            clause,
            format!("a message is handled whatever the parameters of the actor are: {remedy}"),
        );
    }
    if let Some(variadic) = &signature.variadic {
        errors.push(variadic, "a message has a fixed number of fields: take a `Vec`");
    }
    if let Body::Missing(semicolon) = &method.body {
        errors.push(semicolon, "a message needs a body that handles it: replace `;` by `{ … }`");
    }
}

/// Whether the clause says no more than that the actor has a size, as for a method of a trait.
fn only_sized(clause: &WhereClause) -> bool {
    clause.predicates.iter().all(|predicate| match predicate {
        WherePredicate::Type(ty) => {
            shown(&ty.bounded_ty) == "Self" && ty.bounds.iter().all(|bound| shown(bound) == "Sized")
        }
        _ => false,
    })
}

fn receiver(method: &Method, errors: &mut Errors) {
    let Some(FnArg::Receiver(receiver)) = method.signature.inputs.first() else {
        return errors.push(
            &method.signature.ident,
            "a message works on the actor's state: take `&mut self` or `&self` as the first parameter",
        );
    };
    match &receiver.kind {
        ReceiverKind::Reference(_, None, _) => {}
        ReceiverKind::Reference(_, Some(lifetime), _) => errors.push(
            lifetime,
            "a handler borrows the actor for one message only: leave the lifetime out",
        ),
        _ => errors.push(
            receiver,
            "a message only borrows the actor: take `&self` or `&mut self`; a method that \
             consumes the actor has to be private, or in an `impl` without `#[actor]`",
        ),
    }
}

/// Checks the parameters. Returns `false` if rustc reports one of them.
fn inputs(method: &Method, signature: &Signature, scope: &Scope<'_>, errors: &mut Errors) -> bool {
    let mut known = reply(method, signature, scope, errors) != Verdict::LeftToRustc;
    few_conditions(signature, errors);
    for (position, typed) in arguments(signature) {
        if is_reply(typed) {
            continue;
        }
        if position == 1 && is_hidden_context(typed) {
            errors.push(
                &typed.ty,
                format!(
                    "a context shows that it is one by its `&mut`: write `&mut Context<{}>`, or name \
                     by the alias what is behind the `&mut`",
                    shown(scope.own_context.handle())
                ),
            );
            continue;
        }
        known &= judge(&typed.ty, Role::Argument, scope, errors) != Verdict::LeftToRustc;
    }
    known
}

/// Limits the number of conditions on parameters: the expansion has a call for each combination of
/// them.
fn few_conditions(signature: &Signature, errors: &mut Errors) {
    const MOST: usize = 4;
    let mut seen: Vec<String> = Vec::new();
    for input in &signature.inputs {
        let FnArg::Typed(typed) = input else { continue };
        let Some(condition) = Forwarded::of(&typed.attrs).condition else { continue };
        let condition = condition.to_string();
        if seen.contains(&condition) {
            continue;
        }
        seen.push(condition);
        if seen.len() == MOST + 1 {
            errors.push(
                &typed.pat,
                format!(
                    "the arguments of a message depend on at most {MOST} different `cfg`s: put \
                     the `cfg` on the method"
                ),
            );
        }
    }
}

/// Checks the return type. Returns `false` if rustc reports it.
fn output(method: &Method, scope: &Scope<'_>, errors: &mut Errors) -> bool {
    let ask = method.mark("ask");
    let ReturnType::Type(_, ty) = &method.signature.output else {
        let reply = reply_position(&method.signature);
        if let (Some(ask), Some(_)) = (ask, reply) {
            errors.push(
                ask,
                "`#[ask]` asks for a `()`, and `#[reply]` says what the answer is: remove one of \
                 the two",
            );
        }
        if let (Some(expires), None, None) = (method.mark("expires"), ask, reply) {
            errors.push(
                expires,
                "a message that is told never expires, because nobody waits for it: mark it \
                 `#[ask]` as well, so that it is answered, or remove `#[expires]`",
            );
        }
        return true;
    };
    let unit = matches!(bare(ty), Type::Tuple(tuple) if tuple.elems.is_empty());
    match ask {
        Some(_) if unit => {
            errors.push(ty, "`#[ask]` says already that the answer is `()`: remove the `-> ()`");
        }
        Some(ask) => {
            errors.push(ask, "a method with a return type is answered anyway: remove `#[ask]`");
        }
        None if unit => errors.push(
            ty,
            "`-> ()` is too easily lost, and without it the method is told, not asked: mark the \
             method `#[ask]` instead",
        ),
        None => return judge(ty, Role::Answer, scope, errors) != Verdict::LeftToRustc,
    }
    true
}
