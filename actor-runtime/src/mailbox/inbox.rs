//! The receiving side of a mailbox: where an actor's loop takes its messages from.

use std::{collections::VecDeque, fmt, iter, mem, time::Duration};

use crate::{
    Exit, Handle, Weak,
    lifecycle::{control::Control, current},
    mailbox::{
        channel::receiver::{QueueEnd, Receiver},
        end::Undelivered,
        envelope::Envelope,
        lane::Lane,
        line::WaitingLine,
        urgent::UrgentLane,
        yields::UntilEmpty,
    },
    memory::packed::{Carrier, PackedOf},
    spans,
    sys::{
        Arc, Instant,
        mpsc::{RecvTimeoutError, TryRecvError},
    },
};

pub(super) type ReceiverOf<H> = Receiver<PackedOf<H>>;

/// The same error as the type that `try_recv` returns.
fn as_try_recv_error(error: RecvTimeoutError) -> TryRecvError {
    match error {
        RecvTimeoutError::Timeout => TryRecvError::Empty,
        RecvTimeoutError::Disconnected => TryRecvError::Disconnected,
    }
}

/// Takes an urgent envelope if there is one, else an envelope from the channel.
fn urgent_or<M>(
    urgent: &UrgentLane<M>,
    take: impl FnOnce() -> Result<Envelope<M>, RecvTimeoutError>,
) -> Result<Envelope<M>, RecvTimeoutError> {
    if let Some(envelope) = urgent.pop() {
        return Ok(envelope);
    }
    match take() {
        Ok(taken) => Ok(urgent.pop_or(taken)),
        // A sender puts its urgent message into the lane before it lets go of the channel.
        Err(RecvTimeoutError::Disconnected) => urgent.pop().ok_or(RecvTimeoutError::Disconnected),
        Err(RecvTimeoutError::Timeout) => Err(RecvTimeoutError::Timeout),
    }
}

/// The receiving side of a mailbox: what [`channel`](Handle::channel) hands out for tests, fakes
/// and loops of one's own, and what [`run`](crate::Spawn::run) drives an actor with.
///
/// A message counts as handled once it has been received. Dropping the inbox ends the actor that
/// it stood for: what is still queued is undelivered, and each caller that waits for an answer gets an error.
///
/// ```
/// use actor_runtime::prelude::*;
///
/// #[actor]
/// struct Counter { total: u64 }
///
/// #[actor]
/// impl Counter {
///     pub fn total(&self) -> u64 { self.total }
/// }
///
/// let (counter, inbox) = CounterHandle::channel();
/// let fake = std::thread::spawn(move || {
///     for message in inbox.iter() {
///         let CounterMessage::Total { reply } = message;
///         let _ = reply.send(42);
///     }
/// });
/// assert_eq!(counter.total()?, 42);
/// drop(counter);
/// fake.join().unwrap();
/// # Ok::<(), actor_runtime::CallError>(())
/// ```
pub struct Inbox<H: Handle> {
    /// `None` once closed.
    pub(super) channel: Option<ReceiverOf<H>>,
    /// `None` if the mailbox is unbounded.
    pub(super) line: Option<Arc<WaitingLine<PackedOf<H>>>>,
    pub(super) until_empty: UntilEmpty,
    /// `None` if the actor has no urgent message.
    pub(super) urgent: Option<Arc<UrgentLane<PackedOf<H>>>>,
    pub(super) weak: Weak<H>,
    pub(super) undelivered: Option<Undelivered<<H as Carrier>::Carried>>,
    /// `None` until the loop learns of the actor's first source.
    pub(super) lane: Option<Arc<Lane<PackedOf<H>>>>,
}

impl<H: Handle> Inbox<H> {
    pub(crate) fn of(
        channel: ReceiverOf<H>,
        line: Option<Arc<WaitingLine<PackedOf<H>>>>,
        urgent: Option<Arc<UrgentLane<PackedOf<H>>>>,
        weak: Weak<H>,
        undelivered: Option<Undelivered<H::Message>>,
    ) -> Self {
        Inbox {
            channel: Some(channel),
            line,
            until_empty: UntilEmpty::default(),
            urgent,
            weak,
            undelivered,
            lane: None,
        }
    }

    /// Notes the lane whose marks come through the channel from now on.
    pub(crate) fn set_lane(&mut self, lane: Arc<Lane<PackedOf<H>>>) {
        self.lane = Some(lane);
    }

