//! Where the loop takes its envelopes from: the other end of what the handles put them into.

use std::time::Duration;

use crate::{
    envelope::Envelope,
    sys::mpsc::{Receiver, RecvTimeoutError},
};
#[cfg(feature = "pool")]
use {
    crate::{
        pool::{Queue, TakeError},
        sys::Arc,
    },
    std::{
        cell::{Cell, RefCell},
        collections::VecDeque,
    },
};

pub(crate) enum Receiving<M> {
    Channel(Receiver<Envelope<M>>),
    /// That of a pooled actor. It never waits.
    #[cfg(feature = "pool")]
    Queue(QueueEnd<M>),
}

/// Where a pooled actor's envelopes are taken from.
#[cfg(feature = "pool")]
pub(crate) struct QueueEnd<M> {
    queue: Arc<Queue<M>>,
    /// What has been taken from it already.
    batch: RefCell<VecDeque<Envelope<M>>>,
    /// Whether the actor has been let go of, since nothing was left.
    is_released: Cell<bool>,
}

#[cfg(feature = "pool")]
impl<M> QueueEnd<M> {
    pub(crate) fn new(queue: Arc<Queue<M>>) -> Self {
        QueueEnd { queue, batch: RefCell::default(), is_released: Cell::new(false) }
    }

    /// Claims the actor for a worker that has come to its entry.
    pub(crate) fn begin(&self) -> bool {
        self.queue.begin_and_take(&mut self.batch.borrow_mut())
    }

    /// Has an envelope handled after what has been taken, and before what is queued.
    pub(crate) fn take_in(&self, envelope: Envelope<M>) {
        self.batch.borrow_mut().push_back(envelope);
    }

    /// Whether it has let go of the actor; says so once.
    pub(crate) fn is_released(&self) -> bool {
        self.is_released.take()
    }

    fn poll_or_release(&self) -> Result<Envelope<M>, RecvTimeoutError> {
        self.queue.take_or_release(&mut self.batch.borrow_mut()).map_err(|error| match error {
            TakeError::Disconnected => RecvTimeoutError::Disconnected,
            TakeError::Poked => RecvTimeoutError::Timeout,
            TakeError::Released => {
                self.is_released.set(true);
                RecvTimeoutError::Timeout
            }
        })
    }
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
            Receiving::Queue(end) => end.queue.take(&mut end.batch.borrow_mut()),
        }
    }

    /// The same for a pooled actor that waits for nothing but envelopes: lets go of it if there are
    /// none.
    #[cfg(feature = "pool")]
    pub(crate) fn poll_or_release(&self) -> Result<Envelope<M>, RecvTimeoutError> {
        match self {
            Receiving::Channel(_) => self.poll(),
            Receiving::Queue(end) => end.poll_or_release(),
        }
    }

    #[cfg(feature = "pool")]
    pub(crate) fn queue(&self) -> Option<&QueueEnd<M>> {
        match self {
            Receiving::Channel(_) => None,
            Receiving::Queue(end) => Some(end),
        }
    }

    /// Whether it has taken envelopes that it has not given out yet.
    #[cfg(feature = "pool")]
    pub(crate) fn has_taken(&self) -> bool {
        match self {
            Receiving::Channel(_) => false,
            Receiving::Queue(end) => !end.batch.borrow().is_empty(),
        }
    }

    /// Refuses envelopes from now on, where that is not for the drop to do.
    pub(crate) fn close(&self) {
        match self {
            Receiving::Channel(_) => {}
            #[cfg(feature = "pool")]
            Receiving::Queue(end) => end.queue.close(),
        }
    }
}
