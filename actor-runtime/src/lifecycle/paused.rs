//! Registers a supervisor's paused children in the graph, so that a wait for such a child leads to the supervisor.
//
// A child is registered from the time at which its supervisor notices that the child is paused, until the supervisor
// lets it go on. While the supervisor waits for nothing, a path through the child ends at the supervisor.
//
// The registration needs no check for a cycle. Only the supervisor's own thread registers, and not while it waits, so
// the path ends at the supervisor at that time. The supervisor's next wait is checked.

use std::{collections::BTreeSet, mem};

use crate::{
    ActorId,
    lifecycle::{control::Control, current},
    sys::Arc,
    wait::graph::{self, PausedActor},
};

/// The registered children of one supervisor. Each is paused until the supervisor lets it go on.
pub(crate) struct Pausing {
    actors: BTreeSet<ActorId>,
}

impl Pausing {
    pub(crate) fn new() -> Self {
        Pausing { actors: BTreeSet::new() }
    }

    /// Registers a paused child. Called on the thread that runs the supervisor, which waits for nothing meanwhile.
    pub(crate) fn add(&mut self, actor: Arc<Control>) {
        let Some(supervisor) = current::innermost() else { return };
        let id = actor.id();
        self.actors.insert(id);
        let former = graph::lock().pausing.insert(id, (supervisor, Box::new(actor)));
        drop(former);
    }

    /// Removes a child's registration. Called before the child is let go on.
    pub(crate) fn remove(&mut self, actor: ActorId) {
        if self.actors.remove(&actor) {
            Pausing::forget(actor);
        }
    }

    /// Removes all registrations. Called when the supervisor will not let the children go on any more.
    pub(crate) fn clear(&mut self) {
        mem::take(&mut self.actors).into_iter().for_each(Pausing::forget);
    }

    fn forget(actor: ActorId) {
        let mut graph = graph::lock();
        let taken_out = graph::Graph::take_out(&mut graph.pausing, actor);
        drop(graph);
        drop(taken_out);
    }
}

impl Drop for Pausing {
    fn drop(&mut self) {
        self.clear();
    }
}

impl PausedActor for Arc<Control> {
    fn name(&self) -> &str {
        Control::name(self)
    }

    fn is_open(&self) -> bool {
        Control::is_open(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;

    #[test]
    fn a_paused_child_is_removed_when_the_supervisor_waits_no_longer() {
        let child = Arc::new(Control::new(Options::new("child"), |_| ""));
        let supervisor = Arc::new(Control::new(Options::new("supervisor"), |_| ""));
        let _supervisor = current::enter(supervisor);
        let mut pausing = Pausing::new();
        pausing.add(child.clone());
        assert!(graph::lock().pausing.contains_key(&child.id()));
        drop(pausing);
        assert!(!graph::lock().pausing.contains_key(&child.id()));
    }
}
