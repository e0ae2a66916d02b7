//! The slot of one answer, which its two ends share: one side fills it, the other waits on it.
//
// One allocation. Whoever touches it holds its lock; the answer is written once, and the waiter
// looks at it under the same lock before it waits, so no wake-up can be missed. Nobody is notified
// who does not wait: `Condvar::notify_one` is a system call each time. An actor that waits has its
// edge (waits/) in here, where it ends together with the wait.

use std::{
    mem,
    task::{Context, Poll, Waker},
};

use crate::{
    ActorId, CallError,
    lifecycle::{current, verdict::Verdict},
    memory::packed::is_large,
    panics,
    sys::{self, Arc, Condvar, Instant, Mutex, MutexGuard},
    wait::{
        block::Sleep,
        graph::{Awaited, Edge},
    },
};

pub(crate) struct Slot<T> {
    state: Mutex<State<T>>,
    arrived: Condvar,
}

struct State<T> {
    answer: Answer,
    /// The answer itself, in `Answer::Here(Ok(()))`. Not a part of that variant: then each change of the
    /// variant would need room for an answer on the stack, and a large one would be moved twice more.
    value: Option<T>,
    /// Who answers when the message's turn comes; `None` where nobody knows.
    answerer: Option<ActorId>,
}

enum Answer {
    Awaited,
    /// A thread waits on the condition variable. The edge is that of the actor it runs, if any.
    Blocked(Option<Edge>),
    /// A task was here, and waits to be woken.
    Polled(Waker),
    /// The caller has let go of its end, and wants the message handled all the same.
    Forgotten,
    Here(Result<(), CallError>),
    /// The answer has been taken, or the wait for it has been cancelled.
    LocalBatch,
    /// Its sender was dropped by a panic: [`CallError::Panicked`], once the verdict on that is given.
    InFlight(Arc<Verdict>),
}

/// The pooled actor that answers, which a thread that waits for it may run.
pub(crate) type Giver<'a> = Option<&'a std::sync::Arc<dyn crate::scheduler::job::Job>>;

/// Who has to be woken, outside of all locks.
pub(crate) enum Sleeper {
    Nobody,
    Thread,
    Task(Waker),
}

/// A slot that nobody else fills, or cancels, meanwhile.
pub(crate) struct Unsettled<'a, T>(MutexGuard<'a, State<T>>);

impl<T> Unsettled<'_, T> {
    pub(crate) fn fill(mut self, result: Result<T, CallError>) -> Sleeper {
        let result = result.map(|value| self.0.value = Some(value));
        self.0.fill(result)
    }
}

impl<T> State<T> {
    /// Takes what has arrived; `None` while nothing has.
    fn take(&mut self) -> Option<Result<T, CallError>> {
        match self.answer {
            Answer::Here(_) => match mem::replace(&mut self.answer, Answer::LocalBatch) {
                // Bound, so that nothing is left to drop.
                Answer::Here(result) => match result {
                    Ok(()) => self.value.take().map(Ok),
                    Err(error) => Some(Err(error)),
                },
                _ => None,
            },
            Answer::LocalBatch => Some(Err(CallError::NoReply)),
            Answer::Awaited | Answer::Blocked(_) | Answer::Polled(_) | Answer::Forgotten => None,
            Answer::InFlight(ref verdict) if !verdict.is_known() => None,
            Answer::InFlight(_) => {
                self.answer = Answer::LocalBatch;
                Some(Err(CallError::Panicked))
            }
        }
    }

    /// The verdict to wait for before the answer can be taken.
    fn verdict(&self) -> Option<Arc<Verdict>> {
        match &self.answer {
            Answer::InFlight(verdict) => Some(Arc::clone(verdict)),
            _ => None,
        }
    }

