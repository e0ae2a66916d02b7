//! Where the loop takes its envelopes from: the other end of what the handles put them into.

use std::time::Duration;

use crate::{
    mailbox::envelope::Envelope,
    sys::mpsc::{Receiver, RecvError, RecvTimeoutError},
};
use {
    crate::mailbox::channel::pooled::{
        actor::PooledActor,
        backlog::{Backlog, Chunk},
        queue::InFlight,
    },
    std::{cell::RefCell, panic::AssertUnwindSafe},
};

pub(crate) enum Receiving<M> {
    Channel(Receiver<Envelope<M>>),
    /// That of a pooled actor. It never waits.
    Queue(QueueEnd<M>),
}

/// Where a pooled actor's envelopes are taken from, by whoever runs it.
pub(crate) struct QueueEnd<M> {
    actor: std::sync::Arc<PooledActor<M>>,
    /// Where it is bounded.
    held: Option<std::sync::Arc<InFlight>>,
    /// Nothing of the user's runs while it is borrowed, so no panic leaves it half changed.
    taken: AssertUnwindSafe<RefCell<LocalBatch<M>>>,
}

/// What whoever runs a pooled actor has taken out of its mailbox for it.
struct LocalBatch<M> {
    part: Chunk<M>,
    /// There is more to look at than what has been taken, until nothing is left of that.
    is_poked: bool,
}

impl<M> QueueEnd<M> {
    pub(crate) fn new(
        actor: std::sync::Arc<PooledActor<M>>,
        held: Option<std::sync::Arc<InFlight>>,
    ) -> Self {
        let taken = LocalBatch { part: Chunk::new(), is_poked: false };
        QueueEnd { actor, held, taken: AssertUnwindSafe(RefCell::new(taken)) }
    }

    /// Has an envelope handled after what has been taken, and before what is queued.
    pub(crate) fn take_in(&self, envelope: Envelope<M>) {
        debug_assert!(self.held.is_none(), "it would have a place that nobody counts");
        self.taken.borrow_mut().part.push(envelope);
    }

    /// Takes a part of what is queued, if nothing is left of the last one, and says how many it has then.
    /// One that is `poked` looks once more when those are through.
    #[inline]
    pub(crate) fn take_over(&self, queued: Option<&mut Backlog<M>>, poked: bool) -> usize {
        let mut taken = self.taken.borrow_mut();
        if let (Some(queued), true) = (queued, taken.part.is_empty()) {
            queued.take_chunk(&mut taken.part);
        }
        taken.is_poked |= poked;
        taken.part.len()
    }

    /// Whether nothing is left of what has been taken.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.taken.borrow().part.is_empty()
    }

    #[inline]
    fn next(&self, taken: &mut LocalBatch<M>) -> Option<Envelope<M>> {
        let next = taken.part.pop();
        if let Some(held) = &self.held {
            held.set(taken.part.len());
        }
        next
    }

    fn poll(&self) -> Result<Envelope<M>, RecvTimeoutError> {
        let mut taken = self.taken.borrow_mut();
        match self.next(&mut taken) {
            Some(envelope) => Ok(envelope),
            None => self.poll_queue(&mut taken),
        }
    }

    #[inline]
    fn poll_taken(&self) -> Result<Envelope<M>, RecvTimeoutError> {
        let mut taken = self.taken.borrow_mut();
        if let Some(envelope) = self.next(&mut taken) {
            return Ok(envelope);
        }
        if taken.is_poked { self.poll_queue(&mut taken) } else { Err(RecvTimeoutError::Timeout) }
    }

    /// Looks into the mailbox, now that what has been taken is through.
    fn poll_queue(&self, taken: &mut LocalBatch<M>) -> Result<Envelope<M>, RecvTimeoutError> {
        if let Err(error) = self.actor.take_chunk(&mut taken.part) {
            // Not before: the end of all that is sent comes after it.
            taken.is_poked = false;
            return Err(error);
        }
        self.next(taken).ok_or(RecvTimeoutError::Timeout)
    }

    /// Whether whoever lets go of the actor leaves something to whoever runs it next.
    #[inline]
    fn has_more(&self) -> bool {
        let taken = self.taken.borrow();
        !taken.part.is_empty() || taken.is_poked
    }
}

