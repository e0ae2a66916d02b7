//! The parts of an annotated item.

use proc_macro2::{Group, TokenStream, TokenTree};
use syn::{Attribute, Generics, Ident, ItemImpl, Lifetime, Meta, Signature, Token, Visibility};

use crate::attributes::Fields;
use crate::attributes::marks::HookKind;
use crate::tokens::mentions::has_word;

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

impl Declaration {
    /// Whether an `#[actor]` is still to be expanded, which declares the type by itself.
    pub(crate) fn has_attribute(&self) -> bool {
        self.attrs
            .iter()
            .any(|attr| attr.path().segments.last().is_some_and(|last| last.ident == "actor"))
    }

    /// Whether `Actor` is among the derives behind the attribute.
    pub(crate) fn derives_actor(&self) -> bool {
        self.attrs.iter().any(|attr| match &attr.meta {
            Meta::List(list) => {
                list.path.is_ident("derive") && has_word(list.tokens.clone(), "Actor")
            }
            _ => false,
        })
    }
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
    /// The `'_`s of the actor's type. The header has names in their place, so that the items that are generated beside the
    /// impl can have them, too.
    pub(crate) open_lifetimes: Vec<Lifetime>,
}

impl Impl {
    /// The methods that are meant as messages.
    pub(crate) fn messages(&self) -> impl Iterator<Item = &Method> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Method(method) if method.is_message() => Some(&**method),
            _ => None,
        })
    }
}

/// One item of an impl.
pub(crate) enum Entry {
    Method(Box<Method>),
    /// A type, which no inherent impl can have.
    Type(AssociatedType),
    /// A constant, a type or a macro call. It is emitted as it is.
    Other {
        attrs: Vec<Attribute>,
        tokens: TokenStream,
    },
}

/// A `type Name = Type;` in an impl.
pub(crate) struct AssociatedType {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) name: Ident,
    pub(crate) ty: TokenStream,
}

/// A function, with or without a receiver.
pub(crate) struct Method {
    /// Lints that do not apply to it. They precede the user's attributes, which take precedence.
    pub(crate) allowed: TokenStream,
    pub(crate) intent: Intent,
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) signature: Signature,
    pub(crate) body: Body,
    /// Who reads attributes of its parameters at the fields that these become.
    pub(crate) fields: Fields,
}

/// What a method is meant as. The check decides whether it can be that.
#[derive(Clone, Copy)]
pub(crate) enum Intent {
    /// A method with a receiver that is visible beyond its module. Or one that lacks its receiver, and uses it.
    Message,
    /// A method with the mark of a hook.
    Hook(&'static HookKind),
    /// Any other method: it is the actor's own.
    Neither,
}

/// The tokens after a signature.
pub(crate) enum Body {
    Block(TokenTree),
    Missing(Token![;]),
}
