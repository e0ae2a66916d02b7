//! Stands in for an actor whose `#[actor]` is on the impl of a trait, so that no `spawn` of it is a further mistake.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{GenericParam, ItemImpl, Type};

use crate::attributes::Forwarded;
use crate::check::item::is_foreign;
use crate::tokens::mentions::mentions;
use crate::tokens::types::bare;

/// An impl with a `spawn` that rustc prefers to that of actors. What it returns is of a type that rustc has the `error` of
/// already, so it says nothing of its uses.
///
/// Each annotated impl would have such a method, and rustc would report the second. So there is none for the traits that
/// one type may implement several of, or several times: std's, and those with arguments.
pub(crate) fn spawned(header: &ItemImpl, error: Option<TokenStream>) -> Option<TokenStream> {
    let (of_trait, _) = header.trait_.as_ref()?;
    let is_repeated = of_trait.segments.last().is_some_and(|last| {
        let name = last.ident.to_string();
        !last.arguments.is_none() || OF_STD.contains(&name.as_str())
    });
    let actor = match bare(&header.self_ty) {
        Type::Path(path) if path.qself.is_none() && !is_foreign(&path.path) => path,
        _ => return None,
    };
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
