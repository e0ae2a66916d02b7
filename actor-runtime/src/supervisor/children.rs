//! The children of a supervisor: how they are found, ended and reported.

use std::collections::BTreeMap;

use crate::{
    ActorId, CallError,
    actor::restart::RestartSchedule,
    supervisor::{
        Supervisor,
        any_child::AnyChild,
        event::{ChildEvent, ChildEventKind},
    },
};

/// One child in the list of a supervisor.
pub(super) struct ChildEntry {
    pub(super) child: Box<dyn AnyChild>,
    pub(super) schedule: RestartSchedule,
    pub(super) next_state: NextState,
}

/// When a child is given another state.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum NextState {
    /// After its next failure, if it may be restarted.
    AfterFailure,
    /// With the other children of this round of restarts.
    InRound(u64),
    /// As soon as its present state has ended. That state was to end, but took too long to wait for.
    WhenDown,
}

/// The place of a child in the order of start. Places of children that have left are not used again.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(u64);

impl Place {
    pub(super) const FIRST: Place = Place(0);
}

/// The children in the order of their start, found by id. Each operation on one child takes about as long
/// among many children as among few.
pub(super) struct Children {
    by_place: BTreeMap<Place, ChildEntry>,
    places: BTreeMap<ActorId, Place>,
    next: Place,
}

impl Children {
    #[inline]
    pub(super) fn new() -> Self {
        Children { by_place: BTreeMap::new(), places: BTreeMap::new(), next: Place::FIRST }
    }

    /// Adds a child behind all others.
    #[inline]
    pub(super) fn push(&mut self, entry: ChildEntry) {
        let place = self.next;
        self.next = Place(place.0 + 1);
        self.places.insert(entry.child.id(), place);
        self.by_place.insert(place, entry);
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.by_place.is_empty()
    }

    #[inline]
    pub(super) fn remove(&mut self, id: ActorId) {
        if let Some(place) = self.places.remove(&id) {
            self.by_place.remove(&place);
        }
    }

    #[inline]
    pub(super) fn place_of(&self, id: ActorId) -> Option<Place> {
        self.places.get(&id).copied()
    }

    #[inline]
    pub(super) fn get(&self, id: ActorId) -> Option<&ChildEntry> {
        self.by_place.get(self.places.get(&id)?)
    }

    #[inline]
    pub(super) fn get_mut(&mut self, id: ActorId) -> Option<&mut ChildEntry> {
        self.by_place.get_mut(self.places.get(&id)?)
    }

    #[inline]
    pub(super) fn iter(&self) -> impl Iterator<Item = &ChildEntry> {
        self.by_place.values()
    }

    #[inline]
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut ChildEntry> {
        self.by_place.values_mut()
    }

    /// The child that was started last.
    #[inline]
    pub(super) fn last(&self) -> Option<ActorId> {
        self.by_place.last_key_value().map(|(_, entry)| entry.child.id())
    }

    /// The children from this place on, in the order of their start.
    #[inline]
    pub(super) fn ids_from(&self, first: Place) -> Vec<ActorId> {
        self.by_place.range(first..).map(|(_, entry)| entry.child.id()).collect()
    }
}

impl Supervisor {
    /// Ends a child for good.
    #[inline]
    pub(super) fn end_child(&mut self, id: ActorId) {
        let Some(entry) = self.children.get(id) else { return };
        let waited = entry.child.shut_down();
        self.tell_failures(id);
        let event = match waited {
            Ok(Some(exit)) => ChildEventKind::Ended(exit),
            Err(CallError::Deadlock(cycle)) => ChildEventKind::Deadlock(cycle),
            Ok(None) | Err(_) => ChildEventKind::Late,
        };
        self.tell(id, event);
        self.forget_child(id);
    }

    /// Removes a child that has left the group.
    #[inline]
    pub(super) fn forget_child(&mut self, id: ActorId) {
        self.pausing.remove(id);
        self.children.remove(id);
        self.roster.leave(id);
    }

    /// Registers the children that have begun to pause since the last call. To be called before the supervisor waits,
    /// and not while it waits: a registration is not checked for a cycle, as a wait is.
    #[inline]
    pub(super) fn register_pausing(&mut self) {
        for id in self.went_down.take() {
            let control = self.children.get(id).and_then(|entry| entry.child.pausing());
            control.into_iter().for_each(|control| self.pausing.add(control));
        }
    }

    /// Reports the failures of a child's states that have not been reported yet. To be called before any other event
    /// of the child is reported. Returns whether there were any.
    #[inline]
    pub(super) fn tell_failures(&mut self, id: ActorId) -> bool {
        let Some(entry) = self.children.get(id) else { return false };
        let unreported = entry.child.take_unreported();
        let any = !unreported.is_empty();
        unreported.into_iter().for_each(|exit| self.tell(id, ChildEventKind::Failed(exit)));
        any
    }

