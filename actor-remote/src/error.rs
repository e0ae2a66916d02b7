//! What became of a call, how an actor elsewhere ended, and why a node did not do what it was told.

mod text;

use std::io;

use actor_runtime::{CallError, Exit};

/// What became of a call to an actor elsewhere that has no answer.
///
/// [`NotSent`](RemoteError::NotSent) and [`NoActor`](RemoteError::NoActor) mean that the message was not handled and
/// never will be. [`Unknown`](RemoteError::Unknown) means that it may have been, or may
/// still be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RemoteError {
    /// The message never left this process, and is never handled. It is safe to send it again; the [`NotSent`] says whether
    /// that can help.
    NotSent(NotSent),
    /// No actor of that name is served. The message was not handled.
    NoActor,
    /// The message arrived, and the other side says what became of it.
    Refused(Refusal),
    /// The message left, and nothing was heard of it: it may have been handled, or may still be.
    Unknown,
}

/// Why a message was not sent.
///
/// [`Deadline`](NotSent::Deadline) and [`QueueFull`](NotSent::QueueFull) pass: the message may be sent again, later.
/// [`Protocol`](NotSent::Protocol) passes as soon as the name is served with the right protocol. The others stay: the same
/// message to the same actor, by the same node, meets them again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotSent {
    /// There was no connection, or no room in the window, until the deadline.
    Deadline,
    /// More messages wait to be sent, or more bytes of them, than the node's configuration allows: of this remote handle,
    /// or of all that go to the same node.
    QueueFull,
    /// The message has more bytes than the configuration of this node, or of the one that serves the actor, allows.
    TooLarge {
        /// The bytes of the message.
        bytes: usize,
        /// The bytes that are allowed.
        limit: usize,
    },
    /// The arguments could not be serialized. The text says why.
    BadArgument(String),
    /// The actor of that name speaks another protocol, or another major version of it: this one.
    Protocol(String),
    /// The node was closed.
    Closed,
}

/// What the other side says of a message that it did not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// The actor's mailbox is full, and its overflow policy refuses the message. It was not handled.
    Full,
    /// The actor has ended, or ended before it could handle the message.
    Ended {
        /// The variant of its [`Exit`].
        kind: ExitKind,
        /// The actor's name in its own process.
        actor: String,
        /// The exit's text.
        text: String,
    },
    /// The handler panicked.
    Panicked,
    /// The handler dropped the reply without an answer.
    NoReply,
    /// The actor has no such message. It was not handled.
    UnknownMessage,
    /// The arguments could not be read there. The message was not handled. The text says why.
    BadArgument(String),
    /// The message was handled, but its answer could not be written, could not be read, or is too large. The text says
    /// which.
    BadAnswer(String),
    /// Another [`CallError`]: its text.
    Other(String),
}

/// The variants of [`Exit`], without what they hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ExitKind {
    /// [`Exit::Closed`].
    Closed,
    /// [`Exit::Stopped`].
    Stopped,
    /// [`Exit::Killed`].
    Killed,
    /// [`Exit::Failed`].
    Failed,
    /// [`Exit::Panicked`].
    Panicked,
}

/// How an actor elsewhere ended, or that it is out of reach.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RemoteExit {
    /// The actor has ended.
    Ended {
        /// The variant of its [`Exit`].
        kind: ExitKind,
        /// The actor's name in its own process.
        actor: String,
        /// The exit's text.
        text: String,
    },
    /// The actor's node, the link to it, or the actor's name there is gone, or this node was closed. The actor may be alive.
    Lost,
}

/// Why a node could not be opened, or could not serve an actor.
#[derive(Debug)]
#[non_exhaustive]
pub enum NodeError {
    /// An actor is served under this name already, by this node or by another one.
    NameTaken(String),
    /// The node was to listen on this address, which is not known to be on loopback, and the configuration has neither
    /// certificates nor [`insecure`](crate::Config::insecure).
    Insecure(String),
    /// This is not an address of the form `host:port`.
    Address(String),
    /// The node cannot listen on this address, for this reason, in the engine's words.
    Listen(String, String),
    /// No node answers at this address: none listens there, or it refuses this node's certificate. The second text says
    /// what was found instead.
    Unreachable(String, String),
    /// This file, of a certificate or of a key, cannot be read.
    Certificate(String, io::Error),
    /// The engine refuses this setting of the configuration, for this reason, in the engine's words.
    Config(String, String),
    /// The system has no thread for the node.
    Thread(io::Error),
    /// The engine did something else wrong. The text is its own.
    Engine(String),
    /// The node was closed.
    Closed,
    /// The actor has ended.
    Ended(Exit),
}

/// How an actor has ended, as other nodes are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct End {
    pub(crate) kind: ExitKind,
    pub(crate) actor: String,
    pub(crate) text: String,
}

impl End {
    pub(crate) fn of(exit: &Exit, actor: &str) -> End {
        End { kind: kind_of(exit), actor: actor.to_owned(), text: exit.to_string() }
    }
}

impl From<End> for Refusal {
    fn from(End { kind, actor, text }: End) -> Refusal {
        Refusal::Ended { kind, actor, text }
    }
}

impl From<End> for RemoteExit {
    fn from(End { kind, actor, text }: End) -> RemoteExit {
        RemoteExit::Ended { kind, actor, text }
    }
}

fn kind_of(exit: &Exit) -> ExitKind {
    match exit {
        Exit::Stopped => ExitKind::Stopped,
        Exit::Killed => ExitKind::Killed,
        Exit::Failed(_) => ExitKind::Failed,
        Exit::Panicked(_) => ExitKind::Panicked,
        // `Exit` may grow: a new one is as good as closed until it has a kind.
        _ => ExitKind::Closed,
    }
}

impl Refusal {
    /// What a local error is to a caller elsewhere.
    pub(crate) fn of(error: &CallError, actor: &str) -> Refusal {
        match error {
            CallError::Ended(exit) => End::of(exit, actor).into(),
            CallError::Full => Refusal::Full,
            CallError::Panicked => Refusal::Panicked,
            CallError::NoReply => Refusal::NoReply,
            other => Refusal::Other(other.to_string()),
        }
    }
}
