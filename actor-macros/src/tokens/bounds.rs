//! Answers questions about the bounds of a type.

use syn::punctuated::Punctuated;
use syn::{GenericArgument, Path, PathArguments, Token, TraitBound, Type, TypeParamBound};

pub(crate) type Bounds = Punctuated<TypeParamBound, Token![+]>;

/// The traits among the bounds.
pub(crate) fn traits(bounds: &Bounds) -> impl Iterator<Item = &TraitBound> {
    bounds.iter().filter_map(|bound| match bound {
        TypeParamBound::Trait(bound) => Some(bound),
        _ => None,
    })
}

/// Whether a trait of this name is among the bounds.
pub(crate) fn has_trait(bounds: &Bounds, name: &str) -> bool {
    traits(bounds).any(|bound| bound.path.segments.last().is_some_and(|last| last.ident == name))
}

/// The type in `Trait<name = Type>`.
pub(crate) fn constrained<'a>(path: &'a Path, name: &str) -> Option<&'a Type> {
    let PathArguments::AngleBracketed(arguments) = &path.segments.last()?.arguments else {
        return None;
    };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::AssocType(assoc) if assoc.ident == name => Some(&assoc.ty),
        _ => None,
    })
}
