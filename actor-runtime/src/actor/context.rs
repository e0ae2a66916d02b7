//! What a handler sees of its own actor: its messages to itself, its timers, its end.

use std::{cell::Cell, collections::VecDeque, fmt, mem, time::Duration};

use crate::{
    ActorId, Exit, Failure, Handle, ReplySender, Running, SendError, Stats, StopToken, Timer, Weak,
    activity::Activity,
    actor::{inlets::Inlets, restart::Restarts, timer::Timers},
    lifecycle::control::Control,
    mailbox::envelope::Envelope,
    memory::{
        packed::{Packed, PackedOf},
        shrink,
    },
    panics,
    reply::dropped,
    spans::Handling,
    sys::{self, Instant},
};

/// What a handler sees of its own actor: a method takes it as its first parameter,
/// `ctx: &mut Context<MyHandle>`, and callers never see it.
///
/// A context holds its actor weakly, so an actor does not keep itself alive by accident.
///
/// ```
/// use actor_runtime::prelude::*;
///
/// #[actor]
/// struct Countdown { left: u32 }
///
/// #[actor]
/// impl Countdown {
///     /// Counts down to zero, a message at a time, and ends.
///     pub fn tick(&mut self, ctx: &mut Context<CountdownHandle>) {
///         match self.left.checked_sub(1) {
///             Some(left) => {
///                 self.left = left;
///                 let _ = ctx.send(CountdownMessage::Tick);
///             }
///             None => ctx.stop(),
///         }
///     }
/// }
///
/// let countdown = Countdown { left: 3 }.spawn();
/// let watched = countdown.clone();
/// countdown.tick()?;
/// assert_eq!(countdown.wait_timeout(std::time::Duration::MAX), Some(Exit::Stopped));
/// # Ok::<(), actor_runtime::CallError>(())
/// ```
pub struct Context<H: Handle> {
    pub(super) weak: Weak<H>,
    /// The own messages: those that the actor sent to itself.
    own: VecDeque<Envelope<PackedOf<H>>>,
    /// Allocated for the first timer.
    timers: Option<Box<Timers<PackedOf<H>>>>,
    /// Allocated for the first pipe or source.
    pub(super) inlets: Option<Box<Inlets<PackedOf<H>>>>,
    /// There are no own messages, no timers, no pipes, no new source, no `ending` and no simulation: the loop polls the
    /// mailbox alone.
    pub(super) quiet: bool,
    /// Whether this state has made a stop token: the bit `HAS_TOKEN` of the gate, without a load of the gate at the end
    /// of each state.
    has_token: Cell<bool>,
    /// Boxed, because most actors have nothing of it.
    seldom: Option<Box<Seldom>>,
    /// The message that is being handled.
    handling: Handling,
}

/// What few contexts have.
#[derive(Default)]
struct Seldom {
    ending: Option<Ending>,
    /// `None` if the actor has one state alone.
    restarts: Option<Box<dyn Restarts>>,
    /// Called once, when the first state has started.
    first_start: Option<FirstStart>,
}

/// Tells a spawner that waits for the start that the first state has started: its `#[started]` method has
/// returned, and the state has not failed. If the closure is dropped uncalled, the spawner learns that the actor
/// has ended.
pub(crate) type FirstStart = Box<dyn FnOnce() + Send>;

/// An end that a handler has brought about. Its state handles no message after that one.
pub(crate) struct Ending {
    pub(crate) cause: OwnEnd,
    /// Whether another state may follow. This is decided as the end is brought about: if none may, the gate is closed
    /// before any caller can learn of the end.
    pub(crate) is_followed: bool,
}

pub(crate) enum OwnEnd {
    Fail(Failure),
    /// A stop that ends this state alone.
    Stop,
}

impl<H: Handle> Context<H> {
    pub(crate) fn of(weak: Weak<H>, first_start: Option<FirstStart>) -> Self {
        let (own, timers, inlets) = (VecDeque::new(), None, None);
        // In a simulation, `begin` asks who goes on.
        let quiet = !weak.control().home().is_simulated();
        let has_token = Cell::new(false);
        let seldom = first_start.map(|first_start| {
            Box::new(Seldom { first_start: Some(first_start), ..Seldom::default() })
        });
        let handling = Handling::NOTHING;
        Context { weak, own, timers, inlets, quiet, has_token, seldom, handling }
    }

