//! The task of a pooled actor: runs one state, or one state after the other, a few messages at a time.
//
// Stages of a task:
//
// | stage | left by | for |
// |---|---|---|
// | `Make` | `make` | `Start`; after a panic of the closure, `Follow` or `End` |
// | `Start` | the `#[started]` method | `Work`; after a failure, `EndState` |
// | `Work` | the end of the state's work (`end_work`) | `EndState` |
// | `EndState` | the drop of the state | `Follow` if another state may follow, otherwise `End` |
// | `Follow` | the moment of the restart, or a mailbox that closes | `Make`, or `End` if no state follows after all |
// | `End` | `end`, which tells the threads that wait and the watchers | `Nothing` |

use std::{any::TypeId, mem};

use crate::{
    Actor, Exit, Handle, Inbox,
    activity::Activity,
    actor::{
        cell::{ActorCell, finish::Finished},
        context::FirstStart,
        kept_state::KeptState,
        restart::{Due, Restarts},
        succession,
        succession::Snapshot,
    },
    lifecycle::{
        control::Control,
        current::{self, Entered},
    },
    mailbox::{
        channel::pooled::{
            backlog::Backlog,
            body::{Body, Handler, Next},
        },
        envelope::Envelope,
    },
    memory::packed::Packed,
    panics,
    scheduler::alarms::Alarm,
    sys::Arc,
};

pub(crate) struct PooledTask<A, H: Handle> {
    cell: ActorCell<H>,
    stage: Stage<A>,
    /// `None` if the actor has only one state, which is dropped at its end.
    after_state: Option<Box<AfterState<A>>>,
    /// Allocated with the first alarm: most actors never set one.
    alarm: Option<Box<Alarm>>,
    /// Lent to the thread that runs the actor, for each turn. Cloning the `Arc` each time would cost more.
    control: Option<Arc<Control>>,
}

/// What becomes of a state that has ended, or comes after it.
enum AfterState<A> {
    Follow(Succession<A>),
    Keep(KeptState<A>),
}

struct Succession<A> {
    make: Box<dyn FnMut() -> A + Send>,
    /// The snapshot at the start of the present state.
    at_start: Option<Snapshot>,
}

/// What a task does next.
enum Stage<A> {
    Make,
    Start(A),
    Work(A),
    /// Boxed, as in `Follow`: in place, the task of each actor at work would have room for it.
    EndState(A, Box<Finished>),
    /// Waits until the next state is due, and makes it then.
    Follow(Box<BetweenStates>),
    /// No state follows any more: the threads that wait and the watchers are to be told.
    End(Exit),
    Nothing,
}

/// The last state has been dropped, and another one may follow.
struct BetweenStates {
    exit: Exit,
    at_start: Snapshot,
    at_end: Snapshot,
}

