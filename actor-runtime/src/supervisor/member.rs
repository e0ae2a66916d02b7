//! A supervisor's view of one child: an actor of any kind, or a group.

use std::time::Duration;

use crate::{
    ActorId, CallError, Exit, Handle, Reply,
    lifecycle::control::Control,
    supervisor::{
        down::Down,
        messages::SupervisorHandle,
        seat::{ChildState, Phase, WentDown},
    },
    sys::Arc,
};

/// What a supervisor does with a child.
pub(crate) trait Member: Send {
    fn id(&self) -> ActorId;
    fn name(&self) -> &str;

    /// What its last state ended of, while it waits for another one.
    fn down(&self) -> Option<Exit>;

    /// Has it add itself to this list each time it goes down, if it answers nobody then.
    fn report_downs_to(&self, went_down: &WentDown);

    /// Its control, if it answers nobody until it has another state.
    fn pausing(&self) -> Option<Arc<Control>>;

    /// What its states have ended of, other than for another's sake, since this was called last.
    fn take_untold(&self) -> Vec<Exit>;

    /// Ends its state, so that it waits for another one, unless it ends altogether; false if that takes
    /// too long. An error if it waits for the supervisor, or has ended.
    fn suspend(&mut self) -> Result<bool, CallError>;

    /// Lets it have another state, and waits until that is at work or has failed; false if that takes
    /// too long.
    fn resume(&self) -> bool;

    /// Lets it end of what its last state ended of.
    fn dismiss(&self);

    /// Has it drain and end, without waiting for that.
    fn stop(&self);

    /// Stops it and waits for its end; `None` if that takes too long. An error if it waits for the
    /// supervisor.
    fn shut_down(&self) -> Result<Option<Exit>, CallError>;
}

/// An actor, which has a seat.
pub(super) struct Actor<H> {
    pub(super) handle: H,
    pub(super) seat: Arc<ChildState>,
    pub(super) deadline: Duration,
}

impl<H: Handle> Actor<H> {
    fn control(&self) -> &Control {
        Handle::mailbox(&self.handle).control()
    }

    fn rouse(&self) {
        Handle::mailbox(&self.handle).shared().rouse();
    }
}

impl<H: Handle> Member for Actor<H> {
    fn id(&self) -> ActorId {
        Handle::id(&self.handle)
    }

    fn name(&self) -> &str {
        Handle::name(&self.handle)
    }

    fn down(&self) -> Option<Exit> {
        self.seat.down()
    }

    fn report_downs_to(&self, went_down: &WentDown) {
        self.seat.report_downs_to(went_down, Handle::id(&self.handle));
    }

    fn pausing(&self) -> Option<Arc<Control>> {
        self.down().map(|_| Arc::clone(Handle::mailbox(&self.handle).control()))
    }

    fn take_untold(&self) -> Vec<Exit> {
        self.seat.take_untold()
    }

    fn suspend(&mut self) -> Result<bool, CallError> {
        self.seat.if_not_down(|| Handle::mailbox(&self.handle).shared().suspend());
        let is_over = |phase: &Phase| matches!(phase, Phase::Down(_) | Phase::Gone);
        self.seat.wait(self.control(), self.deadline, is_over)
    }

    fn resume(&self) -> bool {
        self.seat.resume(self.control(), self.deadline, || self.rouse())
    }

    fn dismiss(&self) {
        self.seat.dismiss();
        self.rouse();
    }

    fn stop(&self) {
        Handle::stop(&self.handle);
    }

    fn shut_down(&self) -> Result<Option<Exit>, CallError> {
        Handle::stop(&self.handle);
        self.control().wait_timeout(self.deadline)
    }
}

/// Another supervisor with its children.
pub(super) struct Group {
    pub(super) handle: SupervisorHandle,
    /// What it has given up because of, while it waits.
    pub(super) down: Down,
    /// Where it answers that its children are, since it was last asked for it.
    pub(super) suspended: Option<Reply<()>>,
}

impl Member for Group {
    #[inline]
    fn id(&self) -> ActorId {
        Handle::id(&self.handle)
    }

    #[inline]
    fn name(&self) -> &str {
        Handle::name(&self.handle)
    }

    #[inline]
    fn down(&self) -> Option<Exit> {
        self.down.get()
    }

    /// It does not pause itself.
    #[inline]
    fn report_downs_to(&self, _: &WentDown) {}

    #[inline]
    fn pausing(&self) -> Option<Arc<Control>> {
        None
    }

    #[inline]
    fn take_untold(&self) -> Vec<Exit> {
        self.down.take_untold()
    }

    /// Its children have their own deadlines, so it has none (as OTP's supervisors have none). One
    /// that waits for this supervisor itself gets to it later, and reports then: so what was asked of it
    /// stays wanted.
    #[inline]
    fn suspend(&mut self) -> Result<bool, CallError> {
        let suspended = self.suspended.insert(self.handle.ask().suspend());
        suspended.wait_timeout(Duration::MAX).map(|()| true)
    }

    #[inline]
    fn resume(&self) -> bool {
        // One that has ended meanwhile says so itself.
        let _ = self.handle.resume();
        true
    }

    #[inline]
    fn dismiss(&self) {
        let _ = self.handle.dismiss();
    }

    #[inline]
    fn stop(&self) {
        Handle::stop(&self.handle);
    }

    #[inline]
    fn shut_down(&self) -> Result<Option<Exit>, CallError> {
        Handle::shutdown(&self.handle).map(Some)
    }
}