    /// Notes that the `#[started]` method of a state has returned without an error.
    pub(crate) fn has_started(&mut self) {
        let is_failing = self.is_failing();
        let first_start = self.seldom.as_mut().map(|seldom| &mut seldom.first_start);
        if let Some(tell) = first_start.and_then(|tell| tell.take_if(|_| !is_failing)) {
            tell();
        }
    }

    /// Whether the first state has failed with this exit while a spawner waits for its start. No state follows then.
    pub(crate) fn has_failed_to_start(&self, exit: &Exit) -> bool {
        self.seldom.as_ref().is_some_and(|seldom| seldom.first_start.is_some()) && exit.is_failure()
    }

    fn ending(&self) -> Option<&Ending> {
        self.seldom.as_ref()?.ending.as_ref()
    }

    fn is_failing(&self) -> bool {
        matches!(self.ending(), Some(Ending { cause: OwnEnd::Fail(_), .. }))
    }

    fn end_by(&mut self, ending: Ending) {
        self.seldom.get_or_insert_default().ending = Some(ending);
        self.quiet = false;
        self.trip_token();
    }

    /// Has one state follow another, as `restarts` decides.
    pub(crate) fn restart_by(&mut self, restarts: impl Restarts + 'static) {
        self.seldom.get_or_insert_default().restarts = Some(Box::new(restarts));
    }

    pub(crate) fn restarts(&mut self) -> Option<&mut (dyn Restarts + 'static)> {
        self.seldom.as_mut()?.restarts.as_deref_mut()
    }

    /// Removes what decides about restarts, so that no state follows any more.
    pub(crate) fn take_restarts(&mut self) -> Option<Box<dyn Restarts>> {
        self.seldom.as_mut()?.restarts.take()
    }

    /// Decides whether another state may follow after this exit. If none may, closes the gate with the exit as
    /// the reason.
    pub(crate) fn decide(&mut self, exit: &Exit) -> bool {
        let has_failed_to_start = self.has_failed_to_start(exit);
        let control = self.weak.control();
        let restarts = self.seldom.as_mut().and_then(|seldom| seldom.restarts.as_mut());
        let follows = !has_failed_to_start
            && restarts.is_some_and(|restarts| restarts.follows(exit, control));
        if !follows {
            control.end_because(exit);
        }
        follows
    }

    pub(crate) fn control(&self) -> &Control {
        self.weak.control()
    }

    /// A weak handle of the actor itself.
    pub fn weak(&self) -> Weak<H> {
        self.weak.clone()
    }

    /// This moment, by the clock that the actor's timers go by. In a simulation that is the simulation's.
    pub fn now(&self) -> Instant {
        Instant::now()
    }

    /// Counts of the actor's messages so far. The message that is being handled is among them.
    pub fn stats(&self) -> Stats {
        self.weak.stats()
    }

    /// The actor's name.
    pub fn name(&self) -> &str {
        self.weak.name()
    }

    /// The actor's id.
    pub fn id(&self) -> ActorId {
        self.weak.id()
    }

    /// The number of this state: 0 for the actor's first, and one more after each
    /// [restart](crate::Builder::supervise).
    pub fn incarnation(&self) -> u64 {
        self.control().receiving.restarts()
    }

    /// Sends the actor a message from itself. The message waits in a queue of its own, which takes turns with
    /// the mailbox and does not count towards its capacity: this call never blocks. What was sent before a stop is
    /// still handled in the drain.
    ///
    /// # Errors
    ///
    /// Hands the message back once the actor was told to stop, or its last handle is known to be
    /// gone: otherwise the actor could keep itself alive for ever.
    #[inline]
    pub fn send(&mut self, message: H::Message) -> Result<(), SendError<H::Message>> {
        let control = self.control();
        if !control.is_open() {
            return Err(refused(control, message));
        }
        control.accept();
        self.own.push_back(Envelope::message(Packed::new(message)));
        self.quiet = false;
        Ok(())
    }

