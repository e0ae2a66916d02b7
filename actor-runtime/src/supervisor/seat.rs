//! Where a supervised actor and its supervisor meet: the one reports, the other permits.
//
// The actor's thread moves its seat from `Making` to `Up` when a state has started, and to `Down`
// when one has ended and another may follow; the supervisor moves it from `Down` to `Making`. The
// mark that ends a state (`Control::renew`) is set while the seat is `Up` and taken away when it goes
// `Down`, both under the seat's lock: so it never outlives the state that it was meant for.

use std::time::Duration;

use super::SupervisorHandle;
use crate::{
    Exit, ReplySender, Restart, Weak,
    control::Control,
    restart::Restarts,
    sys::{self, Arc, Condvar, Instant, Mutex},
};

pub(super) struct Seat {
    phase: Mutex<Phase>,
    changed: Condvar,
}

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Phase {
    Making,
    Up,
    /// The last state ended so; what comes next is the supervisor's to say.
    Down(Exit),
    Gone,
}

impl Seat {
    pub(super) fn new() -> Self {
        Seat { phase: Mutex::new(Phase::Making), changed: Condvar::new() }
    }

    fn set(&self, phase: Phase) {
        *sys::lock(&self.phase) = phase;
        self.changed.notify_all();
    }

    /// What the last state ended of, while no other has been permitted.
    pub(super) fn down(&self) -> Option<Exit> {
        match &*sys::lock(&self.phase) {
            Phase::Down(exit) => Some(exit.clone()),
            _ => None,
        }
    }

    /// Runs `end` if there is a state to end.
    pub(super) fn if_up(&self, end: impl FnOnce()) {
        let phase = sys::lock(&self.phase);
        if *phase == Phase::Up {
            end();
        }
    }

    /// Says what comes next for one that waits: another state, or the end.
    pub(super) fn decide(&self, next: Phase, control: &Control) {
        let mut phase = sys::lock(&self.phase);
        if matches!(*phase, Phase::Down(_)) {
            *phase = next;
        }
        drop(phase);
        control.rouse();
    }

    /// Waits until the phase is one of those that are wanted; false if that takes longer.
    pub(super) fn wait(&self, duration: Duration, wanted: fn(&Phase) -> bool) -> bool {
        let deadline = Instant::now().checked_add(duration);
        let mut phase = sys::lock(&self.phase);
        while !wanted(&phase) {
            phase = match deadline {
                None => sys::wait(&self.changed, phase),
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return false;
                    }
                    sys::wait_timeout(&self.changed, phase, left)
                }
            };
        }
        true
    }
}

/// An actor's membership in a group, held by its own thread.
pub(super) struct Membership {
    pub(super) seat: Arc<Seat>,
    pub(super) restart: Restart,
    pub(super) supervisor: Weak<SupervisorHandle>,
    /// Where the first state's start is reported.
    pub(super) first: Option<ReplySender<()>>,
}

impl Restarts for Membership {
    fn after_a_stop(&self) -> bool {
        self.restart.is_always()
    }

    fn started(&mut self, control: &Control) {
        let first = self.first.take();
        if first.is_none() {
            // Before the next one is let in, which tells the same.
            let _ = self.supervisor.upgrade().map(|supervisor| supervisor.child_up(control.id()));
        }
        self.seat.set(Phase::Up);
        let _ = first.map(|first| first.send(()));
    }

    fn follows(&mut self, exit: &Exit, control: &Control) -> bool {
        if self.restart.is_never() || self.first.is_some() {
            return false;
        }
        match exit {
            Exit::Closed | Exit::Killed => false,
            // Ended for another's sake, or by itself.
            Exit::Stopped => control.is_renewed() || self.restart.is_always(),
            Exit::Failed(_) | Exit::Panicked(_) => true,
        }
    }

    fn wait(&mut self, exit: &Exit, control: &Control, is_closing: &dyn Fn() -> bool) -> bool {
        let mut phase = sys::lock(&self.seat.phase);
        control.has_renewed();
        *phase = Phase::Down(exit.clone());
        drop(phase);
        self.seat.changed.notify_all();
        if is_closing() {
            return true;
        }
        // One that cannot be told is ending, and stops its children as it does.
        let _ = self.supervisor.upgrade().map(|supervisor| supervisor.child_down(control.id()));
        control.pause(None, || is_closing() || self.seat.down().is_none());
        *sys::lock(&self.seat.phase) != Phase::Gone
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        self.seat.set(Phase::Gone);
    }
}
