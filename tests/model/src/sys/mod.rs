//! What the runtime's `sys` is, over shuttle: each visible operation has one scheduling point, before it.

mod arc;
pub mod atomic;
mod clock;
#[path = "../../../../actor-runtime/src/sys/unsimulated/hooks.rs"]
mod hooks;
mod lock;
pub mod mpsc;
mod next;
mod queue;
pub mod thread;

pub use arc::{Arc, Weak};
pub use clock::{FOR_EVER, Instant};
pub(crate) use clock::{after, start as start_clock};
pub(crate) use hooks::*;
pub use lock::{Condvar, Mutex, MutexGuard, into_inner, lock, wait};
pub use next::NextEntry;
pub use queue::Queue;
pub use shuttle::thread_local;

use crate::fault::{self, Fault};

/// No parked worker watches, and none ends before its executor: either could go on for ever, since any deadline may
/// pass at once.
pub(crate) const WATCH: std::time::Duration = FOR_EVER;
pub(crate) const STAY: std::time::Duration = FOR_EVER;

/// How often a worker that keeps its slot while it waits tries to be replaced.
pub const RETRY: std::time::Duration = std::time::Duration::from_millis(1);
pub(crate) use thread::patience;

/// Plenty for what runs here.
pub(crate) fn stack_size() -> usize {
    1 << 20
}

/// Nothing: each visible operation lets others go on anyway.
pub(crate) fn timed_yield() -> std::time::Duration {
    std::time::Duration::ZERO
}

/// Nothing: each visible operation lets others go on anyway.
pub(crate) fn spin_for(_: std::time::Duration) {}

/// A static that is fresh in each execution.
macro_rules! global {
    ($(#[$attribute:meta])* static $name:ident: $type:ty = $value:expr;) => {
        shuttle::lazy_static! {
            $(#[$attribute])*
            static ref $name: sys::Global<$type> = sys::Global::new(|| $value);
        }
    };
}
pub(crate) use global;

/// What is behind a static.
pub(crate) struct Global<T> {
    value: T,
    make: fn() -> T,
}

impl<T> Global<T> {
    pub(crate) fn new(make: fn() -> T) -> Self {
        Global { value: make(), make }
    }
}

impl<T> std::ops::Deref for Global<T> {
    type Target = T;

    fn deref(&self) -> &T {
        if fault::is_present(Fault::ForgetfulStatic) {
            Box::leak(Box::new((self.make)()))
        } else {
            &self.value
        }
    }
}

/// Lets the scheduler choose which thread goes on. shuttle models no time: to sleep is to be preempted.
fn point() {
    thread::sleep(std::time::Duration::ZERO);
}
