//! The life of a pooled actor: one state, or one after the other, moved on a bit at a time.

use std::sync::Arc as StdArc;

use crate::{
    Actor, Context, Exit, Handle, Inbox,
    activity::Activity,
    control::Control,
    drive::{Over, Progress, Step},
    envelope::Envelope,
    incarnations::{self, Moment},
    panics,
    pool::{
        Job, Queue,
        alarms::{Alarm, Alarms},
    },
    receiving::QueueEnd,
    restart::{NoRestarts, Restarts as _, Schedule},
    sys::{Arc, Instant},
};

/// How many messages an actor handles before the others have their turn.
const BATCH: usize = 256;

pub(super) struct Body<A, H: Handle> {
    pub(super) control: Arc<Control>,
    life: Life<A, H>,
    /// Where one state may follow another.
    succession: Option<Box<Succession<A>>>,
    /// When it will be poked next, or was poked last.
    pub(super) alarm: Option<Alarm>,
}

struct Succession<A> {
    make: Box<dyn FnMut() -> A + Send>,
    schedule: Schedule,
    /// When the state that lives now was made.
    birth: Option<Moment>,
}

enum Life<A, H: Handle> {
    Unmade(Inbox<H>, Context<H>),
    Unstarted(Step<A, H>),
    Working(Step<A, H>),
    Ending(Box<(Step<A, H>, Over)>),
    BetweenStates(Box<Between<H>>),
    /// No state follows any more: those who wait and watch are to be told.
    Closing(Box<(Inbox<H>, Context<H>, Exit)>),
    Over,
}

struct Between<H: Handle> {
    inbox: Inbox<H>,
    ctx: Context<H>,
    exit: Exit,
    birth: Moment,
    death: Moment,
}

/// What there is to do after a turn.
pub(super) enum Next {
    More,
    /// A message is waited for, or this moment.
    Message(Option<Instant>),
    /// This moment is waited for, or that the mailbox closes.
    Moment(Option<Instant>),
    Nothing,
}

