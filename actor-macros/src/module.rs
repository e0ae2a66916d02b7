//! Expands the actors in a refused module, so that no use of one is a further mistake.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::{Item, Type};

use crate::errors::Errors;
use crate::mend;
use crate::tokens::groups::regrouped;

/// The module, with each actor in it `expanded`, which takes options and an item.
pub(crate) fn with_actors(
    item: TokenStream,
    expanded: fn(TokenStream, TokenStream, &mut Errors) -> TokenStream,
) -> TokenStream {
    let mut trees: Vec<TokenTree> = item.clone().into_iter().collect();
    let Some(TokenTree::Group(body)) = trees.pop() else { return mend::item_without_marks(item) };
    let Ok(file) = syn::parse2::<syn::File>(body.stream()) else {
        return mend::item_without_marks(item);
    };
    let mut items: Vec<TokenStream> =
        file.items.iter().map(|item| item.to_token_stream()).collect();
    for (place, declared) in file.items.iter().enumerate() {
        let name = match declared {
            Item::Struct(declared) => &declared.ident,
            Item::Enum(declared) => &declared.ident,
            _ => continue,
        };
        let mut impls =
            file.items.iter().enumerate().filter(|(_, item)| is_inherent_impl(item, name));
        let (Some((of, _)), None) = (impls.next(), impls.next()) else { continue };
        let (pair, reported) = Errors::collect(|errors| {
            [place, of].map(|place| expanded(TokenStream::new(), items[place].clone(), errors))
        });
        // The type is no actor then, or has mistakes of its own.
        if reported.is_empty() {
            let [declared, block] = pair;
            (items[place], items[of]) = (declared, block);
        }
    }
    let attrs = &file.attrs;
    trees.push(TokenTree::Group(regrouped(&body, quote!(#(#attrs)* #(#items)*))));
    mend::item_without_marks(trees.into_iter().collect())
}

/// Whether this is the impl of the type of this name, with no trait.
fn is_inherent_impl(item: &Item, name: &Ident) -> bool {
    match item {
        Item::Impl(block) if block.trait_.is_none() => match &*block.self_ty {
            Type::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == *name),
            _ => false,
        },
        _ => false,
    }
}
