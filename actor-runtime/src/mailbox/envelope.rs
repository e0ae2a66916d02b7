//! What travels through the channel: messages and the runtime's own signals.

use std::mem;

use crate::{
    CallError, ReplySender, SendError,
    memory::packed::{Message, Packed},
    panics,
    reply::dropped,
};

/// What is sent, and handed back if it is not accepted.
pub(crate) enum Outgoing<M> {
    Message(Queued<M>),
    /// Answered when its turn comes: all that came before has been handled.
    Flush(ReplySender<()>),
}

impl<M> Outgoing<M> {
    pub(crate) fn message(message: M) -> Self {
        Outgoing::Message(Queued(Some(message)))
    }

    /// The message, handed back to whoever sent one.
    pub(crate) fn into_message(self) -> M {
        match self {
            Outgoing::Message(queued) => queued.into_message(),
            Outgoing::Flush(_) => unreachable!("whoever flushes wants no message back"),
        }
    }
}

impl<M: Message> SendError<M> {
    /// Of what the mailbox handed back.
    pub(crate) fn of((reason, outgoing): (CallError, Outgoing<Packed<M>>)) -> Self {
        SendError::new(reason, outgoing.into_message().into_box())
    }
}

/// One entry of the channel. For a message enum of several variants it is no larger than the
/// message: the signals live in the niche of its tag. They hold nothing, so that a message of two words
/// goes through the channel in registers. One that held a pointer would have every message go through
/// memory, written by halves and read as a whole, which the processor waits for: a third of a tell.
pub(crate) enum Envelope<M> {
    Message(Queued<M>),
    /// The turn of the next of the [flushes](crate::lifecycle::flushes) has come.
    Flush,
    /// Makes a waiting loop look at what it was asked to do.
    Wake,
}

impl<M> Envelope<M> {
    pub(crate) fn message(message: M) -> Self {
        Envelope::Message(Queued(Some(message)))
    }

    /// The message, if it is one.
    pub(crate) fn open(self) -> Option<M> {
        match self {
            Envelope::Message(queued) => queued.open(),
            Envelope::Flush | Envelope::Wake => None,
        }
    }

    /// The queued that was to be put into the channel.
    pub(crate) fn into_queued(self) -> Queued<M> {
        match self {
            Envelope::Message(queued) => queued,
            Envelope::Flush | Envelope::Wake => unreachable!("a signal is not handed back"),
        }
    }
}

/// A queued message. std drops what a closing channel still holds, and leaks the rest if one drop
/// panics: so a message dropped in its queued is counted, and its panic contained.
pub(crate) struct Queued<M>(Option<M>);

impl<M> Queued<M> {
    /// Takes the message out, to handle it or to hand it back. There always is one, unless
    /// [`take`](Queued::take) has taken it. Left an `Option` because a check for it would be one more for
    /// every message.
    #[inline]
    pub(crate) fn open(mut self) -> Option<M> {
        let message = self.take();
        // Nothing is left to drop, which the compiler does not see through.
        mem::forget(self);
        message
    }

    /// Takes the message out of a queued that lies where a large one had better not be moved.
    #[inline]
    pub(crate) fn take(&mut self) -> Option<M> {
        self.0.take()
    }

    /// Hands a message back that was not accepted.
    pub(crate) fn into_message(self) -> M {
        self.open().expect("a queued holds a message until it is opened")
    }
}

impl<M> Drop for Queued<M> {
    #[inline]
    fn drop(&mut self) {
        if let Some(message) = self.0.take() {
            throw_away(message);
        }
    }
}

/// Apart from the drop, which would otherwise be inlined with all this where a queued has been opened.
#[cold]
#[inline(never)]
fn throw_away<M>(message: M) {
    dropped::count_queued();
    let _ = panics::catch(|| drop(message));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sixteen bytes, several variants: what most message enums look like.
    #[expect(dead_code, reason = "only its size counts")]
    enum Message {
        Add(u64),
        Total(ReplySender<u64>),
    }

    // 24 bytes instead of 16 would make a tell half as dear again.
    const _: () = assert!(size_of::<Message>() == 16);
    const _: () = assert!(size_of::<Envelope<Message>>() == 16);
}