impl<M> Receiving<M> {
    #[inline]
    pub(crate) fn recv(&self) -> Result<Envelope<M>, RecvError> {
        match self {
            Receiving::Channel(channel) => channel.recv(),
            Receiving::Queue(..) => unreachable!("a pooled actor never waits"),
        }
    }

    pub(crate) fn recv_timeout(&self, duration: Duration) -> Result<Envelope<M>, RecvTimeoutError> {
        match self {
            Receiving::Channel(channel) => channel.recv_timeout(duration),
            Receiving::Queue(..) => self.poll(),
        }
    }

    /// Takes an envelope if there is one. Not by `try_recv`: a second way into the channel keeps
    /// std's receive from being inlined into the first, which costs every message a fifth of its
    /// instructions.
    pub(crate) fn poll(&self) -> Result<Envelope<M>, RecvTimeoutError> {
        match self {
            Receiving::Channel(channel) => channel.recv_timeout(Duration::ZERO),
            Receiving::Queue(end) => end.poll(),
        }
    }

    /// The same for a pooled actor that waits for nothing but envelopes: looks no further than what
    /// whoever claimed it has taken. When it is let go of, what has come since is seen.
    pub(crate) fn poll_taken(&self) -> Result<Envelope<M>, RecvTimeoutError> {
        match self {
            Receiving::Channel(_) => self.poll(),
            Receiving::Queue(end) => end.poll_taken(),
        }
    }

    pub(crate) fn queue(&self) -> Option<&QueueEnd<M>> {
        match self {
            Receiving::Channel(_) => None,
            Receiving::Queue(end) => Some(end),
        }
    }

    /// Whether there is more to look at than what comes into the mailbox from now on.
    pub(crate) fn has_more(&self) -> bool {
        match self {
            Receiving::Channel(_) => false,
            Receiving::Queue(end) => end.has_more(),
        }
    }

    /// Refuses envelopes from now on, where that is not for the drop to do.
    pub(crate) fn close(&self) {
        match self {
            Receiving::Channel(_) => {}
            Receiving::Queue(end) => end.actor.close(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::iter;

    use super::*;
    use crate::{
        Executor, lifecycle::control::Control, mailbox::channel::pooled::actor::PooledActor,
        options::Options, sys::Arc,
    };

    fn end() -> QueueEnd<u64> {
        let executor = Executor::new(1).unwrap();
        let control = Arc::new(Control::new(Options::new("told"), |_| ""));
        let members = std::sync::Arc::clone(executor.members());
        QueueEnd::new(std::sync::Arc::new(PooledActor::new(control, members, None)), None)
    }

    fn taken(end: &QueueEnd<u64>) -> Vec<u64> {
        iter::from_fn(|| end.poll_taken().ok()?.open()).collect()
    }

    #[test]
    fn what_is_taken_in_is_behind_what_was_taken_before_and_before_what_is_queued() {
        let end = end();
        end.take_in(Envelope::message(1));
        end.take_in(Envelope::message(2));
        let mut queued = Backlog::new();
        queued.push(Envelope::message(5));
        end.take_over(Some(&mut queued), false);
        assert_eq!(queued.len(), 1, "a part is not through");
        assert_eq!(end.poll_taken().ok().and_then(Envelope::open), Some(1));
        end.take_in(Envelope::message(3));
        assert_eq!(taken(&end), [2, 3]);
        end.take_in(Envelope::message(4));
        end.take_over(Some(&mut queued), false);
        assert_eq!(queued.len(), 1, "what was taken in is not through");
        assert_eq!(taken(&end), [4]);
        end.take_over(Some(&mut queued), false);
        end.take_in(Envelope::message(6));
        assert_eq!(taken(&end), [5, 6]);
    }
}
