//! Holds back the callers of replies that a panic dropped, until it is decided whether the actor goes on.
//
// While a handler unwinds, neither the text of the panic nor the restart policy's decision is known, and the gate is
// still open. A caller that learned of the failure now could send again, and its message would be accepted and lost. So
// a reply that is dropped by unwinding is marked as held back in its slot (reply/slot.rs), and its caller waits for the
// verdict on the actor that unwinds. One verdict serves all replies that one actor holds back at a time, also replies
// that another actor was to answer. The thread that runs the actor gives the verdict:
//
// | where | when |
// |---|---|
// | `ActorCell::snapshot_at_end` | the state is over, the policy has decided, and another state may follow |
// | `Control::end_because` | the gate has been closed for good |
// | `ActorCell::stop` | the `#[stopped]` method has returned or panicked |
// | `ActorCell::go_on_after` | `on_panic = resume` |
// | `Inbox::next`, `ActorCell::next_in_turn` | the handler caught the panic itself and has returned |
// | `current::go_on` | the handler caught it, and is about to wait, to poll or to receive by hand |
// | `Entered::drop` | the thread stops running the actor, for whatever reason |
//
// Until then the bit `HOLDS_BACK` of the gate is set. The loop reads the gate before each message anyway, so the row of
// `Inbox::next` costs nothing more.

use std::{collections::BTreeMap, mem, ptr, task::Waker};

use crate::{
    ActorId, CallError,
    lifecycle::current,
    panics,
    sys::{self, Condvar, Instant, Mutex},
    wait::{
        block::{Sleep, time_left},
        graph::{Awaited, Edge},
    },
};

pub(crate) struct Verdict {
    /// The actor that has failed.
    actor: ActorId,
    state: Mutex<VerdictState>,
    given: Condvar,
}

#[derive(Default)]
struct VerdictState {
    is_given: bool,
    /// The edges of the actors that wait for the verdict. They end when it is given.
    waiting: Vec<Edge>,
    /// The tasks to wake. Each task once, though it may poll any number of replies.
    tasks: BTreeMap<Task, Waker>,
}

/// Identifies a task, by the addresses that [`Waker::will_wake`] compares.
type Task = (usize, usize);

impl Verdict {
    pub(crate) fn of(actor: ActorId) -> Self {
        Verdict { actor, state: Mutex::default(), given: Condvar::new() }
    }

    /// Whether this thread may learn of the failure. The thread that runs the actor may at once, since it would
    /// otherwise wait for itself.
    pub(crate) fn is_known(&self) -> bool {
        sys::lock(&self.state).is_given || current::is_current(self.actor)
    }

    /// Gives the verdict, and wakes all threads and tasks that wait for it.
    pub(crate) fn give(&self) {
        let mut state = sys::lock(&self.state);
        state.is_given = true;
        state.waiting.clear();
        let tasks = mem::take(&mut state.tasks);
        drop(state);
        self.given.notify_all();
        for task in tasks.into_values() {
            // Executors' wakers do not panic. If one does, this thread must go on.
            let _ = panics::catch(|| task.wake());
        }
    }

    /// Waits for the verdict, until `deadline` if there is one.
    ///
    /// # Errors
    ///
    /// [`CallError::TimedOut`], [`CallError::Deadlock`] if the failed actor waits for the one that runs on this thread,
    /// or [`CallError::NoThread`].
    pub(crate) fn wait_until(&self, deadline: Option<Instant>) -> Result<(), CallError> {
        if self.is_known() {
            return Ok(());
        }
        let mut sleep = Sleep::new();
        let mut state = sys::lock(&self.state);
        let mut waiter = None;
        let mut has_begun = false;
        loop {
            let left = time_left(deadline);
            if state.is_given {
                return Ok(());
            }
            if left.is_some_and(|left| left.is_zero()) {
                state.waiting.retain(|edge| Some(edge.waiter()) != waiter);
                return Err(CallError::TimedOut);
            }
            if !has_begun {
                has_begun = true;
                let edge = current::begin(self.actor, Awaited::End)?;
                waiter = edge.as_ref().map(Edge::waiter);
                state.waiting.extend(edge);
            }
            state = match sleep.wait(&self.given, &self.state, state, left) {
                Ok(state) => state,
                Err(error) => {
                    let mut state = sys::lock(&self.state);
                    state.waiting.retain(|edge| Some(edge.waiter()) != waiter);
                    return Err(error);
                }
            };
        }
    }

    /// Has the task woken when the verdict is given. Hands the waker back if the verdict has been given already.
    pub(crate) fn wake(&self, task: Waker) -> Result<(), Waker> {
        let mut state = sys::lock(&self.state);
        if state.is_given {
            return Err(task);
        }
        let key = (task.data().addr(), ptr::from_ref(task.vtable()).addr());
        let former = state.tasks.insert(key, task);
        // Dropping a waker is the executor's code, so not under the lock.
        drop(state);
        drop(former);
        Ok(())
    }
}

/// The verdict on the innermost actor of this thread. The caller of a reply that a panic drops here waits for it.
/// `None` if this thread runs no actor, or the actor's end has been published.
#[cold]
pub(crate) fn hold_back() -> Option<sys::Arc<Verdict>> {
    current::this_actor(|_| true)?.hold_back()
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            Arc,
            atomic::{AtomicU32, Ordering::SeqCst},
        },
        task::Wake,
    };

    use super::*;

    #[derive(Default)]
    struct Count(AtomicU32);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, SeqCst);
        }
    }

    #[test]
    fn each_task_is_woken_once_however_many_replies_it_polls() {
        let verdict = Verdict::of(ActorId::next());
        let counts = [(); 3].map(|()| Arc::<Count>::default());
        for _ in 0..100 {
            for count in &counts {
                verdict.wake(Arc::clone(count).into()).unwrap();
            }
        }
        assert_eq!(sys::lock(&verdict.state).tasks.len(), 3);
        verdict.give();
        assert!(counts.iter().all(|count| count.0.load(SeqCst) == 1));
        assert!(counts.iter().all(|count| Arc::strong_count(count) == 1));
        assert!(verdict.wake(Waker::noop().clone()).is_err(), "it is too late");
    }
}
