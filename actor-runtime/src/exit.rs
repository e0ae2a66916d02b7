//! The exit of an actor, with the failure or the panic that ended it.

use std::fmt;

use crate::sys::Arc;

/// Why an actor ended. [`join`](crate::Handle::join) returns it.
///
/// It is an [`Error`](std::error::Error), so that [`ok`](Exit::ok) can hand the abnormal ends to `?`.
///
/// ```
/// use actor_runtime::prelude::*;
///
/// #[actor]
/// struct Counter { total: u64 }
///
/// #[actor]
/// impl Counter {
///     pub fn add(&mut self, n: u64) { self.total += n }
/// }
///
/// let counter = Counter { total: 0 }.spawn();
/// counter.add(1)?;
/// let exit = counter.join()?;
/// assert_eq!(exit, Exit::Closed);
/// exit.ok()?; // an actor that panicked would be an error here
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "an `Exit` may be a panic; `.ok()?` makes the abnormal ends errors"]
#[non_exhaustive]
pub enum Exit {
    /// The last handle was dropped, and the mailbox drained.
    Closed,
    /// The actor was told to stop, and handled the messages that it had accepted; or its
    /// [`Inbox`](crate::Inbox) was dropped by the thread that owned it.
    Stopped,
    /// The actor was killed, and the messages that were still queued were not handled.
    Killed,
    /// The actor's `#[started]` method returned an error, or a handler called
    /// [`Context::fail`](crate::Context::fail).
    Failed(Failure),
    /// The actor panicked.
    Panicked(Panic),
}

impl Exit {
    /// Turns the abnormal ends into an error: [`Killed`](Exit::Killed), [`Failed`](Exit::Failed) and
    /// [`Panicked`](Exit::Panicked).
    ///
    /// # Errors
    ///
    /// The exit itself, if it is abnormal.
    ///
    /// ```
    /// use actor_runtime::Exit;
    ///
    /// assert!(Exit::Closed.ok().is_ok());
    /// assert!(Exit::Killed.ok().is_err());
    /// ```
    pub fn ok(self) -> Result<(), Exit> {
        match self {
            Exit::Closed | Exit::Stopped => Ok(()),
            Exit::Killed | Exit::Failed(_) | Exit::Panicked(_) => Err(self),
        }
    }

    /// Whether [`ok`](Exit::ok) returns an error.
    pub(crate) fn is_abnormal(&self) -> bool {
        !matches!(self, Exit::Closed | Exit::Stopped)
    }

    /// Whether a failure of the actor is the reason, and not a stop, a kill or the drop of its handles.
    pub(crate) fn is_failure(&self) -> bool {
        matches!(self, Exit::Failed(_) | Exit::Panicked(_))
    }

    /// This exit, followed by a panic on the way to the end. An earlier failure or panic stays the cause, and keeps
    /// this panic as what followed it.
    pub(crate) fn then(self, panic: Panic) -> Exit {
        match self {
            Exit::Closed | Exit::Stopped | Exit::Killed => Exit::Panicked(panic),
            Exit::Failed(first) => Exit::Failed(first.then_panicked(panic)),
            Exit::Panicked(first) => Exit::Panicked(first.then_panicked(panic)),
        }
    }
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Exit::Closed => f.write_str("closed: its last handle was dropped"),
            Exit::Stopped => f.write_str("stopped"),
            Exit::Killed => f.write_str("killed"),
            Exit::Failed(failure) => failure.fmt(f),
            Exit::Panicked(panic) => panic.fmt(f),
        }
    }
}

/// The text of the [`Failure`] or [`Panic`] is part of the text of the exit.
impl std::error::Error for Exit {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Exit::Closed | Exit::Stopped | Exit::Killed => None,
            Exit::Failed(failure) => failure.source(),
            Exit::Panicked(panic) => panic.source(),
        }
    }
}

/// The error that ended an actor: the name of the actor, and the error's text.
///
/// ```
/// use actor_runtime::prelude::*;
///
/// #[actor]
/// struct Client { address: String }
///
/// #[actor]
/// impl Client {
///     pub fn fetch(&self) -> String { self.address.clone() }
///
///     #[started]
///     fn connect(&mut self) -> Result<(), String> { Err(format!("{} is down", self.address)) }
/// }
///
/// let client = Client { address: "example.org".into() }.spawn();
/// let Exit::Failed(failure) = client.join()? else { panic!("it is connected") };
/// assert_eq!(failure.actor(), "Client");
/// assert_eq!(failure.text(), "example.org is down");
/// # Ok::<(), actor_runtime::CallError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(Arc<FailureReport>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct FailureReport {
    actor: String,
    text: String,
    followed_by: Option<Panic>,
}

