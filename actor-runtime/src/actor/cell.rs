//! What stays while one state of an actor follows another (Akka's `ActorCell`), and how it has a state handle
//! the messages.

pub(crate) mod stepwise;

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
};

use crate::{
    Actor, CallError, Context, Exit, Failure, Handle, Idle, Inbox, OnPanic, Panic, Running,
    activity::Activity,
    actor::{
        context::{Ending, FirstStart, OwnEnd},
        succession::Snapshot,
    },
    lifecycle::control::Control,
    mailbox::channel::pooled::body::Handler,
    memory::packed::PackedOf,
    panics,
    reply::dropped,
    sys::{Arc, Instant, mpsc::TryRecvError},
};

/// What one state leaves to the next: it is given to each call beside the cell.
pub(crate) struct ActorCell<H: Handle> {
    inbox: Inbox<H>,
    ctx: Context<H>,
    /// Where the last message came from, if there is more than the mailbox.
    turn: Turn,
    rest: Rest,
}

/// How far a state has come that is driven a bit at a time.
pub(crate) enum Progress {
    /// There may be more to do.
    Busy,
    /// There is nothing to do until a message comes, or this moment has.
    Waiting(Option<Instant>),
    Over(Over),
}

/// A state's work is over.
pub(crate) struct Over {
    /// Why.
    pub(crate) exit: Exit,
    /// The panic that ended it, if one did.
    pub(crate) payload: Option<Box<dyn Any + Send>>,
    /// When it was over, if another state may follow. If none may, the gate is closed by now.
    pub(crate) death: Option<Snapshot>,
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

impl<H: Handle> ActorCell<H> {
    pub(crate) fn new(inbox: Inbox<H>, first_start: Option<FirstStart>) -> Self {
        let ctx = Context::new(inbox.weak().clone(), first_start);
        ActorCell { inbox, ctx, turn: Turn::Mailbox, rest: Rest::Over }
    }

    pub(crate) fn inbox(&self) -> &Inbox<H> {
        &self.inbox
    }

    pub(crate) fn ctx(&mut self) -> &mut Context<H> {
        &mut self.ctx
    }

    pub(crate) fn parts(&mut self) -> (&Inbox<H>, &mut Context<H>) {
        (&self.inbox, &mut self.ctx)
    }

    pub(crate) fn control(&self) -> &Arc<Control> {
        self.inbox.control()
    }

    /// The whole life of a state, its drop included, and when it was over if another may follow. If
    /// none may, those who send meanwhile are refused.
    pub(crate) fn run<A: Actor<H>>(&mut self, mut actor: A) -> (Exit, Option<Snapshot>) {
        let over = self.run_loop(&mut actor);
        self.end_state(actor, over)
    }

    /// What follows the work of a state.
    pub(crate) fn end_state<A: Actor<H>>(
        &mut self,
        mut actor: A,
        Over { exit, payload, death }: Over,
    ) -> (Exit, Option<Snapshot>) {
        let (exit, payload) = self.stop(&mut actor, exit, payload);
        payload.into_iter().for_each(panics::release);
        (self.drop_state(actor, exit), death)
    }

    /// Decides whether another state may follow one that ends so. If none may, the gate is closed. Then those
    /// are told whose replies a panic has dropped.
    pub(crate) fn decide(&mut self, exit: &Exit) -> Option<Snapshot> {
        let is_followed = self.ctx.decide(exit);
        self.moment_of_death(is_followed)
    }

    fn moment_of_death(&mut self, is_followed: bool) -> Option<Snapshot> {
        self.control().give_verdict();
        is_followed.then(|| Snapshot::of(&self.inbox))
    }

