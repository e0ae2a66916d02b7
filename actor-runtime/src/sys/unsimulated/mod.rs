//! std's own condition variables, threads and clock, and nothing that is simulated.

use std::{
    sync::{Mutex, MutexGuard},
    time::{Duration, Instant},
};

use super::{spin_by_std, timed_yield_by_std, wait_by_std};

mod hooks;
pub(crate) mod thread;

pub(crate) use std::sync::Condvar;

pub(crate) use hooks::*;

#[inline(always)]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Waits on `condvar`, for at most `duration` if there is one, poisoned or not. `mutex` is the guard's.
#[inline]
pub(crate) fn wait<'a, T>(
    condvar: &Condvar,
    _mutex: &'a Mutex<T>,
    guard: MutexGuard<'a, T>,
    duration: Option<Duration>,
) -> MutexGuard<'a, T> {
    wait_by_std(condvar, guard, duration)
}

/// Lets another thread of this core go on, if one can. Returns how long that has lasted.
pub(crate) fn timed_yield() -> Duration {
    timed_yield_by_std()
}

/// Keeps this core busy for `duration`.
pub(crate) fn spin_for(duration: Duration) {
    spin_by_std(duration);
}

/// Declares a static. In the model checker, each execution has a fresh one.
macro_rules! global {
    ($(#[$attribute:meta])* static $name:ident: $type:ty = $value:expr;) => {
        $(#[$attribute])*
        static $name: $type = $value;
    };
}
pub(crate) use global;