    /// Sends the actor `message` from itself after `delay`.
    ///
    /// Timers live in the actor's own loop and take turns with the mailbox. So a timer waits for the handler that
    /// runs, and for one more message at most, which may be urgent: what an actor sends itself overtakes nothing. A
    /// timer does not keep its actor alive, unless its message carries a handle of the actor. No timer fires once the
    /// actor was told to stop or its last handle is gone. The message of a timer that fired just before that may be
    /// handled just after.
    ///
    /// ```
    /// use std::time::Duration;
    /// use actor_runtime::prelude::*;
    ///
    /// #[actor]
    /// struct EggTimer;
    ///
    /// #[actor]
    /// impl EggTimer {
    ///     pub fn set(&mut self, ctx: &mut Context<EggTimerHandle>, delay: Duration) {
    ///         ctx.send_after(delay, EggTimerMessage::Ring);
    ///     }
    ///     pub fn ring(&mut self, ctx: &mut Context<EggTimerHandle>) { ctx.stop() }
    /// }
    ///
    /// let egg_timer = EggTimer.spawn();
    /// egg_timer.set(Duration::from_millis(1))?;
    /// assert_eq!(egg_timer.wait_timeout(Duration::MAX), Some(Exit::Stopped));
    /// # Ok::<(), actor_runtime::CallError>(())
    /// ```
    pub fn send_after(&mut self, delay: Duration, message: H::Message) -> Timer {
        self.quiet = false;
        self.timers.get_or_insert_default().once(delay, Packed::new(message))
    }

    /// Sends the actor a message from itself each `period`, the first one after one period. `make` makes each
    /// message when the timer's turn comes.
    ///
    /// The messages do not pile up: ticks that pass while a handler runs are skipped, and later ones stay in step
    /// with the first. They do not starve the mailbox either: a timer whose handler takes longer than the period
    /// is always due, and takes turns with the messages. A panic of `make` is a panic of the actor; under
    /// `on_panic = resume` it ends the timer. Let `make` capture a [`Weak`] rather than a handle of the actor,
    /// which would keep the actor alive.
    pub fn send_every(
        &mut self,
        period: Duration,
        mut make: impl FnMut() -> H::Message + Send + 'static,
    ) -> Timer {
        self.quiet = false;
        self.timers.get_or_insert_default().every(period, Box::new(move || Packed::new(make())))
    }

    /// Cancels a timer, and returns whether it would still have fired. Its message is not handled
    /// afterwards, even if it was due already (as in Akka).
    pub fn cancel(&mut self, timer: Timer) -> bool {
        self.timers.as_mut().is_some_and(|timers| timers.cancel(timer))
    }

    /// Whether the actor, or this state of it, is to end once it has handled what is queued, or before that: it was told
    /// to stop, killed or suspended by its supervisor, it has stopped or failed by itself, or its last handle is gone.
    /// A long handler looks at this now and then, and returns early. [`stop_token`](Context::stop_token) is for other
    /// threads.
    ///
    /// ```
    /// use actor_runtime::prelude::*;
    ///
    /// #[actor]
    /// struct Summer;
    ///
    /// #[actor]
    /// impl Summer {
    ///     /// The sum, unless the actor is told to stop meanwhile.
    ///     pub fn sum(&self, ctx: &mut Context<SummerHandle>, numbers: Vec<u64>) -> Option<u64> {
    ///         let mut sum = 0;
    ///         for number in numbers {
    ///             if ctx.is_stopping() {
    ///                 return None;
    ///             }
    ///             sum += number;
    ///         }
    ///         Some(sum)
    ///     }
    /// }
    ///
    /// let summer = Summer.spawn();
    /// assert_eq!(summer.sum(vec![1, 2, 3])?, Some(6));
    /// # Ok::<(), CallError>(())
    /// ```
    pub fn is_stopping(&self) -> bool {
        let control = self.control();
        control.home().at_poll();
        !control.is_open() || control.is_suspended() || self.is_ending() || !self.weak.is_held()
    }

    /// A [`StopToken`] of this state, which is tripped when [`is_stopping`](Context::is_stopping) becomes true, and at
    /// the end of the state in any case. The first call makes the token, and each call returns a clone of it.
    pub fn stop_token(&self) -> StopToken {
        self.has_token.set(true);
        // The thread that drops the last handle may not have come to the token yet.
        self.control().stop_token(self.is_ending() || !self.weak.is_held())
    }

    /// Trips the token of this state, if it has one. For an end that this state brings about.
    fn trip_token(&self) {
        if self.has_token.get() {
            self.control().trip_made_token();
        }
    }

    /// Trips the token of this state, which has ended, and takes it away.
    pub(super) fn end_token(&self) {
        if self.has_token.take() {
            self.control().end_token();
        }
    }

    /// Ends the actor as [`Handle::stop`] does: the actor refuses new messages and handles the accepted
    /// ones first.
    ///
    /// Under [`Restart::always`](crate::Restart::always) this ends the present state alone, after the handler
    /// that runs now: the next state handles what is queued.
    pub fn stop(&mut self) {
        let restarts = self.seldom.as_ref().and_then(|seldom| seldom.restarts.as_ref());
        if !restarts.is_some_and(|restarts| restarts.after_a_stop()) {
            return self.weak.stop();
        }
        if !self.is_ending() {
            let is_followed = self.decide(&Exit::Stopped);
            self.end_by(Ending { cause: OwnEnd::Stop, is_followed });
        }
    }

