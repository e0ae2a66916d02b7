//! Gives a size to values that rustc would refuse in any method, for their lack of one.

use quote::quote;
use syn::{GenericArgument, PathArguments, Type};

use crate::tokens::types::{bare, holds_sized, is_unsized};

/// Gives a size to the values that a collection in the type holds. Returns whether one held values without.
pub(super) fn size_held(ty: &mut Type) -> bool {
    match ty {
        Type::Array(array) => size_held(&mut array.elem),
        Type::Group(group) => size_held(&mut group.elem),
        Type::Paren(paren) => size_held(&mut paren.elem),
        Type::Path(path) => {
            let mut some = false;
            for segment in &mut path.path.segments {
                let is_collection = holds_sized(segment);
                let PathArguments::AngleBracketed(arguments) = &mut segment.arguments else {
                    continue;
                };
                for argument in &mut arguments.args {
                    let GenericArgument::Type(ty) = argument else { continue };
                    if is_collection && is_unsized(ty) {
                        let sized = match bare(ty) {
                            Type::Path(path) if path.path.is_ident("str") => {
                                quote!(::std::string::String)
                            }
                            Type::Slice(slice) => {
                                let elem = &slice.elem;
                                quote!(::std::vec::Vec<#elem>)
                            }
                            other => quote!(::std::boxed::Box<#other>),
                        };
                        *ty = syn::parse2(sized).unwrap_or_else(|_| ty.clone());
                        some = true;
                    } else {
                        some |= size_held(ty);
                    }
                }
            }
            some
        }
        Type::Reference(reference) => size_held(&mut reference.elem),
        Type::Slice(slice) => size_held(&mut slice.elem),
        Type::Tuple(tuple) => {
            tuple.elems.iter_mut().fold(false, |some, elem| some | size_held(elem))
        }
        _ => false,
    }
}
