//! The receiving side of a mailbox, and what becomes of messages that no one receives any more.

use std::{collections::VecDeque, fmt, iter, mem, panic::AssertUnwindSafe, time::Duration};

use crate::{
    CallError, Exit, Handle, Panic, Running, Weak,
    lifecycle::control::Control,
    lifecycle::current,
    mailbox::{
        channel::receiver::{QueueEnd, Receiving},
        envelope::Envelope,
        line::WaitingLine,
        urgent::UrgentLane,
    },
    memory::packed::{Carrier, Packed, PackedOf},
    panics,
    reply::dropped,
    sys::{
        Arc, Instant,
        mpsc::{RecvTimeoutError, TryRecvError},
    },
};

type Channel<H> = Receiving<PackedOf<H>>;

/// What it is called where nobody has waited.
fn at_once(error: RecvTimeoutError) -> TryRecvError {
    match error {
        RecvTimeoutError::Timeout => TryRecvError::Empty,
        RecvTimeoutError::Disconnected => TryRecvError::Disconnected,
    }
}

/// Takes an envelope from the channel, unless there are urgent ones: these go first.
fn urgent_or<M>(
    urgent: &UrgentLane<M>,
    take: impl FnOnce() -> Result<Envelope<M>, RecvTimeoutError>,
) -> Result<Envelope<M>, RecvTimeoutError> {
    if let Some(envelope) = urgent.pop() {
        return Ok(envelope);
    }
    match take() {
        Ok(taken) => Ok(urgent.pop_or(taken)),
        // Whoever sent one has put it there before it let go of the channel.
        Err(RecvTimeoutError::Disconnected) => urgent.pop().ok_or(RecvTimeoutError::Disconnected),
        Err(RecvTimeoutError::Timeout) => Err(RecvTimeoutError::Timeout),
    }
}

/// The receiving side of a mailbox: what [`channel`](Handle::channel) hands out for tests, fakes
/// and loops of one's own, and what [`run`](crate::Spawn::run) drives an actor with.
///
/// A message counts as handled once it has been received. Dropping the inbox ends the actor that
/// it stood for: what is still queued is undelivered, and whoever waits for an answer learns it.
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
    channel: Option<Channel<H>>,
    /// Where it is bounded.
    line: Option<Arc<WaitingLine<PackedOf<H>>>>,
    urgent: Option<Arc<UrgentLane<PackedOf<H>>>>,
    weak: Weak<H>,
    undelivered: Option<Undelivered<<H as Carrier>::Carried>>,
}

/// What the builder wants to be done with messages that were accepted and will not be handled. Called
/// by the end alone, which contains its panics.
pub(crate) type Undelivered<M> = AssertUnwindSafe<Box<dyn FnMut(M, &Exit) + Send>>;

impl<H: Handle> Inbox<H> {
    pub(crate) fn new(
        channel: Channel<H>,
        line: Option<Arc<WaitingLine<PackedOf<H>>>>,
        urgent: Option<Arc<UrgentLane<PackedOf<H>>>>,
        weak: Weak<H>,
        undelivered: Option<Undelivered<H::Message>>,
    ) -> Self {
        Inbox { channel: Some(channel), line, urgent, weak, undelivered }
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
        self.recv_packed().map(Packed::unpack)
    }

    /// As [`recv`](Inbox::recv), for the loop that runs the actor. If that stands on top of a handler of another
    /// actor, `current::enter` has told the callers of that one.
    #[inline]
    pub(crate) fn recv_packed(&self) -> Option<PackedOf<H>> {
        self.next(Channel::<H>::recv, &mut RecvTimeoutError::Disconnected)
    }

    /// Waits for the next message for at most `duration`.
    ///
    /// # Errors
    ///
    /// As std's [`recv_timeout`](std::sync::mpsc::Receiver::recv_timeout): `Timeout` when none came in time,
    /// `Disconnected` where [`recv`](Inbox::recv) returns `None`.
    pub fn recv_timeout(&self, duration: Duration) -> Result<H::Message, RecvTimeoutError> {
        let Some(deadline) = Instant::now().checked_add(duration) else {
            return self.recv().ok_or(RecvTimeoutError::Disconnected);
        };
        current::go_on();
        self.recv_until(deadline).map(Packed::unpack)
    }

