//! Actors on plain threads.
//!
//! Annotate a struct and its impl with [`#[actor]`](macro@actor) and call methods on a handle: the macro makes the
//! message enum, the handle and the loop that receives. The messages travel through a [`std::sync::mpsc`] channel, or
//! through the queue of an [`Executor`]. This crate makes closing that channel a clean shutdown.
//!
//! ```
//! use std::time::Duration;
//! use actor_runtime::prelude::*;
//!
//! /// Counts things.
//! #[actor(mailbox = 1024)]
//! pub struct Counter { total: u64 }
//!
//! #[actor]
//! impl Counter {
//!     /// Adds `n`.
//!     pub fn add(&mut self, n: u64) { self.total += n }
//!     /// The sum so far.
//!     pub fn total(&self) -> u64 { self.total }
//! }
//!
//! let counter = Counter { total: 0 }.spawn(); // a `CounterHandle`
//! counter.add(2)?;                            // tell: returns once the mailbox has it
//! assert_eq!(counter.total()?, 2);            // ask: waits for the answer
//! let later = counter.ask().total();          // sent, not awaited yet: wait, look, or `.await`
//! assert_eq!(later.wait()?, 2);
//! counter.join()?.ok()?;                      // drops the handle, waits for the actor's clean end
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The `guide` has a page for each subject. [`Handle`] has what every handle can do, [`Spawn`] how actors start,
//! [`Builder`] the options, and [`Context`] what a handler sees of its actor, timers among it. [`Workers`], [`Topic`]
//! and [`Registry`] are for several actors at once. [`Builder::supervise`] gives an actor a fresh state after a
//! failure, and a [`Supervisor`] a group of them; a [`link`] lets one actor's failure end another, and a [`System`]
//! shuts down all of a program. Where actors wait for each other in a circle, through this crate alone, the wait that
//! would close the circle is an error instead ([`CallError::Deadlock`], which also says which circles are not found).
//!
//! Actors may share the threads of an [`Executor`]: a million of them, and an ask of one that is idle
//! wakes no thread.
//!
//! # Threads
//!
//! An actor has a thread of its own, which ends with it. If the system has no thread to give, the spawn is an error
//! ([`SpawnError::Thread`]). An [`Executor`] has the threads that it was made with, one for timers, and one more for
//! each handler that is waiting for another actor. Its documentation says how to bound these.
//!
//! No thread survives a `fork`: in the child, actors that were spawned before do nothing, and a call that
//! waits for one of them hangs. Fork before the first actor is spawned, or `exec` in the child, as
//! [`std::process::Command`] does.
//!
//! # When something panics
//!
//! A panic is caught where it happens: in a handler, a hook, a timer, a watcher, the `Drop` of a
//! message or of the state. It ends its actor alone ([`Exit::Panicked`]), or only that message
//! ([`OnPanic::Resume`]) or that state ([`Builder::supervise`]); every caller that waits learns of it, and every
//! other message is accounted for. The page `guide::failures` has a table of what each caller and watcher sees.
//!
//! A library cannot contain the following, which end the whole process, with actors or without:
//!
//! - a panic out of a `Drop` that another panic runs as it unwinds: a handler panics, and then the drop of an
//!   argument, of a local, or of what a closure captured panics, too;
//! - a panic out of the `Drop` of a thread-local, or of the panic hook;
//! - a stack that overflows: give deep recursion a larger [`stack_size`](Builder::stack_size), which also says
//!   how much large messages take;
//! - every panic, where the program is built with `panic = "abort"`.
//!
//! A panic in the `Drop` of what is handed back (a refused message, an answer that is not looked at, the state that a
//! failed spawn did not need) unwinds the thread that drops it.
//
// A folder imports only from those above it in this list; `tests/order.rs` checks that.
//
// | folder | what is in it | what owns what |
// |---|---|---|
// | `memory/` | how large messages travel, and how the memory of a flood is given back | |
// | `sys/` | the only access to std's threads, locks and clock, and the scheduler of simulations | |
// | the files here | values: ids, options, exits, errors, counts | |
// | `spans/` | what the crate `tracing` learns of messages and ends, if it is to | |
// | `living/` | the list of the actors that live, if something shows them | the process has one list |
// | `scheduler/` | the threads that give pooled actors their turns | a `WorkerPool` holds entries of actors, each a `Job` |
// | `wait/` | which actor waits for which, and how a thread sleeps meanwhile | one graph for the process |
// | `lifecycle/` | the gate and the end of an actor, and what learns of it | a `Control`, shared by all that know the actor |
// | `reply/` | the two ends of an answer | a `Slot`, shared by both ends |
// | `mailbox/` | from a handle's method to the message that the loop receives | a `Shared`, shared by the handles; its drop closes the channel. An `Inbox`, the loop's |
// | `actor/` | the loop, and what a handler sees of it | an `ActorCell` has the inbox and the `Context`, and survives its states |
// | `spawn/` | how actors start, on a thread or on an `Executor` | |
// | `supervisor/` | groups of actors that are restarted together | |
// | `many/` | workers, topics, registries, links, systems | |
// | `view/` | what users see of the actors that live | |
// | `thread`, `time` | threads and moments that a simulation controls, for users | |
// | `simulation/` | what users set of a simulation, and its runs from beginning to end | |

