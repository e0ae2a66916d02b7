//! The input and the result of the check of one type.

use syn::{Generics, Lifetime};

use crate::syntax::OwnContext;

/// Whether a type travels with a message or with its answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Argument,
    Answer,
}

/// The names that matter in the signature of a method.
pub(crate) struct Scope<'a> {
    /// The context of the actor, and its handle.
    pub(crate) own_context: &'a OwnContext,
    /// The lifetimes that the impl declares.
    pub(crate) impl_lifetimes: &'a [String],
    /// The parameters that the method declares.
    pub(crate) of_method: &'a Generics,
    /// The parameters of the impl whose values may have no size.
    pub(crate) unsized_parameters: &'a [String],
    /// Whether other nodes can send messages to the actor, which then cannot be generic.
    pub(crate) is_remote: bool,
    /// Whether other nodes can send this message.
    pub(crate) travels: bool,
}

impl Scope<'_> {
    /// Whether the method declares a lifetime of this name, which includes the quote.
    pub(crate) fn is_of_method(&self, name: &str) -> bool {
        let name = name.trim_start_matches('\'');
        self.of_method.lifetimes().any(|param| param.lifetime.ident == name)
    }

    /// Whether a message may carry what is borrowed for this lifetime.
    pub(crate) fn outlives_the_call(&self, lifetime: &Lifetime) -> bool {
        let name = lifetime.to_string();
        name == "'static" || self.impl_lifetimes.contains(&name)
    }
}

/// The result of the check of a type.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Sound,
    /// The mistake was reported here.
    Refused,
    /// rustc refuses the user's method for it, and explains it better.
    LeftToRustc,
}
