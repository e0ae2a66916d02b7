//! Refuses `#[reply]` parameters that cannot take an answer.

use syn::{Pat, ReturnType, Signature, Type};

use super::scope::{Role, Scope, Verdict};
use super::types::judge;
use crate::attributes::Forwarded;
use crate::errors::Errors;
use crate::syntax::{Method, reply_marks, reply_payload, unmarked_reply};
use crate::tokens::text::{shown, unraw};
use crate::tokens::types::bare;

/// Checks the `#[reply]` parameter, if there is one.
pub(super) fn reply(
    method: &Method,
    signature: &Signature,
    scope: &Scope<'_>,
    errors: &mut Errors,
) -> Verdict {
    let mut marked_parameters = reply_marks(signature);
    let Some((position, typed, mark)) = marked_parameters.next() else {
        // A mark in another place is refused there.
        let is_marked = method.is_marked("reply");
        return if is_marked { Verdict::Sound } else { unmarked(signature, errors) };
    };
    if let Some((_, _, second)) = marked_parameters.next() {
        errors.push(second, "a message is answered once: keep one `#[reply]`");
    } else if position + 1 != signature.inputs.len() {
        errors.push(mark, "the `#[reply]` parameter comes last: move it to the end");
    } else if matches!(signature.output, ReturnType::Type(..)) {
        errors.push(mark, "the method answers by its return type already: remove one of the two");
    } else if Forwarded::of(&typed.attrs).condition.is_some() {
        errors.push(
            mark,
            "whether a method answers cannot depend on a `cfg`: put the `cfg` on the method",
        );
    } else if let Some(payload) = reply_payload(&typed.ty) {
        return judge(payload, Role::Answer, scope, errors);
    } else if names_bare_sender(&typed.ty) {
        return Verdict::LeftToRustc;
    } else {
        errors.push(
            &typed.ty,
            "a `#[reply]` parameter is a `ReplySender<T>`: write `ReplySender` with the type of \
             the answer",
        );
    }
    Verdict::Refused
}

/// Refuses a last parameter that is a reply but for its mark. One with another name may be for the answer of another
/// message.
fn unmarked(signature: &Signature, errors: &mut Errors) -> Verdict {
    let Some(typed) = unmarked_reply(signature) else { return Verdict::Sound };
    let name = match &*typed.pat {
        Pat::Ident(pat) => unraw(&pat.ident),
        other => shown(other),
    };
    errors.push(
        typed,
        format!(
            "the caller would have to pass this sender: mark the parameter `#[reply]`, and its answer goes to the \
             caller; or call it other than `{name}`, if it is for another's answer"
        ),
    );
    Verdict::Refused
}

/// Whether this is `ReplySender` without an argument. rustc reports that by itself.
fn names_bare_sender(ty: &Type) -> bool {
    let Type::Path(path) = bare(ty) else { return false };
    let last = path.path.segments.last();
    last.is_some_and(|last| last.ident == "ReplySender" && last.arguments.is_none())
}
