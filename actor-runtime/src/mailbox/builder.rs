//! Spawning with other options than the declared ones, and with state that is built on its thread.

use std::{
    collections::VecDeque, convert::Infallible, fmt, io, panic::AssertUnwindSafe, time::Duration,
};

use crate::{
    Actor, ActorId, CallError, Exit, Handle, Inbox, OnPanic, Overflow, Panic, Reply, ReplySender,
    Restart, Running, SpawnError, Weak,
    activity::Activity,
    actor::{context::FirstStart, restart::Schedule, succession as incarnations},
    lifecycle::control::Control,
    mailbox::{
        channel::receiver::Receiving,
        envelope::Envelope,
        inbox::Undelivered,
        line::WaitingLine,
        send::Mailbox,
        shared::{Channel, Sending},
        urgent::UrgentLane,
    },
    memory::packed::{Carrier, PackedOf},
    options::Options,
    panics, reply,
    spawn::thread as drive,
    sys::{Arc, mpsc, thread},
};
#[cfg(feature = "pool")]
use crate::{
    actor::cell::stepwise::Life,
    mailbox::channel::{
        pooled::{actor::PooledActor, queue::Held, sender::PoolSender},
        receiver::QueueEnd,
    },
    scheduler::{job::Job, nesting},
    spawn::executor::Executor,
};

/// Spawns an actor with other options than it was declared with; from
/// [`builder`](Handle::builder).
///
/// ```
/// use actor_runtime::prelude::*;
///
/// #[actor]
/// struct Counter { total: u64 }
///
/// #[actor]
/// impl Counter {
///     pub fn add(&mut self, n: u64) { self.total += n }
/// }
///
/// let counter = CounterHandle::builder().name("visitors").mailbox(64).spawn(Counter { total: 0 })?;
/// assert_eq!(counter.name(), "visitors");
/// # Ok::<(), actor_runtime::SpawnError>(())
/// ```
#[must_use = "a `Builder` spawns nothing until it is told to"]
pub struct Builder<H: Handle> {
    options: Options,
    undelivered: Option<Undelivered<<H as Carrier>::Carried>>,
}

impl<H: Handle> Builder<H> {
    pub(crate) fn new(options: Options) -> Self {
        Builder { options, undelivered: None }
    }

    pub(crate) fn with(self, set: impl FnOnce(Options) -> Options) -> Self {
        Builder { options: set(self.options), ..self }
    }

    /// Names the actor and its thread (systems show about 15 bytes of a thread's name). One with a
    /// NUL byte makes the spawn fail.
    pub fn name(self, name: impl Into<String>) -> Self {
        self.with(|options| options.name(name.into()))
    }

    /// Bounds the mailbox to this many messages. Zero makes the spawn fail.
    pub fn mailbox(self, places: usize) -> Self {
        self.with(|options| options.mailbox(places))
    }

    /// What a full mailbox does; without a bound it is never full.
    pub fn overflow(self, overflow: Overflow) -> Self {
        self.with(|options| options.overflow(overflow))
    }

    /// The stack of the actor's thread, in bytes; std's default (2 MiB) without it.
    ///
    /// Beside what the handlers need, the loop takes room for a few messages: up to 5 times the size of the
    /// message enum in an optimized build, and up to 16 times in a debug build, whichever variants are
    /// sent. That is no more than a loop around a channel takes that is written by hand, since an enum of more than
    /// 4 KiB travels in a box. An enum with type or constant parameters does not, and may take several dozen times
    /// its size, of its senders' stacks as well: box what is large in it.
    ///
    /// An actor on an executor has no thread of its own: the threads there have std's default, which
    /// `RUST_MIN_STACK` changes.
    pub fn stack_size(self, bytes: usize) -> Self {
        self.with(|options| options.stack_size(bytes))
    }

    /// What a panic in a handler does.
    pub fn on_panic(self, on_panic: OnPanic) -> Self {
        self.with(|options| options.on_panic(on_panic))
    }

