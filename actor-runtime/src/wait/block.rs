//! How a thread sleeps that waits for an actor: it gives up its post at the pool, if it has one, before that.
//
// Where no other thread can take its place, it keeps the post and wakes up now and then to try again
// (pool/pool.rs).

use std::time::Duration;

use crate::{
    CallError,
    scheduler::{
        job::{Claim, Job},
        workers::{self, Blocking, BlockingStart, KeptSlot},
    },
    sys::{self, Condvar, Mutex, MutexGuard, RETRY},
};

/// One such wait, however often it sleeps. On drop, the thread takes a post again if one is free. The drop takes
/// the pool's lock, so declare this before the guard.
pub(crate) struct Sleep {
    slot: SlotState,
}

/// What has become of the post of a thread that waits.
enum SlotState {
    /// It has not slept yet, or has none.
    Untried,
    Left {
        _away: Blocking,
    },
    /// It keeps its post, because no thread could replace it. It may sleep for `RETRY`.
    Kept(KeptSlot),
    /// It keeps its post, and has slept since it last tried to be replaced. It tries again before it sleeps.
    KeptToRetry(KeptSlot),
}

impl Sleep {
    pub(crate) fn new() -> Self {
        Sleep { slot: SlotState::Untried }
    }

    /// Waits on `condvar`, for at most what is `left`. It may wake up for nothing, and does so where
    /// it has given up a post or tried to: what was waited for may have come meanwhile.
    ///
    /// # Errors
    ///
    /// [`CallError::NoThread`] where waiting might never end. The lock has been let go of.
    pub(crate) fn wait<'a, T>(
        &mut self,
        condvar: &Condvar,
        mutex: &'a Mutex<T>,
        guard: MutexGuard<'a, T>,
        left: Option<Duration>,
    ) -> Result<MutexGuard<'a, T>, CallError> {
        let left = match &self.slot {
            SlotState::Untried if !workers::has_slot() => left,
            SlotState::Left { .. } => left,
            SlotState::Kept(_) => Some(left.map_or(RETRY, |left| left.min(RETRY))),
            SlotState::Untried | SlotState::KeptToRetry(_) => {
                // Not under the lock: another thread may have to be made.
                drop(guard);
                self.enter_blocking()?;
                return Ok(sys::lock(mutex));
            }
        };
        let guard = match left {
            None => sys::wait(condvar, guard),
            Some(left) => sys::wait_timeout(condvar, guard, left),
        };
        self.note_that_it_slept();
        Ok(guard)
    }

    #[cold]
    fn enter_blocking(&mut self) -> Result<(), CallError> {
        let former = std::mem::replace(&mut self.slot, SlotState::Untried);
        self.slot = match (workers::enter_blocking(), former) {
            (BlockingStart::NoSlot, _) => SlotState::Untried,
            (BlockingStart::Begun(away), _) => SlotState::Left { _away: away },
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
    fn note_that_it_slept(&mut self) {
        if let SlotState::Kept(_) = self.slot {
            let post = std::mem::replace(&mut self.slot, SlotState::Untried);
            if let SlotState::Kept(kept) = post {
                self.slot = SlotState::KeptToRetry(kept);
            }
        }
    }

    /// Whether this thread waits at its post, for want of another one.
    pub(crate) fn keeps_slot(&self) -> bool {
        matches!(self.slot, SlotState::Kept(_) | SlotState::KeptToRetry(_))
    }

    /// The actor that is waited for, claimed, if this thread has to run it: it keeps its post, and nobody
    /// else runs the actor.
    pub(crate) fn claim<'a>(
        &self,
        giver: Option<&'a std::sync::Arc<dyn Job>>,
    ) -> Option<Claim<'a>> {
        giver.filter(|_| self.keeps_slot()).and_then(Claim::for_want_of_a_thread)
    }

    /// Runs an actor that was claimed so, until `is_enough`.
    pub(crate) fn run(&mut self, claim: Claim<'_>, is_enough: &dyn Fn() -> bool) {
        match &mut self.slot {
            SlotState::Kept(kept) | SlotState::KeptToRetry(kept) => {
                kept.while_at_work(|| claim.run_until(is_enough));
            }
            SlotState::Untried | SlotState::Left { .. } => drop(claim),
        }
    }
}
