//! The sending side of a mailbox: what every handle wraps.

use std::{fmt, time::Duration};

use crate::{
    CallError, Overflow, Reply, ReplySender, SendError, SendFuture,
    lifecycle::{control::Control, current},
    mailbox::{
        channel::pooled::{direct_call::DirectCall, sender::PoolSender},
        envelope::{Envelope, Outgoing},
        line::{Admission, Listener, Refused, Waiter, WaitingLine},
        shared::{Channel, Shared, map_refused, put_unbounded},
    },
    memory::packed::{Message, Packed, is_large},
    reply::{self, RouseOnDrop, dropped, slot::Slot},
    scheduler::job::Claim,
    sys::{Arc, Instant, atomic::Ordering::Relaxed, mpsc::TrySendError},
    wait::graph::Awaited,
};

/// What becomes of a message for which a bounded mailbox has no room.
#[derive(Clone, Copy)]
enum OnFull {
    /// The calling thread waits.
    Block,
    /// The message waits, the thread goes on.
    StandInLine,
    /// The calling thread waits, but no longer than this.
    BlockFor(Duration),
    Refuse,
    Drop,
}

/// What a send that did not fail has come to: the message is in; or, of an ask, it stands in line, and this
/// slot tells when it is let in.
type Entry = Option<Arc<Slot<()>>>;

/// Where a outgoing has come to; or why it was refused, with the outgoing.
type Posted<M> = Result<Entry, Refused<M>>;

/// Why a outgoing is not in the channel.
enum Obstacle<'a, M> {
    Closed,
    Full(&'a WaitingLine<M>),
}

/// A outgoing that is not in the channel, and why.
type NotPut<'a, M> = (Obstacle<'a, M>, Outgoing<M>);

/// The reason alone. The message is dropped out of its queued: nobody accepted it, and so it is none that
/// this thread throws away.
fn without_message<M>((reason, outgoing): Refused<M>) -> CallError {
    drop(outgoing.into_message());
    reason
}

/// The sending side of a mailbox: a handle without the names of its messages.
#[doc(hidden)]
pub struct Mailbox<M: Message>(Arc<Shared<Packed<M>>>);

impl<M: Message> Mailbox<M> {
    pub(crate) fn new(sending: Arc<Shared<Packed<M>>>) -> Self {
        Mailbox(sending)
    }

    pub(crate) fn shared(&self) -> &Arc<Shared<Packed<M>>> {
        &self.0
    }

    pub(crate) fn control(&self) -> &Arc<Control> {
        &self.0.control
    }

    /// Sends a message whose handler answers nothing.
    #[inline]
    pub fn tell(&self, message: M) -> Result<(), CallError> {
        self.send_or(message, without_message)
    }

    /// Sends a message that overtakes what is queued, and whose handler answers nothing.
    pub fn tell_urgently(&self, message: M) -> Result<(), CallError> {
        self.post_urgently(message).map(drop).map_err(without_message)
    }

    pub(crate) fn send_urgently(&self, message: M) -> Result<(), SendError<M>> {
        self.post_urgently(message).map(drop).map_err(SendError::of)
    }

    #[inline]
    pub(crate) fn send(&self, message: M) -> Result<(), SendError<M>> {
        self.send_or(message, SendError::of)
    }

    /// Sends a message, or makes the error of what was refused.
    #[inline]
    fn send_or<E>(&self, message: M, error: impl FnOnce(Refused<Packed<M>>) -> E) -> Result<(), E> {
        let Shared { channel, control, .. } = &*self.0;
        // A large message is in its box before the ways part: an unoptimized build has room for it once per way.
        let message = Packed::new(message);
        let envelope = || Envelope::message(message);
        // Each way makes its own envelope, and looks at its own result. One envelope for all of them is copied
        // once more where it is large; one look at all results has them put together in memory first, six
        // instructions of a tell.
        match channel {
            Channel::Unbounded(channel) if control.is_fast_path() => {
                match put_unbounded(channel, envelope()) {
                    Ok(()) => Ok(()),
                    Err(refused) => self.handle_refused_send(refused, error),
                }
            }
            Channel::Bounded(channel, line) if self.is_fast_path(Some(line)) => {
                match channel.try_send(envelope()) {
                    Ok(()) => Ok(()),
                    Err(refused) => self.handle_refused_send(refused, error),
                }
            }
            Channel::Pooled(pooled) if self.is_fast_path(pooled.line()) => {
                match pooled.put(envelope()) {
                    Ok(()) => Ok(()),
                    Err(refused) => self.handle_refused_send(refused, error),
                }
            }
            _ => self.send_slowly(envelope(), error),
        }
    }

