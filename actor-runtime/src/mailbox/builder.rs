//! `Builder`: other options than the declared ones, and the mailbox that they make.

use std::{convert::Infallible, fmt, panic::AssertUnwindSafe, time::Duration};

use crate::{
    Exit, Handle, Inbox, OnPanic, Overflow, SpawnError, Weak,
    activity::Activity,
    lifecycle::control::Control,
    living,
    mailbox::{
        channel::{receiver::Receiver, sender::Sender},
        end::Undelivered,
        envelope::Envelope,
        line::WaitingLine,
        send::Mailbox,
        shared::Shared,
        urgent::UrgentLane,
    },
    memory::packed::{Carrier, PackedOf},
    options::Options,
    sys::{Arc, mpsc},
};

/// Spawns an actor with other options than it was declared with. [`Handle::builder`] makes it.
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
    pub(crate) options: Options,
    undelivered: Option<Undelivered<<H as Carrier>::Carried>>,
}

impl<H: Handle> Builder<H> {
    pub(crate) fn of(options: Options) -> Self {
        Builder { options, undelivered: None }
    }

    pub(crate) fn with(self, set: impl FnOnce(Options) -> Options) -> Self {
        Builder { options: set(self.options), ..self }
    }

    /// Names the actor and its thread (systems show about 15 bytes of a thread's name). A name with a NUL byte makes
    /// the spawn fail.
    pub fn name(self, name: impl Into<String>) -> Self {
        self.with(|options| options.name(name.into()))
    }

    /// Bounds the mailbox to this many messages. Zero makes the spawn fail.
    pub fn mailbox(self, places: usize) -> Self {
        self.with(|options| options.mailbox(places))
    }

    /// What a full mailbox does with a message. A mailbox without a bound is never full.
    pub fn overflow(self, overflow: Overflow) -> Self {
        self.with(|options| options.overflow(overflow))
    }

    /// The stack of the actor's thread, in bytes. Without this option, it is std's default (2 MiB).
    ///
    /// Beside what the handlers need, the loop takes room for a few messages: up to 5 times the size of the message
    /// enum in an optimized build, and up to 16 times in a debug build, whichever variants are sent. A hand-written
    /// loop around a channel takes no less, since an enum of more than 4 KiB travels in a box here. An enum with type
    /// or constant parameters does not travel in a box. It may take several dozen times its size, on the stacks of
    /// its senders, too: put large fields in a box.
    ///
    /// An actor on an executor has no thread of its own. The executor's threads have std's default, which
    /// `RUST_MIN_STACK` changes.
    pub fn stack_size(self, bytes: usize) -> Self {
        self.with(|options| options.stack_size(bytes))
    }

    /// What a panic in a handler does.
    pub fn on_panic(self, on_panic: OnPanic) -> Self {
        self.with(|options| options.on_panic(on_panic))
    }

