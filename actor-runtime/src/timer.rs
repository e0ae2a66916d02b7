//! Messages an actor sends itself later, kept in its own loop: no thread, no wake-up while none is due.

use std::{
    collections::BTreeMap,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use crate::{panics, sys::Instant};

/// A timer that was set by [`Context::send_after`](crate::Context::send_after) or
/// [`send_every`](crate::Context::send_every), for [`cancel`](crate::Context::cancel).
///
/// Dropping it changes nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timer(u64);

impl fmt::Debug for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timer#{}", self.0)
    }
}

enum Due<M> {
    Once(M),
    Every(Duration, Box<dyn FnMut() -> M + Send>),
}

/// The timers of one actor, by the moment they are due.
///
/// A message is made and handled when its timer's turn comes, never queued: so a cancelled timer's
/// message is not handled even if it was due, and a periodic one cannot pile up.
pub(crate) struct Timers<M> {
    moments: Moments,
    /// What is due, each in its place.
    due: Vec<Option<Due<M>>>,
}

/// Which timer is due when, and the place of what is due then. It knows nothing of messages, so that
/// its maps are compiled once and not for each kind of actor.
#[derive(Default)]
struct Moments {
    places: BTreeMap<(Instant, Timer), usize>,
    when: BTreeMap<Timer, Instant>,
    /// The places of timers that are over.
    free: Vec<usize>,
}

impl Moments {
    /// The place for what is due then: one that is free, or the next one.
    fn put(&mut self, when: Instant, timer: Timer) -> usize {
        let place = self.free.pop().unwrap_or(self.places.len());
        self.places.insert((when, timer), place);
        self.when.insert(timer, when);
        place
    }

    fn cancel(&mut self, timer: Timer) -> Option<usize> {
        let when = self.when.remove(&timer)?;
        let place = self.places.remove(&(when, timer))?;
        self.free.push(place);
        Some(place)
    }

    fn first(&self) -> Option<(Instant, Timer)> {
        self.places.first_key_value().map(|(first, _)| *first)
    }

    fn in_order(self) -> Vec<usize> {
        self.places.into_values().collect()
    }
}

impl<M> Default for Timers<M> {
    fn default() -> Self {
        Timers { moments: Moments::default(), due: Vec::new() }
    }
}

impl<M> Timers<M> {
    pub(crate) fn is_empty(&self) -> bool {
        self.moments.places.is_empty()
    }

    pub(crate) fn once(&mut self, delay: Duration, message: M) -> Timer {
        self.set(delay, Due::Once(message))
    }

    pub(crate) fn every(&mut self, period: Duration, make: Box<dyn FnMut() -> M + Send>) -> Timer {
        self.set(period, Due::Every(period, make))
    }

    fn set(&mut self, delay: Duration, message: Due<M>) -> Timer {
        // Of the whole process, so that another actor's timer is none of this one's.
        static LAST: AtomicU64 = AtomicU64::new(0);
        let timer = Timer(LAST.fetch_add(1, Relaxed));
        // A moment past the end of the clock never comes.
        if let Some(when) = Instant::now().checked_add(delay) {
            self.put(when, timer, message);
        }
        timer
    }

    fn put(&mut self, when: Instant, timer: Timer, message: Due<M>) {
        let place = self.moments.put(when, timer);
        match self.due.get_mut(place) {
            Some(free) => *free = Some(message),
            None => self.due.push(Some(message)),
        }
    }

    fn take(&mut self, timer: Timer) -> Option<Due<M>> {
        let place = self.moments.cancel(timer)?;
        self.due.get_mut(place)?.take()
    }

    /// Says whether there was anything left to cancel.
    pub(crate) fn cancel(&mut self, timer: Timer) -> bool {
        self.take(timer).is_some()
    }

    /// Drops what is left, a panic of one drop no business of the next.
    pub(crate) fn end(mut self) {
        for place in self.moments.in_order() {
            let pending = self.due.get_mut(place).and_then(Option::take);
            let _ = panics::catch(|| drop(pending));
        }
    }

    /// When the next one is due.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        self.moments.first().map(|(when, _)| when)
    }

    /// Takes what is due first, if it is due by now.
    pub(crate) fn take_due(&mut self) -> Option<Fired<M>> {
        let now = Instant::now();
        let (when, timer) = self.moments.first().filter(|(when, _)| *when <= now)?;
        let message = self.take(timer)?;
        Some(Fired { when, now, timer, message })
    }
}

/// A timer whose turn has come.
pub(crate) struct Fired<M> {
    when: Instant,
    now: Instant,
    timer: Timer,
    message: Due<M>,
}

impl<M> Fired<M> {
    /// Its message; a periodic timer is set again, unless making its message panics.
    pub(crate) fn message(self, timers: &mut Timers<M>) -> M {
        match self.message {
            Due::Once(message) => message,
            Due::Every(period, mut make) => {
                // Dropped by the unwinding, what `make` captured could panic on top of it.
                let made = catch_unwind(AssertUnwindSafe(&mut make));
                match next_tick(self.when, self.now, period) {
                    Some(when) if made.is_ok() => {
                        timers.put(when, self.timer, Due::Every(period, make));
                    }
                    _ => drop(panics::catch(|| drop(make))),
                }
                made.unwrap_or_else(|payload| resume_unwind(payload))
            }
        }
    }
}

/// The next tick after `now`, in step with the last one: ticks that were missed are skipped.
fn next_tick(last: Instant, now: Instant, period: Duration) -> Option<Instant> {
    let late = now.saturating_duration_since(last);
    let into_period = match period.as_nanos() {
        0 => Duration::ZERO,
        period => nanoseconds(late.as_nanos() % period),
    };
    now.checked_add(period.saturating_sub(into_period))
}

fn nanoseconds(nanoseconds: u128) -> Duration {
    const A_SECOND: u128 = 1_000_000_000;
    // Both fit: it is the remainder of a division by a `Duration`.
    Duration::new((nanoseconds / A_SECOND) as u64, (nanoseconds % A_SECOND) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_tick_is_followed_by_the_next_in_step() {
        let last = Instant::now();
        let after = |milliseconds| last + Duration::from_millis(milliseconds);
        let period = Duration::from_millis(1_300);
        for (now, next) in
            [(0, 1_300), (1, 1_300), (1_299, 1_300), (1_300, 2_600), (3_000, 3_900), (6_000, 6_500)]
        {
            assert_eq!(next_tick(last, after(now), period), Some(after(next)), "{now}");
        }
        let seconds = Duration::from_secs(3);
        assert_eq!(next_tick(last, after(10_500), seconds), Some(after(12_000)));
        assert_eq!(next_tick(last, after(1), Duration::ZERO), Some(after(1)), "always due");
        assert_eq!(next_tick(last, after(1), Duration::MAX), None, "past the end of the clock");
    }
}