    // Apart from what is inlined, as are these two's drops of what only an ask gets back, and their room for a
    // message that is refused.
    #[inline(never)]
    fn send_slowly<E>(
        &self,
        envelope: Envelope<Packed<M>>,
        error: impl FnOnce(Refused<Packed<M>>) -> E,
    ) -> Result<(), E> {
        self.post_envelope(envelope, self.on_full()).map(drop).map_err(error)
    }

    #[cold]
    #[inline(never)]
    fn handle_refused_send<E>(
        &self,
        refused: TrySendError<Envelope<Packed<M>>>,
        error: impl FnOnce(Refused<Packed<M>>) -> E,
    ) -> Result<(), E> {
        self.handle_refused_post(refused, self.on_full()).map(drop).map_err(error)
    }

    /// Whoever finds others waiting waits behind them: they may be its own earlier messages.
    fn has_line(&self) -> bool {
        self.0.channel.line().is_some_and(|line| !line.is_empty())
    }

    /// Whether a send may go straight to the channel: it is open, nobody counts messages or places, and
    /// nobody stands in line.
    #[inline]
    fn is_fast_path(&self, line: Option<&Arc<WaitingLine<Packed<M>>>>) -> bool {
        let has_plain_places = line.is_none_or(|line| line.is_empty() && self.0.urgent.is_none());
        has_plain_places && self.0.control.is_fast_path()
    }

    /// Goes on with a message that found no room in the channel, or no receiver.
    #[cold]
    fn handle_refused_post(
        &self,
        error: TrySendError<Envelope<Packed<M>>>,
        on_full: OnFull,
    ) -> Posted<Packed<M>> {
        let error = map_refused(error, |envelope| Outgoing::Message(envelope.into_queued()));
        let (obstacle, outgoing) = self.obstacle(error);
        self.handle_refused(obstacle, outgoing, on_full)
    }

    /// Sends a message without ever blocking the thread: where it would, the future waits.
    pub(crate) fn send_async(&self, message: M) -> SendFuture<M> {
        let (full, outgoing) = match self.put(Outgoing::message(Packed::new(message))) {
            Ok(()) => return SendFuture::decided(Ok(())),
            Err(obstacle) => obstacle,
        };
        let admission = match (full, self.on_full()) {
            (Obstacle::Full(line), OnFull::Block) => match self.stand_in_line(line, outgoing) {
                Ok(admitted) => return SendFuture::waiting(admitted),
                Err(refused) => Err(refused),
            },
            (Obstacle::Full(line), on_full) => self.overflow(line, outgoing, on_full).map(drop),
            (Obstacle::Closed, _) => Err((self.0.control.refusal(), outgoing)),
        };
        SendFuture::decided(admission.map_err(SendError::of))
    }

    fn on_full(&self) -> OnFull {
        match self.0.control.overflow {
            Overflow::Block => OnFull::Block,
            Overflow::Reject => OnFull::Refuse,
            Overflow::DropNewest => OnFull::Drop,
        }
    }

    pub(crate) fn try_send(&self, message: M) -> Result<(), SendError<M>> {
        self.post_message(message, OnFull::Refuse).map(drop).map_err(SendError::of)
    }

    pub(crate) fn send_timeout(&self, message: M, patience: Duration) -> Result<(), SendError<M>> {
        let on_full = match self.on_full() {
            OnFull::Block => OnFull::BlockFor(patience),
            on_full => on_full,
        };
        self.post_message(message, on_full).map(drop).map_err(SendError::of)
    }

    /// Sends a message with a reply in it and goes on: the message waits for room on its own.
    pub fn request<T>(&self, message: impl FnOnce(ReplySender<T>) -> M) -> Reply<T> {
        let (sender, reply) = self.slot();
        let posted = self.post_message(message(sender), self.on_full_for_an_ask());
        self.sent(reply, posted)
    }

    fn on_full_for_an_ask(&self) -> OnFull {
        match self.0.control.overflow {
            Overflow::Block => OnFull::StandInLine,
            Overflow::Reject | Overflow::DropNewest => OnFull::Refuse,
        }
    }

    /// Sends a message with a reply in it that overtakes what is queued.
    pub fn request_urgently<T>(&self, message: impl FnOnce(ReplySender<T>) -> M) -> Reply<T> {
        let (sender, reply) = self.slot();
        let posted = self.post_urgently(message(sender));
        self.sent(reply, posted)
    }