    /// Whether it is known what the answer is, or that there will be none.
    fn is_settled(&self) -> bool {
        matches!(self.answer, Answer::Here(_) | Answer::LocalBatch | Answer::InFlight(_))
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

    /// Ends a wait, whatever has become of it.
    fn unblock(&mut self) {
        if let Answer::Blocked(_) = self.answer {
            self.answer = Answer::Awaited;
        }
    }

    fn fill(&mut self, result: Result<(), CallError>) -> Sleeper {
        self.end_wait(Answer::Here(result))
    }

    /// Ends the wait for an answer, since there is this one, and says who has waited.
    fn end_wait(&mut self, answer: Answer) -> Sleeper {
        match mem::replace(&mut self.answer, answer) {
            Answer::Blocked(_edge) => Sleeper::Thread,
            Answer::Polled(waker) => Sleeper::Task(waker),
            Answer::Awaited
            | Answer::Forgotten
            | Answer::Here(_)
            | Answer::LocalBatch
            | Answer::InFlight(_) => Sleeper::Nobody,
        }
    }
}

impl<T> Slot<T> {
    pub(crate) fn new(answerer: Option<ActorId>) -> Self {
        let state = State { answer: Answer::Awaited, value: None, answerer };
        Slot { state: Mutex::new(state), arrived: Condvar::new() }
    }

    /// Fills the slot with an answer, unless it has been filled: the first one counts.
    pub(crate) fn answer(&self, value: T) {
        let mut state = sys::lock(&self.state);
        if state.is_settled() {
            // Dropped outside of the lock: dropping a `T` is the user's code.
            drop(state);
            return;
        }
        state.value = Some(value);
        let sleeper = state.fill(Ok(()));
        drop(state);
        self.wake(sleeper);
    }

    /// The same with the reason why there is no answer.
    pub(crate) fn fail(&self, reason: CallError) {
        let mut state = sys::lock(&self.state);
        if state.is_settled() {
            return;
        }
        let sleeper = state.fill(Err(reason));
        drop(state);
        self.wake(sleeper);
    }

    /// Marks the slot as failed by a panic. The caller learns of it once the verdict is given. Called on the
    /// thread that gives the verdict.
    #[cold]
    pub(crate) fn hold(&self, verdict: Arc<Verdict>) {
        let mut state = sys::lock(&self.state);
        if state.is_settled() {
            return;
        }
        // The thread or task wakes up and waits for the verdict instead, with an edge to that actor. A task is not
        // handed to the verdict here: it may be the handler's own, which polls again only if it is woken.
        let sleeper = state.end_wait(Answer::InFlight(verdict));
        drop(state);
        self.wake(sleeper);
    }

    /// Fills a slot that has not been. Whoever waits there does so no longer, but is asleep.
    pub(crate) fn fill(&self, value: T) -> Sleeper {
        let mut state = sys::lock(&self.state);
        state.value = Some(value);
        state.fill(Ok(()))
    }

    /// Keeps the slot as it is until the guard is dropped; `None` if the wait for it has been cancelled.
    pub(crate) fn unsettled(&self) -> Option<Unsettled<'_, T>> {
        let state = sys::lock(&self.state);
        (!matches!(state.answer, Answer::LocalBatch)).then_some(Unsettled(state))
    }

    /// Ends a wait whose answer has not come: none is put in here from now on. Otherwise takes what has
    /// come.
    pub(crate) fn cancel(&self) -> Option<Result<T, CallError>> {
        let mut state = sys::lock(&self.state);
        let arrived = state.take();
        if arrived.is_none() {
            debug_assert!(matches!(state.answer, Answer::Awaited), "somebody waits");
            state.answer = Answer::LocalBatch;
        }
        arrived
    }

