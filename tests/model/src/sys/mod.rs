//! What the runtime's `sys` is, over shuttle: each visible operation has one scheduling point, before it.

mod arc;
pub mod atomic;
mod clock;
mod lock;
pub mod mpsc;

pub use arc::{Arc, Weak};
pub use clock::{FOR_EVER, Instant};
pub(crate) use clock::{after, start as start_clock};
pub use lock::{Condvar, Mutex, MutexGuard, lock, wait, wait_timeout};
pub use shuttle::{thread, thread_local};

/// Lets the scheduler choose who goes on. shuttle models no time: to sleep is to be preempted.
fn point() {
    thread::sleep(std::time::Duration::ZERO);
}
