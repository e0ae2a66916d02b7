//! A clock that jumps to a deadline when the scheduler lets it.

use std::{cell::Cell, ops::Add, time::Duration};

use shuttle::thread;

use crate::fault::{self, Fault};

thread_local! {
    // All tasks of an execution share the thread that searches.
    static NOW: Cell<Duration> = const { Cell::new(START) };
}

/// A wait this long never times out: a thread that is not woken from it hangs.
pub const FOR_EVER: Duration = Duration::from_secs(1 << 40);

/// Not zero, so that a deadline `Duration::MAX` away overflows, as with std.
const START: Duration = Duration::from_secs(1);

/// As std's, as far as the runtime and its unit tests need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(Duration);

impl Instant {
    pub fn now() -> Self {
        Instant(NOW.get())
    }

    pub fn checked_add(self, duration: Duration) -> Option<Self> {
        self.0.checked_add(duration).map(Instant)
    }

    pub fn saturating_duration_since(self, earlier: Instant) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Instant(self.0 + duration)
    }
}

/// Each execution starts at the same time.
pub(crate) fn start() {
    NOW.set(START);
}

/// Calls `expire` at any moment from now on; `duration` has passed by then. If `is_needed` is false at that moment,
/// does nothing, and no time passes. Never calls it if `duration` is [`FOR_EVER`].
pub(crate) fn after(
    duration: Duration,
    is_needed: impl FnOnce() -> bool + Send + 'static,
    expire: impl FnOnce() + Send + 'static,
) {
    if duration >= FOR_EVER || fault::is_present(Fault::LostDeadline) {
        return;
    }
    let deadline = NOW.get().saturating_add(duration);
    thread::spawn(move || {
        if is_needed() {
            NOW.set(NOW.get().max(deadline));
            expire();
        }
    });
}
