//! The two ends of the answer to one ask: the `ReplySender` in the message, and the caller's `Reply`.
//
// The message is wanted while both ends hold the slot. It stays wanted if the caller gives up its end by `forget`.
//
// An ask that finds the mailbox full stands in line, and its caller goes on. Two slots are shared then. The message and
// the reply share the slot of the answer; the line and the reply (`InLine`) share the slot of the admission. The line
// fills the slot of the admission when it admits the message or refuses it. It does not admit a message whose reply has
// been dropped.

pub(crate) mod dropped;
pub(crate) mod slot;

use std::{
    fmt,
    future::Future,
    mem,
    panic::{RefUnwindSafe, UnwindSafe},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use crate::{
    ActorId, CallError,
    lifecycle::{current, verdict},
    reply::slot::{Sleeper, Slot},
    scheduler::job::{Claim, JobRef},
    sys::{Arc, Home, Instant},
};

/// Makes the two ends of one answer. `answerer` is the actor that will answer, if that is known.
pub(crate) fn slot<T>(answerer: Option<ActorId>) -> (ReplySender<T>, Reply<T>) {
    let (sender, slot) = bare_slot(answerer);
    let reply = Reply { slot, polled: false, refused: false, in_line: None, job: None };
    (sender, reply)
}

/// As [`slot`], with the bare slot in place of the `Reply`, for a caller that only waits for the answer.
pub(crate) fn bare_slot<T>(answerer: Option<ActorId>) -> (ReplySender<T>, Arc<Slot<T>>) {
    let slot = Arc::new(Slot::new(answerer));
    (ReplySender(Some(Arc::clone(&slot))), slot)
}

/// An answer that is still to come: wait for it, look for it, or `.await` it.
///
/// It is a [`Future`] and depends on no executor. Polling it never runs a handler.
///
/// # When it is dropped
///
/// The message is handled all the same if it was accepted, and the answer is dropped. There are two exceptions:
///
/// - A message that still waits for room in a full mailbox was not accepted yet. It is cancelled.
///   [`forget`](Reply::forget) waits for the room first.
/// - A message that is marked `#[expires]` is skipped if its turn has not come. It counts as
///   [expired](crate::Stats::expired).
///
/// ```
/// use std::time::Duration;
/// use actor_runtime::prelude::*;
///
/// #[actor]
/// struct Counter { total: u64 }
///
/// #[actor]
/// impl Counter {
///     pub fn add(&mut self, n: u64) { self.total += n }
///     pub fn total(&self) -> u64 { self.total }
/// }
///
/// let counter = Counter { total: 0 }.spawn();
/// let before = counter.ask().total();
/// counter.add(2)?;
/// let mut after = counter.ask().total();
/// assert_eq!(after.wait_timeout(Duration::from_secs(5))?, 2);
/// assert_eq!(before.wait()?, 0);
/// # Ok::<(), actor_runtime::CallError>(())
/// ```
#[must_use = "dropping a `Reply` loses the answer, and cancels a message that waits for room: `wait`, `.await` or `forget` it"]
pub struct Reply<T> {
    slot: Arc<Slot<T>>,
    /// Whether a waker may lie in the slot.
    polled: bool,
    /// Whether the mailbox refused the message. The slot holds the reason.
    refused: bool,
    /// The actor that answers, if it is pooled and a thread that waits for the answer may run it.
    job: Option<JobRef>,
    /// Present if the message had to stand in line. Dropped last: the slot shows by then that the answer is not wanted.
    in_line: Option<Box<InLine>>,
}

/// The part of a reply whose message had to stand in line. The fields are dropped in this order, so the actor that is
/// roused finds the message cancelled.
struct InLine {
    /// Filled once the message is admitted or refused; `None` if the answer itself tells that.
    admitted: Option<Arc<Slot<()>>>,
    _rouse: Option<RouseOnDrop>,
}

/// On drop, rouses an actor that may pause between two states. Otherwise a message that is cancelled in
/// the actor's line would hold the mailbox open until the pause is over.
pub(crate) struct RouseOnDrop(Box<dyn Rouse>);

trait Rouse: Fn() + Send + Sync + UnwindSafe + RefUnwindSafe {}

impl<F: Fn() + Send + Sync + UnwindSafe + RefUnwindSafe> Rouse for F {}

impl RouseOnDrop {
    pub(crate) fn new(
        rouse: impl Fn() + Send + Sync + UnwindSafe + RefUnwindSafe + 'static,
    ) -> Self {
        RouseOnDrop(Box::new(rouse))
    }
}

impl Drop for RouseOnDrop {
    fn drop(&mut self) {
        (self.0)();
    }
}

impl<T> Reply<T> {
    /// Waits for the answer.
    ///
    /// # Errors
    ///
    /// A [`CallError`] if no answer can come any more, or if the message was never accepted.
    /// [`CallError::Deadlock`] if the actor that runs on this thread would wait for itself.
    /// [`CallError::NoThread`] only in an actor of an executor.
    pub fn wait(mut self) -> Result<T, CallError> {
        self.wait_until(None)
    }

    /// Waits for the answer, for at most `duration`. A time-out is not final: wait again.
    ///
    /// # Errors
    ///
    /// [`CallError::TimedOut`] if the answer has not come by then, and [`CallError::NoReply`] once it has been taken.
    /// Otherwise as [`wait`](Reply::wait). A [`CallError::Deadlock`] comes at once. It
    /// is not final either, nor is a [`CallError::NoThread`].
    pub fn wait_timeout(&mut self, duration: Duration) -> Result<T, CallError> {
        Home::here().at_wait(duration);
        // A deadline past the end of the clock is none.
        self.wait_until(Instant::now().checked_add(duration))
    }

    /// Waits for the answer, until `deadline` if there is one.
    pub(crate) fn wait_until(&mut self, deadline: Option<Instant>) -> Result<T, CallError> {
        if mem::take(&mut self.polled) {
            self.slot.forget_task();
        }
        if let (Some(job), None) = (&self.job, deadline) {
            if !self.has_arrived() {
                if let Some(claim) = Claim::of(job) {
                    claim.run_until(&|| self.has_arrived());
                }
            }
        }
        self.slot.wait_until(deadline, self.job.as_ref())
    }

    /// Lets a thread that waits run the pooled actor that answers.
    pub(crate) fn given_by(mut self, job: &JobRef) -> Self {
        self.job = Some(std::sync::Arc::clone(job));
        self
    }

    /// Whether the result is decided: the sender is gone by then.
    pub(crate) fn has_arrived(&self) -> bool {
        Slot::has_arrived(&self.slot)
    }

    /// Takes the answer if it is here, without waiting.
    ///
    /// # Errors
    ///
    /// A [`CallError`] if no answer can come any more. [`CallError::NoReply`] once the answer has
    /// been taken.
    ///
    /// ```
    /// use actor_runtime::prelude::*;
    ///
    /// #[actor]
    /// struct Greeter;
    ///
    /// #[actor]
    /// impl Greeter {
    ///     pub fn greet(&self) -> &'static str { "hello" }
    /// }
    ///
    /// let (greeter, inbox) = GreeterHandle::channel();
    /// let mut reply = greeter.ask().greet();
    /// assert_eq!(reply.try_wait()?, None);
    /// let Some(GreeterMessage::Greet { reply: sender }) = inbox.recv() else { panic!() };
    /// sender.send("good day").unwrap();
    /// assert_eq!(reply.try_wait()?, Some("good day"));
    /// # Ok::<(), actor_runtime::CallError>(())
    /// ```
    pub fn try_wait(&mut self) -> Result<Option<T>, CallError> {
        current::go_on();
        self.slot.home().at_poll();
        self.slot.take().transpose()
    }

    /// Waits until the message has been accepted, and gives up the answer. So a message that is answered can be sent
    /// like one that is not.
    ///
    /// Like a tell, this may block while the mailbox is full. The message is handled even if it is marked
    /// `#[expires]`. The result depends only on whether the message was accepted: it is `Ok` even if the answer is an
    /// error, or has been taken.
    ///
    /// # Errors
    ///
    /// The reason why the message was not accepted. The message is cancelled then.
    ///
    /// - [`CallError::Full`] if the mailbox refuses it. This is so under `overflow = drop_newest`, too: an ask is never
    ///   dropped silently.
    /// - [`CallError::Ended`] if the actor ended first.
    /// - [`CallError::Deadlock`] if the actor waits for the caller's actor.
    /// - [`CallError::NoThread`] only in an actor of an executor.
    /// - [`CallError::NoReply`] if the reason has been taken already.
    ///
    /// ```
    /// use actor_runtime::prelude::*;
    ///
    /// #[actor(mailbox = 8)]
    /// #[derive(Default)]
    /// struct Counter { total: u64 }
    ///
    /// #[actor]
    /// impl Counter {
    ///     /// Adds `n`, and answers with the new sum.
    ///     pub fn add(&mut self, n: u64) -> u64 { self.total += n; self.total }
    ///     pub fn total(&self) -> u64 { self.total }
    /// }
    ///
    /// let counter = Counter::default().spawn();
    /// for n in 1..=100 {
    ///     counter.ask().add(n).forget()?;
    /// }
    /// assert_eq!(counter.total()?, 5050);
    /// # Ok::<(), actor_runtime::CallError>(())
    /// ```
    pub fn forget(self) -> Result<(), CallError> {
        if self.refused {
            return self.slot.take().unwrap_or(Err(CallError::NoReply)).map(drop);
        }
        if let Some(admitted) = self.in_line.as_ref().and_then(|in_line| in_line.admitted.as_ref())
        {
            match admitted.wait_until(None, None) {
                // `cancel` cancels the message, unless it was admitted or refused meanwhile.
                Err(error @ (CallError::Deadlock(_) | CallError::NoThread)) => {
                    admitted.cancel().unwrap_or(Err(error))?;
                }
                admitted => admitted?,
            }
        }
        if self.polled {
            self.slot.forget_task();
        }
        self.slot.forget();
        Ok(())
    }

    /// Notes that this reply's message stands in line. `admitted` is filled when the message leaves the line, and
    /// `rouse` rouses the actor if the message is cancelled there.
    pub(crate) fn stands_in_line(
        &mut self,
        admitted: Option<Arc<Slot<()>>>,
        rouse: Option<RouseOnDrop>,
    ) {
        self.in_line = Some(Box::new(InLine { admitted, _rouse: rouse }));
    }

    /// Fails the reply before its message is dropped, so that this reason counts and not the drop's.
    pub(crate) fn refuse(&mut self, reason: CallError) {
        self.refused = true;
        self.slot.fail(reason);
    }
}

/// Resolves to what [`wait`](Reply::wait) returns. Polled again after that, resolves to
/// [`CallError::NoReply`].
impl<T> Future for Reply<T> {
    type Output = Result<T, CallError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.polled = true;
        self.slot.poll(cx)
    }
}