impl Failure {
    pub(crate) fn new(actor: &str, text: String) -> Self {
        Failure(Arc::new(FailureReport { actor: actor.to_owned(), text, followed_by: None }))
    }

    /// The name of the actor that failed.
    pub fn actor(&self) -> &str {
        &self.0.actor
    }

    /// The text of the error.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The panic that followed this failure: of the `#[stopped]` method, or of the state's `Drop`.
    pub fn followed_by(&self) -> Option<&Panic> {
        self.0.followed_by.as_ref()
    }

    fn then_panicked(&self, panic: Panic) -> Self {
        let mut report = (*self.0).clone();
        report.followed_by = Some(append(report.followed_by, panic));
        Failure(Arc::new(report))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FailureReport { actor, text, followed_by } = &*self.0;
        write!(f, "`{actor}` failed: {text}")?;
        write_next(f, followed_by.as_ref())
    }
}

impl std::error::Error for Failure {}

/// The panic that ended an actor: the name of the actor, what it was running, and the panic's text.
///
/// ```
/// use actor_runtime::{Running, prelude::*};
///
/// #[actor]
/// struct Fuse;
///
/// #[actor]
/// impl Fuse {
///     pub fn blow(&mut self) { panic!("too much current") }
/// }
///
/// let fuse = Fuse.spawn();
/// fuse.blow()?;
/// let Exit::Panicked(panic) = fuse.join()? else { panic!("it lives") };
/// assert_eq!(panic.actor(), "Fuse");
/// assert_eq!(panic.running(), Running::Message("blow"));
/// assert_eq!(panic.text(), "too much current");
/// # Ok::<(), actor_runtime::CallError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panic(Arc<Report>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Report {
    actor: String,
    running: Running,
    text: String,
    followed_by: Option<Panic>,
}

impl Panic {
    pub(crate) fn new(actor: &str, running: Running, text: String) -> Self {
        let actor = actor.to_owned();
        Panic(Arc::new(Report { actor, running, text, followed_by: None }))
    }

    /// The name of the actor that panicked.
    pub fn actor(&self) -> &str {
        &self.0.actor
    }

    /// What was running when it panicked.
    pub fn running(&self) -> Running {
        self.0.running
    }

    /// The panic's message, or a note that the payload was no text.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The panic that followed this one: of the `#[stopped]` method, or of the state's `Drop`.
    pub fn followed_by(&self) -> Option<&Panic> {
        self.0.followed_by.as_ref()
    }

    fn then_panicked(&self, panic: Panic) -> Self {
        let mut report = (*self.0).clone();
        report.followed_by = Some(append(report.followed_by, panic));
        Panic(Arc::new(report))
    }
}

/// Adds a panic behind those that have followed so far.
fn append(followed_by: Option<Panic>, panic: Panic) -> Panic {
    match followed_by {
        None => panic,
        Some(next) => next.then_panicked(panic),
    }
}

fn write_next(f: &mut fmt::Formatter<'_>, next: Option<&Panic>) -> fmt::Result {
    next.map_or(Ok(()), |next| write!(f, "; then {next}"))
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { actor, running, text, followed_by } = &*self.0;
        write!(f, "`{actor}` panicked in {running}: {text}")?;
        write_next(f, followed_by.as_ref())
    }
}

impl std::error::Error for Panic {}

/// What an actor was doing when it [panicked](Panic).
///
/// ```
/// assert_eq!(actor_runtime::Running::Message("add").to_string(), "message `add`");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Running {
    /// The handler of the message with this method name.
    Message(&'static str),
    /// The `#[started]` method.
    Started,
    /// The `#[idle]` method.
    Idle,
    /// The `#[stopped]` method.
    Stopped,
    /// The closure that makes a periodic timer's message.
    Timer,
    /// The closure that makes a message of a [piped](crate::Context::pipe) answer.
    Pipe,
    /// The closure that builds the state on the actor's thread. A view also shows this of an actor whose first turn has not
    /// come yet.
    Build,
    /// The state's `Drop`.
    Drop,
    /// A loop of the user's own over an [`Inbox`](crate::Inbox).
    Inbox,
}

impl fmt::Display for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Running::Message(name) => write!(f, "message `{name}`"),
            Running::Started => f.write_str("its `#[started]` method"),
            Running::Idle => f.write_str("its `#[idle]` method"),
            Running::Stopped => f.write_str("its `#[stopped]` method"),
            Running::Timer => f.write_str("the closure that makes a timer's message"),
            Running::Pipe => f.write_str("the closure that makes a message of an answer"),
            Running::Build => f.write_str("the closure that builds its state"),
            Running::Drop => f.write_str("the drop of its state"),
            Running::Inbox => f.write_str("the loop over its inbox"),
        }
    }
}
