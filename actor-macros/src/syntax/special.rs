//! Finds the parameters that no message carries: the context, the exit and the reply.

use syn::{
    Attribute, FnArg, GenericArgument, Ident, Pat, PatType, PathArguments, ReturnType, Signature,
    Type, TypePath,
};

use crate::attributes::marks::{self, HookArgument, HookKind};
use crate::tokens::text::unraw;
use crate::tokens::types::{bare, behind_references, is_primitive, sole_argument};

/// The first parameter after the receiver, if it can be the context.
pub(crate) fn context(signature: &Signature) -> Option<&PatType> {
    match signature.inputs.iter().nth(1) {
        Some(FnArg::Typed(typed)) if may_be_context(typed) => Some(typed),
        _ => None,
    }
}

/// The position of the first parameter that is neither the receiver nor the context.
pub(crate) fn first_argument(signature: &Signature) -> usize {
    if context(signature).is_some() { 2 } else { 1 }
}

/// The parameters after the receiver and the context, each with its position: the arguments, and the reply.
pub(crate) fn arguments(signature: &Signature) -> impl Iterator<Item = (usize, &PatType)> {
    let all = signature.inputs.iter().enumerate().skip(first_argument(signature));
    all.filter_map(|(position, input)| match input {
        FnArg::Typed(typed) => Some((position, typed)),
        FnArg::Receiver(_) => None,
    })
}

/// The name that a pattern binds, if the pattern is only a name.
pub(crate) fn simple_name(pat: &Pat) -> Option<&Ident> {
    match pat {
        Pat::Ident(pat) if pat.subpat.is_none() && pat.by_ref.is_none() => Some(&pat.ident),
        Pat::Paren(paren) => simple_name(&paren.pat),
        _ => None,
    }
}

/// Whether this is `&mut`, and the name of the parameter or of the type behind it is that of a context. The type's name
/// alone does not decide, because the context may have an alias.
fn may_be_context(typed: &PatType) -> bool {
    match bare(&typed.ty) {
        Type::Reference(reference) => {
            let named = is_called_as_context(&typed.pat) || has_name_of_context(&reference.elem);
            reference.mutability.is_some() && named && !is_data(&reference.elem)
        }
        _ => false,
    }
}

/// Whether this is `&mut`, and the type behind it is not one of the common types of data. A hook takes nothing but the
/// context.
fn may_be_context_of_hook(typed: &PatType) -> bool {
    match bare(&typed.ty) {
        Type::Reference(reference) => reference.mutability.is_some() && !is_data(&reference.elem),
        _ => false,
    }
}

/// Whether the parameter is meant as the context, although it cannot be it: it borrows what is called a context, or
/// hides that it does, or it is a `&mut` that is called as a context is. What is owned may have any name.
pub(crate) fn meant_as_context(typed: &PatType) -> bool {
    match bare(&typed.ty) {
        Type::Reference(reference) => {
            let ty = behind_references(&reference.elem);
            let is_called = reference.mutability.is_some() && is_called_as_context(&typed.pat);
            has_name_of_context(ty) || is_called && !is_data(ty)
        }
        _ => is_hidden_context(typed),
    }
}

/// Whether the parameter is called as a context is, and has a type with an elided lifetime: an alias may hide the
/// reference.
pub(crate) fn is_hidden_context(typed: &PatType) -> bool {
    let ty = bare(&typed.ty);
    let Type::Path(TypePath { path, .. }) = ty else { return false };
    let is_called = is_called_as_context(&typed.pat) && !is_data(ty);
    let is_of_type = path.segments.last().is_some_and(|last| last.ident == "Context");
    let elides = |argument: &GenericArgument| matches!(argument, GenericArgument::Lifetime(lifetime) if lifetime.ident == "_");
    let is_elided = path.segments.iter().any(|segment| match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().any(elides),
        _ => false,
    });
    is_elided && (is_called || is_of_type)
}

/// Whether the parameter has a name that contexts usually have, or none.
fn is_called_as_context(pat: &Pat) -> bool {
    const NAMES: [&str; 5] = ["", "c", "context", "ctx", "cx"];
    match pat {
        Pat::Ident(pat) => {
            let name = unraw(&pat.ident);
            NAMES.contains(&name.trim_start_matches('_'))
        }
        Pat::Wild(_) => true,
        _ => false,
    }
}

