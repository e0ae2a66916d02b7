//! Replaces `Self` by the type it stands for, for items outside of the impl.

use proc_macro2::{Group, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Generics;

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
                let mut rebuilt = Group::new(group.delimiter(), replace(group.stream(), self_type));
                rebuilt.set_span(group.span());
                replaced.extend([TokenTree::Group(rebuilt)]);
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
