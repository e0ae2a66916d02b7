//! Drops bounds on parameters that a generated type does not have.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    GenericArgument, GenericParam, Generics, PathArguments, TraitBound, Type, TypeParamBound,
    WherePredicate,
};

use crate::tokens::bounds::Bounds;
use crate::tokens::mentions::{mentions, name, projects};

/// Whether a type or a bound needs a parameter: because it mentions it, or because it has an
/// associated type that only a bound with this parameter provides, as in `T::Out` where `T:
/// Turns<U>`.
pub(crate) fn needs(tokens: &TokenStream, param: &GenericParam, generics: &Generics) -> bool {
    mentions(tokens.clone(), param)
        || generics.params.iter().any(|source| {
            if !matches!(source, GenericParam::Type(_)) || !projects(tokens.clone(), source) {
                return false;
            }
            // Where several bounds may provide the type, only rustc knows which one does.
            let mut providers = bounds_of(source, generics).filter_map(provider).peekable();
            providers.peek().is_some()
                && providers.all(|provider| mentions(provider.to_token_stream(), param))
        })
}

/// The bounds of a type parameter, inline and in the where clause.
fn bounds_of<'a>(
    param: &'a GenericParam,
    generics: &'a Generics,
) -> impl Iterator<Item = &'a TypeParamBound> {
    let inline = match param {
        GenericParam::Type(ty) => Some(&ty.bounds),
        _ => None,
    };
    let predicates = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let written = predicates.filter_map(move |predicate| match predicate {
        WherePredicate::Type(ty) if is_param(&ty.bounded_ty, param) => Some(&ty.bounds),
        _ => None,
    });
    inline.into_iter().chain(written).flatten()
}

fn is_param(ty: &Type, param: &GenericParam) -> bool {
    matches!(ty, Type::Path(path) if path.qself.is_none() && path.path.is_ident(name(param)))
}

/// The bound without its constraints, if its trait may provide an associated type.
fn provider(bound: &TypeParamBound) -> Option<TraitBound> {
    const WITHOUT: [&str; 32] = [
        "Any",
        "AsMut",
        "AsRef",
        "Borrow",
        "BorrowMut",
        "BufRead",
        "Clone",
        "Copy",
        "Debug",
        "Default",
        "Deserialize",
        "DeserializeOwned",
        "Display",
        "Eq",
        "Error",
        "From",
        "Hash",
        "Into",
        "Ord",
        "PartialEq",
        "PartialOrd",
        "Read",
        "RefUnwindSafe",
        "Seek",
        "Send",
        "Serialize",
        "Sized",
        "Sync",
        "ToString",
        "Unpin",
        "UnwindSafe",
        "Write",
    ];
    let TypeParamBound::Trait(bound) = bound else { return None };
    let last = bound.path.segments.last()?;
    let known = WITHOUT.iter().any(|name| last.ident == name);
    (bound.maybe.is_none() && !known).then(|| without_constraints(bound, |_| false))
}

/// A bound without the constraints on associated items that `keep` rejects.
fn without_constraints(bound: &TraitBound, keep: impl Fn(&TokenStream) -> bool) -> TraitBound {
    let mut bound = bound.clone();
    if let Some(last) = bound.path.segments.last_mut() {
        if let PathArguments::AngleBracketed(arguments) = &mut last.arguments {
            arguments.args = arguments
                .args
                .iter()
                .filter(|argument| match argument {
                    GenericArgument::AssocType(_)
                    | GenericArgument::AssocConst(_)
                    | GenericArgument::Constraint(_) => keep(&argument.to_token_stream()),
                    _ => true,
                })
                .cloned()
                .collect();
        }
    }
    bound
}

/// The generics with the bounds that concern used parameters only. With `all`, the unused
/// parameters stay, without bounds.
pub(crate) fn restricted(
    generics: &Generics,
    is_used: &impl Fn(&GenericParam) -> bool,
    all: bool,
) -> Generics {
    let only_used = |tokens: &TokenStream| {
        generics.params.iter().all(|param| is_used(param) || !needs(tokens, param, generics))
    };
    let mut kept = Generics::default();
    for param in &generics.params {
        let mut param = param.clone();
        let used = is_used(&param);
        if !used && !all {
            continue;
        }
        match &mut param {
            GenericParam::Type(ty) => ty.bounds = kept_bounds(&ty.bounds, used, &only_used),
            GenericParam::Lifetime(lifetime) => {
                let bounds = lifetime.bounds.iter();
                let bounds = bounds.filter(|bound| used && only_used(&bound.to_token_stream()));
                lifetime.bounds = bounds.cloned().collect();
            }
            GenericParam::Const(_) => {}
        }
        kept.params.push(param);
    }
    let predicates = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    for predicate in predicates {
        let mut predicate = predicate.clone();
        let concerned = match &mut predicate {
            WherePredicate::Type(ty) => {
                let (subject, bounds) = (ty.bounded_ty.to_token_stream(), &ty.bounds);
                let all_of_it = quote!(#subject, #bounds);
                ty.bounds = kept_bounds(&ty.bounds, only_used(&subject), &only_used);
                let subject_is_there = all || only_used(&subject);
                !ty.bounds.is_empty() && subject_is_there && concerns(&all_of_it, generics)
            }
            WherePredicate::Lifetime(lifetimes) => {
                only_used(&lifetimes.to_token_stream())
                    && concerns(&lifetimes.to_token_stream(), generics)
            }
            // rustc has no other predicates.
            _ => false,
        };
        if concerned {
            kept.make_where_clause().predicates.push(predicate);
        }
    }
    kept
}

fn concerns(tokens: &TokenStream, generics: &Generics) -> bool {
    generics.params.iter().any(|param| mentions(tokens.clone(), param))
}

/// The bounds to keep, on a type that is used or not.
fn kept_bounds(bounds: &Bounds, used: bool, only_used: &impl Fn(&TokenStream) -> bool) -> Bounds {
    let stripped = bounds.iter().map(|bound| match bound {
        TypeParamBound::Trait(bound) => {
            TypeParamBound::Trait(without_constraints(bound, only_used))
        }
        bound => bound.clone(),
    });
    stripped
        .filter(|bound| relaxes(bound) || (used && only_used(&bound.to_token_stream())))
        .collect()
}

/// Whether this is `?Sized` or the like. Without it the parameter would accept fewer types.
fn relaxes(bound: &TypeParamBound) -> bool {
    matches!(bound, TypeParamBound::Trait(bound) if bound.maybe.is_some())
}