    /// Ends the actor as failed, after the handler that runs now: [`Exit::Failed`](crate::Exit)
    /// with the text of `error`. What is queued is undelivered; if the actor is
    /// [supervised](crate::Builder::supervise), the next state handles it. Of several failures, the first counts.
    ///
    /// Unless another state may follow, new messages are refused from this call on.
    ///
    /// This is a panic without the unwinding, or OTP's `{stop, Reason, State}`.
    ///
    /// ```
    /// use actor_runtime::prelude::*;
    ///
    /// #[actor]
    /// struct Link;
    ///
    /// #[actor]
    /// impl Link {
    ///     pub fn lose(&mut self, ctx: &mut Context<LinkHandle>) { ctx.fail("the line is dead") }
    /// }
    ///
    /// let link = Link.spawn();
    /// link.lose()?;
    /// let exit = link.join()?;
    /// assert_eq!(exit.to_string(), "`Link` failed: the line is dead");
    /// # Ok::<(), actor_runtime::CallError>(())
    /// ```
    pub fn fail(&mut self, error: impl fmt::Display) {
        if self.is_failing() {
            return;
        }
        let failure = Failure::new(self.name(), error.to_string());
        let exit = Exit::Failed(failure.clone());
        // If the state has stopped itself before, that end has been counted and decided already.
        let is_followed = match self.ending().map(|ending| ending.is_followed) {
            Some(true) if !self.has_failed_to_start(&exit) => true,
            Some(false) => {
                self.control().end_because(&exit);
                false
            }
            Some(true) | None => self.decide(&exit),
        };
        self.end_by(Ending { cause: OwnEnd::Fail(failure), is_followed });
    }

    pub(crate) fn is_ending(&self) -> bool {
        self.ending().is_some()
    }

    pub(crate) fn take_ending(&mut self) -> Option<Ending> {
        self.seldom.as_mut()?.ending.take()
    }

    #[inline]
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    pub(crate) fn has_own(&self) -> bool {
        !self.own.is_empty()
    }

    /// Has `queued` append the rest of a closing mailbox to the own messages, for a state that is made to handle
    /// them.
    pub(crate) fn take_in(&mut self, queued: impl FnOnce(&mut VecDeque<Envelope<PackedOf<H>>>)) {
        queued(&mut self.own);
        self.take_own_signals();
        self.quiet &= self.own.is_empty();
    }

    /// Takes the signals in front of the first own message: a flush has its turn there.
    fn take_own_signals(&mut self) {
        while let Some(Envelope::Flush | Envelope::Wake) = self.own.front() {
            if let Some(Envelope::Flush) = self.own.pop_front() {
                // The mark of a source stands for nothing any more: the mailbox is closed, and its sources are detached.
                let _ = self.control().flushes.answer_next();
            }
        }
    }

    pub(crate) fn next_own(&mut self) -> Option<PackedOf<H>> {
        self.take_own_signals();
        shrink::before_pop(&mut self.own);
        let own = self.own.pop_front().and_then(Envelope::hand_over);
        self.update_quiet();
        own
    }

    fn update_quiet(&mut self) {
        self.quiet = self.own.is_empty()
            && self.timers.as_ref().is_none_or(|timers| timers.is_empty())
            && !self.has_pipes()
            && !self.control().home().is_simulated();
    }

