//! How actors start: on a thread of their own, on their caller's thread, or on an executor.

mod pooled;
mod report;
pub(crate) mod state_handle;
pub(crate) mod thread;

use crate::{Actor, Declared, Handle, Inbox};

/// Starts an actor. Every declared type implements this trait.
pub trait Spawn: Declared + Sized {
    /// Moves the state to a thread of its own and returns the handle. The thread has the actor's
    /// name. A [`builder`](Handle::builder) overrides the options of the declaration.
    ///
    /// The actor ends when its last handle is dropped and its mailbox has drained.
    ///
    /// # Panics
    ///
    /// Like [`std::thread::spawn`], if the system has no thread to give; and if the declared
    /// options are invalid. [`Builder::spawn`](crate::Builder::spawn) returns an error instead.
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
    ///     pub fn total(&self) -> u64 { self.total }
    /// }
    ///
    /// let counter = Counter { total: 40 }.spawn();
    /// counter.add(2)?;
    /// assert_eq!(counter.total()?, 42);
    /// # Ok::<(), actor_runtime::CallError>(())
    /// ```
    // rustc shows the line of the bound that does not hold, and so what to do about it.
    #[must_use = "the actor ends when its last handle is dropped: keep this one for as long as it has to live"]
    #[track_caller]
    fn spawn<H>(self) -> H
    where
        Self: Actor<H>,
        Self: Send, // or make it on the actor's own thread: `builder().spawn_from(|| …)` or `spawn_with`
        Self: 'static, // or `run` it on a scoped thread, and it may borrow
        H: Handle + 'static, // or `run` it on a scoped thread, and its messages may borrow
    {
        match H::builder().spawn(self) {
            Ok(handle) => handle,
            Err(error) => panic!("failed to spawn an actor: {error}"),
        }
    }

    /// Runs the actor on the threads of `executor`, which it shares with other actors, and returns the
    /// handle. See [`Executor`](crate::Executor) for the differences.
    ///
    /// # Panics
    ///
    /// If the executor has been shut down, or the declared options are invalid.
    /// [`Builder::spawn_on`](crate::Builder::spawn_on) returns an error instead.
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
    /// let counter = Counter { total: 40 }.spawn_on(Executor::global());
    /// counter.add(2)?;
    /// assert_eq!(counter.total()?, 42);
    /// # Ok::<(), actor_runtime::CallError>(())
    /// ```
    #[must_use = "the actor ends when its last handle is dropped: keep this one for as long as it has to live"]
    #[track_caller]
    fn spawn_on<H>(self, executor: &crate::Executor) -> H
    where
        Self: Actor<H>,
        Self: Send, // its state moves between the executor's threads: one that cannot needs its own
        Self: 'static, // or `run` it on a scoped thread, and it may borrow
        H: Handle + 'static, // or `run` it on a scoped thread, and its messages may borrow
    {
        match H::builder().spawn_on(executor, self) {
            Ok(handle) => handle,
            Err(error) => panic!("failed to spawn an actor: {error}"),
        }
    }

    /// Runs the actor on this thread until it has ended, and hands the state back. The actor does not end before
    /// its last handle is dropped, or it is told to stop: so keep no handle on this thread. State and messages
    /// may borrow: this is how an actor runs on a scoped thread.
    ///
    /// # Panics
    ///
    /// A handler's panic unwinds this thread, once all waiting threads and watchers have been told.
    ///
    /// ```
    /// use std::collections::HashMap;
    /// use actor_runtime::prelude::*;
    ///
    /// #[actor]
    /// #[derive(Default)]
    /// struct Tally<'a> { words: HashMap<&'a str, usize> }
    ///
    /// #[actor]
    /// impl<'a> Tally<'a> {
    ///     pub fn count(&mut self, word: &'a str) { *self.words.entry(word).or_default() += 1 }
    /// }
    ///
    /// let text = String::from("to be or not to be");
    /// let tally = std::thread::scope(|s| {
    ///     let (handle, inbox) = TallyHandle::channel();
    ///     let tally = s.spawn(|| Tally::default().run(inbox));
    ///     for word in text.split(' ') {
    ///         handle.count(word).unwrap();
    ///     }
    ///     drop(handle);
    ///     tally.join().unwrap()
    /// });
    /// assert_eq!(tally.words["be"], 2);
    /// ```
    fn run<H>(self, inbox: Inbox<H>) -> Self
    where
        Self: Actor<H>,
        H: Handle,
    {
        thread::run_and_hand_back(self, inbox)
    }
}

impl<A: Declared> Spawn for A {}
