//! What users call on every handle.

use std::time::Duration;

use crate::{
    ActorId, Builder, CallError, Exit, Inbox, SendError, Stats, Weak, mailbox::Mailbox,
    options::Options,
};

/// A handle: the sending side of an actor's mailbox, with one method for each message. `#[actor]`
/// on an impl generates it.
///
/// Clones share the mailbox; cloning costs one atomic addition. Dropping the last one closes it,
/// and the actor ends once it has drained.
///
/// Everything here takes `&self` but [`join`](Handle::join), so a message of the same name simply
/// wins: `handle.stop()` is the message then, and `Handle::stop(&handle)` still reaches this one.
///
/// ```
/// use actor_runtime::{Exit, prelude::*};
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
/// let counter = Counter { total: 0 }.spawn();
/// counter.add(1)?;
/// counter.send(CounterMessage::Add { n: 2 })?; // the same, by value
/// assert_eq!(counter.total()?, 3);
/// counter.stop();
/// assert_eq!(counter.join()?, Exit::Stopped);
/// # Ok::<(), actor_runtime::CallError>(())
/// ```
pub trait Handle: Clone + Send + Sync + Sized {
    /// The message enum.
    type Message: Send;

    /// The ask view: the answered messages again, returning a [`Reply`](crate::Reply).
    type Ask<'a>
    where
        Self: 'a;

    /// A mailbox without an actor: for tests, fakes, or a thread of your own.
    ///
    /// # Panics
    ///
    /// If the declared mailbox has no places, or more than the memory holds.
    fn channel() -> (Self, Inbox<Self>) {
        Self::builder().channel()
    }

    /// Spawns an actor with other options than it was declared with.
    fn builder() -> Builder<Self> {
        Builder::new(Self::options())
    }

    /// The ask view: `handle.ask().total()` sends the message and returns a
    /// [`Reply`](crate::Reply) at once.
    fn ask(&self) -> Self::Ask<'_>;

    /// Sends a message by value. A full mailbox does what its [`Overflow`](crate::Overflow) says.
    ///
    /// # Errors
    ///
    /// Hands the message back with the reason, if it was not accepted.
    fn send(&self, message: Self::Message) -> Result<(), SendError<Self::Message>> {
        Self::mailbox(self).send(message)
    }

    /// Sends a message by value if there is room for it. Never blocks.
    ///
    /// # Errors
    ///
    /// Hands the message back with the reason: [`CallError::Full`] or [`CallError::Stopped`].
    fn try_send(&self, message: Self::Message) -> Result<(), SendError<Self::Message>> {
        Self::mailbox(self).try_send(message)
    }

    /// Returns when all that this thread sent before has been handled.
    ///
    /// # Errors
    ///
    /// [`CallError::Stopped`] if the actor ended first, [`CallError::Deadlock`] from its own
    /// handler.
    fn flush(&self) -> Result<(), CallError> {
        Self::mailbox(self).flush()
    }

    /// Makes the actor refuse new messages, handle the accepted ones, and end.
    fn stop(&self) {
        Self::mailbox(self).sending().stop();
    }

    /// Ends the actor after the handler that runs now; what is queued is undelivered.
    ///
    /// A thread cannot be killed: a handler that does not return keeps the actor from ending.
    fn kill(&self) {
        Self::mailbox(self).sending().kill();
    }

    /// Drops this handle and waits for the actor's end, and so for that of all other handles too
    /// (or for its `stop`). Its state has been dropped by then, and its thread is gone.
    ///
    /// # Errors
    ///
    /// [`CallError::Deadlock`] from the actor's own thread.
    fn join(self) -> Result<Exit, CallError> {
        let control = Self::mailbox(&self).control().clone();
        drop(self);
        control.join()
    }

    /// [`stop`](Handle::stop)s the actor and waits for its end, whoever else holds a handle.
    ///
    /// # Errors
    ///
    /// [`CallError::Deadlock`] from the actor's own thread; it stops all the same.
    fn shutdown(&self) -> Result<Exit, CallError> {
        Self::mailbox(self).sending().stop();
        Self::mailbox(self).control().join()
    }

    /// Waits for the actor's end for at most `duration`; `None` if it has not ended by then.
    fn wait_timeout(&self, duration: Duration) -> Option<Exit> {
        Self::mailbox(self).control().wait_timeout(duration)
    }

    /// Calls `watcher` once, when the actor has ended: on the actor's thread, its state dropped.
    /// If it has ended already, at once and on this thread. There may be any number of watchers
    /// (OTP calls them monitors); none keeps the actor alive, and a panic of one on the actor's
    /// thread is contained.
    fn on_exit(&self, watcher: impl FnOnce(&Exit) + Send + 'static) {
        Self::mailbox(self).control().on_exit(watcher);
    }

    /// A handle that keeps no actor alive.
    fn downgrade(&self) -> Weak<Self> {
        Weak::new(Self::mailbox(self))
    }

    /// What the mailbox has seen so far.
    fn stats(&self) -> Stats {
        Self::mailbox(self).control().counts.stats()
    }

    /// Whether the actor has not ended yet. One that was told to stop is alive until it has
    /// drained.
    fn is_alive(&self) -> bool {
        Self::mailbox(self).control().exit().is_none()
    }

    /// The actor's id: the same for all its handles, and no other's.
    fn id(&self) -> ActorId {
        Self::mailbox(self).control().id()
    }

    /// The actor's name: its type's, unless the declaration or the builder says otherwise.
    fn name(&self) -> &str {
        Self::mailbox(self).control().name()
    }

    #[doc(hidden)]
    fn from_mailbox(mailbox: Mailbox<Self::Message>) -> Self;

    #[doc(hidden)]
    fn mailbox(&self) -> &Mailbox<Self::Message>;

    /// The options of the declared type.
    #[doc(hidden)]
    fn options() -> Options;

    /// The method's name of the message that `Context::begin` was told of.
    #[doc(hidden)]
    fn message_name(index: usize) -> &'static str;

    /// Whether anyone still waits for this message's answer; true for one that is told.
    #[doc(hidden)]
    fn is_wanted(message: &Self::Message) -> bool;
}
