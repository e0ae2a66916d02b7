//! A pooled actor: its queue, and how the thread that has claimed it runs it and releases it.

use std::sync::Arc as StdArc;

use crate::{
    CallError,
    lifecycle::{control::Control, current},
    mailbox::channel::pooled::{
        body::{Body, Next},
        pauses::{PAUSE, Pauses},
        queue::{ActorQueue, InFlight, Released, ToSchedule},
    },
    reply::dropped,
    scheduler::{
        job::{Job, JobRef},
        members::Members,
        nesting,
    },
    sys::{self, Arc, Instant, Mutex, MutexGuard},
    wait::graph::Awaited,
};

/// How many messages an actor handles in one turn, before other actors have theirs.
const BATCH: usize = 256;

pub(crate) struct PooledActor<M> {
    pub(crate) control: Arc<Control>,
    members: StdArc<Members>,
    queue: Mutex<ActorQueue<M>>,
}

impl<M> PooledActor<M> {
    /// `places`: for a bounded mailbox, the number of its places, and the count of those that are taken outside of
    /// the queue.
    pub(crate) fn new(
        control: Arc<Control>,
        members: StdArc<Members>,
        places: Option<(usize, StdArc<InFlight>)>,
    ) -> Self {
        PooledActor { control, members, queue: Mutex::new(ActorQueue::new(places)) }
    }

    /// The executor's list of its actors.
    pub(crate) fn members(&self) -> &StdArc<Members> {
        &self.members
    }

    pub(crate) fn queue(&self) -> MutexGuard<'_, ActorQueue<M>> {
        sys::lock(&self.queue)
    }

    /// Releases a new actor, which its spawner has claimed until now.
    pub(crate) fn set_going(&self, this: &JobRef, body: Box<dyn Body<M>>) {
        // An actor without an idle hook, and with nothing to start, waits for its first message.
        let next = if body.has_more() { Next::More } else { Next::Message(None) };
        // A thread that stopped the actor before this has also poked it, and the queue has kept the poke.
        let to_schedule = self.queue().put_back(body, next);
        self.schedule(this, to_schedule);
    }

    /// Runs a new actor on its spawner's thread until it `has_started`, or has ended because its start failed. Then
    /// releases it.
    pub(crate) fn start(
        &self,
        this: &JobRef,
        body: Box<dyn Body<M>>,
        has_started: &dyn Fn() -> bool,
    ) {
        self.run_for_caller(this, body, has_started, true);
    }

    /// Runs the actor on the thread of a caller that has claimed it, and releases it.
    pub(super) fn run_for_caller(
        &self,
        this: &JobRef,
        body: Box<dyn Body<M>>,
        is_enough: &dyn Fn() -> bool,
        may_end: bool,
    ) {
        as_a_caller(|| self.run(this, body, is_enough, may_end));
    }

    /// Runs the actor on the thread that has claimed it, and releases it.
    fn run(
        &self,
        this: &JobRef,
        mut body: Box<dyn Body<M>>,
        is_enough: &dyn Fn() -> bool,
        may_end: bool,
    ) {
        let mut left = BATCH;
        let mut pauses = Pauses::default();
        loop {
            let before = left;
            let Some(next) = body.run(&mut left, is_enough, may_end) else {
                return self.finish(body);
            };
            if let Next::Message(Some(moment)) | Next::Moment(Some(moment)) = next {
                self.set_alarm(this, &mut *body, moment);
            }
            let may_go_on = left > 0 && !is_enough();
            if may_go_on && matches!(next, Next::Message(_)) && pauses.is_due(before - left) {
                sys::spin_for(PAUSE);
            }
            let released = self.queue().release(body, next, may_go_on);
            match released {
                Released::Again(same) => body = same,
                Released::Released(to_schedule) => {
                    return self.schedule_after_turn(
                        this,
                        to_schedule,
                        matches!(next, Next::More) || left == 0,
                    );
                }
            }
        }
    }

    /// Has the actor poked at that moment, unless its alarm rings by then anyway.
    fn set_alarm(&self, this: &JobRef, body: &mut dyn Body<M>, moment: Instant) {
        let alarm = body.alarm();
        if !alarm.as_ref().is_some_and(|alarm| alarm.rings_by(moment)) {
            let former = alarm.as_deref().copied();
            let next = self.members.alarms().set(moment, former, StdArc::downgrade(this));
            match alarm {
                Some(alarm) => **alarm = next,
                None => *alarm = Some(Box::new(next)),
            }
        }
    }

    /// Drops the body of an actor that has ended. The actor stays claimed, so that no thread runs it any more.
    fn finish(&self, mut body: Box<dyn Body<M>>) {
        if let Some(alarm) = body.alarm().take() {
            self.members.alarms().cancel(*alarm);
        }
        drop(body);
        self.members.remove(self.control.id());
    }

    pub(crate) fn schedule(&self, this: &JobRef, ToSchedule(is_needed): ToSchedule) {
        if is_needed {
            self.members.pool().schedule(self.control.id(), StdArc::clone(this));
        }
    }

    /// As `schedule`, for an actor that has had its turn. If it `goes_on`, the other actors come first.
    pub(super) fn schedule_after_turn(
        &self,
        this: &JobRef,
        to_schedule: ToSchedule,
        goes_on: bool,
    ) {
        match to_schedule {
            ToSchedule(true) if goes_on => self.members.pool().schedule_last(StdArc::clone(this)),
            to_schedule => self.schedule(this, to_schedule),
        }
    }
}

/// Runs the actor on top of the caller that waits for it. The caller may be inside the drop of another actor's state:
/// nothing that this actor drops counts as dropped with that state.
#[inline]
pub(super) fn as_a_caller<R>(run: impl FnOnce() -> R) -> R {
    nesting::on_top(|| dropped::nothing_in(run))
}

impl<M: Send + 'static> Job for PooledActor<M> {
    fn stop(&self, this: &JobRef) {
        if let Some(to_trip) = self.control.close() {
            self.poke(this);
            self.control.trip_token(to_trip);
        }
    }

    fn join(&self) -> Result<(), CallError> {
        let id = self.control.id();
        if current::is_current(id) {
            // This is one of the actor's watchers. The actor has ended by now, but the pool's threads stay until the
            // watcher has returned.
            current::begin(id, Awaited::End)?;
        }
        self.control.join(&mut None).map(drop)
    }

    fn take_turn(&self, this: &JobRef) {
        let claimed = self.queue().begin();
        if let Some(body) = claimed {
            self.run(this, body, &|| false, true);
        }
    }

    fn poke(&self, this: &JobRef) {
        let to_schedule = self.queue().poke();
        self.schedule(this, to_schedule);
    }

    fn claim(&self) -> bool {
        self.queue().claim()
    }

    fn run_claimed(&self, this: &JobRef, is_enough: &dyn Fn() -> bool, may_end: bool) {
        let claimed = self.queue().take_claimed();
        if let Some(body) = claimed {
            self.run_for_caller(this, body, is_enough, may_end);
        }
    }

    fn release(&self, this: &JobRef) {
        let to_schedule = self.queue().give_up_claim();
        self.schedule(this, to_schedule);
    }
}
