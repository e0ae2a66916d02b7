//! `ActorType`: what is known of an actor's type without an actor, one static for each type.

use std::fmt;

use crate::spans::OpenSpan;

/// The type of an actor. Generated code has a static of it for each `#[actor] impl`.
#[doc(hidden)]
pub struct ActorType {
    path: &'static str,
    open_span: OpenSpan,
}

impl ActorType {
    pub const fn new(path: &'static str, open_span: OpenSpan) -> Self {
        ActorType { path, open_span }
    }

    /// The type with its module, without parameters.
    pub(crate) fn path(&self) -> &'static str {
        self.path
    }

    pub(crate) fn open_span(&self) -> &OpenSpan {
        &self.open_span
    }
}

impl fmt::Debug for ActorType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ActorType").field(&self.path).finish()
    }
}
