//! Refuses types that no message or answer can have.

use syn::{Type, TypeReference};

use super::borrows::walk;
use super::futures::lent_future;
use super::remedy::owned;
use super::scope::{Role, Scope, Verdict};
use crate::errors::Errors;
use crate::tokens::text::shown;
use crate::tokens::types::{bare, is_one_of, is_unsized};

/// Checks the type of an argument or an answer. Reports at most one mistake of each part of it.
pub(crate) fn judge(ty: &Type, role: Role, scope: &Scope<'_>, errors: &mut Errors) -> Verdict {
    let bare = bare(ty);
    let is_open = is_one_of(bare, scope.unsized_parameters);
    if (is_unsized(bare) || is_open) && role == Role::Answer {
        // rustc itself requires a size of return types, and its advice fits.
        return Verdict::LeftToRustc;
    }
    if let (Role::Argument, Some(context)) = (role, scope.own_context.of_type(bare)) {
        errors.push(
            ty,
            format!(
                "the context comes first, and as `&mut`: make `ctx: &mut {}` the first parameter",
                shown(context),
            ),
        );
        return Verdict::Refused;
    }
    let future = if role == Role::Answer { lent_future(bare, scope) } else { None };
    if let Some(output) = future {
        errors.push(
            ty,
            format!(
                "a handler runs on the actor's thread: return `{output}` itself; callers can still await it, \
                 with `handle.ask()`"
            ),
        );
        return Verdict::Refused;
    }
    let refusal = match (bare, role) {
        (Type::Reference(reference), Role::Argument) if is_lent(reference, scope) => format!(
            "a message cannot borrow from the caller: {}; only the context is `&mut`, and it comes \
             first",
            taken(&reference.elem, scope),
        ),
        (Type::Reference(reference), Role::Answer) if is_own_state(reference, scope) => {
            "an answer cannot borrow from the actor: return nothing; each call on the handle is a \
             message of its own"
                .to_owned()
        }
        (Type::Reference(reference), Role::Answer) if is_lent(reference, scope) => {
            "an answer cannot borrow from the actor: return an owned value".to_owned()
        }
        _ if is_open => format!(
            "a message owns what it carries, and `{0}` may be a type without a size: take \
             `Box<{0}>`",
            shown(bare),
        ),
        (Type::Ptr(_), _) => {
            "a raw pointer cannot be sent to another thread: wrap it in a type of \
                              yours that is `Send`"
                .to_owned()
        }
        (Type::Never(_), _) => {
            "a method that returns `!` never answers: return a value, or nothing".to_owned()
        }
        _ if is_unsized(bare) => format!(
            "a message owns what it carries, and `{}` has no size: {}",
            shown(bare),
            taken(bare, scope),
        ),
        _ => return walk(ty, role, scope, errors),
    };
    errors.push(ty, refusal);
    Verdict::Refused
}

/// What to take in place of this.
fn taken(ty: &Type, scope: &Scope<'_>) -> String {
    match owned(ty, scope) {
        Some(ty) => format!("take `{ty}`"),
        None => "take an owned value, such as a `String` or a `Vec`".to_owned(),
    }
}

/// Whether this borrows the actor itself, as methods do whose calls are chained.
fn is_own_state(reference: &TypeReference, scope: &Scope<'_>) -> bool {
    let outlives = reference.lifetime.as_ref().is_some_and(|of| scope.outlives_the_call(of));
    match bare(&reference.elem) {
        Type::Path(path) => path.path.is_ident("Self") && !outlives,
        _ => false,
    }
}

/// Whether this is `&mut` for the length of the call only.
fn is_lent(reference: &TypeReference, scope: &Scope<'_>) -> bool {
    let lifetime = reference.lifetime.as_ref();
    reference.mutability.is_some() && !lifetime.is_some_and(|of| scope.outlives_the_call(of))
}
