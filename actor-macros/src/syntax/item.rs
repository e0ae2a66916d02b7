//! The parts of an annotated item.

use proc_macro2::{Group, TokenStream, TokenTree};
use syn::{Attribute, Generics, Ident, ItemImpl, Signature, Token, Visibility};

/// What `#[actor]` was put on.
pub(crate) enum Annotated {
    /// A struct or an enum.
    Type(Declaration),
    /// An impl, of whatever kind.
    Impl(Box<Impl>),
    /// Anything else.
    Other { kind: &'static str, keyword: TokenStream },
}

/// The parts of a struct or enum that matter here.
pub(crate) struct Declaration {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
}

/// An impl: its header as syn sees it (without items), its items one by one.
pub(crate) struct Impl {
    /// What lints must not ask of it; ahead of the user's attributes, which have the last word.
    pub(crate) allowed: Option<TokenStream>,
    pub(crate) header: ItemImpl,
    pub(crate) head: TokenStream,
    pub(crate) body: Group,
    /// The `#![…]` at the start of its body.
    pub(crate) inner: Vec<Attribute>,
    pub(crate) entries: Vec<Entry>,
}

/// One item of an impl.
pub(crate) enum Entry {
    Method(Box<Method>),
    /// A constant, a type, a macro call: kept as it is.
    Other {
        attrs: Vec<Attribute>,
        tokens: TokenStream,
    },
}

/// A function of the impl, with or without a receiver.
pub(crate) struct Method {
    /// What lints must not ask of it; ahead of the user's attributes, which have the last word.
    pub(crate) allowed: TokenStream,
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) signature: Signature,
    pub(crate) body: Body,
}

/// What follows a signature.
pub(crate) enum Body {
    Block(TokenTree),
    Missing(Token![;]),
}
