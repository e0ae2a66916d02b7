//! What a child and its supervisor share: the child reports its phase, and the supervisor permits the next state.
//
// | phase | left by | when | for |
// |---|---|---|---|
// | `Making` | the thread that runs the child | the state has started | `Up` |
// | `Making` | the same | the state has failed, and another may follow | `Down` |
// | `Up` | the same | the state has ended, and another may follow | `Down` |
// | `Making`, `Up` | the same | the child ends | `Gone` |
// | `Down` | the supervisor | it permits another state | `Making` |
// | `Down` | the supervisor | it dismisses the child | `Gone` |
// | `Down` | the thread that runs the child | the child drains, or is killed: it needs no permission | as `Making` |
// | `Gone` | | | |
//
// A supervisor ends a child's state by a mark (`Control::suspend`). It sets the mark only in `Making` and `Up`, and
// the mark is lifted as the phase becomes `Down`, both under the lock of `inner`. So the mark never outlives the
// state that it was meant for.
//
// The failures of the states stay here until the supervisor has reported them: a child that drains waits for no
// permission, and may be gone before the supervisor looks.
//
// A supervisor that waits for its child has its edge of the wait graph (wait/graph.rs) in here. The edge ends as the
// phase changes. A supervisor that permits a state adds the edge before the child goes on, because the closure that
// makes the state may ask the supervisor.

use std::{mem, time::Duration};

use crate::{
    ActorId, CallError, Exit,
    actor::restart::Due,
    lifecycle::{control::Control, current},
    sys::{self, Arc, Condvar, Instant, Mutex},
    wait::{
        block::{Sleep, time_left},
        graph::{Awaited, Edge},
    },
};

/// The shared state of one child.
pub(super) struct ChildState {
    inner: Mutex<Inner>,
    changed: Condvar,
}

struct Inner {
    phase: Phase,
    /// Exits not yet reported to the listeners. Exits of states that were ended because of another child are not
    /// among them.
    unreported: Vec<Exit>,
    /// The supervisor's wait for another phase.
    awaited: Option<Edge>,
    /// The supervisor's list of the children that went down, once the supervisor has adopted the child.
    went_down: Option<WentDown>,
}

/// The children of a supervisor that have gone down since it last looked, in any order. So the supervisor need not
/// look at every child before each of its waits. A child whose gate is closed does not pause, and is not listed: it
/// may fail once for each of its queued messages before the supervisor looks again. This lock is taken after that of
/// a `ChildState`.
#[derive(Clone, Default)]
pub(crate) struct WentDown(Arc<Mutex<Vec<ActorId>>>);

impl WentDown {
    #[inline]
    fn add(&self, child: ActorId) {
        sys::lock(&self.0).push(child);
    }

    #[inline]
    pub(super) fn take(&self) -> Vec<ActorId> {
        mem::take(&mut *sys::lock(&self.0))
    }
}

impl Inner {
    #[inline]
    fn turn_to(&mut self, phase: Phase) {
        self.phase = phase;
        self.awaited = None;
    }

    /// Adds this thread's wait for the child to the wait graph, unless it is there already.
    #[inline]
    fn wait_for(&mut self, control: &Control) -> Result<(), CallError> {
        if self.awaited.is_none() {
            self.awaited = current::begin(control.id(), Awaited::End)?;
        }
        Ok(())
    }
}

/// Where a child is between two of its states.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Phase {
    Making,
    Up,
    /// The last state ended with this exit. The supervisor decides what comes next.
    Down(Exit),
    Gone,
}

impl ChildState {
    #[inline]
    pub(super) fn new() -> Self {
        let (unreported, awaited, went_down) = (Vec::new(), None, None);
        let inner = Inner { phase: Phase::Making, unreported, awaited, went_down };
        ChildState { inner: Mutex::new(inner), changed: Condvar::new() }
    }

    #[inline]
    pub(super) fn set(&self, phase: Phase) {
        sys::lock(&self.inner).turn_to(phase);
        self.changed.notify_all();
    }

    /// The exit of the last state, while no other has been permitted.
    #[inline]
    pub(super) fn down(&self) -> Option<Exit> {
        match &sys::lock(&self.inner).phase {
            Phase::Down(exit) => Some(exit.clone()),
            _ => None,
        }
    }

    /// When the next state is due: as soon as the supervisor has permitted it.
    #[inline]
    pub(super) fn due(&self) -> Due {
        match sys::lock(&self.inner).phase {
            Phase::Down(_) => Due::Later(None),
            Phase::Gone => Due::Never,
            Phase::Making | Phase::Up => Due::Now,
        }
    }

    /// Takes the exits since the last call, except those of states that were ended because of another child.
    #[inline]
    pub(super) fn take_unreported(&self) -> Vec<Exit> {
        mem::take(&mut sys::lock(&self.inner).unreported)
    }

