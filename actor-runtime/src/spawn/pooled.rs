//! Starts actors on the threads of an executor.

use std::sync::Arc as StdArc;

use crate::{
    Actor, Builder, Executor, Handle, Inbox, Restart, SpawnError,
    activity::Activity,
    actor::{cell::stepwise::PooledTask, context::FirstStart, restart::RestartSchedule},
    lifecycle::control::Control,
    mailbox::{
        channel::{
            pooled::{actor::PooledActor, queue::InFlight, sender::PoolSender},
            receiver::{QueueEnd, Receiver},
            sender::Sender,
        },
        line::WaitingLine,
    },
    options::Options,
    scheduler::{job::JobRef, nesting},
    spawn::report::{as_first_start, once_reported, reports},
    sys::Arc,
};

impl<H: Handle> Builder<H> {
    /// Runs the actor on the threads of `executor`, which it shares with other actors, and returns the
    /// handle. The actor has no stack of its own, so `stack_size` does not apply.
    ///
    /// # Errors
    ///
    /// A [`SpawnError`] if the options are invalid, or the executor has been shut down. The state has
    /// been dropped then. If the builder [waits for the start](Builder::wait_for_start), also
    /// [`SpawnError::Start`] and [`SpawnError::Thread`], as of [`spawn`](Builder::spawn).
    ///
    /// ```
    /// use actor_runtime::{Executor, prelude::*};
    ///
    /// #[actor]
    /// struct Counter { total: u64 }
    ///
    /// #[actor]
    /// impl Counter {
    ///     pub fn add(&mut self, n: u64) { self.total += n }
    /// }
    ///
    /// let builder = CounterHandle::builder().name("visitors").mailbox(64);
    /// let counter = builder.spawn_on(Executor::global(), Counter { total: 0 })?;
    /// counter.add(1)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn spawn_on<A>(self, executor: &Executor, actor: A) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
        H: 'static,
    {
        let waits = self.options.wait_for_start;
        self.on(executor, waits, |inbox, first_start| PooledTask::of(actor, inbox, first_start))
    }

    /// As [`spawn_on`](Builder::spawn_on). Calls `note` before the actor is run.
    pub(crate) fn spawn_noted_on<A>(
        self,
        executor: &Executor,
        actor: A,
        note: impl FnOnce(&Control),
    ) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
        H: 'static,
    {
        let waits = self.options.wait_for_start;
        self.on(executor, waits, |inbox, first_start| {
            note(inbox.control());
            PooledTask::of(actor, inbox, first_start)
        })
    }

    /// As [`supervise`](Builder::supervise), on the threads of `executor`. An actor that waits for a restart
    /// blocks none of them.
    ///
    /// # Errors
    ///
    /// As [`spawn_on`](Builder::spawn_on); and [`SpawnError::Panicked`] as of
    /// [`spawn_from`](Builder::spawn_from).
    pub fn supervise_on<A>(
        self,
        executor: &Executor,
        restart: Restart,
        make: impl FnMut() -> A + Send + 'static,
    ) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
        H: 'static,
    {
        let waits = self.options.wait_for_start;
        self.with(Options::supervised).on(executor, waits, |inbox, first_start| {
            PooledTask::with_restarts(make, RestartSchedule::of(restart), inbox, first_start)
        })
    }

    /// Starts a pooled actor with the task that `make_task` makes. With `waits`, returns once the first state has
    /// started.
    pub(crate) fn on<A>(
        mut self,
        executor: &Executor,
        waits: bool,
        make_task: impl FnOnce(Inbox<H>, Option<FirstStart>) -> PooledTask<A, H>,
    ) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
        H: 'static,
    {
        SpawnError::check_name(&self.options.name)?;
        let places = self.options.mailbox;
        if places == Some(0) {
            return Err(SpawnError::Mailbox(0));
        }
        // Set in place: `with` would move the builder twice, which costs 58 instructions of a spawn.
        self.options.pooled = true;
        let control = self.control();
        // What is seen of it before its first turn.
        control.receiving.turn_to(Activity::BUILD);
        let line = places.map(|places| Arc::new(WaitingLine::new(places)));
        let members = executor.members();
        let in_flight = places.map(|_| StdArc::new(InFlight::none()));
        let pooled = StdArc::new(PooledActor::new(
            Arc::clone(&control),
            members,
            places.zip(in_flight.clone()),
        ));
        let job: JobRef = pooled.clone();
        if !pooled.members().insert(control.id(), StdArc::clone(&job)) {
            return Err(SpawnError::ShutDown);
        }
        Control::enter_home(&control, || Some(StdArc::downgrade(&job)));
        let receiver = Receiver::Queue(QueueEnd::new(StdArc::clone(&pooled), in_flight));
        let sender = PoolSender::new(StdArc::clone(&pooled), StdArc::clone(&job), line.clone());
        let id = control.id();
        let (handle, inbox) = self.connect(control, Sender::Pooled(sender), receiver, line);
        let (report, reported) = reports(waits);
        let runs_here = nesting::may_run();
        if let (Some(report), false) = (&report, runs_here) {
            // Noted before another thread runs the new actor: its first state may ask the actor that spawns it.
            report.wait_ahead(id);
        }
        let body = Box::new(make_task(inbox, report.map(as_first_start)));
        match &reported {
            // The pool may have no thread to spare, so this thread runs the start itself.
            Some(reported) if runs_here && !reported.has_arrived() => {
                pooled.start(&job, body, &|| reported.has_arrived());
            }
            _ => pooled.set_going(&job, body),
        }
        once_reported(handle, reported)
    }
}
