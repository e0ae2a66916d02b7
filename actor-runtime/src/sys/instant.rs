//! A moment of the clock that the runtime reads.

use std::{
    ops::{Add, AddAssign, Sub, SubAssign},
    time::Duration,
};

use super::chosen;

/// A moment of the runtime's clock, as [`std::time::Instant`] is of the system's. Inside of a
/// [simulation](crate::guide::testing), the clock is the simulation's; everywhere else it is the system's.
///
/// std's own type would read the system's clock in [`elapsed`](Instant::elapsed), even inside of a simulation.
///
/// ```
/// use std::time::Duration;
/// use actor_runtime::time::Instant;
///
/// let begun = Instant::now();
/// let deadline = begun + Duration::from_secs(5);
/// assert!(begun.elapsed() < Duration::from_secs(5));
/// assert_eq!(deadline - begun, Duration::from_secs(5));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(std::time::Instant);

impl Instant {
    /// This moment.
    #[inline]
    pub fn now() -> Self {
        Instant(chosen::now())
    }

    /// The time since this moment; zero if it is still to come.
    pub fn elapsed(&self) -> Duration {
        Instant::now().saturating_duration_since(*self)
    }

    /// The time from `earlier` to this moment; zero if `earlier` is later.
    pub fn duration_since(&self, earlier: Instant) -> Duration {
        self.0.saturating_duration_since(earlier.0)
    }

    /// As [`duration_since`](Instant::duration_since), but `None` if `earlier` is later.
    pub fn checked_duration_since(&self, earlier: Instant) -> Option<Duration> {
        self.0.checked_duration_since(earlier.0)
    }

    /// As [`duration_since`](Instant::duration_since), by std's other name.
    #[inline]
    pub fn saturating_duration_since(&self, earlier: Instant) -> Duration {
        self.0.saturating_duration_since(earlier.0)
    }

    /// The moment that is `duration` later; `None` if the clock has no such moment.
    #[inline]
    pub fn checked_add(&self, duration: Duration) -> Option<Instant> {
        self.0.checked_add(duration).map(Instant)
    }

    /// The moment that was `duration` earlier; `None` if the clock has no such moment.
    pub fn checked_sub(&self, duration: Duration) -> Option<Instant> {
        self.0.checked_sub(duration).map(Instant)
    }
}

/// # Panics
///
/// If the clock has no such moment, as std's.
impl Add<Duration> for Instant {
    type Output = Instant;

    fn add(self, duration: Duration) -> Instant {
        Instant(self.0 + duration)
    }
}

/// # Panics
///
/// If the clock has no such moment, as std's.
impl AddAssign<Duration> for Instant {
    fn add_assign(&mut self, duration: Duration) {
        self.0 += duration;
    }
}

/// # Panics
///
/// If the clock has no such moment, as std's.
impl Sub<Duration> for Instant {
    type Output = Instant;

    fn sub(self, duration: Duration) -> Instant {
        Instant(self.0 - duration)
    }
}

/// # Panics
///
/// If the clock has no such moment, as std's.
impl SubAssign<Duration> for Instant {
    fn sub_assign(&mut self, duration: Duration) {
        self.0 -= duration;
    }
}

/// As [`duration_since`](Instant::duration_since).
impl Sub<Instant> for Instant {
    type Output = Duration;

    fn sub(self, earlier: Instant) -> Duration {
        self.duration_since(earlier)
    }
}
