//! `ActorType`: what is known of an actor's type without an actor, one static for each type.

/// The type of an actor. Generated code has a static of it for each `#[actor] impl`.
#[doc(hidden)]
#[derive(Debug)]
pub struct ActorType {
    path: &'static str,
}

impl ActorType {
    pub const fn new(path: &'static str) -> Self {
        ActorType { path }
    }

    /// The type with its module, without parameters.
    pub(crate) fn path(&self) -> &'static str {
        self.path
    }
}
