//! The child's side of its membership in a group: what the child reports, and what it waits for.

use crate::{
    ActorId, Exit, ReplySender, Restart, Weak,
    actor::restart::{Due, Restarts},
    lifecycle::control::Control,
    supervisor::{
        child_state::{ChildState, Phase},
        messages::SupervisorHandle,
    },
    sys::Arc,
};

/// An actor's membership in a group, owned by the loop or task that runs the actor.
pub(super) struct Membership {
    pub(super) state: Arc<ChildState>,
    pub(super) restart: Restart,
    pub(super) supervisor: Weak<SupervisorHandle>,
    /// Reports the start of the first state to the thread that starts the child.
    pub(super) first: Option<ReplySender<()>>,
}

impl Membership {
    /// Notes that this thread waits for the first state of `child`, which is about to begin: the closure that makes
    /// the state may ask the actor that starts the child.
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
            // Sent before the phase changes. The supervisor then lets the next child go on, which sends the same.
            let _ = self.supervisor.upgrade().map(|supervisor| supervisor.child_up(control.id()));
        }
        self.state.set(Phase::Up);
        let _ = first.map(|first| first.send(()));
    }

    #[inline]
    fn follows(&mut self, exit: &Exit, control: &Control) -> bool {
        if self.restart.is_never() || self.first.is_some() {
            return false;
        }
        match exit {
            Exit::Closed | Exit::Killed => false,
            // The supervisor has ended the state because of another child, or the state has stopped itself.
            Exit::Stopped => control.is_suspended() || self.restart.is_always(),
            Exit::Failed(_) | Exit::Panicked(_) => true,
        }
    }

    #[inline]
    fn begin_pause(&mut self, exit: &Exit, control: &Control, is_closing: &dyn Fn() -> bool) {
        self.state.go_down(exit, control);
        if is_closing() {
            return;
        }
        let told = self.supervisor.upgrade().map(|supervisor| supervisor.child_down(control.id()));
        if !matches!(told, Some(Ok(()))) {
            // The supervisor is ending, and so are its children. It may be waiting for a child that waits for an
            // answer of this one, so this child does not wait for its turn to be stopped. No state has a token now.
            let _ = control.close();
        }
    }

    #[inline]
    fn due(&self) -> Due {
        self.state.due()
    }
}

impl Drop for Membership {
    #[inline]
    fn drop(&mut self) {
        self.state.set(Phase::Gone);
    }
}
