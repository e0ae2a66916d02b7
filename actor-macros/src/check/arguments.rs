//! Finds the special parameters of a message, the context and the reply, and refuses what only
//! resembles them.

use syn::{Attribute, FnArg, GenericArgument, PatType, PathArguments, ReturnType, Signature, Type};

use super::types::{Role, Scope, Verdict, bare, judge};
use crate::attributes::Forwarded;
use crate::errors::Errors;

/// The first parameter after the receiver, if it is `&mut`: the context.
pub(crate) fn context(signature: &Signature) -> Option<&PatType> {
    match signature.inputs.iter().nth(1) {
        Some(FnArg::Typed(typed)) if is_exclusive(&typed.ty) => Some(typed),
        _ => None,
    }
}

fn is_exclusive(ty: &Type) -> bool {
    matches!(bare(ty), Type::Reference(reference) if reference.mutability.is_some())
}

/// The parameters with their `#[reply]` marks.
fn marked(signature: &Signature) -> impl Iterator<Item = (usize, &PatType, &Attribute)> {
    signature.inputs.iter().enumerate().flat_map(|(position, input)| {
        let typed = match input {
            FnArg::Typed(typed) => Some(typed),
            FnArg::Receiver(_) => None,
        };
        let marks =
            typed.into_iter().flat_map(|typed| typed.attrs.iter().map(move |attr| (typed, attr)));
        marks
            .filter(|(_, attr)| attr.path().is_ident("reply"))
            .map(move |(typed, attr)| (position, typed, attr))
    })
}

/// The place of the parameter that is marked `#[reply]`.
pub(crate) fn reply_position(signature: &Signature) -> Option<usize> {
    marked(signature).next().map(|(position, ..)| position)
}

/// Judges the `#[reply]` parameter, if there is one.
pub(crate) fn reply(signature: &Signature, scope: &Scope, errors: &mut Errors) -> Verdict {
    let mut marked_parameters = marked(signature);
    let Some((position, typed, mark)) = marked_parameters.next() else { return Verdict::Sound };
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
    } else {
        errors.push(
            &typed.ty,
            "a `#[reply]` parameter is a `ReplySender<T>`: write `ReplySender` with the type of \
             the answer",
        );
    }
    Verdict::Refused
}

/// The `T` of a `ReplySender<T>`.
pub(crate) fn reply_payload(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = bare(ty) else { return None };
    let last = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    let mut arguments = arguments.args.iter();
    match (last.ident == "ReplySender", arguments.next(), arguments.next()) {
        (true, Some(GenericArgument::Type(payload)), None) => Some(payload),
        _ => None,
    }
}
