//! The model of a type's declaration as an actor.

use proc_macro2::TokenStream;
use syn::{Generics, Ident, LitStr};

use crate::attributes::Forwarded;
use crate::options::TypeOptions;

/// A type with `#[actor]`.
pub(crate) struct Declaration {
    /// The path of actor-runtime.
    pub(crate) runtime: TokenStream,
    pub(crate) actor: Ident,
    pub(crate) generics: Generics,
    /// The `cfg` of the type, and its lint levels.
    pub(crate) forwarded: Forwarded,
    /// The name of the actor and its thread.
    pub(crate) name: LitStr,
    pub(crate) options: TypeOptions,
}
