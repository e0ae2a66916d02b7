//! The model of what stands for a refused message, so that its uses are no further mistakes.

use proc_macro2::TokenStream;
use syn::{Generics, Ident, Visibility};

/// A message that was refused. It exists for rustc alone: handle, ask view and enum have it, and it does nothing.
pub(crate) struct Stub {
    pub(crate) method: Ident,
    pub(crate) vis: Visibility,
    /// The `cfg` attribute of the method.
    pub(crate) gate: Option<TokenStream>,
    /// The generics of the method itself.
    pub(crate) generics: Generics,
    /// Whether the method takes the handle itself, as the method of the same name does that every handle has.
    pub(crate) by_value: bool,
    /// Whether the remote handle has the method, too.
    pub(crate) travels: bool,
    /// The type of each argument, with its `cfg` attribute.
    pub(crate) arguments: Vec<(Option<TokenStream>, TokenStream)>,
    /// What the method answers: nothing, if it is told.
    pub(crate) answer: Option<TokenStream>,
    /// What the handle's method has in place of its error, if it has.
    pub(crate) failure: Option<TokenStream>,
    pub(crate) variant: Option<StubVariant>,
}

/// The variant of a refused message.
pub(crate) struct StubVariant {
    pub(crate) name: Ident,
    pub(crate) fields: Vec<(Option<TokenStream>, Ident)>,
    /// A type that rustc takes for a mistake of its own, so that it says nothing of its values.
    pub(crate) ty: TokenStream,
}