    pub(crate) fn recv_until(&self, deadline: Instant) -> Result<PackedOf<H>, RecvTimeoutError> {
        self.next_or_reason(|channel| {
            channel.recv_timeout(deadline.saturating_duration_since(Instant::now()))
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
        self.try_recv_packed().map(Packed::unpack)
    }

    /// As [`try_recv`](Inbox::try_recv), for the loop that runs the actor.
    pub(crate) fn try_recv_packed(&self) -> Result<PackedOf<H>, TryRecvError> {
        self.next_or_reason(Channel::<H>::poll).map_err(at_once)
    }

    /// Waits for one message after the other, until the mailbox has closed and drained.
    pub fn iter(&self) -> Messages<'_, H> {
        Messages(self)
    }

    fn next_or_reason(
        &self,
        wait: impl Fn(&Channel<H>) -> Result<Envelope<PackedOf<H>>, RecvTimeoutError>,
    ) -> Result<PackedOf<H>, RecvTimeoutError> {
        let mut reason = RecvTimeoutError::Disconnected;
        self.next(wait, &mut reason).ok_or(reason)
    }

    /// The next message, whatever signals stand before it, or why there is none. The hot path of
    /// every loop: what is rare has functions of its own. The reason is beside the message because
    /// a large one would be moved each time that one result is made of another.
    #[inline]
    fn next<E>(
        &self,
        wait: impl Fn(&Channel<H>) -> Result<Envelope<PackedOf<H>>, E>,
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
        wait: impl Fn(&Channel<H>) -> Result<Envelope<PackedOf<H>>, E>,
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
            let mut received = wait(channel);
            if let Some(line) = line {
                line.admit_after_receive();
            }
            // One comparison finds the message; what is rare is told apart elsewhere.
            if let Ok(Envelope::Message(queued)) = &mut received {
                control.receiving.handle();
                let message = queued.take();
                // Nothing is left to drop, which the compiler does not see through.
                mem::forget(received);
                return message;
            }
            let received = received.map_err(RecvTimeoutError::from);
            if let Err(error) = self.take_signal(received) {
                *reason = error;
                return None;
            }
        }
    }

    /// The same once a handler that has caught a panic itself has returned, and its callers know.
    #[cold]
    #[inline(never)]
    fn is_disturbed(&self) -> bool {
        let control = self.control();
        control.give_verdict();
        !control.is_undisturbed()
    }

    /// The next message that was accepted before the close; none where they are left to the next state.
    #[cold]
    fn next_accepted(
        &self,
        channel: &Channel<H>,
        reason: &mut RecvTimeoutError,
    ) -> Option<PackedOf<H>> {
        while !self.control().is_suspended() {
            match self.take_accepted(channel) {
                Ok(Envelope::Message(queued)) => {
                    self.control().receiving.handle();
                    return queued.open();
                }
                signal => {
                    if let Err(error) = self.take_signal(signal) {
                        *reason = error;
                        return None;
                    }
                }
            }
        }
        *reason = RecvTimeoutError::Disconnected;
        None
    }

    #[cold]
    #[inline(never)]
    fn take_signal(
        &self,
        received: Result<Envelope<PackedOf<H>>, RecvTimeoutError>,
    ) -> Result<(), RecvTimeoutError> {
        match received {
            // All that was sent before has been handled.
            Ok(Envelope::Flush) => self.control().flushes.answer_next(),
            Ok(Envelope::Wake) => {
                if let Some(urgent) = &self.urgent {
                    urgent.take_nudge();
                }
            }
            Ok(Envelope::Message(_)) => unreachable!("a message is no signal"),
            Err(RecvTimeoutError::Timeout) => return Err(RecvTimeoutError::Timeout),
            Err(RecvTimeoutError::Disconnected) => {
                if self.control().is_undisturbed() {
                    self.control().end_because(&Exit::Closed);
                }
                return Err(RecvTimeoutError::Disconnected);
            }
        }
        Ok(())
    }

    fn take_accepted(
        &self,
        channel: &Channel<H>,
    ) -> Result<Envelope<PackedOf<H>>, RecvTimeoutError> {
        if let Some(line) = &self.line {
            // Who still stands in line was never accepted.
            line.close(&self.control().refusal());
        }
        if self.control().is_killed() {
            return Err(RecvTimeoutError::Disconnected);
        }
        // Empty is as good as closed here.
        let taken = || channel.poll().map_err(|_| RecvTimeoutError::Disconnected);
        match &self.urgent {
            None => taken(),
            Some(urgent) => urgent_or(urgent, taken),
        }
    }

    /// As [`try_recv`](Inbox::try_recv) for a pooled actor that waits for nothing but messages: lets go
    /// of it if there are none.
    #[inline]
    pub(crate) fn try_recv_taken(&self) -> Result<PackedOf<H>, TryRecvError> {
        if H::HAS_URGENT || self.line.is_some() {
            return self.try_recv_packed();
        }
        self.next_or_reason(Channel::<H>::poll_taken).map_err(at_once)
    }

