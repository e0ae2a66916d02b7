//! Tells which types are not `Send` as they are written, and makes trait objects `Send`.

use quote::ToTokens as _;
use syn::{
    Expr, GenericArgument, Path, PathArguments, ReturnType, Type, TypeParamBound, TypeParen,
    parse_quote, token,
};

use super::bounds::has_trait;
use super::mentions::has_word;
use super::types::is_primitive;

/// The type with each of its trait objects made `Send`, and the first that was not. Nothing, if all are, or if that is not
/// enough.
pub(crate) fn made_send(ty: &Type) -> Option<(Type, Type)> {
    let (mut made, mut first) = (ty.clone(), None);
    make(&mut made, false, &mut first);
    let is_enough = !["Rc", "RefCell"].iter().any(|word| has_word(ty.to_token_stream(), word));
    first.filter(|_| is_enough).map(|first| (made, first))
}

/// What is `shared` between threads has to be `Sync`, too.
fn make(ty: &mut Type, shared: bool, first: &mut Option<Type>) {
    match ty {
        Type::Array(array) => make(&mut array.elem, shared, first),
        Type::Group(group) => make(&mut group.elem, shared, first),
        Type::Paren(paren) => make(&mut paren.elem, shared, first),
        Type::Path(path) => {
            for segment in &mut path.path.segments {
                let shared = shared || segment.ident == "Arc";
                let PathArguments::AngleBracketed(arguments) = &mut segment.arguments else {
                    continue;
                };
                for argument in &mut arguments.args {
                    if let GenericArgument::Type(ty) = argument {
                        make(ty, shared, first);
                    }
                }
            }
        }
        Type::Reference(reference) => {
            make(&mut reference.elem, true, first);
            let elem = &mut reference.elem;
            if matches!(&**elem, Type::TraitObject(object) if object.bounds.len() > 1) {
                let inner = elem.clone();
                let paren_token = token::Paren::default();
                **elem = Type::Paren(TypeParen { attrs: Vec::new(), paren_token, elem: inner });
            }
        }
        Type::Slice(slice) => make(&mut slice.elem, shared, first),
        Type::TraitObject(object) => {
            let written = object.clone();
            // The conversions by `?` exist for errors that are both.
            let needs_both = shared || has_trait(&object.bounds, "Error");
            let is_sent =
                has_trait(&object.bounds, "Send") || shared && has_trait(&object.bounds, "Sync");
            if !is_sent {
                object.bounds.push(parse_quote!(Send));
                if needs_both && !has_trait(&object.bounds, "Sync") {
                    object.bounds.push(parse_quote!(Sync));
                }
                first.get_or_insert(Type::TraitObject(written));
            }
        }
        Type::Tuple(tuple) => tuple.elems.iter_mut().for_each(|elem| make(elem, shared, first)),
        _ => {}
    }
}

/// Whether the type has a type of the standard library in it that is never `Send`, as far as its name tells.
pub(crate) fn may_never_be_send(ty: &Type) -> bool {
    ["Rc", "NonNull"].iter().any(|word| has_word(ty.to_token_stream(), word))
}

/// Whether a type has the name of one of the standard library's, and as many arguments.
pub(crate) fn is_called_as_of_std(path: &Path) -> bool {
    const KNOWN: &[(&str, usize)] = &[
        ("Arc", 1),
        ("BTreeMap", 2),
        ("BTreeSet", 1),
        ("Box", 1),
        ("Cell", 1),
        ("Duration", 0),
        ("HashMap", 2),
        ("HashSet", 1),
        ("Instant", 0),
        ("Mutex", 1),
        ("NonNull", 1),
        ("Option", 1),
        ("PathBuf", 0),
        ("Pin", 1),
        ("Rc", 1),
        ("RefCell", 1),
        ("Result", 2),
        ("RwLock", 1),
        ("String", 0),
        ("Vec", 1),
        ("VecDeque", 1),
    ];
    let Some(last) = path.segments.last() else { return false };
    let arguments = match &last.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.args.len(),
        _ => 0,
    };
    let is_known = |(name, count): &(&str, usize)| last.ident == name && arguments == *count;
    is_primitive(&last.ident) || KNOWN.iter().any(is_known)
}

