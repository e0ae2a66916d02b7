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
    // The caller may be the drop of another actor's state.
    discard::nothing_in(|| {
        let mut step = Step::new(actor, inbox);
        match step.work() {
            Ok(()) => step.hand_back(),
            Err(payload) => {
                let exit = step.panicked(&*payload);
                step.end(exit);
                resume_unwind(payload)
            }
        }
    })
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
        if self.ctx.has_own() { self.next_of_both() } else { self.inbox.recv() }
    }

    /// What it sent to itself takes turns with the mailbox: neither starves.
    #[cold]
    fn next_of_both(&mut self) -> Option<H::Message> {
        self.own_turn = !self.own_turn;
        if !self.own_turn {
            if let Ok(message) = self.inbox.try_recv() {
                return Some(message);
            }
        }
        let control = self.inbox.control();
        if control.is_killed() {
            return None;
        }
        control.counts.receiving.handle();
        self.ctx.next_own()
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
        let mut dropped = Ok(());
        discard::because(reason, || dropped = panics::catch(|| drop(actor)));
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
