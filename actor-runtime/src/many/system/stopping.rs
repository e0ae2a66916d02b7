//! Stopping one actor after the other within a deadline, and looking at what holds that up.

use std::time::Duration;

use crate::{
    ActorReport, Running, ShutdownReport,
    activity::Activity,
    lifecycle::any_actor::AnyActor,
    many::system::report::Outcome,
    sys::{Arc, Instant},
};

/// An actor that is being shut down.
pub(crate) struct Stopping {
    actor: Arc<Box<dyn AnyActor>>,
    /// How many messages it had received, and what it was busy with.
    seen: (u64, Activity),
    /// Since when it has been the same, as far as anybody has looked.
    since: Instant,
}

/// How often a shutdown that is held up looks at what holds it up.
const LOOKS: u32 = 8;

impl Stopping {
    /// Stops the actors in this order, each when the one before has ended.
    #[inline]
    pub(crate) fn all(actors: Vec<Arc<Box<dyn AnyActor>>>, deadline: Duration) -> ShutdownReport {
        let time = Time { until: Instant::now().checked_add(deadline), look: deadline / LOOKS };
        let mut all: Vec<_> = actors.into_iter().map(Stopping::new).collect();
        for actor in &mut all {
            actor.stop();
            actor.wait(&time);
        }
        ShutdownReport::new(all.into_iter().map(Stopping::report).collect())
    }

    #[inline]
    fn new(actor: Arc<Box<dyn AnyActor>>) -> Self {
        let seen = look(&**actor);
        Stopping { actor, seen, since: Instant::now() }
    }

    #[inline]
    fn look(&mut self) {
        let seen = look(&**self.actor);
        if seen != self.seen {
            (self.seen, self.since) = (seen, Instant::now());
        }
    }

    #[inline]
    fn stop(&mut self) {
        self.actor.stop();
        self.look();
        if !matches!(self.actor.control().running(), Some(Running::Message(_))) {
            // Between two messages it may have been idle, or waiting, many times.
            self.since = Instant::now();
        }
    }

    #[inline]
    fn wait(&mut self, time: &Time) {
        let control = Arc::clone(self.actor.control());
        loop {
            let left = time.left();
            match control.wait_timeout(left.min(time.look)) {
                Ok(Some(_)) => break,
                Ok(None) if !left.is_zero() => self.look(),
                // Or it waits for this thread: it will not end as long as that waits.
                Ok(None) | Err(_) => return,
            }
        }
        // A watcher that takes longer than that must not hold this up, so the thread is left alone.
        if let Ok(true) = control.wait_for_watchers(time.left()) {
            let _ = control.join(self.actor.take_thread());
        }
    }

    #[inline]
    fn report(mut self) -> ActorReport {
        let control = Arc::clone(self.actor.control());
        let outcome = match control.exit() {
            Some(exit) => Outcome::Ended(exit),
            None => {
                self.look();
                let for_at_least = Instant::now().saturating_duration_since(self.since);
                Outcome::Running(control.running(), for_at_least)
            }
        };
        ActorReport::new(control.id(), control.name(), outcome)
    }
}

#[inline]
fn look(actor: &dyn AnyActor) -> (u64, Activity) {
    let receiving = &actor.control().receiving;
    (receiving.received(), receiving.activity())
}

struct Time {
    /// `None` if it is past the end of the clock.
    until: Option<Instant>,
    look: Duration,
}

impl Time {
    #[inline]
    fn left(&self) -> Duration {
        self.until.map_or(Duration::MAX, |until| until.saturating_duration_since(Instant::now()))
    }
}
