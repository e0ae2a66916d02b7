//! std's own condition variables, threads and clock, and nothing that is simulated.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

mod hooks;
pub(crate) mod thread;

pub(crate) use std::sync::Condvar;

pub(crate) use hooks::*;

#[inline(always)]
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// Waits on `condvar`, poisoned or not. `mutex` is the guard's.
#[inline]
pub(crate) fn wait<'a, T>(
    condvar: &Condvar,
    _mutex: &'a Mutex<T>,
    guard: MutexGuard<'a, T>,
) -> MutexGuard<'a, T> {
    condvar.wait(guard).unwrap_or_else(PoisonError::into_inner)
}

/// Waits on `condvar` for at most `duration`, poisoned or not. `mutex` is the guard's.
#[inline]
pub(crate) fn wait_timeout<'a, T>(
    condvar: &Condvar,
    _mutex: &'a Mutex<T>,
    guard: MutexGuard<'a, T>,
    duration: Duration,
) -> MutexGuard<'a, T> {
    match condvar.wait_timeout(guard, duration) {
        Ok((guard, _)) => guard,
        Err(poisoned) => poisoned.into_inner().0,
    }
}

/// Declares a static. In the model checker, each execution has a fresh one; in a simulation, each run has its own.
macro_rules! global {
    ($(#[$attribute:meta])* static $name:ident: $type:ty = $value:expr;) => {
        $(#[$attribute])*
        static $name: $type = $value;
    };
}
pub(crate) use global;
