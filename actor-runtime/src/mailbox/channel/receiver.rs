//! The receiving end of an actor's channel, which the loop takes its envelopes from.

use std::{cell::RefCell, panic::AssertUnwindSafe, time::Duration};

use crate::{
    lifecycle::control::Control,
    mailbox::{
        channel::pooled::{
            actor::PooledActor,
            backlog::{Backlog, Chunk},
            queue::InFlight,
        },
        envelope::Envelope,
    },
    sys::{
        SimulatedMailbox,
        mpsc::{self, RecvError, RecvTimeoutError},
    },
};

pub(crate) enum Receiver<M> {
    Channel(mpsc::Receiver<Envelope<M>>),
    /// A channel in a simulation, which says when its thread goes on. A variant, so that no other receive asks for it.
    Simulated(mpsc::Receiver<Envelope<M>>, SimulatedMailbox),
    /// The receiving end of a pooled actor's queue. It never waits.
    Queue(QueueEnd<M>),
}

/// The receiving end of a pooled actor's queue, for the thread that runs the actor.
pub(crate) struct QueueEnd<M> {
    actor: std::sync::Arc<PooledActor<M>>,
    /// `None` if the mailbox is unbounded.
    in_flight: Option<std::sync::Arc<InFlight>>,
    /// No user code runs while this is borrowed, so no panic leaves it half changed.
    batch: AssertUnwindSafe<RefCell<LocalBatch<M>>>,
}

/// The envelopes that have been taken out of a pooled actor's queue and are still to be handled.
struct LocalBatch<M> {
    chunk: Chunk<M>,
    /// Whether to look into the queue once nothing is left of the chunk: the actor was poked.
    is_poked: bool,
}

impl<M> QueueEnd<M> {
    pub(crate) fn new(
        actor: std::sync::Arc<PooledActor<M>>,
        in_flight: Option<std::sync::Arc<InFlight>>,
    ) -> Self {
        let batch = LocalBatch { chunk: Chunk::new(), is_poked: false };
        QueueEnd { actor, in_flight, batch: AssertUnwindSafe(RefCell::new(batch)) }
    }

    /// Adds an envelope to the end of the batch: it is handled before what is queued.
    pub(crate) fn take_in(&self, envelope: Envelope<M>) {
        debug_assert!(self.in_flight.is_none(), "the envelope's place would not be counted");
        self.batch.borrow_mut().chunk.push(envelope);
    }

    /// Takes a chunk of what is queued, if nothing is left of the last one. Returns how many envelopes the batch has
    /// then. If the actor was `poked`, the loop looks into the queue after these.
    #[inline]
    pub(crate) fn take_over(&self, queued: Option<&mut Backlog<M>>, poked: bool) -> usize {
        let mut batch = self.batch.borrow_mut();
        if let (Some(queued), true) = (queued, batch.chunk.is_empty()) {
            queued.take_chunk(&mut batch.chunk);
        }
        batch.is_poked |= poked;
        batch.chunk.len()
    }

    /// Whether nothing is left of the batch.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.batch.borrow().chunk.is_empty()
    }

    #[inline]
    fn next(&self, batch: &mut LocalBatch<M>) -> Option<Envelope<M>> {
        let next = batch.chunk.pop();
        if let Some(in_flight) = &self.in_flight {
            in_flight.set(batch.chunk.len());
        }
        next
    }

    fn poll(&self) -> Result<Envelope<M>, RecvTimeoutError> {
        let mut batch = self.batch.borrow_mut();
        match self.next(&mut batch) {
            Some(envelope) => Ok(envelope),
            None => self.poll_queue(&mut batch),
        }
    }

    #[inline]
    fn poll_taken(&self) -> Result<Envelope<M>, RecvTimeoutError> {
        let mut batch = self.batch.borrow_mut();
        if let Some(envelope) = self.next(&mut batch) {
            return Ok(envelope);
        }
        if batch.is_poked { self.poll_queue(&mut batch) } else { Err(RecvTimeoutError::Timeout) }
    }

    /// Looks into the queue. Called when nothing is left of the batch.
    fn poll_queue(&self, batch: &mut LocalBatch<M>) -> Result<Envelope<M>, RecvTimeoutError> {
        if let Err(error) = self.actor.queue().take_chunk(&mut batch.chunk) {
            // Not cleared before the queue is empty: the poke may announce that the last handle is gone, and that end
            // comes after every message.
            batch.is_poked = false;
            return Err(error);
        }
        self.next(batch).ok_or(RecvTimeoutError::Timeout)
    }

    /// Whether a thread that releases the actor now leaves something in the batch to the next thread that runs it.
    #[inline]
    fn has_more(&self) -> bool {
        let batch = self.batch.borrow();
        !batch.chunk.is_empty() || batch.is_poked
    }
}