    /// The reply to what was sent, which fails with the reason if that was refused.
    fn sent<T>(&self, mut reply: Reply<T>, posted: Posted<Packed<M>>) -> Reply<T> {
        match posted {
            Ok(None) => {}
            Ok(Some(admitted)) => reply.stands_in_line(Some(admitted), self.rouse()),
            Err((reason, outgoing)) => {
                reply.refuse(reason);
                drop(outgoing.into_message());
            }
        }
        reply
    }

    /// Sends a message with a reply in it and waits for the answer, within the actor's deadline.
    pub fn ask<T, F>(&self, message: F) -> Result<T, CallError>
    where
        F: FnOnce(ReplySender<T>) -> M,
    {
        self.expect_other_thread()?;
        if is_large::<F>() || is_large::<T>() {
            return self.ask_large(message);
        }
        let control = &self.0.control;
        match (&self.0.channel, control.timeout) {
            (Channel::Unbounded(channel), None) if control.is_fast_path() => {
                self.ask_plainly(message, |envelope, _| put_unbounded(channel, envelope))
            }
            (Channel::Pooled(pooled), None) => self.ask_pooled(pooled, message),
            _ => self.wait(self.request(message)),
        }
    }

    /// Asks with a large message or answer. Not inlined, so that `ask`'s frame has no room for either.
    #[inline(never)]
    fn ask_large<T>(&self, message: impl FnOnce(ReplySender<T>) -> M) -> Result<T, CallError> {
        self.wait(self.request(message))
    }

    /// The short way, for a caller that does nothing but wait and a mailbox that is never full.
    fn ask_plainly<T>(
        &self,
        message: impl FnOnce(ReplySender<T>) -> M,
        put: impl FnOnce(
            Envelope<Packed<M>>,
            &Arc<Slot<T>>,
        ) -> Result<(), TrySendError<Envelope<Packed<M>>>>,
    ) -> Result<T, CallError> {
        let (sender, slot) = reply::bare_slot(Some(self.0.control.id()));
        if let Err(error) = put(Envelope::message(Packed::new(message(sender))), &slot) {
            self.refuse_ask(&slot, error);
        }
        let giver = match &self.0.channel {
            Channel::Pooled(pooled) => Some(pooled.job()),
            _ => None,
        };
        Slot::wait(slot, giver)
    }

    #[cold]
    fn refuse_ask<T>(&self, slot: &Slot<T>, error: TrySendError<Envelope<Packed<M>>>) {
        slot.fail(self.0.control.refusal());
        let (TrySendError::Full(envelope) | TrySendError::Disconnected(envelope)) = error;
        // Out of its queued: it was accepted by nobody, and so is none that this thread throws away.
        drop(envelope.into_queued().into_message());
    }

    /// The actor, if its state is an `A` and this thread may call a handler on it at once.
    #[inline]
    pub fn claim_for_call<A: 'static>(&self) -> Option<DirectCall<'_, M, A>> {
        let Shared { channel: Channel::Pooled(pooled), control, .. } = &*self.0 else {
            return None;
        };
        // Who waits under a deadline runs nobody.
        if control.timeout.is_some() {
            return None;
        }
        DirectCall::of(pooled).inspect(|_| control.accept())
    }

    /// Has this thread run the actor for the answer, if nobody else does.
    fn ask_pooled<T>(
        &self,
        pooled: &PoolSender<Packed<M>>,
        message: impl FnOnce(ReplySender<T>) -> M,
    ) -> Result<T, CallError> {
        let control = &self.0.control;
        if pooled.line().is_some() || !control.is_fast_path() {
            return self.ask_pooled_slowly(pooled, message);
        }
        self.ask_plainly(message, |envelope, slot| {
            pooled.put_and_run(envelope, &|| Slot::has_arrived(slot))
        })
    }

    /// The same where there may be no room, or senders count.
    fn ask_pooled_slowly<T>(
        &self,
        pooled: &PoolSender<Packed<M>>,
        message: impl FnOnce(ReplySender<T>) -> M,
    ) -> Result<T, CallError> {
        let (sender, reply) = self.slot();
        let outgoing = Outgoing::message(Packed::new(message(sender)));
        let claim = Claim::of(pooled.job());
        match self.put(outgoing) {
            Ok(()) => {
                claim.into_iter().for_each(|claim| claim.run_until(&|| reply.has_arrived()));
                reply.wait()
            }
            Err((obstacle, outgoing)) => {
                // What becomes of it may drop messages, which may wait for the actor.
                drop(claim);
                let posted = self.handle_refused(obstacle, outgoing, self.on_full_for_an_ask());
                self.sent(reply, posted).wait()
            }
        }
    }

