//! A supervisor's view of one child: an actor of any kind, or a nested group.

use std::time::Duration;

use crate::{
    ActorId, CallError, Exit, Handle, Reply,
    lifecycle::control::Control,
    supervisor::{
        child_state::{ChildState, GroupState, Phase, WentDown},
        messages::SupervisorHandle,
    },
    sys::Arc,
};

/// What a supervisor does with a child.
pub(crate) trait AnyChild: Send {
    fn control(&self) -> &Arc<Control>;

    fn id(&self) -> ActorId {
        self.control().id()
    }

    fn name(&self) -> &str {
        self.control().name()
    }

    /// The exit of the child's last state, while the child waits for another one.
    fn down(&self) -> Option<Exit>;

    /// Has the child add itself to this list each time it goes down, if it answers no messages while it is down.
    fn report_downs_to(&self, went_down: &WentDown);

    /// The child's control, if the child answers no messages until it has another state.
    fn pausing(&self) -> Option<Arc<Control>>;

    /// Takes the exits of the child's states since the last call, except those of states that were ended because
    /// of another child.
    fn take_unreported(&self) -> Vec<Exit>;

    /// Ends the child's state, so that the child waits for another one, unless it ends altogether. Returns false if
    /// that takes too long. An error if the child waits for the supervisor, or has ended.
    fn suspend(&mut self) -> Result<bool, CallError>;

    /// Permits the child another state, and waits until that is at work or has failed. Returns false if that takes
    /// too long.
    fn resume(&self) -> bool;

    /// Has the child end with the exit of its last state.
    fn dismiss(&self);

    /// Has the child drain and end, without waiting for that.
    fn stop(&self);

    /// Stops the child and waits for its end. Returns `None` if that takes too long. An error if the child waits for
    /// the supervisor.
    fn shut_down(&self) -> Result<Option<Exit>, CallError>;
}

/// A child that is an actor other than a group.
pub(super) struct ActorChild<H> {
    pub(super) handle: H,
    pub(super) state: Arc<ChildState>,
    pub(super) deadline: Duration,
}

impl<H: Handle> ActorChild<H> {
    fn rouse(&self) {
        Handle::mailbox(&self.handle).shared().rouse();
    }
}

impl<H: Handle> AnyChild for ActorChild<H> {
    fn control(&self) -> &Arc<Control> {
        Handle::mailbox(&self.handle).control()
    }

    fn down(&self) -> Option<Exit> {
        self.state.down()
    }

    fn report_downs_to(&self, went_down: &WentDown) {
        self.state.report_downs_to(went_down, self.id());
    }

    fn pausing(&self) -> Option<Arc<Control>> {
        self.down().map(|_| Arc::clone(self.control()))
    }

    fn take_unreported(&self) -> Vec<Exit> {
        self.state.take_unreported()
    }

    fn suspend(&mut self) -> Result<bool, CallError> {
        let suspend = || Handle::mailbox(&self.handle).shared().suspend();
        // Not under the lock of the child's state. The mark outlives no state: this supervisor permits the next one.
        if let Some(to_trip) = self.state.if_not_down(suspend).flatten() {
            self.control().trip_token(to_trip);
        }
        let is_over = |phase: &Phase| matches!(phase, Phase::Down(_) | Phase::Gone);
        self.state.wait(self.control(), self.deadline, is_over)
    }

    fn resume(&self) -> bool {
        self.state.resume(self.control(), self.deadline, || self.rouse())
    }

    fn dismiss(&self) {
        self.state.dismiss();
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

/// A child that is itself a supervisor.
pub(super) struct GroupChild {
    pub(super) handle: SupervisorHandle,
    pub(super) state: GroupState,
    /// The group's answer to the last `suspend`: its children have ended their states.
    pub(super) suspended: Option<Reply<()>>,
}

impl AnyChild for GroupChild {
    #[inline]
    fn control(&self) -> &Arc<Control> {
        Handle::mailbox(&self.handle).control()
    }

    #[inline]
    fn down(&self) -> Option<Exit> {
        self.state.down()
    }

    /// A group does not pause: it answers messages while it waits for its parent.
    #[inline]
    fn report_downs_to(&self, _: &WentDown) {}

    #[inline]
    fn pausing(&self) -> Option<Arc<Control>> {
        None
    }

    #[inline]
    fn take_unreported(&self) -> Vec<Exit> {
        self.state.take_unreported()
    }

    /// A group has no deadline, since its children have their own (OTP's supervisors have none either). A group that
    /// waits for this supervisor handles the request later, and reports then: so the reply is kept, and the
    /// request stays wanted.
    #[inline]
    fn suspend(&mut self) -> Result<bool, CallError> {
        let suspended = self.suspended.insert(self.handle.ask().suspend());
        suspended.wait_timeout(Duration::MAX).map(|()| true)
    }

    #[inline]
    fn resume(&self) -> bool {
        // A group that has ended meanwhile reports that itself.
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
