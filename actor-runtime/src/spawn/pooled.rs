//! Actors that an executor runs.

use std::sync::Arc as StdArc;

use crate::{
    Actor, Builder, Executor, Handle, Inbox, Restart, SpawnError,
    actor::{cell::stepwise::PooledTask, context::FirstStart, restart::RestartSchedule},
    mailbox::{
        channel::{
            pooled::{actor::PooledActor, queue::InFlight, sender::PoolSender},
            receiver::{QueueEnd, Receiving},
        },
        line::WaitingLine,
        shared::Channel,
    },
    options::Options,
    scheduler::{job::Job, nesting},
    spawn::report::{as_first_start, once_reported, reports},
    sys::Arc,
};

impl<H: Handle> Builder<H> {
    /// Has the actor run by the threads of `executor`, which it shares with others, and returns the
    /// handle. It has no stack of its own, so `stack_size` does not apply.
    ///
    /// # Errors
    ///
    /// A [`SpawnError`] if the options make no actor, or the executor has been shut down. The state has
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

    /// As [`supervise`](Builder::supervise), run by the threads of `executor`: waiting for a restart
    /// holds none of them up.
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

    /// Has `live` make the life of a pooled actor, which then begins; with `waits`, returns once the
    /// first state has started.
    pub(crate) fn on<A>(
        mut self,
        executor: &Executor,
        waits: bool,
        live: impl FnOnce(Inbox<H>, Option<FirstStart>) -> PooledTask<A, H>,
    ) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
        H: 'static,
    {
        self.check_name()?;
        let places = self.options.mailbox;
        if places == Some(0) {
            return Err(SpawnError::Mailbox(0));
        }
        // In place: `with` would move the builder twice, 58 instructions of a spawn.
        self.options.pooled = true;
        let control = self.control();
        let line = places.map(|_| Arc::new(WaitingLine::new()));
        let members = executor.members();
        let held = places.map(|_| StdArc::new(InFlight::none()));
        let pooled = StdArc::new(PooledActor::new(
            Arc::clone(&control),
            StdArc::clone(members),
            places.zip(held.clone()),
        ));
        let job: StdArc<dyn Job> = pooled.clone();
        if !members.insert(control.id(), StdArc::clone(&job)) {
            return Err(SpawnError::ShutDown);
        }
        let receiving = Receiving::Queue(QueueEnd::new(StdArc::clone(&pooled), held));
        let sender = PoolSender::new(StdArc::clone(&pooled), StdArc::clone(&job), line.clone());
        let id = control.id();
        let (handle, inbox) = self.connect(control, Channel::Pooled(sender), receiving, line);
        let (report, reported) = reports(waits);
        let runs_it = nesting::may_run();
        if let (Some(report), false) = (&report, runs_it) {
            // Before others run it: the first state may ask this actor.
            report.wait_ahead(id);
        }
        let body = Box::new(live(inbox, report.map(as_first_start)));
        match &reported {
            // The pool may have nobody to spare, so it is not waited for.
            Some(reported) if runs_it && !reported.has_arrived() => {
                pooled.start(&job, body, &|| reported.has_arrived());
            }
            _ => pooled.set_going(&job, body),
        }
        once_reported(handle, reported)
    }
}
