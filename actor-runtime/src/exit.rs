//! Why an actor ended.

use std::fmt;

use crate::sys::Arc;

/// Why an actor ended; what [`join`](crate::Handle::join) returns.
///
/// It is an [`Error`](std::error::Error), so that [`ok`](Exit::ok) can hand the abnormal ends to `?`.
///
/// ```
/// use actor_runtime::{Exit, prelude::*};
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
    /// The last handle was dropped and the mailbox drained.
    Closed,
    /// It was told to stop and handled what it had accepted; or its [`Inbox`](crate::Inbox) was
    /// dropped by the thread that owned it.
    Stopped,
    /// It was killed, and what was still queued was not handled.
    Killed,
    /// It panicked.
    Panicked(Panic),
}

impl Exit {
    /// Turns the abnormal ends into an error: [`Killed`](Exit::Killed) and
    /// [`Panicked`](Exit::Panicked).
    ///
    /// # Errors
    ///
    /// The exit itself, where it was abnormal.
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
            Exit::Killed | Exit::Panicked(_) => Err(self),
        }
    }
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Exit::Closed => f.write_str("closed: its last handle was dropped"),
            Exit::Stopped => f.write_str("stopped"),
            Exit::Killed => f.write_str("killed"),
            Exit::Panicked(panic) => panic.fmt(f),
        }
    }
}

impl std::error::Error for Exit {}

/// The panic that ended an actor: whose, where, and its text.
///
/// ```
/// use actor_runtime::{Exit, Running, prelude::*};
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

#[derive(Debug, PartialEq, Eq)]
struct Report {
    actor: String,
    running: Running,
    text: String,
}

impl Panic {
    pub(crate) fn new(actor: &str, running: Running, text: String) -> Self {
        let actor = actor.to_owned();
        Panic(Arc::new(Report { actor, running, text }))
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
}

impl fmt::Display for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { actor, running, text } = &*self.0;
        write!(f, "`{actor}` panicked in {running}: {text}")
    }
}

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
    /// The `#[idle]` method.
    Idle,
    /// The closure that makes a periodic timer's message.
    Timer,
    /// The closure that builds the state on the actor's thread.
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
            Running::Idle => f.write_str("its `#[idle]` method"),
            Running::Timer => f.write_str("the closure that makes a timer's message"),
            Running::Build => f.write_str("the closure that builds its state"),
            Running::Drop => f.write_str("the drop of its state"),
            Running::Inbox => f.write_str("the loop over its inbox"),
        }
    }
}
