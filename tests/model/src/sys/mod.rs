//! What the runtime's `sys` is, over shuttle: each visible operation has one scheduling point, before it.

mod arc;
pub mod atomic;
mod clock;
mod lock;
pub mod mpsc;

pub use arc::{Arc, Weak};
pub use clock::Instant;
pub(crate) use clock::{after, start as start_clock};
pub use lock::{Condvar, Mutex, MutexGuard, lock, wait, wait_timeout};
pub use shuttle::{thread, thread_local};

/// A static that is fresh in each execution.
macro_rules! global {
    ($(#[$attribute:meta])* static $name:ident: $type:ty = $value:expr;) => {
        shuttle::lazy_static! {
            $(#[$attribute])*
            static ref $name: $type = $value;
        }
    };
}
pub(crate) use global;

/// Lets the scheduler choose who goes on. shuttle models no time: to sleep is to be preempted.
fn point() {
    thread::sleep(std::time::Duration::ZERO);
}
