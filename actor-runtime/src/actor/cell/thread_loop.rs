//! The loop that runs a state on a thread.

use crate::{
    Actor, Exit, Handle,
    activity::Activity,
    actor::{
        cell::{ActorCell, IdlePause, Polled, finish::Finished, yield_budget::YieldBudget},
        succession::Snapshot,
    },
    lifecycle::control::Control,
    memory::packed::PackedOf,
    sys,
};

/// No more messages will come.
struct Closed;

impl<H: Handle> ActorCell<H> {
    /// Runs a state from its start to its drop. Returns its exit, and its snapshot if another state may follow.
    /// If none may, messages that are sent before the drop has ended are refused.
    pub(crate) fn run<A: Actor<H>>(&mut self, mut actor: A) -> (Exit, Option<Snapshot>) {
        let finished = self.run_loop(&mut actor);
        self.end_state(actor, finished)
    }

    /// Starts a state, and has it handle messages until the mailbox has closed and drained, or a failure ends
    /// the state.
    pub(crate) fn run_loop<A: Actor<H>>(&mut self, actor: &mut A) -> Finished {
        if let Err(finished) = self.start(actor) {
            return finished;
        }
        match self.contain(actor, Self::receive_until_closed, |_| None) {
            Ok(()) => self.finish_closed(),
            Err(finished) => finished,
        }
    }

    fn receive_until_closed<A: Actor<H>>(&mut self, actor: &mut A) {
        let mut budget = YieldBudget::new();
        // The handlers are called in this one place, so that they can be inlined into the loop.
        while let Some(message) = self.next(actor, &mut budget) {
            actor.receive(message.unpack(), &mut self.ctx);
            self.ctx.end_message();
        }
    }

    #[inline]
    fn next<A: Actor<H>>(
        &mut self,
        actor: &mut A,
        budget: &mut YieldBudget,
    ) -> Option<PackedOf<H>> {
        if A::HAS_IDLE || !self.ctx.is_quiet() {
            if let Some(next) = self.next_of_many(actor) {
                return next.ok();
            }
        }
        // Reached through the inbox, whose `recv` reads the control there, too.
        let control = self.inbox.control();
        control.receiving.turn_to(Activity::NONE);
        if control.accepted().is_some() {
            yield_if_empty(control, budget);
        }
        // The loop waits without a deadline in this one place. A second place would keep std's receive
        // from being inlined here, which costs every message a tenth of its instructions.
        self.inbox.recv_packed()
    }

    /// The next message where there are other kinds than those of the mailbox. `None` if there is nothing else to wait for:
    /// the caller then waits for the mailbox.
    #[cold]
    fn next_of_many<A: Actor<H>>(&mut self, actor: &mut A) -> Option<Result<PackedOf<H>, Closed>> {
        // A message has been handled since the last call.
        self.idle_pause = IdlePause::Over;
        loop {
            match self.poll(actor) {
                Polled::Message(message) => return Some(Ok(message)),
                Polled::Closed => return Some(Err(Closed)),
                Polled::Again => {}
                Polled::Wait(until) if self.ctx.has_pipes() => {
                    if !self.ctx.begin_wait() {
                        continue;
                    }
                    let received = self.inbox.recv_or_nudge(until);
                    self.ctx.end_wait();
                    if let Ok(message) = received {
                        return Some(Ok(message));
                    }
                }
                Polled::Wait(None) => return None,
                Polled::Wait(Some(until)) => {
                    if let Ok(message) = self.inbox.recv_until(until) {
                        return Some(Ok(message));
                    }
                    // The moment has come, or the mailbox has closed. The next poll tells which.
                }
            }
        }
    }
}

/// Yields before the loop waits for a message, as far as the budget allows. It does not yield before a wait with a
/// deadline, which the yield may overrun. Not inlined, so that the loop stays short where no messages are counted.
#[inline(never)]
fn yield_if_empty(control: &Control, budget: &mut YieldBudget) {
    if control.is_undisturbed() && control.load() == 0 {
        budget.yield_if_earned(control.receiving.received(), sys::timed_yield);
    }
}