/// Whether the type is called a context.
fn has_name_of_context(ty: &Type) -> bool {
    match bare(ty) {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            let name = unraw(&last.ident);
            name.contains("Context") || name.ends_with("Ctx") || name.ends_with("Cx")
        }),
        _ => false,
    }
}

fn is_data(ty: &Type) -> bool {
    const DATA: &[&str] = &[
        "String", "Vec", "VecDeque", "Option", "Box", "Rc", "Arc", "HashMap", "HashSet",
        "BTreeMap", "BTreeSet", "Path", "PathBuf",
    ];
    match bare(ty) {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last().is_some_and(|last| {
            is_primitive(&last.ident) || DATA.iter().any(|data| last.ident == data)
        }),
        Type::Array(_)
        | Type::FnPtr(_)
        | Type::ImplTrait(_)
        | Type::Reference(_)
        | Type::Slice(_)
        | Type::TraitObject(_)
        | Type::Tuple(_) => true,
        _ => false,
    }
}

/// The parameter of a hook beside the receiver: the context or the exit.
pub(crate) fn hook_argument<'a>(signature: &'a Signature, kind: &HookKind) -> Option<&'a PatType> {
    match kind.takes {
        HookArgument::Context => match signature.inputs.iter().nth(1)? {
            FnArg::Typed(typed) if may_be_context_of_hook(typed) => Some(typed),
            _ => None,
        },
        HookArgument::Exit => match signature.inputs.iter().nth(1)? {
            FnArg::Typed(typed) if is_shared_reference(&typed.ty) => Some(typed),
            _ => None,
        },
    }
}

fn is_shared_reference(ty: &Type) -> bool {
    match ty {
        Type::Group(group) => is_shared_reference(&group.elem),
        Type::Paren(paren) => is_shared_reference(&paren.elem),
        Type::Reference(reference) => reference.mutability.is_none(),
        _ => false,
    }
}

/// Whether the parameter has a `#[reply]`.
pub(crate) fn is_reply(typed: &PatType) -> bool {
    typed.attrs.iter().any(|attr| marks::is(attr, "reply"))
}

/// The parameters with a `#[reply]`, each with its position and the mark.
pub(crate) fn reply_marks(
    signature: &Signature,
) -> impl Iterator<Item = (usize, &PatType, &Attribute)> {
    signature.inputs.iter().enumerate().flat_map(|(position, input)| {
        let typed = match input {
            FnArg::Typed(typed) => Some(typed),
            FnArg::Receiver(_) => None,
        };
        let marks =
            typed.into_iter().flat_map(|typed| typed.attrs.iter().map(move |attr| (typed, attr)));
        marks
            .filter(|(_, attr)| marks::is(attr, "reply"))
            .map(move |(typed, attr)| (position, typed, attr))
    })
}

/// The parameter that is the reply, or meant as it, with its position.
pub(crate) fn reply_parameter(signature: &Signature) -> Option<(usize, &PatType)> {
    let marked = reply_marks(signature).next().map(|(position, typed, _)| (position, typed));
    marked.or_else(|| {
        let unmarked = unmarked_reply(signature)?;
        Some((signature.inputs.len() - 1, unmarked))
    })
}

/// The last parameter of a method that returns nothing, if its name and its type are those of a reply, and it lacks the
/// mark.
pub(crate) fn unmarked_reply(signature: &Signature) -> Option<&PatType> {
    let Some(FnArg::Typed(last)) = signature.inputs.last() else { return None };
    let named = match &*last.pat {
        Pat::Ident(pat) => NAMES_OF_REPLIES.contains(&unraw(&pat.ident).trim_start_matches('_')),
        _ => false,
    };
    let is_told = matches!(signature.output, ReturnType::Default);
    let is_lone = is_told && named && reply_marks(signature).next().is_none();
    (is_lone && reply_payload(&last.ty).is_some()).then_some(last)
}

/// What a reply is usually called.
const NAMES_OF_REPLIES: [&str; 5] = ["reply", "reply_sender", "reply_to", "reply_tx", "respond_to"];

/// The position of the parameter with the `#[reply]`.
pub(crate) fn reply_position(signature: &Signature) -> Option<usize> {
    reply_marks(signature).next().map(|(position, ..)| position)
}

/// The `T` of a `ReplySender<T>`.
pub(crate) fn reply_payload(ty: &Type) -> Option<&Type> {
    match bare(ty) {
        Type::Path(path) => sole_argument(&path.path, "ReplySender"),
        _ => None,
    }
}
