//! The live actors of an executor, by their ids.

use std::sync::Arc as StdArc;

use crate::{
    ActorId,
    id::IdMap,
    memory::shrink,
    scheduler::job::JobRef,
    sys::{self, Mutex},
};

#[derive(Default)]
pub(crate) struct Actors(pub(crate) Mutex<Listed>);

#[derive(Default)]
pub(crate) struct Listed {
    pub(crate) by_id: IdMap<JobRef>,
    /// Whether new actors are refused.
    is_closed: bool,
}

/// Whether the executor is over: it refuses new actors, and none is left.
#[must_use = "the threads of an executor that is over are to end"]
pub(super) struct IsOver(pub(super) bool);

impl Listed {
    fn is_over(&self) -> IsOver {
        IsOver(self.is_closed && self.by_id.is_empty())
    }
}

impl Actors {
    /// Adds an actor, unless this is closed; returns whether it was added.
    pub(super) fn insert(&self, id: ActorId, actor: JobRef) -> bool {
        let mut listed = sys::lock(&self.0);
        let is_open = !listed.is_closed;
        if is_open {
            listed.by_id.insert(id, actor);
        }
        is_open
    }

    /// Removes an actor that has ended.
    pub(super) fn remove(&self, actor: ActorId) -> IsOver {
        let mut listed = sys::lock(&self.0);
        let removed = listed.by_id.remove(&actor);
        shrink::table(&mut listed.by_id);
        let is_over = listed.is_over();
        drop(listed);
        drop(removed);
        is_over
    }

    /// The actor with this id, unless it has ended.
    pub(super) fn find(&self, actor: ActorId) -> Option<JobRef> {
        sys::lock(&self.0).by_id.get(&actor).map(StdArc::clone)
    }

    /// Refuses new actors.
    pub(super) fn close(&self) -> IsOver {
        let mut listed = sys::lock(&self.0);
        listed.is_closed = true;
        listed.is_over()
    }

    /// Refuses new actors, and returns the present ones.
    pub(super) fn close_and_list(&self) -> (Vec<JobRef>, IsOver) {
        let mut listed = sys::lock(&self.0);
        listed.is_closed = true;
        (listed.by_id.values().map(StdArc::clone).collect(), listed.is_over())
    }
}