impl<A, H> PooledTask<A, H>
where
    A: Actor<H>,
    H: Handle,
{
    /// The task of an actor with one state.
    // Inlined, so that the task is made in the place where the spawn stores it.
    #[inline]
    pub(crate) fn of(actor: A, inbox: Inbox<H>, mut first_start: Option<FirstStart>) -> Self {
        let stage = if A::HAS_STARTED {
            Stage::Start(actor)
        } else {
            // A state without the hook has started already.
            first_start.take().into_iter().for_each(|tell| tell());
            Stage::Work(actor)
        };
        inbox.control().receiving.turn_to(Activity::NONE);
        let cell = ActorCell::new(inbox, first_start);
        PooledTask { cell, stage, after_state: None, alarm: None, control: None }
    }

    /// The task of an actor with one state, which is kept at its end for its `StateHandle`.
    pub(crate) fn keeping(
        actor: A,
        kept: KeptState<A>,
        inbox: Inbox<H>,
        first_start: Option<FirstStart>,
    ) -> Self {
        let after_state = Some(Box::new(AfterState::Keep(kept)));
        PooledTask { after_state, ..PooledTask::of(actor, inbox, first_start) }
    }

    /// The task of an actor whose states follow one another as `restarts` decides.
    pub(crate) fn with_restarts(
        make: impl FnMut() -> A + Send + 'static,
        restarts: impl Restarts + 'static,
        inbox: Inbox<H>,
        first_start: Option<FirstStart>,
    ) -> Self {
        let mut cell = ActorCell::new(inbox, first_start);
        cell.ctx().restart_by(restarts);
        let succession = Succession { make: Box::new(make), at_start: None };
        let after_state = Some(Box::new(AfterState::Follow(succession)));
        PooledTask { cell, stage: Stage::Make, after_state, alarm: None, control: None }
    }

    fn is_at_work(&self) -> bool {
        matches!(self.stage, Stage::Work(_))
    }

    fn end_work(&mut self, finished: Finished) {
        self.stage = match mem::replace(&mut self.stage, Stage::Nothing) {
            Stage::Work(state) => Stage::EndState(state, Box::new(finished)),
            other => other,
        };
    }

    fn make(&mut self) -> Stage<A> {
        let Some(AfterState::Follow(succession)) = self.after_state.as_deref_mut() else {
            unreachable!("a state that is still to be made has what makes it")
        };
        succession.at_start = Some(Snapshot::of(self.cell.inbox()));
        match succession::make_state(&mut succession.make, self.cell.ctx()) {
            Ok(state) => Stage::Start(state),
            Err(exit) => {
                let at_end = self.cell.decide(&exit);
                self.follow_or_end(exit, at_end)
            }
        }
    }

    fn start(&mut self, mut state: A) -> Stage<A> {
        match self.cell.start(&mut state) {
            Ok(()) => Stage::Work(state),
            Err(finished) => Stage::EndState(state, Box::new(finished)),
        }
    }

    fn end_state(&mut self, state: A, finished: Finished) -> Stage<A> {
        if let Some(AfterState::Keep(kept)) = self.after_state.as_deref() {
            return Stage::End(self.cell.end_or_keep_state(state, finished, kept));
        }
        let (exit, at_end) = self.cell.end_state(state, finished);
        self.follow_or_end(exit, at_end)
    }

    /// The stage after a state has been dropped.
    fn follow_or_end(&mut self, exit: Exit, at_end: Option<Snapshot>) -> Stage<A> {
        let Some(AfterState::Follow(succession)) = self.after_state.as_deref_mut() else {
            return Stage::End(exit);
        };
        let (inbox, ctx) = self.cell.parts();
        match (succession.at_start.take(), at_end, ctx.restarts()) {
            (Some(at_start), Some(at_end), Some(restarts)) => {
                restarts.begin_pause(&exit, inbox.control(), &|| inbox.is_closing());
                Stage::Follow(Box::new(BetweenStates { exit, at_start, at_end }))
            }
            _ => Stage::End(exit),
        }
    }

    fn make_next_or_end(
        &mut self,
        BetweenStates { exit, at_start, at_end }: BetweenStates,
    ) -> Stage<A> {
        match succession::after_pause(exit, at_start, at_end, &mut self.cell) {
            Ok(()) => {
                self.cell.control().restart();
                Stage::Make
            }
            Err(exit) => Stage::End(exit),
        }
    }

    fn end(&mut self, exit: Exit) {
        // What the closure captured belongs to the actor, as its state does.
        let _ = panics::catch(|| drop(self.after_state.take()));
        drop(self.cell.ctx().take_restarts());
        self.cell.end(exit);
    }

    /// Marks this thread as running the actor.
    #[inline]
    fn enter(&mut self) -> Option<Entered> {
        let control = self.control.take().unwrap_or_else(|| Arc::clone(self.cell.control()));
        current::enter(control)
    }

    #[inline]
    fn leave(&mut self, entered: Option<Entered>) {
        self.control = entered.and_then(Entered::leave);
    }
}

