//! When the threads at a bounded mailbox yield once before they sleep.
//
// A thread that is woken is often run at once, in place of the one that has woken it. A loop that wakes a sender for each
// place, and a sender that wakes the loop for each message, would take turns for each message, and a turn costs as much as
// fifty messages. Threads that yield are awake, so nobody has to wake them:
//   - a sender that stands in line yields once before it sleeps. If the loop goes on meanwhile, it lets in all senders;
//   - a loop yields once when it has taken what was in the full mailbox. If senders go on meanwhile, they fill it again.
//
// Where other programs keep the core busy, a yield lasts until they have had their turns, which takes milliseconds. A
// thread that sleeps and is woken goes on sooner. So many waits without a yield follow a long yield.
//
// No order of events depends on any of this. So the counts are std's atomics also in the model checker, and an update that
// is lost between two senders does no harm.

use std::{
    sync::atomic::{AtomicU32, AtomicUsize, Ordering::Relaxed},
    time::Duration,
};

use crate::sys;

/// A yield is long if it lasts longer than this for each place of the mailbox: the price of a sleep for each message.
const LONG_PER_PLACE: Duration = Duration::from_micros(1);

/// How many waits without a yield follow the first long one.
const SHORTEST_PAUSE: u32 = 1 << 8;
/// How many follow at most, if long ones go on: fewer than a second's, even if each message waits.
const LONGEST_PAUSE: u32 = 1 << 20;

pub(super) struct Yields {
    pause: Pause,
    until_empty: Countdown,
}

impl Yields {
    /// For a mailbox with this number of places.
    pub(super) fn new(places: usize) -> Self {
        let long = LONG_PER_PLACE.saturating_mul(places.try_into().unwrap_or(u32::MAX));
        let pause = Pause { long, left: AtomicU32::new(0), next: AtomicU32::new(SHORTEST_PAUSE) };
        Yields { pause, until_empty: Countdown { places, left: AtomicUsize::new(0) } }
    }

    /// Yields, unless yields have been long. Called by a sender that is about to sleep.
    pub(super) fn before_sleep(&self) {
        if self.pause.is_over() {
            self.pause.note(sys::timed_yield());
        }
    }

    /// Yields, unless yields have been long, if the mailbox is likely to be empty now, for the first time since it
    /// `was_full`. Called by the loop after each receive.
    #[inline]
    pub(super) fn after_receive(&self, was_full: bool) {
        if self.until_empty.note_receive(was_full) {
            self.before_sleep();
        }
    }
}

/// The waits without a yield that are to follow a long yield.
struct Pause {
    /// A yield that lasts longer is a long one.
    long: Duration,
    left: AtomicU32,
    /// How many follow the next long yield. More after each long one, fewer after each short one.
    next: AtomicU32,
}

impl Pause {
    /// Counts a wait. Returns whether a yield may come before it.
    fn is_over(&self) -> bool {
        let left = self.left.load(Relaxed);
        if left > 0 {
            self.left.store(left - 1, Relaxed);
        }
        left == 0
    }

    /// Notes how long a yield has lasted.
    fn note(&self, lasted: Duration) {
        let next = self.next.load(Relaxed);
        if lasted > self.long {
            self.left.store(next, Relaxed);
            self.next.store((next * 16).min(LONGEST_PAUSE), Relaxed);
        } else if next > SHORTEST_PAUSE {
            self.next.store(next / 2, Relaxed);
        }
    }
}

/// Counts down from a full mailbox to an empty one. The loop alone uses it, for each message, so it has a cache line of its
/// own.
#[repr(align(64))]
struct Countdown {
    places: usize,
    left: AtomicUsize,
}

impl Countdown {
    /// Counts a receive. Returns whether the mailbox is likely to be empty now, for the first time since it `was_full`.
    #[inline]
    fn note_receive(&self, was_full: bool) -> bool {
        let left = self.left.load(Relaxed);
        if was_full {
            self.left.store(self.places, Relaxed);
        } else if left > 0 {
            self.left.store(left - 1, Relaxed);
        }
        !was_full && left == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loop_yields_once_when_it_has_drained_a_full_mailbox() {
        let until_empty = Countdown { places: 3, left: AtomicUsize::new(0) };
        let note = |was_full: &[bool]| -> Vec<bool> {
            was_full.iter().map(|was_full| until_empty.note_receive(*was_full)).collect()
        };
        assert_eq!(note(&[false, false]), [false, false], "it was never full");
        assert_eq!(note(&[true, true, false, false]), [false; 4], "one more is there");
        assert_eq!(note(&[false, false]), [true, false], "it is empty, and then it is again");
    }

    #[test]
    fn waits_without_a_yield_follow_a_long_yield_and_more_of_them_the_next_one() {
        let Yields { pause, .. } = Yields::new(3);
        let long = 3 * LONG_PER_PLACE;
        let waits_until_over = || (0..=LONGEST_PAUSE).find(|_| pause.is_over());
        pause.note(long);
        assert_eq!(waits_until_over(), Some(0), "it was not long");
        let mut expected = SHORTEST_PAUSE;
        for _ in 0..8 {
            pause.note(long * 2);
            assert_eq!(waits_until_over(), Some(expected));
            expected = (expected * 16).min(LONGEST_PAUSE);
        }
        pause.note(long);
        pause.note(long * 2);
        assert_eq!(waits_until_over(), Some(LONGEST_PAUSE / 2));
        for _ in 0..32 {
            pause.note(long);
        }
        pause.note(long * 2);
        assert_eq!(waits_until_over(), Some(SHORTEST_PAUSE), "never fewer");
    }
}
