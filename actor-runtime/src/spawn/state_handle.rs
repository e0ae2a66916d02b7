//! `StateHandle`: hands an actor's state back after its end.

use std::fmt;

use crate::{
    Actor, Builder, CallError, Executor, Handle, SpawnError,
    actor::{cell::stepwise::PooledTask, kept_state::KeptState},
    lifecycle::any_actor::AnyActor,
    spawn::thread,
};

/// Hands an actor's state back once the actor has ended: [`join`](StateHandle::join) it.
/// [`Builder::spawn_joinable`] and [`Builder::spawn_joinable_on`] make it beside the actor's handle.
///
/// It is no handle: it does not keep the actor alive. It keeps the state, from the end of its `#[stopped]` method on.
/// If it is dropped before that, the state is dropped on its own thread, like any other. If it is dropped after
/// that, the state is dropped with it. A state that holds the `StateHandle` of its own actor is never dropped.
/// Replies that the state has put off are answered, or fail, with the state.
///
/// ```
/// use actor_runtime::{StateHandle, prelude::*};
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
/// let (log, state): (LogHandle, StateHandle<Log>) = LogHandle::builder().spawn_joinable(Log::default())?;
/// log.line("hello".into())?;
/// drop(log);
/// let Log { lines } = state.join()?;
/// assert_eq!(lines, ["hello"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "the state is dropped as usual unless it is joined"]
pub struct StateHandle<A> {
    actor: Box<dyn AnyActor>,
    kept: KeptState<A>,
}

impl<A> StateHandle<A> {
    fn new<H: Handle + 'static>(handle: &H, kept: KeptState<A>) -> Self {
        StateHandle { actor: Box::new(handle.downgrade()), kept }
    }

    /// Waits for the actor's end, and returns its state. The actor ends once its last handle is dropped, or it is told
    /// to stop. When this returns, all watchers have been called, and the actor's thread is ending.
    ///
    /// # Errors
    ///
    /// - [`CallError::Ended`] after any other end than [`Exit::Closed`](crate::Exit::Closed) and
    ///   [`Exit::Stopped`](crate::Exit::Stopped). The state has been dropped.
    /// - [`CallError::Deadlock`] if the actor itself calls this, or an actor that it waits for. The state is dropped at
    ///   its end.
    /// - [`CallError::NoThread`] only in an actor that an executor runs. The state is dropped at its end.
    ///
    /// ```
    /// # use actor_runtime::prelude::*;
    /// # #[actor] struct Lamp { on: bool }
    /// # #[actor]
    /// # impl Lamp {
    /// #     pub fn switch(&mut self) { self.on = !self.on }
    /// # }
    /// let (lamp, state) = LampHandle::builder().spawn_joinable(Lamp { on: false })?;
    /// lamp.kill();
    /// assert!(matches!(state.join(), Err(CallError::Ended(Exit::Killed))));
    /// # Ok::<(), actor_runtime::SpawnError>(())
    /// ```
    pub fn join(self) -> Result<A, CallError> {
        let exit = self.actor.join()?;
        self.kept.take().ok_or(CallError::Ended(exit))
    }
}

/// Has the state dropped at its end, or drops it if it has ended.
impl<A> Drop for StateHandle<A> {
    fn drop(&mut self) {
        drop(self.kept.take());
    }
}

impl<A> fmt::Debug for StateHandle<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StateHandle").field(self.actor.control()).finish()
    }
}

impl<H: Handle> Builder<H> {
    /// As [`spawn`](Builder::spawn), with a [`StateHandle`] that hands the state back after the actor's end. Since
    /// a thread that ends gives no value to a dropped handle, this is std's [`JoinHandle`](std::thread::JoinHandle)
    /// beside the actor's handle.
    ///
    /// # Errors
    ///
    /// As [`spawn`](Builder::spawn). The state has been dropped then.
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
    /// let (counter, state) = CounterHandle::builder().spawn_joinable(Counter { total: 40 })?;
    /// counter.add(2)?;
    /// drop(counter);
    /// assert_eq!(state.join()?.total, 42);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn spawn_joinable<A>(self, actor: A) -> Result<(H, StateHandle<A>), SpawnError>
    where
        A: Actor<H>,
        // As at `Spawn::spawn`: rustc shows these lines.
        A: Send,    // or `run` it on a thread of your own, which hands it back
        A: 'static, // or `run` it on a scoped thread, and it may borrow
        H: 'static, // or `run` it on a scoped thread, and its messages may borrow
    {
        let kept = KeptState::new();
        let keeper = kept.clone();
        let handle = self.start_by(move |inbox, first_start| {
            thread::run_and_keep(actor, &keeper, inbox, first_start);
        })?;
        let state = StateHandle::new(&handle, kept);
        Ok((handle, state))
    }

    /// As [`spawn_on`](Builder::spawn_on), with a [`StateHandle`] that hands the state back after the actor's end.
    ///
    /// # Errors
    ///
    /// As [`spawn_on`](Builder::spawn_on). The state has been dropped then.
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
    /// let executor = Executor::new(1)?;
    /// let (counter, state) =
    ///     CounterHandle::builder().spawn_joinable_on(&executor, Counter { total: 40 })?;
    /// counter.add(2)?;
    /// executor.shutdown()?;
    /// assert_eq!(state.join()?.total, 42);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn spawn_joinable_on<A>(
        self,
        executor: &Executor,
        actor: A,
    ) -> Result<(H, StateHandle<A>), SpawnError>
    where
        A: Actor<H> + Send + 'static,
        H: 'static,
    {
        let kept = KeptState::new();
        let keeper = kept.clone();
        let waits = self.options.wait_for_start;
        let handle = self.on(executor, waits, |inbox, first_start| {
            PooledTask::keeping(actor, keeper, inbox, first_start)
        })?;
        let state = StateHandle::new(&handle, kept);
        Ok((handle, state))
    }
}
