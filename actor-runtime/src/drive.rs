//! The step (state, inbox, one message) and the two drivers that run it on one thread.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
};

use crate::{
    Actor, CallError, Context, Exit, Handle, Idle, Inbox, OnPanic, Panic, Running,
    activity::Activity,
    discard, panics,
    sys::{Instant, mpsc::TryRecvError},
    waits,
};

/// An actor at work. Whoever drives it calls [`work`](Step::work), and one of the two ends.
struct Step<A, H: Handle> {
    actor: A,
    inbox: Inbox<H>,
    ctx: Context<H>,
    /// Where the last message came from, if there is more than the mailbox.
    turn: Turn,
}

#[derive(Clone, Copy)]
enum Turn {
    Own,
    Timer,
    Mailbox,
}

impl Turn {
    fn next(self) -> Self {
        match self {
            Turn::Own => Turn::Timer,
            Turn::Timer => Turn::Mailbox,
            Turn::Mailbox => Turn::Own,
        }
    }
}

/// What the loop does next, where there is more than the mailbox.
enum Next<M> {
    Message(M),
    /// It waits for what comes through the mailbox: there is nothing else to wait for.
    FromMailbox,
    Closed,
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
        Step { actor, inbox, ctx, turn: Turn::Mailbox }
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
        if A::HAS_IDLE || !self.ctx.is_quiet() {
            match self.next_of_many() {
                Next::Message(message) => return Some(message),
                Next::Closed => return None,
                Next::FromMailbox => {}
            }
        }
        // Through the inbox, whose `recv` looks there too.
        self.inbox.control().counts.receiving.turn_to(Activity::NONE);
        // The one place where the loop waits without an end: a second one would keep std's receive
        // from being inlined here, which costs every message a tenth of its instructions.
        self.inbox.recv()
    }

    /// Where there is more than the mailbox: what it sent to itself, timers, work between messages.
    #[cold]
    fn next_of_many(&mut self) -> Next<H::Message> {
        loop {
            match self.next_in_turn() {
                Ok(message) => return Next::Message(message),
                Err(TryRecvError::Disconnected) => return Next::Closed,
                Err(TryRecvError::Empty) => {}
            }
            let mut called_again = None;
            if A::HAS_IDLE {
                self.ctx.turn_to(Activity::IDLE);
                let idle = self.actor.idle(&mut self.ctx);
                // What it sent to itself comes before waiting.
                if idle == Idle::Again || self.ctx.has_own() {
                    continue;
                }
                if let Idle::WaitFor(duration) = idle {
                    // A moment past the end of the clock never comes.
                    called_again = Instant::now().checked_add(duration);
                }
            }
            // None fires once the last handle is gone: one that is due would make the wait a spin
            // until the channel has closed, too.
            let due = self.ctx.next_due().filter(|_| self.inbox.weak().is_held());
            let until = due.into_iter().chain(called_again).min();
            let Some(until) = until else { return Next::FromMailbox };
            self.ctx.turn_to(Activity::NONE);
            if let Ok(message) = self.inbox.recv_until(until) {
                return Next::Message(message);
            }
            // Time has passed, or the mailbox has closed: the next turn tells which.
        }
    }

    /// The three sources take turns, so that none starves another.
    fn next_in_turn(&mut self) -> Result<H::Message, TryRecvError> {
        let control = self.inbox.control();
        if control.is_killed() {
            return Err(TryRecvError::Disconnected);
        }
        let mut closed = false;
        for _ in 0..3 {
            self.turn = self.turn.next();
            let own = match self.turn {
                Turn::Own => self.ctx.next_own(),
                Turn::Timer if control.is_open() && self.inbox.weak().is_held() => {
                    self.ctx.next_fired()
                }
                Turn::Timer => None,
                Turn::Mailbox => match self.inbox.try_recv() {
                    Ok(message) => return Ok(message),
                    Err(error) => {
                        closed = error == TryRecvError::Disconnected;
                        None
                    }
                },
            };
            if let Some(message) = own {
                control.counts.receiving.handle();
                return Ok(message);
            }
        }
        // What the mailbox's turn came before may have closed it, so what is left of its own has
        // had its turn by now.
        Err(if closed { TryRecvError::Disconnected } else { TryRecvError::Empty })
    }

    fn panicked(&self, payload: &(dyn Any + Send)) -> Exit {
        let name = self.inbox.control().name();
        let running = self.ctx.running();
        Exit::Panicked(Panic::new(name, running, panics::text(payload)))
    }

    /// The state goes first, on this thread, before anyone is told that the actor has ended.
    fn end(self, mut exit: Exit) {
        let Step { actor, mut inbox, ctx, .. } = self;
        inbox.control().end_because(&exit);
        let reason = CallError::Stopped(exit.clone());
        ctx.turn_to(Activity::DROP);
        let mut dropped = Ok(());
        discard::because(reason, || dropped = panics::catch(|| drop(actor)));
        if let (Err(text), false) = (dropped, matches!(exit, Exit::Panicked(_))) {
            exit = Exit::Panicked(Panic::new(inbox.control().name(), Running::Drop, text));
        }
        inbox.end(ctx.into_queued(), exit);
    }

    fn hand_back(self) -> A {
        let Step { actor, mut inbox, ctx, .. } = self;
        let exit = inbox.exit();
        inbox.end(ctx.into_queued(), exit);
        actor
    }
}