    /// Detaches all sources.
    pub(crate) fn detach_sources(&self) {
        let Some(lane) = &self.lane else { return };
        let detached = lane.detach_all(self.control());
        self.line.iter().for_each(|line| line.send_away_detached());
        drop(detached);
    }

    /// The message whose mark has come; `None` if its source has been detached.
    fn take_sourced(&self) -> Option<PackedOf<H>> {
        self.lane.as_ref()?.take_next()?.hand_over()
    }

    pub(crate) fn weak(&self) -> &Weak<H> {
        &self.weak
    }

    pub(crate) fn control(&self) -> &Arc<Control> {
        self.weak.control()
    }

    /// Waits for the next message. `None` once the mailbox has closed and drained, or at once when
    /// it was killed.
    #[inline]
    pub fn recv(&self) -> Option<H::Message> {
        current::go_on();
        self.recv_packed().map(|message| self.received(message))
    }

    /// Counts a message that was received by hand. One that the actor's own loop receives is counted when it is handled.
    #[inline]
    fn received(&self, message: PackedOf<H>) -> H::Message {
        self.control().receiving.handle();
        spans::forget_arrived();
        self.control().home().after_receive(self.control().id().number());
        message.unpack()
    }

    /// As [`recv`](Inbox::recv), for the loop that runs the actor. If the loop runs on top of another actor's
    /// handler, `current::enter` has given that actor's verdict.
    #[inline]
    pub(crate) fn recv_packed(&self) -> Option<PackedOf<H>> {
        self.next(ReceiverOf::<H>::recv, &mut RecvTimeoutError::Disconnected)
    }

    /// Waits for the next message for at most `duration`.
    ///
    /// # Errors
    ///
    /// As std's [`recv_timeout`](std::sync::mpsc::Receiver::recv_timeout): `Timeout` when none came in time,
    /// `Disconnected` where [`recv`](Inbox::recv) returns `None`.
    pub fn recv_timeout(&self, duration: Duration) -> Result<H::Message, RecvTimeoutError> {
        self.control().home().at_wait(duration);
        let Some(deadline) = Instant::now().checked_add(duration) else {
            return self.recv().ok_or(RecvTimeoutError::Disconnected);
        };
        current::go_on();
        self.recv_until(deadline).map(|message| self.received(message))
    }

    pub(crate) fn recv_until(&self, deadline: Instant) -> Result<PackedOf<H>, RecvTimeoutError> {
        self.next_or_reason(|channel| {
            channel.recv_timeout(deadline.saturating_duration_since(Instant::now()))
        })
    }

    /// As `recv_until`, for a loop that polls something else, too: a nudge ends the wait as a time-out does.
    pub(crate) fn recv_or_nudge(
        &self,
        deadline: Option<Instant>,
    ) -> Result<PackedOf<H>, RecvTimeoutError> {
        self.next_or_reason(|channel| {
            // No receive of std's waits without a deadline here: a second one would keep the first from being inlined
            // into the loop.
            let left = deadline.map_or(Duration::MAX, |deadline| {
                deadline.saturating_duration_since(Instant::now())
            });
            match channel.recv_timeout(left)? {
                Envelope::Wake => {
                    self.urgent.iter().for_each(|urgent| urgent.take_nudge());
                    Err(RecvTimeoutError::Timeout)
                }
                envelope => Ok(envelope),
            }
        })
    }

    /// Takes the next message if there is one.
    ///
    /// # Errors
    ///
    /// As std's [`try_recv`](std::sync::mpsc::Receiver::try_recv): `Empty` when there is none, `Disconnected` where
    /// [`recv`](Inbox::recv) returns `None`.
    pub fn try_recv(&self) -> Result<H::Message, TryRecvError> {
        current::go_on();
        self.control().home().at_poll();
        self.try_recv_packed().map(|message| self.received(message))
    }

    /// As [`try_recv`](Inbox::try_recv), for the loop that runs the actor.
    pub(crate) fn try_recv_packed(&self) -> Result<PackedOf<H>, TryRecvError> {
        self.next_or_reason(ReceiverOf::<H>::poll).map_err(as_try_recv_error)
    }

