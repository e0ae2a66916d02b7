//! Answers questions about the form of a type.

use quote::ToTokens as _;
use syn::{
    GenericArgument, GenericParam, Generics, Ident, Path, PathArguments, PathSegment, Type,
    TypeParamBound, TypePath, WherePredicate,
};

use super::mentions::has_word;

/// The type without the groups and parentheses around it.
pub(crate) fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        Type::Paren(paren) => bare(&paren.elem),
        ty => ty,
    }
}

/// The type behind any references, groups and parentheses.
pub(crate) fn behind_references(ty: &Type) -> &Type {
    match bare(ty) {
        Type::Reference(reference) => behind_references(&reference.elem),
        ty => ty,
    }
}

/// The type without the groups and parentheses around it, to be changed.
pub(crate) fn bare_mut(ty: &mut Type) -> &mut Type {
    match ty {
        Type::Group(group) => bare_mut(&mut group.elem),
        Type::Paren(paren) => bare_mut(&mut paren.elem),
        ty => ty,
    }
}

/// The names of the primitive types, but for `str`, which has no size.
pub(crate) const PRIMITIVE: [&str; 16] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32",
    "u64", "u128", "usize",
];

/// Whether this is the name of a primitive type.
pub(crate) fn is_primitive(name: &Ident) -> bool {
    name == "str" || PRIMITIVE.iter().any(|primitive| name == primitive)
}

/// Whether values of this type have no size, so that neither a method nor a message can take one.
pub(crate) fn is_unsized(ty: &Type) -> bool {
    match bare(ty) {
        Type::Slice(_) | Type::TraitObject(_) => true,
        Type::Path(path) if path.qself.is_none() => {
            let segments = &path.path.segments;
            let (Some(first), Some(last)) = (segments.first(), segments.last()) else {
                return false;
            };
            // Alone, the other names may be those of types of the user's.
            let is_of_std = segments.len() > 1 && (first.ident == "std" || first.ident == "core");
            path.path.is_ident("str")
                || is_of_std
                    && ["CStr", "OsStr", "Path", "str"].iter().any(|name| last.ident == name)
        }
        _ => false,
    }
}

/// Whether the type is that of a function or has one in it.
pub(crate) fn has_function(ty: &Type) -> bool {
    let mut words = ["fn", "Fn", "FnMut", "FnOnce"].iter();
    words.any(|word| has_word(ty.to_token_stream(), word))
}

/// Whether this is a trait in place of a type, as its arguments tell: `Fn(u8)`, or `Iterator<Item = u8>`.
pub(crate) fn is_trait(ty: &Type) -> bool {
    let Type::Path(TypePath { qself: None, path, .. }) = bare(ty) else { return false };
    path.segments.last().is_some_and(|last| match &last.arguments {
        PathArguments::None => false,
        PathArguments::AngleBracketed(arguments) => arguments.args.iter().any(|argument| {
            matches!(argument, GenericArgument::AssocType(_) | GenericArgument::Constraint(_))
        }),
        PathArguments::Parenthesized(_) => true,
    })
}

/// Whether the type's arguments have a size, as those of the standard library's collections.
pub(crate) fn holds_sized(segment: &PathSegment) -> bool {
    const NAMES: [&str; 9] = [
        "BTreeMap",
        "BTreeSet",
        "BinaryHeap",
        "HashMap",
        "HashSet",
        "Option",
        "Result",
        "Vec",
        "VecDeque",
    ];
    NAMES.iter().any(|name| segment.ident == name)
}

/// Whether this is the guard of a lock, which borrows the lock.
pub(crate) fn is_guard(name: &Ident) -> bool {
    ["MutexGuard", "RwLockReadGuard", "RwLockWriteGuard"].iter().any(|guard| name == guard)
}

/// The type parameters with a `?Sized`, by name.
pub(crate) fn unsized_parameters(generics: &Generics) -> Vec<String> {
    let relaxes = |bound: &TypeParamBound| matches!(bound, TypeParamBound::Trait(bound) if bound.maybe.is_some());
    let inline = generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(ty) if ty.bounds.iter().any(relaxes) => Some(ty.ident.to_string()),
        _ => None,
    });
    let clause = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let written = clause.filter_map(|predicate| match predicate {
        WherePredicate::Type(ty) if ty.bounds.iter().any(relaxes) => match bare(&ty.bounded_ty) {
            Type::Path(path) => path.path.get_ident().map(ToString::to_string),
            _ => None,
        },
        _ => None,
    });
    inline.chain(written).collect()
}

/// Whether the type is one of these parameters.
pub(crate) fn is_one_of(ty: &Type, parameters: &[String]) -> bool {
    match bare(ty) {
        Type::Path(path) => parameters.iter().any(|param| path.path.is_ident(param)),
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
