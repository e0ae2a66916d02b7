//! What generated code implements: the protocol of a handle, and the handle's type on other nodes.

use std::{fmt::Debug, time::Duration};

use actor_runtime::Handle;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    error::RemoteExit,
    handle::{
        incoming::{Incoming, Undecoded},
        link::Link,
    },
};

/// A handle whose actor can be served to other nodes. `#[actor(remote = "shop.counter/1")]` on an impl implements it.
pub trait Protocol: Handle + 'static {
    /// The name and major version, as in the attribute: `"shop.counter/1"`.
    const PROTOCOL: &'static str;

    /// The handle's type on other nodes, as `CounterRemote`.
    type Remote: RemoteHandle<Local = Self>;

    /// Decodes a message that came from another node.
    #[doc(hidden)]
    fn decode(method: &str, arguments: &[u8]) -> Result<Incoming<Self::Message>, Undecoded>;
}

/// A handle to an actor that another node serves. It has the actor's methods, whose errors say what became of the
/// message: [`RemoteError`](crate::RemoteError).
///
/// Messages of one remote handle, and of its clones on one thread, are handled in their order. Two handles from two
/// calls of [`Node::connect`](crate::Node::connect) have a connection each, without an order between them.
///
/// ```no_run
/// # use actor_remote::{prelude::*, Protocol, RemoteError};
/// # fn example<P: Protocol>(remote: &P::Remote) {
/// use std::time::Duration;
///
/// let patient = remote.with_timeout(Duration::from_secs(60)).retry(3);
/// println!("calls of {} repeat what got no answer", patient.name());
/// # }
/// ```
pub trait RemoteHandle: Clone + Debug + Send + Sync + 'static {
    /// The handle's type on the node that serves the actor.
    type Local: Protocol<Remote = Self>;

    /// The ask view: all messages again, returning a [`RemoteReply`](crate::RemoteReply).
    type Ask<'ask>
    where
        Self: 'ask;

    /// The ask view: `remote.ask().total()` sends the message and returns at once. So does `remote.ask().add(2)`, for a
    /// message that is not answered: its reply tells that the mailbox has accepted it.
    #[must_use = "this asks nothing yet: call a message on it, as in `remote.ask().total()`"]
    fn ask(&self) -> Self::Ask<'_>;

    /// The name that the actor is served under.
    fn name(&self) -> &str {
        self.link().name()
    }

    /// The same connection, with another deadline for each call: 5 s unless told otherwise. It counts from the call
    /// on. A deadline that passes before the message was sent is [`NotSent`](crate::RemoteError::NotSent), and
    /// [`Unknown`](crate::RemoteError::Unknown) after that.
    #[must_use]
    fn with_timeout(&self, timeout: Duration) -> Self {
        Self::from_link(self.link().with_timeout(timeout))
    }

    /// The same connection, with calls that are repeated up to `times` times if the connection breaks before their
    /// outcome is known. The served actor handles such a message once: the node there remembers the outcomes of the last
    /// 1,024 messages of each remote handle that may be repeated. What is not remembered any more is
    /// [`Unknown`](crate::RemoteError::Unknown), and so is what was sent to an actor that is not served any more. A
    /// message that is repeated is handled after those that were sent before its repetition.
    #[must_use]
    fn retry(&self, times: u32) -> Self {
        Self::from_link(self.link().with_retries(times))
    }

    /// Calls `watcher` once, when the actor has ended or is out of reach, on a thread of the node for such calls. If this
    /// node knows of no actor of that name, the watcher waits for the next one and its end, or for the close of this node.
    /// The watcher is not told of an earlier actor. A call after `on_exit` shows whether the actor is there: if the call
    /// succeeds, the watcher is told of that actor's end, unless it was called before.
    fn on_exit(&self, watcher: impl FnOnce(RemoteExit) + Send + 'static) {
        self.link().on_exit(watcher);
    }

    #[doc(hidden)]
    fn from_link(link: Link<Self::Local>) -> Self;

    #[doc(hidden)]
    fn link(&self) -> &Link<Self::Local>;
}

/// What can be an argument or an answer of a message between nodes. It is implemented for all that serde can write and
/// read. A value may nest 128 levels deep. Each array, map or struct that is not empty is a level. An enum variant with
/// data adds a level around its data, and the list of a message's arguments adds one around each argument. A deeper value
/// is refused as [`BadArgument`](crate::Refusal::BadArgument), or as [`BadAnswer`](crate::Refusal::BadAnswer).
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cannot travel to another node",
    label = "this is neither written nor read",
    note = "make it serializable (derive `serde::Serialize` and `serde::Deserialize`), or mark the message `#[local]`"
)]
pub trait Travels: Serialize + DeserializeOwned + Send + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + Send + 'static> Travels for T {}