/// Drops the waker of the task that waited, since the slot may stay in a mailbox for long.
impl<T> Drop for Reply<T> {
    fn drop(&mut self) {
        if self.polled {
            self.slot.forget_task();
        }
    }
}

impl<T> fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply").finish_non_exhaustive()
    }
}

/// The sending end of one answer.
///
/// It is one pointer wide. If it is dropped unsent, the caller that waits gets an error at once.
///
/// Each answered variant of a message enum carries a `ReplySender`. A method whose last parameter is marked
/// `#[reply]` receives it and may answer later, from any thread.
///
/// ```
/// use actor_runtime::prelude::*;
///
/// #[actor]
/// #[derive(Default)]
/// struct Gate { waiting: Vec<ReplySender<()>> }
///
/// #[actor]
/// impl Gate {
///     /// Answered when the gate opens.
///     pub fn pass(&mut self, #[reply] reply: ReplySender<()>) { self.waiting.push(reply) }
///     pub fn open(&mut self) {
///         for reply in self.waiting.drain(..) {
///             let _ = reply.send(());
///         }
///     }
/// }
///
/// let gate = Gate::default().spawn();
/// let passing = gate.ask().pass();
/// gate.open()?;
/// passing.wait()?;
/// # Ok::<(), actor_runtime::CallError>(())
/// ```
#[must_use = "a `ReplySender` dropped unsent is an error for the caller"]
pub struct ReplySender<T>(Option<Arc<Slot<T>>>);