#![cfg_attr(docsrs, feature(doc_cfg))]
#![warn(missing_docs)]
#![forbid(unsafe_code)]

mod activity;
mod actor;
mod actor_type;
mod error;
mod exit;
#[cfg(any(doc, doctest))]
pub mod guide;
mod id;
mod idle;
mod lifecycle;
mod living;
mod mailbox;
mod many;
mod memory;
mod options;
mod panics;
mod reply;
mod scheduler;
#[cfg(feature = "simulation")]
#[cfg_attr(docsrs, doc(cfg(feature = "simulation")))]
pub mod simulation;
mod spans;
mod spawn;
mod stats;
mod supervisor;
mod sys;
pub mod thread;
pub mod time;
#[cfg(feature = "view")]
#[cfg_attr(docsrs, doc(cfg(feature = "view")))]
pub mod view;
mod wait;

#[doc(hidden)]
#[allow(missing_docs)]
pub mod __private;

pub use actor::context::Context;
pub use actor::restart::Restart;
pub use actor::timer::Timer;
pub use actor::{Actor, Declared};
#[doc(hidden)]
pub use actor_macros::Actor;
pub use actor_macros::{actor, ask, expires, idle, local, started, stopped, urgent};
pub use error::{CallError, Cycle, SendError, SpawnError};
pub use exit::{Exit, Failure, Panic, Running};
pub use id::ActorId;
pub use idle::Idle;
pub use lifecycle::join_future::JoinFuture;
pub use lifecycle::token::StopToken;
pub use lifecycle::watchers::Watch;
pub use mailbox::attachment::{Attachment, SourceEnd};
pub use mailbox::builder::Builder;
pub use mailbox::handle::Handle;
pub use mailbox::inbox::{Inbox, Messages};
pub use mailbox::join_on_drop::JoinOnDrop;
pub use mailbox::recipient::Recipient;
pub use mailbox::send_future::SendFuture;
pub use mailbox::weak::Weak;
pub use many::link::{link, unlink};
pub use many::registry::{NameTaken, Registry};
pub use many::system::System;
pub use many::system::reference::SystemRef;
pub use many::system::report::{ActorReport, ShutdownReport};
pub use many::topic::{Subscription, Topic};
pub use many::workers::Workers;
pub use options::{OnPanic, Overflow};
pub use reply::{Reply, ReplySender, wait_all, wait_all_timeout};
pub use scheduler::executor::Executor;
pub use spawn::Spawn;
pub use spawn::state_handle::StateHandle;
pub use stats::Stats;
pub use supervisor::{
    Child, ChildEvent, ChildEventKind, ChildEvents, StartError, Supervisor, SupervisorAsk,
    SupervisorHandle, SupervisorMessage,
};

/// The macros, the traits, and the types that the signatures of messages name. An item that you import or declare by
/// its name takes precedence over the prelude's.
pub mod prelude {
    pub use crate::{
        Actor, CallError, Context, Exit, Handle, Idle, ReplySender, Spawn, actor, ask, expires,
        idle, local, started, stopped, urgent,
    };
}
