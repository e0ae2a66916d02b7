//! What has come of all actors so far, each of whose books is looked at on the way.

use std::{fmt, thread};

use actor_runtime::Weak;

use crate::busy::BusyHandle;

#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) actors: u64,
    handled: u64,
    expired: u64,
    undelivered: u64,
    restarts: u64,
    pub(crate) deadlocks: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: &Tally) {
        self.actors += other.actors;
        self.handled += other.handled;
        self.expired += other.expired;
        self.undelivered += other.undelivered;
        self.restarts += other.restarts;
        self.deadlocks += other.deadlocks;
    }

    /// Looks at the books of an actor that has ended; `told` tells its clients know to be accepted.
    pub(crate) fn audit(&mut self, actor: &Weak<BusyHandle>, told: u64) {
        // Another round may be about to tell it the news, and be counted until it is refused.
        while actor.upgrade().is_some() {
            thread::yield_now();
        }
        let stats = actor.stats();
        assert!(actor.exit().is_some(), "{actor:?} has not ended");
        let sum = stats.handled + stats.expired + stats.undelivered;
        let accepted = (stats.accepted, stats.pending);
        assert_eq!(accepted, (Some(sum), Some(0)), "{actor:?} {:?}: {stats:?}", actor.exit());
        assert!(told <= sum + stats.dropped, "{actor:?}: {told} of {stats:?}");
        self.actors += 1;
        self.handled += stats.handled;
        self.expired += stats.expired;
        self.undelivered += stats.undelivered;
        self.restarts += stats.restarts;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Tally { actors, handled, expired, undelivered, restarts, deadlocks } = self;
        write!(
            f,
            "{actors} actors have ended, {handled} messages handled, {expired} expired, \
             {undelivered} undelivered, {restarts} restarts, {deadlocks} deadlocks refused"
        )
    }
}
