//! The children of a supervisor: how they are found, ended and told of.

use super::{Supervision, SupervisionEvent, Supervisor, member::Member};
use crate::{ActorId, CallError, restart::Schedule, waits::Pausing};

pub(super) struct Entry {
    pub(super) member: Box<dyn Member>,
    pub(super) schedule: Schedule,
    pub(super) next_state: NextState,
}

/// When a child is given another state.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum NextState {
    /// After a failure, as it may be restarted.
    AfterFailure,
    /// With the others of this round.
    InRound(u64),
    /// As soon as it has ended the one that it was to end: that took too long to wait for.
    WhenDown,
}

impl Supervisor {
    /// Ends a child for good.
    #[inline]
    pub(super) fn end_child(&mut self, id: ActorId) {
        let Some(place) = self.place_of(id) else { return };
        let waited = self.children[place].member.shut_down();
        self.tell_failures(id);
        let event = match waited {
            Ok(Some(exit)) => SupervisionEvent::Ended(exit),
            Err(CallError::Deadlock(cycle)) => SupervisionEvent::Deadlock(cycle),
            Ok(None) | Err(_) => SupervisionEvent::Late,
        };
        self.tell(id, event);
        self.children.remove(place);
    }

    pub(super) fn ids_of(&self, first: usize, wanted: impl Fn(&Entry) -> bool) -> Vec<ActorId> {
        let from_there_on = self.children[first..].iter();
        from_there_on.filter(|child| wanted(child)).map(|child| child.member.id()).collect()
    }

    /// The children that wait to be let go on.
    #[inline]
    pub(super) fn pausing(&self) -> Pausing {
        let mut pausing = Pausing::new();
        self.children
            .iter()
            .filter_map(|child| child.member.pausing())
            .for_each(|c| pausing.add(c));
        pausing
    }

    #[inline]
    pub(super) fn place_of(&self, id: ActorId) -> Option<usize> {
        self.children.iter().position(|child| child.member.id() == id)
    }

    /// Tells what a child's states have failed of, as soon as it has anything to tell of the child; says
    /// whether that is anything.
    #[inline]
    pub(super) fn tell_failures(&mut self, id: ActorId) -> bool {
        let Some(place) = self.place_of(id) else { return false };
        let untold = self.children[place].member.take_untold();
        let any = !untold.is_empty();
        untold.into_iter().for_each(|exit| self.tell(id, SupervisionEvent::Failed(exit)));
        any
    }

    #[inline]
    pub(super) fn tell(&mut self, id: ActorId, event: SupervisionEvent) {
        let Some(place) = self.place_of(id) else { return };
        let name = self.children[place].member.name().to_owned();
        let event = Supervision { id, name, event };
        self.listeners.retain(|listener| listener.send(event.clone()).is_ok());
    }
}
