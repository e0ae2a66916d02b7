//! A pooled actor: its state and what has become of it, run by whoever has claimed it.

use std::sync::Arc as StdArc;

use crate::{
    Actor, Context, Exit, Handle, Inbox, Panic, Running,
    activity::Activity,
    control::Control,
    discard,
    drive::{Over, Progress, Step},
    envelope::Envelope,
    incarnations::{self, Moment},
    panics,
    pool::{
        Crew, Job, JobOf, Queue,
        alarms::{Alarm, Alarms},
        caller,
        executor::Roll,
        queue::{After, ToList},
    },
    receiving::QueueEnd,
    restart::{NoRestarts, Restarts as _, Schedule},
    sys::{self, Arc, Instant, Mutex, MutexGuard},
};

/// How many messages an actor handles before the others have their turn.
const BATCH: usize = 256;

pub(crate) struct PooledActor<A, H: Handle> {
    queue: Arc<Queue<H::Message>>,
    roll: StdArc<Roll>,
    /// Locked by whoever has claimed the actor, and so never waited for. `None` until it is spawned.
    body: Mutex<Option<Body<A, H>>>,
}

struct Body<A, H: Handle> {
    control: Arc<Control>,
    life: Life<A, H>,
    /// Where one state may follow another.
    succession: Option<Box<Succession<A>>>,
    /// When it will be poked next, or was poked last.
    alarm: Option<Alarm>,
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
enum Next {
    More,
    /// A message is waited for, or this moment.
    Message(Option<Instant>),
    /// This moment is waited for, or that the mailbox closes.
    Moment(Option<Instant>),
    Nothing,
}

impl<A, H> PooledActor<A, H>
where
    A: Actor<H> + Send + 'static,
    H: Handle + 'static,
{
    pub(crate) fn new(queue: Arc<Queue<H::Message>>, roll: StdArc<Roll>) -> Self {
        PooledActor { queue, roll, body: Mutex::new(None) }
    }

    /// Gives it its state.
    pub(crate) fn embody(self: &StdArc<Self>, actor: A, inbox: Inbox<H>) {
        let ctx = Context::new(inbox.weak().clone());
        let control = Arc::clone(inbox.control());
        control.counts.receiving.turn_to(Activity::NONE);
        let step = Step::new(actor, inbox, ctx);
        let life = if A::HAS_STARTED { Life::Unstarted(step) } else { Life::Working(step) };
        let body = Body { control, life, succession: None, alarm: None };
        // Whoever came to a stop before it had a body has left it alone, and is seen to have stopped it.
        let is_open = sys::lock(&self.body).insert(body).control.is_open();
        // Nobody has to wake it for a hook that it does not have.
        if A::HAS_STARTED || A::HAS_IDLE || !is_open {
            StdArc::clone(self).poke();
        }
    }

    /// Gives it one state after the other.
    pub(crate) fn embody_again_and_again(
        self: &StdArc<Self>,
        make: impl FnMut() -> A + Send + 'static,
        schedule: Schedule,
        inbox: Inbox<H>,
    ) {
        let mut ctx = Context::new(inbox.weak().clone());
        ctx.stop_state_alone(schedule.after_a_stop());
        let control = Arc::clone(inbox.control());
        let succession = Succession { make: Box::new(make), schedule, birth: None };
        *sys::lock(&self.body) = Some(Body {
            control,
            life: Life::Unmade(inbox, ctx),
            succession: Some(Box::new(succession)),
            alarm: None,
        });
        StdArc::clone(self).poke();
    }

    fn list(&self, this: &StdArc<dyn Job>, ToList(is_to_be): ToList) {
        if is_to_be {
            self.roll.crew().list(StdArc::clone(this));
        }
    }

    /// Runs the actor for whoever has claimed it, and lets go of it.
    fn run(
        &self,
        this: &StdArc<dyn Job>,
        mut body: MutexGuard<'_, Option<Body<A, H>>>,
        is_enough: &dyn Fn() -> bool,
        may_end: bool,
    ) {
        let Some(alive) = &mut *body else {
            // Its executor has been shut down before it was spawned: what spawns it pokes it then.
            drop(body);
            return self.list(this, self.queue.release(After::Asleep));
        };
        let entered = alive.control.enter();
        let next = alive.run(is_enough, may_end);
        drop(entered);
        match next {
            Next::Message(Some(moment)) | Next::Moment(Some(moment)) => {
                alive.set_alarm(moment, self.roll.alarms(), this);
            }
            Next::Nothing => alive.alarm.iter().for_each(|alarm| self.roll.alarms().cancel(*alarm)),
            Next::Message(None) | Next::Moment(None) | Next::More => {}
        }
        let ended = matches!(next, Next::Nothing).then(|| alive.control.id());
        // By what has found its mailbox empty.
        let is_released = matches!(next, Next::Message(None)) && alive.is_released();
        drop(body);
        if is_released {
            return;
        }
        if let Some(id) = ended {
            self.roll.strike_off(id);
        }
        match next {
            Next::More => {
                if self.queue.release(After::More) == ToList(true) {
                    self.roll.crew().list_last(StdArc::clone(this));
                }
            }
            Next::Message(_) | Next::Nothing => self.list(this, self.queue.release(After::Idle)),
            Next::Moment(_) => self.list(this, self.queue.release(After::Asleep)),
        }
    }
}

impl<A, H> Job for PooledActor<A, H>
where
    A: Actor<H> + Send + 'static,
    H: Handle + 'static,
{
    fn crew(&self) -> &StdArc<Crew> {
        self.roll.crew()
    }

    fn take_turn(&self, this: &StdArc<dyn Job>) {
        // Whoever has claimed it holds this lock, but for a moment at either end.
        let Some(body) = sys::try_lock(&self.body) else {
            if self.queue.begin() {
                self.run(this, sys::lock(&self.body), &|| false, true);
            }
            return;
        };
        if body.as_ref().map_or_else(|| self.queue.begin(), |body| body.begin(&self.queue)) {
            self.run(this, body, &|| false, true);
        }
    }

    fn poke(self: StdArc<Self>) {
        let to_list = self.queue.poke();
        let this: StdArc<dyn Job> = self.clone();
        self.list(&this, to_list);
    }

    fn claim(&self) -> bool {
        self.queue.claim()
    }

    fn run_claimed(&self, this: &StdArc<dyn Job>, is_enough: &dyn Fn() -> bool, may_end: bool) {
        // The caller may be the drop of another actor's state.
        let run = || self.run(this, sys::lock(&self.body), is_enough, may_end);
        caller::on_top(|| discard::nothing_in(run));
    }

    fn release(&self, this: &StdArc<dyn Job>) {
        self.list(this, self.queue.release(After::Idle));
    }
}

impl<A, H> JobOf<H::Message> for PooledActor<A, H>
where
    A: Actor<H> + Send + 'static,
    H: Handle + 'static,
{
    fn run_with(
        &self,
        this: &StdArc<dyn Job>,
        envelope: Envelope<H::Message>,
        is_enough: &dyn Fn() -> bool,
    ) {
        let body = sys::lock(&self.body);
        let refused = match body.as_ref() {
            Some(alive) => alive.take_in(envelope),
            None => Some(envelope),
        };
        // Only one that is still to be made, or has ended, has no place for it but its queue.
        if let Some(envelope) = refused {
            self.queue.put_first(envelope);
        }
        caller::on_top(|| discard::nothing_in(|| self.run(this, body, is_enough, false)));
    }
}

impl<A, H> Body<A, H>
where
    A: Actor<H>,
    H: Handle,
{
    /// Claims it for a worker that has come to its entry, and takes what is queued, in one step.
    fn begin(&self, queue: &Queue<H::Message>) -> bool {
        match &self.life {
            Life::Working(step) => step.inbox().queue().is_some_and(QueueEnd::begin),
            _ => queue.begin(),
        }
    }

    /// Takes an envelope that is first in its turn, or hands it back.
    fn take_in(&self, envelope: Envelope<H::Message>) -> Option<Envelope<H::Message>> {
        match &self.life {
            Life::Working(step) => match step.inbox().queue() {
                Some(queue) => queue.take_in(envelope),
                None => return Some(envelope),
            },
            _ => return Some(envelope),
        }
        None
    }

    fn is_released(&self) -> bool {
        match &self.life {
            Life::Working(step) => step.inbox().queue().is_some_and(QueueEnd::is_released),
            _ => false,
        }
    }

    fn run(&mut self, is_enough: &dyn Fn() -> bool, may_end: bool) -> Next {
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
    fn set_alarm(&mut self, moment: Instant, alarms: &Alarms, this: &StdArc<dyn Job>) {
        if !self.alarm.is_some_and(|alarm| alarm.rings_by(moment)) {
            self.alarm = Some(alarms.set(moment, self.alarm, StdArc::downgrade(this)));
        }
    }

    fn make(&mut self, inbox: Inbox<H>, ctx: Context<H>) -> Life<A, H> {
        let Some(succession) = &mut self.succession else {
            unreachable!("a state that is still to be made has what makes it")
        };
        succession.birth = Some(Moment::of(&inbox));
        ctx.turn_to(Activity::BUILD);
        match panics::catch(&mut succession.make) {
            Ok(actor) => Life::Unstarted(Step::new(actor, inbox, ctx)),
            Err(text) => {
                let exit = Exit::Panicked(Panic::new(self.control.name(), Running::Build, text));
                ctx.turn_to(Activity::NONE);
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
