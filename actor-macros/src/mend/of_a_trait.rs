//! Stands in for an actor whose `#[actor]` is on the impl of a trait, so that no `spawn` of it is a further mistake.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{GenericParam, ItemImpl, Type};

use crate::attributes::Forwarded;
use crate::check::item::is_foreign;
use crate::tokens::mentions::{mentions, name};
use crate::tokens::objects::is_called_as_of_std;
use crate::tokens::types::bare;

/// An impl with a `spawn` that rustc prefers to that of actors. The return type contains the reported `error`, so rustc says
/// nothing about its uses.
///
/// A second method of that name would be a further error. So there is none for std's traits (a type often implements
/// several) or for traits with arguments (a type may implement one twice). A second trait of the user's, or a `spawn` of
/// the type's own, cannot be seen here. No type outside of the user's crate can have the method, nor can every type.
pub(crate) fn spawned(header: &ItemImpl, error: Option<TokenStream>) -> Option<TokenStream> {
    let (of_trait, _) = header.trait_.as_ref()?;
    let is_repeated = of_trait.segments.last().is_some_and(|last| {
        !last.arguments.is_none() || OF_STD.iter().any(|name| last.ident == name)
    });
    let actor = match bare(&header.self_ty) {
        Type::Path(path) if path.qself.is_none() && !is_foreign(&path.path) => path,
        _ => return None,
    };
    let is_open = |param: &GenericParam| actor.path.is_ident(name(param));
    if header.generics.params.iter().any(is_open) || is_called_as_of_std(&actor.path) {
        return None;
    }
    let is_named = |param: &GenericParam| mentions(actor.to_token_stream(), param);
    let is_refused =
        header.modifiers.polarity.is_some() || !header.generics.params.iter().all(is_named);
    if is_repeated || is_refused {
        return None;
    }
    let gate = Forwarded::of(&header.attrs).gate();
    let (generics, _, where_clause) = header.generics.split_for_impl();
    Some(quote! {
        #gate
        #[allow(warnings)]
        impl #generics #actor #where_clause {
            pub fn spawn(self) -> [(); { #error }] {
                ::core::unimplemented!()
            }
        }
    })
}

/// The traits of std that are often implemented by hand.
const OF_STD: [&str; 33] = [
    "Add",
    "AddAssign",
    "AsMut",
    "AsRef",
    "Borrow",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Deref",
    "DerefMut",
    "Display",
    "Drop",
    "Eq",
    "Error",
    "Extend",
    "From",
    "FromIterator",
    "FromStr",
    "Future",
    "Hash",
    "Index",
    "IntoIterator",
    "Iterator",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Read",
    "Send",
    "Sync",
    "TryFrom",
    "Unpin",
    "Write",
];
