//! The specification of a child that a supervisor is to start, and the error of a start.

use std::{fmt, time::Duration};

use crate::{Builder, CallError, Exit, Handle, Restart, SpawnError};

/// An actor that a [`Supervisor`](crate::Supervisor) is to start: how it runs, what makes its state,
/// after which ends it is restarted, and how long its end may take. This is OTP's child specification.
///
/// ```
/// use std::time::Duration;
/// use actor_runtime::{Child, Restart, Supervisor, SupervisorHandle, prelude::*};
///
/// #[actor]
/// struct Cache;
///
/// #[actor]
/// impl Cache {
///     pub fn clear(&mut self) {}
/// }
///
/// let child = Child::new(CacheHandle::builder().mailbox(64), || Cache)
///     .restart(Restart::always())
///     .deadline(Duration::from_secs(1));
/// let group: SupervisorHandle = Supervisor::one_for_one().spawn();
/// let cache: CacheHandle = group.start(child)?;
/// cache.clear()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a `Child` runs nothing until a supervisor starts it"]
pub struct Child<H: Handle, F> {
    pub(super) builder: Builder<H>,
    pub(super) make: F,
    pub(super) restart: Restart,
    pub(super) deadline: Duration,
}

impl<H: Handle, F> Child<H, F> {
    /// A child that is restarted after a failure ([`Restart::on_failure`]) and has 5 seconds to end, as in OTP.
    pub fn new(builder: Builder<H>, make: F) -> Self {
        let (restart, deadline) = (Restart::on_failure(), Duration::from_secs(5));
        Child { builder, make, restart, deadline }
    }

    /// Sets after which ends the child is restarted, and after which wait. The limit of `restart` counts this child's
    /// restarts alone; the supervisor has a limit for all children.
    ///
    /// A child that is [never](Restart::never) restarted leaves the group when it ends, whatever ended it.
    pub fn restart(self, restart: Restart) -> Self {
        Child { restart, ..self }
    }

    /// Sets how long the supervisor waits for the end of the child, or for the end of its state when another child
    /// has failed. A thread cannot be killed: a child that takes longer is left alone, and
    /// [reported as late](crate::ChildEventKind::Late).
    ///
    /// The supervisor waits at most as long for a fresh state of the child to be at work before it restarts the next
    /// child. A child that [takes longer](crate::ChildEventKind::LateStart) must not block the whole group,
    /// so the children after it may then be at work first.
    pub fn deadline(self, deadline: Duration) -> Self {
        Child { deadline, ..self }
    }
}

impl<H: Handle, F> fmt::Debug for Child<H, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Child { builder, restart, deadline, .. } = self;
        f.debug_struct("Child")
            .field("builder", builder)
            .field("restart", restart)
            .field("deadline", deadline)
            .finish_non_exhaustive()
    }
}

/// Why a supervisor did not start a child.
///
/// ```
/// use actor_runtime::{Child, StartError, Supervisor, SupervisorHandle, prelude::*};
///
/// #[actor]
/// struct Client;
///
/// #[actor]
/// impl Client {
///     pub fn fetch(&self) -> String { String::new() }
///
///     #[started]
///     fn connect(&mut self) -> Result<(), &'static str> { Err("the host is down") }
/// }
///
/// let group: SupervisorHandle = Supervisor::one_for_one().spawn();
/// let error = group.start(Child::new(ClientHandle::builder(), || Client)).unwrap_err();
/// assert_eq!(error.to_string(), "the child did not start: `Client` failed: the host is down");
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The child's options are invalid, the system has no thread to give, or the executor that was to
    /// run the child has been shut down.
    Spawn(SpawnError),
    /// The child's first state was not made, or did not start. The actor does not join the group, and is not tried
    /// again.
    Child(Exit),
    /// The supervisor takes no children any more, or cannot be asked. With [`CallError::NoThread`], the caller cannot
    /// wait for the child.
    Supervisor(CallError),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::Spawn(error) => error.fmt(f),
            StartError::Child(exit) => write!(f, "the child did not start: {exit}"),
            StartError::Supervisor(error) => write!(f, "the supervisor did not take it: {error}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            StartError::Spawn(error) => error.source(),
            StartError::Child(exit) => exit.source(),
            StartError::Supervisor(error) => error.source(),
        }
    }
}
