//! Refuses a generic actor that takes the context, if its messages certainly cannot be sent for every type.

use quote::ToTokens as _;
use syn::{Generics, Ident, PatType, ReturnType, Signature, Type};

use crate::attributes::Forwarded;
use crate::errors::Errors;
use crate::syntax::{Method, arguments, context, is_reply, reply_payload};
use crate::tokens::mentions::has_word;
use crate::tokens::types::{bare, sole_argument};

/// The parameters of the impl that its messages carry, and that lack a `Send`. There are none if no method takes the
/// context: then each `spawn` checks the types that it knows.
///
/// Where there is any bound on the parameter, only rustc knows what it implies.
pub(super) fn unsent<'a>(
    generics: &Generics,
    methods: impl Iterator<Item = &'a Method> + Clone,
    errors: &mut Errors,
) -> Vec<Ident> {
    let mut unconditional =
        methods.filter(|method| Forwarded::of(&method.attrs).condition.is_none());
    let messages = unconditional.clone().filter(|method| method.is_message());
    if !unconditional.any(|method| context(&method.signature).is_some_and(is_unconditional)) {
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
                "a context belongs to a handle, and a handle to messages that can be sent: write \
                 `{param}: Send`"
            ),
        );
    }
    open
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
    let Type::Path(path) = bare(ty) else { return false };
    let held = ["Box", "Option", "Vec"].iter().find_map(|name| sole_argument(&path.path, name));
    match held {
        Some(held) => is_of(held, param),
        None => path.qself.is_none() && path.path.is_ident(param),
    }
}
