//! The step (state, inbox, one message) and the drivers that run it on one thread.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
};

use crate::{
    Actor, CallError, Context, Exit, Failure, Handle, Idle, Inbox, OnPanic, Panic, Running,
    activity::Activity,
    context::Ending,
    discard,
    incarnations::Moment,
    panics,
    restart::{NoRestarts, Restarts},
    sys::{Instant, mpsc::TryRecvError},
};

/// A state at work. Whoever drives it calls [`live`](Step::live), or its parts.
pub(crate) struct Step<A, H: Handle> {
    actor: A,
    inbox: Inbox<H>,
    ctx: Context<H>,
    /// Where the last message came from, if there is more than the mailbox.
    turn: Turn,
    rest: Rest,
}

/// How far a state has come that is driven a bit at a time.
#[cfg(feature = "pool")]
pub(crate) enum Progress {
    /// There may be more to do.
    Busy,
    /// There is nothing to do until a message comes, or this moment has.
    Waiting(Option<Instant>),
    Over(Over),
}

/// Why a state's work is over, and the panic that ended it, if one did.
pub(crate) type Over = (Exit, Option<Box<dyn Any + Send>>);

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

/// What there is to do, where there is more than the mailbox.
enum Next<M> {
    Message(M),
    Closed,
    /// Nothing, but the `#[idle]` method is to be called again.
    Again,
    /// Nothing, until a message comes or this moment has.
    Wait(Option<Instant>),
}

/// No more messages will come.
struct Closed;

/// Until when the `#[idle]` method is not called again, if no message comes.
#[derive(Clone, Copy)]
enum Rest {
    Over,
    UntilMessage,
    Until(Instant),
}

/// Drives an actor to its end on this thread, which is its own.
pub(crate) fn to_the_end<A: Actor<H>, H: Handle>(actor: A, inbox: Inbox<H>) {
    let ctx = Context::new(inbox.weak().clone());
    let (mut inbox, ctx, exit, _) = Step::new(actor, inbox, ctx).live(&mut NoRestarts);
    inbox.end(ctx.into_queued(), exit);
}

/// Drives an actor on the caller's thread and hands its state back; a panic goes on up once
/// everyone has been told.
pub(crate) fn and_hand_back<A: Actor<H>, H: Handle>(actor: A, inbox: Inbox<H>) -> A {
    let _entered = inbox.control().enter();
    // The caller may be the drop of another actor's state.
    discard::nothing_in(|| {
        let ctx = Context::new(inbox.weak().clone());
        let mut step = Step::new(actor, inbox, ctx);
        let (exit, payload) = step.work(&mut NoRestarts);
        step.inbox.control().end_because(&exit);
        let (exit, payload) = step.stop(exit, payload);
        let Some(payload) = payload else { return step.hand_back(exit) };
        let (mut inbox, ctx, exit) = step.drop_state(exit);
        inbox.end(ctx.into_queued(), exit);
        resume_unwind(payload)
    })
}

impl<A: Actor<H>, H: Handle> Step<A, H> {
    pub(crate) fn new(actor: A, inbox: Inbox<H>, ctx: Context<H>) -> Self {
        Step { actor, inbox, ctx, turn: Turn::Mailbox, rest: Rest::Over }
    }

    /// The whole life of a state, its drop included, and when it was over if another may follow. If
    /// none may, those who send meanwhile are refused.
    pub(crate) fn live(
        mut self,
        restarts: &mut impl Restarts,
    ) -> (Inbox<H>, Context<H>, Exit, Option<Moment>) {
        let over = self.work(restarts);
        self.end(over, restarts)
    }

    /// What follows its work.
    pub(crate) fn end(
        mut self,
        (exit, payload): Over,
        restarts: &mut impl Restarts,
    ) -> (Inbox<H>, Context<H>, Exit, Option<Moment>) {
        let death = Moment::of_death(restarts, &exit, &self.inbox);
        if death.is_none() {
            self.inbox.control().end_because(&exit);
        }
        let (exit, payload) = self.stop(exit, payload);
        payload.into_iter().for_each(panics::release);
        let (inbox, ctx, exit) = self.drop_state(exit);
        (inbox, ctx, exit, death)
    }

    /// Starts, and handles messages until the mailbox has closed and drained, or a failure ends it.
    fn work(&mut self, restarts: &mut impl Restarts) -> Over {
        if let Err(over) = self.start(restarts) {
            return over;
        }
        match self.contain(Self::receive_until_closed) {
            Ok(()) => self.closed(),
            Err(over) => over,
        }
    }

