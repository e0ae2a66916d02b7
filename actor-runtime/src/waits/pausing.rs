//! Supervised children that pause, and wait for their supervisor as long as that waits itself.

use std::{collections::HashSet, mem};

use super::{CURRENT, GRAPH};
use crate::{
    ActorId,
    control::Control,
    sys::{self, Arc},
};

/// The actors that pause until the one that runs on this thread, their supervisor, lets them go on. While
/// that waits, whoever waits for one of them waits for it.
pub(crate) struct Pausing {
    supervisor: Option<ActorId>,
    actors: HashSet<ActorId>,
}

impl Pausing {
    pub(crate) fn new() -> Self {
        let supervisor =
            CURRENT.with(|current| current.borrow().innermost.as_ref().map(|s| s.actor));
        Pausing { supervisor, actors: HashSet::new() }
    }

    pub(crate) fn add(&mut self, actor: Arc<Control>) {
        let Some(supervisor) = self.supervisor else { return };
        let id = actor.id();
        self.actors.insert(id);
        let former = sys::lock(&GRAPH).pausing.insert(id, (supervisor, actor));
        drop(former);
    }

    /// Before it is let go on.
    pub(crate) fn remove(&mut self, actor: ActorId) {
        if self.actors.remove(&actor) {
            Pausing::forget(actor);
        }
    }

    fn forget(actor: ActorId) {
        let mut graph = sys::lock(&GRAPH);
        let former = graph.pausing.remove(&actor);
        // What it grew to for a crowd is given back.
        let table = graph.pausing.is_empty().then(|| mem::take(&mut graph.pausing));
        drop(graph);
        drop((former, table));
    }
}

impl Drop for Pausing {
    fn drop(&mut self) {
        self.actors.drain().for_each(Pausing::forget);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{options::Options, waits};

    #[test]
    fn who_pauses_is_forgotten_when_the_supervisor_waits_no_longer() {
        let child = Arc::new(Control::new(Options::new("child"), |_| ""));
        let _supervisor = waits::enter(ActorId::next(), "supervisor".into());
        let mut pausing = Pausing::new();
        pausing.add(Arc::clone(&child));
        assert!(sys::lock(&GRAPH).pausing.contains_key(&child.id()));
        drop(pausing);
        assert!(!sys::lock(&GRAPH).pausing.contains_key(&child.id()));
    }
}
