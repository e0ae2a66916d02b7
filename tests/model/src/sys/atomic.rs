//! Atomics: shuttle's, but for the counters.

pub use shuttle::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering, fence};
/// Statistics: nothing is decided by them, so they need no scheduling points. Each would square the
/// number of schedules.
pub use std::sync::atomic::AtomicU64;
