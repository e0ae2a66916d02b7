//! The slot of one answer, in one allocation: the sender fills it, and the receiver waits on it.
//
// All access is under the slot's lock. The answer is written once, and the receiver looks for it under the same lock
// before it waits, so it cannot miss a wake-up. The sender notifies only a receiver that waits, since
// `Condvar::notify_one` is a system call each time. The edge of an actor that waits (wait/graph.rs) lies in the slot,
// and ends together with the wait.
//
// | `Answer` | left by | how |
// |---|---|---|
// | `Awaited` | `block`, `wait_ahead` | `Blocked`: a thread waits |
// | `Awaited`, `Polled` | `poll` | `Polled`: a task waits |
// | `Awaited` | `forget` | `Forgotten`: the caller has given up its end, but not the message |
// | `Awaited` | `cancel` | `Taken`: the caller has given up the wait |
// | `Blocked` | `unblock`, a time-out | `Awaited` |
// | `Polled` | `forget_task` | `Awaited` |
// | `Awaited`, `Blocked`, `Polled`, `Forgotten` | `answer`, `fill`, `fail` | `Here`, and the receiver is woken |
// | `Awaited`, `Blocked`, `Polled`, `Forgotten` | `hold_back` | `HeldBack`, and the receiver is woken |
// | `Here` | `take` | `Taken` |
// | `HeldBack` | `take`, once the verdict is known | `Taken` |
// | `Taken` | | |

use std::{
    mem,
    task::{Context, Poll, Waker},
};

use crate::{
    ActorId, CallError,
    lifecycle::{current, verdict::Verdict},
    memory::packed::is_large,
    panics,
    scheduler::job::JobRef,
    sys::{self, Arc, Condvar, Home, Instant, Mutex, MutexGuard},
    wait::{
        block::{Sleep, time_left},
        graph::{Awaited, Edge},
    },
};

pub(crate) struct Slot<T> {
    state: Mutex<ReplyState<T>>,
    arrived: Condvar,
    home: Home,
}

struct ReplyState<T> {
    answer: Answer,
    /// The value that belongs to `Answer::Here(Ok(()))`. It is not a part of that variant: each change of the
    /// variant would then need room for a value on the stack, and a large value would be moved twice more.
    value: Option<T>,
    /// The actor that answers when the message's turn comes; `None` if that is not known.
    answerer: Option<ActorId>,
}

enum Answer {
    Awaited,
    /// A thread waits on the condition variable. The edge is that of the actor it runs, if any.
    Blocked(Option<Edge>),
    /// A task has polled, and waits to be woken.
    Polled(Waker),
    /// The caller has given up its end, and wants the message handled all the same.
    Forgotten,
    Here(Result<(), CallError>),
    /// The answer has been taken, or the wait for it has been cancelled.
    Taken,
    /// A panic has dropped the sender. The answer is [`CallError::Panicked`], once the verdict is given.
    HeldBack(Arc<Verdict>),
}

/// The actor that answers, if it is pooled. A thread that waits for the answer may run it.
pub(crate) type AnsweringJob<'a> = Option<&'a JobRef>;

/// The thread or task to wake, outside of all locks.
pub(crate) enum Sleeper {
    Nobody,
    Thread,
    Task(Waker),
}

/// A locked slot: no other thread can fill it, or cancel the wait for it, meanwhile.
pub(crate) struct Unsettled<'a, T>(MutexGuard<'a, ReplyState<T>>);

impl<T> Unsettled<'_, T> {
    pub(crate) fn fill(mut self, result: Result<T, CallError>) -> Sleeper {
        let result = result.map(|value| self.0.value = Some(value));
        self.0.fill(result)
    }
}

