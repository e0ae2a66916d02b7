//! The only access to std's concurrency and clock, so that a model checker can compile this source over its own, and a
//! simulation can decide which thread goes on, and what time it is.
//
// std is used directly only where no order of events depends on it: for the counters behind `ActorId`, `Timer` and
// `Subscription`, for `thread::panicking`, for the once-cell of the global executor, for the `Arc` of a `dyn Job`
// (scheduler/job.rs), and for the counts of mailbox/yields.rs. The queue and the next entry in this folder use std directly,
// too: the model checker has its own.
//
// | folder | with feature `simulation` | what is in it |
// |---|---|---|
// | `unsimulated/` | off | std's condition variables, threads and clock; hooks that do nothing |
// | `simulated/` | on | the same outside of a simulation; inside, its scheduler, clock and trace |

use std::sync::PoisonError;

pub(crate) use std::{
    sync::{Arc, Mutex, MutexGuard, Weak, atomic, mpsc},
    thread_local,
};

#[cfg_attr(feature = "simulation", path = "simulated/mod.rs")]
#[cfg_attr(not(feature = "simulation"), path = "unsimulated/mod.rs")]
mod chosen;
mod instant;
mod next;
mod queue;

pub use self::instant::Instant;
pub(crate) use self::{chosen::*, next::NextEntry, queue::Queue};

/// How often a watching worker looks for queued entries while other workers run.
pub(crate) const WATCH: std::time::Duration = std::time::Duration::from_millis(2);

/// How long a worker that replaced a waiting one stays parked when it is not needed any more.
pub(crate) const STAY: std::time::Duration = std::time::Duration::from_secs(10);

/// How often a worker that keeps its slot while it waits tries to be replaced.
pub(crate) const RETRY: std::time::Duration = std::time::Duration::from_millis(5);

/// How long workers wait and keep their slots while no worker takes the entries of their pool.
pub(crate) fn patience() -> std::time::Duration {
    std::time::Duration::from_secs(1)
}

/// The size of the stack that std gives a thread, read as std reads it.
pub(crate) fn stack_size() -> usize {
    let size = std::env::var_os("RUST_MIN_STACK").and_then(|size| size.to_str()?.parse().ok());
    size.unwrap_or(2 << 20)
}

/// Locks `mutex`, poisoned or not. No user code ever runs under a lock of this crate, so a poisoned lock
/// still guards a consistent value.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits on a condition variable of std's, for at most `duration` if there is one, poisoned or not.
#[inline]
fn wait_by_std<'a, T>(
    condvar: &std::sync::Condvar,
    guard: MutexGuard<'a, T>,
    duration: Option<std::time::Duration>,
) -> MutexGuard<'a, T> {
    match duration {
        None => condvar.wait(guard).unwrap_or_else(PoisonError::into_inner),
        Some(duration) => match condvar.wait_timeout(guard, duration) {
            Ok((guard, _)) => guard,
            Err(poisoned) => poisoned.into_inner().0,
        },
    }
}

/// Yields by std. Returns how long that has lasted.
fn timed_yield_by_std() -> std::time::Duration {
    let begin = std::time::Instant::now();
    std::thread::yield_now();
    begin.elapsed()
}

/// Keeps this core busy for `duration`, by std's clock.
fn spin_by_std(duration: std::time::Duration) {
    let begin = std::time::Instant::now();
    while begin.elapsed() < duration {
        std::hint::spin_loop();
    }
}

/// The value of a mutex that has no other owner, poisoned or not.
pub(crate) fn into_inner<T>(mutex: Mutex<T>) -> T {
    mutex.into_inner().unwrap_or_else(PoisonError::into_inner)
}
