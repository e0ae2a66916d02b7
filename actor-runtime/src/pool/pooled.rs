//! A pooled actor: its state and what has become of it, run by whoever has claimed it.

use std::sync::Arc as StdArc;

use crate::{
    Actor, Handle, Inbox,
    control::Control,
    discard,
    envelope::Envelope,
    pool::{
        Crew, Job, JobOf, Queue, caller,
        executor::Roll,
        life::{Body, Next},
        queue::{After, ToList},
    },
    restart::Schedule,
    sys::{self, Arc, Mutex, MutexGuard},
};

pub(crate) struct PooledActor<A, H: Handle> {
    control: Arc<Control>,
    queue: Arc<Queue<H::Message>>,
    roll: StdArc<Roll>,
    /// Locked by whoever has claimed the actor, and so never waited for. `None` until it is spawned.
    body: Mutex<Option<Body<A, H>>>,
}

impl<A, H> PooledActor<A, H>
where
    A: Actor<H> + Send + 'static,
    H: Handle + 'static,
{
    pub(crate) fn new(
        control: Arc<Control>,
        queue: Arc<Queue<H::Message>>,
        roll: StdArc<Roll>,
    ) -> Self {
        PooledActor { control, queue, roll, body: Mutex::new(None) }
    }

    /// Gives it its state.
    pub(crate) fn embody(self: &StdArc<Self>, actor: A, inbox: Inbox<H>) {
        let body = Body::of(actor, inbox);
        // Whoever came to a stop before it had a body has left it alone, and is seen to have stopped it.
        *sys::lock(&self.body) = Some(body);
        // Nobody has to wake it for a hook that it does not have.
        if A::HAS_STARTED || A::HAS_IDLE || !self.control.is_open() {
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
        *sys::lock(&self.body) = Some(Body::again_and_again(make, schedule, inbox));
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
        let entered = self.control.enter();
        let next = alive.run(is_enough, may_end);
        drop(entered);
        match next {
            Next::Message(None) => {
                // By what has found its mailbox empty.
                let is_released = alive.is_released();
                drop(body);
                if !is_released {
                    self.list(this, self.queue.release(After::Idle));
                }
            }
            Next::Message(Some(moment)) => {
                alive.set_alarm(moment, self.roll.alarms(), this);
                drop(body);
                self.list(this, self.queue.release(After::Idle));
            }
            Next::Moment(moment) => {
                if let Some(moment) = moment {
                    alive.set_alarm(moment, self.roll.alarms(), this);
                }
                drop(body);
                self.list(this, self.queue.release(After::Asleep));
            }
            Next::More => {
                drop(body);
                if self.queue.release(After::More) == ToList(true) {
                    self.roll.crew().list_last(StdArc::clone(this));
                }
            }
            Next::Nothing => {
                // Its handles may keep the rest of it for long.
                let ended = body.take();
                drop(body);
                if let Some(alarm) = ended.and_then(|ended| ended.alarm) {
                    self.roll.alarms().cancel(alarm);
                }
                self.roll.strike_off(self.control.id());
                self.list(this, self.queue.release(After::Idle));
            }
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

    fn control(&self) -> &Arc<Control> {
        &self.control
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