    /// The moment at which the next timer is due.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        self.timers.as_ref()?.next_due()
    }

    /// The message of a timer that is due by now.
    #[inline]
    pub(crate) fn next_fired(&mut self) -> Option<PackedOf<H>> {
        // The loop passes here for each of a flood of own messages. Most of these actors have no timer.
        if self.timers.is_some() { self.next_fired_of_some() } else { None }
    }

    fn next_fired_of_some(&mut self) -> Option<PackedOf<H>> {
        let fired = self.timers.as_mut()?.take_due();
        self.turn_to(Activity::TIMER);
        let message = fired?.message(self.timers.as_mut()?);
        self.accept_made(message)
    }

    /// Accepts a message that a closure of the user's has just made, if the actor still takes any.
    pub(super) fn accept_made(&self, message: PackedOf<H>) -> Option<PackedOf<H>> {
        let control = self.control();
        if !self.weak.takes_messages() {
            // Meanwhile the actor was stopped, by the closure that made the message or by another thread, or its
            // last handle was dropped.
            let reason = control.refusal_without_handle();
            dropped::with_reason(reason, || drop(panics::catch(|| drop(message))));
            return None;
        }
        control.accept();
        Some(message)
    }

    /// Notes what the actor does from now on, for the report of a panic and for other threads that read it.
    #[inline]
    pub(crate) fn turn_to(&self, activity: Activity) {
        self.control().receiving.turn_to(activity);
    }

    /// Ends the timers and pipes with the state that set them. Their messages were never accepted, and so are not
    /// counted. An ask among them learns why.
    pub(crate) fn end_timers(&mut self) {
        self.timers.take().into_iter().for_each(|timers| timers.end());
        self.end_pipes();
        self.update_quiet();
    }

    /// Takes the own messages that will not be handled.
    pub(crate) fn take_queued(&mut self) -> VecDeque<Envelope<PackedOf<H>>> {
        mem::take(&mut self.own)
    }

    pub(crate) fn running(&self) -> Running {
        // Between messages no code of the user runs that could panic, but for a subscriber's that is told of a span.
        self.control().running().unwrap_or(Running::Idle)
    }

    /// Gives a message its turn.
    #[doc(hidden)]
    #[inline]
    pub fn begin(&mut self, message: usize) {
        self.note_begin(message);
        // One load for a quiet actor. Others look whether they are in a simulation.
        if sys::CAN_SIMULATE && !self.quiet {
            self.take_turn(message);
        }
    }

    /// Notes which message is being handled, and counts it.
    #[inline]
    pub(crate) fn note_begin(&mut self, message: usize) {
        let receiving = &self.control().receiving;
        receiving.turn_to(Activity::message(message));
        receiving.handle();
        let control = self.weak.control();
        let open_span = H::actor_type().open_span();
        let name = || H::message_name(message);
        self.handling.begin(open_span, control.id(), control.name(), name);
    }

    #[cold]
    fn take_turn(&self, message: usize) {
        let control = self.weak.control();
        // A supervisor is one of the runtime's own, and does not panic.
        let may_panic = !H::actor_type().path().starts_with("actor_runtime::");
        let message = H::message_name(message);
        control.home().takes_turn(control.id().number(), message, may_panic);
    }

    /// Notes that the handler has returned, or panicked.
    #[inline]
    pub(crate) fn end_message(&mut self) {
        self.handling.end();
    }

    /// Whether an `#[expires]` message is still to be handled, now that its turn has come. If its
    /// caller has given up, the message counts as expired.
    #[doc(hidden)]
    #[inline]
    pub fn is_wanted<T>(&mut self, reply: &ReplySender<T>) -> bool {
        let wanted = reply.has_asker();
        if !wanted {
            self.control().receiving.expire();
        }
        wanted
    }
}

#[cold]
#[inline(never)]
fn refused<M>(control: &Control, message: M) -> SendError<M> {
    SendError::new(control.refusal(), Box::new(message))
}

impl<H: Handle> fmt::Debug for Context<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Context").field(self.control()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        actor_type::ActorType,
        mailbox::send::Mailbox,
        memory::{
            packed::{Carrier, Message},
            shrink::KEPT,
        },
        options::Options,
    };

    /// A handle without methods.
    #[derive(Clone)]
    struct Bare(Mailbox<u64>);

    impl Message for u64 {
        type Packing = u64;
    }

    impl Carrier for Bare {
        type Carried = u64;
    }

    impl Handle for Bare {
        type Message = u64;
        type Ask<'a> = ();

        fn ask(&self) {}

        fn from_mailbox(mailbox: Mailbox<u64>) -> Self {
            Bare(mailbox)
        }

        fn mailbox(&self) -> &Mailbox<u64> {
            &self.0
        }

        fn options() -> Options {
            Options::new("bare")
        }

        fn message_name(_index: usize) -> &'static str {
            ""
        }

        fn actor_type() -> &'static ActorType {
            static TYPE: ActorType = crate::__private::actor_type!("Bare");
            &TYPE
        }
    }

    #[test]
    fn what_a_flood_of_own_messages_has_taken_is_given_back_as_it_drains() {
        let (bare, _inbox) = Bare::channel();
        let mut ctx = Context::of(bare.downgrade(), None);
        for left in [0, 2] {
            (0..100_000).for_each(|n| ctx.send(n).unwrap());
            while ctx.own.len() > left {
                assert!(ctx.next_own().is_some());
            }
            assert!(ctx.own.capacity() <= KEPT, "{}", ctx.own.capacity());
        }
    }
}
