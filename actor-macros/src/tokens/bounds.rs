//! Answers questions about the bounds of a type.

use syn::punctuated::Punctuated;
use syn::{
    GenericArgument, Path, PathArguments, ReturnType, Token, TraitBound, Type, TypeParamBound,
};

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

/// Whether a trait in the type has an argument by its name, as in `Iterator<Item = u8>`, at any depth.
pub(crate) fn has_constraint(ty: &Type) -> bool {
    let in_output = |output: &ReturnType| match output {
        ReturnType::Type(_, ty) => has_constraint(ty),
        ReturnType::Default => false,
    };
    let in_path = |path: &Path| {
        path.segments.iter().any(|segment| match &segment.arguments {
            PathArguments::None => false,
            PathArguments::AngleBracketed(arguments) => {
                arguments.args.iter().any(|argument| match argument {
                    GenericArgument::AssocType(_) | GenericArgument::Constraint(_) => true,
                    GenericArgument::Type(ty) => has_constraint(ty),
                    _ => false,
                })
            }
            PathArguments::Parenthesized(function) => {
                in_output(&function.output)
                    || function.inputs.iter().any(|input| has_constraint(&input.ty))
            }
        })
    };
    match ty {
        Type::Array(array) => has_constraint(&array.elem),
        Type::FnPtr(function) => {
            in_output(&function.output)
                || function.inputs.iter().any(|input| has_constraint(&input.ty))
        }
        Type::Group(group) => has_constraint(&group.elem),
        Type::ImplTrait(written) => traits(&written.bounds).any(|bound| in_path(&bound.path)),
        Type::Paren(paren) => has_constraint(&paren.elem),
        Type::Path(path) => {
            path.qself.as_ref().is_some_and(|qself| has_constraint(&qself.ty))
                || in_path(&path.path)
        }
        Type::Ptr(pointer) => has_constraint(&pointer.elem),
        Type::Reference(reference) => has_constraint(&reference.elem),
        Type::Slice(slice) => has_constraint(&slice.elem),
        Type::TraitObject(object) => traits(&object.bounds).any(|bound| in_path(&bound.path)),
        Type::Tuple(tuple) => tuple.elems.iter().any(has_constraint),
        _ => false,
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constraint_is_an_argument_by_name() {
        let has_constraint = |ty: &str| has_constraint(&syn::parse_str(ty).expect("a type"));
        for ty in [
            "Box<dyn Iterator<Item = u8> + Send>",
            "[(u8, &'static Iterator<Item = u8>); 2]",
            "impl X<Y: Copy>",
            "fn(u8) -> Option<impl X<Y = u8>>",
            "Box<dyn Fn(Box<dyn X<Y = u8>>)>",
            "<Box<dyn X<Y = u8>> as Z>::W",
        ] {
            assert!(has_constraint(ty), "{ty}");
        }
        for ty in ["[u8; { N == 2 } as usize]", "X<{ N = 2 }>", "Vec<u8>", "Box<dyn Fn(u8)>"] {
            assert!(!has_constraint(ty), "{ty}");
        }
    }
}
