//! Runs one actor: owns its inbox and context, and survives its restarts (Akka's `ActorCell`).
//
// | file | what is in it |
// |---|---|
// | this one | the start of a state, the containment of its panics, and the choice of its next message |
// | `thread_loop.rs` | the loop that handles messages on a thread |
// | `yield_budget.rs` | how long that loop may yield before it sleeps |
// | `stepwise.rs` | the task that handles messages a few at a time, on a thread of an executor |
// | `finish.rs` | the end of a state |

pub(crate) mod finish;
pub(crate) mod stepwise;
mod thread_loop;
mod yield_budget;

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
};

use crate::{
    Actor, Context, Exit, Failure, Handle, Idle, Inbox, OnPanic, Panic,
    activity::Activity,
    actor::context::FirstStart,
    lifecycle::control::Control,
    mailbox::channel::pooled::body::{Handler, Next},
    memory::packed::PackedOf,
    panics,
    spans::Origin,
    sys::{Arc, Instant, mpsc::TryRecvError},
};

use finish::Finished;

/// What outlives the states of an actor. A state is not part of it: the methods take the state as a parameter.
pub(crate) struct ActorCell<H: Handle> {
    inbox: Inbox<H>,
    ctx: Context<H>,
    /// The kind of the last message. The next poll begins with the kind after it.
    last_kind: MessageKind,
    idle_pause: IdlePause,
}

/// The four kinds of messages, by where they come from.
#[derive(Clone, Copy)]
enum MessageKind {
    Own,
    Timer,
    Pipe,
    Mailbox,
}

impl MessageKind {
    fn next(self) -> Self {
        match self {
            MessageKind::Own => MessageKind::Timer,
            MessageKind::Timer => MessageKind::Pipe,
            MessageKind::Pipe => MessageKind::Mailbox,
            MessageKind::Mailbox => MessageKind::Own,
        }
    }
}

/// What a poll of the four kinds of messages has found.
enum Polled<M> {
    Message(M),
    Closed,
    /// No message. All kinds are to be polled again at once, and the `#[idle]` method called.
    Again,
    /// Nothing until a message or this moment comes.
    Wait(Option<Instant>),
}

/// How long the `#[idle]` method is not called, unless a message comes.
#[derive(Clone, Copy)]
enum IdlePause {
    Over,
    UntilMessage,
    Until(Instant),
}

