//! Answers questions about the form of a type.

use syn::{GenericArgument, Path, PathArguments, Type};

/// The type without the groups and parentheses around it.
pub(crate) fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        Type::Paren(paren) => bare(&paren.elem),
        ty => ty,
    }
}

/// Whether values of this type have no size, so that neither a method nor a message can take one.
pub(crate) fn is_unsized(ty: &Type) -> bool {
    match bare(ty) {
        Type::Slice(_) | Type::TraitObject(_) => true,
        Type::Path(path) => path.qself.is_none() && path.path.is_ident("str"),
        _ => false,
    }
}

/// The `T` of a path that ends in `name<T>`.
pub(crate) fn sole_argument<'a>(path: &'a Path, name: &str) -> Option<&'a Type> {
    let last = path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    let mut arguments = arguments.args.iter();
    match (last.ident == name, arguments.next(), arguments.next()) {
        (true, Some(GenericArgument::Type(ty)), None) => Some(ty),
        _ => None,
    }
}
