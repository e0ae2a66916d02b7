//! The one door to std's concurrency and clock, so that a model checker can compile this source over its own.
//! Only the counter behind `ActorId` goes round it: no order of events depends on that.

pub(crate) use std::sync::{Arc, Condvar, Mutex, MutexGuard, Weak, atomic, mpsc};
pub(crate) use std::{thread, thread_local, time::Instant};

mod queue;

pub(crate) use self::queue::Queue;

/// How often a resting thread of a pool looks for what is left lying while others are at work.
pub(crate) const WATCH: std::time::Duration = std::time::Duration::from_millis(2);

/// How long a thread that took a waiting one's place stays when it is not needed any more.
pub(crate) const STAY: std::time::Duration = std::time::Duration::from_secs(10);

/// How often a thread that waits at its post tries to be replaced.
pub(crate) const RETRY: std::time::Duration = std::time::Duration::from_millis(5);

/// How long threads wait at their posts while nobody takes the entries of their pool.
pub(crate) fn patience() -> std::time::Duration {
    std::time::Duration::from_secs(1)
}

/// The size of the stack that std gives a thread, read as std reads it.
pub(crate) fn stack_size() -> usize {
    let size = std::env::var_os("RUST_MIN_STACK").and_then(|size| size.to_str()?.parse().ok());
    size.unwrap_or(2 << 20)
}

use std::sync::PoisonError;

/// A static. The model checker has a fresh one in each execution.
macro_rules! global {
    ($(#[$attribute:meta])* static $name:ident: $type:ty = $value:expr;) => {
        $(#[$attribute])*
        static $name: $type = $value;
    };
}
pub(crate) use global;

/// Locks `mutex`, poisoned or not: no user code ever runs under a lock of this crate, so a poisoned one
/// still guards a whole value.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is in a mutex that nobody else has.
pub(crate) fn into_inner<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Waits on `condvar`, poisoned or not.
pub(crate) fn wait<'a, T>(condvar: &Condvar, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
    condvar.wait(guard).unwrap_or_else(PoisonError::into_inner)
}

/// Waits on `condvar` for at most `duration`, poisoned or not.
pub(crate) fn wait_timeout<'a, T>(
    condvar: &Condvar,
    guard: MutexGuard<'a, T>,
    duration: std::time::Duration,
) -> MutexGuard<'a, T> {
    match condvar.wait_timeout(guard, duration) {
        Ok((guard, _)) => guard,
        Err(poisoned) => poisoned.into_inner().0,
    }
}