impl<H: Handle> ActorCell<H> {
    pub(crate) fn new(inbox: Inbox<H>, first_start: Option<FirstStart>) -> Self {
        let ctx = Context::of(inbox.weak().clone(), first_start);
        ActorCell { inbox, ctx, last_kind: MessageKind::Mailbox, idle_pause: IdlePause::Over }
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

    /// Calls the `#[started]` method.
    pub(crate) fn start<A: Actor<H>>(&mut self, actor: &mut A) -> Result<(), Finished> {
        (self.last_kind, self.idle_pause) = (MessageKind::Mailbox, IdlePause::Over);
        match self.run_hook(actor, Activity::STARTED, |actor, ctx| actor.call_started_hook(ctx)) {
            Ok(Ok(())) => {}
            Ok(Err(text)) => {
                let failure = Failure::new(self.control().name(), text);
                return Err(self.finish(Exit::Failed(failure), None));
            }
            Err((panic, payload)) => {
                return Err(self.finish(Exit::Panicked(panic), Some(payload)));
            }
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

    /// Runs `receive`, and runs it again after each panic that the actor resumes from, unless `stop` has a result in its
    /// place. Any other panic finishes the state.
    fn contain<A, R>(
        &mut self,
        actor: &mut A,
        mut receive: impl FnMut(&mut Self, &mut A) -> R,
        stop: impl Fn(&Self) -> Option<R>,
    ) -> Result<R, Finished> {
        loop {
            // The catch is around the whole loop, not around each message: entering it costs nothing that way.
            match catch_unwind(AssertUnwindSafe(|| receive(self, actor))) {
                Ok(received) => return Ok(received),
                Err(payload) => self.go_on_after(payload)?,
            }
            if let Some(received) = stop(self) {
                return Ok(received);
            }
        }
    }

    /// Releases a handler's panic if the actor resumes from panics. Otherwise the panic finishes the state.
    fn go_on_after(&mut self, payload: Box<dyn Any + Send>) -> Result<(), Finished> {
        // A subscriber that panics over the end of the span must not hide the handler's panic.
        let _ = panics::catch(|| self.ctx.end_message());
        if self.control().on_panic == OnPanic::Resume {
            self.control().give_verdict();
            panics::release(payload);
            return Ok(());
        }
        let exit = Exit::Panicked(self.panicked(&*payload));
        Err(self.finish(exit, Some(payload)))
    }

    /// Calls `handler` in place of handling a message of this index. Returns whether there is more to do
    /// afterwards.
    pub(crate) fn call<A: Actor<H> + 'static>(
        &mut self,
        actor: &mut A,
        message: usize,
        handler: &mut Handler<'_>,
    ) -> Result<bool, Finished>
    where
        H: 'static,
    {
        self.idle_pause = IdlePause::Over;
        // The next poll then begins with the other kinds.
        self.last_kind = MessageKind::Mailbox;
        let ctx = &mut self.ctx;
        // Around the spans as well: a subscriber's panic is the handler's, and must not unwind the thread that asks.
        let called = catch_unwind(AssertUnwindSafe(|| {
            // The calling thread is in the span in which a message would have been sent.
            Origin::now().arrive();
            ctx.note_begin(message);
            handler(actor, ctx);
            ctx.end_message();
        }));
        if let Err(payload) = called {
            self.go_on_after(payload)?;
        }
        self.ctx.turn_to(Activity::NONE);
        Ok(self.has_more::<A>())
    }

    /// Whether something comes before a direct call: a message of any kind, a timer that is due, or an end.
    pub(crate) fn has_something_first(&self) -> bool {
        let is_due = |moment| moment <= Instant::now();
        !self.control().is_undisturbed()
            || self.ctx.is_ending()
            // A quiet actor, which most are, has none of these.
            || !self.ctx.is_quiet()
                // In a simulation an ask goes through the queue, so that its message gets a turn.
                && (self.control().home().is_simulated()
                    || self.ctx.has_own()
                    || self.ctx.has_woken()
                    || self.ctx.next_due().is_some_and(is_due))
            || self.inbox.has_message()
    }

    /// Handles at most `left` of the messages that have come. Stops early if `is_enough` after a message, whether its
    /// handler has returned or panicked. Never waits.
    pub(crate) fn advance<A: Actor<H>>(
        &mut self,
        actor: &mut A,
        left: &mut usize,
        is_enough: &dyn Fn() -> bool,
    ) -> Result<Next, Finished> {
        let polled = self.contain(
            actor,
            |cell, actor| cell.receive_some(actor, left, is_enough),
            // The panic may have dropped the answer that the caller waits for.
            |cell| is_enough().then(|| cell.polled_enough::<A>()),
        )?;
        // Even if there is more to do, the actor does nothing until its next turn.
        self.ctx.turn_to(Activity::NONE);
        match polled {
            Polled::Message(_) | Polled::Again => Ok(Next::More),
            Polled::Wait(until) => Ok(Next::Message(until)),
            Polled::Closed => Err(self.finish_closed()),
        }
    }

    fn receive_some<A: Actor<H>>(
        &mut self,
        actor: &mut A,
        left: &mut usize,
        is_enough: &dyn Fn() -> bool,
    ) -> Polled<PackedOf<H>> {
        while *left > 0 {
            // Counted before the message is handled: a message whose handler panics counts, too.
            *left -= 1;
            match self.poll_now(actor) {
                Polled::Message(message) => {
                    self.idle_pause = IdlePause::Over;
                    actor.receive(message.unpack(), &mut self.ctx);
                    self.ctx.end_message();
                }
                Polled::Again => {}
                nothing => return nothing,
            }
            if is_enough() {
                return self.polled_enough::<A>();
            }
        }
        Polled::Again
    }

    /// The result of a poll that `is_enough` has stopped.
    fn polled_enough<A: Actor<H>>(&self) -> Polled<PackedOf<H>> {
        if self.has_more::<A>() { Polled::Again } else { Polled::Wait(None) }
    }

    /// Whether there may be something to do already, before any further message is sent.
    fn has_more<A: Actor<H>>(&self) -> bool {
        A::HAS_IDLE || !self.ctx.is_quiet() || self.inbox.has_more()
    }

    /// Polls the mailbox alone where no other kind can have a message, otherwise all kinds.
    fn poll_now<A: Actor<H>>(&mut self, actor: &mut A) -> Polled<PackedOf<H>> {
        if A::HAS_IDLE || !self.ctx.is_quiet() {
            return self.poll(actor);
        }
        match self.inbox.try_recv_taken() {
            Ok(message) => Polled::Message(message),
            Err(TryRecvError::Disconnected) => Polled::Closed,
            Err(TryRecvError::Empty) => Polled::Wait(None),
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

    /// Polls the actor's own messages, its timers, its pipes and its mailbox. If there is no message, calls the
    /// `#[idle]` method.
    fn poll<A: Actor<H>>(&mut self, actor: &mut A) -> Polled<PackedOf<H>> {
        self.register_lane();
        match self.next_in_turn() {
            Ok(message) => return Polled::Message(message),
            Err(TryRecvError::Disconnected) => return Polled::Closed,
            Err(TryRecvError::Empty) => {}
        }
        if A::HAS_IDLE && self.is_idle_due() {
            self.ctx.turn_to(Activity::IDLE);
            let idle = actor.call_idle_hook(&mut self.ctx);
            // The method may have sent a message to its own actor, or ended it: that comes before any wait.
            let is_busy = self.ctx.has_own() || self.ctx.is_ending() || self.ctx.has_new_lane();
            self.idle_pause = match idle {
                Idle::Again => IdlePause::Over,
                Idle::Wait => IdlePause::UntilMessage,
                Idle::WaitFor(duration) => {
                    // A moment past the end of the clock never comes.
                    Instant::now()
                        .checked_add(duration)
                        .map_or(IdlePause::UntilMessage, IdlePause::Until)
                }
            };
            if idle == Idle::Again {
                self.inbox.control().home().repeats_idle();
            }
            if idle == Idle::Again || is_busy {
                return Polled::Again;
            }
        }
        // No timer fires and no pipe is polled once the last handle is gone. The channel may close a little later: until
        // then, a timer that is due, or a pipe that is woken, would turn the wait into a spin.
        let is_held = self.inbox.weak().is_held();
        if is_held && self.ctx.has_woken() {
            return Polled::Again;
        }
        let due = self.ctx.next_due().filter(|_| is_held);
        let called_again = match self.idle_pause {
            IdlePause::Until(moment) => Some(moment),
            IdlePause::UntilMessage | IdlePause::Over => None,
        };
        self.ctx.turn_to(Activity::NONE);
        Polled::Wait(due.into_iter().chain(called_again).min())
    }

    /// Has the inbox know the lane of the actor's first source, before a mark comes through the channel.
    fn register_lane(&mut self) {
        if let Some(lane) = self.ctx.new_lane() {
            self.inbox.set_lane(lane);
        }
    }

    fn is_idle_due(&self) -> bool {
        match self.idle_pause {
            IdlePause::Over => true,
            IdlePause::UntilMessage => false,
            IdlePause::Until(moment) => moment <= Instant::now(),
        }
    }

    /// The four kinds take turns, so that none starves another.
    fn next_in_turn(&mut self) -> Result<PackedOf<H>, TryRecvError> {
        let (control, weak) = (self.inbox.control(), self.inbox.weak());
        // A handler may have caught a panic itself. The callers of the replies that the panic dropped are still to be
        // told.
        control.give_verdict();
        if control.is_killed() || control.is_suspended() || self.ctx.is_ending() {
            return Err(TryRecvError::Disconnected);
        }
        let mut closed = false;
        for _ in 0..4 {
            self.last_kind = self.last_kind.next();
            let own = match self.last_kind {
                MessageKind::Own => self.ctx.next_own(),
                MessageKind::Timer if weak.takes_messages() => self.ctx.next_fired(),
                MessageKind::Pipe if self.ctx.has_pipes() && weak.takes_messages() => {
                    self.ctx.next_piped()
                }
                MessageKind::Timer | MessageKind::Pipe => None,
                MessageKind::Mailbox => match self.inbox.try_recv_packed() {
                    Ok(message) => return Ok(message),
                    Err(error) => {
                        closed = error == TryRecvError::Disconnected;
                        None
                    }
                },
            };
            if let Some(message) = own {
                return Ok(message);
            }
        }
        // All four kinds have been polled, in whatever order. So where the mailbox has closed, no own message is left.
        Err(if closed { TryRecvError::Disconnected } else { TryRecvError::Empty })
    }

    fn panicked(&self, payload: &(dyn Any + Send)) -> Panic {
        let name = self.inbox.control().name();
        Panic::new(name, self.ctx.running(), panics::text(payload))
    }
}
