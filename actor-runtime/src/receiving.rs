//! Where the loop takes its envelopes from: the other end of what the handles put them into.

use std::time::Duration;

use crate::{
    envelope::Envelope,
    sys::mpsc::{Receiver, RecvError, RecvTimeoutError},
};
#[cfg(feature = "pool")]
use {
    crate::pool::{self, PooledActor},
    std::{cell::RefCell, collections::VecDeque, mem},
};

pub(crate) enum Receiving<M> {
    Channel(Receiver<Envelope<M>>),
    /// That of a pooled actor. It never waits.
    #[cfg(feature = "pool")]
    Queue(QueueEnd<M>),
}

/// Where a pooled actor's envelopes are taken from, by whoever runs it.
#[cfg(feature = "pool")]
pub(crate) struct QueueEnd<M> {
    actor: std::sync::Arc<PooledActor<M>>,
    /// Without a bound, what is queued is taken all at once.
    is_bounded: bool,
    taken: RefCell<Taken<M>>,
}

/// What whoever runs a pooled actor has taken out of its mailbox for it.
#[cfg(feature = "pool")]
struct Taken<M> {
    /// What comes before the batch: an actor that is only asked needs none.
    single: Option<Envelope<M>>,
    batch: VecDeque<Envelope<M>>,
    /// There is more to look at than what has been taken, until nothing is left of that.
    is_poked: bool,
}

#[cfg(feature = "pool")]
impl<M> Taken<M> {
    #[inline]
    fn next(&mut self) -> Option<Envelope<M>> {
        self.single.take().or_else(|| self.batch.pop_front())
    }

    #[inline]
    fn is_empty(&self) -> bool {
        self.single.is_none() && self.batch.is_empty()
    }
}

#[cfg(feature = "pool")]
impl<M> QueueEnd<M> {
    pub(crate) fn new(actor: std::sync::Arc<PooledActor<M>>, is_bounded: bool) -> Self {
        let taken = Taken { single: None, batch: VecDeque::new(), is_poked: false };
        QueueEnd { actor, is_bounded, taken: RefCell::new(taken) }
    }

    /// Has an envelope handled after what has been taken, and before what is queued.
    pub(crate) fn take_in(&self, envelope: Envelope<M>) {
        let mut taken = self.taken.borrow_mut();
        if taken.is_empty() {
            taken.single = Some(envelope);
        } else {
            taken.batch.push_back(envelope);
        }
    }

    pub(crate) fn take_over(&self, queued: &mut VecDeque<Envelope<M>>) {
        let mut taken = self.taken.borrow_mut();
        if !self.is_bounded && taken.batch.is_empty() {
            mem::swap(queued, &mut taken.batch);
        }
    }

    /// Has it look once more when what has been taken is through.
    pub(crate) fn look_further(&self) {
        self.taken.borrow_mut().is_poked = true;
    }

    /// Whether nothing is left of what has been taken.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.taken.borrow().is_empty()
    }

    fn poll(&self) -> Result<Envelope<M>, RecvTimeoutError> {
        let mut taken = self.taken.borrow_mut();
        match taken.next() {
            Some(envelope) => Ok(envelope),
            None => self.look(&mut taken),
        }
    }

    #[inline]
    fn poll_taken(&self) -> Result<Envelope<M>, RecvTimeoutError> {
        let mut taken = self.taken.borrow_mut();
        if let Some(envelope) = taken.next() {
            return Ok(envelope);
        }
        if taken.is_poked {
            return self.look(&mut taken);
        }
        pool::give_memory_back(&mut taken.batch);
        Err(RecvTimeoutError::Timeout)
    }

    /// Looks into the mailbox, now that what has been taken is through.
    fn look(&self, taken: &mut Taken<M>) -> Result<Envelope<M>, RecvTimeoutError> {
        let looked = self.actor.take(&mut taken.batch);
        if looked.is_err() {
            // Not before: the end of all that is sent comes after it.
            taken.is_poked = false;
            pool::give_memory_back(&mut taken.batch);
        }
        looked
    }

    /// Whether whoever lets go of the actor leaves something to whoever runs it next.
    #[inline]
    fn has_more(&self) -> bool {
        let taken = self.taken.borrow();
        !taken.is_empty() || taken.is_poked
    }
}

