//! Stops one actor after the other within a deadline, and observes what an actor that does not end is doing.

use std::time::Duration;

use crate::{
    ActorReport, Running, ShutdownReport,
    activity::Activity,
    lifecycle::any_actor::AnyActor,
    many::system::report::ActorOutcome,
    sys::{Arc, Instant},
};

/// An actor that is being shut down.
pub(crate) struct Stopping {
    actor: Arc<Box<dyn AnyActor>>,
    /// The progress at the last check.
    seen: (u64, Activity),
    /// When the progress was first seen to be that of the last check.
    since: Instant,
}

/// How often a shutdown checks the progress of an actor that does not end.
const CHECKS: u32 = 8;

impl Stopping {
    /// Stops the actors in this order, each when the one before it has ended.
    #[inline]
    pub(crate) fn all(actors: Vec<Arc<Box<dyn AnyActor>>>, deadline: Duration) -> ShutdownReport {
        let limit = TimeLimit {
            until: Instant::now().checked_add(deadline),
            check_interval: deadline / CHECKS,
        };
        let mut all: Vec<_> = actors.into_iter().map(Stopping::new).collect();
        for actor in &mut all {
            actor.stop();
            actor.wait(&limit);
        }
        ShutdownReport::new(all.into_iter().map(Stopping::report).collect())
    }

    #[inline]
    fn new(actor: Arc<Box<dyn AnyActor>>) -> Self {
        let seen = progress(&**actor);
        Stopping { actor, seen, since: Instant::now() }
    }

    #[inline]
    fn check(&mut self) {
        let seen = progress(&**self.actor);
        if seen != self.seen {
            (self.seen, self.since) = (seen, Instant::now());
        }
    }

    #[inline]
    fn stop(&mut self) {
        self.actor.stop();
        self.check();
        if !matches!(self.actor.control().running(), Some(Running::Message(_))) {
            // The actor is between two messages. It may have been so many times since `since`.
            self.since = Instant::now();
        }
    }

    #[inline]
    fn wait(&mut self, limit: &TimeLimit) {
        let control = Arc::clone(self.actor.control());
        loop {
            let left = limit.left();
            match control.wait_timeout(left.min(limit.check_interval)) {
                Ok(Some(_)) => break,
                Ok(None) if !left.is_zero() => self.check(),
                // The deadline has passed, or the actor waits for this thread and cannot end before the wait ends.
                Ok(None) | Err(_) => return,
            }
        }
        // A watcher that takes longer than the deadline must not block the shutdown, so the join waits for the
        // watchers first, within the limit.
        if let Ok(true) = control.wait_for_watchers(limit.left()) {
            let _ = control.join(self.actor.take_thread());
        }
    }

    #[inline]
    fn report(mut self) -> ActorReport {
        let control = Arc::clone(self.actor.control());
        let outcome = match control.exit() {
            Some(exit) => ActorOutcome::Ended(exit),
            None => {
                self.check();
                let for_at_least = Instant::now().saturating_duration_since(self.since);
                ActorOutcome::Running(control.running(), for_at_least)
            }
        };
        ActorReport::new(control.id(), control.name(), outcome)
    }
}

/// The number of messages that an actor has received, and what it is doing.
#[inline]
fn progress(actor: &dyn AnyActor) -> (u64, Activity) {
    let receiving = &actor.control().receiving;
    (receiving.received(), receiving.activity())
}

/// The deadline of a shutdown.
struct TimeLimit {
    /// `None` if the deadline is past the end of the clock.
    until: Option<Instant>,
    check_interval: Duration,
}

impl TimeLimit {
    #[inline]
    fn left(&self) -> Duration {
        self.until.map_or(Duration::MAX, |until| until.saturating_duration_since(Instant::now()))
    }
}