impl<T> ReplySender<T> {
    /// Sends the answer. `Ok` is no receipt: the reply may be dropped with the answer in it.
    ///
    /// # Errors
    ///
    /// The answer itself, if it is not awaited any more: the caller has dropped or
    /// [forgotten](Reply::forget) its reply.
    pub fn send(mut self, answer: T) -> Result<(), T> {
        match self.0.take() {
            Some(slot) if Arc::strong_count(&slot) > 1 => {
                slot.answer(answer);
                Ok(())
            }
            _ => Err(answer),
        }
    }

    /// Whether the message is still wanted: the caller has its [`Reply`], or has [forgotten](Reply::forget) it and so
    /// wants the message handled without an answer.
    ///
    /// A message that is no longer wanted is handled all the same, unless it is marked `#[expires]`. The
    /// actor checks this for such a message when its turn comes. A handler may check it before work that is
    /// done for the answer alone. So may a loop of your own that receives from an
    /// [`Inbox`](crate::Inbox): it gets every message.
    ///
    /// ```
    /// use actor_runtime::prelude::*;
    ///
    /// #[actor]
    /// struct Greeter;
    ///
    /// #[actor]
    /// impl Greeter {
    ///     pub fn greet(&self) -> &'static str { "hello" }
    /// }
    ///
    /// let (greeter, inbox) = GreeterHandle::channel();
    /// drop(greeter.ask().greet());
    /// let Some(GreeterMessage::Greet { reply }) = inbox.recv() else { panic!() };
    /// assert!(!reply.is_wanted());
    /// ```
    pub fn is_wanted(&self) -> bool {
        Home::here().at_poll();
        self.has_asker()
    }