impl<T> ReplyState<T> {
    /// Takes the result; `None` while there is none.
    fn take(&mut self) -> Option<Result<T, CallError>> {
        match self.answer {
            Answer::Here(_) => match mem::replace(&mut self.answer, Answer::Taken) {
                // Matched once more by value, so that no variant is left to drop.
                Answer::Here(result) => match result {
                    Ok(()) => self.value.take().map(Ok),
                    Err(error) => Some(Err(error)),
                },
                _ => None,
            },
            Answer::Taken => Some(Err(CallError::NoReply)),
            Answer::Awaited | Answer::Blocked(_) | Answer::Polled(_) | Answer::Forgotten => None,
            Answer::HeldBack(ref verdict) if !verdict.is_known() => None,
            Answer::HeldBack(_) => {
                self.answer = Answer::Taken;
                Some(Err(CallError::Panicked))
            }
        }
    }

    /// The verdict to wait for before the answer can be taken.
    fn verdict(&self) -> Option<Arc<Verdict>> {
        match &self.answer {
            Answer::HeldBack(verdict) => Some(Arc::clone(verdict)),
            _ => None,
        }
    }

    /// Whether the result is decided: an answer, or that there will be none.
    fn is_settled(&self) -> bool {
        matches!(self.answer, Answer::Here(_) | Answer::Taken | Answer::HeldBack(_))
    }

    /// Begins a wait, unless it has begun.
    fn block(&mut self) -> Result<(), CallError> {
        if !matches!(self.answer, Answer::Blocked(_)) {
            let edge = match self.answerer {
                Some(actor) => current::begin(actor, Awaited::Answer)?,
                None => None,
            };
            self.answer = Answer::Blocked(edge);
        }
        Ok(())
    }

    /// Ends a wait, unless an answer has ended it.
    fn unblock(&mut self) {
        if let Answer::Blocked(_) = self.answer {
            self.answer = Answer::Awaited;
        }
    }

    fn fill(&mut self, result: Result<(), CallError>) -> Sleeper {
        self.end_wait(Answer::Here(result))
    }

    /// Stores an answer, which ends the wait for it; returns the thread or task that has waited.
    fn end_wait(&mut self, answer: Answer) -> Sleeper {
        match mem::replace(&mut self.answer, answer) {
            Answer::Blocked(_edge) => Sleeper::Thread,
            Answer::Polled(waker) => Sleeper::Task(waker),
            Answer::Awaited
            | Answer::Forgotten
            | Answer::Here(_)
            | Answer::Taken
            | Answer::HeldBack(_) => Sleeper::Nobody,
        }
    }
}

impl<T> Slot<T> {
    pub(crate) fn new(answerer: Option<ActorId>) -> Self {
        let state = ReplyState { answer: Answer::Awaited, value: None, answerer };
        Slot { state: Mutex::new(state), arrived: Condvar::new(), home: Home::here() }
    }

    /// Fills the slot with an answer, unless it is filled: the first answer counts.
    pub(crate) fn answer(&self, value: T) {
        // A thread from outside makes the caller's run fail. The caller gets the answer all the same.
        let _ = self.home.admits(|| "answers a caller".into());
        let mut state = sys::lock(&self.state);
        if state.is_settled() {
            // `value` is dropped outside of the lock, since its drop is user code.
            drop(state);
            return;
        }
        state.value = Some(value);
        let sleeper = state.fill(Ok(()));
        drop(state);
        self.wake(sleeper);
    }

    /// Fills the slot with the reason why there is no answer, unless it is filled.
    pub(crate) fn fail(&self, reason: CallError) {
        self.home.note_outsider(|| "drops the reply of a caller".into());
        let mut state = sys::lock(&self.state);
        if state.is_settled() {
            return;
        }
        let sleeper = state.fill(Err(reason));
        drop(state);
        self.wake(sleeper);
    }

    /// Marks the slot as failed by a panic. The caller learns of the failure once the verdict is given. Called on the
    /// thread that gives the verdict.
    #[cold]
    pub(crate) fn hold_back(&self, verdict: Arc<Verdict>) {
        let mut state = sys::lock(&self.state);
        if state.is_settled() {
            return;
        }
        // The waiting thread or task wakes up and waits for the verdict instead. A thread then has an edge to the
        // actor that has panicked. A task's waker is not handed to the verdict here: the task may be the handler's
        // own, which polls again only if it is woken.
        let sleeper = state.end_wait(Answer::HeldBack(verdict));
        drop(state);
        self.wake(sleeper);
    }