    /// Where the envelopes of a pooled actor come from, as long as it has not ended.
    pub(crate) fn queue(&self) -> Option<&QueueEnd<PackedOf<H>>> {
        self.channel.as_ref()?.queue()
    }

    /// Whether a message is here that whoever claimed the actor has taken, or an urgent one.
    pub(crate) fn has_message(&self) -> bool {
        self.has_urgent() || self.queue().is_none_or(|end| !end.is_empty())
    }

    fn has_urgent(&self) -> bool {
        self.urgent.as_ref().is_some_and(|urgent| !urgent.is_empty())
    }

    /// Whether there is something to look at beside what the mailbox still holds.
    pub(crate) fn has_more(&self) -> bool {
        let has_taken = self.channel.as_ref().is_none_or(Receiving::has_more);
        self.has_urgent() || has_taken || !self.control().is_undisturbed()
    }

    /// Whether no more messages will come: it was told to end, or its last handle is gone. Who has
    /// given up standing in line holds the mailbox open no longer.
    pub(crate) fn is_closing(&self) -> bool {
        if let Some(line) = &self.line {
            line.admit();
        }
        !self.control().is_open() || !self.weak.is_held()
    }

    /// Takes all that a closing mailbox still holds, in its turn with what the actor sent to itself:
    /// urgent messages before it, the others after it.
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

    /// Lets go of what nobody will handle: the messages are counted and given to the builder's
    /// `undelivered`, the asks among them fail.
    fn give_up(
        &mut self,
        queued: VecDeque<Envelope<PackedOf<H>>>,
        channel: Option<Channel<H>>,
        exit: &Exit,
    ) {
        let undelivered = self.undelivered.take();
        // If the last handle went at the same time, std would leave what is queued to whichever
        // side's drop is over last, and so to a thread that knows nothing of it. Either it stays
        // until the receiver has gone; or it has gone already, and what is queued now is all. A poll sees all
        // of that: std's makes a fence before it finds nothing, and a pooled actor's queue has a lock.
        let sending = self.weak.shared();
        let flushes = &self.control().flushes;
        let mut given = 0;
        let dropped = dropped::with_reason(CallError::Ended(exit.clone()), || {
            let in_channel = iter::from_fn(|| channel.as_ref().and_then(|c| c.poll().ok()));
            let queued = queued.into_iter().chain(in_channel).inspect(|envelope| {
                if let Envelope::Flush = envelope {
                    drop(flushes.take_next());
                }
            });
            if let Some(mut undelivered) = undelivered {
                for message in queued.filter_map(Envelope::open) {
                    given += 1;
                    // What it makes of one message is not the next one's business.
                    let _ = panics::catch(|| (undelivered.0)(message.unpack(), exit));
                }
                let _ = panics::catch(|| drop(undelivered));
            } else {
                queued.for_each(drop);
            }
            drop(channel);
            // Of marks that were put in meanwhile.
            drop(flushes.take_all());
        });
        drop(sending);
        self.control().receiving.fail_to_deliver(given + dropped);
    }

    /// Why it ends now, as far as the mailbox can tell.
    pub(crate) fn exit(&self) -> Exit {
        if self.control().is_killed() {
            return Exit::Killed;
        }
        // Without a cause it was told to stop, or its receiver gave up.
        self.control().cause().unwrap_or(Exit::Stopped)
    }

    /// Closes the mailbox for good and tells everyone: who stands in line, who waits for an answer,
    /// who watches or joins. `queued` is what the loop had taken in and will not handle.
    ///
    /// A send that overlaps this may still get its message in before the channel is gone; std
    /// drops it then, inside the receiver's drop, where its queued counts it.
    pub(crate) fn end(&mut self, mut queued: VecDeque<Envelope<PackedOf<H>>>, exit: Exit) {
        // A message may join the actor as it is dropped, which must not wait for the drop itself.
        let _entered = Control::enter(self.control());
        self.control().end_because(&exit);
        if let Some(line) = &self.line {
            line.close(&CallError::Ended(exit.clone()));
        }
        if let Some(urgent) = &self.urgent {
            queued.append(&mut urgent.close());
        }
        let channel = self.channel.take();
        channel.iter().for_each(Receiving::close);
        self.give_up(queued, channel, &exit);
        current::answer_nobody();
        self.control().publish(exit);
    }
}

impl<H: Handle> Drop for Inbox<H> {
    fn drop(&mut self) {
        if self.channel.is_some() {
            let exit = if std::thread::panicking() {
                let text = "the thread that held the inbox panicked".to_owned();
                Exit::Panicked(Panic::new(self.control().name(), Running::Inbox, text))
            } else {
                self.exit()
            };
            self.end(VecDeque::new(), exit);
        }
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
