//! The life of a pooled actor: one state, or one after the other, moved on a bit at a time.

use std::{any::TypeId, mem};

use crate::{
    Actor, Exit, Handle, Inbox,
    activity::Activity,
    actor::{
        cell::{ActorCell, Over, Progress},
        context::FirstStart,
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
            queue::After,
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
    /// Where one state may follow another.
    succession: Option<Box<Succession<A>>>,
    alarm: Option<Alarm>,
    /// Lent to the thread that runs the actor, for each turn. Cloning the `Arc` each time costs more.
    control: Option<Arc<Control>>,
}

struct Succession<A> {
    make: Box<dyn FnMut() -> A + Send>,
    /// When the state that lives now was made.
    birth: Option<Snapshot>,
}

/// What comes next in its life.
enum Stage<A> {
    Make,
    Start(A),
    Work(A),
    EndState(A, Over),
    /// Another state may follow one that ended so.
    Follow(Between),
    /// No state follows any more: those who wait and watch are to be told.
    End(Exit),
    Nothing,
}

struct Between {
    exit: Exit,
    birth: Snapshot,
    death: Snapshot,
}

impl<A, H> PooledTask<A, H>
where
    A: Actor<H>,
    H: Handle,
{
    /// That of one state.
    // Inlined, it is made where the spawn puts it.
    #[inline]
    pub(crate) fn of(actor: A, inbox: Inbox<H>, mut first_start: Option<FirstStart>) -> Self {
        let stage = if A::HAS_STARTED {
            Stage::Start(actor)
        } else {
            // Without the hook it has started.
            first_start.take().into_iter().for_each(|tell| tell());
            Stage::Work(actor)
        };
        inbox.control().receiving.turn_to(Activity::NONE);
        let cell = ActorCell::new(inbox, first_start);
        PooledTask { cell, stage, succession: None, alarm: None, control: None }
    }

    /// That of one state after the other.
    pub(crate) fn again_and_again(
        make: impl FnMut() -> A + Send + 'static,
        restarts: impl Restarts + 'static,
        inbox: Inbox<H>,
        first_start: Option<FirstStart>,
    ) -> Self {
        let mut cell = ActorCell::new(inbox, first_start);
        cell.ctx().restart_by(restarts);
        let succession = Some(Box::new(Succession { make: Box::new(make), birth: None }));
        PooledTask { cell, stage: Stage::Make, succession, alarm: None, control: None }
    }

    fn is_at_work(&self) -> bool {
        matches!(self.stage, Stage::Work(_))
    }

    fn end_work(&mut self, over: Over) {
        self.stage = match mem::replace(&mut self.stage, Stage::Nothing) {
            Stage::Work(state) => Stage::EndState(state, over),
            other => other,
        };
    }

    fn make(&mut self) -> Stage<A> {
        let Some(succession) = &mut self.succession else {
            unreachable!("a state that is still to be made has what makes it")
        };
        succession.birth = Some(Snapshot::of(self.cell.inbox()));
        match succession::make_state(&mut succession.make, self.cell.ctx()) {
            Ok(state) => Stage::Start(state),
            Err(exit) => {
                let death = self.cell.decide(&exit);
                self.after(exit, death)
            }
        }
    }

    fn start(&mut self, mut state: A) -> Stage<A> {
        match self.cell.start(&mut state) {
            Ok(()) => Stage::Work(state),
            Err(over) => Stage::EndState(state, over),
        }
    }

    fn end_state(&mut self, state: A, over: Over) -> Stage<A> {
        let (exit, death) = self.cell.end_state(state, over);
        self.after(exit, death)
    }

    fn after(&mut self, exit: Exit, death: Option<Snapshot>) -> Stage<A> {
        let Some(succession) = &mut self.succession else { return Stage::End(exit) };
        let (inbox, ctx) = self.cell.parts();
        match (succession.birth.take(), death, ctx.restarts()) {
            (Some(birth), Some(death), Some(restarts)) => {
                restarts.begin_pause(&exit, inbox.control(), &|| inbox.is_closing());
                Stage::Follow(Between { exit, birth, death })
            }
            _ => Stage::End(exit),
        }
    }

    fn follow(&mut self, Between { exit, birth, death }: Between) -> Stage<A> {
        match succession::after_the_wait(exit, birth, death, &mut self.cell) {
            Ok(()) => {
                self.cell.control().receiving.restart();
                Stage::Make
            }
            Err(exit) => Stage::End(exit),
        }
    }

    fn end(&mut self, exit: Exit) {
        // What it captured is the actor's, like its state.
        let _ = panics::catch(|| drop(self.succession.take()));
        drop(self.cell.ctx().take_restarts());
        self.cell.end(exit);
    }

    /// Marks this thread as running it.
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
    fn move_on(&mut self, left: &mut usize, is_enough: &dyn Fn() -> bool, may_end: bool) -> Next {
        loop {
            if let Stage::Work(state) = &mut self.stage {
                match self.cell.advance(state, left, is_enough) {
                    Progress::Busy => return Next::More,
                    Progress::Waiting(until) => return Next::Message(until),
                    Progress::Over(over) => self.end_work(over),
                }
            }
            if !may_end && matches!(self.stage, Stage::EndState(..) | Stage::End(_)) {
                return Next::More;
            }
            if let Stage::Make = self.stage {
                // Of states that fail before their first message there may be no end.
                if *left == 0 || is_enough() {
                    return Next::More;
                }
                *left -= 1;
            }
            self.stage = match mem::replace(&mut self.stage, Stage::Nothing) {
                Stage::Work(state) => Stage::Work(state),
                Stage::Make => self.make(),
                Stage::Start(state) => {
                    let next = self.start(state);
                    if is_enough() {
                        // A spawner waits for the start alone, and handles no message.
                        self.stage = next;
                        return Next::More;
                    }
                    next
                }
                Stage::EndState(state, over) => self.end_state(state, over),
                Stage::Follow(between) => {
                    let restarts = self.cell.ctx().restarts();
                    match restarts.map_or(Due::Never, |restarts| restarts.due()) {
                        Due::Later(moment) if !self.cell.inbox().is_closing() => {
                            self.stage = Stage::Follow(between);
                            return Next::Moment(moment);
                        }
                        Due::Now | Due::Later(_) => self.follow(between),
                        Due::Never => Stage::End(between.exit),
                    }
                }
                Stage::End(exit) => {
                    self.end(exit);
                    return Next::Nothing;
                }
                Stage::Nothing => return Next::Nothing,
            };
        }
    }
}

impl<A, H> Body<Packed<H::Message>> for PooledTask<A, H>
where
    A: Actor<H> + Send + 'static,
    H: Handle + 'static,
{
    fn run(&mut self, left: &mut usize, is_enough: &dyn Fn() -> bool, may_end: bool) -> Next {
        let entered = self.enter();
        let next = self.move_on(left, is_enough, may_end);
        self.leave(entered);
        next
    }

    fn takes_calls_on(&self, state: TypeId) -> bool {
        self.is_at_work() && state == TypeId::of::<A>() && !self.cell.has_something_first()
    }

    fn call(&mut self, message: usize, handler: &mut Handler<'_>) -> After {
        let entered = self.enter();
        let Stage::Work(state) = &mut self.stage else { return After::More };
        let called = self.cell.call(state, message, handler);
        self.leave(entered);
        match called {
            Ok(true) => After::More,
            Ok(false) => After::Idle,
            Err(over) => {
                self.end_work(over);
                After::More
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
        // One that is not at work takes nothing, and looks when it is.
        queue.take_over(self.is_at_work().then_some(queued), poked)
    }

    fn has_more(&self) -> bool {
        A::HAS_IDLE || !self.is_at_work()
    }

    fn alarm(&mut self) -> &mut Option<Alarm> {
        &mut self.alarm
    }
}
