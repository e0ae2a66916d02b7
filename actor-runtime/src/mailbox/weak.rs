//! `Weak`: a handle that does not keep its actor alive.

use std::fmt;

use crate::{
    ActorId, CallError, Exit, Handle, Recipient, Stats,
    lifecycle::{any_actor::AnyActor, control::Control},
    mailbox::{recipient, send::Mailbox, shared::Shared},
    memory::packed::PackedOf,
    sys::{self, Arc},
    wait::join::Joining,
};

/// A handle that does not keep its actor alive. To use it, [`upgrade`](Weak::upgrade) it, which works as long as there
/// is another handle.
///
/// ```
/// use actor_runtime::prelude::*;
///
/// #[actor]
/// struct Lamp { on: bool }
///
/// #[actor]
/// impl Lamp {
///     pub fn switch(&mut self) { self.on = !self.on }
/// }
///
/// let lamp = Lamp { on: false }.spawn();
/// let weak = lamp.downgrade();
/// weak.upgrade().expect("`lamp` is a handle").switch()?;
/// assert_eq!(lamp.join()?, Exit::Closed);
/// assert!(weak.upgrade().is_none());
/// assert_eq!(weak.exit(), Some(Exit::Closed));
/// # Ok::<(), actor_runtime::CallError>(())
/// ```
pub struct Weak<H: Handle> {
    shared: sys::Weak<Shared<PackedOf<H>>>,
    control: Arc<Control>,
}

impl<H: Handle> Weak<H> {
    pub(crate) fn of(mailbox: &Mailbox<H::Message>) -> Self {
        Weak { shared: Arc::downgrade(mailbox.shared()), control: Arc::clone(mailbox.control()) }
    }

    pub(crate) fn control(&self) -> &Arc<Control> {
        &self.control
    }

    pub(crate) fn shared(&self) -> Option<Arc<Shared<PackedOf<H>>>> {
        self.shared.upgrade()
    }

    pub(crate) fn weak_shared(&self) -> sys::Weak<Shared<PackedOf<H>>> {
        self.shared.clone()
    }

    /// Whether there is still a handle, or a sender in line.
    pub(crate) fn is_held(&self) -> bool {
        self.shared.strong_count() > 0
    }

    /// Whether the actor takes messages: the gate is open, and there is still a handle or a sender in line.
    pub(crate) fn takes_messages(&self) -> bool {
        self.control.is_open() && self.is_held()
    }

    pub(crate) fn stop(&self) {
        match self.shared() {
            Some(shared) => shared.stop(),
            // The last handle is gone, and the thread that has dropped it may not have come to the token yet.
            None => {
                let to_trip = self.control.close();
                to_trip.into_iter().for_each(|to_trip| self.control.trip_token(to_trip));
            }
        }
    }

    /// Makes the loop poll, if there is still a handle.
    pub(crate) fn wake(&self) {
        self.shared().into_iter().for_each(|shared| shared.wake());
    }

    /// A handle, if there is still another one.
    pub fn upgrade(&self) -> Option<H> {
        self.shared().map(|shared| H::from_mailbox(Mailbox::new(shared)))
    }

    /// A handle, or the reason why a send through one would be refused.
    pub(crate) fn handle(&self) -> Result<H, CallError> {
        self.upgrade().ok_or_else(|| self.control.refusal_without_handle())
    }

    /// A sender of values to this actor, whose type it does not name: `make` makes a message of each. It does not
    /// hold the actor; without another handle, its sends fail with [`CallError::Ended`].
    ///
    /// ```
    /// use actor_runtime::prelude::*;
    ///
    /// #[actor]
    /// struct Lamp { on: bool }
    ///
    /// #[actor]
    /// impl Lamp {
    ///     pub fn set(&mut self, on: bool) { self.on = on }
    /// }
    ///
    /// let lamp = Lamp { on: false }.spawn();
    /// let switch = lamp.downgrade().recipient(|on| LampMessage::Set { on });
    /// switch.send(true)?;
    /// assert_eq!(lamp.join()?, Exit::Closed);
    /// assert_eq!(switch.send(false), Err(CallError::Ended(Exit::Closed)));
    /// # Ok::<(), CallError>(())
    /// ```
    pub fn recipient<T>(
        &self,
        make: impl Fn(T) -> H::Message + Send + Sync + 'static,
    ) -> Recipient<T>
    where
        H: 'static,
    {
        recipient::weak(self.clone(), make)
    }

    /// Why the actor ended, if it has.
    pub fn exit(&self) -> Option<Exit> {
        self.control.home().at_poll();
        self.control.exit()
    }

    /// The counts of the mailbox so far. After the actor's end, they are final.
    pub fn stats(&self) -> Stats {
        self.control.home().at_poll();
        self.control.stats()
    }

    /// The actor's id.
    pub fn id(&self) -> ActorId {
        self.control.id()
    }

    /// The actor's name.
    pub fn name(&self) -> &str {
        self.control.name()
    }
}

impl<H: Handle> Clone for Weak<H> {
    fn clone(&self) -> Self {
        Weak { shared: self.shared.clone(), control: Arc::clone(&self.control) }
    }
}

impl<H: Handle> fmt::Debug for Weak<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Weak").field(&self.control).finish()
    }
}

impl<H: Handle> AnyActor for Weak<H> {
    fn control(&self) -> &Arc<Control> {
        Weak::control(self)
    }

    fn stop(&self) {
        Weak::stop(self);
    }

    fn join(&self) -> Result<Exit, CallError> {
        // This handle is dropped before the wait.
        if let Some(shared) = self.shared() {
            let _ = Shared::join(shared)?;
        }
        self.control.join_watchers()
    }

    fn take_thread(&self) -> Option<Joining> {
        self.shared()?.take_thread().ok()?
    }
}
