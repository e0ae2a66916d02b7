//! The end of a state: its exit, whether another state may follow, its `#[stopped]` method and its drop.

use std::any::Any;

use crate::{
    Actor, CallError, Exit, Handle, Panic, Running,
    activity::Activity,
    actor::{
        cell::ActorCell,
        context::{Ending, OwnEnd},
        kept_state::KeptState,
        succession::Snapshot,
    },
    panics,
    reply::dropped,
};

/// A state that handles no more messages, but is still to be stopped and dropped.
pub(crate) struct Finished {
    pub(crate) exit: Exit,
    /// The payload of the panic that ended it, if one did.
    pub(crate) payload: Option<Box<dyn Any + Send>>,
    /// The snapshot at its end if another state may follow. If none may, the gate is closed by now.
    pub(crate) at_end: Option<Snapshot>,
}

impl<H: Handle> ActorCell<H> {
    /// Finishes a state with `exit`, unless one of its handlers has brought about another end before.
    pub(super) fn finish(&mut self, exit: Exit, payload: Option<Box<dyn Any + Send>>) -> Finished {
        // The ending is taken out, so that it does not end the next state as well.
        let (exit, at_end) = self.settle(exit);
        // Told last: no thread is to learn of a failure while the gate is open. But before the `#[stopped]` method and the
        // drop of the state, which may wait for threads that wait for this.
        self.ctx.end_token();
        Finished { exit, payload, at_end }
    }

    /// The exit of a state that ends, and its snapshot if another state may follow.
    fn settle(&mut self, exit: Exit) -> (Exit, Option<Snapshot>) {
        let Some(Ending { cause, is_followed }) = self.ctx.take_ending() else {
            let at_end = self.decide(&exit);
            return (exit, at_end);
        };
        let exit = match (cause, exit) {
            // The failure came first, and the panic on top of it.
            (OwnEnd::Fail(failure), Exit::Panicked(panic)) => Exit::Failed(failure).then(panic),
            (OwnEnd::Fail(failure), _) => Exit::Failed(failure),
            (OwnEnd::Stop, Exit::Closed | Exit::Stopped) => Exit::Stopped,
            (OwnEnd::Stop, exit) => exit,
        };
        let is_followed =
            is_followed && exit != Exit::Killed && !self.ctx.has_failed_to_start(&exit);
        if !is_followed {
            self.control().end_because(&exit);
        }
        let at_end = self.snapshot_at_end(is_followed);
        (exit, at_end)
    }

    /// Finishes a state that receives no more messages.
    pub(super) fn finish_closed(&mut self) -> Finished {
        let exit = self.inbox.exit();
        self.finish(exit, None)
    }

    /// Decides whether another state may follow after this exit, and closes the gate if none may. Callers
    /// whose replies a panic has dropped are told afterwards.
    pub(crate) fn decide(&mut self, exit: &Exit) -> Option<Snapshot> {
        let is_followed = self.ctx.decide(exit);
        self.snapshot_at_end(is_followed)
    }

    fn snapshot_at_end(&mut self, is_followed: bool) -> Option<Snapshot> {
        is_followed.then(|| {
            // Where no state follows, the verdict has been given with the close of the gate.
            self.control().give_verdict();
            Snapshot::of(&self.inbox)
        })
    }

    /// Calls the `#[stopped]` method of a finished state and drops the state. Returns its exit, and its snapshot
    /// if another state may follow.
    pub(crate) fn end_state<A: Actor<H>>(
        &mut self,
        mut actor: A,
        Finished { exit, payload, at_end }: Finished,
    ) -> (Exit, Option<Snapshot>) {
        let (exit, payload) = self.stop(&mut actor, exit, payload);
        payload.into_iter().for_each(panics::release);
        (self.drop_state(actor, exit), at_end)
    }

    /// As [`end_state`](ActorCell::end_state), for an actor's only state: keeps it for its `StateHandle`, or drops it.
    pub(crate) fn end_or_keep_state<A: Actor<H>>(
        &mut self,
        mut actor: A,
        Finished { exit, payload, .. }: Finished,
        kept: &KeptState<A>,
    ) -> Exit {
        let (exit, payload) = self.stop(&mut actor, exit, payload);
        payload.into_iter().for_each(panics::release);
        match kept.keep(actor, &exit) {
            Some(actor) => self.drop_state(actor, exit),
            None => {
                self.end_timers(&exit);
                self.ctx.turn_to(Activity::STATELESS);
                exit
            }
        }
    }

    /// Calls the `#[stopped]` method. If that panics, too, the first panic's payload is kept.
    pub(crate) fn stop<A: Actor<H>>(
        &mut self,
        actor: &mut A,
        exit: Exit,
        payload: Option<Box<dyn Any + Send>>,
    ) -> (Exit, Option<Box<dyn Any + Send>>) {
        // Before the hook and the state's drop, which may wait for a thread that sends.
        self.register_lane();
        self.inbox.detach_sources();
        let stopped =
            self.run_hook(actor, Activity::STOPPED, |actor, _| actor.call_stopped_hook(&exit));
        // Whether another state follows has been decided before this call.
        self.control().give_verdict();
        match stopped {
            Ok(()) => (exit, payload),
            Err((panic, second)) => {
                let exit = exit.then(panic);
                let Some(first) = payload else { return (exit, Some(second)) };
                panics::release(second);
                (exit, Some(first))
            }
        }
    }

    /// Drops the state on this thread and ends its timers. Joiners and watchers are told of the end afterwards.
    pub(crate) fn drop_state<A>(&mut self, actor: A, mut exit: Exit) -> Exit {
        self.ctx.turn_to(Activity::DROP);
        let mut dropped = Ok(());
        dropped::with_reason(CallError::Ended(exit.clone()), || {
            dropped = panics::catch(|| drop(actor));
            self.ctx.end_timers();
        });
        if let Err(text) = dropped {
            exit = exit.then(Panic::new(self.control().name(), Running::Drop, text));
        }
        self.ctx.turn_to(Activity::STATELESS);
        exit
    }

    /// Ends the timers of a state that is handed back to its caller.
    pub(crate) fn end_timers(&mut self, exit: &Exit) {
        dropped::with_reason(CallError::Ended(exit.clone()), || self.ctx.end_timers());
    }

    /// Ends the actor. No state follows any more.
    pub(crate) fn end(&mut self, exit: Exit) {
        self.inbox.end(self.ctx.take_queued(), exit);
    }
}