    /// The work of a state is over: what it ends of, unless it has brought about an end of its own before.
    fn over(&mut self, exit: Exit, payload: Option<Box<dyn Any + Send>>) -> Over {
        // LocalBatch away, so that it is not the next state's as well.
        let Some(Ending { cause, is_followed }) = self.ctx.take_ending() else {
            let death = self.decide(&exit);
            return Over { exit, payload, death };
        };
        let exit = match (cause, exit) {
            // A failure was there before the panic that came on top of it.
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
        let death = self.moment_of_death(is_followed);
        Over { exit, payload, death }
    }

    /// The end of the actor: no state follows any more.
    pub(crate) fn end(&mut self, exit: Exit) {
        self.inbox.end(self.ctx.take_queued(), exit);
    }

    /// Starts, and handles messages until the mailbox has closed and drained, or a failure ends it.
    pub(crate) fn run_loop<A: Actor<H>>(&mut self, actor: &mut A) -> Over {
        if let Err(over) = self.start(actor) {
            return over;
        }
        match self.contain(actor, Self::receive_until_closed) {
            Ok(()) => self.closed(),
            Err(over) => over,
        }
    }

    /// Calls the `#[started]` method.
    pub(crate) fn start<A: Actor<H>>(&mut self, actor: &mut A) -> Result<(), Over> {
        (self.turn, self.rest) = (Turn::Mailbox, Rest::Over);
        match self.run_hook(actor, Activity::STARTED, |actor, ctx| actor.started(ctx)) {
            Ok(Ok(())) => {}
            Ok(Err(text)) => {
                let failure = Failure::new(self.control().name(), text);
                return Err(self.over(Exit::Failed(failure), None));
            }
            Err((panic, payload)) => return Err(self.over(Exit::Panicked(panic), Some(payload))),
        }
        self.ctx.has_started();
        if !self.ctx.is_ending() {
            let (inbox, ctx) = self.parts();
            if let Some(restarts) = ctx.restarts() {
                restarts.started(inbox.control());
            }
        }
        Ok(())
    }

    /// Receives, again after a panic that the actor goes on from; or says what another is the end of.
    fn contain<A, R>(
        &mut self,
        actor: &mut A,
        mut receive: impl FnMut(&mut Self, &mut A) -> R,
    ) -> Result<R, Over> {
        loop {
            // Around the loop rather than around each message: entering costs nothing that way.
            match catch_unwind(AssertUnwindSafe(|| receive(self, actor))) {
                Ok(received) => return Ok(received),
                Err(payload) => self.go_on_after(payload)?,
            }
        }
    }

    /// Lets go of a handler's panic; or says what that is the end of.
    fn go_on_after(&mut self, payload: Box<dyn Any + Send>) -> Result<(), Over> {
        if self.control().on_panic == OnPanic::Resume {
            self.control().give_verdict();
            panics::release(payload);
            return Ok(());
        }
        let exit = Exit::Panicked(self.panicked(&*payload));
        Err(self.over(exit, Some(payload)))
    }

    /// Calls a handler as that message's, without the message; says whether there is more to do then.
    pub(crate) fn call<A: Actor<H> + 'static>(
        &mut self,
        actor: &mut A,
        message: usize,
        handler: &mut Handler<'_>,
    ) -> Result<bool, Over>
    where
        H: 'static,
    {
        // Before the call, as with a message: one that panics has been handled, too.
        self.control().receiving.handle();
        self.rest = Rest::Over;
        // So that the next look begins with the other sources.
        self.turn = Turn::Mailbox;
        self.ctx.begin(message);
        let ctx = &mut self.ctx;
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| handler(actor, ctx))) {
            self.go_on_after(payload)?;
        }
        self.ctx.turn_to(Activity::NONE);
        Ok(self.has_more::<A>())
    }

    /// Whether something comes before a call: a message from wherever, a timer that is due, or an end.
    pub(crate) fn has_something_first(&self) -> bool {
        let is_due = |moment| moment <= Instant::now();
        !self.control().is_undisturbed()
            || self.ctx.has_own()
            || self.ctx.is_ending()
            || self.ctx.next_due().is_some_and(is_due)
            || self.inbox.has_message()
    }

    /// Handles what there is, but no more than `left` messages, and after the first one none once it
    /// `is_enough`. Never waits.
    pub(crate) fn advance<A: Actor<H>>(
        &mut self,
        actor: &mut A,
        left: &mut usize,
        is_enough: &dyn Fn() -> bool,
    ) -> Progress {
        let next =
            match self.contain(actor, |cell, actor| cell.receive_some(actor, left, is_enough)) {
                Ok(next) => next,
                Err(over) => return Progress::Over(over),
            };
        // Also where there is more: until it has its turn again, it is busy with nothing.
        self.ctx.turn_to(Activity::NONE);
        match next {
            Next::Message(_) | Next::Again => Progress::Busy,
            Next::Wait(until) => Progress::Waiting(until),
            Next::Closed => Progress::Over(self.closed()),
        }
    }

    fn receive_some<A: Actor<H>>(
        &mut self,
        actor: &mut A,
        left: &mut usize,
        is_enough: &dyn Fn() -> bool,
    ) -> Next<PackedOf<H>> {
        while *left > 0 {
            // Before the message: one that panics has been handled, too.
            *left -= 1;
            match self.poll_now(actor) {
                Next::Message(message) => {
                    self.rest = Rest::Over;
                    actor.receive(message.unpack(), &mut self.ctx);
                }
                Next::Again => {}
                nothing => return nothing,
            }
            if is_enough() {
                return if self.has_more::<A>() { Next::Again } else { Next::Wait(None) };
            }
        }
        Next::Again
    }

    /// Whether there may be something to do beside what comes into the mailbox from now on.
    fn has_more<A: Actor<H>>(&self) -> bool {
        A::HAS_IDLE || !self.ctx.is_quiet() || self.inbox.has_more()
    }

    fn poll_now<A: Actor<H>>(&mut self, actor: &mut A) -> Next<PackedOf<H>> {
        if A::HAS_IDLE || !self.ctx.is_quiet() {
            return self.poll(actor);
        }
        match self.inbox.try_recv_taken() {
            Ok(message) => Next::Message(message),
            Err(TryRecvError::Disconnected) => Next::Closed,
            Err(TryRecvError::Empty) => Next::Wait(None),
        }
    }

    fn closed(&mut self) -> Over {
        let exit = self.inbox.exit();
        self.over(exit, None)
    }

    /// Calls the `#[stopped]` method. A panic of its own is no reason to forget the first.
    pub(crate) fn stop<A: Actor<H>>(
        &mut self,
        actor: &mut A,
        exit: Exit,
        payload: Option<Box<dyn Any + Send>>,
    ) -> (Exit, Option<Box<dyn Any + Send>>) {
        let stopped = self.run_hook(actor, Activity::STOPPED, |actor, _| actor.stopped(&exit));
        // Whether the actor goes on has been decided before.
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

    fn run_hook<A: Actor<H>, R>(
        &mut self,
        actor: &mut A,
        hook: Activity,
        run: impl FnOnce(&mut A, &mut Context<H>) -> R,
    ) -> Result<R, (Panic, Box<dyn Any + Send>)> {
        self.ctx.turn_to(hook);
        let ctx = &mut self.ctx;
        catch_unwind(AssertUnwindSafe(|| run(actor, ctx)))
            .map_err(|payload| (self.panicked(&*payload), payload))
    }

    fn receive_until_closed<A: Actor<H>>(&mut self, actor: &mut A) {
        // One place where the handlers are called, so that they can be inlined into the loop.
        while let Some(message) = self.next(actor) {
            actor.receive(message.unpack(), &mut self.ctx);
        }
    }

    #[inline]
    fn next<A: Actor<H>>(&mut self, actor: &mut A) -> Option<PackedOf<H>> {
        if A::HAS_IDLE || !self.ctx.is_quiet() {
            if let Some(next) = self.next_of_many(actor) {
                return next.ok();
            }
        }
        // Through the inbox, whose `recv` looks there too.
        self.inbox.control().receiving.turn_to(Activity::NONE);
        // The one place where the loop waits without an end: a second one would keep std's receive
        // from being inlined here, which costs every message a tenth of its instructions.
        self.inbox.recv_packed()
    }

    /// Where there is more than the mailbox. `None` if it is to be waited for: there is nothing else
    /// to wait for.
    #[cold]
    fn next_of_many<A: Actor<H>>(&mut self, actor: &mut A) -> Option<Result<PackedOf<H>, Closed>> {
        // A message has been handled since.
        self.rest = Rest::Over;
        loop {
            match self.poll(actor) {
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
    fn poll<A: Actor<H>>(&mut self, actor: &mut A) -> Next<PackedOf<H>> {
        match self.next_in_turn() {
            Ok(message) => return Next::Message(message),
            Err(TryRecvError::Disconnected) => return Next::Closed,
            Err(TryRecvError::Empty) => {}
        }
        if A::HAS_IDLE && self.has_rested() {
            self.ctx.turn_to(Activity::IDLE);
            let idle = actor.idle(&mut self.ctx);
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
    fn next_in_turn(&mut self) -> Result<PackedOf<H>, TryRecvError> {
        let control = self.inbox.control();
        // A handler may have caught a panic itself.
        control.give_verdict();
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
                Turn::Mailbox => match self.inbox.try_recv_packed() {
                    Ok(message) => return Ok(message),
                    Err(error) => {
                        closed = error == TryRecvError::Disconnected;
                        None
                    }
                },
            };
            if let Some(message) = own {
                control.receiving.handle();
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

    /// The state goes first, on this thread, before anyone is told that the actor has ended; its
    /// timers go with it.
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
        self.ctx.turn_to(Activity::NONE);
        exit
    }

    /// The timers of a state that is handed back.
    pub(crate) fn end_timers(&mut self, exit: &Exit) {
        dropped::with_reason(CallError::Ended(exit.clone()), || self.ctx.end_timers());
    }
}
