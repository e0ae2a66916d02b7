//! Where a supervised actor and its supervisor meet: the one reports, the other permits.
//
// Whoever runs the actor moves its seat from `Making` to `Up` when a state has started, and to `Down`
// when one has ended and another may follow; the supervisor moves it from `Down` to `Making`. The
// mark that ends a state (`Control::suspend`) is set while there is one, or will be, and taken away
// as the seat goes `Down`, both under the seat's lock: so it never outlives the state that it was
// meant for.
//
// What its states have failed of lies here until the supervisor has told it: a child that drains waits
// for no leave to go on, and may be gone by the time anyone looks.
//
// A supervisor that waits for its child has its edge (waits/) in here, which ends as the phase
// changes. One that lets a child go on has it before the child does: what that makes may ask it.

use std::{mem, time::Duration};

use crate::{
    ActorId, CallError, Exit,
    actor::restart::Due,
    lifecycle::{control::Control, current},
    sys::{self, Arc, Condvar, Instant, Mutex},
    wait::{
        block::Sleep,
        graph::{Awaited, Edge},
    },
};

pub(super) struct ChildState {
    place: Mutex<Place>,
    changed: Condvar,
}

struct Place {
    phase: Phase,
    /// What its states have ended of, of themselves, that nobody has been told.
    untold: Vec<Exit>,
    /// The supervisor waits for another phase.
    awaited: Option<Edge>,
    /// Where the supervisor finds who has gone down, once it has taken the child in.
    went_down: Option<WentDown>,
}

/// Which children of a supervisor have gone down since it last looked, in any order: so it need not look at
/// every child before each of its waits. A child whose gate is closed does not pause, and is not listed: it may fail
/// once for each of its queued messages before the supervisor looks again. Locked after a seat's lock.
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

impl Place {
    #[inline]
    fn turn_to(&mut self, phase: Phase) {
        self.phase = phase;
        self.awaited = None;
    }

    /// Has this thread wait for the child, unless it does.
    #[inline]
    fn wait_for(&mut self, control: &Control) -> Result<(), CallError> {
        if self.awaited.is_none() {
            self.awaited = current::begin(control.id(), Awaited::End)?;
        }
        Ok(())
    }
}

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Phase {
    Making,
    Up,
    /// The last state ended so; what comes next is the supervisor's to say.
    Down(Exit),
    Gone,
}

impl ChildState {
    #[inline]
    pub(super) fn new() -> Self {
        let (untold, awaited, went_down) = (Vec::new(), None, None);
        let place = Place { phase: Phase::Making, untold, awaited, went_down };
        ChildState { place: Mutex::new(place), changed: Condvar::new() }
    }

    #[inline]
    pub(super) fn set(&self, phase: Phase) {
        sys::lock(&self.place).turn_to(phase);
        self.changed.notify_all();
    }

    /// What the last state ended of, while no other has been permitted.
    #[inline]
    pub(super) fn down(&self) -> Option<Exit> {
        match &sys::lock(&self.place).phase {
            Phase::Down(exit) => Some(exit.clone()),
            _ => None,
        }
    }

    /// When its next state is: the supervisor has its leave.
    #[inline]
    pub(super) fn due(&self) -> Due {
        match sys::lock(&self.place).phase {
            Phase::Down(_) => Due::Later(None),
            Phase::Gone => Due::Never,
            Phase::Making | Phase::Up => Due::Now,
        }
    }

    /// What its states have ended of, other than for another's sake, since this was called last.
    #[inline]
    pub(super) fn take_untold(&self) -> Vec<Exit> {
        mem::take(&mut sys::lock(&self.place).untold)
    }

    /// The state is gone, and with it the mark that was to end it.
    #[inline]
    pub(super) fn go_down(&self, exit: &Exit, control: &Control) {
        let mut place = sys::lock(&self.place);
        if exit.is_failure() || !control.is_suspended() {
            place.untold.push(exit.clone());
        }
        control.lift_suspension();
        place.turn_to(Phase::Down(exit.clone()));
        if control.is_open() {
            place.went_down.iter().for_each(|went_down| went_down.add(control.id()));
        }
        drop(place);
        self.changed.notify_all();
    }

    /// Has the child add itself to this list each time it goes down and pauses; at once, if it is down.
    #[inline]
    pub(super) fn report_downs_to(&self, went_down: &WentDown, child: ActorId) {
        let mut place = sys::lock(&self.place);
        if matches!(place.phase, Phase::Down(_)) {
            went_down.add(child);
        }
        place.went_down = Some(went_down.clone());
    }

    /// Runs `end` if there is a state to end, or will be soon.
    pub(super) fn if_not_down(&self, end: impl FnOnce()) {
        let place = sys::lock(&self.place);
        if matches!(place.phase, Phase::Making | Phase::Up) {
            end();
        }
    }

    /// Lets one that waits have another state, has `rouse` tell it, and waits for at most `duration`
    /// until that is at work or has failed; says whether it is or has.
    #[inline]
    pub(super) fn resume(
        &self,
        control: &Control,
        duration: Duration,
        rouse: impl FnOnce(),
    ) -> bool {
        let mut place = sys::lock(&self.place);
        if matches!(place.phase, Phase::Down(_)) {
            place.turn_to(Phase::Making);
            // It has waited here, and so for nobody: no circle.
            let _ = place.wait_for(control);
        }
        drop(place);
        rouse();
        self.wait(control, duration, |phase| *phase != Phase::Making) == Ok(true)
    }

    /// Lets one that waits end of what its last state ended of, once it is roused.
    #[inline]
    pub(super) fn dismiss(&self) {
        let mut place = sys::lock(&self.place);
        if matches!(place.phase, Phase::Down(_)) {
            place.turn_to(Phase::Gone);
        }
    }

    /// Waits until the phase is one of those that are wanted; false if that takes longer.
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
        let mut place = sys::lock(&self.place);
        while !wanted(&place.phase) {
            let left = deadline.map(|at| at.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                place.awaited = None;
                return Ok(false);
            }
            place.wait_for(control)?;
            place = match sleep.wait(&self.changed, &self.place, place, left) {
                Ok(place) => place,
                Err(error) => {
                    sys::lock(&self.place).awaited = None;
                    return Err(error);
                }
            };
        }
        place.awaited = None;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Failure, options::Options};

    fn fail_often(seat: &ChildState, control: &Control) {
        let exit = Exit::Failed(Failure::new("child", "on purpose".into()));
        (0..1_000).for_each(|_| seat.go_down(&exit, control));
    }

    #[test]
    fn a_child_that_drains_fills_no_list_of_those_that_pause() {
        let control = Control::new(Options::new("child"), |_| "");
        let (seat, went_down) = (ChildState::new(), WentDown::default());
        seat.report_downs_to(&went_down, control.id());
        seat.go_down(&Exit::Stopped, &control);
        assert_eq!(went_down.take(), [control.id()]);
        control.close();
        fail_often(&seat, &control);
        assert_eq!(went_down.take(), []);
    }
}
