//! Supervised children that pause, and wait for their supervisor as long as that waits itself.

use std::collections::HashSet;

use super::{CURRENT, GRAPH};
use crate::{
    ActorId,
    control::Control,
    sys::{self, Arc},
};

/// The actor that runs on this thread is about to pause until a supervisor lets it go on.
pub(crate) fn prepare_to_pause() {
    CURRENT.with(|current| {
        if let Some(innermost) = current.borrow_mut().last_mut() {
            innermost.enter(&mut sys::lock(&GRAPH));
        }
    });
}

/// The actors that pause until the one that runs on this thread, their supervisor, lets them go on. While
/// that waits, whoever waits for one of them waits for it.
pub(crate) struct Pausing {
    supervisor: Option<ActorId>,
    actors: HashSet<ActorId>,
}

impl Pausing {
    pub(crate) fn new() -> Self {
        let supervisor = CURRENT.with(|current| current.borrow().last().map(|s| s.actor));
        Pausing { supervisor, actors: HashSet::new() }
    }

    pub(crate) fn add(&mut self, actor: Arc<Control>) {
        let Some(supervisor) = self.supervisor else { return };
        if let Some(node) = sys::lock(&GRAPH).0.get_mut(&actor.id()) {
            self.actors.insert(actor.id());
            node.pauses_for = Some((supervisor, actor));
        }
    }

    /// Before it is let go on.
    pub(crate) fn remove(&mut self, actor: ActorId) {
        if self.actors.remove(&actor) {
            Pausing::forget(actor);
        }
    }

    fn forget(actor: ActorId) {
        let mut graph = sys::lock(&GRAPH);
        let former = graph.0.get_mut(&actor).and_then(|node| node.pauses_for.take());
        drop(graph);
        drop(former);
    }
}

impl Drop for Pausing {
    fn drop(&mut self) {
        self.actors.drain().for_each(Pausing::forget);
    }
}