    /// The deadline of every handle method that returns an answer. It includes the wait for room in the mailbox.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|options| options.timeout(timeout))
    }

    /// Keeps [`Stats::accepted`](crate::Stats::accepted) and
    /// [`Stats::pending`](crate::Stats::pending). This costs every send an atomic addition. An actor on a thread of its
    /// own also yields before it sleeps, so that it finds more messages, and is woken less often. It begins with five
    /// milliseconds of such yields, and earns a microsecond with each message.
    pub fn count(self) -> Self {
        self.with(Options::count)
    }

    /// Has every spawn of this builder wait for the actor's start: the spawn returns once the `#[started]` method has
    /// returned. The spawner gets the method's error or panic, as [`SpawnError::Start`]; nothing is left of the
    /// actor then. The exception is a spawn that [cannot wait](Builder::spawn). OTP's `start_link` waits in the same
    /// way.
    ///
    /// - A panic of the closure that makes the state is [`SpawnError::Panicked`], of `spawn_from` and
    ///   `supervise`, too.
    /// - For a [supervised](Builder::supervise) actor, the spawn waits for the first start. If that fails,
    ///   there is no restart.
    /// - A stop or a kill during the start does not make it fail: the spawn succeeds, and the actor ends.
    /// - On an `Executor`, the spawner's thread makes the state of a supervised actor and calls the method. If
    ///   the start fails, the same thread calls the `#[stopped]` method, drops the state and calls the
    ///   watchers. If too many actors run on top of one another on the spawner's thread already, a thread
    ///   of the executor does all this.
    /// - If the spawner is an actor, it waits for the new one: a `#[started]` method that asks it gets
    ///   [`CallError::Deadlock`](crate::CallError::Deadlock). If the spawner is a plain thread, a
    ///   `#[started]` method that waits for it hangs.
    ///
    /// A [`Supervisor`](crate::Supervisor) waits for the first start of its children anyway, and a
    /// [`channel`](Builder::channel) has nothing to wait for.
    ///
    /// ```
    /// use actor_runtime::{SpawnError, prelude::*};
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

    /// Gives `hook` each message that was accepted and will not be handled, with the actor's exit: what a kill, a panic
    /// or a failure leaves in the mailbox. Akka calls them dead letters.
    ///
    /// The hook is called on the actor's thread, after the state has been dropped and before the watchers and joiners
    /// are told of the end. It may still send the reply of an ask among the messages. If it drops the reply, the
    /// caller gets the exit. A panic of the hook is contained. A message whose send overlapped the very close of the
    /// channel is only counted: std's channel drops it. [`Stats::undelivered`](crate::Stats::undelivered) counts
    /// both.
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

    /// A mailbox without an actor.
    ///
    /// # Panics
    ///
    /// If the mailbox has no places, or more than the memory holds.
    #[track_caller]
    pub fn channel(self) -> (H, Inbox<H>) {
        match self.open::<Infallible>(Activity::INBOX) {
            Ok(channel) => channel,
            Err(error) => panic!("failed to make a mailbox: {error}"),
        }
    }

    /// A mailbox whose actor is seen in `activity` until its first state is.
    pub(crate) fn open<E>(self, activity: Activity) -> Result<(H, Inbox<H>), SpawnError<E>> {
        let control = self.control();
        control.receiving.turn_to(activity);
        let (handle, inbox) = match self.options.mailbox {
            None => {
                let (sender, receiver) = mpsc::channel();
                let receiver = Receiver::of_channel(receiver, &control);
                self.connect(control, Sender::Unbounded(sender), receiver, None)
            }
            Some(places) => {
                check_places::<PackedOf<H>, E>(places)?;
                // One more place, for the nudge that is sent with an urgent message.
                let nudge = usize::from(H::HAS_URGENT);
                let (sender, receiver) = mpsc::sync_channel(places + nudge);
                let line = Arc::new(WaitingLine::new(places));
                let sender = Sender::Bounded(sender, Arc::clone(&line));
                let receiver = Receiver::of_channel(receiver, &control);
                self.connect(control, sender, receiver, Some(line))
            }
        };
        living::enter(inbox.control().id(), inbox.control());
        Control::enter_home(inbox.control(), || None);
        Ok((handle, inbox))
    }

    pub(crate) fn control(&self) -> Arc<Control> {
        Arc::new(Control::new(self.options.clone(), describe::<H>))
    }

    pub(crate) fn connect(
        self,
        control: Arc<Control>,
        sender: Sender<PackedOf<H>>,
        receiver: Receiver<PackedOf<H>>,
        line: Option<Arc<WaitingLine<PackedOf<H>>>>,
    ) -> (H, Inbox<H>) {
        let Builder { options, undelivered } = self;
        let urgent = H::HAS_URGENT.then(|| Arc::new(UrgentLane::new(options.mailbox)));
        let mailbox = Mailbox::new(Arc::new(Shared::new(sender, urgent.clone(), control)));
        let inbox = Inbox::of(receiver, line, urgent, Weak::of(&mailbox), undelivered);
        (H::from_mailbox(mailbox), inbox)
    }
}

/// What an actor's control says of its type and messages.
fn describe<H: Handle>(message: Option<usize>) -> &'static str {
    message.map_or_else(|| H::actor_type().path(), H::message_name)
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
