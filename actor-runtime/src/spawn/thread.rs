//! Starts actors on a thread of their own, or on their caller's thread.

use std::{collections::VecDeque, io, panic::resume_unwind};

use crate::{
    Actor, Builder, Exit, Handle, Inbox, Panic, Restart, Running, SpawnError,
    activity::Activity,
    actor::{
        cell::{ActorCell, finish::Finished},
        context::FirstStart,
        kept_state::KeptState,
        restart::RestartSchedule,
        succession,
    },
    lifecycle::control::Control,
    options::Options,
    panics,
    reply::dropped,
    spawn::report::{StartReport, as_first_start, once_reported, reports},
    sys::thread,
};

impl<H: Handle> Builder<H> {
    /// Moves the state to a thread of its own and returns the handle.
    ///
    /// # Errors
    ///
    /// A [`SpawnError`] if the options are invalid or the system has no thread to give. The
    /// state has been dropped then. [`SpawnError::Start`] if the builder
    /// [waits for the start](Builder::wait_for_start), and the `#[started]` method failed or panicked.
    ///
    /// A handler of an actor on an executor may call a spawn that waits. Where another call would return
    /// [`CallError::NoThread`](crate::CallError::NoThread), the spawn returns [`SpawnError::Thread`] with an
    /// [`io::Error`] of that text, whose kind is [`WouldBlock`](io::ErrorKind::WouldBlock). The actor is killed
    /// then, and its thread may still be ending.
    pub fn spawn<A>(self, actor: A) -> Result<H, SpawnError>
    where
        A: Actor<H>,
        // As at `Spawn::spawn`: rustc shows these lines.
        A: Send, // or make it on the actor's own thread: `spawn_from(|| …)` or `spawn_with`
        A: 'static, // or `run` it on a scoped thread, and it may borrow
        H: 'static, // or `run` it on a scoped thread, and its messages may borrow
    {
        self.start(move || Ok(actor), false, |_| ())
    }

    /// As [`spawn`](Builder::spawn). Calls `note` before the actor's thread starts.
    pub(crate) fn spawn_noted<A>(
        self,
        actor: A,
        note: impl FnOnce(&Control),
    ) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
        H: 'static,
    {
        self.start(move || Ok(actor), false, note)
    }

    /// Builds the state on the actor's thread, so that the state need not be `Send`. Returns without waiting for
    /// that, unless the builder [waits for the start](Builder::wait_for_start). A panic of `make` ends the actor.
    ///
    /// # Errors
    ///
    /// As [`spawn`](Builder::spawn); and [`SpawnError::Panicked`] if the builder
    /// [waits for the start](Builder::wait_for_start) and `make` panicked.
    ///
    /// ```
    /// use std::{cell::Cell, rc::Rc};
    /// use actor_runtime::prelude::*;
    ///
    /// #[actor]
    /// struct Counter { total: Rc<Cell<u64>> }
    ///
    /// #[actor]
    /// impl Counter {
    ///     pub fn add(&mut self, n: u64) { self.total.set(self.total.get() + n) }
    ///     pub fn total(&self) -> u64 { self.total.get() }
    /// }
    ///
    /// let counter = CounterHandle::builder().spawn_from(|| Counter { total: Rc::default() })?;
    /// counter.add(1)?;
    /// assert_eq!(counter.total()?, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn spawn_from<A>(self, make: impl FnOnce() -> A + Send + 'static) -> Result<H, SpawnError>
    where
        A: Actor<H>,
        H: 'static,
    {
        self.start(move || Ok(make()), false, |_| ())
    }

    /// Builds the state on the actor's thread, waits for that, and returns the error of `make`, if any.
    ///
    /// # Errors
    ///
    /// As [`spawn`](Builder::spawn); and [`SpawnError::Build`] with the error of `make`, or
    /// [`SpawnError::Panicked`] if it panicked. Nothing is left of the actor then, its thread
    /// included. The exception is a spawn that [cannot wait](Builder::spawn).
    ///
    /// ```
    /// use std::{fs::File, io::{self, Write}};
    /// use actor_runtime::{SpawnError, prelude::*};
    ///
    /// #[actor]
    /// struct Log { file: File }
    ///
    /// #[actor]
    /// impl Log {
    ///     pub fn line(&mut self, line: String) -> io::Result<()> { writeln!(self.file, "{line}") }
    /// }
    ///
    /// let spawned = LogHandle::builder()
    ///     .spawn_with(|| io::Result::Ok(Log { file: File::create("/no/such/folder/log")? }));
    /// assert!(matches!(spawned, Err(SpawnError::Build(error)) if error.kind() == io::ErrorKind::NotFound));
    /// ```
    pub fn spawn_with<A, E>(
        self,
        make: impl FnOnce() -> Result<A, E> + Send + 'static,
    ) -> Result<H, SpawnError<E>>
    where
        A: Actor<H>,
        E: Send + 'static,
        H: 'static,
    {
        self.start(make, true, |_| ())
    }

