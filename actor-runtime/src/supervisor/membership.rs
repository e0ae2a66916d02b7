//! A child's side of its group: what it reports, and waits for.

use crate::{
    ActorId, Exit, ReplySender, Restart, Weak,
    actor::restart::{Due, Restarts},
    lifecycle::control::Control,
    supervisor::{
        messages::SupervisorHandle,
        seat::{ChildState, Phase},
    },
    sys::Arc,
};

/// An actor's membership in a group, held by whoever runs it.
pub(super) struct Membership {
    pub(super) seat: Arc<ChildState>,
    pub(super) restart: Restart,
    pub(super) supervisor: Weak<SupervisorHandle>,
    /// Where the first state's start is reported.
    pub(super) first: Option<ReplySender<()>>,
}

impl Membership {
    /// Has this thread wait for the first state of `child`, which is about to begin: what it makes may
    /// ask the actor that starts it.
    #[inline]
    pub(super) fn wait_ahead(&self, child: ActorId) {
        self.first.iter().for_each(|first| first.wait_ahead(child));
    }
}

impl Restarts for Membership {
    #[inline]
    fn after_a_stop(&self) -> bool {
        self.restart.is_always()
    }

    #[inline]
    fn started(&mut self, control: &Control) {
        let first = self.first.take();
        if first.is_none() {
            // Before the next one is let in, which tells the same.
            let _ = self.supervisor.upgrade().map(|supervisor| supervisor.child_up(control.id()));
        }
        self.seat.set(Phase::Up);
        let _ = first.map(|first| first.send(()));
    }

    #[inline]
    fn follows(&mut self, exit: &Exit, control: &Control) -> bool {
        if self.restart.is_never() || self.first.is_some() {
            return false;
        }
        match exit {
            Exit::Closed | Exit::Killed => false,
            // Ended for another's sake, or by itself.
            Exit::Stopped => control.is_suspended() || self.restart.is_always(),
            Exit::Failed(_) | Exit::Panicked(_) => true,
        }
    }

    #[inline]
    fn begin_pause(&mut self, exit: &Exit, control: &Control, is_closing: &dyn Fn() -> bool) {
        self.seat.go_down(exit, control);
        if is_closing() {
            return;
        }
        let told = self.supervisor.upgrade().map(|supervisor| supervisor.child_down(control.id()));
        if !matches!(told, Some(Ok(()))) {
            // It is ending, and so are its children. It may be waiting for one that waits for an
            // answer of this one, so this is not put off until its turn to be stopped.
            control.close();
        }
    }

    #[inline]
    fn due(&self) -> Due {
        self.seat.due()
    }
}

impl Drop for Membership {
    #[inline]
    fn drop(&mut self) {
        self.seat.set(Phase::Gone);
    }
}
