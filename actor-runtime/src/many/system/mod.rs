//! All actors of a program, shut down in reverse order within one deadline.

mod actors;
mod observed;
pub(crate) mod reference;
pub(crate) mod report;
pub(crate) mod stopping;

use std::{fmt, time::Duration};

use crate::{
    Actor, ActorId, Executor, Handle, ShutdownReport, SpawnError, SystemRef,
    many::system::{actors::SystemActors, stopping::Stopping},
    panics,
    sys::Home,
};

/// The actors of a program (or of a part of it), to shut down together. The actor that was started last is
/// stopped first, so that an actor that depends on an earlier one drains while that one still answers.
///
/// A system keeps no actor alive: an actor whose last handle is dropped ends as usual, and an actor that has
/// ended leaves the system. It is not `Clone`, because its drop
/// [shuts the actors down](System::shutdown), unless that has been done. A [`reference`](System::reference) to it is
/// `Clone`, and spawns and adds actors from anywhere.
///
/// An actor may own the system of the actors that work for it: as its state is dropped, they are shut down.
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
    actors: SystemActors,
    deadline: Duration,
}

impl System {
    /// How long the drop of a system waits for its actors' ends, unless the system was made
    /// [`with_deadline`](System::with_deadline).
    pub const DEADLINE: Duration = Duration::from_secs(10);

    /// A system without actors.
    #[inline]
    pub fn new() -> Self {
        System::with_deadline(System::DEADLINE)
    }

    /// A system whose drop waits for its actors' ends for at most `deadline`.
    #[inline]
    pub fn with_deadline(deadline: Duration) -> Self {
        System { actors: SystemActors::default(), deadline }
    }

    /// Spawns an actor with the options of its declaration, and adds it to the system.
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
        self.actors.spawn(actor)
    }

    /// As [`spawn`](System::spawn), with the actor run by the threads of `executor`. Shutting the system down leaves
    /// the executor as it is: the executor may have other actors.
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
        self.actors.spawn_on(executor, actor)
    }

    /// Adds an actor, however it was spawned. Its place in the order is that of its start, whenever it is
    /// added. Adding it twice has the same effect as adding it once.
    ///
    /// Once the system has been told to shut down, the actor is stopped at once, and no report contains it.
    pub fn add<H: Handle + 'static>(&self, actor: &H) {
        self.actors.add(actor);
    }

    /// The number of actors of this system that have not ended.
    #[inline]
    pub fn actor_count(&self) -> usize {
        Home::here().at_poll();
        self.actors.count()
    }

    /// The actors of this system that have not ended, in the order of their start: ids and names.
    pub fn actors(&self) -> Vec<(ActorId, String)> {
        Home::here().at_poll();
        self.actors.names()
    }

    /// A reference to this system, which spawns, adds and lists as the system itself does, and holds nothing open.
    ///
    /// ```
    /// use std::time::Duration;
    /// use actor_runtime::{System, prelude::*};
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
    /// let reference = system.reference();
    /// let spawning = std::thread::spawn(move || reference.spawn::<_, LampHandle>(Lamp));
    /// let lamp = spawning.join().unwrap()?;
    /// assert_eq!(system.actors(), [(lamp.id(), "Lamp".to_owned())]);
    /// assert_eq!(system.shutdown(Duration::from_secs(10)).actors().len(), 1);
    /// # Ok::<(), actor_runtime::SpawnError>(())
    /// ```
    pub fn reference(&self) -> SystemRef {
        self.actors.reference()
    }

    /// Shuts the actors down, the last one started first. Each is [`stop`](Handle::stop)ped, and the next one is
    /// stopped only when it has ended: its state dropped, its watchers called and its thread joined. All that takes
    /// at most `deadline`. When `deadline` has passed, the actors that are left are stopped
    /// without waiting for their ends.
    ///
    /// The report has each actor that had not ended before the call. It says how the actor ended or, if it did not
    /// end in time, what it is doing. Threads cannot be killed: an actor that did not end in time goes on until its
    /// handler returns (or the process ends), and ends then, since it has been stopped. Calling this again waits for
    /// that actor again.
    ///
    /// An actor that calls this from its own thread cannot end meanwhile, nor can an actor that waits for
    /// its answer. Both are stopped, but not waited for, and the report says that they have not ended.
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
        let last_first = self.actors.close();
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
        if !self.actors.is_closed() {
            // This thread may be panicking already, and a second panic would abort the process.
            let _ = panics::catch(|| drop(self.shutdown(self.deadline)));
        }
    }
}

impl fmt::Debug for System {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The formatter runs the user's code, so this copies the actors and writes outside of the lock.
        let actors = self.actors.list();
        f.debug_set().entries(actors.iter().map(|actor| actor.control())).finish()
    }
}