    /// Calls the `#[started]` method.
    pub(crate) fn start(&mut self, restarts: &mut impl Restarts) -> Result<(), Over> {
        match self.run_hook(Activity::STARTED, |actor, ctx| actor.started(ctx)) {
            Ok(Ok(())) => {}
            Ok(Err(text)) => {
                let exit = self.failed(text);
                return Err((self.or_own_end(exit), None));
            }
            Err((panic, payload)) => {
                return Err((self.or_own_end(Exit::Panicked(panic)), Some(payload)));
            }
        }
        if !self.ctx.is_ending() {
            restarts.started(self.inbox.control());
        }
        Ok(())
    }

    /// Receives, again after a panic that the actor goes on from; or says what another is the end of.
    fn contain<R>(&mut self, mut receive: impl FnMut(&mut Self) -> R) -> Result<R, Over> {
        loop {
            // Around the loop rather than around each message: entering costs nothing that way.
            match catch_unwind(AssertUnwindSafe(|| receive(self))) {
                Ok(received) => return Ok(received),
                Err(payload) if self.inbox.control().on_panic == OnPanic::Resume => {
                    panics::release(payload);
                }
                Err(payload) => {
                    let exit = Exit::Panicked(self.panicked(&*payload));
                    return Err((self.or_own_end(exit), Some(payload)));
                }
            }
        }
    }

    #[cfg(feature = "pool")]
    pub(crate) fn inbox(&self) -> &Inbox<H> {
        &self.inbox
    }

    /// Handles what there is, but no more than `most` messages, and none once it `is_enough`. Never
    /// waits.
    #[cfg(feature = "pool")]
    pub(crate) fn advance(&mut self, mut most: usize, is_enough: &dyn Fn() -> bool) -> Progress {
        match self.contain(|step| step.receive_some(&mut most, is_enough)) {
            Ok(Next::Message(_) | Next::Again) => Progress::Busy,
            Ok(Next::Wait(until)) => Progress::Waiting(until),
            Ok(Next::Closed) => Progress::Over(self.closed()),
            Err(over) => Progress::Over(over),
        }
    }

    #[cfg(feature = "pool")]
    fn receive_some(&mut self, left: &mut usize, is_enough: &dyn Fn() -> bool) -> Next<H::Message> {
        while *left > 0 {
            if is_enough() {
                return if self.has_more() { Next::Again } else { Next::Wait(None) };
            }
            // Before the message: one that panics has been handled, too.
            *left -= 1;
            match self.look_now() {
                Next::Message(message) => {
                    self.rest = Rest::Over;
                    self.actor.receive(message, &mut self.ctx);
                }
                Next::Again => {}
                nothing => return nothing,
            }
        }
        Next::Again
    }

    /// Whether there may be something to do beside what comes into the mailbox from now on.
    #[cfg(feature = "pool")]
    fn has_more(&self) -> bool {
        A::HAS_IDLE || !self.ctx.is_quiet() || self.inbox.has_more()
    }

    #[cfg(feature = "pool")]
    fn look_now(&mut self) -> Next<H::Message> {
        if A::HAS_IDLE || !self.ctx.is_quiet() {
            return self.look();
        }
        match self.inbox.try_recv_or_release() {
            Ok(message) => Next::Message(message),
            Err(TryRecvError::Disconnected) => Next::Closed,
            Err(TryRecvError::Empty) => {
                self.ctx.turn_to(Activity::NONE);
                Next::Wait(None)
            }
        }
    }

    fn closed(&mut self) -> Over {
        let exit = self.inbox.exit();
        (self.or_own_end(exit), None)
    }

    /// Its end, if a handler has brought one about: taken away, so that it is not the next state's
    /// as well. A failure was there before the panic that came on top of it.
    fn or_own_end(&mut self, exit: Exit) -> Exit {
        match (self.ctx.take_ending(), exit) {
            (Some(Ending::Fail(text)), Exit::Panicked(panic)) => self.failed(text).then(panic),
            (Some(Ending::Fail(text)), _) => self.failed(text),
            (Some(Ending::Stop), Exit::Closed | Exit::Stopped) => Exit::Stopped,
            (Some(Ending::Stop) | None, exit) => exit,
        }
    }

    /// Calls the `#[stopped]` method. A panic of its own is no reason to forget the first.
    fn stop(&mut self, exit: Exit, payload: Option<Box<dyn Any + Send>>) -> Over {
        match self.run_hook(Activity::STOPPED, |actor, _| actor.stopped(&exit)) {
            Ok(()) => (exit, payload),
            Err((panic, second)) => {
                let exit = exit.then(panic);
                let Some(first) = payload else { return (exit, Some(second)) };
                panics::release(second);
                (exit, Some(first))
            }
        }
    }

