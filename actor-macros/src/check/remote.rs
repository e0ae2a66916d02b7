//! Refuses what other nodes cannot send: messages of generic actors, names of the remote handle's own, borrowed values.

use quote::ToTokens as _;
use syn::{
    GenericArgument, GenericParam, PathArguments, ReturnType, Signature, Type, TypeReference,
};

use super::remedy::for_borrowed;
use super::scope::{Role, Scope};
use crate::errors::Errors;
use crate::names;
use crate::options::ImplOptions;
use crate::syntax::{Impl, Method, OPEN_LIFETIME, arguments, is_reply, reply_payload, simple_name};
use crate::tokens::text::unraw;
use crate::tokens::types::bare;

/// Whether other nodes can send messages to the actor. Refuses `remote` on a generic impl.
pub(super) fn is_remote(block: &Impl, options: &ImplOptions, errors: &mut Errors) -> bool {
    if options.remote.is_none() {
        return false;
    }
    let generics = &block.header.generics;
    let is_written = |param: &GenericParam| match param {
        GenericParam::Lifetime(param) => {
            // A `'_` has been refused, and has got such a name.
            !param.lifetime.to_string().starts_with(OPEN_LIFETIME)
        }
        _ => true,
    };
    if generics.params.iter().any(is_written) {
        errors.push(
            generics,
            "the messages of a protocol have one type each, so a remote actor is not generic: write the `impl` for \
             one type of it, without parameters, or leave `remote` out",
        );
    }
    generics.params.is_empty()
}

/// Refuses the first `#[local]` in an impl that is not remote: the others are the same mistake.
pub(super) fn local_without_remote(block: &Impl, options: &ImplOptions, errors: &mut Errors) {
    let mark = block.messages().find_map(|method| method.mark("local"));
    if let (Some(mark), None) = (mark, &options.remote) {
        errors.push(
            mark,
            "no other node sends messages of this `impl` anyway: remove `#[local]`, or make the others remote, with \
             `#[actor(remote = \"name/1\")]`",
        );
    }
}

/// Refuses a message whose name on the remote handle means something else. Returns whether it has no such name.
pub(super) fn name(method: &Method, errors: &mut Errors) -> bool {
    let ident = &method.signature.ident;
    let Some(instead) = names::reserved_remotely(ident) else { return true };
    let name = unraw(ident);
    errors.push(
        ident,
        format!(
            "a remote message cannot be named `{name}`: `remote.{name}()` means `RemoteHandle::{name}`; choose another \
             name, such as `{instead}`, or mark the message `#[local]`"
        ),
    );
    false
}

/// Refuses what is borrowed for the whole program, which another node cannot give. Returns whether there is nothing.
pub(super) fn owned(signature: &Signature, scope: &Scope<'_>, errors: &mut Errors) -> bool {
    let before = errors.count();
    for (_, typed) in arguments(signature) {
        if is_reply(typed) {
            if let Some(payload) = reply_payload(&typed.ty) {
                borrowed(payload, Role::Answer, scope, errors);
            }
        } else {
            borrowed(&typed.ty, Role::Argument, scope, errors);
        }
    }
    if let ReturnType::Type(_, ty) = &signature.output {
        borrowed(ty, Role::Answer, scope, errors);
    }
    errors.count() == before
}

/// Refuses an argument without a name: by its place, it would be another one as soon as a new one stands before it. Returns
/// whether there is none.
pub(super) fn named(signature: &Signature, errors: &mut Errors) -> bool {
    let before = errors.count();
    let written = arguments(signature).filter_map(|(_, typed)| simple_name(&typed.pat));
    let mut taken: Vec<String> = written.map(unraw).collect();
    for (_, typed) in arguments(signature) {
        if !is_reply(typed) && simple_name(&typed.pat).is_none() {
            let free = names::free(&["_unused"], |name| taken.iter().any(|other| other == name));
            errors.push(
                &typed.pat,
                format!(
                    "an argument of a remote message travels by its name: give it one, such as `{free}`, or mark the \
                     message `#[local]`"
                ),
            );
            taken.push(free);
        }
    }
    errors.count() == before
}

fn borrowed(ty: &Type, role: Role, scope: &Scope<'_>, errors: &mut Errors) {
    let Some(reference) = reference(ty) else { return };
    let what = match role {
        Role::Argument => "an argument from another node is owned here",
        Role::Answer => "an answer is owned on the node that it goes to",
    };
    let remedy = for_borrowed(&reference.elem, role, scope);
    errors.push(
        reference.to_token_stream(),
        format!("{what}: {remedy}, or mark the message `#[local]`"),
    );
}

/// The first reference in the type. Those in the type of a function or of an object are left to rustc, as such types are.
fn reference(ty: &Type) -> Option<&TypeReference> {
    match bare(ty) {
        Type::Array(array) => reference(&array.elem),
        Type::Path(path) => path.path.segments.iter().find_map(|segment| {
            let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
            arguments.args.iter().find_map(|argument| match argument {
                GenericArgument::Type(ty) => reference(ty),
                _ => None,
            })
        }),
        Type::Reference(reference) => Some(reference),
        Type::Slice(slice) => reference(&slice.elem),
        Type::Tuple(tuple) => tuple.elems.iter().find_map(reference),
        _ => None,
    }
}
