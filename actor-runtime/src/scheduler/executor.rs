//! The executor: a pool of threads, their alarms, and the list of the actors that they run.

use std::{
    fmt,
    num::NonZeroUsize,
    sync::{Arc as StdArc, OnceLock},
    thread::available_parallelism,
};

use crate::{
    CallError, SpawnError,
    error::MOST_THREADS,
    living,
    scheduler::{job::Claim, members::Members},
    sys::{self, Home},
};

/// A few threads that many actors share.
///
/// An actor that is [spawned on](crate::Spawn::spawn_on) an executor has no thread of its own: when
/// messages come, one of the executor's threads handles some of them and goes on to the next actor. So
/// an actor costs about a kilobyte instead of a thread, and there may be a million of them. Handles,
/// messages and guarantees are the same.
///
/// - A caller that waits for the answer of an actor which no thread runs at the moment runs the actor itself. On
///   its own thread, the caller handles the queued messages and then its own: that wakes no thread, and takes a
///   fraction of the time. So a handler may run on any thread that waits for it: in a handle's method, in
///   [`Reply::wait`](crate::Reply::wait) or in [`shutdown`](Executor::shutdown). It never runs on a thread that
///   polls a future or waits with a deadline.
/// - A handler may wait for other actors: while it does, another thread takes its place. A handler that
///   waits for anything else (a lock, a file, the network) keeps its thread from the other actors, so
///   give such an actor a thread of its own.
/// - An actor that always has something to do gives the others their turn after some hundred messages. An actor whose
///   states fail as soon as they are made gives them their turn after as many states.
/// - While handlers wait, there is one more thread for each of them: each handler keeps its own thread with its
///   stack, and nothing bounds their number. A thread that is not needed any more ends
///   after ten seconds. To bound the threads, have fewer actors wait: send a message and take the answer as another
///   message, bound the number of actors that ask (a [`Workers`](crate::Workers) of that many), or give the
///   waiting actor a bounded mailbox.
/// - Where the system has no further thread to give, a handler that waits keeps its thread, runs on it the
///   actor that it waits for, and tries again until there is a thread. If all threads wait and actors are due,
///   the calls of the waiting handlers return [`CallError::NoThread`] after a second.
/// - After a `fork`, the child has none of these threads, and no other thread either: an actor that was spawned
///   before does nothing there, and a call that waits for it hangs. Fork before the first actor is spawned, or have
///   the child `exec` another program, as [`std::process::Command`] does.
/// - One thread per processor suits handlers that take a while. Where handlers take less than a microsecond
///   and other threads of the program keep sending, those threads need processors, too. An executor with fewer
///   threads, or only one, is faster then, because each turn finds more messages.
///
/// Clones are the same executor. When the last clone is dropped, the actors live on, and the threads end
/// with the last actor. When the program ends, the threads end in the midst of their work, as every
/// thread does: call [`shutdown`](Executor::shutdown) first, if that matters.
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
///     pub fn total(&self) -> u64 { self.total }
/// }
///
/// let executor = Executor::new(2)?;
/// let counters: Vec<_> =
///     (0..10_000).map(|_| Counter { total: 0 }.spawn_on(&executor)).collect();
/// for counter in &counters {
///     counter.add(1)?;
/// }
/// for counter in &counters {
///     assert_eq!(counter.total()?, 1);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Executor(StdArc<Owner>);

/// Shared by all clones of an executor. Its drop has the threads end once no actor is left.
struct Owner(StdArc<Members>);

