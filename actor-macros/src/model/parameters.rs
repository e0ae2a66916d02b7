//! The generic parameters of the generated items.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::punctuated::Punctuated;
use syn::{GenericParam, Generics, Lifetime, Token, TypeParamBound, WherePredicate};

/// The generics of each generated item.
pub(crate) struct Parameters {
    /// The impl's own, with every bound.
    pub(crate) actor: Generics,
    /// The enum's: what its messages mention, with the bounds that concern nothing else.
    pub(crate) message: Generics,
    /// The handle's: all of them, because it names the actor's type, with no more bounds than the
    /// enum where that is enough.
    pub(crate) handle: Generics,
    /// The type that stands for what the handle's parameters are there for beside the enum.
    pub(crate) phantom: Option<TokenStream>,
    /// The types that stand for parameters which only conditional messages mention, each with the
    /// condition that none is there.
    pub(crate) absent: Vec<(TokenStream, TokenStream)>,
    /// A lifetime that none of the user's tokens use, for the ask view.
    pub(crate) ask: Lifetime,
    /// Whether nothing but messages says what some parameter is: rustc refuses the user's impl for
    /// that.
    pub(crate) undetermined: bool,
}

impl Parameters {
    /// Whether the actor's type is known to borrow nothing, whatever its parameters are.
    pub(crate) fn actor_is_static(&self) -> bool {
        let clause = self.actor.where_clause.iter().flat_map(|clause| &clause.predicates);
        let promised: Vec<String> = clause
            .filter_map(|predicate| match predicate {
                WherePredicate::Type(ty) if is_static(&ty.bounds) => {
                    Some(ty.bounded_ty.to_token_stream().to_string())
                }
                _ => None,
            })
            .collect();
        self.actor.params.iter().all(|param| match param {
            GenericParam::Lifetime(_) => false,
            GenericParam::Type(ty) => {
                is_static(&ty.bounds) || promised.contains(&ty.ident.to_string())
            }
            GenericParam::Const(_) => true,
        })
    }

    /// The generics of the ask view: the handle's, behind a lifetime of its own.
    pub(crate) fn ask_view(&self) -> Generics {
        let mut generics = self.handle.clone();
        let lifetime = syn::LifetimeParam::new(self.ask.clone());
        generics.params.insert(0, GenericParam::Lifetime(lifetime));
        generics
    }
}

fn is_static(bounds: &Punctuated<TypeParamBound, Token![+]>) -> bool {
    bounds.iter().any(
        |bound| matches!(bound, TypeParamBound::Lifetime(lifetime) if lifetime.ident == "static"),
    )
}