    /// Sends an event of a child to the listeners, and removes those that are gone.
    #[inline]
    pub(super) fn tell(&mut self, id: ActorId, event: ChildEventKind) {
        let Some(entry) = self.children.get(id) else { return };
        let name = entry.child.name().to_owned();
        let event = ChildEvent { id, name, event };
        self.listeners.retain(|listener| listener.send(event.clone()));
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
        time::Duration,
    };

    use super::*;
    use crate::{
        Exit, Failure, Handle, Restart, Spawn,
        lifecycle::control::Control,
        options::Options,
        supervisor::{child_state::WentDown, messages::SupervisorHandle},
        sys::Arc,
    };

    /// A child without an actor. All children of a test count together how often a method of theirs is called.
    #[derive(Clone)]
    struct Counting {
        id: ActorId,
        control: Arc<Control>,
        is_down: Arc<AtomicBool>,
        asked: Arc<AtomicUsize>,
    }

    impl Counting {
        fn is_down(&self) -> bool {
            self.asked.fetch_add(1, Relaxed);
            self.is_down.load(Relaxed)
        }

        fn set_down(&self, is_down: bool) {
            self.asked.fetch_add(1, Relaxed);
            self.is_down.store(is_down, Relaxed);
        }
    }

    impl AnyChild for Counting {
        fn id(&self) -> ActorId {
            self.asked.fetch_add(1, Relaxed);
            self.id
        }

        fn control(&self) -> &Arc<Control> {
            &self.control
        }

        fn down(&self) -> Option<Exit> {
            let failed = || Exit::Failed(Failure::new("counting", "on purpose".into()));
            self.is_down().then(failed)
        }

        fn report_downs_to(&self, _: &WentDown) {}

        fn pausing(&self) -> Option<Arc<Control>> {
            self.asked.fetch_add(1, Relaxed);
            None
        }

        fn take_unreported(&self) -> Vec<Exit> {
            self.asked.fetch_add(1, Relaxed);
            Vec::new()
        }

        fn suspend(&mut self) -> Result<bool, CallError> {
            self.set_down(true);
            Ok(true)
        }

        fn resume(&self) -> bool {
            self.set_down(false);
            true
        }

        fn dismiss(&self) {}

        fn stop(&self) {}

        fn shut_down(&self) -> Result<Option<Exit>, CallError> {
            self.asked.fetch_add(1, Relaxed);
            Ok(Some(Exit::Stopped))
        }
    }

    /// How often the children's methods are called in a group of `number` children: as the last child is adopted, as
    /// the child with the index `failing` fails, and as that child leaves.
    fn asked(group: fn() -> Supervisor, number: usize, failing: usize) -> [usize; 3] {
        let group: SupervisorHandle = group().at_most(u32::MAX, Duration::from_secs(1)).spawn();
        let asked = Arc::new(AtomicUsize::new(0));
        let child = |_| {
            let is_down = Arc::new(AtomicBool::new(false));
            let control = Arc::new(Control::new(Options::new("counting"), |_| ""));
            Counting { id: control.id(), control, is_down, asked: Arc::clone(&asked) }
        };
        let children: Vec<_> = (0..number).map(child).collect();
        let adopt = |child: &Counting| {
            asked.store(0, Relaxed);
            let restart = Restart::on_failure().without_limit();
            group.adopt(Box::new(child.clone()), restart).unwrap();
        };
        children.iter().for_each(adopt);
        let to_start = asked.swap(0, Relaxed);

        let failing = &children[failing];
        failing.is_down.store(true, Relaxed);
        group.child_down(failing.id).unwrap();
        group.flush().unwrap();
        assert!(!failing.is_down.load(Relaxed), "it was restarted");
        let to_restart = asked.swap(0, Relaxed);

        group.child_left(failing.id, Exit::Stopped).unwrap();
        group.flush().unwrap();
        [to_start, to_restart, asked.load(Relaxed)]
    }

    #[test]
    fn what_concerns_one_child_concerns_no_other() {
        for group in [Supervisor::one_for_one, Supervisor::rest_for_one] {
            assert_eq!(asked(group, 2, 1), asked(group, 2_000, 1_999));
        }
        assert_eq!(asked(Supervisor::one_for_one, 2_000, 0), asked(Supervisor::one_for_one, 1, 0));
    }

    #[test]
    fn what_concerns_all_children_asks_each_as_often_among_many() {
        for group in [Supervisor::one_for_all, Supervisor::rest_for_one] {
            let [few, more, many] = [100, 200, 1_100].map(|number| asked(group, number, 0));
            assert_eq!((few[0], few[2]), (many[0], many[2]));
            assert_eq!(10 * (more[1] - few[1]), many[1] - few[1]);
        }
    }
}
