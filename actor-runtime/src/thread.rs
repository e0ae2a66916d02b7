//! Threads that belong to the simulation of the thread that starts them, if it is in one.
//!
//! Outside of a simulation (feature `simulation`), these are std's threads. Inside, they are threads of the simulation,
//! and so are the threads that they start and the actors that they spawn. The same code runs in both. A simulation does
//! not see the rest of std's module, such as `park`.

use std::{fmt, time::Duration};

use crate::sys;

pub use std::thread::Result;

/// As [`std::thread::spawn`].
///
/// # Panics
///
/// If the system has no thread to give.
///
/// ```
/// use actor_runtime::thread;
///
/// let thread = thread::spawn(|| 1 + 1);
/// assert_eq!(thread.join().unwrap(), 2);
/// ```
#[track_caller]
pub fn spawn<F, T>(f: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    match sys::thread::Builder::new().spawn(f) {
        Ok(handle) => JoinHandle(handle),
        Err(error) => panic!("failed to spawn a thread: {error}"),
    }
}

/// As [`std::thread::sleep`]; inside of a simulation, in its virtual time.
pub fn sleep(duration: Duration) {
    sys::thread::sleep(duration);
}

/// As [`std::thread::yield_now`]: others may go on first. A loop that looks for something by itself calls it, since in a
/// simulation nothing else goes on meanwhile.
pub fn yield_now() {
    sys::thread::yield_now();
}

/// As [`std::thread::scope`]: waits for all threads that are spawned in it. `f` gets the scope by reference; a thread that
/// is to spawn in it takes a clone along.
///
/// # Panics
///
/// If a thread has panicked that was not joined, as std's.
///
/// ```
/// use actor_runtime::thread;
///
/// let words = vec!["to", "be"];
/// let letters = thread::scope(|scope| {
///     let threads: Vec<_> = words.iter().map(|word| scope.spawn(move || word.len())).collect();
///     threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>()
/// });
/// assert_eq!(letters, 4);
/// ```
pub fn scope<'env, F, T>(f: F) -> T
where
    F: for<'scope> FnOnce(&Scope<'scope, 'env>) -> T,
{
    sys::thread::scope(|scope| f(&Scope(scope.clone())))
}

/// The end of a thread of [`spawn`]: as [`std::thread::JoinHandle`].
pub struct JoinHandle<T>(sys::thread::JoinHandle<T>);

impl<T> JoinHandle<T> {
    /// Waits for the thread's end.
    ///
    /// # Errors
    ///
    /// The payload of the thread's panic. If the thread belongs to a simulation and the caller does not, the simulation
    /// fails; a thread that has not ended yet then gives a text in place of its result.
    pub fn join(self) -> Result<T> {
        self.0.join()
    }

    /// Whether the thread has returned.
    pub fn is_finished(&self) -> bool {
        self.0.is_finished()
    }

    /// The thread itself.
    pub fn thread(&self) -> &std::thread::Thread {
        self.0.thread()
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where [`scope`] spawns threads that borrow: as [`std::thread::Scope`].
#[derive(Clone)]
pub struct Scope<'scope, 'env>(sys::thread::Scope<'scope, 'env>);

impl<'scope> Scope<'scope, '_> {
    /// As [`std::thread::Scope::spawn`].
    ///
    /// # Panics
    ///
    /// If the system has no thread to give.
    #[track_caller]
    pub fn spawn<F, T>(&self, f: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        match self.0.spawn(f) {
            Ok(handle) => ScopedJoinHandle(handle),
            Err(error) => panic!("failed to spawn a thread: {error}"),
        }
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").finish_non_exhaustive()
    }
}

/// The end of a thread of [`Scope::spawn`]: as [`std::thread::ScopedJoinHandle`].
pub struct ScopedJoinHandle<'scope, T>(sys::thread::ScopedJoinHandle<'scope, T>);

impl<T> ScopedJoinHandle<'_, T> {
    /// Waits for the thread's end.
    ///
    /// # Errors
    ///
    /// The payload of the thread's panic.
    pub fn join(self) -> Result<T> {
        self.0.join()
    }

    /// Whether the thread has returned.
    pub fn is_finished(&self) -> bool {
        self.0.is_finished()
    }

    /// The thread itself.
    pub fn thread(&self) -> &std::thread::Thread {
        self.0.thread()
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScopedJoinHandle").finish_non_exhaustive()
    }
}
