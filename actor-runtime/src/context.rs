//! What a handler sees of its actor.

use std::{collections::VecDeque, fmt};

use crate::{
    ActorId, Handle, ReplySender, SendError, Stats, Weak, control::Control, envelope::Envelope,
    sys::atomic::Ordering::Relaxed,
};

/// What a handler sees of its own actor: a method takes it as its first parameter,
/// `ctx: &mut Context<MyHandle>`, and callers never see it.
///
/// The actor has itself only weakly, so it cannot keep itself alive by accident.
///
/// ```
/// use actor_runtime::{Context, Exit, prelude::*};
///
/// #[actor]
/// struct Countdown { left: u32 }
///
/// #[actor]
/// impl Countdown {
///     /// Counts down to zero, a message at a time, and ends.
///     pub fn tick(&mut self, ctx: &mut Context<CountdownHandle>) {
///         match self.left.checked_sub(1) {
///             Some(left) => {
///                 self.left = left;
///                 let _ = ctx.send(CountdownMessage::Tick);
///             }
///             None => ctx.stop(),
///         }
///     }
/// }
///
/// let countdown = Countdown { left: 3 }.spawn();
/// let watched = countdown.clone();
/// countdown.tick()?;
/// assert_eq!(countdown.wait_timeout(std::time::Duration::MAX), Some(Exit::Stopped));
/// # Ok::<(), actor_runtime::CallError>(())
/// ```
pub struct Context<H: Handle> {
    weak: Weak<H>,
    /// What the actor sent to itself.
    own: VecDeque<Envelope<H::Message>>,
    /// The index of the message that is being handled.
    running: usize,
}

impl<H: Handle> Context<H> {
    pub(crate) fn new(weak: Weak<H>) -> Self {
        Context { weak, own: VecDeque::new(), running: usize::MAX }
    }

    fn control(&self) -> &Control {
        self.weak.control()
    }

    /// The actor itself, weakly.
    pub fn weak(&self) -> Weak<H> {
        self.weak.clone()
    }

    /// What the mailbox has seen so far, the message that is being handled included.
    pub fn stats(&self) -> Stats {
        self.weak.stats()
    }

    /// The actor's name.
    pub fn name(&self) -> &str {
        self.weak.name()
    }

    /// The actor's id.
    pub fn id(&self) -> ActorId {
        self.weak.id()
    }

    /// Sends the actor a message from itself. It waits in a queue of its own that takes turns with
    /// the mailbox and does not count towards its capacity, so this never blocks. It is still
    /// handled in the drain.
    ///
    /// # Errors
    ///
    /// Hands the message back once the actor was told to stop, or its last handle is known to be
    /// gone: otherwise it could keep itself alive for ever.
    pub fn send(&mut self, message: H::Message) -> Result<(), SendError<H::Message>> {
        let control = self.control();
        if !control.is_open() {
            return Err(SendError::new(control.refusal(), message));
        }
        if let Some(accepted) = &control.counts.accepted {
            accepted.fetch_add(1, Relaxed);
        }
        self.own.push_back(Envelope::message(message));
        Ok(())
    }

    /// Ends the actor as [`Handle::stop`] does: it refuses new messages and handles the accepted
    /// ones first.
    pub fn stop(&mut self) {
        match self.weak.sending() {
            Some(sending) => sending.stop(),
            None => drop(self.control().close()),
        }
    }

    pub(crate) fn has_own(&self) -> bool {
        !self.own.is_empty()
    }

    pub(crate) fn next_own(&mut self) -> Option<H::Message> {
        self.own.pop_front().map(Envelope::into_message)
    }

    /// What it sent to itself and will not handle any more.
    pub(crate) fn into_own(self) -> VecDeque<Envelope<H::Message>> {
        self.own
    }

    pub(crate) fn running(&self) -> &'static str {
        H::message_name(self.running)
    }

    /// Notes which message is being handled, for the report of a panic.
    #[doc(hidden)]
    #[inline]
    pub fn begin(&mut self, message: usize) {
        self.running = message;
    }

    /// Notes which ask is being handled; false if nobody waits for its answer any more, and then
    /// it counts as expired.
    #[doc(hidden)]
    #[inline]
    pub fn begin_answer<T>(&mut self, message: usize, reply: &ReplySender<T>) -> bool {
        self.begin(message);
        let wanted = reply.is_wanted();
        if !wanted {
            self.control().counts.receiving.expire();
        }
        wanted
    }
}

impl<H: Handle> fmt::Debug for Context<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Context").field(self.control()).finish()
    }
}
