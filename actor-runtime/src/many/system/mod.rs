//! All actors of a program, shut down in reverse order within one deadline.

pub(crate) mod report;
pub(crate) mod stopping;

use std::{collections::BTreeMap, fmt, time::Duration};

use crate::{
    Actor, ActorId, Executor, Handle, ShutdownReport, SpawnError,
    lifecycle::any_actor::AnyActor,
    many::system::stopping::Stopping,
    panics,
    sys::{self, Arc, Mutex},
};

/// The actors of a program (or of a part of it), to shut down together: the last one started is
/// stopped first, so that whoever depends on an earlier one drains while that one still answers.
///
/// A system keeps no actor alive: one whose last handle is dropped ends as ever, and one that has
/// ended drops out. It may be shared by reference or in an `Arc`. It is no `Clone`, because its drop
/// means something: it [`shutdown`](System::shutdown)s, unless that has been done.
///
/// An actor may own the system of those that work for it, and so takes them along as it ends.
///
/// ```
/// use std::time::Duration;
/// use actor_runtime::{System, prelude::*};
///
/// #[actor]
/// #[derive(Default)]
/// struct Log { lines: Vec<String> }
///
/// #[actor]
/// impl Log {
///     pub fn line(&mut self, line: String) { self.lines.push(line) }
/// }
///
/// #[actor]
/// struct Shop { log: LogHandle }
///
/// #[actor]
/// impl Shop {
///     pub fn sell(&mut self, what: String) { let _ = self.log.line(format!("sold: {what}")); }
/// }
///
/// let system = System::new();
/// let log = system.spawn(Log::default())?;
/// let shop = ShopHandle::builder().mailbox(16).spawn(Shop { log: log.clone() })?;
/// system.add(&shop); // however it was spawned
/// shop.sell("a kettle".into())?;
///
/// let report = system.shutdown(Duration::from_secs(10));
/// let stopped: Vec<_> = report.actors().iter().map(|actor| actor.name()).collect();
/// assert_eq!(stopped, ["Shop", "Log"]);
/// assert_eq!(log.stats().handled, 1);
/// report.ok()?; // an actor that panicked, or would not end, is an error here
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct System {
    members: Arc<Mutex<Members>>,
    deadline: Duration,
}

#[derive(Default)]
struct Members {
    /// Ids are given in the order of start. Boxed, since a model checker's `Arc` cannot turn into
    /// one of a trait object by itself.
    of: BTreeMap<ActorId, Arc<Box<dyn AnyActor>>>,
    shut_down: bool,
}

impl System {
    /// How long a system that is dropped waits for its actors' ends, unless it was made
    /// [`with_deadline`](System::with_deadline).
    pub const DEADLINE: Duration = Duration::from_secs(10);

    /// A system without actors.
    #[inline]
    pub fn new() -> Self {
        System::with_deadline(System::DEADLINE)
    }

    /// A system that waits for its actors' ends for at most `deadline` when it is dropped.
    #[inline]
    pub fn with_deadline(deadline: Duration) -> Self {
        System { members: Arc::default(), deadline }
    }

    /// Spawns an actor with the options that it was declared with, and adds it.
    ///
    /// # Errors
    ///
    /// As [`Builder::spawn`](crate::Builder::spawn); and [`SpawnError::ShutDown`] once the system
    /// has been told to shut down.
    ///
    /// ```
    /// use std::time::Duration;
    /// use actor_runtime::{SpawnError, System, prelude::*};
    ///
    /// #[actor]
    /// struct Lamp;
    ///
    /// #[actor]
    /// impl Lamp {
    ///     pub fn switch(&mut self) {}
    /// }
    ///
    /// let system = System::new();
    /// let lamp = system.spawn(Lamp)?;
    /// lamp.switch().unwrap();
    /// system.shutdown(Duration::from_secs(10)).ok().unwrap();
    /// assert!(matches!(system.spawn(Lamp), Err(SpawnError::ShutDown)));
    /// # Ok::<(), SpawnError>(())
    /// ```
    pub fn spawn<A, H>(&self, actor: A) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
        H: Handle + 'static,
    {
        self.spawn_by(|| H::builder().spawn(actor))
    }

    /// As [`spawn`](System::spawn), with the actor run by the threads of `executor`. That stays as it is
    /// when the system is shut down: it may have other actors.
    ///
    /// # Errors
    ///
    /// As [`Builder::spawn_on`](crate::Builder::spawn_on); and [`SpawnError::ShutDown`] once the system
    /// has been told to shut down.
    ///
    /// ```
    /// use std::time::Duration;
    /// use actor_runtime::{Executor, System, prelude::*};
    ///
    /// #[actor]
    /// struct Lamp;
    ///
    /// #[actor]
    /// impl Lamp {
    ///     pub fn switch(&mut self) {}
    /// }
    ///
    /// let executor = Executor::new(1)?;
    /// let system = System::new();
    /// let lamps: Vec<LampHandle> =
    ///     (0..1_000).map(|_| system.spawn_on(&executor, Lamp)).collect::<Result<_, _>>()?;
    /// for lamp in &lamps {
    ///     lamp.switch()?;
    /// }
    /// let report = system.shutdown(Duration::from_secs(10));
    /// assert_eq!(report.actors().len(), 1_000);
    /// report.ok()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn spawn_on<A, H>(&self, executor: &Executor, actor: A) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
        H: Handle + 'static,
    {
        self.spawn_by(|| H::builder().spawn_on(executor, actor))
    }

