//! Where pooled actors live: a pool of threads, their alarms, and the members of those who are alive.

use std::{
    fmt,
    num::NonZeroUsize,
    sync::{Arc as StdArc, OnceLock},
    thread::available_parallelism,
};

use crate::{
    CallError, SpawnError,
    error::MOST_THREADS,
    scheduler::{job::Claim, members::Members},
};

/// A few threads that many actors share.
///
/// An actor that is [spawned on](crate::Spawn::spawn_on) an executor has no thread of its own: when
/// messages come, one of the executor's threads handles some of them and goes on to the next actor. So
/// an actor costs about a kilobyte instead of a thread, and there may be a million of them. Handles,
/// messages and guarantees are the same.
///
/// - A caller that waits for the answer of an actor which nobody runs at the moment runs it itself, on
///   its own thread, after what is queued: that wakes nobody, and takes a fraction of the time. So a
///   handler may run on any thread that waits for it (in a handle's method, in
///   [`Reply::wait`](crate::Reply::wait) or in [`shutdown`](Executor::shutdown); never while it polls a
///   future or under a deadline).
/// - A handler may wait for other actors: while it does, another thread takes its place. One that
///   waits for anything else (a lock, a file, the network) keeps its thread from the other actors, so
///   give such an actor a thread of its own.
/// - An actor that always has something to do gives the others their turn after some hundred messages. One whose
///   states fail as soon as they are made does so after as many states.
/// - While handlers wait, there are as many more threads as handlers that wait at the same time: each handler
///   keeps its own with its stack, and nothing bounds their number. A thread that is not needed any more ends
///   after ten seconds. To bound them, have fewer actors wait: send a message and take the answer as another
///   message, bound the number of actors that ask (a [`Workers`](crate::Workers) of that many), or give the
///   waiting actor a bounded mailbox.
/// - Where the system has no further thread to give, a handler that waits keeps its thread, runs on it the
///   actor that it waits for, and tries again until there is one. If all threads wait and actors are due,
///   their calls are [`CallError::NoThread`] after a second.
/// - After a `fork`, the child has none of these threads, as of all others: an actor that was spawned before
///   does nothing there, and a call that waits for it hangs. Fork before the first actor is spawned, or have
///   the child `exec` another program, as [`std::process::Command`] does.
/// - One thread per processor suits handlers that take a while. Where they take less than a microsecond
///   and other threads of the program keep sending, those need processors, too: an executor with fewer
///   threads, or only one, is faster then, because each turn finds more messages.
///
/// Clones are the same executor. When the last one is dropped, its actors live on, and its threads end
/// with the last of them. When the program ends, whatever they are doing ends with it, as with every
/// thread: [`shutdown`](Executor::shutdown) first, if that matters.
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

/// Its last clone, dropped, lets the threads go when they have done their work.
struct Owner(StdArc<Members>);

impl Executor {
    /// The executor of the whole program, made when it is first asked for: with as many threads as
    /// there are processors to use.
    ///
    /// # Panics
    ///
    /// Like [`std::thread::spawn`], if the system has no threads to give.
    #[track_caller]
    pub fn global() -> &'static Executor {
        static GLOBAL: OnceLock<Executor> = OnceLock::new();
        GLOBAL.get_or_init(|| {
            let threads = available_parallelism().map_or(1, NonZeroUsize::get).min(MOST_THREADS);
            match Executor::new(threads) {
                Ok(executor) => executor,
                Err(error) => panic!("failed to make the executor: {error}"),
            }
        })
    }

    /// An executor of so many threads, and one more that sleeps until a timer is due. All are started at
    /// once, so that it is an error here if there is no room for them.
    ///
    /// # Errors
    ///
    /// [`SpawnError::Threads`] for no threads at all or more than 4,096, [`SpawnError::Thread`] if the system
    /// has not so many to give: those that were started end again.
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
        let members = StdArc::new(Members::new(threads));
        let executor = Executor(StdArc::new(Owner(StdArc::clone(&members))));
        members.begin().map_err(SpawnError::Thread)?;
        Ok(executor)
    }

    /// Stops its actors, waits until all have ended, and then for its threads. They handle what they
    /// have accepted before. No actor can be spawned on it from now on. Of several that shut it down at the
    /// same time, all wait for its actors, and one waits for its threads.
    ///
    /// # Errors
    ///
    /// [`CallError::Deadlock`] when called in one of its own actors (in a watcher of one, too), or in an
    /// actor that one of them waits for. The actors stop all the same. The error is returned once all others
    /// have ended.
    ///
    /// [`CallError::NoThread`] from an actor of an executor alone. The caller's thread has run all actors then
    /// that it could, and waits for no other: they stop when there is a thread for them.
    ///
    /// Where there is an error, the threads are not waited for.
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
                // The next wait would take as long in vain.
                may_wait = ended != Err(CallError::NoThread);
                all = all.and(ended);
            }
        }
        all?;
        self.members().join();
        Ok(())
    }

    pub(crate) fn members(&self) -> &StdArc<Members> {
        &self.0.0
    }
}

impl fmt::Debug for Executor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Executor")
            .field("threads", &self.members().threads())
            .finish_non_exhaustive()
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        self.0.close();
    }
}
