//! The answer to one ask: a slot that one side fills and the other waits on.
//
// The slot is one allocation, shared by the two sides. Whoever touches it holds its lock; the
// answer is written once, and the waiter looks at it under the same lock before it waits, so no
// wake-up can be missed. Nobody is notified who does not wait: `Condvar::notify_one` is a system
// call each time. The reply is wanted for as long as both sides hold the slot.

use std::{
    fmt,
    future::Future,
    mem,
    pin::Pin,
    task::{Context, Poll, Waker},
    time::Duration,
};

use crate::{
    CallError, discard, panics,
    sys::{self, Arc, Condvar, Instant, Mutex},
};

struct Slot<T> {
    answer: Mutex<Answer<T>>,
    arrived: Condvar,
}

enum Answer<T> {
    Awaited,
    /// A thread waits on the condition variable.
    Blocked,
    /// A task was here, and waits to be woken.
    Polled(Waker),
    Here(Result<T, CallError>),
    Taken,
}

impl<T> Slot<T> {
    /// Fills the slot, unless it has been: the first answer counts.
    fn settle(&self, result: Result<T, CallError>) {
        let mut answer = sys::lock(&self.answer);
        if matches!(*answer, Answer::Here(_) | Answer::Taken) {
            // Dropped outside of the lock: dropping a `T` is the user's code.
            drop(answer);
            return;
        }
        let waiting = mem::replace(&mut *answer, Answer::Here(result));
        drop(answer);
        match waiting {
            Answer::Blocked => self.arrived.notify_one(),
            // Executors' wakers do not panic; if one does, that is nothing of this thread's.
            Answer::Polled(waker) => drop(panics::catch(|| waker.wake())),
            Answer::Awaited | Answer::Here(_) | Answer::Taken => {}
        }
    }

    /// Lets go of the task that polled last, now that a thread waits in its place. Dropping a
    /// waker is the executor's code, so not under the lock.
    fn forget_task(&self) {
        let mut answer = sys::lock(&self.answer);
        if matches!(*answer, Answer::Polled(_)) {
            let task = mem::replace(&mut *answer, Answer::Awaited);
            drop(answer);
            drop(task);
        }
    }
}

/// The two ends of one answer.
pub(crate) fn slot<T>() -> (ReplySender<T>, Reply<T>) {
    let slot = Arc::new(Slot { answer: Mutex::new(Answer::Awaited), arrived: Condvar::new() });
    (ReplySender(Some(Arc::clone(&slot))), Reply { slot, polled: false })
}

/// An answer that is still to come: wait for it, look for it, or `.await` it.
///
/// It is a [`Future`] under any executor and knows of none; polling it never runs a handler.
/// Dropped before its message was accepted (it waits for room in a full mailbox), the message is
/// cancelled; dropped later, only the answer is.
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
#[must_use = "a `Reply` does nothing unless you wait for it or `.await` it"]
pub struct Reply<T> {
    slot: Arc<Slot<T>>,
    /// Whether a waker may lie in the slot.
    polled: bool,
}

impl<T> Reply<T> {
    /// Waits for the answer.
    ///
    /// # Errors
    ///
    /// A [`CallError`] if no answer can come any more, or if the message was never accepted.
    pub fn wait(self) -> Result<T, CallError> {
        self.slot.forget_task();
        let mut answer = sys::lock(&self.slot.answer);
        loop {
            match take(&mut answer) {
                Some(result) => return result,
                None => {
                    *answer = Answer::Blocked;
                    answer = sys::wait(&self.slot.arrived, answer);
                }
            }
        }
    }