    /// Spawns an actor whose state is made by `make` on the actor's own thread. After a failure, `make` makes
    /// another state, as `restart` says; mailbox, handles and id stay the same.
    ///
    /// Before the next state is made, the `#[stopped]` method of the failed state is called, and the state is
    /// dropped. The message whose handler panicked is not tried again, and its caller gets
    /// [`CallError::Panicked`](crate::CallError::Panicked). The messages queued behind it wait for the
    /// next state, and so do those that the actor sent to itself. Timers and deferred answers end with their state.
    /// When the actor may not be restarted any more, it ends with the exit of its last state.
    ///
    /// While the actor waits to be restarted, it may be told to stop or lose its last handle. If messages are left,
    /// a fresh state is made at once, handles these, and the actor ends. If none are left, or if the actor is
    /// killed, it ends with the failure of its last state: a failure that no other state has followed is the
    /// exit, whatever came after it.
    ///
    /// Returns without waiting for the first state: a panic of `make` is a failure like any other. If the builder
    /// [waits for the start](Builder::wait_for_start), this waits, and a failure of the first start ends the actor.
    ///
    /// # Errors
    ///
    /// As [`spawn_from`](Builder::spawn_from).
    ///
    /// ```
    /// use actor_runtime::{Restart, prelude::*};
    ///
    /// #[actor]
    /// #[derive(Default)]
    /// struct Divider { divisions: u32 }
    ///
    /// #[actor]
    /// impl Divider {
    ///     pub fn divide(&mut self, a: u32, b: u32) -> u32 {
    ///         self.divisions += 1;
    ///         a / b
    ///     }
    ///     pub fn divisions(&self) -> u32 { self.divisions }
    /// }
    ///
    /// let divider = DividerHandle::builder().supervise(Restart::on_failure(), Divider::default)?;
    /// assert_eq!(divider.divide(6, 3), Ok(2));
    /// assert_eq!(divider.divide(1, 0), Err(CallError::Panicked));
    /// assert_eq!(divider.divisions(), Ok(0)); // a fresh state behind the same handle
    /// assert_eq!(divider.stats().restarts, 1);
    /// # Ok::<(), actor_runtime::SpawnError>(())
    /// ```
    pub fn supervise<A>(
        self,
        restart: Restart,
        make: impl FnMut() -> A + Send + 'static,
    ) -> Result<H, SpawnError>
    where
        A: Actor<H>,
        H: 'static,
    {
        let schedule = RestartSchedule::of(restart);
        self.with(Options::supervised).start_by(move |inbox, first_start| {
            succession::run_with_restarts(make, schedule, inbox, first_start);
        })
    }

    /// Starts an actor whose thread runs `drive`. If the builder waits for the start, returns once the first state
    /// has started.
    pub(super) fn start_by(
        self,
        drive: impl FnOnce(Inbox<H>, Option<FirstStart>) + Send + 'static,
    ) -> Result<H, SpawnError>
    where
        H: 'static,
    {
        let (report, reported) = reports(self.options.wait_for_start);
        let handle = self.on_own_thread(|actor| {
            // Noted before the new thread begins: the first state may ask the actor that spawns it.
            report.iter().for_each(|report| report.wait_ahead(actor.id()));
            let first_start = report.map(as_first_start);
            move |inbox| drive(inbox, first_start)
        })?;
        once_reported(handle, reported)
    }

    /// Spawns an actor with a thread of its own. With `waits`, returns once the state is built; if the builder
    /// waits for the start, once the state has started.
    fn start<A, E>(
        self,
        make: impl FnOnce() -> Result<A, E> + Send + 'static,
        waits: bool,
        note: impl FnOnce(&Control),
    ) -> Result<H, SpawnError<E>>
    where
        A: Actor<H>,
        E: Send + 'static,
        H: 'static,
    {
        let for_start = self.options.wait_for_start;
        let (report, reported) = reports(waits || for_start);
        let handle = self.on_own_thread(|actor| {
            // Noted before the new thread begins: the closure, or the state as it starts, may ask the actor that
            // spawns it.
            report.iter().for_each(|report| report.wait_ahead(actor.id()));
            note(actor);
            move |inbox| build_and_drive(make, inbox, report, for_start)
        })?;
        once_reported(handle, reported)
    }

