//! The sending side of a mailbox: what every handle wraps, and how it tells and sends.
//
// A message passes three levels on its way from a handle's method to the channel:
//
// | level | functions | what the level adds |
// |---|---|---|
// | method | `send_told`, `send`, …; `ask`, `request`, … in ask.rs | the caller's error or reply |
// | submit | `submit`, `submit_message`, … | applies `OnFull` to a message that is refused (full.rs) |
// | put | `put`, `Shared::put` | tries the channel once, and never waits |

use std::{fmt, time::Duration};

use crate::{
    CallError, Overflow, SendError, SendFuture,
    lifecycle::control::Control,
    mailbox::{
        channel::sender::{Put, Sender, put_unbounded},
        envelope::{Envelope, Refused},
        full::{OnFull, Submitted},
        line::WaitingLine,
        shared::Shared,
        way::Way,
    },
    memory::packed::{Message, Packed},
    sys::{Arc, mpsc::TrySendError},
};

/// The sending side of a mailbox: a handle without the names of its messages.
#[doc(hidden)]
pub struct Mailbox<M: Message>(pub(super) Arc<Shared<Packed<M>>>);

impl<M: Message> Mailbox<M> {
    pub(crate) fn new(shared: Arc<Shared<Packed<M>>>) -> Self {
        Mailbox(shared)
    }

    pub(crate) fn shared(&self) -> &Arc<Shared<Packed<M>>> {
        &self.0
    }

    pub(crate) fn control(&self) -> &Arc<Control> {
        &self.0.control
    }

    /// Sends a message whose handler answers nothing.
    ///
    /// A handle's field is this mailbox, and rustc proposes the field's methods for what a handle lacks: so this one has a
    /// name that nobody types.
    #[inline]
    pub fn send_told<W: Way>(&self, _: W, message: M) -> Result<(), CallError> {
        match W::IS_URGENT {
            true => self.send_told_urgently(message),
            false => self.send_or(message, Refused::without_message),
        }
    }

    /// As `send_told`, for an urgent message. Not inlined with it.
    fn send_told_urgently(&self, message: M) -> Result<(), CallError> {
        self.submit_urgently(message).map(drop).map_err(Refused::without_message)
    }

    pub(crate) fn send_urgently(&self, message: M) -> Result<(), SendError<M>> {
        self.submit_urgently(message).map(drop).map_err(SendError::of)
    }

    #[inline]
    pub(crate) fn send(&self, message: M) -> Result<(), SendError<M>> {
        self.send_or(message, SendError::of)
    }

    /// Sends a message. If it is refused, `error` makes the caller's error of it.
    #[inline]
    fn send_or<E>(&self, message: M, error: impl FnOnce(Refused<Packed<M>>) -> E) -> Result<(), E> {
        let Shared { channel, control, .. } = &*self.0;
        // A large message is boxed before the match: an unoptimized build reserves room for it once per arm.
        let message = Packed::new(message);
        let envelope = || Envelope::message(message);
        // Each arm makes its own envelope and matches its own result. One envelope for all arms would be copied
        // once more where it is large. One match on the results of all arms has them put together in memory
        // first, which is six instructions of a tell.
        match channel {
            Sender::Unbounded(channel) if control.is_fast_path() => {
                match put_unbounded(channel, envelope()) {
                    Ok(()) => Ok(()),
                    Err(refused) => self.handle_refused_send(refused, error),
                }
            }
            Sender::Bounded(channel, line) if self.is_fast_path(Some(line)) => {
                match channel.try_send(envelope()) {
                    Ok(()) => Ok(()),
                    Err(refused) => self.handle_refused_send(refused, error),
                }
            }
            Sender::Pooled(pooled) if self.is_fast_path(pooled.line()) => {
                match pooled.put(envelope()) {
                    Ok(()) => Ok(()),
                    Err(refused) => self.handle_refused_send(refused, error),
                }
            }
            _ => self.send_slowly(envelope(), error),
        }
    }

    // This function and the two below keep two things out of the code that is inlined: the drop of the slot
    // that only an ask gets back, and the stack's room for a refused message.
    #[inline(never)]
    fn send_slowly<E>(
        &self,
        envelope: Envelope<Packed<M>>,
        error: impl FnOnce(Refused<Packed<M>>) -> E,
    ) -> Result<(), E> {
        let Shared { channel, control, .. } = &*self.0;
        // A mailbox that counts, as each of `Workers` does. The envelope has been made before the count: a subscriber that
        // panics over the sender's span must leave no count behind.
        if channel.line().is_none() && control.is_counted_path() {
            control.accept();
            return match channel.put(envelope) {
                Ok(()) => Ok(()),
                Err(refused) => self.handle_refused_counted(refused, error),
            };
        }
        self.submit(envelope, self.on_full()).map(drop).map_err(error)
    }

    #[cold]
    #[inline(never)]
    fn handle_refused_send<E>(
        &self,
        refused: TrySendError<Envelope<Packed<M>>>,
        error: impl FnOnce(Refused<Packed<M>>) -> E,
    ) -> Result<(), E> {
        self.handle_refused(refused, self.on_full()).map(drop).map_err(error)
    }

    /// As `handle_refused_send`, for a message that was counted before it was put.
    #[cold]
    #[inline(never)]
    fn handle_refused_counted<E>(
        &self,
        refused: TrySendError<Envelope<Packed<M>>>,
        error: impl FnOnce(Refused<Packed<M>>) -> E,
    ) -> Result<(), E> {
        self.0.control.uncount_accepted();
        self.handle_refused_send(refused, error)
    }

