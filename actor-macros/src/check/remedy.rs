//! Names the type to write in place of one that is refused.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::{
    GenericArgument, GenericParam, Generics, Path, PathArguments, TraitBound, Type, TypeParam,
    WherePredicate,
};

use super::scope::{Role, Scope};
use crate::tokens::bounds::{Bounds, constrained, traits};
use crate::tokens::mentions::{has_word, name};
use crate::tokens::text::shown;
use crate::tokens::types::{bare, is_guard, sole_argument};

/// What to do instead of borrowing this.
pub(crate) fn for_borrowed(ty: &Type, role: Role, scope: &Scope<'_>) -> String {
    match (owned(ty, scope), role) {
        (Some(owned), _) => format!("make it `{owned}`"),
        (None, Role::Argument) => "take an owned value, such as a `String` or a `Vec`".to_owned(),
        (None, Role::Answer) => "return an owned value, such as a `Vec`".to_owned(),
    }
}

/// What to do instead of `impl Trait`, or of a parameter of the method with these bounds.
pub(crate) fn for_generic(bounds: &Bounds, role: Role, scope: &Scope<'_>) -> String {
    match (of_bounds(bounds, false, scope), role) {
        (Some(ty), Role::Argument) => or_generic(&format!("take `{ty}`"), scope),
        (None, Role::Argument) => or_generic("take one type", scope),
        (Some(ty), Role::Answer) => format!("return `{ty}`"),
        (None, Role::Answer) => "return one type, which has a name".to_owned(),
    }
}

/// What to take instead of making the method generic.
pub(crate) fn for_parameters(generics: &Generics, scope: &Scope<'_>) -> String {
    let clause = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let bounds_of = |param: &TypeParam| {
        let mut bounds = param.bounds.clone();
        for predicate in clause.clone() {
            if let WherePredicate::Type(ty) = predicate {
                if param.ident == shown(&ty.bounded_ty) {
                    bounds.extend(ty.bounds.iter().cloned());
                }
            }
        }
        bounds
    };
    let types: Option<Vec<(String, String)>> = generics
        .params
        .iter()
        .filter(|param| !matches!(param, GenericParam::Lifetime(_)))
        .map(|param| match param {
            GenericParam::Type(param) => {
                let ty = of_bounds(&bounds_of(param), false, scope)?;
                Some((param.ident.to_string(), ty))
            }
            _ => None,
        })
        .collect();
    let taken = match types.as_deref() {
        Some([(_, only)]) => format!("take `{only}`"),
        Some(several) if !several.is_empty() => {
            let several = several.iter().map(|(name, ty)| format!("`{ty}` for `{name}`"));
            format!("take {}", several.collect::<Vec<_>>().join(", "))
        }
        _ => "take one type".to_owned(),
    };
    or_generic(&taken, scope)
}

/// The remedy, and the other one, if the actor may be generic.
fn or_generic(remedy: &str, scope: &Scope<'_>) -> String {
    if scope.is_remote { remedy.to_owned() } else { format!("{remedy}, or make the actor generic") }
}

/// The owned type to write in place of a type that is borrowed, unsized, or borrows somewhere. `None` if only the user
/// knows it.
pub(crate) fn owned(ty: &Type, scope: &Scope<'_>) -> Option<String> {
    match bare(ty) {
        Type::Reference(reference) => match &reference.lifetime {
            Some(lifetime) if scope.outlives_the_call(lifetime) && !scope.travels => {
                Some(shown(ty))
            }
            _ => owned(&reference.elem, scope),
        },
        Type::Slice(slice) => Some(format!("Vec<{}>", owned(&slice.elem, scope)?)),
        Type::Array(array) => {
            Some(format!("[{}; {}]", owned(&array.elem, scope)?, shown(&array.len)))
        }
        Type::Tuple(tuple) => {
            let parts: Option<Vec<String>> =
                tuple.elems.iter().map(|elem| owned(elem, scope)).collect();
            let parts = parts?;
            Some(match parts.as_slice() {
                [only] => format!("({only},)"),
                parts => format!("({})", parts.join(", ")),
            })
        }
        Type::TraitObject(object) => of_bounds(&object.bounds, true, scope),
        Type::ImplTrait(written) => of_bounds(&written.bounds, false, scope),
        Type::Path(path) if path.qself.is_none() => owned_path(&path.path, scope),
        other => Some(shown(other)),
    }
}

