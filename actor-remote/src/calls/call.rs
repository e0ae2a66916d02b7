//! One message to an actor elsewhere, and its outcome.

use std::time::Instant;

use actor_runtime::ReplySender;

use crate::{engine::NodeId, error::RemoteError, panics::contained};

/// The bytes of an answer (of a tell: none), or what became of the message.
pub(crate) type Outcome = Result<Vec<u8>, RemoteError>;

/// A message whose outcome is open.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) id: u64,
    pub(crate) method: &'static str,
    pub(crate) arguments: Vec<u8>,
    pub(crate) is_ask: bool,
    pub(crate) deadline: Option<Instant>,
    /// How often it may still be repeated.
    pub(crate) retries: u32,
    /// The message may be repeated, or is a repetition: the other side remembers its outcome.
    pub(crate) remember: bool,
    /// To whom it was sent before: the node, and the number under which the actor was served.
    pub(crate) sent_to: Option<(NodeId, u64)>,
    pub(crate) outcome: ReplySender<Outcome>,
}

impl Call {
    /// What it is if nothing more is heard of it: a message that was sent before may have been handled.
    pub(crate) fn unless_sent(&self, error: RemoteError) -> RemoteError {
        if self.sent_to.is_some() { RemoteError::Unknown } else { error }
    }
}

/// Outcomes that are decided under a lock and told once it is free: telling wakes the caller, which may be a task with
/// a waker of the user's.
#[derive(Debug, Default)]
#[must_use = "the callers have not been told yet"]
pub(crate) struct Decided(Vec<(ReplySender<Outcome>, Outcome)>);

impl Decided {
    pub(crate) fn push(&mut self, call: Call, outcome: Outcome) {
        self.0.push((call.outcome, outcome));
    }

    pub(crate) fn tell(self) {
        for (caller, outcome) in self.0 {
            // A caller that has dropped its reply does not want to know. A waker that panics keeps no other caller from
            // knowing.
            let _ = contained(|| caller.send(outcome));
        }
    }
}