impl<M> Receiver<M> {
    /// The receiving end of the channel of this actor.
    pub(crate) fn of_channel(channel: mpsc::Receiver<Envelope<M>>, control: &Control) -> Self {
        match control.home().mailbox(control.id().number()) {
            None => Receiver::Channel(channel),
            Some(mailbox) => Receiver::Simulated(channel, mailbox),
        }
    }

    #[inline]
    pub(crate) fn recv(&self) -> Result<Envelope<M>, RecvError> {
        match self {
            Receiver::Channel(channel) => channel.recv(),
            Receiver::Simulated(channel, mailbox) => {
                receive_simulated(channel, mailbox, None).map_err(|_| RecvError)
            }
            Receiver::Queue(..) => unreachable!("a pooled actor never waits"),
        }
    }

    pub(crate) fn recv_timeout(&self, duration: Duration) -> Result<Envelope<M>, RecvTimeoutError> {
        match self {
            Receiver::Channel(channel) => channel.recv_timeout(duration),
            Receiver::Simulated(channel, mailbox) => {
                receive_simulated(channel, mailbox, Some(duration))
            }
            Receiver::Queue(..) => self.poll(),
        }
    }

    /// Takes an envelope if there is one. It does not call `try_recv`: a second way into the channel keeps std's
    /// receive from being inlined into the first, which costs every message a fifth of its instructions.
    pub(crate) fn poll(&self) -> Result<Envelope<M>, RecvTimeoutError> {
        match self {
            Receiver::Channel(channel) | Receiver::Simulated(channel, _) => {
                channel.recv_timeout(Duration::ZERO)
            }
            Receiver::Queue(end) => end.poll(),
        }
    }

    /// As `poll`, for a pooled actor that waits for nothing but envelopes. Unless the actor was poked, it looks only at
    /// the batch; the release of the actor sees what has come since.
    pub(crate) fn poll_taken(&self) -> Result<Envelope<M>, RecvTimeoutError> {
        match self {
            Receiver::Channel(_) | Receiver::Simulated(..) => self.poll(),
            Receiver::Queue(end) => end.poll_taken(),
        }
    }

    pub(crate) fn queue(&self) -> Option<&QueueEnd<M>> {
        match self {
            Receiver::Channel(_) | Receiver::Simulated(..) => None,
            Receiver::Queue(end) => Some(end),
        }
    }

    /// Whether there is more to look at than what is queued: the rest of a batch, or a poke.
    pub(crate) fn has_more(&self) -> bool {
        match self {
            Receiver::Channel(_) | Receiver::Simulated(..) => false,
            Receiver::Queue(end) => end.has_more(),
        }
    }

    /// Refuses envelopes from now on. A channel of std's does so when its receiver is dropped.
    pub(crate) fn close(&self) {
        match self {
            Receiver::Channel(_) | Receiver::Simulated(..) => {}
            Receiver::Queue(end) => end.actor.queue().close(),
        }
    }
}

#[cold]
#[inline(never)]
fn receive_simulated<M>(
    channel: &mpsc::Receiver<Envelope<M>>,
    mailbox: &SimulatedMailbox,
    duration: Option<Duration>,
) -> Result<Envelope<M>, RecvTimeoutError> {
    mailbox.receive(duration, || channel.recv_timeout(Duration::ZERO))
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
        let members = executor.members();
        QueueEnd::new(std::sync::Arc::new(PooledActor::new(control, members, None)), None)
    }

    fn taken(end: &QueueEnd<u64>) -> Vec<u64> {
        iter::from_fn(|| end.poll_taken().ok()?.open()).collect()
    }

    #[test]
    fn an_envelope_that_is_taken_in_stands_behind_the_batch_and_before_the_queue() {
        let end = end();
        end.take_in(Envelope::message(1));
        end.take_in(Envelope::message(2));
        let mut queued = Backlog::new();
        queued.push(Envelope::message(5));
        end.take_over(Some(&mut queued), false);
        assert_eq!(queued.len(), 1, "the chunk is not through");
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