impl<A, H> Body<A, H>
where
    A: Actor<H>,
    H: Handle,
{
    /// That of one state.
    pub(super) fn of(actor: A, inbox: Inbox<H>) -> Self {
        let ctx = Context::new(inbox.weak().clone());
        let control = Arc::clone(inbox.control());
        control.counts.receiving.turn_to(Activity::NONE);
        let step = Step::new(actor, inbox, ctx);
        let life = if A::HAS_STARTED { Life::Unstarted(step) } else { Life::Working(step) };
        Body { control, life, succession: None, alarm: None }
    }

    /// That of one state after the other.
    pub(super) fn again_and_again(
        make: impl FnMut() -> A + Send + 'static,
        schedule: Schedule,
        inbox: Inbox<H>,
    ) -> Self {
        let mut ctx = Context::new(inbox.weak().clone());
        ctx.stop_state_alone(schedule.after_a_stop());
        let control = Arc::clone(inbox.control());
        let succession = Succession { make: Box::new(make), schedule, birth: None };
        let life = Life::Unmade(inbox, ctx);
        Body { control, life, succession: Some(Box::new(succession)), alarm: None }
    }

    /// Claims it for a worker that has come to its entry, and takes what is queued, in one step.
    pub(super) fn begin(&self, queue: &Queue<H::Message>) -> bool {
        match &self.life {
            Life::Working(step) => step.inbox().queue().is_some_and(QueueEnd::begin),
            _ => queue.begin(),
        }
    }

    /// Takes an envelope that is first in its turn, or hands it back.
    pub(super) fn take_in(&self, envelope: Envelope<H::Message>) -> Option<Envelope<H::Message>> {
        match &self.life {
            Life::Working(step) => match step.inbox().queue() {
                Some(queue) => queue.take_in(envelope),
                None => return Some(envelope),
            },
            _ => return Some(envelope),
        }
        None
    }

    pub(super) fn is_released(&self) -> bool {
        match &self.life {
            Life::Working(step) => step.inbox().queue().is_some_and(QueueEnd::is_released),
            _ => false,
        }
    }

    pub(super) fn run(&mut self, is_enough: &dyn Fn() -> bool, may_end: bool) -> Next {
        loop {
            if let Life::Working(step) = &mut self.life {
                match step.advance(BATCH, is_enough) {
                    Progress::Busy => return Next::More,
                    Progress::Waiting(until) => return Next::Message(until),
                    Progress::Over(over) => self.end_work(over),
                }
            }
            if !may_end && matches!(self.life, Life::Ending(_) | Life::Closing(_)) {
                return Next::More;
            }
            self.life = match std::mem::replace(&mut self.life, Life::Over) {
                Life::Working(step) => Life::Working(step),
                Life::Unmade(inbox, ctx) => self.make(inbox, ctx),
                Life::Unstarted(step) => self.start(step),
                Life::Ending(ending) => {
                    let (step, over) = *ending;
                    self.end(step, over)
                }
                Life::BetweenStates(between) => {
                    let due = self.succession.as_ref().and_then(|of| of.schedule.due());
                    let is_due = due.is_some_and(|due| due <= Instant::now());
                    if !is_due && !between.inbox.is_closing() {
                        self.life = Life::BetweenStates(between);
                        return Next::Moment(due);
                    }
                    self.follow(*between)
                }
                Life::Closing(closing) => {
                    let (inbox, ctx, exit) = *closing;
                    self.close(inbox, ctx, exit)
                }
                Life::Over => return Next::Nothing,
            };
        }
    }

    fn end_work(&mut self, over: Over) {
        self.life = match std::mem::replace(&mut self.life, Life::Over) {
            Life::Working(step) => Life::Ending(Box::new((step, over))),
            other => other,
        };
    }

    /// Has it poked at that moment, unless it will be before that anyway.
    pub(super) fn set_alarm(&mut self, moment: Instant, alarms: &Alarms, this: &StdArc<dyn Job>) {
        if !self.alarm.is_some_and(|alarm| alarm.rings_by(moment)) {
            self.alarm = Some(alarms.set(moment, self.alarm, StdArc::downgrade(this)));
        }
    }

    fn make(&mut self, inbox: Inbox<H>, ctx: Context<H>) -> Life<A, H> {
        let Some(succession) = &mut self.succession else {
            unreachable!("a state that is still to be made has what makes it")
        };
        succession.birth = Some(Moment::of(&inbox));
        match incarnations::make_state(&mut succession.make, &ctx) {
            Ok(actor) => Life::Unstarted(Step::new(actor, inbox, ctx)),
            Err(exit) => {
                let death = Moment::of_death(&mut succession.schedule, &exit, &inbox);
                self.after(inbox, ctx, exit, death)
            }
        }
    }

    fn start(&mut self, mut step: Step<A, H>) -> Life<A, H> {
        let started = match &mut self.succession {
            Some(succession) => step.start(&mut succession.schedule),
            None => step.start(&mut NoRestarts),
        };
        match started {
            Ok(()) => Life::Working(step),
            Err(over) => Life::Ending(Box::new((step, over))),
        }
    }

    fn end(&mut self, step: Step<A, H>, over: Over) -> Life<A, H> {
        let (inbox, ctx, exit, death) = match &mut self.succession {
            Some(succession) => step.end(over, &mut succession.schedule),
            None => step.end(over, &mut NoRestarts),
        };
        self.after(inbox, ctx, exit, death)
    }

    fn after(
        &mut self,
        inbox: Inbox<H>,
        ctx: Context<H>,
        exit: Exit,
        death: Option<Moment>,
    ) -> Life<A, H> {
        let birth = self.succession.as_mut().and_then(|succession| succession.birth.take());
        match (birth, death) {
            (Some(birth), Some(death)) => {
                Life::BetweenStates(Box::new(Between { inbox, ctx, exit, birth, death }))
            }
            _ => Life::Closing(Box::new((inbox, ctx, exit))),
        }
    }

    fn follow(&mut self, between: Between<H>) -> Life<A, H> {
        let Between { inbox, mut ctx, exit, birth, death } = between;
        match incarnations::after_the_wait(exit, birth, death, &inbox, &mut ctx) {
            Ok(()) => {
                self.control.counts.receiving.restart();
                Life::Unmade(inbox, ctx)
            }
            Err(exit) => Life::Closing(Box::new((inbox, ctx, exit))),
        }
    }

    fn close(&mut self, mut inbox: Inbox<H>, ctx: Context<H>, exit: Exit) -> Life<A, H> {
        // What it captured is the actor's, like its state.
        let _ = panics::catch(|| drop(self.succession.take()));
        inbox.end(ctx.into_queued(), exit);
        Life::Over
    }
}
