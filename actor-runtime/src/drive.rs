//! The step (state, inbox, one message) and the two drivers that run it on one thread.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
};

use crate::{
    Actor, CallError, Context, Exit, Handle, Inbox, OnPanic, Panic, Running, discard, panics, waits,
};

/// An actor at work. Whoever drives it calls [`work`](Step::work), and one of the two ends.
struct Step<A, H: Handle> {
    actor: A,
    inbox: Inbox<H>,
    ctx: Context<H>,
    /// Whether the last message was its own, where it has sent itself some.
    own_turn: bool,
}

/// Drives an actor to its end on this thread, which is its own.
pub(crate) fn to_the_end<A: Actor<H>, H: Handle>(actor: A, inbox: Inbox<H>) {
    let _entered = waits::enter(inbox.control().id());
    let mut step = Step::new(actor, inbox);
    let exit = match step.work() {
        Ok(()) => step.inbox.exit(),
        Err(payload) => {
            let exit = step.panicked(&*payload);
            panics::release(payload);
            exit
        }
    };
    step.end(exit);
}

/// Drives an actor on the caller's thread and hands its state back; a panic goes on up once
/// everyone has been told.
pub(crate) fn and_hand_back<A: Actor<H>, H: Handle>(actor: A, inbox: Inbox<H>) -> A {
    let _entered = waits::enter(inbox.control().id());
    let mut step = Step::new(actor, inbox);
    match step.work() {
        Ok(()) => step.hand_back(),
        Err(payload) => {
            let exit = step.panicked(&*payload);
            step.end(exit);
            resume_unwind(payload)
        }
    }
}

impl<A: Actor<H>, H: Handle> Step<A, H> {
    fn new(actor: A, inbox: Inbox<H>) -> Self {
        let ctx = Context::new(inbox.weak().clone());
        Step { actor, inbox, ctx, own_turn: false }
    }

    /// Handles messages until the mailbox has closed and drained, or a panic ends it.
    fn work(&mut self) -> Result<(), Box<dyn Any + Send>> {
        loop {
            // Around the loop rather than around each message: entering costs nothing that way.
            match catch_unwind(AssertUnwindSafe(|| self.receive_until_closed())) {
                Err(payload) if self.inbox.control().on_panic == OnPanic::Resume => {
                    panics::release(payload);
                }
                ended => return ended,
            }
        }
    }

    fn receive_until_closed(&mut self) {
        // One place where the handlers are called, so that they can be inlined into the loop.
        while let Some(message) = self.next() {
            self.actor.receive(message, &mut self.ctx);
        }
    }

    #[inline]
    fn next(&mut self) -> Option<H::Message> {
        if A::HAS_IDLE || !self.ctx.is_quiet() { self.next_of_many() } else { self.inbox.recv() }
    }

    /// Own messages, timers and the mailbox take turns, so that none starves another; with nothing
    /// from any of them there is time for some work, and then for waiting.
    #[cold]
    fn next_of_many(&mut self) -> Option<H::Message> {
        let mut idle_again_at = None;
        loop {
            match self.next_in_turn() {
                Ok(message) => return Some(message),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) => {}
            }
            if A::HAS_IDLE && idle_again_at.is_none_or(|at| at <= Some(Instant::now())) {
                self.ctx.begin_idle();
                match self.actor.idle(&mut self.ctx) {
                    Idle::Again => {
                        idle_again_at = None;
                        continue;
                    }
                }
            }
        }
    }

    fn panicked(&self, payload: &(dyn Any + Send)) -> Exit {
        let name = self.inbox.control().name();
        let running = Running::Message(self.ctx.running());
        Exit::Panicked(Panic::new(name, running, panics::text(payload)))
    }

    /// The state goes first, on this thread, before anyone is told that the actor has ended.
    fn end(self, mut exit: Exit) {
        let Step { actor, mut inbox, ctx, .. } = self;
        inbox.control().end_because(&exit);
        let reason = CallError::Stopped(exit.clone());
        let (dropped, _) = discard::because(reason, || panics::catch(|| drop(actor)));
        if let (Err(text), false) = (dropped, matches!(exit, Exit::Panicked(_))) {
            exit = Exit::Panicked(Panic::new(inbox.control().name(), Running::Drop, text));
        }
        inbox.end(ctx.into_own(), exit);
    }

    fn hand_back(self) -> A {
        let Step { actor, mut inbox, ctx, .. } = self;
        let exit = inbox.exit();
        inbox.end(ctx.into_own(), exit);
        actor
    }
}
