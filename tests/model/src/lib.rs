//! The runtime's own source, compiled over a `sys` whose every visible operation is a scheduling point.
//
// What the races rest on is std's contract, as `sys` restates it over shuttle: `races/contract.rs`
// holds the two against each other. Memory is sequentially consistent here, so a missing fence or
// a `Relaxed` that should be stronger is not found.

#![forbid(unsafe_code)]
// Nobody prints what `sys` is made of.
#![allow(missing_debug_implementations)]

#[path = "../../../actor-runtime/src/accepted.rs"]
mod accepted;
#[path = "../../../actor-runtime/src/activity.rs"]
mod activity;
#[path = "../../../actor-runtime/src/actor.rs"]
mod actor;
#[path = "../../../actor-runtime/src/actor_cell.rs"]
mod actor_cell;
#[path = "../../../actor-runtime/src/actor_id.rs"]
mod actor_id;
#[path = "../../../actor-runtime/src/any_actor.rs"]
mod any_actor;
#[path = "../../../actor-runtime/src/builder.rs"]
mod builder;
#[path = "../../../actor-runtime/src/context.rs"]
mod context;
#[path = "../../../actor-runtime/src/control.rs"]
mod control;
#[path = "../../../actor-runtime/src/discard.rs"]
mod discard;
#[path = "../../../actor-runtime/src/drive.rs"]
mod drive;
#[path = "../../../actor-runtime/src/envelope.rs"]
mod envelope;
#[path = "../../../actor-runtime/src/error.rs"]
mod error;
#[path = "../../../actor-runtime/src/exit.rs"]
mod exit;
#[path = "../../../actor-runtime/src/flushes.rs"]
mod flushes;
#[path = "../../../actor-runtime/src/handle.rs"]
mod handle;
#[path = "../../../actor-runtime/src/idle.rs"]
mod idle;
#[path = "../../../actor-runtime/src/inbox.rs"]
mod inbox;
#[path = "../../../actor-runtime/src/incarnations.rs"]
mod incarnations;
#[path = "../../../actor-runtime/src/join_future.rs"]
mod join_future;
#[path = "../../../actor-runtime/src/links.rs"]
mod links;
#[path = "../../../actor-runtime/src/mailbox.rs"]
mod mailbox;
#[path = "../../../actor-runtime/src/options.rs"]
mod options;
#[path = "../../../actor-runtime/src/packed.rs"]
mod packed;
#[path = "../../../actor-runtime/src/panics.rs"]
mod panics;
#[cfg(feature = "pool")]
#[path = "../../../actor-runtime/src/pool/mod.rs"]
mod pool;
#[path = "../../../actor-runtime/src/receiving.rs"]
mod receiving;
#[path = "../../../actor-runtime/src/registry.rs"]
mod registry;
#[path = "../../../actor-runtime/src/reply.rs"]
mod reply;
#[path = "../../../actor-runtime/src/restart.rs"]
mod restart;
#[path = "../../../actor-runtime/src/sending.rs"]
mod sending;
#[path = "../../../actor-runtime/src/shrink.rs"]
mod shrink;
#[path = "../../../actor-runtime/src/shutdown.rs"]
mod shutdown;
#[path = "../../../actor-runtime/src/shutdown_report.rs"]
mod shutdown_report;
#[path = "../../../actor-runtime/src/sleep.rs"]
mod sleep;
#[path = "../../../actor-runtime/src/slot.rs"]
mod slot;
#[path = "../../../actor-runtime/src/stats.rs"]
mod stats;
#[path = "../../../actor-runtime/src/supervisor/mod.rs"]
mod supervisor;
#[path = "../../../actor-runtime/src/system.rs"]
mod system;
#[path = "../../../actor-runtime/src/timer.rs"]
mod timer;
#[path = "../../../actor-runtime/src/topic.rs"]
mod topic;
#[path = "../../../actor-runtime/src/urgent.rs"]
mod urgent;
#[path = "../../../actor-runtime/src/verdict.rs"]
mod verdict;
#[path = "../../../actor-runtime/src/waiting.rs"]
mod waiting;
#[path = "../../../actor-runtime/src/waits/mod.rs"]
mod waits;
#[path = "../../../actor-runtime/src/weak.rs"]
mod weak;
#[path = "../../../actor-runtime/src/workers.rs"]
mod workers;

mod fault;
mod search;
#[allow(missing_docs)] // its signatures are std's
pub mod sys;

#[doc(hidden)]
#[allow(missing_docs)]
#[path = "../../../actor-runtime/src/__private.rs"]
pub mod __private;

pub use accepted::Accepted;
pub use actor::{Actor, Declared, Spawn};
pub use actor_id::ActorId;
pub use actor_macros::actor;
pub use builder::Builder;
pub use context::Context;
pub use error::{CallError, Cycle, SendError, SpawnError};
pub use exit::{Exit, Failure, Panic, Running};
pub use fault::Fault;
pub use handle::Handle;
pub use idle::Idle;
pub use inbox::{Inbox, Messages};
pub use join_future::JoinFuture;
pub use links::{link, unlink};
pub use options::{OnPanic, Overflow};
#[cfg(feature = "pool")]
pub use pool::Executor;
pub use registry::{NameTaken, Registry};
pub use reply::{Reply, ReplySender, wait_all, wait_all_timeout};
pub use restart::Restart;
pub use search::Search;
pub use shutdown_report::{ActorReport, ShutdownReport};
pub use stats::Stats;
pub use supervisor::{
    Child, StartError, Supervision, SupervisionEvent, Supervisor, SupervisorAsk, SupervisorHandle,
    SupervisorMessage,
};
pub use system::System;
pub use timer::Timer;
pub use topic::{Subscription, Topic};
pub use weak::Weak;
pub use workers::Workers;

/// The macro and the traits, as the runtime's.
pub mod prelude {
    pub use crate::{Actor, Handle, Spawn, actor};
}

/// The two ends of one answer that `actor` gives, without a message around it.
pub fn slot_of<T>(actor: &impl Handle) -> (ReplySender<T>, Reply<T>) {
    reply::slot(Some(actor.id()))
}

/// Marks this thread as running `actor` until it is dropped, as the actor's loop does.
pub fn enter<H: Handle>(actor: &H) -> impl Sized + use<H> {
    control::Control::enter(actor.mailbox().control())
}

/// The two ends of one answer, without a message around it.
pub fn slot<T>() -> (ReplySender<T>, Reply<T>) {
    reply::slot(None)
}

/// How many actors this one is linked to.
pub fn links_of<H: Handle>(actor: &H) -> usize {
    Handle::mailbox(actor).control().links(|links, _| links.len())
}

/// Drops a reply as a panic on this thread does that is caught before this returns.
pub fn drop_by_panic<T>(reply: ReplySender<T>) {
    discard::because(CallError::Panicked, || drop(reply));
}