    /// Fills a slot that is not filled, without waking the receiver. The receiver's wait is over, but it is still
    /// asleep.
    pub(crate) fn fill(&self, value: T) -> Sleeper {
        let mut state = sys::lock(&self.state);
        state.value = Some(value);
        state.fill(Ok(()))
    }

    /// Locks the slot until the guard is dropped; `None` if the wait for it has been cancelled.
    pub(crate) fn unsettled(&self) -> Option<Unsettled<'_, T>> {
        let state = sys::lock(&self.state);
        (!matches!(state.answer, Answer::Taken)).then_some(Unsettled(state))
    }

    /// Takes the result if there is one. Otherwise cancels the wait: the slot is not filled from now on.
    pub(crate) fn cancel(&self) -> Option<Result<T, CallError>> {
        let mut state = sys::lock(&self.state);
        let result = state.take();
        if result.is_none() {
            debug_assert!(matches!(state.answer, Answer::Awaited), "a thread or task still waits");
            state.answer = Answer::Taken;
        }
        result
    }

    /// Notes that the caller gives up its end, and wants the message handled all the same.
    pub(crate) fn forget(&self) {
        let mut state = sys::lock(&self.state);
        if matches!(state.answer, Answer::Awaited) {
            state.answer = Answer::Forgotten;
        }
    }

    pub(crate) fn is_forgotten(&self) -> bool {
        matches!(sys::lock(&self.state).answer, Answer::Forgotten)
    }

    pub(crate) fn wake(&self, sleeper: Sleeper) {
        match sleeper {
            Sleeper::Nobody => {}
            Sleeper::Thread => self.arrived.notify_one(),
            // Executors' wakers do not panic. If one does, this thread must go on.
            Sleeper::Task(waker) => drop(panics::catch(|| waker.wake())),
        }
    }

    pub(crate) fn take(&self) -> Option<Result<T, CallError>> {
        sys::lock(&self.state).take()
    }

    /// Where the caller asked.
    pub(crate) fn home(&self) -> Home {
        self.home
    }

    /// Whether the result is decided: the sender is gone by then.
    pub(crate) fn has_arrived(this: &Arc<Self>) -> bool {
        Arc::strong_count(this) == 1
    }

    /// Waits for the answer. If the sender is gone, takes the answer without a lock.
    pub(crate) fn wait(this: Arc<Self>, job: AnsweringJob<'_>) -> Result<T, CallError> {
        if is_large::<T>() {
            // A large answer is taken from where it lies. Below, it would be moved together with its slot.
            return this.wait_until(None, job);
        }
        match Arc::try_unwrap(this) {
            Ok(slot) => {
                let mut state = sys::into_inner(slot.state);
                state.take().unwrap_or_else(|| wait_for_verdict(&mut state))
            }
            Err(shared) => shared.wait_until(None, job),
        }
    }

    /// Waits for the answer, until `deadline` if there is one.
    #[inline]
    pub(crate) fn wait_until(
        &self,
        deadline: Option<Instant>,
        job: AnsweringJob<'_>,
    ) -> Result<T, CallError> {
        self.check_home()?;
        current::go_on();
        let mut state = sys::lock(&self.state);
        match state.take() {
            Some(result) => result,
            None => self.sleep_until(deadline, job, state),
        }
    }

    /// Waits for an answer that has not come, or whose verdict has not been given.
    // Not a part of `wait_until`: inlined there, its frame would cost a caller whose answer is there already about 20
    // instructions.
    #[inline(never)]
    fn sleep_until(
        &self,
        deadline: Option<Instant>,
        job: AnsweringJob<'_>,
        state: MutexGuard<'_, ReplyState<T>>,
    ) -> Result<T, CallError> {
        let mut sleep = Sleep::new();
        // Declared after `sleep`, and so dropped before it.
        let mut state = state;
        loop {
            if let Some(verdict) = state.verdict() {
                drop(state);
                // This sleep is over. If it did not end before the next begins, this thread would be counted twice.
                sleep = Sleep::new();
                verdict.wait_until(deadline)?;
                state = sys::lock(&self.state);
                if let Some(result) = state.take() {
                    return result;
                }
                continue;
            }
            let left = time_left(deadline);
            if left.is_some_and(|left| left.is_zero()) {
                state.answer = Answer::Awaited;
                return Err(CallError::TimedOut);
            }
            state.block()?;
            state = match sleep.wait(&self.arrived, &self.state, state, left) {
                Ok(state) => state,
                Err(error) => {
                    sys::lock(&self.state).unblock();
                    return Err(error);
                }
            };
            if sleep.keeps_slot() {
                // A thread that waits with a deadline runs no actor.
                let job = job.filter(|_| deadline.is_none() && !state.is_settled());
                drop(state);
                if let Some(claim) = sleep.claim(job) {
                    sys::lock(&self.state).unblock();
                    sleep.run(claim, &|| sys::lock(&self.state).is_settled());
                }
                state = sys::lock(&self.state);
            }
            if let Some(result) = state.take() {
                return result;
            }
        }
    }

    /// Adds this thread's edge to `answerer` before the thread waits. `answerer` has not begun, so it waits for no
    /// other actor, and the edge closes no cycle. The edge is a wait for the actor's end, because the wait may last
    /// until then, when the actor gives no answers any more.
    pub(crate) fn wait_ahead(&self, answerer: ActorId) {
        current::go_on();
        let mut state = sys::lock(&self.state);
        state.answerer = Some(answerer);
        let edge = current::begin(answerer, Awaited::End).ok().flatten();
        state.answer = Answer::Blocked(edge);
    }

    /// Ends the edge to the answerer, which may keep the sender or pass it on. The receiver still waits, but for no
    /// particular actor.
    pub(crate) fn defer(&self) {
        let mut state = sys::lock(&self.state);
        state.answerer = None;
        if let Answer::Blocked(edge) = &mut state.answer {
            *edge = None;
        }
    }

    /// Fails if the calling thread does not belong to the simulation in which the caller asked: nothing would wake it.
    #[inline]
    fn check_home(&self) -> Result<(), CallError> {
        match self.home.admits(|| "waits for an answer".into()) {
            true => Ok(()),
            false => Err(CallError::OutsideSimulation),
        }
    }

    pub(crate) fn poll(&self, cx: &mut Context<'_>) -> Poll<Result<T, CallError>> {
        if let Err(error) = self.check_home() {
            return Poll::Ready(Err(error));
        }
        current::go_on();
        let mut state = sys::lock(&self.state);
        if let Some(result) = state.take() {
            return Poll::Ready(result);
        }
        let known = matches!(&state.answer, Answer::Polled(waker) if waker.will_wake(cx.waker()));
        if !known {
            // Cloning and dropping a waker runs the executor's code: neither under the lock.
            drop(state);
            let waker = cx.waker().clone();
            let mut state = sys::lock(&self.state);
            if let Some(result) = state.take() {
                return Poll::Ready(result);
            }
            if let Some(verdict) = state.verdict() {
                drop(state);
                return match verdict.wake(waker) {
                    Ok(()) => Poll::Pending,
                    Err(_) => self.take().map_or(Poll::Pending, Poll::Ready),
                };
            }
            let former = mem::replace(&mut state.answer, Answer::Polled(waker));
            drop(state);
            drop(former);
        }
        Poll::Pending
    }

    /// Drops the waker of the task that polled last, outside of the lock, since its drop runs the executor's code.
    /// Called when the task waits no longer.
    pub(crate) fn forget_task(&self) {
        let mut state = sys::lock(&self.state);
        if matches!(state.answer, Answer::Polled(_)) {
            let polled = mem::replace(&mut state.answer, Answer::Awaited);
            drop(state);
            drop(polled);
        }
    }
}

/// Waits for the verdict on a slot that has no other owner any more.
#[cold]
fn wait_for_verdict<T>(state: &mut ReplyState<T>) -> Result<T, CallError> {
    current::go_on();
    if let Some(verdict) = state.verdict() {
        verdict.wait_until(None)?;
    }
    state.take().unwrap_or(Err(CallError::NoReply))
}