    fn run_hook<R>(
        &mut self,
        hook: Activity,
        run: impl FnOnce(&mut A, &mut Context<H>) -> R,
    ) -> Result<R, (Panic, Box<dyn Any + Send>)> {
        self.ctx.turn_to(hook);
        let Step { actor, ctx, .. } = self;
        catch_unwind(AssertUnwindSafe(|| run(actor, ctx)))
            .map_err(|payload| (self.panicked(&*payload), payload))
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
            if let Some(next) = self.next_of_many() {
                return next.ok();
            }
        }
        // Through the inbox, whose `recv` looks there too.
        self.inbox.control().counts.receiving.turn_to(Activity::NONE);
        // The one place where the loop waits without an end: a second one would keep std's receive
        // from being inlined here, which costs every message a tenth of its instructions.
        self.inbox.recv()
    }

    /// Where there is more than the mailbox. `None` if it is to be waited for: there is nothing else
    /// to wait for.
    #[cold]
    fn next_of_many(&mut self) -> Option<Result<H::Message, Closed>> {
        // A message has been handled since.
        self.rest = Rest::Over;
        loop {
            match self.look() {
                Next::Message(message) => return Some(Ok(message)),
                Next::Closed => return Some(Err(Closed)),
                Next::Again => {}
                Next::Wait(None) => return None,
                Next::Wait(Some(until)) => {
                    if let Ok(message) = self.inbox.recv_until(until) {
                        return Some(Ok(message));
                    }
                    // Time has passed, or the mailbox has closed: the next look tells which.
                }
            }
        }
    }

    /// What it sent to itself, timers, the mailbox, work between messages: whatever there is by now.
    fn look(&mut self) -> Next<H::Message> {
        match self.next_in_turn() {
            Ok(message) => return Next::Message(message),
            Err(TryRecvError::Disconnected) => return Next::Closed,
            Err(TryRecvError::Empty) => {}
        }
        if A::HAS_IDLE && self.has_rested() {
            self.ctx.turn_to(Activity::IDLE);
            let idle = self.actor.idle(&mut self.ctx);
            // What it sent to itself, or its own end, comes before waiting.
            if idle == Idle::Again || self.ctx.has_own() || self.ctx.is_ending() {
                return Next::Again;
            }
            self.rest = match idle {
                Idle::WaitFor(duration) => {
                    // A moment past the end of the clock never comes.
                    Instant::now().checked_add(duration).map_or(Rest::UntilMessage, Rest::Until)
                }
                Idle::Wait | Idle::Again => Rest::UntilMessage,
            };
        }
        // None fires once the last handle is gone: one that is due would make the wait a spin
        // until the channel has closed, too.
        let due = self.ctx.next_due().filter(|_| self.inbox.weak().is_held());
        let called_again = match self.rest {
            Rest::Until(moment) => Some(moment),
            Rest::UntilMessage | Rest::Over => None,
        };
        self.ctx.turn_to(Activity::NONE);
        Next::Wait(due.into_iter().chain(called_again).min())
    }

    fn has_rested(&self) -> bool {
        match self.rest {
            Rest::Over => true,
            Rest::UntilMessage => false,
            Rest::Until(moment) => moment <= Instant::now(),
        }
    }

    /// The three sources take turns, so that none starves another.
    fn next_in_turn(&mut self) -> Result<H::Message, TryRecvError> {
        let control = self.inbox.control();
        if control.is_killed() || control.is_suspended() || self.ctx.is_ending() {
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

    fn panicked(&self, payload: &(dyn Any + Send)) -> Panic {
        let name = self.inbox.control().name();
        Panic::new(name, self.ctx.running(), panics::text(payload))
    }

    fn failed(&self, text: String) -> Exit {
        Exit::Failed(Failure::new(self.inbox.control().name(), text))
    }

    /// The state goes first, on this thread, before anyone is told that the actor has ended; its
    /// timers go with it.
    fn drop_state(self, mut exit: Exit) -> (Inbox<H>, Context<H>, Exit) {
        let Step { actor, inbox, mut ctx, .. } = self;
        ctx.turn_to(Activity::DROP);
        let mut dropped = Ok(());
        discard::because(CallError::Stopped(exit.clone()), || {
            dropped = panics::catch(|| drop(actor));
            ctx.end_timers();
        });
        if let Err(text) = dropped {
            exit = exit.then(Panic::new(inbox.control().name(), Running::Drop, text));
        }
        ctx.turn_to(Activity::NONE);
        (inbox, ctx, exit)
    }

    fn hand_back(self, exit: Exit) -> A {
        let Step { actor, mut inbox, mut ctx, .. } = self;
        discard::because(CallError::Stopped(exit.clone()), || ctx.end_timers());
        inbox.end(ctx.into_queued(), exit);
        actor
    }
}
