//! The children of a supervisor, as a report sees them that names those that do not end.

use std::collections::BTreeMap;

use crate::{
    ActorId,
    lifecycle::control::Control,
    sys::{self, Arc, Mutex},
};

/// Shared by a supervisor and the reports that name its children. It holds no actor: a `Control` outlives its actor.
#[derive(Default)]
pub(crate) struct Roster(Mutex<Entries>);

#[derive(Default)]
struct Entries {
    children: BTreeMap<ActorId, Arc<Control>>,
    /// Those that have left the group and not ended: the supervisor does not wait for them any more.
    late: BTreeMap<ActorId, Arc<Control>>,
}

impl Roster {
    pub(crate) fn enter(&self, child: Arc<Control>) {
        let former = sys::lock(&self.0).children.insert(child.id(), child);
        drop(former);
    }

    /// Removes a child that has left the group, once it has ended.
    pub(crate) fn leave(&self, child: ActorId) {
        let mut entries = sys::lock(&self.0);
        entries.late.retain(|_, child| !child.has_ended());
        let left = entries.children.remove(&child);
        entries.late.extend(left.filter(|left| !left.has_ended()).map(|left| (child, left)));
    }

    /// All that have not ended, those started last first.
    pub(crate) fn living(&self) -> Vec<Arc<Control>> {
        let entries = sys::lock(&self.0);
        let all = entries.children.values().chain(entries.late.values()).rev();
        all.filter(|child| !child.has_ended()).map(Arc::clone).collect()
    }
}

impl Control {
    /// Whether the actor, or its state, was told to end, and the actor has not ended.
    pub(crate) fn is_to_end(&self) -> bool {
        (!self.is_open() || self.is_suspended()) && !self.has_ended()
    }

    pub(crate) fn roster(&self) -> Option<Arc<Roster>> {
        sys::lock(&self.end).seldom.as_ref()?.roster.clone()
    }

    pub(crate) fn set_roster(&self, roster: Arc<Roster>) {
        let mut end = sys::lock(&self.end);
        let former = end.seldom.get_or_insert_default().roster.replace(roster);
        drop(end);
        drop(former);
    }
}