impl<M> Receiving<M> {
    #[inline]
    pub(crate) fn recv(&self) -> Result<Envelope<M>, RecvError> {
        match self {
            Receiving::Channel(channel) => channel.recv(),
            #[cfg(feature = "pool")]
            Receiving::Queue(..) => self.poll().map_err(|_| RecvError),
        }
    }

    pub(crate) fn recv_timeout(&self, duration: Duration) -> Result<Envelope<M>, RecvTimeoutError> {
        match self {
            Receiving::Channel(channel) => channel.recv_timeout(duration),
            #[cfg(feature = "pool")]
            Receiving::Queue(..) => self.poll(),
        }
    }

    /// Takes an envelope if there is one. Not by `try_recv`: a second way into the channel keeps
    /// std's receive from being inlined into the first, which costs every message a fifth of its
    /// instructions.
    pub(crate) fn poll(&self) -> Result<Envelope<M>, RecvTimeoutError> {
        match self {
            Receiving::Channel(channel) => channel.recv_timeout(Duration::ZERO),
            #[cfg(feature = "pool")]
            Receiving::Queue(end) => end.poll(),
        }
    }

    /// The same for a pooled actor that waits for nothing but envelopes: looks no further than what
    /// whoever claimed it has taken. When it is let go of, what has come since is seen.
    #[cfg(feature = "pool")]
    pub(crate) fn poll_taken(&self) -> Result<Envelope<M>, RecvTimeoutError> {
        match self {
            Receiving::Channel(_) => self.poll(),
            Receiving::Queue(end) => end.poll_taken(),
        }
    }

    #[cfg(feature = "pool")]
    pub(crate) fn queue(&self) -> Option<&QueueEnd<M>> {
        match self {
            Receiving::Channel(_) => None,
            Receiving::Queue(end) => Some(end),
        }
    }

    /// Whether there is more to look at than what comes into the mailbox from now on.
    #[cfg(feature = "pool")]
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
            #[cfg(feature = "pool")]
            Receiving::Queue(end) => end.actor.close(),
        }
    }
}

#[cfg(feature = "pool")]
#[cfg(test)]
mod tests {
    use std::iter;

    use super::*;
    use crate::{
        Executor,
        control::Control,
        options::Options,
        pool::{KEPT, PooledActor},
        sys::Arc,
    };

    fn flood(queued: &mut VecDeque<Envelope<u64>>) {
        queued.extend((0..100_000).map(Envelope::message));
    }

    fn end() -> QueueEnd<u64> {
        let executor = Executor::new(1).unwrap();
        let control = Arc::new(Control::new(Options::new("told"), |_| ""));
        let roll = std::sync::Arc::clone(executor.roll());
        QueueEnd::new(std::sync::Arc::new(PooledActor::new(control, roll, None)), false)
    }

    fn taken(end: &QueueEnd<u64>) -> Vec<u64> {
        iter::from_fn(|| end.poll_taken().ok()?.open()).collect()
    }

    #[test]
    fn what_is_taken_in_is_behind_what_was_taken_before_and_before_what_is_queued() {
        let end = end();
        end.take_in(Envelope::message(1));
        end.take_in(Envelope::message(2));
        let mut queued = VecDeque::from([Envelope::message(5)]);
        end.take_over(&mut queued);
        assert_eq!(queued.len(), 1, "a batch is not through");
        assert_eq!(end.poll_taken().ok().and_then(Envelope::open), Some(1));
        end.take_in(Envelope::message(3));
        assert_eq!(taken(&end), [2, 3]);
        end.take_in(Envelope::message(4));
        end.take_over(&mut queued);
        assert_eq!(taken(&end), [4, 5]);
    }

    #[test]
    fn what_a_flood_has_taken_is_given_back_when_it_has_drained() {
        let end = end();
        let mut queued = VecDeque::new();
        flood(&mut queued);
        end.take_over(&mut queued);
        assert_eq!(taken(&end).len(), 100_000);
        assert!(end.taken.borrow().batch.capacity() <= KEPT);
    }

    #[test]
    fn what_two_floods_have_taken_is_given_back_by_one_that_looks_into_its_mailbox() {
        let end = end();
        for _ in 0..2 {
            let mut queued = VecDeque::new();
            flood(&mut queued);
            end.take_over(&mut queued);
            assert_eq!(iter::from_fn(|| end.poll().ok()).count(), 100_000);
            assert!(end.taken.borrow().batch.capacity() <= KEPT);
        }
    }
}