    /// Sends a message with a reply in it that overtakes what is queued, and waits for the answer.
    pub fn ask_urgently<T>(
        &self,
        message: impl FnOnce(ReplySender<T>) -> M,
    ) -> Result<T, CallError> {
        self.expect_other_thread()?;
        self.wait(self.request_urgently(message))
    }

    /// Sends a message whose handler gets the reply, and may answer later: this thread never runs
    /// it, since it may wait for this very thread before it answers.
    pub fn ask_deferred<T>(
        &self,
        message: impl FnOnce(ReplySender<T>) -> M,
    ) -> Result<T, CallError> {
        self.expect_other_thread()?;
        self.wait(self.request_deferred(message))
    }

    /// Sends a message whose handler gets the reply and goes on, as [`request`](Mailbox::request).
    pub fn request_deferred<T>(&self, message: impl FnOnce(ReplySender<T>) -> M) -> Reply<T> {
        self.request(message).given_by_others()
    }

    fn wait<T>(&self, mut reply: Reply<T>) -> Result<T, CallError> {
        match self.0.control.timeout {
            None => reply.wait(),
            Some(timeout) => reply.wait_timeout(timeout),
        }
    }

    pub(crate) fn flush(&self) -> Result<(), CallError> {
        self.expect_other_thread()?;
        // This thread runs nobody for it, which would go on to the next message.
        let (sender, reply) = reply::slot(Some(self.0.control.id()));
        match self.post(Outgoing::Flush(sender), OnFull::StandInLine) {
            Ok(_) => reply.wait(),
            // Dropping the outgoing would fail the reply without the reason.
            Err((reason, _parcel)) => Err(reason),
        }
    }

    /// Of an answer that this actor gives.
    fn slot<T>(&self) -> (ReplySender<T>, Reply<T>) {
        if let Channel::Pooled(pooled) = &self.0.channel {
            let (sender, reply) = reply::slot(Some(self.0.control.id()));
            return (sender, reply.given_by(pooled.job()));
        }
        reply::slot(Some(self.0.control.id()))
    }

    /// An actor that waited for its own answer would wait for ever: it need not even ask.
    fn expect_other_thread(&self) -> Result<(), CallError> {
        let control = &self.0.control;
        // A closed one refuses, which says more: its watchers and drops run on its thread, too.
        if current::is_current(control.id()) && control.is_open() {
            current::begin(control.id(), Awaited::Answer)?;
        }
        Ok(())
    }

    fn post_message(&self, message: M, on_full: OnFull) -> Posted<Packed<M>> {
        self.post_envelope(Envelope::message(Packed::new(message)), on_full)
    }

    fn post_envelope(&self, envelope: Envelope<Packed<M>>, on_full: OnFull) -> Posted<Packed<M>> {
        if self.0.control.is_open() && !self.has_line() {
            return match self.0.put_envelope(envelope) {
                Ok(()) => Ok(None),
                Err(error) => self.handle_refused_post(error, on_full),
            };
        }
        self.post(Outgoing::Message(envelope.into_queued()), on_full)
    }

    /// Posts a message that overtakes what is queued, and so cannot find the mailbox full.
    #[inline]
    fn post_urgently(&self, message: M) -> Posted<Packed<M>> {
        let Shared { control, urgent, .. } = &*self.0;
        let envelope = Envelope::message(Packed::new(message));
        match urgent {
            Some(lane) if control.is_open() => match self.0.put_first(lane, envelope) {
                Ok(()) => Ok(None),
                Err(envelope) => {
                    Err((control.refusal(), Outgoing::Message(envelope.into_queued())))
                }
            },
            // Closed, or without a lane there is nothing to overtake by.
            _ => self.post_envelope(envelope, OnFull::Refuse),
        }
    }

    fn post(&self, outgoing: Outgoing<Packed<M>>, on_full: OnFull) -> Posted<Packed<M>> {
        match self.put(outgoing) {
            Ok(()) => Ok(None),
            Err((obstacle, outgoing)) => self.handle_refused(obstacle, outgoing, on_full),
        }
    }

    fn handle_refused(
        &self,
        obstacle: Obstacle<'_, Packed<M>>,
        outgoing: Outgoing<Packed<M>>,
        on_full: OnFull,
    ) -> Posted<Packed<M>> {
        match obstacle {
            Obstacle::Closed => Err((self.0.control.refusal(), outgoing)),
            Obstacle::Full(line) => self.overflow(line, outgoing, on_full),
        }
    }

