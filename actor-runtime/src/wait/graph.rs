//! Who waits for whom: a wait that would close a circle of actors is an error instead.
//
// An actor waits for one thing at a time, on the thread that runs it: an answer, room in a mailbox,
// an end. So each has at most one edge, and from every actor one path leads on. Whoever is about to
// wait walks the path of its target, and gets its edge only if that does not lead back to itself:
// both in one critical section, so of those that would close a circle the last one gets the error,
// and there never is a circle in the graph.
//
// An edge ends in the critical section that brings about what it stands for, not when the waiter
// wakes up: an answer's slot, a mailbox's line, a verdict and an actor's end each hold the edges of those
// who wait there, and drop them under their own locks. These are taken before the graph's, under which
// nobody else's code runs.
//
// The graph has one lock for the whole process. An actor that runs another one on top of itself waits for that,
// too, but is not entered into the graph for it: as long as the one on top runs, a path through both ends
// there. Before the one on top waits, the edges of all that it runs on top of are entered, in the critical
// section that looks for a circle. So a call that nobody has to wait for does not take the lock.
//
// A supervised child that waits to be let go on by its supervisor waits for nothing as long as that is
// free to do so. While the supervisor waits itself, for another child of its, it has those that pause
// lead to it (paused.rs).
//
// What leads nowhere: threads that run no actor, an answer that its handler has deferred, and a
// mailbox whose messages are received by hand. Nobody knows who receives from an `Inbox` next, nor
// where the senders in its messages go: a circle through it is not seen, and none is seen that is
// not there. The thread that ends a mailbox stands for its actor: whoever waits for what is still
// queued waits for that thread, until it has given up all of that. What is left unanswered then has
// been passed on by `undelivered`, and only the actor's end is still waited for.

use std::borrow::Cow;

use crate::{
    ActorId, Cycle,
    id::{self, IdMap},
    sys::{self, Mutex, MutexGuard},
};

sys::global! {
    static GRAPH: Mutex<Graph> = Mutex::new(Graph::new());
}

/// An actor that waits for leave to go on.
pub(crate) trait PausedActor: Send {
    fn name(&self) -> &str;

    /// Whether it accepts messages. If not, it goes on without leave.
    fn is_open(&self) -> bool;
}

/// The whole process's graph.
pub(crate) fn lock() -> MutexGuard<'static, Graph> {
    sys::lock(&GRAPH)
}

pub(crate) struct Graph {
    /// The actors that run, and have waited for anything since they do.
    pub(crate) nodes: IdMap<Node>,
    /// The children that pause, and go on by leave of this actor alone, unless their mailboxes close.
    /// Apart from the others, since one that is pooled runs nowhere then.
    pub(crate) pausing: IdMap<(ActorId, Box<dyn PausedActor>)>,
}

pub(crate) struct Node {
    name: Cow<'static, str>,
    waits_for: Option<(ActorId, Awaited)>,
    /// What is still awaited of it is its end alone.
    pub(crate) answers_nobody: bool,
}

impl Node {
    pub(crate) fn new(name: Cow<'static, str>, answers_nobody: bool) -> Self {
        Node { name, waits_for: None, answers_nobody }
    }

    fn brings_about(&self, awaited: Awaited) -> bool {
        awaited == Awaited::End || !self.answers_nobody
    }
}

/// What an actor waits for, of another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Awaited {
    /// That it handles what it was sent, or makes room for that.
    Answer,
    /// The end of itself, of its state or of its thread.
    End,
}

impl Graph {
    pub(crate) const fn new() -> Self {
        Graph { nodes: id::empty_map(), pausing: id::empty_map() }
    }

    /// What an actor waits for.
    pub(crate) fn next(&self, actor: ActorId) -> Option<(ActorId, Awaited)> {
        let leave = || {
            let (supervisor, actor) = self.pausing.get(&actor)?;
            actor.is_open().then_some((*supervisor, Awaited::End))
        };
        self.nodes.get(&actor).and_then(|node| node.waits_for).or_else(leave)
    }

    fn name(&self, actor: ActorId) -> Option<&str> {
        let of_pausing = || self.pausing.get(&actor).map(|(_, actor)| actor.name());
        self.nodes.get(&actor).map(|node| &*node.name).or_else(of_pausing)
    }

    /// Adds an edge, unless it would close a circle.
    pub(crate) fn link(
        &mut self,
        from: ActorId,
        to: ActorId,
        awaited: Awaited,
    ) -> Result<(), Cycle> {
        self.check(from, to, awaited)?;
        self.set(from, Some((to, awaited)));
        Ok(())
    }

    /// An error if an edge would close a circle.
    pub(crate) fn check(&self, from: ActorId, to: ActorId, awaited: Awaited) -> Result<(), Cycle> {
        let mut next = Some((to, awaited));
        while let Some((actor, awaited)) = next {
            if self.nodes.get(&actor).is_some_and(|node| !node.brings_about(awaited)) {
                break;
            }
            if actor == from {
                return Err(self.cycle(from, to));
            }
            next = self.next(actor);
        }
        Ok(())
    }

    pub(crate) fn set(&mut self, from: ActorId, to: Option<(ActorId, Awaited)>) {
        if let Some(node) = self.nodes.get_mut(&from) {
            node.waits_for = to;
        }
    }

    #[cold]
    fn cycle(&self, from: ActorId, to: ActorId) -> Cycle {
        let next = |actor: &ActorId| self.next(*actor).map(|(next, _)| next);
        let path = std::iter::successors(Some(to), next);
        let actors = std::iter::once(from).chain(path.take_while(|actor| *actor != from));
        Cycle::new(actors.filter_map(|actor| self.name(actor).map(str::to_owned)).collect())
    }
}

/// That an actor waits. Dropped in the critical section that ends the wait.
pub(crate) struct Edge {
    pub(crate) waiter: ActorId,
}

impl Edge {
    pub(crate) fn waiter(&self) -> ActorId {
        self.waiter
    }
}

impl Drop for Edge {
    fn drop(&mut self) {
        lock().set(self.waiter, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_answers_nobody_closes_no_circle_but_of_waits_for_its_end() {
        let (asker, dying) = (ActorId::next(), ActorId::next());
        let mut graph = Graph::new();
        graph.nodes.insert(asker, Node::new("asker".into(), false));
        graph.nodes.insert(dying, Node::new("dying".into(), true));
        assert!(graph.link(asker, dying, Awaited::Answer).is_ok());
        assert!(graph.link(dying, asker, Awaited::Answer).is_ok());
        graph.set(dying, None);
        assert!(graph.link(asker, dying, Awaited::End).is_ok());
        let cycle = graph.link(dying, asker, Awaited::Answer).unwrap_err();
        assert_eq!(cycle.actors(), ["dying", "asker"]);
    }
}
