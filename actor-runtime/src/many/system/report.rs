//! The report of a shutdown: which actors ended, and how, and which did not.

use std::{fmt, time::Duration};

use crate::{ActorId, Exit, Running};

/// The report of a [`System::shutdown`](crate::System::shutdown).
///
/// It is an [`Error`](std::error::Error), so that [`ok`](ShutdownReport::ok) can hand a report that is
/// not clean to `?`. Its text names all actors that did not end well.
///
/// ```
/// use std::time::Duration;
/// use actor_runtime::{System, prelude::*};
///
/// #[actor]
/// struct Vase;
///
/// #[actor]
/// impl Vase {
///     pub fn fill(&mut self) {}
/// }
///
/// impl Drop for Vase {
///     fn drop(&mut self) { panic!("broken") }
/// }
///
/// let system = System::new();
/// let vase = system.spawn(Vase)?;
/// let error = system.shutdown(Duration::from_secs(10)).ok().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     format!("1 of 1 actors did not end well: `Vase`{}: `Vase` panicked in the drop of its state: broken", vase.id()),
/// );
/// # Ok::<(), actor_runtime::SpawnError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an actor may have panicked, or not have ended; `.ok()?` makes that an error"]
pub struct ShutdownReport {
    actors: Vec<ActorReport>,
}

impl ShutdownReport {
    #[inline]
    pub(crate) fn new(actors: Vec<ActorReport>) -> Self {
        ShutdownReport { actors }
    }

    /// The actors in the order in which they were stopped. Actors that had ended before are not
    /// among them.
    #[inline]
    pub fn actors(&self) -> &[ActorReport] {
        &self.actors
    }

    /// Whether all actors have ended, and none abnormally.
    #[inline]
    pub fn is_clean(&self) -> bool {
        self.actors.iter().all(ActorReport::is_clean)
    }

    /// Turns a report that is not clean into an error.
    ///
    /// # Errors
    ///
    /// The report itself, if an actor has not ended or has ended abnormally (see [`Exit::ok`]).
    #[inline]
    pub fn ok(self) -> Result<(), ShutdownReport> {
        if self.is_clean() { Ok(()) } else { Err(self) }
    }
}

impl fmt::Display for ShutdownReport {
    #[inline]
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

/// One actor in a [`ShutdownReport`].
///
/// ```
/// # use std::time::Duration;
/// # use actor_runtime::{System, prelude::*};
/// # #[actor] struct Lamp;
/// # #[actor]
/// # impl Lamp {
/// #     pub fn switch(&mut self) {}
/// # }
/// let system = System::new();
/// let lamp = system.spawn(Lamp)?;
/// let report = system.shutdown(Duration::from_secs(10));
/// let actor = &report.actors()[0];
/// assert_eq!((actor.name(), actor.id()), ("Lamp", lamp.id()));
/// assert_eq!(actor.exit(), Some(&Exit::Stopped));
/// assert_eq!(actor.running(), None);
/// # Ok::<(), actor_runtime::SpawnError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorReport {
    id: ActorId,
    name: String,
    outcome: ActorOutcome,
    children: Vec<ActorReport>,
}

/// How a shutdown has left an actor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ActorOutcome {
    Ended(Exit),
    /// What the actor is doing, and for how long at least.
    Running(Option<Running>, Duration),
}

impl ActorReport {
    #[inline]
    pub(crate) fn new(
        id: ActorId,
        name: &str,
        outcome: ActorOutcome,
        children: Vec<ActorReport>,
    ) -> Self {
        ActorReport { id, name: name.to_owned(), outcome, children }
    }

    /// The actor's id.
    #[inline]
    pub fn id(&self) -> ActorId {
        self.id
    }

    /// The actor's name.
    #[inline]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How the actor ended; `None` if it had not ended when the deadline had passed.
    #[inline]
    pub fn exit(&self) -> Option<&Exit> {
        match &self.outcome {
            ActorOutcome::Ended(exit) => Some(exit),
            ActorOutcome::Running(..) => None,
        }
    }

    /// What keeps the actor from ending. `None` if it has ended, or was between two messages. In the latter case it
    /// was about to end: most likely it was stopped only when the deadline had passed.
    #[inline]
    pub fn running(&self) -> Option<Running> {
        match &self.outcome {
            ActorOutcome::Ended(_) => None,
            ActorOutcome::Running(running, _) => *running,
        }
    }

    /// The time for which the actor has been [`running`](ActorReport::running) that, at least; zero if it has ended.
    ///
    /// This is a lower bound: no clock is read when a message is received, since that would cost every tell. The
    /// shutdown checks a few times how many messages the actor has received. As long as that number is the same, the
    /// actor handles the same message.
    #[inline]
    pub fn running_for_at_least(&self) -> Duration {
        match &self.outcome {
            ActorOutcome::Ended(_) => Duration::ZERO,
            ActorOutcome::Running(_, for_at_least) => *for_at_least,
        }
    }

    /// Whether the actor has ended, and not abnormally, and so have all its [`children`](ActorReport::children).
    #[inline]
    pub fn is_clean(&self) -> bool {
        self.children.is_empty() && self.exit().is_some_and(|exit| !exit.is_abnormal())
    }

    /// Of a [`Supervisor`](crate::Supervisor), the reports of those children that were told to end and have not, the one
    /// that was started last first. Mostly the supervisor waits for the first of them. A supervisor that has ended may
    /// have left children behind that did not end within their own deadlines. A child that is a supervisor has
    /// children in turn.
    ///
    /// ```
    /// use std::{sync::mpsc, time::Duration};
    /// use actor_runtime::{Child, Running, Supervisor, SupervisorHandle, System, prelude::*};
    ///
    /// #[actor]
    /// struct Reader;
    ///
    /// #[actor]
    /// impl Reader {
    ///     pub fn read(&mut self, from: mpsc::Receiver<u8>) { let _ = from.recv(); }
    /// }
    ///
    /// let system = System::new();
    /// let group: SupervisorHandle = system.spawn(Supervisor::one_for_one())?;
    /// let reader: ReaderHandle = group.start(Child::new(ReaderHandle::builder(), || Reader))?;
    /// let (to, from) = mpsc::channel();
    /// reader.read(from)?;
    ///
    /// let report = system.shutdown(Duration::from_millis(100));
    /// let child = &report.actors()[0].children()[0];
    /// assert_eq!((child.name(), child.running()), ("Reader", Some(Running::Message("read"))));
    /// # drop(to);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn children(&self) -> &[ActorReport] {
        &self.children
    }
}

impl fmt::Display for ActorReport {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ActorReport { id, name, outcome, children } = self;
        match outcome {
            ActorOutcome::Ended(exit) => write!(f, "`{name}`{id}: {exit}"),
            ActorOutcome::Running(None, _) => write!(f, "`{name}`{id} has not ended yet"),
            ActorOutcome::Running(Some(running), for_at_least) => write!(
                f,
                "`{name}`{id} has not ended: it has been in {running} for at least {for_at_least:.1?}"
            ),
        }?;
        children.iter().try_for_each(|child| write!(f, ", and its child {child}"))
    }
}
