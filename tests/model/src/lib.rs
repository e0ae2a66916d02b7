//! The runtime's own source, compiled over a `sys` whose every visible operation is a scheduling point.
//
// What the races rest on is std's contract, as `sys` restates it over shuttle: `races/contract.rs`
// holds the two against each other. Memory is sequentially consistent here, so a missing fence or
// a `Relaxed` that should be stronger is not found.

#![forbid(unsafe_code)]
// The types of `sys` are never printed.
#![allow(missing_debug_implementations)]
// The runtime's feature `tracing` is none of this crate: no spans are modelled.
#![allow(unexpected_cfgs)]

#[path = "../../../actor-runtime/src/activity.rs"]
mod activity;
#[path = "../../../actor-runtime/src/actor/mod.rs"]
mod actor;
#[path = "../../../actor-runtime/src/actor_type.rs"]
mod actor_type;
#[path = "../../../actor-runtime/src/error.rs"]
mod error;
#[path = "../../../actor-runtime/src/exit.rs"]
mod exit;
#[path = "../../../actor-runtime/src/id.rs"]
mod id;
#[path = "../../../actor-runtime/src/idle.rs"]
mod idle;
#[path = "../../../actor-runtime/src/lifecycle/mod.rs"]
mod lifecycle;
#[path = "../../../actor-runtime/src/living/mod.rs"]
mod living;
#[path = "../../../actor-runtime/src/mailbox/mod.rs"]
mod mailbox;
#[path = "../../../actor-runtime/src/many/mod.rs"]
mod many;
#[path = "../../../actor-runtime/src/memory/mod.rs"]
mod memory;
#[path = "../../../actor-runtime/src/options.rs"]
mod options;
#[path = "../../../actor-runtime/src/panics.rs"]
mod panics;
#[path = "../../../actor-runtime/src/reply/mod.rs"]
mod reply;
#[path = "../../../actor-runtime/src/scheduler/mod.rs"]
mod scheduler;
#[path = "../../../actor-runtime/src/spans/mod.rs"]
mod spans;
#[path = "../../../actor-runtime/src/spawn/mod.rs"]
mod spawn;
#[path = "../../../actor-runtime/src/stats.rs"]
mod stats;
#[path = "../../../actor-runtime/src/supervisor/mod.rs"]
mod supervisor;
#[cfg(feature = "view")]
#[path = "../../../actor-runtime/src/view/mod.rs"]
pub mod view;
#[path = "../../../actor-runtime/src/wait/mod.rs"]
mod wait;

mod fault;
mod search;
#[allow(missing_docs)] // its signatures are std's
pub mod sys;

#[doc(hidden)]
#[allow(missing_docs)]
#[path = "../../../actor-runtime/src/__private.rs"]
pub mod __private;

pub use actor::context::Context;
pub use actor::restart::Restart;
pub use actor::timer::Timer;
pub use actor::{Actor, Declared};
pub use actor_macros::actor;
pub use error::{CallError, Cycle, SendError, SpawnError};
pub use exit::{Exit, Failure, Panic, Running};
pub use fault::Fault;
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
pub use search::Search;
pub use spawn::Spawn;
pub use spawn::state_handle::StateHandle;
pub use stats::Stats;
pub use supervisor::{
    Child, ChildEvent, ChildEventKind, ChildEvents, StartError, Supervisor, SupervisorAsk,
    SupervisorHandle, SupervisorMessage,
};

/// The macro and the traits, as the runtime's.
pub mod prelude {
    pub use crate::{Actor, CallError, Context, Exit, Handle, Idle, ReplySender, Spawn, actor};
}

/// The two ends of one answer that `actor` gives, without a message around it.
pub fn slot_of<T>(actor: &impl Handle) -> (ReplySender<T>, Reply<T>) {
    reply::slot(Some(actor.id()))
}

/// Marks this thread as running `actor` until it is dropped, as the actor's loop does.
pub fn enter<H: Handle>(actor: &H) -> impl Sized + use<H> {
    lifecycle::control::Control::enter(actor.mailbox().control())
}

/// The two ends of one answer, without a message around it.
pub fn slot<T>() -> (ReplySender<T>, Reply<T>) {
    reply::slot(None)
}

/// How many actors this one is linked to.
pub fn links_of<H: Handle>(actor: &H) -> usize {
    Handle::mailbox(actor).control().links(|links, _| links.len())
}

/// Drops a reply as a panic does. The panic is caught before this returns.
pub fn drop_by_panic<T>(reply: ReplySender<T>) {
    reply::dropped::with_reason(CallError::Panicked, || drop(reply));
}
