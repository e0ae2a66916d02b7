//! Stops one actor after the other within a deadline.

use std::time::Duration;

use crate::{
    ShutdownReport,
    lifecycle::any_actor::AnyActor,
    many::system::observed::Observed,
    sys::{Arc, Instant},
};

/// An actor that is being shut down.
pub(crate) struct Stopping {
    actor: Arc<Box<dyn AnyActor>>,
    observed: Observed,
}

/// How often a shutdown checks the progress of an actor that does not end.
const CHECKS: u32 = 8;

impl Stopping {
    /// Stops the actors in this order, each when the one before it has ended.
    #[inline]
    pub(crate) fn all(actors: Vec<Arc<Box<dyn AnyActor>>>, deadline: Duration) -> ShutdownReport {
        // Observed from before the deadline begins: an actor that hangs in a message is reported busy for
        // the whole deadline.
        let mut all: Vec<_> = actors.into_iter().map(Stopping::new).collect();
        let limit = TimeLimit {
            until: Instant::now().checked_add(deadline),
            check_interval: deadline / CHECKS,
        };
        for actor in &mut all {
            actor.stop();
            actor.wait(&limit);
        }
        ShutdownReport::new(all.into_iter().map(|one| one.observed.report()).collect())
    }

    #[inline]
    fn new(actor: Arc<Box<dyn AnyActor>>) -> Self {
        let observed = Observed::new(Arc::clone(actor.control()));
        Stopping { actor, observed }
    }

    #[inline]
    fn stop(&mut self) {
        self.actor.stop();
        self.observed.check();
        // Between two messages the actor may have been idle or waiting many times since then.
        self.observed.forget_what_recurs();
    }

    #[inline]
    fn wait(&mut self, limit: &TimeLimit) {
        let control = Arc::clone(self.observed.control());
        loop {
            let left = limit.left();
            match control.wait_timeout(left.min(limit.check_interval)) {
                Ok(Some(_)) => break,
                Ok(None) if !left.is_zero() => self.observed.check(),
                // The deadline has passed, or the actor waits for this thread and cannot end before the wait ends.
                Ok(None) | Err(_) => return,
            }
        }
        // A watcher that takes longer than the deadline must not block the shutdown, so the join waits for the
        // watchers first, within the limit.
        if let Ok(true) = control.wait_for_watchers(limit.left()) {
            let _ = control.join(&mut self.actor.take_thread());
        }
    }
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
