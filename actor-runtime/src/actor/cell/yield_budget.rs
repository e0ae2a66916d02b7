//! How long the loop of a thread may yield before it sleeps, where it knows that its mailbox is empty.
//
// A woken thread often runs at once, in place of the thread that woke it. Several actors that are sent a message each, in
// turn, then switch threads for each message: each takes one, sleeps, and is woken for the next. A thread that yields is
// still awake. The sender goes on meanwhile, and the loop finds many messages instead of one.
//
// Nobody handles the messages that come during a yield. Where other programs keep the core busy, a yield lasts until they
// have had their turns, which takes milliseconds. Therefore yields are paid for: each message earns less than it costs to
// sleep and to be woken.
//
// Only a count of accepted messages tells that the mailbox is empty. A receive of std's that does not wait, before the one
// that waits, would keep the latter from being inlined into the loop.

use std::time::Duration;

/// Nanoseconds that each message earns.
const EARNED: i64 = 1_000;

/// Nanoseconds that are saved up at most, and at the beginning. Loops that share a core yield to one another and to the
/// sender: each yield lasts as long as all of them run.
const MOST: i64 = 5_000_000;

pub(super) struct YieldBudget {
    /// In nanoseconds. Negative once a yield has lasted longer than what was left.
    left: i64,
    /// How many messages the actor had received when it last came here.
    received: u64,
}

impl YieldBudget {
    pub(super) fn new() -> Self {
        YieldBudget { left: MOST, received: 0 }
    }

    /// Yields once if something is left, given how many messages the actor has received. `yields` returns how long it has
    /// lasted.
    pub(super) fn spend(&mut self, received: u64, yields: impl FnOnce() -> Duration) {
        let messages = received.wrapping_sub(self.received).try_into().unwrap_or(i64::MAX);
        self.received = received;
        self.left = messages.saturating_mul(EARNED).saturating_add(self.left).min(MOST);
        if self.left > 0 {
            let lasted = yields().as_nanos().try_into().unwrap_or(i64::MAX);
            self.left = self.left.saturating_sub(lasted);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EARNED: Duration = Duration::from_nanos(super::EARNED as u64);
    const MOST: Duration = Duration::from_nanos(super::MOST as u64);

    /// Whether a yield came, which lasted so long.
    fn yields(budget: &mut YieldBudget, received: u64, lasted: Duration) -> bool {
        let mut has_yielded = false;
        budget.spend(received, || {
            has_yielded = true;
            lasted
        });
        has_yielded
    }

    #[test]
    fn yields_that_last_no_longer_than_the_messages_earn_go_on() {
        let mut budget = YieldBudget::new();
        for received in 1..100_000 {
            assert!(yields(&mut budget, received, EARNED), "at {received}");
        }
    }

    #[test]
    fn a_long_yield_is_earned_before_the_next_one() {
        let mut budget = YieldBudget::new();
        assert!(yields(&mut budget, 7, MOST + 3 * EARNED));
        assert!(!yields(&mut budget, 7, EARNED));
        assert!(!yields(&mut budget, 10, EARNED), "nothing is left, and nothing is owed");
        assert!(yields(&mut budget, 11, EARNED));
        assert!(!yields(&mut budget, 11, EARNED));
    }

    #[test]
    fn what_is_saved_up_does_not_grow_beyond_the_most() {
        let mut budget = YieldBudget::new();
        assert!(yields(&mut budget, u64::MAX / 2, MOST));
        assert!(!yields(&mut budget, u64::MAX / 2, EARNED));
        assert!(yields(&mut budget, u64::MAX - 1, Duration::MAX));
        assert!(!yields(&mut budget, u64::MAX, EARNED));
    }
}
