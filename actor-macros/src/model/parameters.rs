//! The generic parameters of the generated items.

use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::{GenericParam, Generics, Lifetime, TypeParamBound, WherePredicate};

use crate::tokens::bounds::Bounds;

/// The generics of each generated item.
pub(crate) struct Parameters {
    /// Those of the impl, with every bound.
    pub(crate) actor: Generics,
    /// Those of the enum: the parameters that messages mention, and the bounds on these alone.
    pub(crate) message: Generics,
    /// Those of the handle: all parameters, because it names the actor's type. It has the bounds of
    /// the enum only, where these suffice.
    pub(crate) handle: Generics,
    /// A type that uses the parameters of the handle that the enum does not use.
    pub(crate) phantom: Option<TokenStream>,
    /// Parameters that only conditional messages mention. Each has the condition under which none
    /// of these messages exists, and a type that uses it then.
    pub(crate) absent: Vec<(TokenStream, TokenStream)>,
    /// A lifetime for the ask view. None of the user's tokens has its name.
    pub(crate) ask: Lifetime,
    /// Whether a parameter is determined by messages alone, or by nothing. rustc refuses the user's
    /// impl for that.
    pub(crate) undetermined: bool,
}

impl Parameters {
    /// Whether the actor's type certainly borrows nothing, for all values of its parameters.
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

    /// The generics of the ask view: those of the handle, behind its own lifetime.
    pub(crate) fn ask_view(&self) -> Generics {
        let mut generics = self.handle.clone();
        let lifetime = syn::LifetimeParam::new(self.ask.clone());
        generics.params.insert(0, GenericParam::Lifetime(lifetime));
        generics
    }
}

fn is_static(bounds: &Bounds) -> bool {
    bounds.iter().any(
        |bound| matches!(bound, TypeParamBound::Lifetime(lifetime) if lifetime.ident == "static"),
    )
}
