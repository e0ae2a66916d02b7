//! The trait `Handle`: what users call on every handle.

use std::time::Duration;

use crate::{
    ActorId, Builder, CallError, Exit, Inbox, JoinFuture, JoinOnDrop, Recipient, SendError,
    SendFuture, Stats, Watch, Weak,
    actor_type::ActorType,
    mailbox::{recipient, send::Mailbox, shared::Shared},
    memory::packed::{Carrier, Message},
    options::Options,
    sys::Arc,
};

/// A handle: the sending side of an actor's mailbox, with one method for each message. `#[actor]`
/// on an impl generates it.
///
/// Clones share the mailbox; cloning costs one atomic addition. Dropping the last one closes it,
/// and the actor ends once it has drained.
///
/// Only [`join`](Handle::join), [`join_async`](Handle::join_async) and [`join_on_drop`](Handle::join_on_drop) take the
/// handle itself. All other methods take `&self`, so a message of the same name takes precedence: `handle.stop()` sends the message then, and
/// `Handle::stop(&handle)` still reaches this method.
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
/// let counter = Counter { total: 0 }.spawn();
/// counter.add(1)?;
/// counter.send(CounterMessage::Add { n: 2 })?; // the same, by value
/// assert_eq!(counter.total()?, 3);
/// counter.stop();
/// assert_eq!(counter.join()?, Exit::Stopped);
/// # Ok::<(), actor_runtime::CallError>(())
/// ```
pub trait Handle:
    Carrier<Carried = <Self as Handle>::Message> + Clone + Send + Sync + Sized
{
    /// The message enum.
    type Message: Send + Message<Packing: Send>;

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
        Builder::of(Self::options())
    }

    /// The ask view: `handle.ask().total()` sends the message and returns a
    /// [`Reply`](crate::Reply) at once.
    #[must_use = "this asks nothing yet: call a message on it, as in `handle.ask().total()`"]
    fn ask(&self) -> Self::Ask<'_>;

    /// Sends a message by value. A full mailbox does what its [`Overflow`](crate::Overflow) says.
    ///
    /// # Errors
    ///
    /// Hands the message back with the reason, if it was not accepted.
    fn send(&self, message: Self::Message) -> Result<(), SendError<Self::Message>> {
        let mailbox = Self::mailbox(self);
        if Self::HAS_URGENT && Self::is_urgent(&message) {
            mailbox.send_urgently(message)
        } else {
            mailbox.send(message)
        }
    }

    /// Sends a message by value, if the mailbox has room for it. Never blocks.
    ///
    /// # Errors
    ///
    /// Hands the message back with the reason: [`CallError::Full`] or [`CallError::Ended`].
    ///
    /// ```
    /// # use actor_runtime::prelude::*;
    /// # #[actor] struct Lamp { on: bool }
    /// # #[actor]
    /// # impl Lamp {
    /// #     pub fn switch(&mut self) { self.on = !self.on }
    /// #     pub fn is_on(&self) -> bool { self.on }
    /// # }
    /// let (lamp, _inbox) = LampHandle::builder().mailbox(1).channel();
    /// lamp.try_send(LampMessage::Switch)?;
    /// let refused = lamp.try_send(LampMessage::Switch).unwrap_err();
    /// assert_eq!(refused.reason(), &CallError::Full);
    /// assert!(matches!(refused.into_message(), LampMessage::Switch));
    /// # Ok::<(), actor_runtime::CallError>(())
    /// ```
    fn try_send(&self, message: Self::Message) -> Result<(), SendError<Self::Message>> {
        let mailbox = Self::mailbox(self);
        if Self::HAS_URGENT && Self::is_urgent(&message) {
            mailbox.send_urgently(message)
        } else {
            mailbox.try_send(message)
        }
    }

    /// Sends a message by value as [`send`](Handle::send) does, but waits for room in a full mailbox for at
    /// most `duration`. A message that is let in just as the time is up counts as sent.
    ///
    /// # Errors
    ///
    /// Hands the message back with the reason: [`CallError::TimedOut`] if there was no room in time,
    /// otherwise as [`send`](Handle::send). A [`CallError::Deadlock`] comes at once, a
    /// [`CallError::NoThread`] (only in an actor that an executor runs) after a second at the earliest.
    ///
    /// ```
    /// # use actor_runtime::prelude::*;
    /// # #[actor] struct Lamp { on: bool }
    /// # #[actor]
    /// # impl Lamp {
    /// #     pub fn switch(&mut self) { self.on = !self.on }
    /// # }
    /// use std::time::Duration;
    ///
    /// let (lamp, _inbox) = LampHandle::builder().mailbox(1).channel();
    /// lamp.send_timeout(LampMessage::Switch, Duration::from_secs(5))?;
    /// let late = lamp.send_timeout(LampMessage::Switch, Duration::from_millis(1)).unwrap_err();
    /// assert_eq!(late.reason(), &CallError::TimedOut);
    /// assert!(matches!(late.into_message(), LampMessage::Switch));
    /// # Ok::<(), CallError>(())
    /// ```
    fn send_timeout(
        &self,
        message: Self::Message,
        duration: Duration,
    ) -> Result<(), SendError<Self::Message>> {
        let mailbox = Self::mailbox(self);
        if Self::HAS_URGENT && Self::is_urgent(&message) {
            mailbox.send_urgently(message)
        } else {
            mailbox.send_timeout(message, duration)
        }
    }

    /// Sends a message by value from async code. Where [`send`](Handle::send) would block, the future waits in the
    /// same line, and the thread that polls it goes on. The message is on its way from this call on, polled or
    /// not. Dropping the future cancels a message that still waits.
    ///
    /// An urgent message never waits. An actor that blocks on the future of a message to itself waits for ever,
    /// where [`send`](Handle::send) is an error.
    ///
    /// ```
    /// # use actor_runtime::prelude::*;
    /// # #[actor] struct Lamp { on: bool }
    /// # #[actor]
    /// # impl Lamp {
    /// #     pub fn switch(&mut self) { self.on = !self.on }
    /// # }
    /// async fn blink(lamp: &LampHandle) -> Result<(), actor_runtime::CallError> {
    ///     lamp.send_async(LampMessage::Switch).await?;
    ///     lamp.send_async(LampMessage::Switch).await?;
    ///     Ok(())
    /// }
    /// ```
    fn send_async(&self, message: Self::Message) -> SendFuture<Self::Message> {
        let mailbox = Self::mailbox(self);
        if Self::HAS_URGENT && Self::is_urgent(&message) {
            SendFuture::decided(mailbox.send_urgently(message))
        } else {
            mailbox.send_async(message)
        }
    }

    /// Waits until every message that this thread sent before has been handled. Messages that the actor sent to
    /// itself in the course of that may still be queued. The actor's `timeout` does not apply.
    ///
    /// # Errors
    ///
    /// [`CallError::Ended`] if the actor ended first; [`CallError::Deadlock`] in the actor's own handler, or that of
    /// an actor that it waits for; [`CallError::NoThread`] only in an actor that an executor runs.
    ///
    /// ```
    /// # use actor_runtime::prelude::*;
    /// # #[actor] struct Lamp { on: bool }
    /// # #[actor]
    /// # impl Lamp {
    /// #     pub fn switch(&mut self) { self.on = !self.on }
    /// #     pub fn is_on(&self) -> bool { self.on }
    /// # }
    /// let lamp = Lamp { on: false }.spawn();
    /// lamp.switch()?;
    /// lamp.flush()?;
    /// assert_eq!(lamp.stats().handled, 1);
    /// # Ok::<(), actor_runtime::CallError>(())
    /// ```
    fn flush(&self) -> Result<(), CallError> {
        Self::mailbox(self).flush()
    }

    /// Makes the actor refuse new messages, handle the accepted ones, and end.
    ///
    /// ```
    /// # use actor_runtime::prelude::*;
    /// # #[actor] struct Lamp { on: bool }
    /// # #[actor]
    /// # impl Lamp {
    /// #     pub fn switch(&mut self) { self.on = !self.on }
    /// #     pub fn is_on(&self) -> bool { self.on }
    /// # }
    /// let lamp = Lamp { on: false }.spawn();
    /// lamp.switch()?;
    /// lamp.stop();
    /// assert_eq!(lamp.switch(), Err(CallError::Ended(Exit::Stopped)));
    /// assert_eq!(lamp.clone().join()?, Exit::Stopped);
    /// assert_eq!(lamp.stats().handled, 1);
    /// # Ok::<(), actor_runtime::CallError>(())
    /// ```
    fn stop(&self) {
        Self::mailbox(self).shared().stop();
    }

    /// Ends the actor after the handler that runs now. Messages that are still queued are undelivered.
    ///
    /// A thread cannot be killed: a handler that does not return keeps the actor from ending.
    ///
    /// ```
    /// # use actor_runtime::prelude::*;
    /// # #[actor] struct Lamp { on: bool }
    /// # #[actor]
    /// # impl Lamp {
    /// #     pub fn switch(&mut self) { self.on = !self.on }
    /// #     pub fn is_on(&self) -> bool { self.on }
    /// # }
    /// let lamp = Lamp { on: false }.spawn();
    /// lamp.kill();
    /// assert_eq!(lamp.join()?, Exit::Killed);
    /// # Ok::<(), actor_runtime::CallError>(())
    /// ```
    fn kill(&self) {
        Self::mailbox(self).shared().kill();
    }

    /// Drops this handle and waits for the actor's end. The actor ends once all other handles are dropped, too, or it
    /// is told to stop. When this returns, the actor's state has been dropped, and its thread is ending. For the
    /// first caller that joins it, the thread is gone and all watchers have been called.
    ///
    /// # Errors
    ///
    /// [`CallError::Deadlock`] on the actor's own thread, or that of an actor that it waits for;
    /// [`CallError::NoThread`] only in an actor that an executor runs.
    ///
    /// ```
    /// # use actor_runtime::prelude::*;
    /// # #[actor] struct Lamp { on: bool }
    /// # #[actor]
    /// # impl Lamp {
    /// #     pub fn switch(&mut self) { self.on = !self.on }
    /// #     pub fn is_on(&self) -> bool { self.on }
    /// # }
    /// let lamp = Lamp { on: false }.spawn();
    /// lamp.switch()?;
    /// assert_eq!(lamp.join()?, Exit::Closed);
    /// # Ok::<(), actor_runtime::CallError>(())
    /// ```
    fn join(self) -> Result<Exit, CallError> {
        let shared = Arc::clone(Self::mailbox(&self).shared());
        drop(self);
        Shared::join(shared)
    }

    /// A handle whose drop [`stop`](Handle::stop)s the actor and waits for its end, for an actor that must not outlive
    /// its owner. Where that wait would be a deadlock, the drop does not wait.
    ///
    /// ```
    /// # use actor_runtime::prelude::*;
    /// # #[actor] struct Lamp { on: bool }
    /// # #[actor]
    /// # impl Lamp {
    /// #     pub fn switch(&mut self) { self.on = !self.on }
    /// # }
    /// let lamp = Lamp { on: false }.spawn();
    /// let watched = lamp.clone();
    /// {
    ///     let lamp = lamp.join_on_drop();
    ///     lamp.switch()?;
    /// } // stops and joins here
    /// assert!(!watched.is_alive());
    /// assert_eq!(watched.stats().handled, 1);
    /// # Ok::<(), actor_runtime::CallError>(())
    /// ```
    fn join_on_drop(self) -> JoinOnDrop<Self> {
        JoinOnDrop::new(self)
    }

    /// As [`join`](Handle::join), for async code: drops this handle in the call, and returns a future
    /// of the actor's end. It resolves once the state has been dropped and the watchers have been
    /// called; the actor's thread may still be ending then.
    ///
    /// The future is a [`Future`] under any executor, and polling it never runs a handler. Dropping it
    /// changes nothing for the actor. A watcher of the same actor that awaits it gets the exit at once.
    ///
    /// # Errors
    ///
    /// [`CallError::Deadlock`] if the future is polled by the actor itself, in one of its handlers, or by an actor that
    /// it waits for. A wait for a future is not recorded: a circle of waits that closes only after the poll is not
    /// found, and hangs.
    ///
    /// ```
    /// # use actor_runtime::prelude::*;
    /// # #[actor] struct Lamp { on: bool }
    /// # #[actor]
    /// # impl Lamp {
    /// #     pub fn switch(&mut self) { self.on = !self.on }
    /// #     pub fn is_on(&self) -> bool { self.on }
    /// # }
    /// async fn blink_and_end(lamp: LampHandle) -> Result<Exit, CallError> {
    ///     lamp.send_async(LampMessage::Switch).await?;
    ///     lamp.send_async(LampMessage::Switch).await?;
    ///     lamp.join_async().await
    /// }
    /// ```
    fn join_async(self) -> JoinFuture {
        let control = Self::mailbox(&self).control().clone();
        drop(self);
        JoinFuture::new(control)
    }

    /// [`stop`](Handle::stop)s the actor and waits for its end, even if there are other handles.
    ///
    /// # Errors
    ///
    /// [`CallError::Deadlock`] on the actor's own thread, or that of an actor that it waits for;
    /// [`CallError::NoThread`] only in an actor that an executor runs. The actor stops all the same.
    ///
    /// ```
    /// # use actor_runtime::prelude::*;
    /// # #[actor] struct Lamp { on: bool }
    /// # #[actor]
    /// # impl Lamp {
    /// #     pub fn switch(&mut self) { self.on = !self.on }
    /// #     pub fn is_on(&self) -> bool { self.on }
    /// # }
    /// let lamp = Lamp { on: false }.spawn();
    /// let other = lamp.clone();
    /// assert_eq!(lamp.shutdown()?, Exit::Stopped);
    /// assert!(other.switch().is_err());
    /// # Ok::<(), actor_runtime::CallError>(())
    /// ```
    fn shutdown(&self) -> Result<Exit, CallError> {
        Self::mailbox(self).shared().shut_down()
    }

    /// As [`shutdown`](Handle::shutdown), for async code. [`stop`](Handle::stop)s the actor in the call, even if the
    /// future is never polled, and returns a future of the actor's end, as [`join_async`](Handle::join_async) does.
    ///
    /// # Errors
    ///
    /// As [`join_async`](Handle::join_async); the actor stops all the same.
    ///
    /// ```
    /// # use actor_runtime::prelude::*;
    /// # #[actor] struct Lamp { on: bool }
    /// # #[actor]
    /// # impl Lamp {
    /// #     pub fn switch(&mut self) { self.on = !self.on }
    /// #     pub fn is_on(&self) -> bool { self.on }
    /// # }
    /// async fn put_away(lamps: &[LampHandle]) -> Result<(), CallError> {
    ///     // All of them stop before the first end is waited for.
    ///     let ends: Vec<_> = lamps.iter().map(LampHandle::shutdown_async).collect();
    ///     for end in ends {
    ///         assert_eq!(end.await?, Exit::Stopped);
    ///     }
    ///     Ok(())
    /// }
    /// ```
    fn shutdown_async(&self) -> JoinFuture {
        let mailbox = Self::mailbox(self);
        mailbox.shared().stop();
        JoinFuture::new(mailbox.control().clone())
    }

    /// Waits for the actor's end for at most `duration`. Returns `None` if the actor has not ended by then. Returns
    /// `None` also where the wait is an error: at once, if it would be a [deadlock](CallError::Deadlock) (in the
    /// actor's own handler, or that of an actor that it waits for), and on [`CallError::NoThread`].
    /// [`try_wait_timeout`](Handle::try_wait_timeout) tells these apart.
    ///
    /// ```
    /// # use actor_runtime::prelude::*;
    /// # #[actor] struct Lamp { on: bool }
    /// # #[actor]
    /// # impl Lamp {
    /// #     pub fn switch(&mut self) { self.on = !self.on }
    /// #     pub fn is_on(&self) -> bool { self.on }
    /// # }
    /// use std::time::Duration;
    ///
    /// let lamp = Lamp { on: false }.spawn();
    /// assert_eq!(lamp.wait_timeout(Duration::from_millis(1)), None);
    /// lamp.stop();
    /// assert_eq!(lamp.wait_timeout(Duration::from_secs(60)), Some(Exit::Stopped));
    /// # Ok::<(), actor_runtime::CallError>(())
    /// ```
    fn wait_timeout(&self, duration: Duration) -> Option<Exit> {
        self.try_wait_timeout(duration).unwrap_or(None)
    }

    /// As [`wait_timeout`](Handle::wait_timeout), with an error if it could not wait. `Ok(None)` means that the actor
    /// has not ended within `duration`.
    ///
    /// # Errors
    ///
    /// [`CallError::Deadlock`], at once, in the actor's own handler or that of an actor that it waits for;
    /// [`CallError::NoThread`] only in an actor that an executor runs.
    ///
    /// ```
    /// # use actor_runtime::prelude::*;
    /// use std::time::Duration;
    /// use actor_runtime::{CallError, Context};
    ///
    /// #[actor]
    /// struct Hermit;
    ///
    /// #[actor]
    /// impl Hermit {
    ///     pub fn wait_for_oneself(&self, ctx: &mut Context<HermitHandle>) -> Result<(), CallError> {
    ///         let myself = ctx.weak().upgrade().expect("the caller has a handle");
    ///         assert_eq!(myself.wait_timeout(Duration::MAX), None); // it looks like a time-out
    ///         myself.try_wait_timeout(Duration::MAX).map(drop)
    ///     }
    /// }
    ///
    /// let hermit = Hermit.spawn();
    /// assert!(matches!(hermit.wait_for_oneself()?, Err(CallError::Deadlock(_))));
    /// assert_eq!(hermit.try_wait_timeout(Duration::from_millis(1))?, None);
    /// # Ok::<(), CallError>(())
    /// ```
    fn try_wait_timeout(&self, duration: Duration) -> Result<Option<Exit>, CallError> {
        Self::mailbox(self).control().home().at_wait(duration);
        Self::mailbox(self).control().wait_timeout(duration)
    }

    /// Calls `watcher` once, when the actor has ended and its state has been dropped, on the actor's thread. If the
    /// actor has ended already, calls it at once and on this thread.
    ///
    /// There may be any number of watchers (OTP calls them monitors). A watcher does not keep the actor alive, unless
    /// it captures a handle: let it capture a [`Weak`]. A panic of a watcher on the actor's thread is contained.
    ///
    /// The first caller that joins the actor waits for the watchers, too. If it is another actor, a watcher that asks
    /// it gets [`CallError::Deadlock`]. A watcher must not wait for a plain thread that joins the actor.
    ///
    /// Watchers are called one after the other, in the order in which they came. [`unwatch`](Handle::unwatch) takes one
    /// out that is not called yet; otherwise the [`Watch`] may be dropped.
    ///
    /// ```
    /// # use actor_runtime::prelude::*;
    /// # #[actor] struct Lamp { on: bool }
    /// # #[actor]
    /// # impl Lamp {
    /// #     pub fn switch(&mut self) { self.on = !self.on }
    /// #     pub fn is_on(&self) -> bool { self.on }
    /// # }
    /// let lamp = Lamp { on: false }.spawn();
    /// let (told, exits) = std::sync::mpsc::channel();
    /// lamp.on_exit(move |exit| told.send(exit.clone()).unwrap());
    /// drop(lamp);
    /// assert_eq!(exits.recv().unwrap(), Exit::Closed);
    /// # Ok::<(), actor_runtime::CallError>(())
    /// ```
    fn on_exit(&self, watcher: impl FnOnce(&Exit) + Send + 'static) -> Watch {
        Self::mailbox(self).control().on_exit(|exit, _| watcher(exit))
    }

    /// As [`on_exit`](Handle::on_exit), with the final counts beside the exit.
    ///
    /// ```
    /// # use actor_runtime::prelude::*;
    /// # #[actor] struct Lamp { on: bool }
    /// # #[actor]
    /// # impl Lamp {
    /// #     pub fn switch(&mut self) { self.on = !self.on }
    /// #     pub fn is_on(&self) -> bool { self.on }
    /// # }
    /// let lamp = Lamp { on: false }.spawn();
    /// let (told, ends) = std::sync::mpsc::channel();
    /// lamp.on_exit_with_stats(move |exit, stats| told.send((exit.clone(), stats.clone())).unwrap());
    /// lamp.switch()?;
    /// drop(lamp);
    /// let (exit, stats) = ends.recv().unwrap();
    /// assert_eq!((exit, stats.handled), (Exit::Closed, 1));
    /// # Ok::<(), actor_runtime::CallError>(())
    /// ```
    fn on_exit_with_stats(&self, watcher: impl FnOnce(&Exit, &Stats) + Send + 'static) -> Watch {
        Self::mailbox(self).control().on_exit(watcher)
    }

    /// Takes out a watcher of this actor, and drops it on this thread. Returns false once it is being called, or if it
    /// was taken out before: after `true` it is never called.
    ///
    /// ```
    /// # use actor_runtime::prelude::*;
    /// # #[actor] struct Lamp { on: bool }
    /// # #[actor]
    /// # impl Lamp {
    /// #     pub fn switch(&mut self) { self.on = !self.on }
    /// # }
    /// let lamp = Lamp { on: false }.spawn();
    /// let (told, exits) = std::sync::mpsc::channel::<Exit>();
    /// let watch = lamp.on_exit(move |exit| told.send(exit.clone()).unwrap());
    /// assert!(lamp.unwatch(watch));
    /// lamp.join()?;
    /// assert!(exits.recv().is_err()); // the watcher was dropped uncalled
    /// # Ok::<(), actor_runtime::CallError>(())
    /// ```
    fn unwatch(&self, watch: Watch) -> bool {
        Self::mailbox(self).control().unwatch(watch)
    }

    /// A handle that does not keep the actor alive.
    fn downgrade(&self) -> Weak<Self> {
        Weak::of(Self::mailbox(self))
    }

    /// A sender of values to this actor, whose type it does not name: `make` makes a message of each, on the thread
    /// that sends. It holds the actor as a handle does; [`Weak::recipient`] does not.
    ///
    /// ```
    /// # use actor_runtime::prelude::*;
    /// # #[actor] struct Lamp { on: bool }
    /// # #[actor]
    /// # impl Lamp {
    /// #     pub fn set(&mut self, on: bool) { self.on = on }
    /// #     pub fn is_on(&self) -> bool { self.on }
    /// # }
    /// use actor_runtime::Recipient;
    ///
    /// let lamp = Lamp { on: false }.spawn();
    /// let switch: Recipient<bool> = lamp.recipient(|on| LampMessage::Set { on });
    /// switch.send(true)?;
    /// assert!(lamp.is_on()?);
    /// # Ok::<(), actor_runtime::CallError>(())
    /// ```
    fn recipient<T>(
        &self,
        make: impl Fn(T) -> Self::Message + Send + Sync + 'static,
    ) -> Recipient<T>
    where
        Self: 'static,
    {
        recipient::strong(self.clone(), make)
    }

    /// The counts of the mailbox so far.
    fn stats(&self) -> Stats {
        Self::mailbox(self).control().home().at_poll();
        Self::mailbox(self).control().stats()
    }

    /// Whether the actor has not ended yet. An actor that was told to stop is alive until it has drained its mailbox.
    fn is_alive(&self) -> bool {
        Self::mailbox(self).control().home().at_poll();
        !Self::mailbox(self).control().has_ended()
    }

    /// Whether the actor accepts messages: it has neither ended nor been told to end.
    fn is_open(&self) -> bool {
        Self::mailbox(self).control().home().at_poll();
        Self::mailbox(self).control().is_open()
    }

    /// The actor's id. All handles of one actor have the same id, and no other actor has it.
    fn id(&self) -> ActorId {
        Self::mailbox(self).control().id()
    }

    /// The actor's name: that of its type, unless the declaration or the builder names it otherwise.
    fn name(&self) -> &str {
        Self::mailbox(self).control().name()
    }

    #[doc(hidden)]
    fn from_mailbox(mailbox: Mailbox<Self::Message>) -> Self;

    #[doc(hidden)]
    fn mailbox(&self) -> &Mailbox<Self::Message>;

    /// The options that the type was declared with.
    #[doc(hidden)]
    fn options() -> Options;

    /// The method's name of the message with this index, as `Context::begin` gets it.
    #[doc(hidden)]
    fn message_name(index: usize) -> &'static str;

    /// The actor's type, as `#[actor]` has found it.
    #[doc(hidden)]
    fn actor_type() -> &'static ActorType;

    /// Whether any message is marked `#[urgent]`.
    #[doc(hidden)]
    const HAS_URGENT: bool = false;

    /// Whether this message is marked `#[urgent]`.
    #[doc(hidden)]
    fn is_urgent(_message: &Self::Message) -> bool {
        false
    }
}
