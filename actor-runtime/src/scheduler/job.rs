//! What the scheduler, and a thread that waits, can do with a pooled actor: an actor that has no thread of its own.
//
// Ownership:
//   - The handles of a pooled actor share a `PooledActor` (mailbox/channel/pooled/actor.rs), each through a
//     `PoolSender` (sender.rs beside it). They put envelopes into the `Backlog` (backlog.rs) of the actor's `ActorQueue`
//     (queue.rs).
//   - The `Body` of the actor (body.rs) lies in the same queue while no thread has claimed the actor. A thread that
//     claims the actor takes the body out and runs it. A caller that does so for one handler makes a `DirectCall`
//     (direct_call.rs).
//   - A `WorkerPool` (workers.rs) holds an entry of each scheduled actor, as a `Job`. Its workers give one actor after
//     the other its turn.
//   - `Alarms` (alarms.rs) hold weak references, and poke the actors whose timers are due.
//   - An `Executor` (executor.rs) holds `Members` (members.rs): the actors, the pool and the alarms.
//
// The body holds the receiving end of the mailbox, and so the actor that the body lies in. The end of the actor breaks
// this cycle.
//
// The `Arc` of a job is std's own in the model checker, too: it can hold a `dyn Job`. It needs no scheduling points,
// because nothing here depends on its counts.

use std::{
    panic::{RefUnwindSafe, UnwindSafe},
    sync::Arc,
};

use crate::{
    CallError,
    living::Observe,
    scheduler::nesting::{may_run, must_run},
};

/// A shared reference to a job. Most methods of a job get it beside `self`, and keep it where they schedule the job.
pub(crate) type JobRef = Arc<dyn Job>;

/// A pooled actor without its types.
///
/// Unwind safe, because a handle holds one: no panic leaves it half changed.
pub(crate) trait Job: Observe + Send + Sync + UnwindSafe + RefUnwindSafe {
    /// Has the actor end once it has handled the messages that it has accepted.
    fn stop(&self, this: &JobRef);

    /// Waits until the actor has ended and all its watchers have been told.
    ///
    /// # Errors
    ///
    /// [`CallError::Deadlock`] if this actor waits for the one that runs on this thread, or [`CallError::NoThread`].
    fn join(&self) -> Result<(), CallError>;

    /// Gives the actor its turn. Called by a worker that has taken the actor's entry.
    fn take_turn(&self, this: &JobRef);

    /// Has the actor look at what comes without an envelope, such as a closed gate or a due timer.
    fn poke(&self, this: &JobRef);

    /// Claims the actor for a caller, unless a thread runs it; returns whether it did.
    fn claim(&self) -> bool;

    /// Runs an actor that this caller has claimed until `is_enough` or there is nothing to do, and releases it.
    /// Leaves the actor's end to the pool unless it `may_end`, because the caller waits for the end.
    fn run_claimed(&self, this: &JobRef, is_enough: &dyn Fn() -> bool, may_end: bool);

    /// Releases an actor that this caller has claimed.
    fn release(&self, this: &JobRef);
}

/// The right to run an actor, held by a thread that waits for it.
pub(crate) struct Claim<'a>(Option<&'a JobRef>);

impl<'a> Claim<'a> {
    /// Claims the actor, unless a thread runs it or this thread may not.
    pub(crate) fn of(job: &'a JobRef) -> Option<Self> {
        // `then`, not `then_some`: a claim that is made and dropped releases the actor.
        (may_run() && job.claim()).then(|| Claim(Some(job)))
    }

    /// Claims the actor, unless a thread runs it, for a worker that waits for the actor and that no other thread can
    /// replace.
    pub(crate) fn for_irreplaceable_worker(job: &'a JobRef) -> Option<Self> {
        (must_run() && job.claim()).then(|| Claim(Some(job)))
    }

    /// Runs the actor on this thread until `is_enough`, or there is nothing to do.
    pub(crate) fn run_until(self, is_enough: &dyn Fn() -> bool) {
        // Another thread may have run the actor before this one claimed it, so it may be enough already. The next
        // message may then wait for what this thread does after this call.
        if !is_enough() {
            self.run(is_enough, false);
        }
    }

    /// Runs the actor on this thread until there is nothing to do or the actor has ended, for one turn at most. The
    /// rest is left to the pool.
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
