//! The errors of a call, a send and a spawn.
//
// The text of every error contains that of its cause. So `source` skips the cause and returns the cause's own
// source: a printed chain has each text once.

use std::{convert::Infallible, fmt, io};

use crate::{Exit, Panic, sys::Arc};

/// Why a call through a handle failed.
///
/// It takes two words of memory, because every tell returns it.
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
/// counter.shutdown()?.ok()?;
/// assert_eq!(counter.add(1), Err(CallError::Ended(Exit::Stopped)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CallError {
    /// The actor has ended, or will end before it could handle this message. The exit says why.
    Ended(Exit),
    /// The handler of this call panicked.
    Panicked,
    /// The handler dropped the reply without an answer.
    NoReply,
    /// The answer did not come within the deadline, or the message found no room within it.
    TimedOut,
    /// The bounded mailbox was full, and its overflow policy refuses the message.
    Full,
    /// The wait would never end, because the actor would wait for itself, directly or through other actors: for an
    /// answer, for room in a full mailbox, or for an end.
    ///
    /// The actor whose wait would close the circle gets the error at once, before it
    /// waits. The other actors go on once that one does. An actor that waits with a deadline is in the circle,
    /// too. An ask to oneself is not even sent. A longer circle is found when the actor begins to wait for the
    /// answer. The ask has been sent by then, and is handled once its turn comes, although its
    /// [`Reply`](crate::Reply) is gone: mark the message `#[expires]` if it should not be handled. A message that
    /// finds no room is handed back, and an ask that finds no room is cancelled.
    ///
    /// Only waits of actors through this crate count. A circle is not found if it leads through a thread that is no
    /// actor, through a lock or channel of your own, through a deferred answer (`#[reply]`), through an
    /// [`Inbox`](crate::Inbox) whose messages are received by hand, or through a future that an actor blocks on
    /// (`block_on`). The future of an [end](crate::Handle::join_async), however, looks for a circle each time it is
    /// polled. Only actors get this error, never other threads.
    Deadlock(Cycle),
    /// The call would have blocked a thread of an executor, and the system had no other thread for the
    /// executor's other actors. The wait might never have ended.
    ///
    /// Only an actor without a thread of its own gets this error, and only after all threads of its
    /// executor have waited for a second in which no actor had its turn. A message that finds no room is
    /// handed back, and an ask that finds no room is cancelled. An ask that was accepted is handled in its turn,
    /// although its [`Reply`](crate::Reply) is gone.
    NoThread,
    /// The message was of a [source](crate::Attachment) that the actor has detached, or whose state has ended.
    Detached,
    /// The actor belongs to a run of a simulation (feature `simulation`), and the calling thread does not. The run fails,
    /// too: its seed does not decide when such a thread does something.
    OutsideSimulation,
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CallError::Ended(exit) => write!(f, "the actor has ended: {exit}"),
            CallError::Panicked => f.write_str("the actor panicked while handling this message"),
            CallError::NoReply => f.write_str("the actor dropped the reply without an answer"),
            CallError::TimedOut => {
                f.write_str("no answer, or no room for the message, within the deadline")
            }
            CallError::Full => f.write_str("the actor's mailbox is full"),
            CallError::Deadlock(cycle) => write!(f, "waiting would deadlock: {cycle}"),
            CallError::NoThread => {
                f.write_str("the system has no thread to run the other actors during the wait")
            }
            CallError::Detached => f.write_str("the actor has detached the source of this message"),
            CallError::OutsideSimulation => f.write_str(
                "the actor belongs to a run of a simulation, and the calling thread does not",
            ),
        }
    }
}

impl std::error::Error for CallError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            CallError::Ended(exit) => exit.source(),
            _ => None,
        }
    }
}

/// The actors that would wait for each other in a circle, by name.
///
/// ```
/// use actor_runtime::prelude::*;
///
/// #[actor]
/// struct Hermit;
///
/// #[actor]
/// impl Hermit {
///     pub fn greet(&self) -> String { "hello".into() }
///     pub fn greet_oneself(&self, me: HermitHandle) -> Result<String, CallError> { me.greet() }
/// }
///
/// let hermit = Hermit.spawn();
/// let Err(CallError::Deadlock(cycle)) = hermit.greet_oneself(hermit.clone())? else { panic!() };
/// assert_eq!(cycle.actors(), ["Hermit"]);
/// # Ok::<(), CallError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cycle(Arc<Vec<String>>);

impl Cycle {
    pub(crate) fn new(actors: Vec<String>) -> Self {
        Cycle(Arc::new(actors))
    }

    /// The actors' names. Each actor waits for the next one, and the last for the first. The first is the
    /// actor that would have waited and got the error.
    pub fn actors(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for Cycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for actor in self.0.iter() {
            write!(f, "`{actor}` waits for ")?;
        }
        match self.0.as_slice() {
            [_] => f.write_str("itself"),
            several => write!(f, "`{}`", several[0]),
        }
    }
}

/// A message that was not accepted, with the reason; [`into_message`](SendError::into_message)
/// hands it back.
///
/// The message is in a box, so that the result of a send is small, whatever the size of the message. So a refused send
/// allocates, which takes about 170 instructions more than to hand a small message back by value.
///
/// ```
/// use actor_runtime::prelude::*;
///
/// #[actor(mailbox = 1)]
/// struct Printer;
///
/// #[actor]
/// impl Printer {
///     pub fn print(&mut self, line: String) { println!("{line}") }
/// }
///
/// let (printer, _inbox) = PrinterHandle::channel();
/// printer.print("first".into())?;
/// let refused = printer.try_send(PrinterMessage::Print { line: "second".into() }).unwrap_err();
/// assert_eq!(refused.reason(), &CallError::Full);
/// let PrinterMessage::Print { line } = refused.into_message();
/// assert_eq!(line, "second");
/// # Ok::<(), CallError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SendError<M> {
    reason: CallError,
    message: Box<M>,
}