    /// Waits for one message after the other, until the mailbox has closed and drained.
    pub fn iter(&self) -> Messages<'_, H> {
        Messages(self)
    }

    // A call costs a pooled actor 35 instructions per tell.
    #[inline]
    fn next_or_reason(
        &self,
        wait: impl Fn(&ReceiverOf<H>) -> Result<Envelope<PackedOf<H>>, RecvTimeoutError>,
    ) -> Result<PackedOf<H>, RecvTimeoutError> {
        let mut reason = RecvTimeoutError::Disconnected;
        self.next(wait, &mut reason).ok_or(reason)
    }

    /// The next message, after the signals before it have been handled; or `None`, with `reason` set. This is the hot
    /// path of every loop: what is rare has functions of its own. The reason stands beside the message because a large
    /// message would be moved each time that one result is made of another.
    #[inline]
    fn next<E>(
        &self,
        wait: impl Fn(&ReceiverOf<H>) -> Result<Envelope<PackedOf<H>>, E>,
        reason: &mut RecvTimeoutError,
    ) -> Option<PackedOf<H>>
    where
        RecvTimeoutError: From<E>,
    {
        match &self.urgent {
            Some(urgent) if H::HAS_URGENT => {
                let wait = |channel: &_| urgent_or(urgent, || Ok(wait(channel)?));
                self.next_of_channel::<RecvTimeoutError>(wait, reason)
            }
            _ => self.next_of_channel(wait, reason),
        }
    }

    #[inline]
    fn next_of_channel<E>(
        &self,
        wait: impl Fn(&ReceiverOf<H>) -> Result<Envelope<PackedOf<H>>, E>,
        reason: &mut RecvTimeoutError,
    ) -> Option<PackedOf<H>>
    where
        RecvTimeoutError: From<E>,
    {
        let control = &**self.control();
        let channel = self.channel.as_ref()?;
        let line = self.line.as_ref();
        loop {
            if !control.is_undisturbed() && self.is_disturbed() {
                return self.next_accepted(channel, reason);
            }
            if let Some(line) = line {
                line.yield_before_receive(&self.until_empty);
            }
            let mut received = wait(channel);
            if let Some(line) = line {
                line.admit_after_receive(received.is_ok(), &self.until_empty);
            }
            // One comparison finds a message. `handle_signal` tells the rest apart.
            if let Ok(Envelope::Message(queued)) = &mut received {
                let message = queued.hand_over();
                // Nothing is left to drop, but the compiler does not see that.
                mem::forget(received);
                return message;
            }
            let received = received.map_err(RecvTimeoutError::from);
            if let Some(next) = self.handle_signal(received, reason) {
                return next;
            }
        }
    }

    /// Whether the loop may not go on as usual. First tells the callers that were held back: a handler that has caught
    /// a panic itself has returned by now.
    #[cold]
    #[inline(never)]
    fn is_disturbed(&self) -> bool {
        let control = self.control();
        control.give_verdict();
        !control.is_undisturbed()
    }

    /// The next message that was accepted before the close. `None` also if the messages are left to the next state.
    #[cold]
    fn next_accepted(
        &self,
        channel: &ReceiverOf<H>,
        reason: &mut RecvTimeoutError,
    ) -> Option<PackedOf<H>> {
        while !self.control().is_suspended() {
            match self.take_accepted(channel) {
                Ok(Envelope::Message(mut queued)) => return queued.hand_over(),
                signal => {
                    if let Some(next) = self.handle_signal(signal, reason) {
                        return next;
                    }
                }
            }
        }
        *reason = RecvTimeoutError::Disconnected;
        None
    }

    /// Handles what is no message. Returns what the receive returns, with `reason` set, unless it goes on.
    #[cold]
    #[inline(never)]
    fn handle_signal(
        &self,
        received: Result<Envelope<PackedOf<H>>, RecvTimeoutError>,
        reason: &mut RecvTimeoutError,
    ) -> Option<Option<PackedOf<H>>> {
        match received {
            // Every message that was sent before the flush has been handled.
            Ok(Envelope::Flush) => {
                if self.control().flushes.answer_next() {
                    return self.take_sourced().map(Some);
                }
            }
            Ok(Envelope::Wake) => {
                if let Some(urgent) = &self.urgent {
                    urgent.take_nudge();
                }
            }
            Ok(Envelope::Message(_)) => unreachable!("a message is no signal"),
            Err(error) => {
                if error == RecvTimeoutError::Disconnected && self.control().is_undisturbed() {
                    self.control().end_because(&Exit::Closed);
                }
                *reason = error;
                return Some(None);
            }
        }
        None
    }

    fn take_accepted(
        &self,
        channel: &ReceiverOf<H>,
    ) -> Result<Envelope<PackedOf<H>>, RecvTimeoutError> {
        if let Some(line) = &self.line {
            // Messages that still stand in line were never accepted.
            line.close(&self.control().refusal());
        }
        if self.control().is_killed() {
            return Err(RecvTimeoutError::Disconnected);
        }
        // An empty channel counts as a closed one here.
        let taken = || channel.poll().map_err(|_| RecvTimeoutError::Disconnected);
        loop {
            let taken = match &self.urgent {
                None => taken(),
                Some(urgent) => urgent_or(urgent, taken),
            };
            let is_flush = matches!(taken, Ok(Envelope::Flush));
            if !is_flush || !self.control().flushes.take_next_source() {
                return taken;
            }
            if let Some(queued) = self.lane.as_ref().and_then(|lane| lane.take_next()) {
                return Ok(Envelope::Message(queued));
            }
        }
    }

    /// As [`try_recv`](Inbox::try_recv), for a pooled actor that waits for nothing but messages. Looks only at the
    /// batch that its thread has taken from the queue, unless it was poked: the release of the actor looks at the rest.
    #[inline]
    pub(crate) fn try_recv_taken(&self) -> Result<PackedOf<H>, TryRecvError> {
        if H::HAS_URGENT || self.line.is_some() {
            return self.try_recv_packed();
        }
        self.next_or_reason(ReceiverOf::<H>::poll_taken).map_err(as_try_recv_error)
    }

    /// The receiving end of a pooled actor's queue. `None` once the actor has ended, and for other actors.
    pub(crate) fn queue(&self) -> Option<&QueueEnd<PackedOf<H>>> {
        self.channel.as_ref()?.queue()
    }

    /// Whether there is an urgent message, or an envelope is left of the batch that was taken from the queue. Always
    /// true without such a queue.
    pub(crate) fn has_message(&self) -> bool {
        self.has_urgent() || self.queue().is_none_or(|end| !end.is_empty())
    }

    fn has_urgent(&self) -> bool {
        self.urgent.as_ref().is_some_and(|urgent| !urgent.is_empty())
    }

    /// Whether the loop has something to look at beside what is queued: an urgent message, the rest of the batch that
    /// was taken from the queue, a poke, or the gate.
    pub(crate) fn has_more(&self) -> bool {
        let channel_has_more = self.channel.as_ref().is_none_or(Receiver::has_more);
        self.has_urgent() || channel_has_more || !self.control().is_undisturbed()
    }

    /// Whether no more messages will come: the actor was told to end, or its last handle is gone. First drops the
    /// waiters that have given up, which would hold the mailbox open.
    pub(crate) fn is_closing(&self) -> bool {
        if let Some(line) = &self.line {
            line.admit();
        }
        !self.weak.takes_messages()
    }

    /// Takes all that a closing mailbox still holds into `own`, which holds what the actor sent to itself: urgent
    /// messages before that, the others after it.
    pub(crate) fn take_queued(&self, own: &mut VecDeque<Envelope<PackedOf<H>>>) {
        if self.control().is_open() {
            self.control().end_because(&Exit::Closed);
        }
        let Some(channel) = &self.channel else { return };
        if let (Some(urgent), false) = (&self.urgent, self.control().is_killed()) {
            let mut first = urgent.take_queued();
            first.append(own);
            *own = first;
        }
        own.extend(iter::from_fn(|| self.take_accepted(channel).ok()));
    }
}

/// Like [`iter`](Inbox::iter), for `for message in &inbox`.
impl<'a, H: Handle> IntoIterator for &'a Inbox<H> {
    type Item = H::Message;
    type IntoIter = Messages<'a, H>;

    fn into_iter(self) -> Messages<'a, H> {
        self.iter()
    }
}

/// The messages of an [`Inbox`], each waited for, until the mailbox has closed and drained.
pub struct Messages<'a, H: Handle>(&'a Inbox<H>);

impl<H: Handle> Iterator for Messages<'_, H> {
    type Item = H::Message;

    fn next(&mut self) -> Option<H::Message> {
        self.0.recv()
    }
}

impl<H: Handle> fmt::Debug for Messages<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Messages").field(self.0).finish()
    }
}

impl<H: Handle> fmt::Debug for Inbox<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Inbox").field(self.control()).finish()
    }
}
