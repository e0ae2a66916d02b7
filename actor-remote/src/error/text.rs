//! What the errors and exits say.
//
// The text of an error contains that of its cause. So `source` skips the cause and returns the cause's own source: a
// printed chain has each text once.

use std::fmt;

use crate::error::{ExitKind, NodeError, NotSent, Refusal, RemoteError, RemoteExit};

impl fmt::Display for RemoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RemoteError::NotSent(why) => write!(f, "the message was not sent: {why}"),
            RemoteError::NoActor => f.write_str("no actor of that name is served"),
            RemoteError::Refused(refusal) => refusal.fmt(f),
            RemoteError::Unknown => {
                f.write_str("it is not known whether the message was handled: no answer came")
            }
        }
    }
}

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotSent::Deadline => f.write_str("no connection, or no room, within the deadline"),
            NotSent::QueueFull => f.write_str("too many messages wait to be sent"),
            NotSent::TooLarge { bytes, limit } => {
                write!(f, "it has {bytes} bytes, and {limit} are allowed")
            }
            NotSent::BadArgument(text) => write!(f, "its arguments cannot be serialized: {text}"),
            NotSent::Protocol(protocol) => {
                write!(f, "the actor of that name speaks the protocol `{protocol}`")
            }
            NotSent::Closed => f.write_str("the node was closed"),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Full => f.write_str("the actor's mailbox is full"),
            Refusal::Ended { actor, text, .. } => write!(f, "`{actor}` has ended: {text}"),
            Refusal::Panicked => f.write_str("the actor panicked while handling this message"),
            Refusal::NoReply => f.write_str("the actor dropped the reply without an answer"),
            Refusal::UnknownMessage => f.write_str("the actor has no such message"),
            Refusal::BadArgument(text) => write!(f, "the arguments could not be read: {text}"),
            Refusal::BadAnswer(text) => write!(f, "the answer does not arrive: {text}"),
            Refusal::Other(text) => f.write_str(text),
        }
    }
}

impl fmt::Display for ExitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ExitKind::Closed => "closed",
            ExitKind::Stopped => "stopped",
            ExitKind::Killed => "killed",
            ExitKind::Failed => "failed",
            ExitKind::Panicked => "panicked",
        })
    }
}

impl fmt::Display for RemoteExit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RemoteExit::Ended { actor, text, .. } => write!(f, "`{actor}` has ended: {text}"),
            RemoteExit::Lost => f.write_str("out of reach"),
        }
    }
}

impl fmt::Display for NodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NodeError::NameTaken(name) => write!(f, "the name `{name}` is taken"),
            NodeError::Insecure(address) => write!(
                f,
                "`{address}` can be reached from other machines: give the node certificates with `tls`, or say \
                 `insecure`"
            ),
            NodeError::Address(address) => {
                write!(f, "`{address}` is not of the form `host:port`")
            }
            NodeError::Listen(address, text) => write!(f, "cannot listen on `{address}`: {text}"),
            NodeError::Unreachable(address, text) => {
                write!(f, "no node answers at `{address}`: {text}")
            }
            NodeError::Certificate(path, error) => write!(f, "cannot read `{path}`: {error}"),
            NodeError::Config(what, text) => write!(f, "the engine does not take {what}: {text}"),
            NodeError::Thread(error) => write!(f, "no thread for the node: {error}"),
            NodeError::Engine(text) => f.write_str(text),
            NodeError::Closed => f.write_str("the node was closed"),
            NodeError::Ended(exit) => write!(f, "the actor has ended: {exit}"),
        }
    }
}

impl std::error::Error for RemoteError {}
impl std::error::Error for NotSent {}
impl std::error::Error for Refusal {}

impl std::error::Error for NodeError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            NodeError::Certificate(_, error) | NodeError::Thread(error) => error.source(),
            NodeError::Ended(exit) => exit.source(),
            _ => None,
        }
    }
}