    /// Starts the thread of an actor. `prepare` makes the closure that the thread runs.
    pub(crate) fn on_own_thread<E, D>(
        self,
        prepare: impl FnOnce(&Control) -> D,
    ) -> Result<H, SpawnError<E>>
    where
        D: FnOnce(Inbox<H>) + Send + 'static,
        H: 'static,
    {
        SpawnError::check_name(&self.options.name)?;
        let Options { name, stack_size, .. } = self.options.clone();
        let mut thread = thread::Builder::new().name(name.into_owned());
        if let Some(bytes) = stack_size {
            // std rounds up to whole pages, and panics where that overflows.
            if bytes > isize::MAX as usize {
                let error = io::Error::from(io::ErrorKind::InvalidInput);
                return Err(SpawnError::StackSize(bytes, error));
            }
            thread = thread.stack_size(bytes);
        }
        let (handle, inbox) = self.open(Activity::BUILD)?;
        let drive = prepare(inbox.control());
        let thread = thread.spawn(move || drive(inbox)).map_err(|error| match stack_size {
            Some(bytes) => SpawnError::StackSize(bytes, error),
            None => SpawnError::Thread(error),
        })?;
        Handle::mailbox(&handle).shared().runs_on(thread);
        Ok(handle)
    }
}

/// Builds a state on the actor's own thread, and runs it. Reports that the state is built or, with `at_start`,
/// that it has started.
fn build_and_drive<A, H, E>(
    make: impl FnOnce() -> Result<A, E>,
    mut inbox: Inbox<H>,
    report: Option<StartReport<E>>,
    at_start: bool,
) where
    A: Actor<H>,
    E: Send + 'static,
    H: Handle,
{
    let _entered = Control::enter(inbox.control());
    let (exit, error) = match panics::catch(make) {
        Ok(Ok(actor)) => {
            let mut first_start = report.map(as_first_start);
            if !at_start {
                first_start.take().into_iter().for_each(|tell| tell());
            }
            return run_to_the_end(actor, inbox, first_start);
        }
        Ok(Err(error)) => (Exit::Stopped, SpawnError::Build(error)),
        Err(text) => {
            let panic = Panic::new(inbox.control().name(), Running::Build, text);
            (Exit::Panicked(panic.clone()), SpawnError::Panicked(panic))
        }
    };
    inbox.end(VecDeque::new(), exit);
    if let Some(report) = report {
        let _ = report.send(Err(error));
    }
}

/// Runs an actor to its end on this thread, which is its own.
pub(crate) fn run_to_the_end<A: Actor<H>, H: Handle>(
    actor: A,
    inbox: Inbox<H>,
    first_start: Option<FirstStart>,
) {
    let mut cell = ActorCell::new(inbox, first_start);
    let (exit, _) = cell.run(actor);
    cell.end(exit);
}

/// Runs an actor to its end on this thread, which is its own, and keeps its state for its `StateHandle`.
pub(super) fn run_and_keep<A: Actor<H>, H: Handle>(
    mut actor: A,
    kept: &KeptState<A>,
    inbox: Inbox<H>,
    first_start: Option<FirstStart>,
) {
    let _entered = Control::enter(inbox.control());
    let mut cell = ActorCell::new(inbox, first_start);
    let finished = cell.run_loop(&mut actor);
    let exit = cell.end_or_keep_state(actor, finished, kept);
    cell.end(exit);
}

/// Runs an actor on the caller's thread and hands its state back. A panic unwinds the caller once all waiting
/// threads and watchers have been told.
pub(crate) fn run_and_hand_back<A: Actor<H>, H: Handle>(mut actor: A, inbox: Inbox<H>) -> A {
    let _entered = Control::enter(inbox.control());
    // The caller may be the drop of another actor's state, whose reason for dropped replies is not this actor's.
    dropped::nothing_in(|| {
        let mut cell = ActorCell::new(inbox, None);
        let Finished { exit, payload, .. } = cell.run_loop(&mut actor);
        let (exit, payload) = cell.stop(&mut actor, exit, payload);
        let Some(payload) = payload else {
            cell.end_timers(&exit);
            cell.end(exit);
            return actor;
        };
        let exit = cell.drop_state(actor, exit);
        cell.end(exit);
        resume_unwind(payload)
    })
}
