//! How long the loop of a thread may yield before it waits for a message, where it knows that none is queued.
//
// Where one thread sends a message to each of several actors in turn, threads are switched for each message: an actor
// takes one, sleeps, and is woken for the next. A loop that yields is still awake. The sender goes on meanwhile, and
// the loop finds many messages instead of one. As mailbox/yields.rs says, such a yield may last milliseconds where
// other programs keep the core busy. Therefore yields are paid for: a message earns less than a sleep and a wake-up cost.
//
// Only a count of accepted messages tells that none is queued. A receive of std's that does not wait, before the one
// that waits, would keep the latter from being inlined into the loop. The yields of a bounded mailbox come in addition.

use std::time::Duration;

/// Nanoseconds that each message earns.
const EARNED: i64 = 1_000;

/// Nanoseconds that are saved up at most. A loop begins with as many, also after a panic. Loops that share a core yield
/// to one another and to the sender: each yield lasts as long as all of them run.
const MOST: i64 = 5_000_000;

/// Nanoseconds that are owed at most. So a thread that was stopped during a yield comes to yield again.
const DEEPEST_DEBT: i64 = 100_000_000;

pub(super) struct YieldBudget {
    /// In nanoseconds. Negative once a yield has lasted longer than what was left.
    left: i64,
    /// How many messages the actor had received when a yield was last considered.
    received: u64,
}

impl YieldBudget {
    pub(super) fn new() -> Self {
        YieldBudget { left: MOST, received: 0 }
    }

    /// Yields once if something is left, given how many messages the actor has received. `timed_yield` returns how long
    /// that has lasted.
    pub(super) fn yield_if_earned(
        &mut self,
        received: u64,
        timed_yield: impl FnOnce() -> Duration,
    ) {
        let messages = received.wrapping_sub(self.received).try_into().unwrap_or(i64::MAX);
        self.received = received;
        self.left = messages.saturating_mul(EARNED).saturating_add(self.left).min(MOST);
        if self.left > 0 {
            let lasted = timed_yield().as_nanos().try_into().unwrap_or(i64::MAX);
            self.left = self.left.saturating_sub(lasted).max(-DEEPEST_DEBT);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EARNED: Duration = Duration::from_nanos(super::EARNED as u64);
    const MOST: Duration = Duration::from_nanos(super::MOST as u64);

    /// Whether a yield came, which lasted so long.
    fn has_yielded(budget: &mut YieldBudget, received: u64, lasted: Duration) -> bool {
        let mut has_yielded = false;
        budget.yield_if_earned(received, || {
            has_yielded = true;
            lasted
        });
        has_yielded
    }

    #[test]
    fn yields_that_last_no_longer_than_the_messages_earn_go_on() {
        let mut budget = YieldBudget::new();
        for received in 1..100_000 {
            assert!(has_yielded(&mut budget, received, EARNED), "at {received}");
        }
    }

    #[test]
    fn a_long_yield_is_earned_before_the_next_one() {
        let mut budget = YieldBudget::new();
        assert!(has_yielded(&mut budget, 7, MOST + 3 * EARNED));
        assert!(!has_yielded(&mut budget, 7, EARNED));
        assert!(!has_yielded(&mut budget, 10, EARNED), "nothing is left, and nothing is owed");
        assert!(has_yielded(&mut budget, 11, EARNED));
        assert!(!has_yielded(&mut budget, 11, EARNED));
    }

    #[test]
    fn what_is_saved_up_does_not_grow_beyond_the_most() {
        let mut budget = YieldBudget::new();
        assert!(has_yielded(&mut budget, u64::MAX / 2, MOST));
        assert!(!has_yielded(&mut budget, u64::MAX / 2, EARNED));
        assert!(has_yielded(&mut budget, u64::MAX - 1, MOST));
        assert!(!has_yielded(&mut budget, u64::MAX - 1, EARNED));
    }

    #[test]
    fn a_yield_without_end_is_paid_off_within_a_hundred_thousand_messages() {
        let mut budget = YieldBudget::new();
        assert!(has_yielded(&mut budget, 0, Duration::MAX));
        assert!(!has_yielded(&mut budget, 100_000, EARNED));
        assert!(has_yielded(&mut budget, 100_001, EARNED));
    }
}