    /// As `is_wanted`, also where a lock is held.
    #[inline]
    pub(crate) fn has_asker(&self) -> bool {
        // A caller that forgets its reply notes that under the slot's lock before it drops its end.
        self.0.as_ref().is_some_and(|slot| Arc::strong_count(slot) > 1 || slot.is_forgotten())
    }

    /// Whether this is the sending end of `reply`.
    pub(crate) fn answers(&self, reply: &Reply<T>) -> bool {
        self.0.as_ref().is_some_and(|slot| Arc::ptr_eq(slot, &reply.slot))
    }

    /// Ends the caller's edge to the actor: it is not known any more which actor will answer.
    pub(crate) fn defer(&self) {
        if let Some(slot) = &self.0 {
            slot.defer();
        }
    }

    /// Marks this thread as waiting for `answerer`, which is about to begin.
    pub(crate) fn wait_ahead(&self, answerer: ActorId) {
        if let Some(slot) = &self.0 {
            slot.wait_ahead(answerer);
        }
    }

    /// Answers without waking the receiver. The caller wakes it by [`Sent::wake`].
    pub(crate) fn send_quietly(self, answer: T) -> Sent<T> {
        let slot = self.into_slot();
        let sleeper = slot.fill(answer);
        Sent { slot, sleeper }
    }

    /// The sender of a slot that has not been settled.
    pub(crate) fn of(slot: Arc<Slot<T>>) -> Self {
        ReplySender(Some(slot))
    }