    fn spawn_by<H: Handle + 'static>(
        &self,
        spawn: impl FnOnce() -> Result<H, SpawnError>,
    ) -> Result<H, SpawnError> {
        if sys::lock(&self.members).shut_down {
            return Err(SpawnError::ShutDown);
        }
        let handle = spawn()?;
        if !self.admit(&handle) {
            // The shutdown came in between. The actor has been stopped, and nothing is left of it once the join
            // has returned. On a thread of an executor that may be a `NoThread`: the actor ends by itself then.
            let _ = handle.join();
            return Err(SpawnError::ShutDown);
        }
        Ok(handle)
    }

    /// Adds an actor, however it was spawned. Its place is that of its start, whenever it is
    /// added; adding it twice is adding it once.
    ///
    /// Once the system has been told to shut down, the actor is stopped at once, and is in no report.
    pub fn add<H: Handle + 'static>(&self, actor: &H) {
        self.admit(actor);
    }

    fn admit<H: Handle + 'static>(&self, actor: &H) -> bool {
        let (id, member) = (actor.id(), Arc::new(Box::new(actor.downgrade()) as Box<dyn AnyActor>));
        let mut members = sys::lock(&self.members);
        if members.shut_down {
            drop(members);
            Handle::stop(actor);
            return false;
        }
        let former = members.of.insert(id, member);
        drop(members);
        if former.is_none() {
            let members = Arc::downgrade(&self.members);
            Handle::on_exit(actor, move |_| {
                let ended = members.upgrade().map(|members| sys::lock(&members).of.remove(&id));
                drop(ended);
            });
        }
        true
    }

    /// How many of its actors have not ended.
    #[inline]
    pub fn actor_count(&self) -> usize {
        sys::lock(&self.members).of.len()
    }

    /// Shuts the actors down, the last one started first: each is [`stop`](Handle::stop)ped and has
    /// ended, with its state dropped, its watchers called and its thread joined, before the next one
    /// is. All that takes at most `deadline`; when that has passed, those that are left are stopped
    /// without waiting for their ends.
    ///
    /// The report says how each one ended that had not before; and of those that did not in time,
    /// what they are doing. Threads cannot be killed: such an actor goes on until its handler
    /// returns (or the process ends), and then ends, having been stopped. Calling this again waits
    /// for it again.
    ///
    /// An actor that calls this from its own thread cannot end meanwhile, nor can one that waits for
    /// its answer: they are stopped, not waited for, and in the report they have not ended.
    ///
    /// ```
    /// use std::{sync::mpsc, time::Duration};
    /// use actor_runtime::{Running, System, prelude::*};
    ///
    /// #[actor]
    /// struct Reader;
    ///
    /// #[actor]
    /// impl Reader {
    ///     pub fn read(&mut self, from: mpsc::Receiver<u8>) { let _ = from.recv(); }
    /// }
    ///
    /// let system = System::new();
    /// let reader = system.spawn(Reader)?;
    /// let (to, from) = mpsc::channel();
    /// reader.read(from)?;
    ///
    /// let report = system.shutdown(Duration::from_millis(50));
    /// let actor = &report.actors()[0];
    /// assert_eq!(actor.exit(), None);
    /// assert_eq!(actor.running(), Some(Running::Message("read")));
    /// // 1 of 1 actors did not end well: `Reader`#1 has not ended; it has been in message `read` …
    /// assert!(report.ok().is_err());
    ///
    /// drop(to);
    /// system.shutdown(Duration::from_secs(10)).ok()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[inline]
    pub fn shutdown(&self, deadline: Duration) -> ShutdownReport {
        let mut members = sys::lock(&self.members);
        members.shut_down = true;
        let last_first: Vec<_> = members.of.values().rev().cloned().collect();
        drop(members);
        Stopping::all(last_first, deadline)
    }
}

/// Like [`System::new`].
impl Default for System {
    #[inline]
    fn default() -> Self {
        System::new()
    }
}

/// Shuts the actors down, unless [`shutdown`](System::shutdown) was called before.
impl Drop for System {
    #[inline]
    fn drop(&mut self) {
        if !sys::lock(&self.members).shut_down {
            // This may be a thread that panics already, where a second one would abort the process.
            let _ = panics::catch(|| drop(self.shutdown(self.deadline)));
        }
    }
}

impl fmt::Debug for System {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What it is written to is the user's code, so not under the lock.
        let members: Vec<_> = sys::lock(&self.members).of.values().cloned().collect();
        f.debug_set().entries(members.iter().map(|member| member.control())).finish()
    }
}
