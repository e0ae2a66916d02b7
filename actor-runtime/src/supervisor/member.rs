//! A supervisor's view of one child: an actor of any kind, or a group.

use std::time::Duration;

use super::{
    SupervisorHandle,
    seat::{Phase, Seat},
};
use crate::{ActorId, Exit, Handle, control::Control, sys::Arc};

/// What a supervisor does with a child.
pub(crate) trait Member: Send {
    fn id(&self) -> ActorId;
    fn name(&self) -> &str;

    /// What its last state ended of, while it waits for another one.
    fn down(&self) -> Option<Exit>;

    /// Ends its state, so that it waits for another one; false if that takes too long.
    fn suspend(&self) -> bool;

    /// Lets it have another state, and waits until that is at work or has failed.
    fn resume(&self);

    /// Lets it end of what its last state ended of.
    fn dismiss(&self);

    /// Has it drain and end, without waiting for that.
    fn stop(&self);

    /// Stops it and waits for its end; `None` if that takes too long.
    fn shut_down(&self) -> Option<Exit>;
}

/// An actor, whose thread has a seat.
pub(super) struct Actor<H> {
    pub(super) handle: H,
    pub(super) seat: Arc<Seat>,
    pub(super) deadline: Duration,
}

impl<H: Handle> Actor<H> {
    fn control(&self) -> &Control {
        Handle::mailbox(&self.handle).control()
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

    fn suspend(&self) -> bool {
        let control = self.control();
        // One that is being made still has a state to end, soon.
        self.seat.wait(control, self.deadline, |phase| *phase != Phase::Making);
        self.seat.if_up(|| Handle::mailbox(&self.handle).sending().renew());
        let is_over = |phase: &Phase| matches!(phase, Phase::Down(_) | Phase::Gone);
        self.seat.wait(control, self.deadline, is_over)
    }

    fn resume(&self) {
        self.seat.let_go_on(self.control(), self.deadline);
    }

    fn dismiss(&self) {
        self.seat.dismiss(self.control());
    }

    fn stop(&self) {
        Handle::stop(&self.handle);
    }

    fn shut_down(&self) -> Option<Exit> {
        Handle::stop(&self.handle);
        Handle::wait_timeout(&self.handle, self.deadline)
    }
}

/// Another supervisor with its children.
pub(super) struct Group {
    pub(super) handle: SupervisorHandle,
    /// What it has given up because of, while it waits.
    pub(super) down: super::Down,
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

    /// Its children have their own deadlines, so it has none (as OTP's supervisors have none).
    #[inline]
    fn suspend(&self) -> bool {
        self.handle.suspend().is_ok()
    }

    #[inline]
    fn resume(&self) {
        // One that has ended meanwhile says so itself.
        let _ = self.handle.resume();
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
    fn shut_down(&self) -> Option<Exit> {
        Handle::shutdown(&self.handle).ok()
    }
}
