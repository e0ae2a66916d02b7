//! Recognizes futures among the types of answers.

use quote::ToTokens as _;
use syn::{GenericArgument, PathArguments, Type};

use super::scope::Scope;
use crate::tokens::bounds::{Bounds, constrained, traits};
use crate::tokens::mentions::{has_lifetime, has_word};
use crate::tokens::text::shown;
use crate::tokens::types::{bare, sole_argument};

/// The output of the future that these bounds name.
pub(super) fn awaited(bounds: &Bounds) -> Option<Type> {
    traits(bounds).find_map(|bound| {
        let is_future = bound.path.segments.last().is_some_and(|last| last.ident == "Future");
        if is_future { constrained(&bound.path, "Output").cloned() } else { None }
    })
}

/// What a boxed future comes to, if no caller can have the future: it borrows from the actor, or cannot be sent.
pub(super) fn lent_future(ty: &Type, scope: &Scope<'_>) -> Option<String> {
    let output = boxed_future(ty)?;
    let has = |word: &str| has_word(ty.to_token_stream(), word);
    // A `BoxFuture` is `Send` by its definition.
    let is_sent = has("Send") || has("BoxFuture");
    let ends = |name: &str| name == "'_" || scope.is_of_method(name);
    (!is_sent || has_lifetime(ty.to_token_stream(), &ends)).then(|| shown(&output))
}

/// The type of a boxed future's output, as in `Pin<Box<dyn Future<Output = T>>>` or `BoxFuture<'_, T>`.
fn boxed_future(ty: &Type) -> Option<Type> {
    match bare(ty) {
        Type::TraitObject(object) => awaited(&object.bounds),
        Type::ImplTrait(written) => awaited(&written.bounds),
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            if last.ident == "BoxFuture" || last.ident == "LocalBoxFuture" {
                let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
                return arguments.args.iter().find_map(|argument| match argument {
                    GenericArgument::Type(output) => Some(output.clone()),
                    _ => None,
                });
            }
            let inner = ["Pin", "Box"].iter().find_map(|name| sole_argument(&path.path, name));
            inner.and_then(boxed_future)
        }
        _ => None,
    }
}
