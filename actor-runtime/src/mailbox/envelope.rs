//! What travels through a channel, messages and the runtime's own signals, and what is handed back of it.

use std::mem;

use crate::{
    CallError, SendError,
    memory::packed::{Message, Packed},
    panics,
    reply::dropped,
    spans::Origin,
};

/// A message that the mailbox has not accepted, and why.
pub(crate) struct Refused<M> {
    pub(crate) reason: CallError,
    pub(crate) envelope: Envelope<M>,
}

impl<M> Refused<M> {
    /// The reason alone. The message is taken out of its `Queued` and dropped: the mailbox never accepted it, so it
    /// is not counted among the queued messages that this thread drops.
    pub(crate) fn without_message(self) -> CallError {
        drop(self.envelope.into_message());
        self.reason
    }

    /// Drops the message and returns the reason. An ask in the message fails with it. A panic of the drop is contained,
    /// unlike that of [`without_message`](Refused::without_message).
    pub(crate) fn give_up(self) -> CallError {
        let Refused { reason, envelope } = self;
        dropped::with_reason(reason.clone(), || drop(envelope));
        reason
    }
}

impl<M: Message> SendError<M> {
    /// Makes the error of a message that the mailbox handed back.
    pub(crate) fn of(refused: Refused<Packed<M>>) -> Self {
        SendError::new(refused.reason, refused.envelope.into_message().into_box())
    }
}

/// One entry of the channel. For a message enum of several variants, it is no larger than the message: the signals live
/// in the niche of the enum's tag. The signals hold nothing, so that a message of two words goes through the channel in
/// registers. A signal that held a pointer would send every message through memory, written by halves and read as a
/// whole. The processor stalls on that, which costs a third of a tell.
pub(crate) enum Envelope<M> {
    Message(Queued<M>),
    /// The mark of a flush, or of a message that a source has sent: when the loop takes it, it looks at the next of the
    /// [marks](crate::lifecycle::flushes).
    Flush,
    /// A nudge: makes a waiting loop look at its gate and its urgent messages.
    Wake,
}

impl<M> Envelope<M> {
    pub(crate) fn message(message: M) -> Self {
        Envelope::Message(Queued::new(message))
    }

    /// The message, if this is a message.
    pub(crate) fn open(self) -> Option<M> {
        match self {
            Envelope::Message(queued) => queued.open(),
            Envelope::Flush | Envelope::Wake => None,
        }
    }

    /// The message, if this is one, for the handler that this thread calls next.
    pub(crate) fn hand_over(self) -> Option<M> {
        match self {
            Envelope::Message(mut queued) => queued.hand_over(),
            Envelope::Flush | Envelope::Wake => None,
        }
    }

    /// The message, to hand it back: the mailbox has not accepted it.
    pub(crate) fn into_message(self) -> M {
        self.open().expect("only a message is handed back, and before it is opened")
    }
}

/// A message that is queued, or on its way there. Dropped with its message, it counts the message for the
/// [scope](dropped::with_reason) that drops it, and contains a panic of the message's drop. std drops what a closing
/// channel still holds, out of the runtime's sight, and leaks the rest if one drop panics.
pub(crate) struct Queued<M> {
    message: Option<M>,
    origin: Origin,
}

impl<M> Queued<M> {
    pub(crate) fn new(message: M) -> Self {
        Queued { message: Some(message), origin: Origin::now() }
    }

    /// Takes the message out, to handle it or to hand it back. `None` only if [`take`](Queued::take) has taken it
    /// before. The result stays an `Option`, because a check here would be one more for every message.
    #[inline]
    pub(crate) fn open(mut self) -> Option<M> {
        let message = self.take();
        self.origin.forget();
        // Nothing is left to drop, but the compiler does not see that.
        mem::forget(self);
        message
    }

    /// Takes the message out in place, where a move of a large `Queued` would cost too much.
    #[inline]
    pub(crate) fn take(&mut self) -> Option<M> {
        self.message.take()
    }

    /// As [`take`](Queued::take), for the handler that this thread calls next.
    #[inline]
    pub(crate) fn hand_over(&mut self) -> Option<M> {
        self.origin.arrive();
        self.take()
    }
}

impl<M> Drop for Queued<M> {
    #[inline]
    fn drop(&mut self) {
        if let Some(message) = self.message.take() {
            drop_undelivered(message);
        }
    }
}

/// Counts a queued message that is dropped, and contains a panic of its drop. Kept out of `Queued::drop`, which would
/// otherwise be inlined with all this wherever a `Queued` is opened.
#[cold]
#[inline(never)]
fn drop_undelivered<M>(message: M) {
    dropped::count_queued();
    let _ = panics::catch(|| drop(message));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ReplySender;

    /// Sixteen bytes, several variants: what most message enums look like.
    #[expect(dead_code, reason = "only its size counts")]
    enum Message {
        Add(u64),
        Total(ReplySender<u64>),
    }

    // With 24 bytes instead of 16, a tell costs half as much again.
    const _: () = assert!(size_of::<Message>() == 16);
    const _: () = assert!(size_of::<Envelope<Message>>() == 16 + size_of::<Origin>());
}