    /// The deadline of every answered handle method, waiting for room included.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|options| options.timeout(timeout))
    }

    /// Keeps [`Stats::accepted`](crate::Stats::accepted) and
    /// [`Stats::pending`](crate::Stats::pending). It costs every send an atomic addition.
    pub fn count(self) -> Self {
        self.with(Options::count)
    }

    /// Has every spawn of this builder wait for the actor's start: it returns once the `#[started]` method
    /// has, and the method's error or panic is the spawner's, as [`SpawnError::Start`]. Nothing is left of
    /// the actor then. The exception is a spawn that [cannot wait](Builder::spawn). OTP's `start_link` waits
    /// in the same way.
    ///
    /// - A panic of the closure that makes the state is [`SpawnError::Panicked`], of `spawn_from` and
    ///   `supervise`, too.
    /// - For a [supervised](Builder::supervise) actor, the spawn waits for the first start. If that fails,
    ///   there is no restart.
    /// - A stop or a kill during the start is no failure of it: the spawn succeeds, and the actor ends.
    /// - On an `Executor`, the spawner's thread makes the state of a supervised actor and calls the method. If
    ///   the start fails, the same thread calls the `#[stopped]` method, drops the state and calls the
    ///   watchers. Where too many actors run on top of one another on the spawner's thread already, a thread
    ///   of the executor does all this.
    /// - If the spawner is an actor, it waits for the new one: a `#[started]` method that asks it gets
    ///   [`CallError::Deadlock`](crate::CallError::Deadlock). If the spawner is a plain thread, a
    ///   `#[started]` method that waits for it hangs.
    ///
    /// A [`Supervisor`](crate::Supervisor) waits for the first start of its children anyway, and a
    /// [`channel`](Builder::channel) has nothing to wait for.
    ///
    /// ```
    /// use actor_runtime::{Exit, SpawnError, prelude::*};
    ///
    /// #[actor]
    /// struct Client { address: String }
    ///
    /// #[actor]
    /// impl Client {
    ///     pub fn fetch(&self) -> String { self.address.clone() }
    ///
    ///     #[started]
    ///     fn connect(&mut self) -> Result<(), String> {
    ///         if self.address.is_empty() { Err("no address".into()) } else { Ok(()) }
    ///     }
    /// }
    ///
    /// let spawn = |address: &str| {
    ///     let client = Client { address: address.into() };
    ///     ClientHandle::builder().wait_for_start().spawn(client)
    /// };
    /// let error = spawn("").unwrap_err();
    /// assert!(matches!(&error, SpawnError::Start(Exit::Failed(failure)) if failure.text() == "no address"));
    /// assert_eq!(error.to_string(), "the actor did not start: `Client` failed: no address");
    /// assert_eq!(spawn("example.org")?.fetch()?, "example.org"); // it is connected
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn wait_for_start(self) -> Self {
        self.with(Options::wait_for_start)
    }

    /// Gives `hook` each message that was accepted and will not be handled, with the actor's exit:
    /// what a kill, a panic or a failure leaves in the mailbox. Akka calls them dead letters.
    ///
    /// It is called on the actor's thread, when the state has been dropped and before anyone is told
    /// of the end. The reply of an ask among them may still be sent; dropped, the caller learns the
    /// exit. A panic of the hook is contained. A message whose send overlapped the very close of the
    /// channel is only counted: std has it by then. [`Stats::undelivered`](crate::Stats::undelivered)
    /// counts both.
    ///
    /// ```
    /// use std::sync::mpsc;
    /// use actor_runtime::prelude::*;
    ///
    /// #[actor]
    /// struct Printer;
    ///
    /// #[actor]
    /// impl Printer {
    ///     pub fn print(&mut self, line: String) { println!("{line}") }
    /// }
    ///
    /// let (lost, found) = mpsc::channel();
    /// let (printer, inbox) = PrinterHandle::builder()
    ///     .undelivered(move |PrinterMessage::Print { line }, _exit| lost.send(line).unwrap())
    ///     .channel();
    /// printer.print("hello".into())?;
    /// drop(inbox); // nobody will print it
    /// assert_eq!(found.recv().unwrap(), "hello");
    /// # Ok::<(), actor_runtime::CallError>(())
    /// ```
    pub fn undelivered(self, hook: impl FnMut(H::Message, &Exit) + Send + 'static) -> Self {
        Builder { undelivered: Some(AssertUnwindSafe(Box::new(hook))), ..self }
    }

    /// Moves the state to a thread of its own and returns the handle.
    ///
    /// # Errors
    ///
    /// A [`SpawnError`] if the options make no actor or the system has no thread to give. The
    /// state has been dropped then. [`SpawnError::Start`] if the builder
    /// [waits for the start](Builder::wait_for_start), and the `#[started]` method failed or panicked.
    ///
    /// A spawn that waits, in a handler of an actor on an executor, is [`SpawnError::Thread`] where another
    /// call would be [`CallError::NoThread`]; that is the text of the [`io::Error`], whose kind is
    /// [`WouldBlock`](io::ErrorKind::WouldBlock). The actor is killed then, and its thread may still be ending.
    pub fn spawn<A>(self, actor: A) -> Result<H, SpawnError>
    where
        A: Actor<H>,
        // As at `Spawn::spawn`: rustc shows these lines.
        A: Send, // or make it on the actor's own thread: `spawn_from(|| …)` or `spawn_with`
        A: 'static, // or `run` it on a scoped thread, and it may borrow
        H: 'static, // or `run` it on a scoped thread, and its messages may borrow
    {
        self.start(move || Ok(actor), false)
    }

    /// Builds the state on the actor's thread, so that it need not be `Send`. Does not wait for
    /// it: a panic of `make` is the actor's end. A builder that [waits for the
    /// start](Builder::wait_for_start) does wait.
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
        self.start(move || Ok(make()), false)
    }

    /// Builds the state on the actor's thread, waits for that, and returns its error as this one's.
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
        self.start(make, true)
    }

    /// Spawns an actor whose state is made by `make`, on its own thread, and made again after a
    /// failure, as `restart` says: with the same mailbox, handles and id.
    ///
    /// A state that has failed is dropped, its `#[stopped]` method called, before the next one is
    /// made. The message whose handler panicked is not tried again, and its caller gets
    /// [`CallError::Panicked`](crate::CallError::Panicked); what is queued behind it waits for the
    /// next state, and so does what the actor sent to itself. Timers end with their state, and so do
    /// answers that it had put off. When the actor may not be restarted any more, it ends of what
    /// ended its last state.
    ///
    /// Told to stop, or without a handle, while it waits to be restarted, the actor goes on at once
    /// if messages are left: a fresh state handles those, and it ends. If none are, or if it is killed,
    /// it ends of what its last state failed of: a failure that no other state has followed is the
    /// end, whatever came after it.
    ///
    /// Does not wait for the first state: a panic of `make` is a failure like any other. A builder that
    /// [waits for the start](Builder::wait_for_start) does wait, and a failure of the first start is the end.
    ///
    /// # Errors
    ///
    /// As [`spawn_from`](Builder::spawn_from).
    ///
    /// ```
    /// use actor_runtime::{CallError, Restart, prelude::*};
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
    /// let divider = DividerHandle::builder().supervise(Restart::on_panic(), Divider::default)?;
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
        let (report, reported) = reports(self.options.wait_for_start);
        let handle = self.with(Options::supervised).on_own_thread(|actor| {
            // Before its thread begins: the first state may ask this one.
            report.iter().for_each(|report| report.wait_ahead(actor));
            let first_start = report.map(as_first_start);
            move |inbox| {
                incarnations::again_and_again(make, Schedule::of(restart), inbox, first_start)
            }
        })?;
        once_reported(handle, reported)
    }

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
    #[cfg(feature = "pool")]
    pub fn spawn_on<A>(self, executor: &Executor, actor: A) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
        H: 'static,
    {
        let waits = self.options.wait_for_start;
        self.on(executor, waits, |inbox, first_start| Life::of(actor, inbox, first_start))
    }

    /// As [`supervise`](Builder::supervise), run by the threads of `executor`: waiting for a restart
    /// holds none of them up.
    ///
    /// # Errors
    ///
    /// As [`spawn_on`](Builder::spawn_on); and [`SpawnError::Panicked`] as of
    /// [`spawn_from`](Builder::spawn_from).
    #[cfg(feature = "pool")]
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
            Life::again_and_again(make, Schedule::of(restart), inbox, first_start)
        })
    }

    /// Has `live` make the life of a pooled actor, which then begins; with `waits`, returns once the
    /// first state has started.
    #[cfg(feature = "pool")]
    pub(crate) fn on<A>(
        mut self,
        executor: &Executor,
        waits: bool,
        live: impl FnOnce(Inbox<H>, Option<FirstStart>) -> Life<A, H>,
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
        let roll = executor.roll();
        let held = places.map(|_| std::sync::Arc::new(Held::none()));
        let pooled = std::sync::Arc::new(PooledActor::new(
            Arc::clone(&control),
            std::sync::Arc::clone(roll),
            places.zip(held.clone()),
        ));
        let job: std::sync::Arc<dyn Job> = pooled.clone();
        if !roll.enrol(control.id(), std::sync::Arc::clone(&job)) {
            return Err(SpawnError::ShutDown);
        }
        let receiving = Receiving::Queue(QueueEnd::new(std::sync::Arc::clone(&pooled), held));
        let sender = PoolSender::new(
            std::sync::Arc::clone(&pooled),
            std::sync::Arc::clone(&job),
            line.clone(),
        );
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
            // The crew may have nobody to spare, so it is not waited for.
            Some(reported) if runs_it && !reported.has_arrived() => {
                pooled.start(&job, body, &|| reported.has_arrived());
            }
            _ => pooled.set_going(&job, body),
        }
        once_reported(handle, reported)
    }

    /// A mailbox without an actor.
    ///
    /// # Panics
    ///
    /// If the mailbox has no places, or more than the memory holds.
    #[track_caller]
    pub fn channel(self) -> (H, Inbox<H>) {
        match self.open::<Infallible>() {
            Ok(channel) => channel,
            Err(error) => panic!("failed to make a mailbox: {error}"),
        }
    }

    /// Spawns an actor with a thread of its own. With `waits`, or where it is to wait for the start,
    /// returns once the state is built or has started.
    fn start<A, E>(
        self,
        make: impl FnOnce() -> Result<A, E> + Send + 'static,
        waits: bool,
    ) -> Result<H, SpawnError<E>>
    where
        A: Actor<H>,
        E: Send + 'static,
        H: 'static,
    {
        let for_start = self.options.wait_for_start;
        let (report, reported) = reports(waits || for_start);
        let handle = self.on_own_thread(|actor| {
            // Before its thread begins: what it builds, or the state as it starts, may ask this one.
            report.iter().for_each(|report| report.wait_ahead(actor));
            move |inbox| build_and_drive(make, inbox, report, for_start)
        })?;
        once_reported(handle, reported)
    }

    /// Has `prepare` make what the thread does, which then begins.
    pub(crate) fn on_own_thread<E, D>(
        self,
        prepare: impl FnOnce(ActorId) -> D,
    ) -> Result<H, SpawnError<E>>
    where
        D: FnOnce(Inbox<H>) + Send + 'static,
        H: 'static,
    {
        self.check_name()?;
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
        let (handle, inbox) = self.open()?;
        inbox.control().receiving.turn_to(Activity::BUILD);
        let drive = prepare(handle.id());
        let thread = thread.spawn(move || drive(inbox)).map_err(|error| match stack_size {
            Some(bytes) => SpawnError::StackSize(bytes, error),
            None => SpawnError::Thread(error),
        })?;
        Handle::mailbox(&handle).sending().runs_on(thread);
        Ok(handle)
    }

    fn check_name<E>(&self) -> Result<(), SpawnError<E>> {
        if self.options.name.contains('\0') {
            return Err(SpawnError::Name(self.options.name.clone().into_owned()));
        }
        Ok(())
    }

    fn open<E>(self) -> Result<(H, Inbox<H>), SpawnError<E>> {
        let control = self.control();
        match self.options.mailbox {
            None => {
                let (sender, receiver) = mpsc::channel();
                Ok(self.connect(
                    control,
                    Channel::Unbounded(sender),
                    Receiving::Channel(receiver),
                    None,
                ))
            }
            Some(places) => {
                check_places::<PackedOf<H>, E>(places)?;
                // One more for the nudge that an urgent message sends along.
                let nudge = usize::from(H::HAS_URGENT);
                let (sender, receiver) = mpsc::sync_channel(places + nudge);
                let line = Arc::new(WaitingLine::new());
                let channel = Channel::Bounded(sender, Arc::clone(&line));
                Ok(self.connect(control, channel, Receiving::Channel(receiver), Some(line)))
            }
        }
    }

    fn control(&self) -> Arc<Control> {
        Arc::new(Control::new(self.options.clone(), H::message_name))
    }

    fn connect(
        self,
        control: Arc<Control>,
        channel: Channel<PackedOf<H>>,
        receiving: Receiving<PackedOf<H>>,
        line: Option<Arc<WaitingLine<PackedOf<H>>>>,
    ) -> (H, Inbox<H>) {
        let Builder { options, undelivered } = self;
        let urgent = H::HAS_URGENT.then(|| Arc::new(UrgentLane::new(options.mailbox)));
        let mailbox = Mailbox::new(Arc::new(Sending::new(channel, urgent.clone(), control)));
        let inbox = Inbox::new(receiving, line, urgent, Weak::new(&mailbox), undelivered);
        (H::from_mailbox(mailbox), inbox)
    }
}

