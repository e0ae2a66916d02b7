//! What a type is judged by, and how.

use syn::Lifetime;

/// Whether a type travels with a message or comes back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Argument,
    Answer,
}

/// What may be named in the signature of a method.
pub(crate) struct Scope<'a> {
    /// What the actor's handle is called.
    pub(crate) handle: &'a str,
    /// The impl's lifetimes.
    pub(crate) of_the_impl: &'a [String],
    /// The method's.
    pub(crate) of_the_method: Vec<String>,
}

impl Scope<'_> {
    /// Whether what is borrowed for this lifetime may be carried by a message.
    pub(crate) fn outlives_the_call(&self, lifetime: &Lifetime) -> bool {
        let name = lifetime.to_string();
        name == "'static" || self.of_the_impl.contains(&name)
    }
}

/// What became of a type.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Sound,
    /// Reported here.
    Refused,
    /// rustc refuses the user's own method for it, and says why better than we could.
    LeftToRustc,
}
