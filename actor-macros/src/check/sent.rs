//! Refuses a generic actor that takes the context, if its messages certainly cannot be sent for every type.

use quote::ToTokens as _;
use syn::{GenericArgument, Generics, Ident, PatType, PathArguments, ReturnType, Signature, Type};

use crate::attributes::Forwarded;
use crate::errors::Errors;
use crate::syntax::{Method, arguments, context, is_reply, reply_payload};
use crate::tokens::mentions::{has_word, mentions_type_param};
use crate::tokens::types::{bare, behind_references, holds_sized};

/// The parameters of the impl that its messages carry, and that lack a `Send`. There are none if no method takes the
/// context: then each `spawn` checks the types that it knows.
///
/// Where there is any bound on the parameter, only rustc knows what it implies.
pub(super) fn lacks_send<'a>(
    generics: &Generics,
    methods: impl Iterator<Item = &'a Method> + Clone,
    errors: &mut Errors,
) -> Vec<Ident> {
    let mut unconditional =
        methods.filter(|method| Forwarded::of(&method.attrs).condition.is_none());
    let messages = unconditional.clone().filter(|method| method.is_message());
    let takes_context = |method: &Method| {
        let taken = context(&method.signature);
        taken.is_some_and(|taken| is_unconditional(taken) && is_own(&taken.ty, generics))
    };
    if !unconditional.any(takes_context) {
        return Vec::new();
    }
    let clause = generics.where_clause.to_token_stream();
    let is_open = |param: &Ident| {
        let word = param.to_string();
        !has_word(clause.clone(), &word)
            && messages.clone().any(|method| carries(&method.signature, param))
    };
    let open = generics.type_params().filter(|param| param.bounds.is_empty());
    let open: Vec<Ident> =
        open.map(|param| param.ident.clone()).filter(|param| is_open(param)).collect();
    for param in &open {
        errors.push(
            param,
            format!(
                "this actor takes its context and its messages carry `{param}`, so `{param}` has to be \
                 `Send`: write `{param}: Send`"
            ),
        );
    }
    open
}

/// Whether this is certainly the context of the impl's own handle. An alias of it has the handle's parameters.
fn is_own(ty: &Type, generics: &Generics) -> bool {
    let Type::Path(path) = behind_references(ty) else { return false };
    let last = path.path.segments.last();
    last.is_some_and(|last| last.ident == "Context")
        || mentions_type_param(&path.to_token_stream(), generics)
}

fn is_unconditional(typed: &PatType) -> bool {
    Forwarded::of(&typed.attrs).condition.is_none()
}

/// Whether an argument or the answer is a value of the parameter, or several.
fn carries(signature: &Signature, param: &Ident) -> bool {
    let sent = arguments(signature).filter(|(_, typed)| is_unconditional(typed));
    let mut sent = sent.filter_map(|(_, typed)| match is_reply(typed) {
        true => reply_payload(&typed.ty),
        false => Some(&*typed.ty),
    });
    let answer = match &signature.output {
        ReturnType::Type(_, ty) => Some(&**ty),
        ReturnType::Default => None,
    };
    sent.any(|ty| is_of(ty, param)) || answer.is_some_and(|ty| is_of(ty, param))
}

/// Whether this is the parameter, or a collection of its values.
fn is_of(ty: &Type, param: &Ident) -> bool {
    let path = match bare(ty) {
        Type::Array(array) => return is_of(&array.elem, param),
        Type::Tuple(tuple) => return tuple.elems.iter().any(|elem| is_of(elem, param)),
        Type::Path(path) if path.qself.is_none() => &path.path,
        _ => return false,
    };
    let Some(last) = path.segments.last() else { return false };
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) if last.ident == "Box" || holds_sized(last) => {
            arguments.args.iter().any(|argument| match argument {
                GenericArgument::Type(ty) => is_of(ty, param),
                _ => false,
            })
        }
        _ => path.is_ident(param),
    }
}
