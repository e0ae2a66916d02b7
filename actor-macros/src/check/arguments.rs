//! Finds the special parameters of a message, the context and the reply, and refuses what only
//! resembles them.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::{Attribute, FnArg, GenericArgument, PatType, PathArguments, ReturnType, Signature, Type};

use super::scope::{Role, Scope, Verdict};
use super::types::judge;
use crate::attributes::Forwarded;
use crate::errors::Errors;
use crate::tokens::text::shown;
use crate::tokens::types::{bare, sole_argument};

/// The first parameter after the receiver, if it may be the context.
pub(crate) fn context(signature: &Signature) -> Option<&PatType> {
    match signature.inputs.iter().nth(1) {
        Some(FnArg::Typed(typed)) if may_be_context(&typed.ty) => Some(typed),
        _ => None,
    }
}

/// Whether it is `&mut`, and not of what callers lend each other. An alias of the context may have any name.
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

/// Refuses the context of the actor's type: there are only those of handles. The method is mended,
/// because rustc would refuse that type as well.
pub(crate) fn handle_in_context(
    signature: &mut Signature,
    actor: &TokenStream,
    handle: &TokenStream,
    errors: &mut Errors,
) {
    for input in &mut signature.inputs {
        if let FnArg::Typed(typed) = input {
            handle_in_type(&mut typed.ty, actor, handle, errors);
        }
    }
}

fn handle_in_type(ty: &mut Type, actor: &TokenStream, handle: &TokenStream, errors: &mut Errors) {
    let Type::Reference(reference) = ty else { return };
    let Type::Path(context) = &mut *reference.elem else { return };
    let Some(last) = context.path.segments.last_mut() else { return };
    let PathArguments::AngleBracketed(arguments) = &mut last.arguments else { return };
    let Some(GenericArgument::Type(of)) = arguments.args.first_mut() else { return };
    let text = of.to_token_stream().to_string();
    if last.ident != "Context" || (text != "Self" && text != actor.to_string()) {
        return;
    }
    errors.push(
        &of,
        format!(
            "a context is that of a handle, not of the actor itself: write `Context<{}>`",
            shown(handle),
        ),
    );
    if let Ok(handle) = syn::parse2(handle.clone()) {
        *of = handle;
    }
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

/// Whether it is a `ReplySender` of nothing: rustc asks what of.
fn names_bare_sender(ty: &Type) -> bool {
    let Type::Path(path) = bare(ty) else { return false };
    let last = path.path.segments.last();
    last.is_some_and(|last| last.ident == "ReplySender" && last.arguments.is_none())
}

/// The `T` of a `ReplySender<T>`.
pub(crate) fn reply_payload(ty: &Type) -> Option<&Type> {
    match bare(ty) {
        Type::Path(path) => sole_argument(&path.path, "ReplySender"),
        _ => None,
    }
}
