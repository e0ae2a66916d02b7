//! The sending end of an actor's channel, which the handles put envelopes into.

use crate::{
    mailbox::{channel::pooled::sender::PoolSender, envelope::Envelope, line::WaitingLine},
    scheduler::job::JobRef,
    sys::{
        Arc,
        mpsc::{self, TrySendError},
    },
};

/// What comes of a put. A put tries the channel once, and never waits: it hands the envelope back if there is no room,
/// or the receiver is gone.
pub(crate) type Put<M> = Result<(), TrySendError<Envelope<M>>>;

pub(crate) enum Sender<M> {
    Unbounded(mpsc::Sender<Envelope<M>>),
    Bounded(mpsc::SyncSender<Envelope<M>>, Arc<WaitingLine<M>>),
    /// The queue of a pooled actor, bounded or not.
    Pooled(PoolSender<M>),
}

impl<M> Sender<M> {
    #[inline]
    pub(crate) fn put(&self, envelope: Envelope<M>) -> Put<M> {
        match self {
            Sender::Unbounded(channel) => put_unbounded(channel, envelope),
            Sender::Bounded(channel, _) => channel.try_send(envelope),
            Sender::Pooled(pooled) => pooled.put(envelope),
        }
    }

    /// The line in which senders wait for room, if the channel is bounded.
    pub(crate) fn line(&self) -> Option<&Arc<WaitingLine<M>>> {
        match self {
            Sender::Unbounded(_) => None,
            Sender::Bounded(_, line) => Some(line),
            Sender::Pooled(pooled) => pooled.line(),
        }
    }

    /// The actor as a job of its pool, if it is a pooled actor.
    #[inline]
    pub(crate) fn job(&self) -> Option<&JobRef> {
        match self {
            Sender::Unbounded(_) | Sender::Bounded(..) => None,
            Sender::Pooled(pooled) => Some(pooled.job()),
        }
    }
}

/// Puts an envelope into a channel that is never full.
#[inline]
pub(crate) fn put_unbounded<M>(
    channel: &mpsc::Sender<Envelope<M>>,
    envelope: Envelope<M>,
) -> Put<M> {
    channel.send(envelope).map_err(|error| TrySendError::Disconnected(error.0))
}