fn owned_path(path: &Path, scope: &Scope<'_>) -> Option<String> {
    let last = path.segments.last()?;
    let arguments = match &last.arguments {
        PathArguments::AngleBracketed(arguments) => &arguments.args,
        PathArguments::None => {
            return Some(match last.ident.to_string().as_str() {
                "str" => "String".to_owned(),
                "Path" => "std::path::PathBuf".to_owned(),
                "OsStr" => "std::ffi::OsString".to_owned(),
                "CStr" => "std::ffi::CString".to_owned(),
                _ => shown(path),
            });
        }
        PathArguments::Parenthesized(_) => return Some(shown(path)),
    };
    // A guard borrows its lock.
    if is_guard(&last.ident) {
        return None;
    }
    if last.ident == "Cow" {
        return match arguments.last() {
            Some(GenericArgument::Type(of)) => owned(of, scope),
            _ => None,
        };
    }
    let mut written: Vec<String> = Vec::new();
    for argument in arguments {
        written.push(match argument {
            GenericArgument::Lifetime(lifetime) if !scope.outlives_the_call(lifetime) => {
                return None;
            }
            GenericArgument::Type(ty) => owned_argument(ty, scope)?,
            other => shown(other),
        });
    }
    let mut name = path.clone();
    if let Some(last) = name.segments.last_mut() {
        last.arguments = PathArguments::None;
    }
    Some(format!("{}<{}>", shown(&name), written.join(", ")))
}

/// The type in place of an argument of another type, where one without a size may stay, as in `Box<str>`.
fn owned_argument(ty: &Type, scope: &Scope<'_>) -> Option<String> {
    match bare(ty) {
        Type::Slice(slice) => Some(format!("[{}]", owned(&slice.elem, scope)?)),
        Type::TraitObject(object) => {
            let bounds = of_bounds(&object.bounds, true, scope)?;
            Some(bounds.strip_prefix("Box<")?.strip_suffix('>')?.to_owned())
        }
        Type::Path(path) if path.path.is_ident("str") => Some(shown(ty)),
        _ => owned(ty, scope),
    }
}

/// The type in place of a value that is known by its traits only. `dyn` ones have a box at any rate.
fn of_bounds(bounds: &Bounds, is_object: bool, scope: &Scope<'_>) -> Option<String> {
    if let Some(ty) = traits(bounds).find_map(|bound| converted(bound, scope)) {
        return Some(ty);
    }
    if scope.travels {
        // serde can neither write nor read a box of an unknown type.
        return None;
    }
    let mut named = traits(bounds).filter(|bound| !is_auto(bound));
    let (first, second) = (named.next()?, named.next());
    if second.is_some() || !is_object && !is_known_for_objects(first) {
        return None;
    }
    let is_error = first.path.segments.last().is_some_and(|last| last.ident == "Error");
    let open = is_open(&first.to_token_stream(), scope);
    // The conversions by `?` exist for errors that are both.
    let rest = if is_error { "Send + Sync" } else { "Send" };
    (!open).then(|| format!("Box<dyn {} + {rest}>", shown(first)))
}

/// The one type that values of this trait are converted to.
fn converted(bound: &TraitBound, scope: &Scope<'_>) -> Option<String> {
    let path = &bound.path;
    let name = path.segments.last()?.ident.to_string();
    let ty = match name.as_str() {
        "Into" | "TryInto" | "AsRef" | "Borrow" => owned(sole_argument(path, &name)?, scope)?,
        "ToString" | "Display" => "String".to_owned(),
        "Deref" => owned(constrained(path, "Target")?, scope)?,
        "IntoIterator"
        | "Iterator"
        | "DoubleEndedIterator"
        | "ExactSizeIterator"
        | "FusedIterator" => format!("Vec<{}>", owned(constrained(path, "Item")?, scope)?),
        "Future" if !scope.travels => format!("std::pin::Pin<Box<dyn {} + Send>>", shown(path)),
        _ => return None,
    };
    let tokens: TokenStream = ty.parse().ok()?;
    (!is_open(&tokens, scope)).then_some(ty)
}

/// Whether the tokens mean something in this method alone.
fn is_open(tokens: &TokenStream, scope: &Scope<'_>) -> bool {
    has_word(tokens.clone(), "impl")
        || has_word(tokens.clone(), "_")
        || scope
            .of_method
            .params
            .iter()
            .any(|param| has_word(tokens.clone(), &name(param).to_string()))
}

/// Whether a trait object can have this trait, as far as std's traits go. Of another trait the tokens do not tell.
fn is_known_for_objects(bound: &TraitBound) -> bool {
    const KNOWN: [&str; 10] =
        ["Any", "BufRead", "Debug", "Error", "Fn", "FnMut", "FnOnce", "Read", "Seek", "Write"];
    bound.path.segments.last().is_some_and(|last| KNOWN.iter().any(|name| last.ident == name))
}

fn is_auto(bound: &TraitBound) -> bool {
    const AUTO: [&str; 6] = ["RefUnwindSafe", "Send", "Sized", "Sync", "Unpin", "UnwindSafe"];
    bound.maybe.is_some()
        || bound.path.segments.last().is_some_and(|last| AUTO.iter().any(|name| last.ident == name))
}
