//! Many actors on few threads: what drives an actor that has no thread of its own.
//
// Who owns what: the handles of a pooled actor share it (pooled.rs) through a `PoolSender` (sender.rs),
// and put envelopes into the `Backlog` (backlog.rs) of its `Queue` (queue.rs). There lies its `Body`
// (life.rs), too, until somebody claims it and takes it away to run it; a caller that does so for one
// handler makes a `DirectCall` (direct_call.rs). An entry of the actor lies, as a `Job`, with a `WorkerPool`
// (pool.rs), whose threads give one actor after the other its turn; `Alarms` (alarms.rs) poke those whose
// timers are due. An `Executor` (executor.rs) is a pool with its alarms and the members of its actors.
//
// The body holds the other end of the mailbox, and so the actor that it lies in; its end undoes that.
//
// The counts of a `std::sync::Arc` decide nothing here, so it needs no scheduling points of a model
// checker: it is std's own, which can hold a `dyn Job`.

use std::{
    panic::{RefUnwindSafe, UnwindSafe},
    sync::Arc,
};

use crate::{
    CallError,
    scheduler::nesting::{may_run, must_run},
};

/// A pooled actor, as whoever gives it a turn sees it. No panic leaves it half changed: it is one of
/// what a handle is made of.
pub(crate) trait Job: Send + Sync + UnwindSafe + RefUnwindSafe {
    /// Has it end once it has handled what it has accepted.
    fn stop(self: Arc<Self>);

    /// Waits until it has ended, and all who watch its end have been told.
    ///
    /// # Errors
    ///
    /// [`CallError::Deadlock`] from an actor that it waits for, or [`CallError::NoThread`].
    fn join(&self) -> Result<(), CallError>;

    /// The turn of the entry that a worker has come to.
    fn take_turn(&self, this: &Arc<dyn Job>);

    /// Has it look at what is no envelope.
    fn poke(self: Arc<Self>);

    /// Claims it for a caller, unless somebody runs it.
    fn claim(&self) -> bool;

    /// Runs an actor that this caller has claimed, until it is enough or there is nothing to do, and
    /// lets go of it. Its end is left to the pool, unless the caller waits for that.
    fn run_claimed(&self, this: &Arc<dyn Job>, is_enough: &dyn Fn() -> bool, may_end: bool);

    /// Lets go of an actor that this caller has claimed.
    fn release(&self, this: &Arc<dyn Job>);
}

/// The right to run an actor, which whoever waits for it has taken.
pub(crate) struct Claim<'a>(Option<&'a Arc<dyn Job>>);

impl<'a> Claim<'a> {
    /// Claims the actor, unless somebody runs it or this thread must not.
    pub(crate) fn of(job: &'a Arc<dyn Job>) -> Option<Self> {
        // Lazily: a claim that is dropped lets go of the actor.
        (may_run() && job.claim()).then(|| Claim(Some(job)))
    }

    /// Claims the actor, unless somebody runs it, for a thread that waits for it and that no other can
    /// replace.
    pub(crate) fn for_want_of_a_thread(job: &'a Arc<dyn Job>) -> Option<Self> {
        (must_run() && job.claim()).then(|| Claim(Some(job)))
    }

    /// Runs the actor on this thread until `is_enough`, or there is nothing to do.
    pub(crate) fn run_until(self, is_enough: &dyn Fn() -> bool) {
        // Another thread may have run it until it was claimed, and the message that is next may wait for
        // what this one does then.
        if !is_enough() {
            self.run(is_enough, false);
        }
    }

    /// Runs the actor on this thread until there is nothing to do, or it has ended.
    pub(crate) fn run_to_its_end(self) {
        self.run(&|| false, true);
    }

    fn run(mut self, is_enough: &dyn Fn() -> bool, may_end: bool) {
        if let Some(job) = self.0.take() {
            job.run_claimed(job, is_enough, may_end);
        }
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        if let Some(job) = self.0.take() {
            job.release(job);
        }
    }
}
