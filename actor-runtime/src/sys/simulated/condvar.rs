//! Condition variables, on which a thread of a simulation waits without std.

use std::{
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Duration,
};

use super::world::{self, Key, What, lock};

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

    /// A thread of a simulation may send to an actor outside, as it may write to a file.
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

/// Counts a thread that waits outside, from before it lets go of the lock: a thread that notifies has had the lock since.
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

/// Waits on `condvar`, poisoned or not. `mutex` is the guard's, which cannot give it back.
pub(crate) fn wait<'a, T>(
    condvar: &Condvar,
    mutex: &'a Mutex<T>,
    guard: MutexGuard<'a, T>,
) -> MutexGuard<'a, T> {
    match world::here() {
        None => {
            let _waiting = WaitingOutside::begin();
            condvar.0.wait(guard).unwrap_or_else(PoisonError::into_inner)
        }
        Some(_) => wait_inside(condvar, mutex, guard, None),
    }
}

/// Waits on `condvar` for at most `duration`, poisoned or not. `mutex` is the guard's.
pub(crate) fn wait_timeout<'a, T>(
    condvar: &Condvar,
    mutex: &'a Mutex<T>,
    guard: MutexGuard<'a, T>,
    duration: Duration,
) -> MutexGuard<'a, T> {
    match world::here() {
        None => {
            let _waiting = WaitingOutside::begin();
            match condvar.0.wait_timeout(guard, duration) {
                Ok((guard, _)) => guard,
                Err(poisoned) => poisoned.into_inner().0,
            }
        }
        Some(_) => wait_inside(condvar, mutex, guard, Some(duration)),
    }
}

#[cold]
fn wait_inside<'a, T>(
    condvar: &Condvar,
    mutex: &'a Mutex<T>,
    guard: MutexGuard<'a, T>,
    duration: Option<Duration>,
) -> MutexGuard<'a, T> {
    // No other thread of the run goes on between the two: a notification cannot come too early.
    drop(guard);
    if let Some((world, me)) = world::here() {
        world.wait_for(me, condvar.key(), duration, None::<What>);
    }
    lock(mutex)
}