    /// Whether a send may go straight to the channel: the mailbox is open, neither messages nor places are
    /// counted, and no sender stands in line.
    #[inline]
    fn is_fast_path(&self, line: Option<&Arc<WaitingLine<Packed<M>>>>) -> bool {
        let has_plain_places = line.is_none_or(|line| line.is_empty() && self.0.urgent.is_none());
        has_plain_places && self.0.control.is_fast_path()
    }

    /// Sends a message that need not wait. If it would have to wait for room, hands it back uncounted.
    pub(crate) fn send_without_wait(&self, message: M) -> Result<Result<(), SendError<M>>, M> {
        if self.0.control.overflow != Overflow::Block {
            return Ok(self.send(message));
        }
        match self.put(Envelope::message(Packed::new(message))) {
            Ok(()) => Ok(Ok(())),
            Err(TrySendError::Full(envelope)) => Err(envelope.into_message().unpack()),
            Err(TrySendError::Disconnected(envelope)) => {
                let reason = self.0.control.refusal();
                Ok(Err(SendError::of(Refused { reason, envelope })))
            }
        }
    }

    /// Sends a message without ever blocking the thread: the future waits where the thread would.
    pub(crate) fn send_async(&self, message: M) -> SendFuture<M> {
        let refused = match self.put(Envelope::message(Packed::new(message))) {
            Ok(()) => return SendFuture::decided(Ok(())),
            Err(refused) => refused,
        };
        let sent = match (refused, self.on_full(), self.0.channel.line()) {
            (TrySendError::Full(envelope), OnFull::Block, Some(line)) => {
                match self.stand_in_line(line, envelope) {
                    Ok(admitted) => return SendFuture::waiting(admitted),
                    Err(refused) => Err(refused),
                }
            }
            (refused, on_full, _) => self.handle_refused(refused, on_full).map(drop),
        };
        SendFuture::decided(sent.map_err(SendError::of))
    }

    fn on_full(&self) -> OnFull {
        match self.0.control.overflow {
            Overflow::Block => OnFull::Block,
            Overflow::Reject => OnFull::Refuse,
            Overflow::DropNewest => OnFull::Drop,
        }
    }

    pub(crate) fn try_send(&self, message: M) -> Result<(), SendError<M>> {
        self.submit_message(message, OnFull::Refuse).map(drop).map_err(SendError::of)
    }

    pub(crate) fn send_timeout(&self, message: M, timeout: Duration) -> Result<(), SendError<M>> {
        let on_full = match self.on_full() {
            OnFull::Block => OnFull::BlockFor(timeout),
            on_full => on_full,
        };
        self.submit_message(message, on_full).map(drop).map_err(SendError::of)
    }

    pub(super) fn submit_message(&self, message: M, on_full: OnFull) -> Submitted<Packed<M>> {
        self.submit(Envelope::message(Packed::new(message)), on_full)
    }

    /// Submits an urgent message. It bypasses the queue, so it cannot find it full.
    #[inline]
    pub(super) fn submit_urgently(&self, message: M) -> Submitted<Packed<M>> {
        let Shared { control, urgent, .. } = &*self.0;
        let envelope = Envelope::message(Packed::new(message));
        match urgent {
            Some(lane) if control.is_open() && control.admits("sends to") => {
                match self.0.put_first(lane, envelope) {
                    Ok(()) => {
                        control.after_send();
                        Ok(None)
                    }
                    Err(envelope) => Err(Refused { reason: control.refusal(), envelope }),
                }
            }
            // The mailbox is closed, or has no lane for urgent messages.
            _ => self.submit(envelope, OnFull::Refuse),
        }
    }

    fn submit(&self, envelope: Envelope<Packed<M>>, on_full: OnFull) -> Submitted<Packed<M>> {
        match self.put(envelope) {
            Ok(()) => Ok(None),
            Err(refused) => self.handle_refused(refused, on_full),
        }
    }

    pub(super) fn put(&self, envelope: Envelope<Packed<M>>) -> Put<Packed<M>> {
        self.put_if_open(envelope, |envelope| self.0.put(envelope))
    }

    /// Puts what is to be queued, unless the mailbox is closed or senders stand in line.
    #[inline]
    pub(super) fn put_if_open<T>(
        &self,
        entry: T,
        put: impl FnOnce(T) -> Result<(), TrySendError<T>>,
    ) -> Result<(), TrySendError<T>> {
        let control = &*self.0.control;
        if !control.is_open() || !control.admits("sends to") {
            return Err(TrySendError::Disconnected(entry));
        }
        if self.has_line() || self.pretends_to_be_full() {
            return Err(TrySendError::Full(entry));
        }
        put(entry)?;
        control.after_send();
        Ok(())
    }

    /// Whether a bounded mailbox is to say that it is full, as one of the faults of a simulation.
    #[inline]
    fn pretends_to_be_full(&self) -> bool {
        let control = &*self.0.control;
        control.home().is_simulated()
            && self.0.channel.line().is_some()
            && control.home().pretends_to_be_full(control.id().number())
    }
}

impl<M: Message> Clone for Mailbox<M> {
    fn clone(&self) -> Self {
        Mailbox(Arc::clone(&self.0))
    }
}

impl<M: Message> fmt::Debug for Mailbox<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.control.fmt(f)
    }
}
