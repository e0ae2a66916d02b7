//! Many actors on few threads: what drives an actor that has no thread of its own.
//
// Who owns what: the handles of a pooled actor share it (pooled.rs) through a `PoolSender` (sender.rs),
// and put envelopes into the `Backlog` (backlog.rs) of its `Queue` (queue.rs). There lies its `Body`
// (life.rs), too, until somebody claims it and takes it away to run it; a caller that does so for one
// handler makes a `DirectCall` (direct_call.rs). An entry of the actor lies, as a `Job`, with a `Crew`
// (crew.rs), whose threads give one actor after the other its turn; `Alarms` (alarms.rs) poke those whose
// timers are due. An `Executor` (executor.rs) is a crew with its alarms and the roll of its actors.
//
// The body holds the other end of the mailbox, and so the actor that it lies in; its end undoes that.
//
// The counts of a `std::sync::Arc` decide nothing here, so it needs no scheduling points of a model
// checker: it is std's own, which can hold a `dyn Job`.

use std::{
    panic::{RefUnwindSafe, UnwindSafe},
    sync::Arc,
};

use crate::{lifecycle::control::Control, sys};

/// A pooled actor, as whoever gives it a turn sees it. No panic leaves it half changed: it is one of
/// what a handle is made of.
pub(crate) trait Job: Send + Sync + UnwindSafe + RefUnwindSafe {
    fn control(&self) -> &sys::Arc<Control>;

    /// The turn of the entry that a worker has come to.
    fn take_turn(&self, this: &Arc<dyn Job>);

    /// Has it look at what is no envelope.
    fn poke(self: Arc<Self>);

    /// Claims it for a caller, unless somebody runs it.
    fn claim(&self) -> bool;

    /// Runs an actor that this caller has claimed, until it is enough or there is nothing to do, and
    /// lets go of it. Its end is left to the crew, unless the caller waits for that.
    fn run_claimed(&self, this: &Arc<dyn Job>, is_enough: &dyn Fn() -> bool, may_end: bool);

    /// Lets go of an actor that this caller has claimed.
    fn release(&self, this: &Arc<dyn Job>);
}