    /// Notes that the caller lets go of its end, and wants the message handled all the same.
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
            // Executors' wakers do not panic; if one does, that is nothing of this thread's.
            Sleeper::Task(waker) => drop(panics::catch(|| waker.wake())),
        }
    }

    pub(crate) fn take(&self) -> Option<Result<T, CallError>> {
        sys::lock(&self.state).take()
    }

    /// Whether there is an answer, or will be none: its sender is gone.
    pub(crate) fn has_arrived(this: &Arc<Self>) -> bool {
        Arc::strong_count(this) == 1
    }

    /// Waits for the answer. If its sender is gone, no lock is needed to take it.
    pub(crate) fn wait(this: Arc<Self>, giver: Giver<'_>) -> Result<T, CallError> {
        if is_large::<T>() {
            // LocalBatch from where it lies: below, it is moved together with its slot.
            return this.wait_until(None, giver);
        }
        match Arc::try_unwrap(this) {
            Ok(slot) => {
                let mut state = sys::into_inner(slot.state);
                state.take().unwrap_or_else(|| wait_for_verdict(&mut state))
            }
            Err(shared) => shared.wait_until(None, giver),
        }
    }

    /// Waits for the answer, until `deadline` if there is one.
    #[inline]
    pub(crate) fn wait_until(
        &self,
        deadline: Option<Instant>,
        giver: Giver<'_>,
    ) -> Result<T, CallError> {
        current::go_on();
        let mut state = sys::lock(&self.state);
        match state.take() {
            Some(result) => result,
            None => self.sleep_until(deadline, giver, state),
        }
    }

    /// Waits for an answer that has not come, or whose verdict has not been given.
    // Apart from the look for one that is there: inlined, its frame would cost that one about 20 instructions.
    #[inline(never)]
    fn sleep_until(
        &self,
        deadline: Option<Instant>,
        giver: Giver<'_>,
        state: MutexGuard<'_, State<T>>,
    ) -> Result<T, CallError> {
        let mut sleep = Sleep::new();
        // Declared after `sleep`, and so dropped before it.
        let mut state = state;
        loop {
            if let Some(verdict) = state.verdict() {
                drop(state);
                // This wait is over. One that did not end before the next begins would count this thread twice.
                sleep = Sleep::new();
                verdict.wait_until(deadline)?;
                state = sys::lock(&self.state);
                if let Some(result) = state.take() {
                    return result;
                }
                continue;
            }
            let left = deadline.map(|at| at.saturating_duration_since(Instant::now()));
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
                // A thread that waits under a deadline runs no actor.
                let giver = giver.filter(|_| deadline.is_none() && !state.is_settled());
                drop(state);
                if let Some(claim) = sleep.claim(giver) {
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

    /// Has this thread wait for `answerer` from now on, before it does; for one that has not
    /// begun, and so waits for nobody. It may be waited for until it has ended, when it answers
    /// nobody any more.
    pub(crate) fn wait_ahead(&self, answerer: ActorId) {
        current::go_on();
        let mut state = sys::lock(&self.state);
        state.answerer = Some(answerer);
        let edge = current::begin(answerer, Awaited::End).ok().flatten();
        state.answer = Answer::Blocked(edge);
    }

    /// The answerer may pass it on or keep it: nobody in particular is waited for any more.
    pub(crate) fn defer(&self) {
        let mut state = sys::lock(&self.state);
        state.answerer = None;
        if let Answer::Blocked(edge) = &mut state.answer {
            *edge = None;
        }
    }

    pub(crate) fn poll(&self, cx: &mut Context<'_>) -> Poll<Result<T, CallError>> {
        current::go_on();
        let mut state = sys::lock(&self.state);
        if let Some(result) = state.take() {
            return Poll::Ready(result);
        }
        let known = matches!(&state.answer, Answer::Polled(waker) if waker.will_wake(cx.waker()));
        if !known {
            // Cloning and dropping a waker is the executor's code: neither under the lock.
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

    /// Lets go of the task that polled last, now that a thread waits in its place. Dropping a
    /// waker is the executor's code, so not under the lock.
    pub(crate) fn forget_task(&self) {
        let mut state = sys::lock(&self.state);
        if matches!(state.answer, Answer::Polled(_)) {
            let task = mem::replace(&mut state.answer, Answer::Awaited);
            drop(state);
            drop(task);
        }
    }
}

/// Waits for the verdict on a slot that nobody else has any more.
#[cold]
fn wait_for_verdict<T>(state: &mut State<T>) -> Result<T, CallError> {
    current::go_on();
    if let Some(verdict) = state.verdict() {
        verdict.wait_until(None)?;
    }
    state.take().unwrap_or(Err(CallError::NoReply))
}
