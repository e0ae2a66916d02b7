//! Finds the parameters that no message carries: the context, the exit and the reply.

use syn::{Attribute, FnArg, PatType, Signature, Type};

use crate::attributes::marks::{HookArgument, HookKind};
use crate::tokens::types::{bare, sole_argument};

/// The first parameter after the receiver, if it can be the context.
pub(crate) fn context(signature: &Signature) -> Option<&PatType> {
    match signature.inputs.iter().nth(1) {
        Some(FnArg::Typed(typed)) if may_be_context(&typed.ty) => Some(typed),
        _ => None,
    }
}

/// Whether this is `&mut`, and the type behind it is not one of the common types of data. Its name
/// does not decide, because the context may have an alias.
fn may_be_context(ty: &Type) -> bool {
    match bare(ty) {
        Type::Reference(reference) => reference.mutability.is_some() && !is_data(&reference.elem),
        _ => false,
    }
}

fn is_data(ty: &Type) -> bool {
    const DATA: &[&str] = &[
        "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32",
        "i64", "i128", "isize", "f32", "f64", "String", "Vec", "VecDeque", "Option", "Box", "Rc",
        "Arc", "HashMap", "HashSet", "BTreeMap", "BTreeSet", "Path", "PathBuf",
    ];
    match bare(ty) {
        Type::Path(path) if path.qself.is_none() => {
            path.path.segments.last().is_some_and(|last| DATA.iter().any(|data| last.ident == data))
        }
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
        HookArgument::Context => context(signature),
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
            .filter(|(_, attr)| attr.path().is_ident("reply"))
            .map(move |(typed, attr)| (position, typed, attr))
    })
}

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
