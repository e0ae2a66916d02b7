//! Waits: who waits for whom, and how a thread sleeps meanwhile.

pub(crate) mod block;
pub(crate) mod current;
pub(crate) mod graph;
pub(crate) mod join;
pub(crate) mod paused;
pub(crate) mod verdict;

use std::borrow::Cow;

use crate::{ActorId, sys::Arc};

use self::verdict::Verdict;

/// An actor, as far as its waits go.
pub(crate) trait Participant: Send + Sync {
    fn id(&self) -> ActorId;

    fn name(&self) -> &Cow<'static, str>;

    /// Whether it accepts messages.
    fn is_open(&self) -> bool;

    /// Whether callers are still to be told of a panic.
    fn holds_back(&self) -> bool;

    /// What the caller of a reply waits for that a panic on the actor's own thread drops; `None` where its end
    /// has been told.
    fn hold_back(&self) -> Option<Arc<Verdict>>;

    /// Tells the callers that were still to be told of a panic: it is decided whether the actor goes on.
    fn give_verdict(&self);
}
