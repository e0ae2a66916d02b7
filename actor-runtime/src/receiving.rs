//! Where the loop takes its envelopes from: the other end of what the handles put them into.

use std::time::Duration;

use crate::{
    envelope::Envelope,
    sys::mpsc::{Receiver, RecvTimeoutError},
};
#[cfg(feature = "pool")]
use {
    crate::{pool::Queue, sys::Arc},
    std::{cell::RefCell, collections::VecDeque},
};

pub(crate) enum Receiving<M> {
    Channel(Receiver<Envelope<M>>),
    /// That of a pooled actor, and what has been taken from it already. It never waits.
    #[cfg(feature = "pool")]
    Queue(Arc<Queue<M>>, RefCell<VecDeque<Envelope<M>>>),
}

impl<M> Receiving<M> {
    #[inline]
    pub(crate) fn recv(&self) -> Result<Envelope<M>, RecvTimeoutError> {
        match self {
            Receiving::Channel(channel) => {
                channel.recv().map_err(|_| RecvTimeoutError::Disconnected)
            }
            #[cfg(feature = "pool")]
            Receiving::Queue(..) => self.poll(),
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
            Receiving::Queue(queue, batch) => queue.take(&mut batch.borrow_mut()),
        }
    }

    /// Whether it has taken envelopes that it has not given out yet.
    #[cfg(feature = "pool")]
    pub(crate) fn has_taken(&self) -> bool {
        match self {
            Receiving::Channel(_) => false,
            Receiving::Queue(_, batch) => !batch.borrow().is_empty(),
        }
    }

    /// Refuses envelopes from now on, where that is not for the drop to do.
    pub(crate) fn close(&self) {
        match self {
            Receiving::Channel(_) => {}
            #[cfg(feature = "pool")]
            Receiving::Queue(queue, _) => queue.close(),
        }
    }
}