    /// Notes that a state has ended and been dropped, and lifts the mark that was to end it.
    #[inline]
    pub(super) fn go_down(&self, exit: &Exit, control: &Control) {
        let mut inner = sys::lock(&self.inner);
        if exit.is_failure() || !control.is_suspended() {
            inner.unreported.push(exit.clone());
        }
        control.lift_suspension();
        inner.turn_to(Phase::Down(exit.clone()));
        if control.is_open() {
            inner.went_down.iter().for_each(|went_down| went_down.add(control.id()));
        }
        drop(inner);
        self.changed.notify_all();
    }

    /// Has the child add itself to this list each time it goes down and pauses. If it is down, adds it at once.
    #[inline]
    pub(super) fn report_downs_to(&self, went_down: &WentDown, child: ActorId) {
        let mut inner = sys::lock(&self.inner);
        if matches!(inner.phase, Phase::Down(_)) {
            went_down.add(child);
        }
        inner.went_down = Some(went_down.clone());
    }

    /// Runs `end` if the child has a state to end, or will have one soon.
    pub(super) fn if_not_down<R>(&self, end: impl FnOnce() -> R) -> Option<R> {
        let inner = sys::lock(&self.inner);
        matches!(inner.phase, Phase::Making | Phase::Up).then(end)
    }

    /// Permits a child that is down another state, wakes it by `rouse`, and waits for at most `duration`
    /// until the state is at work or has failed. Returns false if that takes longer.
    #[inline]
    pub(super) fn resume(
        &self,
        control: &Control,
        duration: Duration,
        rouse: impl FnOnce(),
    ) -> bool {
        let mut inner = sys::lock(&self.inner);
        if matches!(inner.phase, Phase::Down(_)) {
            inner.turn_to(Phase::Making);
            // The child has waited here, and so for no other actor: this closes no cycle.
            let _ = inner.wait_for(control);
        }
        drop(inner);
        rouse();
        self.wait(control, duration, |phase| *phase != Phase::Making) == Ok(true)
    }

    /// Has a child that is down end with the exit of its last state, once it is woken.
    #[inline]
    pub(super) fn dismiss(&self) {
        let mut inner = sys::lock(&self.inner);
        if matches!(inner.phase, Phase::Down(_)) {
            inner.turn_to(Phase::Gone);
        }
    }

    /// Waits until the phase is one of those that are `wanted`. Returns false if that takes longer than `duration`.
    ///
    /// # Errors
    ///
    /// [`CallError::Deadlock`] if the child waits for this supervisor; [`CallError::NoThread`] if no thread could
    /// run it meanwhile.
    #[inline]
    pub(super) fn wait(
        &self,
        control: &Control,
        duration: Duration,
        wanted: fn(&Phase) -> bool,
    ) -> Result<bool, CallError> {
        let deadline = Instant::now().checked_add(duration);
        let mut sleep = Sleep::new();
        let mut inner = sys::lock(&self.inner);
        while !wanted(&inner.phase) {
            let left = time_left(deadline);
            if left.is_some_and(|left| left.is_zero()) {
                inner.awaited = None;
                return Ok(false);
            }
            inner.wait_for(control)?;
            inner = match sleep.wait(&self.changed, &self.inner, inner, left) {
                Ok(inner) => inner,
                Err(error) => {
                    sys::lock(&self.inner).awaited = None;
                    return Err(error);
                }
            };
        }
        inner.awaited = None;
        Ok(true)
    }
}

/// What a nested group and its parent share: why the group is down, while it waits for the parent.
#[derive(Clone, Default)]
pub(super) struct GroupState(Arc<Mutex<Cause>>);

#[derive(Default)]
struct Cause {
    exit: Option<Exit>,
    /// Failures not yet reported to the parent's listeners.
    unreported: Vec<Exit>,
}

impl GroupState {
    #[inline]
    pub(super) fn down(&self) -> Option<Exit> {
        sys::lock(&self.0).exit.clone()
    }

    #[inline]
    pub(super) fn set_down(&self, exit: Option<Exit>) {
        let mut cause = sys::lock(&self.0);
        cause.unreported.extend(exit.clone().filter(Exit::is_failure));
        cause.exit = exit;
    }

    #[inline]
    pub(super) fn take_unreported(&self) -> Vec<Exit> {
        mem::take(&mut sys::lock(&self.0).unreported)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Failure, options::Options};

    fn fail_often(state: &ChildState, control: &Control) {
        let exit = Exit::Failed(Failure::new("child", "on purpose".into()));
        (0..1_000).for_each(|_| state.go_down(&exit, control));
    }

    #[test]
    fn a_child_that_drains_fills_no_list_of_those_that_pause() {
        let control = Control::new(Options::new("child"), |_| "");
        let (state, went_down) = (ChildState::new(), WentDown::default());
        state.report_downs_to(&went_down, control.id());
        state.go_down(&Exit::Stopped, &control);
        assert_eq!(went_down.take(), [control.id()]);
        let _ = control.close();
        fail_often(&state, &control);
        assert_eq!(went_down.take(), []);
    }
}