    /// Takes the slot out. The caller has to settle it.
    pub(crate) fn into_slot(mut self) -> Arc<Slot<T>> {
        let Some(slot) = self.0.take() else { unreachable!("a sender is not used twice") };
        slot
    }
}

/// An answer that is in its slot, and whose receiver has not been woken yet.
#[must_use = "the receiver of the answer has not been woken yet"]
pub(crate) struct Sent<T> {
    pub(crate) slot: Arc<Slot<T>>,
    pub(crate) sleeper: Sleeper,
}

impl<T> Sent<T> {
    pub(crate) fn wake(self) {
        self.slot.wake(self.sleeper);
    }
}

impl<T> Drop for ReplySender<T> {
    #[inline]
    fn drop(&mut self) {
        if let Some(slot) = self.0.take() {
            fail_unsent(slot);
        }
    }
}

/// Fails a reply that is dropped unsent. If an actor's panic drops the reply, the caller learns of that only once it
/// is decided whether the actor goes on.
// Out of line, since it is in the drop of each message.
#[cold]
#[inline(never)]
fn fail_unsent<T>(slot: Arc<Slot<T>>) {
    let reason = dropped::reason();
    if reason == CallError::Panicked {
        if let Some(verdict) = verdict::hold_back() {
            return slot.hold_back(verdict);
        }
    }
    slot.fail(reason);
}

impl<T> fmt::Debug for ReplySender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplySender").finish_non_exhaustive()
    }
}

/// Waits for many answers, and returns them in the order of the replies.
///
/// [`wait_all_timeout`] does so with a deadline.
///
/// ```
/// use actor_runtime::{prelude::*, wait_all};
///
/// #[actor]
/// struct Square;
///
/// #[actor]
/// impl Square {
///     pub fn of(&self, n: u64) -> u64 { n * n }
/// }
///
/// let square = Square.spawn();
/// let squares = wait_all((1..=3).map(|n| square.ask().of(n)));
/// assert_eq!(squares, [Ok(1), Ok(4), Ok(9)]);
/// ```
pub fn wait_all<T>(replies: impl IntoIterator<Item = Reply<T>>) -> Vec<Result<T, CallError>> {
    // Collected first, so that all messages are sent before the first answer is waited for.
    let replies: Vec<_> = replies.into_iter().collect();
    replies.into_iter().map(Reply::wait).collect()
}

/// Waits for many answers for at most `duration` altogether, and returns them in the order of the replies.
///
/// An answer that has not come by then is [`CallError::TimedOut`], and its reply is dropped: see
/// [`Reply`].
///
/// The time begins with the call. A `duration` past the end of the clock is no deadline.
///
/// ```
/// use std::time::Duration;
/// use actor_runtime::{prelude::*, wait_all_timeout};
///
/// #[actor]
/// #[derive(Default)]
/// struct Desk { kept: Vec<ReplySender<u64>> }
///
/// #[actor]
/// impl Desk {
///     pub fn double(&self, n: u64) -> u64 { 2 * n }
///     /// Is never answered.
///     pub fn keep(&mut self, #[reply] reply: ReplySender<u64>) { self.kept.push(reply) }
/// }
///
/// let desk = Desk::default().spawn();
/// let ask = desk.ask();
/// let answers = wait_all_timeout([ask.double(1), ask.keep(), ask.double(3)], Duration::from_millis(500));
/// assert_eq!(answers, [Ok(2), Err(CallError::TimedOut), Ok(6)]);
/// ```
pub fn wait_all_timeout<T>(
    replies: impl IntoIterator<Item = Reply<T>>,
    duration: Duration,
) -> Vec<Result<T, CallError>> {
    let deadline = Instant::now().checked_add(duration);
    // Collected first, so that all messages are sent before the first answer is waited for.
    let replies: Vec<_> = replies.into_iter().collect();
    replies.into_iter().map(|mut reply| reply.wait_until(deadline)).collect()
}
