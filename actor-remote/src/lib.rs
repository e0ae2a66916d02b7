//! Handles to actors in other processes.
//!
//! An actor whose impl has `#[actor(remote = "shop.counter/1")]` gets a second handle, `CounterRemote`, with the same
//! methods. A [`Node`] serves actors under names, and connects to those that other nodes serve. Partial failure is not
//! hidden: the methods return a [`RemoteError`], which says what became of the message.
//!
//! ```no_run
//! use actor_remote::{Config, Node, NodeError, Protocol, RemoteError};
//! # fn example<CounterHandle: Protocol>(counter: CounterHandle) -> Result<(), NodeError> {
//! // In the process that has the actor:
//! let node = Node::open(Config::new().listen("127.0.0.1:7447"))?;
//! let served = node.serve("till-3", &counter)?; // until `served` is dropped
//!
//! // In another one:
//! let node = Node::open(Config::new().connect("127.0.0.1:7447"))?;
//! let remote: CounterHandle::Remote = node.connect("till-3");
//! # drop((served, remote));
//! # Ok(())
//! # }
//! ```
//!
//! # What a call promises
//!
//! A message is handled at most once. Its outcome is exact:
//!
//! | outcome | handled? |
//! |---|---|
//! | `Ok` | an answered message was; any other is in the mailbox |
//! | [`NotSent`](RemoteError::NotSent), [`NoActor`](RemoteError::NoActor) | never |
//! | [`Refused`](RemoteError::Refused) | the [`Refusal`] says |
//! | [`Unknown`](RemoteError::Unknown) | possibly |
//!
//! Every call ends by its deadline, which is 5 s unless [`RemoteHandle::with_timeout`] says otherwise.
//!
//! The faults that are known and not mended yet are in the section "Known limits" of the README.
//
// A folder imports only from those above it in this list.
//
// | folder | what is in it |
// |---|---|
// | `error`, `config` | values |
// | `panics` | how code of the user's is run |
// | `engine/` | what carries the bytes; the only folder that names zenoh |
// | `wire/` | what the bytes are |
// | `directory/` | which node serves which name |
// | `calls/` | the calling side |
// | `handle/` | the traits of handles, and what their generated code calls |
// | `serve/` | the served side |
// | `node/` | the threads of a node, and what users call |
// | `__private` | what generated code names |

#![warn(missing_docs)]
#![forbid(unsafe_code)]

#[doc(hidden)]
#[allow(missing_docs)]
pub mod __private;
mod calls;
mod config;
mod directory;
mod engine;
mod error;
mod handle;
mod node;
mod panics;
mod serve;
#[cfg(test)]
mod tests;
mod wire;

#[cfg(test)]
extern crate self as actor_remote;

pub use calls::reply::RemoteReply;
pub use config::Config;
pub use directory::NameEvent;
pub use error::{ExitKind, NodeError, NotSent, Refusal, RemoteError, RemoteExit};
pub use handle::protocol::{Protocol, RemoteHandle, Travels};
pub use node::{Node, served::Served};

/// The trait of remote handles, whose methods every one of them has.
pub mod prelude {
    pub use crate::RemoteHandle;
}
