//! When the threads at a bounded mailbox yield once before they sleep.
//
// A woken thread often runs at once, in place of the thread that woke it. Without yields, a loop that wakes a sender for
// each place, and a sender that wakes the loop for each message, switch threads for each message, and a switch costs as
// much as fifty messages. A thread that yields is still awake, so nobody has to wake it:
//   - a sender in line yields once before it sleeps. A loop that runs meanwhile lets it in;
//   - a loop yields once before it looks for a message, if it has taken as many as there were in the full mailbox.
//     Senders that run meanwhile fill it again.
//
// Where other programs keep the core busy, a yield lasts until they have had their turns, which takes milliseconds. A
// thread that sleeps and is woken goes on sooner. Therefore a number of waits without a yield follow each long yield.
//
// No order of events depends on any of this. So the counts are std's atomics also in the model checker, and an update that
// is lost between two senders does no harm.

use std::{
    cell::Cell,
    panic::AssertUnwindSafe,
    sync::atomic::{AtomicU32, Ordering::Relaxed},
    time::Duration,
};

use crate::sys;

/// A yield is long if it lasts longer than this for each place of the mailbox: the price of a sleep for each message.
const LONG_PER_PLACE: Duration = Duration::from_micros(1);

/// How many waits without a yield follow the first long one.
const SHORTEST_PAUSE: u32 = 1 << 4;
/// How many follow at most, if long ones go on: about a second's, if each message waits.
const LONGEST_PAUSE: u32 = 1 << 20;

/// Decides whether the threads at a mailbox yield, by how long they have yielded before.
pub(super) struct Yields {
    places: usize,
    /// The number of waits without a yield that are left.
    left: AtomicU32,
    /// How many follow the next long yield. More after each long one, fewer after each short one.
    next: AtomicU32,
}

impl Yields {
    /// For a mailbox with this number of places.
    pub(super) fn new(places: usize) -> Self {
        Yields { places, left: AtomicU32::new(0), next: AtomicU32::new(SHORTEST_PAUSE) }
    }

    /// Yields, unless yields have been long. Called by a thread that is about to sleep.
    pub(super) fn before_sleep(&self) {
        if self.is_due() {
            self.note(sys::timed_yield());
        }
    }

    /// Begins to count down: the mailbox is full.
    pub(super) fn note_full(&self, until_empty: &UntilEmpty) {
        until_empty.begin(self.places);
    }

    /// Counts a wait. Returns whether a yield comes before it.
    fn is_due(&self) -> bool {
        let left = self.left.load(Relaxed);
        if left > 0 {
            self.left.store(left - 1, Relaxed);
        }
        left == 0
    }

    /// Notes how long a yield has lasted.
    fn note(&self, lasted: Duration) {
        let next = self.next.load(Relaxed);
        let places = self.places.try_into().unwrap_or(u32::MAX);
        if lasted > LONG_PER_PLACE.saturating_mul(places) {
            self.left.store(next, Relaxed);
            self.next.store((next * 16).min(LONGEST_PAUSE), Relaxed);
        } else if next > SHORTEST_PAUSE {
            self.next.store(next / 2, Relaxed);
        }
    }
}

/// Counts down from a full mailbox to an empty one, for the loop that empties it.
//
// | number | meaning |
// |---|---|
// | 0 | the mailbox has not been full since the last count ended |
// | 1 | as many messages have been taken as were in the full mailbox |
// | more | one fewer are still to be taken |
#[derive(Default)]
pub(super) struct UntilEmpty(AssertUnwindSafe<Cell<usize>>);

impl UntilEmpty {
    /// The mailbox is full, with this number of places.
    fn begin(&self, places: usize) {
        self.0.set(places.saturating_add(1));
    }

    /// Counts a message that has been taken.
    #[inline]
    pub(super) fn count(&self) {
        if self.0.get() > 1 {
            self.0.set(self.0.get() - 1);
        }
    }

    /// Whether the mailbox is likely to be empty now, for the first time since it was full.
    #[inline]
    pub(super) fn is_over(&self) -> bool {
        let is_over = self.0.get() == 1;
        if is_over {
            self.0.set(0);
        }
        is_over
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_over_once_when_a_full_mailbox_has_been_drained() {
        let until_empty = UntilEmpty::default();
        until_empty.count();
        assert!(!until_empty.is_over(), "the mailbox was never full");
        until_empty.begin(3);
        until_empty.count();
        until_empty.begin(3);
        for _ in 0..3 {
            assert!(!until_empty.is_over(), "there is one more");
            until_empty.count();
        }
        assert!(until_empty.is_over());
        until_empty.count();
        assert!(!until_empty.is_over(), "it has been told once");
    }

    #[test]
    fn waits_without_a_yield_follow_a_long_yield_and_more_of_them_the_next_one() {
        let yields = Yields::new(3);
        let (short, long) = (3 * LONG_PER_PLACE, 4 * LONG_PER_PLACE);
        let waits_until_due = || (0..=LONGEST_PAUSE).find(|_| yields.is_due());
        yields.note(short);
        assert_eq!(waits_until_due(), Some(0));
        let mut expected = SHORTEST_PAUSE;
        for _ in 0..8 {
            yields.note(long);
            assert_eq!(waits_until_due(), Some(expected));
            expected = (expected * 16).min(LONGEST_PAUSE);
        }
        yields.note(short);
        yields.note(long);
        assert_eq!(waits_until_due(), Some(LONGEST_PAUSE / 2));
        (0..32).for_each(|_| yields.note(short));
        yields.note(long);
        assert_eq!(waits_until_due(), Some(SHORTEST_PAUSE), "never fewer");
    }
}
