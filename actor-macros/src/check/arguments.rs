//! Finds the special parameters of a message, the context and the reply, and refuses what only
//! resembles them.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::{FnArg, GenericArgument, PathArguments, ReturnType, Signature, Type};

use super::scope::{Role, Scope, Verdict};
use super::types::judge;
use crate::attributes::Forwarded;
use crate::errors::Errors;
use crate::syntax::{reply_marks, reply_payload};
use crate::tokens::text::shown;
use crate::tokens::types::bare;

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

/// Judges the `#[reply]` parameter, if there is one.
pub(crate) fn reply(signature: &Signature, scope: &Scope, errors: &mut Errors) -> Verdict {
    let mut marked_parameters = reply_marks(signature);
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
