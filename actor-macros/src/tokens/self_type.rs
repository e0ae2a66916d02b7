//! Replaces `Self` by the type it stands for, for items outside of the impl.

use proc_macro2::{Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Generics, Ident};

use super::groups::regrouped;

/// The tokens with each `Self` replaced.
pub(crate) fn spelled_out(tokens: &impl ToTokens, self_type: &TokenStream) -> TokenStream {
    replace(tokens.to_token_stream(), self_type)
}

/// The generics with each `Self` in their bounds replaced, if the result is valid.
pub(crate) fn spelled_out_generics(
    generics: &Generics,
    self_type: &TokenStream,
) -> syn::Result<Generics> {
    let params = syn::parse2(spelled_out(generics, self_type))?;
    let clause = generics.where_clause.as_ref();
    let where_clause = clause.map(|clause| syn::parse2(spelled_out(clause, self_type)));
    Ok(Generics { where_clause: where_clause.transpose()?, ..params })
}

/// The tokens with each `Self::name` replaced.
pub(crate) fn without_associated(
    tokens: TokenStream,
    name: &Ident,
    ty: &TokenStream,
) -> TokenStream {
    let mut replaced: Vec<TokenTree> = Vec::new();
    for tree in tokens {
        match tree {
            TokenTree::Ident(ident) if ident == *name && ends_in_self(&replaced) => {
                replaced.truncate(replaced.len() - 3);
                replaced.extend(ty.clone());
            }
            TokenTree::Group(group) => {
                let inner = without_associated(group.stream(), name, ty);
                replaced.push(TokenTree::Group(regrouped(&group, inner)));
            }
            tree => replaced.push(tree),
        }
    }
    replaced.into_iter().collect()
}

/// Whether the last tokens are `Self::`.
fn ends_in_self(tokens: &[TokenTree]) -> bool {
    let is_colon = |tree: &TokenTree| matches!(tree, TokenTree::Punct(p) if p.as_char() == ':');
    match tokens {
        [.., TokenTree::Ident(ident), one, two] => {
            ident == "Self" && is_colon(one) && is_colon(two)
        }
        _ => false,
    }
}

fn replace(tokens: TokenStream, self_type: &TokenStream) -> TokenStream {
    let mut replaced = TokenStream::new();
    let mut trees = tokens.into_iter().peekable();
    while let Some(tree) = trees.next() {
        match tree {
            TokenTree::Ident(ident) if ident == "Self" => {
                // A single colon, as in `where Self: Bound`, does not continue a path.
                let path_goes_on = matches!(
                    trees.peek(),
                    Some(TokenTree::Punct(punct))
                        if punct.as_char() == ':' && punct.spacing() == Spacing::Joint
                );
                replaced.extend(if path_goes_on {
                    quote!(<#self_type>)
                } else {
                    self_type.clone()
                });
            }
            TokenTree::Group(group) => {
                let inner = replace(group.stream(), self_type);
                replaced.extend([TokenTree::Group(regrouped(&group, inner))]);
            }
            tree => replaced.extend([tree]),
        }
    }
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn associated_types_are_replaced_at_any_depth() {
        let name = syn::parse_quote!(Error);
        let tokens = quote!(
            fn f(self, x: Vec<Self::Error>) -> X::Error {
                let y: Self::Error = g::<Self>();
            }
        );
        let expected = quote!(
            fn f(self, x: Vec<u8>) -> X::Error {
                let y: u8 = g::<Self>();
            }
        );
        let replaced = without_associated(tokens, &name, &quote!(u8));
        assert_eq!(replaced.to_string(), expected.to_string());
    }

    #[test]
    fn self_is_replaced_at_any_depth() {
        let tokens = quote!(Result<[Self; Self::N], Box<dyn Fn(Self) -> <Self as Show>::Out>>);
        let expected = quote!(Result<[C<T>; <C<T>>::N], Box<dyn Fn(C<T>) -> <C<T> as Show>::Out>>);
        let text = |tokens: TokenStream| tokens.to_string().replace(' ', "");
        assert_eq!(text(spelled_out(&tokens, &quote!(C<T>))), text(expected));
        let clause = quote!(where Self: Clone, Self::N: Copy);
        let expected = quote!(where C<T>: Clone, <C<T>>::N: Copy);
        assert_eq!(text(spelled_out(&clause, &quote!(C<T>))), text(expected));
    }
}
