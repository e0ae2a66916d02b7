//! Stopping one actor after the other within a deadline, and the report of what came of it.

use std::{fmt, time::Duration};

use crate::{
    ActorId, Exit, Running,
    activity::Activity,
    any_actor::AnyActor,
    sys::{Arc, Instant},
    waits,
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
    pub(crate) fn all(actors: Vec<Arc<Box<dyn AnyActor>>>, deadline: Duration) -> ShutdownReport {
        let time = Time { until: Instant::now().checked_add(deadline), look: deadline / LOOKS };
        let mut all: Vec<_> = actors.into_iter().map(Stopping::new).collect();
        for actor in &mut all {
            actor.stop();
            actor.wait(&time);
        }
        ShutdownReport { actors: all.into_iter().map(Stopping::report).collect() }
    }

    fn new(actor: Arc<Box<dyn AnyActor>>) -> Self {
        let seen = look(&**actor);
        Stopping { actor, seen, since: Instant::now() }
    }

    fn look(&mut self) {
        let seen = look(&**self.actor);
        if seen != self.seen {
            (self.seen, self.since) = (seen, Instant::now());
        }
    }

    fn stop(&mut self) {
        self.actor.stop();
        self.look();
        if !matches!(self.actor.control().running(), Some(Running::Message(_))) {
            // Between two messages it may have been idle, or waiting, many times.
            self.since = Instant::now();
        }
    }

    fn wait(&mut self, time: &Time) {
        let control = Arc::clone(self.actor.control());
        if waits::is_current(control.id()) && !control.has_ended() {
            return;
        }
        loop {
            let left = time.left();
            if control.wait_timeout(left.min(time.look)).is_some() {
                break;
            }
            if left.is_zero() {
                return;
            }
            self.look();
        }
        // A watcher that takes longer than that must not hold this up, so the thread is left alone.
        if control.wait_for_watchers(time.left()) {
            let _ = control.join(self.actor.take_thread());
        }
    }

    fn report(mut self) -> ActorReport {
        let control = Arc::clone(self.actor.control());
        let (id, name) = (control.id(), control.name().to_owned());
        let outcome = match control.exit() {
            Some(exit) => Outcome::Ended(exit),
            None => {
                self.look();
                let for_at_least = Instant::now().saturating_duration_since(self.since);
                Outcome::Running(control.running(), for_at_least)
            }
        };
        ActorReport { id, name, outcome }
    }
}

fn look(actor: &dyn AnyActor) -> (u64, Activity) {
    let receiving = &actor.control().counts.receiving;
    (receiving.received(), receiving.activity())
}

struct Time {
    /// `None` if it is past the end of the clock.
    until: Option<Instant>,
    look: Duration,
}

impl Time {
    fn left(&self) -> Duration {
        self.until.map_or(Duration::MAX, |until| until.saturating_duration_since(Instant::now()))
    }
}

/// What came of a [`System::shutdown`](crate::System::shutdown).
///
/// It is an [`Error`](std::error::Error), so that [`ok`](ShutdownReport::ok) can hand one that is
/// not clean to `?`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an actor may have panicked, or not have ended; `.ok()?` makes that an error"]
pub struct ShutdownReport {
    actors: Vec<ActorReport>,
}

impl ShutdownReport {
    /// The actors in the order in which they were stopped. Those that had ended before are not
    /// among them.
    pub fn actors(&self) -> &[ActorReport] {
        &self.actors
    }

    /// Whether all have ended, and none abnormally.
    pub fn is_clean(&self) -> bool {
        self.actors.iter().all(ActorReport::is_clean)
    }

    /// Turns a report that is not clean into an error.
    ///
    /// # Errors
    ///
    /// The report itself, if an actor has not ended or did so abnormally (see [`Exit::ok`]).
    pub fn ok(self) -> Result<(), ShutdownReport> {
        if self.is_clean() { Ok(()) } else { Err(self) }
    }
}

impl fmt::Display for ShutdownReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.actors.len();
        let unclean: Vec<_> = self.actors.iter().filter(|actor| !actor.is_clean()).collect();
        if unclean.is_empty() {
            return write!(f, "all actors ({all}) have ended");
        }
        write!(f, "{} of {all} actors did not end well: ", unclean.len())?;
        for (n, actor) in unclean.into_iter().enumerate() {
            let separator = if n == 0 { "" } else { "; " };
            write!(f, "{separator}{actor}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ShutdownReport {}

/// What came of one actor in a [`ShutdownReport`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorReport {
    id: ActorId,
    name: String,
    outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    Ended(Exit),
    Running(Option<Running>, Duration),
}

impl ActorReport {
    /// The actor's id.
    pub fn id(&self) -> ActorId {
        self.id
    }

    /// The actor's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How it ended; `None` if it had not when the deadline had passed.
    pub fn exit(&self) -> Option<&Exit> {
        match &self.outcome {
            Outcome::Ended(exit) => Some(exit),
            Outcome::Running(..) => None,
        }
    }

    /// What keeps it from ending. `None` if it has ended, or was between two messages: then it was
    /// about to, most likely stopped only when the deadline had passed.
    pub fn running(&self) -> Option<Running> {
        match &self.outcome {
            Outcome::Ended(_) => None,
            Outcome::Running(running, _) => *running,
        }
    }

    /// For how long at least it has been [`running`](ActorReport::running) that; zero if it has ended.
    ///
    /// A lower bound: no clock is read when a message is received, which would cost every tell. The
    /// shutdown looks a few times at how many messages the actor has received, and as long as that
    /// is the same, so is the message that it handles.
    pub fn running_for_at_least(&self) -> Duration {
        match &self.outcome {
            Outcome::Ended(_) => Duration::ZERO,
            Outcome::Running(_, for_at_least) => *for_at_least,
        }
    }

    /// Whether it has ended, and not abnormally.
    pub fn is_clean(&self) -> bool {
        self.exit().is_some_and(|exit| exit.clone().ok().is_ok())
    }
}

impl fmt::Display for ActorReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ActorReport { id, name, outcome } = self;
        match outcome {
            Outcome::Ended(exit) => write!(f, "`{name}`{id}: {exit}"),
            Outcome::Running(None, _) => write!(f, "`{name}`{id} has not ended yet"),
            Outcome::Running(Some(running), for_at_least) => write!(
                f,
                "`{name}`{id} has not ended: it has been in {running} for at least {for_at_least:.1?}"
            ),
        }
    }
}
