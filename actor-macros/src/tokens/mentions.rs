//! Tells what tokens mention: generic parameters, words, and lifetimes, which it also replaces.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::quote;
use syn::{GenericParam, Generics, Ident};

use super::groups::regrouped;

/// Whether a type or a bound uses a parameter.
///
/// It does if it has the parameter's name in it, but not as a later segment of a path, and not as
/// the name of an argument or an associated type. Do not pass a whole `where` predicate: in `T:
/// Bound` the colon would make `T` such a name.
pub(crate) fn mentions(tokens: TokenStream, param: &GenericParam) -> bool {
    find(tokens, param, false)
}

/// Whether a type has an associated item of a type parameter in it, as in `T::Item`.
pub(crate) fn projects(tokens: TokenStream, param: &GenericParam) -> bool {
    find(tokens, param, true)
}

fn find(tokens: TokenStream, param: &GenericParam, projected: bool) -> bool {
    let is_lifetime = matches!(param, GenericParam::Lifetime(_));
    let mut before = [' ', ' '];
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let found = match &tree {
            TokenTree::Group(group) => find(group.stream(), param, projected),
            TokenTree::Ident(ident) if ident == name(param) => {
                let after_quote = before[1] == '\'';
                let after_path = before == [':', ':'];
                let (names_something, goes_on) = match trees.peek() {
                    Some(TokenTree::Punct(next)) if next.as_char() == '=' => (true, false),
                    Some(TokenTree::Punct(next)) if next.as_char() == ':' => {
                        (next.spacing() == Spacing::Alone, next.spacing() == Spacing::Joint)
                    }
                    _ => (false, false),
                };
                if is_lifetime {
                    after_quote
                } else {
                    !after_quote && !after_path && !names_something && (goes_on || !projected)
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

/// Whether the tokens mention a type parameter of these generics.
pub(crate) fn mentions_type_param(tokens: &TokenStream, generics: &Generics) -> bool {
    let mut params = generics.params.iter();
    params.any(|param| matches!(param, GenericParam::Type(_)) && mentions(tokens.clone(), param))
}

/// Whether a word is among the tokens, at any depth.
pub(crate) fn has_word(tokens: TokenStream, word: &str) -> bool {
    tokens.into_iter().any(|tree| match tree {
        TokenTree::Group(group) => has_word(group.stream(), word),
        TokenTree::Ident(ident) => ident == word,
        _ => false,
    })
}

/// Whether a lifetime of such a name, which includes the quote, is among the tokens, at any depth.
pub(crate) fn has_lifetime(tokens: TokenStream, is_meant: &impl Fn(&str) -> bool) -> bool {
    lifetimes(tokens).iter().any(|name| is_meant(&format!("'{name}")))
}

/// The lifetimes in the tokens, at any depth. Their names have no quote.
pub(crate) fn lifetimes(tokens: TokenStream) -> Vec<Ident> {
    let (mut found, mut is_name) = (Vec::new(), false);
    for tree in tokens {
        match &tree {
            TokenTree::Group(group) => found.extend(lifetimes(group.stream())),
            TokenTree::Ident(name) if is_name => found.push(name.clone()),
            _ => {}
        }
        is_name = matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == '\'');
    }
    found
}

/// The lifetimes that each `for<…>` in the tokens declares, at any depth. Their names have no quote.
pub(crate) fn bound_lifetimes(tokens: TokenStream) -> Vec<Ident> {
    let (mut bound, mut is_list) = (Vec::new(), false);
    let mut list = TokenStream::new();
    for tree in tokens {
        match &tree {
            TokenTree::Group(group) => bound.extend(bound_lifetimes(group.stream())),
            TokenTree::Ident(word) if word == "for" => is_list = true,
            TokenTree::Punct(punct) if punct.as_char() == '>' => is_list = false,
            _ => {}
        }
        if is_list {
            list.extend([tree]);
        }
    }
    bound.extend(lifetimes(list));
    bound
}

/// The tokens with `'static` in place of the lifetimes of these generics.
pub(crate) fn without_lifetimes(tokens: TokenStream, generics: &Generics) -> TokenStream {
    with_static(tokens, &|name| !generics.lifetimes().any(|own| own.lifetime.ident == name))
}

/// The tokens with `'static` in place of the lifetimes that do not stay. Their names have no quote.
pub(crate) fn with_static(tokens: TokenStream, stays: &dyn Fn(&str) -> bool) -> TokenStream {
    let mut is_name = false;
    let replaced = tokens.into_iter().map(|tree| {
        let was_quoted = is_name;
        is_name = matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == '\'');
        match tree {
            TokenTree::Group(group) => {
                TokenTree::Group(regrouped(&group, with_static(group.stream(), stays)))
            }
            TokenTree::Ident(name) if was_quoted && !stays(&name.to_string()) => {
                TokenTree::Ident(Ident::new("static", name.span()))
            }
            tree => tree,
        }
    });
    replaced.collect()
}

/// The tokens with `'static` where a reference has no lifetime.
pub(crate) fn none_elided(tokens: TokenStream) -> TokenStream {
    let mut written = TokenStream::new();
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        let is_reference = matches!(&tree, TokenTree::Punct(punct) if punct.as_char() == '&');
        let is_named =
            matches!(trees.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '\'');
        written.extend([match tree {
            TokenTree::Group(group) => {
                TokenTree::Group(regrouped(&group, none_elided(group.stream())))
            }
            tree => tree,
        }]);
        if is_reference && !is_named {
            written.extend(quote!('static));
        }
    }
    written
}

/// The name of a parameter. That of a lifetime has no quote.
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
    use crate::tokens::text::shown;
    use syn::parse_quote;

    #[test]
    fn a_parameter_is_mentioned_by_its_name_alone() {
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
    fn associated_items_belong_to_a_parameter() {
        let param: GenericParam = parse_quote!(T);
        assert!(projects(quote!(Vec<(T::Item, u8)>), &param));
        for other in [quote!(Vec<T>), quote!(<T as X>::Y), quote!(x::T::Y), quote!(Vec<T>::Y)] {
            assert!(!projects(other.clone(), &param), "{other}");
        }
    }

    #[test]
    fn a_lifetime_is_bound_in_the_list_behind_for() {
        let names =
            |lifetimes: Vec<Ident>| lifetimes.iter().map(Ident::to_string).collect::<Vec<_>>();
        let ty = quote!((&'a u8, Box<dyn for<'x, 'y> Fn(&'x u8, for<'z> fn(&'z &'y u8)) + 'b>));
        assert_eq!(names(bound_lifetimes(ty.clone())), ["z", "x", "y"]);
        assert_eq!(names(lifetimes(ty)), ["a", "x", "y", "x", "z", "z", "y", "b"]);
    }

    #[test]
    fn every_reference_gets_a_lifetime() {
        let ty = quote!(Box<dyn for<'x> Fn(&'x u8, &&mut u8) -> &u8>);
        let expected = quote!(Box<dyn for<'x> Fn(&'x u8, &'static &'static mut u8) -> &'static u8>);
        assert_eq!(shown(&none_elided(ty)), shown(&expected));
    }

    #[test]
    fn lifetimes_are_another_kind() {
        let param: GenericParam = parse_quote!('a);
        assert!(mentions(quote!(Vec<&'a u8>), &param));
        assert!(!mentions(quote!(a), &param));
        assert!(!mentions(quote!(&'b a), &param));
    }
}