impl<M> SendError<M> {
    pub(crate) fn new(reason: CallError, message: Box<M>) -> Self {
        SendError { reason, message }
    }

    /// Why the message was not accepted: [`CallError::Ended`], [`CallError::Full`],
    /// [`CallError::TimedOut`], [`CallError::Deadlock`] or [`CallError::NoThread`].
    pub fn reason(&self) -> &CallError {
        &self.reason
    }

    /// Hands the message back.
    pub fn into_message(self) -> M {
        *self.message
    }
}

/// This does not require `M: Debug`; std's channel errors do not either.
impl<M> fmt::Debug for SendError<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendError").field("reason", &self.reason).finish_non_exhaustive()
    }
}

impl<M> fmt::Display for SendError<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reason {
            CallError::TimedOut => {
                f.write_str("the message was not accepted: no room within the deadline")
            }
            reason => write!(f, "the message was not accepted: {reason}"),
        }
    }
}

impl<M> std::error::Error for SendError<M> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.reason.source()
    }
}

impl<M> From<SendError<M>> for CallError {
    fn from(error: SendError<M>) -> Self {
        error.reason
    }
}

/// The largest number of threads of an executor: more than any machine has processors. Each thread looks through the
/// queues of all others, and the system is asked for all threads at once. With a limit ten times as high, it would
/// take seconds to find out that there is no room.
pub(crate) const MOST_THREADS: usize = 4096;

/// Why an actor could not be spawned. Nothing of the actor is left behind: it has no thread, and its state has
/// been dropped. After a spawn that [cannot wait](crate::Builder::spawn), its thread may still be ending.
///
/// ```
/// use actor_runtime::{SpawnError, prelude::*};
///
/// #[actor]
/// struct Counter { total: u64 }
///
/// #[actor]
/// impl Counter {
///     pub fn add(&mut self, n: u64) { self.total += n }
/// }
///
/// let error = CounterHandle::builder().mailbox(0).spawn(Counter { total: 0 }).unwrap_err();
/// assert!(matches!(error, SpawnError::Mailbox(0)));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum SpawnError<E = Infallible> {
    /// The name contains a NUL byte, which no thread's name may contain.
    Name(String),
    /// No mailbox can have this many places: zero, or more than fit into memory.
    Mailbox(usize),
    /// The system has no thread of this stack size (in bytes) to give.
    StackSize(usize, io::Error),
    /// The system has no thread to give: for the actor, or for the other actors of an executor while one of
    /// them waits in the spawn.
    Thread(io::Error),
    /// No executor can have this many threads: zero, or more than [`Executor::new`](crate::Executor::new)
    /// takes.
    Threads(usize),
    /// The [`System`](crate::System) or executor that was to run the actor has been told to shut down.
    ShutDown,
    /// The closure that builds the state returned this error.
    Build(E),
    /// The closure that builds the state panicked.
    Panicked(Panic),
    /// The `#[started]` method failed or panicked, and the actor has ended with this exit. Only a builder that
    /// [waits for the start](crate::Builder::wait_for_start) returns this error.
    Start(Exit),
}

impl<E> SpawnError<E> {
    /// Refuses a name with a NUL byte, which no thread can have.
    pub(crate) fn check_name(name: &str) -> Result<(), Self> {
        if name.contains('\0') { Err(SpawnError::Name(name.to_owned())) } else { Ok(()) }
    }
}

impl<E: fmt::Display> fmt::Display for SpawnError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SpawnError::Name(name) => write!(f, "an actor's name has no NUL byte, {name:?} has"),
            SpawnError::Mailbox(0) => {
                f.write_str("a mailbox of 0 places takes no message: give it at least 1")
            }
            SpawnError::Mailbox(places) => {
                write!(f, "a mailbox of {places} places does not fit into memory")
            }
            SpawnError::StackSize(bytes, error) => {
                write!(f, "no thread with a stack of {bytes} bytes: {error}")
            }
            SpawnError::Thread(error) => write!(f, "no thread for the actor: {error}"),
            SpawnError::Threads(0) => {
                f.write_str("an executor of 0 threads runs no actor: give it at least 1")
            }
            SpawnError::Threads(threads) => {
                write!(f, "an executor has at most {MOST_THREADS} threads, not {threads}")
            }
            SpawnError::ShutDown => {
                f.write_str("the system or executor has been told to shut down")
            }
            SpawnError::Build(error) => write!(f, "the actor's state was not built: {error}"),
            SpawnError::Panicked(panic) => panic.fmt(f),
            SpawnError::Start(exit) => write!(f, "the actor did not start: {exit}"),
        }
    }
}

impl<E: std::error::Error + 'static> std::error::Error for SpawnError<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            SpawnError::StackSize(_, error) | SpawnError::Thread(error) => error.source(),
            SpawnError::Build(error) => error.source(),
            SpawnError::Panicked(panic) => panic.source(),
            SpawnError::Start(exit) => exit.source(),
            _ => None,
        }
    }
}
