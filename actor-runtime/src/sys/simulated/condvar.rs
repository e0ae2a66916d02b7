//! Condition variables, on which a thread of a simulation waits without std.

use std::{
    sync::{
        Mutex, MutexGuard,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use super::{state::Key, world};
use crate::sys::{lock, wait_by_std};

/// As std's.
#[derive(Debug, Default)]
pub(crate) struct Condvar(std::sync::Condvar);

impl Condvar {
    pub(crate) const fn new() -> Self {
        Condvar(std::sync::Condvar::new())
    }

    /// In a simulation, the seed chooses among the threads that wait.
    #[inline]
    pub(crate) fn notify_one(&self) {
        match world::here() {
            None => {
                self.0.notify_one();
                world::notified_from_outside(self.key());
            }
            Some((world, _)) => {
                world.wake_one(self.key());
                self.notify_outside();
            }
        }
    }

    #[inline]
    pub(crate) fn notify_all(&self) {
        match world::here() {
            None => {
                self.0.notify_all();
                world::notified_from_outside(self.key());
            }
            Some((world, _)) => {
                world.wake_all(self.key());
                self.notify_outside();
            }
        }
    }

    /// Wakes the threads outside of all simulations that wait on this. A thread of a run may tell an actor outside, as it
    /// may write to a file.
    fn notify_outside(&self) {
        if WAITING_OUTSIDE.load(Relaxed) > 0 {
            self.0.notify_all();
        }
    }

    /// The address: nothing moves while a thread waits on it.
    fn key(&self) -> Key {
        Key::Condvar(std::ptr::from_ref(self).addr())
    }
}

/// How many threads outside of all simulations wait on a condition variable.
static WAITING_OUTSIDE: AtomicUsize = AtomicUsize::new(0);

/// Counts a thread that waits outside of all simulations.
//
// No notification is missed, although the count is relaxed:
//   1. The waiting thread counts itself while it holds the mutex.
//   2. It releases the mutex in its wait.
//   3. The notifying thread acquires the mutex, changes the state and releases it.
//   4. It reads the count, and so sees the waiting thread.
struct WaitingOutside;

impl WaitingOutside {
    fn begin() -> Self {
        WAITING_OUTSIDE.fetch_add(1, Relaxed);
        WaitingOutside
    }
}

impl Drop for WaitingOutside {
    fn drop(&mut self) {
        WAITING_OUTSIDE.fetch_sub(1, Relaxed);
    }
}

/// Waits on `condvar`, for at most `duration` if there is one, poisoned or not. `mutex` is the guard's, which cannot give
/// it back.
pub(crate) fn wait<'a, T>(
    condvar: &Condvar,
    mutex: &'a Mutex<T>,
    guard: MutexGuard<'a, T>,
    duration: Option<Duration>,
) -> MutexGuard<'a, T> {
    let Some((world, me)) = world::here() else {
        let _waiting = WaitingOutside::begin();
        return wait_by_std(&condvar.0, guard, duration);
    };
    // No other thread of the run goes on between the two: a notification cannot come too early.
    drop(guard);
    world.wait_for(me, condvar.key(), duration, None);
    lock(mutex)
}
