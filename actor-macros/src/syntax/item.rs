//! The parts of an annotated item.

use proc_macro2::{Group, TokenStream, TokenTree};
use syn::{Attribute, Generics, Ident, ItemImpl, Signature, Token, Visibility};

/// The item with the `#[actor]`, by its kind.
pub(crate) enum Annotated {
    /// A struct or an enum.
    Type(Declaration),
    /// An inherent impl, or any other.
    Impl(Box<Impl>),
    /// Anything else.
    Other { kind: &'static str, keyword: TokenStream },
}

/// A struct or an enum, without its fields.
pub(crate) struct Declaration {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
}

/// An impl: its header as syn parses it, without items, and its items one by one.
pub(crate) struct Impl {
    /// Lints that do not apply to it. They precede the user's attributes, which take precedence.
    pub(crate) allowed: Option<TokenStream>,
    pub(crate) header: ItemImpl,
    pub(crate) head: TokenStream,
    pub(crate) body: Group,
    /// The `#![…]` attributes at the start of the body.
    pub(crate) inner: Vec<Attribute>,
    pub(crate) entries: Vec<Entry>,
}

/// One item of an impl.
pub(crate) enum Entry {
    Method(Box<Method>),
    /// A constant, a type or a macro call. It is emitted as it is.
    Other {
        attrs: Vec<Attribute>,
        tokens: TokenStream,
    },
}

/// A function, with or without a receiver.
pub(crate) struct Method {
    /// Lints that do not apply to it. They precede the user's attributes, which take precedence.
    pub(crate) allowed: TokenStream,
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) signature: Signature,
    pub(crate) body: Body,
}

/// The tokens after a signature.
pub(crate) enum Body {
    Block(TokenTree),
    Missing(Token![;]),
}