    /// Waits for the answer, for at most `duration`. A time-out is not final: wait again.
    ///
    /// # Errors
    ///
    /// [`CallError::TimedOut`] if it has not come by then, otherwise as [`wait`](Reply::wait); and
    /// [`CallError::NoReply`] once the answer has been taken.
    pub fn wait_timeout(&mut self, duration: Duration) -> Result<T, CallError> {
        // A deadline past the end of the clock is none.
        let deadline = Instant::now().checked_add(duration);
        self.slot.forget_task();
        let mut answer = sys::lock(&self.slot.answer);
        loop {
            if let Some(result) = take(&mut answer) {
                return result;
            }
            *answer = Answer::Blocked;
            answer = match deadline {
                None => sys::wait(&self.slot.arrived, answer),
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        *answer = Answer::Awaited;
                        return Err(CallError::TimedOut);
                    }
                    sys::wait_timeout(&self.slot.arrived, answer, left)
                }
            };
        }
    }

    /// Takes the answer if it is here, without waiting.
    ///
    /// # Errors
    ///
    /// A [`CallError`] if no answer can come any more; [`CallError::NoReply`] once the answer has
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
        take(&mut sys::lock(&self.slot.answer)).transpose()
    }

    /// Fails the reply before its message is let go of, so that this reason is the one that counts.
    pub(crate) fn refuse(&self, reason: CallError) {
        self.slot.settle(Err(reason));
    }
}

/// Takes what has arrived; `None` while nothing has.
fn take<T>(answer: &mut Answer<T>) -> Option<Result<T, CallError>> {
    match answer {
        Answer::Here(_) => match mem::replace(answer, Answer::Taken) {
            Answer::Here(result) => Some(result),
            _ => None,
        },
        Answer::Taken => Some(Err(CallError::NoReply)),
        Answer::Awaited | Answer::Blocked | Answer::Polled(_) => None,
    }
}

/// Resolves to what [`wait`](Reply::wait) returns; polled again after that, to
/// [`CallError::NoReply`].
impl<T> Future for Reply<T> {
    type Output = Result<T, CallError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.polled = true;
        let mut answer = sys::lock(&self.slot.answer);
        if let Some(result) = take(&mut answer) {
            return Poll::Ready(result);
        }
        let known = matches!(&*answer, Answer::Polled(waker) if waker.will_wake(cx.waker()));
        if !known {
            // Cloning and dropping a waker is the executor's code: neither under the lock.
            drop(answer);
            let waker = cx.waker().clone();
            let mut answer = sys::lock(&self.slot.answer);
            if let Some(result) = take(&mut answer) {
                return Poll::Ready(result);
            }
            let former = mem::replace(&mut *answer, Answer::Polled(waker));
            drop(answer);
            drop(former);
        }
        Poll::Pending
    }
}

/// Lets go of the task that waited: the slot may stay in a mailbox for long.
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

/// Where an answer goes: one pointer wide, and every one that is dropped unsent is an error at
/// once for whoever waits.
///
/// A message enum carries one in each answered variant. A method whose last parameter is marked
/// `#[reply]` receives it and may answer later, from anywhere.
///
/// ```
/// use actor_runtime::{ReplySender, prelude::*};
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
    /// The answer itself, if nobody waits for it any more.
    pub fn send(mut self, answer: T) -> Result<(), T> {
        match self.0.take() {
            Some(slot) if Arc::strong_count(&slot) > 1 => {
                slot.settle(Ok(answer));
                Ok(())
            }
            _ => Err(answer),
        }
    }

    /// Whether anyone still waits for the answer. An ask that is no longer wanted when its turn
    /// comes is not handled at all.
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
        self.0.as_ref().is_some_and(|slot| Arc::strong_count(slot) > 1)
    }
}

impl<T> Drop for ReplySender<T> {
    fn drop(&mut self) {
        if let Some(slot) = self.0.take() {
            slot.settle(Err(discard::reason()));
        }
    }
}

impl<T> fmt::Debug for ReplySender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReplySender").finish_non_exhaustive()
    }
}

/// Waits for many answers, and returns them in the order of the replies.
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
    // All are sent before the first is waited for.
    let replies: Vec<_> = replies.into_iter().collect();
    replies.into_iter().map(Reply::wait).collect()
}
