//! Tells whether tokens use a generic parameter.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use syn::{GenericParam, Ident};

/// Whether tokens use a parameter: its name, but not as a later segment of a path or as the name of
/// something else.
pub(crate) fn mentions(tokens: TokenStream, param: &GenericParam) -> bool {
    let is_lifetime = matches!(param, GenericParam::Lifetime(_));
    let mut before = [' ', ' '];
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let found = match &tree {
            TokenTree::Group(group) => mentions(group.stream(), param),
            TokenTree::Ident(ident) if ident == name(param) => {
                let after_quote = before[1] == '\'';
                let after_path = before == [':', ':'];
                let names_something = match trees.peek() {
                    Some(TokenTree::Punct(next)) if next.as_char() == '=' => true,
                    Some(TokenTree::Punct(next)) if next.as_char() == ':' => {
                        next.spacing() == Spacing::Alone
                    }
                    _ => false,
                };
                if is_lifetime {
                    after_quote
                } else {
                    !after_quote && !after_path && !names_something
                }
            }
            _ => false,
        };
        if found {
            return true;
        }
        let last = match &tree {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        before = [before[1], last];
    }
    false
}

/// The name of a parameter; a lifetime's without its quote.
pub(crate) fn name(param: &GenericParam) -> &Ident {
    match param {
        GenericParam::Type(ty) => &ty.ident,
        GenericParam::Lifetime(lifetime) => &lifetime.lifetime.ident,
        GenericParam::Const(constant) => &constant.ident,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quote::quote;
    use syn::parse_quote;

    #[test]
    fn by_its_name_alone() {
        let param: GenericParam = parse_quote!(T);
        for used in [quote!(T), quote!(Vec<[T; 2]>), quote!(<T as X>::Y), quote!(T::Item)] {
            assert!(mentions(used.clone(), &param), "{used}");
        }
        let others = [
            quote!(Vec<u8>),
            quote!(x::T),
            quote!(<X as Y>::T),
            quote!(Box<dyn Iterator<T = u8>>),
            quote!(fn(T: u8)),
            quote!(&'T u8),
        ];
        for other in others {
            assert!(!mentions(other.clone(), &param), "{other}");
        }
    }

    #[test]
    fn lifetimes_are_another_kind() {
        let param: GenericParam = parse_quote!('a);
        assert!(mentions(quote!(Vec<&'a u8>), &param));
        assert!(!mentions(quote!(a), &param));
        assert!(!mentions(quote!(&'b a), &param));
    }
}
