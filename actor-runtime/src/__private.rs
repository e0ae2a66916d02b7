//! What generated code names and users never do; no part of the public interface.

pub use crate::{mailbox::Mailbox, options::Options};

use crate::ReplySender;

/// Implemented once for each actor, so that a second `#[actor] impl` conflicts by a name that
/// says why.
pub trait OneActorImplPerType {}

/// Sends a handler's result to whoever still waits for it.
#[inline]
pub fn answer<T>(reply: ReplySender<T>, answer: T) {
    drop(reply.send(answer));
}
