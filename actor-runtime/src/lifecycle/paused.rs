//! Supervised children that pause, and wait for their supervisor as long as that waits itself.
//
// A child is registered from the moment at which its supervisor notices that it pauses until the supervisor
// lets it go on. While the supervisor waits for nothing, a path through the child ends there. The
// registration is not checked for a circle, and needs no check: only the supervisor's own thread registers,
// and not while it waits, so the path ends at the supervisor at that moment; the supervisor's next wait is
// checked.

use std::{collections::BTreeSet, mem};

use crate::{
    ActorId,
    lifecycle::{control::Control, current},
    memory::shrink,
    sys::Arc,
    wait::graph::{self, PausedActor},
};

/// The actors that pause until their supervisor lets them go on. While the supervisor waits, a wait for one of them
/// is a wait for the supervisor.
pub(crate) struct Pausing {
    actors: BTreeSet<ActorId>,
}

impl Pausing {
    pub(crate) fn new() -> Self {
        Pausing { actors: BTreeSet::new() }
    }

    /// On the thread that runs the supervisor, while that waits for nothing.
    pub(crate) fn add(&mut self, actor: Arc<Control>) {
        let Some(supervisor) = current::innermost() else { return };
        let id = actor.id();
        self.actors.insert(id);
        let former = graph::lock().pausing.insert(id, (supervisor, Box::new(actor)));
        drop(former);
    }

    /// Before it is let go on.
    pub(crate) fn remove(&mut self, actor: ActorId) {
        if self.actors.remove(&actor) {
            Pausing::forget(actor);
        }
    }

    /// All of them: the supervisor does not let them go on any more.
    pub(crate) fn clear(&mut self) {
        mem::take(&mut self.actors).into_iter().for_each(Pausing::forget);
    }

    fn forget(actor: ActorId) {
        let mut graph = graph::lock();
        let former = graph.pausing.remove(&actor);
        shrink::table(&mut graph.pausing);
        // What it grew to for a crowd is given back.
        let table = graph.pausing.is_empty().then(|| mem::take(&mut graph.pausing));
        drop(graph);
        drop((former, table));
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
    fn who_pauses_is_forgotten_when_the_supervisor_waits_no_longer() {
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