impl Executor {
    /// The executor of the whole program. The first call makes it, with as many threads as
    /// there are processors to use. In a simulation, it is the run's own, with four threads.
    ///
    /// # Panics
    ///
    /// Like [`std::thread::spawn`], if the system has no threads to give.
    #[track_caller]
    pub fn global() -> &'static Executor {
        if Home::here().is_simulated() {
            return Executor::of_simulations();
        }
        static GLOBAL: OnceLock<Executor> = OnceLock::new();
        GLOBAL.get_or_init(|| {
            let threads = available_parallelism().map_or(1, NonZeroUsize::get).min(MOST_THREADS);
            match Executor::new(threads) {
                Ok(executor) => executor,
                Err(error) => panic!("failed to make the executor: {error}"),
            }
        })
    }

    /// Stands for the executor of the whole program in every simulation. It has no thread: each run puts one of its own in
    /// its place, with four threads on every machine.
    fn of_simulations() -> &'static Executor {
        const THREADS: usize = 4;
        static OF_SIMULATIONS: OnceLock<Executor> = OnceLock::new();
        OF_SIMULATIONS.get_or_init(|| {
            Executor(StdArc::new(Owner(StdArc::new(Members::new(THREADS, Home::outside())))))
        })
    }

    /// An executor of this many threads, and one more that sleeps until a timer is due. All are started at
    /// once, so that a lack of threads is an error here.
    ///
    /// # Errors
    ///
    /// [`SpawnError::Threads`] for no threads at all or more than 4,096. [`SpawnError::Thread`] if the system
    /// has fewer threads to give: those that were started end again.
    ///
    /// ```
    /// use actor_runtime::{Executor, SpawnError};
    ///
    /// assert!(matches!(Executor::new(0), Err(SpawnError::Threads(0))));
    /// assert!(matches!(Executor::new(1_000_000), Err(SpawnError::Threads(1_000_000))));
    /// ```
    pub fn new(threads: usize) -> Result<Executor, SpawnError> {
        if !(1..=MOST_THREADS).contains(&threads) {
            return Err(SpawnError::Threads(threads));
        }
        let members = StdArc::new(Members::new(threads, Home::here()));
        let executor = Executor(StdArc::new(Owner(StdArc::clone(&members))));
        members.begin().map_err(SpawnError::Thread)?;
        living::enter_group(&members);
        sys::at_end(|| {
            let members = StdArc::downgrade(&members);
            Box::new(move || members.upgrade().into_iter().for_each(|members| members.close()))
        });
        Ok(executor)
    }

    /// Stops the actors of this executor, waits until all have ended, and then waits for the threads. The actors
    /// first handle the messages that they have accepted. No actor can be spawned on this executor from now on. If
    /// several threads shut it down at the same time, all wait for the actors, and one waits for the threads.
    ///
    /// # Errors
    ///
    /// [`CallError::Deadlock`] when called in an actor of this executor, in a watcher of such an actor, or in an
    /// actor that one of them waits for. The actors stop all the same. The error is returned once all others
    /// have ended.
    ///
    /// [`CallError::NoThread`], which only an actor on an executor gets. The caller's thread has run all actors
    /// that it could, and does not wait for the others: they stop when there is a thread for them.
    ///
    /// After an error, this does not wait for the threads.
    ///
    /// ```
    /// use actor_runtime::{Executor, prelude::*};
    ///
    /// #[actor]
    /// struct Printer;
    ///
    /// #[actor]
    /// impl Printer {
    ///     pub fn print(&mut self, line: String) { println!("{line}") }
    /// }
    ///
    /// let executor = Executor::new(1)?;
    /// let printer = Printer.spawn_on(&executor);
    /// printer.print("the last line".into())?;
    /// executor.shutdown()?;
    /// assert_eq!(printer.stats().handled, 1);
    /// assert_eq!(printer.join()?, Exit::Stopped);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn shutdown(&self) -> Result<(), CallError> {
        let mut all = Ok(());
        let mut may_wait = true;
        for actor in self.members().stop_all() {
            Claim::of(&actor).into_iter().for_each(Claim::run_to_its_end);
            if may_wait {
                let ended = actor.join();
                // Each further wait would take as long, in vain.
                may_wait = ended != Err(CallError::NoThread);
                all = all.and(ended);
            }
        }
        all?;
        self.members().join();
        Ok(())
    }

    /// The members of this executor. In a simulation, if the executor was made elsewhere, those of the executor that the
    /// run has in its place.
    #[inline]
    pub(crate) fn members(&self) -> StdArc<Members> {
        let Executor(owner) = self;
        let Owner(members) = &**owner;
        let twin = || {
            let twin = Executor::new(members.threads());
            twin.unwrap_or_else(|error| panic!("failed to make the executor: {error}"))
        };
        match sys::twin(members.home(), members, twin) {
            None => StdArc::clone(members),
            Some(Executor(twin)) => StdArc::clone(&twin.0),
        }
    }
}

impl fmt::Debug for Executor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Executor").field("threads", &self.0.0.threads()).finish_non_exhaustive()
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.0.close();
    }
}