/// Whether the type has no type of the user's in it, as far as the names tell. The traits of its objects may be the user's.
pub(crate) fn is_closed(ty: &Type) -> bool {
    match ty {
        Type::Array(array) => is_closed(&array.elem) && matches!(array.len, Expr::Lit(_)),
        Type::Group(group) => is_closed(&group.elem),
        Type::Paren(paren) => is_closed(&paren.elem),
        Type::Path(path) if path.qself.is_none() => {
            is_called_as_of_std(&path.path) && is_closed_path(&path.path)
        }
        Type::Reference(reference) => is_closed(&reference.elem),
        Type::Slice(slice) => is_closed(&slice.elem),
        Type::TraitObject(object) => object.bounds.iter().all(|bound| match bound {
            TypeParamBound::Trait(bound) => is_closed_path(&bound.path),
            TypeParamBound::Lifetime(_) => true,
            _ => false,
        }),
        Type::Tuple(tuple) => tuple.elems.iter().all(is_closed),
        _ => false,
    }
}

/// Whether no argument in the path is a type of the user's.
fn is_closed_path(path: &Path) -> bool {
    path.segments.iter().all(|segment| match &segment.arguments {
        PathArguments::None => true,
        PathArguments::AngleBracketed(arguments) => {
            arguments.args.iter().all(|argument| match argument {
                GenericArgument::Lifetime(_) => true,
                GenericArgument::Type(ty) => is_closed(ty),
                GenericArgument::AssocType(assoc) => is_closed(&assoc.ty),
                _ => false,
            })
        }
        PathArguments::Parenthesized(function) => {
            let output = match &function.output {
                ReturnType::Type(_, ty) => is_closed(ty),
                ReturnType::Default => true,
            };
            output && function.inputs.iter().all(|input| is_closed(&input.ty))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::text::shown;

    #[test]
    fn each_object_becomes_send() {
        for (ty, expected) in [
            ("Box<dyn Job>", "Box<dyn Job + Send>"),
            ("Vec<(Box<dyn Job>, u8)>", "Vec<(Box<dyn Job + Send>, u8)>"),
            ("Result<u8, Box<dyn Error>>", "Result<u8, Box<dyn Error + Send + Sync>>"),
            ("Arc<dyn Job>", "Arc<dyn Job + Send + Sync>"),
            ("Arc<Mutex<Box<dyn Job + Send>>>", ""),
            ("Arc<dyn Job + Sync>", ""),
            ("&'static dyn Job", "&'static (dyn Job + Send + Sync)"),
            ("Rc<dyn Job>", ""),
            ("Box<u8>", ""),
        ] {
            let made = made_send(&syn::parse_str(ty).expect("a type"));
            let made = made.map_or_else(String::new, |(made, _)| shown(&made));
            assert_eq!(made, expected, "{ty}");
        }
    }

    #[test]
    fn a_type_of_the_users_is_told_by_its_name() {
        let is_closed = |ty: &str| is_closed(&syn::parse_str(ty).expect("a type"));
        for ty in [
            "std::rc::Rc<str>",
            "Result<u8, Box<dyn Error>>",
            "(&'static [u8], [HashMap<String, Vec<u8>>; 2])",
            "Box<dyn for<'x> Fn(&'x str) -> Option<u8> + 'static>",
            "Box<dyn Mine<Item = u8>>",
        ] {
            assert!(is_closed(ty), "{ty}");
        }
        for ty in [
            "Mine",
            "Vec<Mine>",
            "Result<u8>",
            "io::Error",
            "Box<dyn Fn(Mine)>",
            "Box<dyn Fn() -> Mine>",
            "Box<dyn Job<Mine>>",
            "<u8 as Mine>::Item",
            "Box<dyn Iterator<Item = Mine>>",
            "[u8; MINE]",
            "fn(u8)",
        ] {
            assert!(!is_closed(ty), "{ty}");
        }
    }
}
