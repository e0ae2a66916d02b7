//! Gives up a worker's slot while the worker waits for an actor, or keeps it where no thread can take it over.
//
// | state of the worker | left by | how |
// |---|---|---|
// | holds its slot | `enter_blocking`, a thread is there for the slot | without slot, until the `Blocking` is dropped |
// | holds its slot | `enter_blocking` is `Refused` | keeps the slot: the waiting thread makes a `KeptSlot` |
// | without slot | drop of the `Blocking`, a slot is free | holds that slot |
// | without slot | drop of the `Blocking`, no slot is free | goes on without slot; parks when its turn is over |
// | keeps its slot | `enter_blocking` on a retry, a thread is there now | without slot; the `KeptSlot` is dropped |
// | keeps its slot | drop of the `KeptSlot` when the wait is over | holds its slot |
// | keeps its slot | `KeptSlot::run` | holds its slot until the actor that it runs has returned |
//
// The proof that no entry stays queued while a slot is free stands in workers.rs.

use std::sync::Arc as StdArc;

use crate::{
    CallError,
    scheduler::workers::{Worker, WorkerPool, this_worker},
    sys::{
        self, Instant,
        atomic::{Ordering::SeqCst, fence},
    },
};

/// Whether this thread holds a worker slot.
pub(crate) fn has_slot() -> bool {
    this_worker(|worker| worker.slot.as_ref().map(|_| ())).is_some()
}

/// The outcome of [`enter_blocking`].
pub(crate) enum BlockingStart {
    /// This thread held no slot, so no thread has to replace it.
    NoSlot,
    Begun(Blocking),
    /// There is no thread that could take over the slot, and the system refuses to make one.
    Refused,
}

/// A worker's wait, for which it gave up its slot. On drop, takes a slot again if one is free.
pub(crate) struct Blocking(());

/// Gives up this thread's slot before it waits.
pub(crate) fn enter_blocking() -> BlockingStart {
    let pool = this_worker(|Worker { pool, slot, .. }| slot.as_ref().map(|_| StdArc::clone(pool)));
    let Some(pool) = pool else { return BlockingStart::NoSlot };
    let mut parked = sys::lock(&pool.parked);
    if pool.ensure_stand_in(&mut parked).is_err() {
        return BlockingStart::Refused;
    }
    let mut stale = None;
    let slot = this_worker(|worker| {
        worker.is_without_slot = true;
        let mut slot = worker.slot.take()?;
        stale = slot.queue_next();
        Some(slot)
    });
    parked.without_slot += 1;
    parked.free_slots.extend(slot);
    pool.publish_free(&parked);
    // Fence D. Without it the Miri program `left_slot` hangs.
    fence(SeqCst);
    if pool.has_entries() {
        pool.wake_one(&mut parked);
    }
    drop(parked);
    // It may be the last reference to its actor.
    drop(stale);
    BlockingStart::Begun(Blocking(()))
}

/// The thread goes on: with a slot if one is free, otherwise without one until its turn is over.
impl Drop for Blocking {
    fn drop(&mut self) {
        this_worker(|Worker { pool, slot, is_without_slot }| {
            let mut parked = sys::lock(&pool.parked);
            if parked.free_slots.len() > parked.wake_ups {
                *slot = parked.free_slots.pop();
                *is_without_slot = false;
                parked.without_slot -= 1;
                pool.publish_free(&parked);
            }
            Some(())
        });
    }
}

/// A worker's wait during which it keeps its slot, because no other thread can replace it.
pub(crate) struct KeptSlot {
    pool: StdArc<WorkerPool>,
    /// When a check first saw that all slots are kept while entries are queued; `None` if the last check did not.
    starving_since: Option<Instant>,
}

impl KeptSlot {
    /// `None` for a thread that holds no slot.
    pub(crate) fn begin() -> Option<Self> {
        let pool = this_worker(|worker| worker.slot.as_ref().map(|_| StdArc::clone(&worker.pool)))?;
        sys::lock(&pool.parked).keeping_slot += 1;
        Some(KeptSlot { pool, starving_since: None })
    }

    /// Called repeatedly while the thread waits.
    ///
    /// # Errors
    ///
    /// [`CallError::NoThread`] if for `patience` no worker could take the pool's entries.
    pub(crate) fn check(&mut self) -> Result<(), CallError> {
        if !self.pool.is_starving() {
            self.starving_since = None;
            return Ok(());
        }
        let now = Instant::now();
        let since = *self.starving_since.get_or_insert(now);
        match now.saturating_duration_since(since) < sys::patience() {
            true => Ok(()),
            false => Err(CallError::NoThread),
        }
    }

    /// Runs an actor on this thread. The thread does not count as waiting meanwhile.
    pub(crate) fn run(&mut self, run: impl FnOnce()) {
        /// Counts the thread as waiting again, also after a panic.
        struct RunsMeanwhile<'a>(&'a WorkerPool);
        impl Drop for RunsMeanwhile<'_> {
            fn drop(&mut self) {
                sys::lock(&self.0.parked).keeping_slot += 1;
            }
        }
        sys::lock(&self.pool.parked).keeping_slot -= 1;
        let _running = RunsMeanwhile(&self.pool);
        run();
        self.starving_since = None;
    }
}

impl Drop for KeptSlot {
    fn drop(&mut self) {
        sys::lock(&self.pool.parked).keeping_slot -= 1;
    }
}
