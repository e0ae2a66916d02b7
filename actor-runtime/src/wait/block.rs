//! Puts a thread that waits for an actor to sleep. The thread first gives up its worker slot, if it holds one.
//
// Where no other thread can replace the worker, it keeps the slot, and wakes up every `RETRY` to try again
// (scheduler/workers.rs).
//
// | `SlotState` | left by | how |
// |---|---|---|
// | `Untried` | `wait`, the thread holds no slot | stays `Untried`: the thread just sleeps |
// | `Untried` | `wait`, a thread is there for the slot | `Left`, without sleep |
// | `Untried` | `wait`, the system refuses a thread | `Kept`, without sleep |
// | `Left` | `wait` | stays `Left`: the thread just sleeps |
// | `Kept` | `wait` | `KeptToRetry`, after sleep of at most `RETRY` |
// | `KeptToRetry` | `wait`, a thread is there for the slot | `Left`, without sleep |
// | `KeptToRetry` | `wait`, the system refuses a thread | `Kept`, without sleep |
// | `KeptToRetry` | `wait`, the pool has been starving for `patience` | `Untried`, and `wait` returns `NoThread` |
// | `Kept`, `KeptToRetry` | `run` | stays: the thread runs the actor, and keeps the slot |
//
// The drop of the `Sleep` ends each of them. From `Left`, the thread takes a slot again if one is free.

use std::time::Duration;

use crate::{
    CallError,
    scheduler::{
        blocking::{self, Blocking, BlockingStart, KeptSlot},
        job::{Claim, JobRef},
    },
    sys::{self, Condvar, Instant, Mutex, MutexGuard, RETRY},
};

/// The time until `deadline`, if there is one.
pub(crate) fn time_left(deadline: Option<Instant>) -> Option<Duration> {
    deadline.map(|at| at.saturating_duration_since(Instant::now()))
}

/// Waits on `condvar` until it is notified, or until `deadline`. `None` once the deadline has passed. For a thread that
/// holds no worker slot.
pub(crate) fn wait_until<'a, T>(
    condvar: &Condvar,
    mutex: &'a Mutex<T>,
    guard: MutexGuard<'a, T>,
    deadline: Option<Instant>,
) -> Option<MutexGuard<'a, T>> {
    let left = time_left(deadline);
    if left.is_some_and(|left| left.is_zero()) {
        return None;
    }
    Some(sys::wait(condvar, mutex, guard, left))
}

/// One wait of a thread, however often the thread sleeps in it. On drop, the thread takes a worker slot again if it
/// gave one up and one is free. The drop takes the pool's lock, so declare this before the guard, which is then
/// dropped first. Where the caller returns the guard instead, its lock is still held during this drop. That is allowed,
/// because the pool's lock is always taken last.
pub(crate) struct Sleep {
    slot: SlotState,
}

/// The state of the waiting thread's worker slot.
enum SlotState {
    /// The thread has not slept yet, or holds no slot.
    Untried,
    Left {
        _blocking: Blocking,
    },
    /// The thread keeps its slot, because no thread could replace it. It may sleep for `RETRY`.
    Kept(KeptSlot),
    /// The thread keeps its slot, and has slept since it last tried to be replaced. It tries again before it sleeps.
    KeptToRetry(KeptSlot),
}

impl Sleep {
    pub(crate) fn new() -> Self {
        Sleep { slot: SlotState::Untried }
    }

    /// Waits on `condvar`, for at most what is `left`. May return without a notification. It does so after each attempt
    /// to give up the slot: the attempt runs without the lock, so what the caller waits for may have come meanwhile.
    ///
    /// # Errors
    ///
    /// [`CallError::NoThread`] if the wait might never end. The lock has been released.
    pub(crate) fn wait<'a, T>(
        &mut self,
        condvar: &Condvar,
        mutex: &'a Mutex<T>,
        guard: MutexGuard<'a, T>,
        left: Option<Duration>,
    ) -> Result<MutexGuard<'a, T>, CallError> {
        let left = match &self.slot {
            SlotState::Untried if !blocking::has_slot() => left,
            SlotState::Left { .. } => left,
            SlotState::Kept(_) => Some(left.map_or(RETRY, |left| left.min(RETRY))),
            SlotState::Untried | SlotState::KeptToRetry(_) => {
                // Not under the lock: this may spawn a thread.
                drop(guard);
                self.give_up_slot()?;
                return Ok(sys::lock(mutex));
            }
        };
        let guard = sys::wait(condvar, mutex, guard, left);
        self.note_sleep();
        Ok(guard)
    }

    #[cold]
    fn give_up_slot(&mut self) -> Result<(), CallError> {
        let former = std::mem::replace(&mut self.slot, SlotState::Untried);
        self.slot = match (blocking::enter_blocking(), former) {
            (BlockingStart::NoSlot, _) => SlotState::Untried,
            (BlockingStart::Begun(blocking), _) => SlotState::Left { _blocking: blocking },
            (BlockingStart::Refused, SlotState::KeptToRetry(mut kept)) => {
                kept.check()?;
                SlotState::Kept(kept)
            }
            (BlockingStart::Refused, _) => {
                KeptSlot::begin().map_or(SlotState::Untried, SlotState::Kept)
            }
        };
        Ok(())
    }

    #[inline]
    fn note_sleep(&mut self) {
        if let SlotState::Kept(_) = self.slot {
            let slot = std::mem::replace(&mut self.slot, SlotState::Untried);
            if let SlotState::Kept(kept) = slot {
                self.slot = SlotState::KeptToRetry(kept);
            }
        }
    }

    /// Whether this thread keeps its slot while it waits, because no thread can replace it.
    pub(crate) fn keeps_slot(&self) -> bool {
        matches!(self.slot, SlotState::Kept(_) | SlotState::KeptToRetry(_))
    }

    /// Claims the actor that this thread waits for, if this thread has to run it: this thread keeps its slot, and no
    /// other thread runs the actor.
    pub(crate) fn claim<'a>(&self, job: Option<&'a JobRef>) -> Option<Claim<'a>> {
        job.filter(|_| self.keeps_slot()).and_then(Claim::for_irreplaceable_worker)
    }

    /// Runs an actor claimed by [`claim`](Sleep::claim), until `is_enough`.
    pub(crate) fn run(&mut self, claim: Claim<'_>, is_enough: &dyn Fn() -> bool) {
        match &mut self.slot {
            SlotState::Kept(kept) | SlotState::KeptToRetry(kept) => {
                kept.run(|| claim.run_until(is_enough));
            }
            SlotState::Untried | SlotState::Left { .. } => drop(claim),
        }
    }
}