impl<A, H> PooledTask<A, H>
where
    A: Actor<H> + Send + 'static,
    H: Handle + 'static,
{
    /// Runs stage after stage until there is nothing to do, or others are to have their turn.
    fn run_stages(
        &mut self,
        left: &mut usize,
        is_enough: &dyn Fn() -> bool,
        may_end: bool,
    ) -> Option<Next> {
        loop {
            if let Stage::Work(state) = &mut self.stage {
                match self.cell.advance(state, left, is_enough) {
                    Ok(next) => return Some(next),
                    Err(finished) => self.end_work(finished),
                }
            }
            if !may_end && matches!(self.stage, Stage::EndState(..) | Stage::End(_)) {
                return Some(Next::More);
            }
            if let Stage::Make = self.stage {
                // States that fail before their first message may follow one another without end.
                if *left == 0 || is_enough() {
                    return Some(Next::More);
                }
                *left -= 1;
            }
            self.stage = match mem::replace(&mut self.stage, Stage::Nothing) {
                Stage::Work(state) => Stage::Work(state),
                Stage::Make => self.make(),
                Stage::Start(state) => {
                    let next = self.start(state);
                    if is_enough() {
                        // A spawner runs the task only until the start, and handles no message.
                        self.stage = next;
                        return Some(Next::More);
                    }
                    next
                }
                Stage::EndState(state, finished) => self.end_state(state, *finished),
                Stage::Follow(between) => {
                    let restarts = self.cell.ctx().restarts();
                    match restarts.map_or(Due::Never, |restarts| restarts.due()) {
                        Due::Later(moment) if !self.cell.inbox().is_closing() => {
                            self.stage = Stage::Follow(between);
                            return Some(Next::Moment(moment));
                        }
                        Due::Now | Due::Later(_) => self.make_next_or_end(*between),
                        Due::Never => Stage::End(between.exit),
                    }
                }
                Stage::End(exit) => {
                    self.end(exit);
                    return None;
                }
                Stage::Nothing => return None,
            };
        }
    }
}

impl<A, H> Body<Packed<H::Message>> for PooledTask<A, H>
where
    A: Actor<H> + Send + 'static,
    H: Handle + 'static,
{
    fn run(
        &mut self,
        left: &mut usize,
        is_enough: &dyn Fn() -> bool,
        may_end: bool,
    ) -> Option<Next> {
        let entered = self.enter();
        let next = self.run_stages(left, is_enough, may_end);
        self.leave(entered);
        next
    }

    fn takes_calls_on(&self, state: TypeId) -> bool {
        self.is_at_work() && state == TypeId::of::<A>() && !self.cell.has_something_first()
    }

    fn call(&mut self, message: usize, handler: &mut Handler<'_>) -> bool {
        let entered = self.enter();
        let Stage::Work(state) = &mut self.stage else { return true };
        let called = self.cell.call(state, message, handler);
        self.leave(entered);
        match called {
            Ok(has_more) => has_more,
            Err(finished) => {
                self.end_work(finished);
                true
            }
        }
    }

    fn take_in(
        &mut self,
        envelope: Envelope<Packed<H::Message>>,
    ) -> Option<Envelope<Packed<H::Message>>> {
        match self.cell.inbox().queue() {
            Some(queue) if self.is_at_work() => {
                queue.take_in(envelope);
                None
            }
            _ => Some(envelope),
        }
    }

    fn take_over(&mut self, queued: &mut Backlog<Packed<H::Message>>, poked: bool) -> usize {
        let Some(queue) = self.cell.inbox().queue() else { return 0 };
        // A task that is not at work takes no messages over. It looks again once it is at work.
        queue.take_over(self.is_at_work().then_some(queued), poked)
    }

    fn has_more(&self) -> bool {
        A::HAS_IDLE || !self.is_at_work()
    }

    fn alarm(&mut self) -> &mut Option<Box<Alarm>> {
        &mut self.alarm
    }
}