/// What an actor's own thread does. It reports that the state is built or, `at_start`, that it has
/// started.
fn build_and_drive<A, H, E>(
    make: impl FnOnce() -> Result<A, E>,
    mut inbox: Inbox<H>,
    report: Option<Report<E>>,
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
            return drive::to_the_end(actor, inbox, first_start);
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

/// Where a new actor reports to its spawner. Dropped unsent, it reports that the actor has ended
/// instead.
type Report<E> = ReplySender<Result<(), SpawnError<E>>>;

type Reported<E> = Reply<Result<(), SpawnError<E>>>;

/// Both ends of such a report, if one is wanted.
fn reports<E>(wanted: bool) -> (Option<Report<E>>, Option<Reported<E>>) {
    wanted.then(|| reply::slot(None)).unzip()
}

fn as_first_start<E: Send + 'static>(report: Report<E>) -> FirstStart {
    Box::new(move || drop(report.send(Ok(()))))
}

/// Returns the handle once the actor has reported what its spawner waits for. If that has failed, the actor
/// has ended, and nothing is left of it when this returns. Where the spawner cannot wait
/// ([`CallError::NoThread`]), the actor is killed, and its thread may still be ending.
fn once_reported<H: Handle, E>(
    handle: H,
    reported: Option<Reported<E>>,
) -> Result<H, SpawnError<E>> {
    let Some(reported) = reported else { return Ok(handle) };
    let reported = match reported.wait() {
        Ok(Ok(())) => return Ok(handle),
        Ok(Err(error)) => Some(error),
        Err(CallError::NoThread) => {
            // The start may take any length of time, and nobody waits for it any more.
            Handle::kill(&handle);
            return Err(cannot_wait());
        }
        Err(_) => None,
    };
    let control = Arc::clone(Handle::mailbox(&handle).control());
    // Waits for the thread to end. The actor waits for nobody, so there is no deadlock.
    let _ = handle.join();
    Err(match (reported, control.exit()) {
        (Some(error), _) => error,
        (None, Some(Exit::Panicked(panic))) if panic.running() == Running::Build => {
            SpawnError::Panicked(panic)
        }
        (None, Some(exit)) => SpawnError::Start(exit),
        // The actor is ending. The join has found no thread either.
        (None, None) => cannot_wait(),
    })
}

/// The error of a spawn that would have blocked a thread of an executor ([`CallError::NoThread`]).
fn cannot_wait<E>() -> SpawnError<E> {
    SpawnError::Thread(io::Error::new(io::ErrorKind::WouldBlock, CallError::NoThread))
}

/// std allocates the places of a bounded channel at once, and aborts if it cannot.
fn check_places<M, E>(places: usize) -> Result<(), SpawnError<E>> {
    let fits = Vec::<(usize, Envelope<M>)>::new().try_reserve_exact(places).is_ok();
    if places == 0 || !fits {
        return Err(SpawnError::Mailbox(places));
    }
    Ok(())
}

impl<H: Handle> fmt::Debug for Builder<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Builder").field(&self.options).finish()
    }
}