    fn put(&self, outgoing: Outgoing<Packed<M>>) -> Result<(), NotPut<'_, Packed<M>>> {
        if !self.0.control.is_open() {
            return Err((Obstacle::Closed, outgoing));
        }
        let put = match self.has_line() {
            true => Err(TrySendError::Full(outgoing)),
            false => self.0.put(outgoing),
        };
        put.map_err(|error| self.obstacle(error))
    }

    fn obstacle(&self, error: TrySendError<Outgoing<Packed<M>>>) -> NotPut<'_, Packed<M>> {
        match (error, self.0.channel.line()) {
            (TrySendError::Full(outgoing), Some(line)) => (Obstacle::Full(line), outgoing),
            // An unbounded channel is never full.
            (TrySendError::Full(outgoing) | TrySendError::Disconnected(outgoing), _) => {
                (Obstacle::Closed, outgoing)
            }
        }
    }

    fn overflow(
        &self,
        line: &WaitingLine<Packed<M>>,
        outgoing: Outgoing<Packed<M>>,
        on_full: OnFull,
    ) -> Posted<Packed<M>> {
        let control = &self.0.control;
        if !control.is_open() {
            // The line looks occupied because it has closed, whatever room there is.
            return Err((control.refusal(), outgoing));
        }
        match on_full {
            OnFull::StandInLine => match outgoing {
                Outgoing::Message(_) => {
                    let (listener, admitted) = reply::bare_slot(Some(control.id()));
                    self.join(line, outgoing, Listener::Ask(listener)).map(|()| Some(admitted))
                }
                Outgoing::Flush(_) => self.join(line, outgoing, Listener::Nobody).map(|()| None),
            },
            OnFull::Block => self.wait_in_line(line, outgoing, None).map(|()| None),
            OnFull::BlockFor(patience) => {
                // A deadline past the end of the clock is none.
                let deadline = Instant::now().checked_add(patience);
                self.wait_in_line(line, outgoing, deadline).map(|()| None)
            }
            OnFull::Refuse => {
                control.sends.rejected.fetch_add(1, Relaxed);
                Err((CallError::Full, outgoing))
            }
            OnFull::Drop => {
                control.sends.dropped.fetch_add(1, Relaxed);
                dropped::with_reason(CallError::Full, || drop(outgoing.into_message()));
                Ok(None)
            }
        }
    }

    fn wait_in_line(
        &self,
        line: &WaitingLine<Packed<M>>,
        outgoing: Outgoing<Packed<M>>,
        deadline: Option<Instant>,
    ) -> Admission<Packed<M>> {
        let mut admitted = self.stand_in_line(line, outgoing)?;
        // This thread runs nobody for it: once it is let in, the actor waits for it no longer, but the
        // one that it would run on top has just begun with a message.
        let reason = match admitted.wait_until(deadline) {
            Ok(admission) => return admission,
            // A deadlock, no thread to take this one's place, or the time is up.
            Err(reason) => reason,
        };
        if let Some(outgoing) = line.leave(&admitted) {
            if reason == CallError::TimedOut {
                self.0.control.sends.rejected.fetch_add(1, Relaxed);
            }
            return Err((reason, outgoing));
        }
        match admitted.try_wait() {
            Ok(Some(admission)) => admission,
            _ => unreachable!("a line lets in or sends away whoever stands in it"),
        }
    }

    /// The reply tells when the outgoing is in, or hands it back.
    fn stand_in_line(
        &self,
        line: &WaitingLine<Packed<M>>,
        outgoing: Outgoing<Packed<M>>,
    ) -> Result<Reply<Admission<Packed<M>>>, Refused<Packed<M>>> {
        let (admission, mut admitted) = reply::slot(Some(self.0.control.id()));
        self.join(line, outgoing, Listener::Sender(admission))?;
        if let Some(rouse) = self.rouse() {
            admitted.stands_in_line(None, Some(rouse));
        }
        Ok(admitted)
    }

    /// What rouses the actor once a message that stands in line has been cancelled, if it may pause.
    fn rouse(&self) -> Option<RouseOnDrop> {
        if !self.0.control.may_pause() {
            return None;
        }
        if let Channel::Pooled(pooled) = &self.0.channel {
            let job = std::sync::Arc::clone(pooled.job());
            return Some(RouseOnDrop::new(move || std::sync::Arc::clone(&job).poke()));
        }
        let control = Arc::clone(&self.0.control);
        Some(RouseOnDrop::new(move || control.rouse()))
    }

    fn join(
        &self,
        line: &WaitingLine<Packed<M>>,
        outgoing: Outgoing<Packed<M>>,
        listener: Listener<Packed<M>>,
    ) -> Admission<Packed<M>> {
        line.join(Waiter { outgoing, listener, sending: Arc::clone(&self.0) })
            .map_err(|waiter| (self.0.control.refusal(), waiter.outgoing))
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
