//! The graph of which actor waits for which, in which a wait that would close a cycle is an error instead.
//
// Edges
// =====
//
// An actor waits for one thing at a time, on the thread that runs it: an answer, room in a mailbox, or an end. So
// each actor has at most one edge, and at most one path leads on from it. A thread that is about to wait walks the
// path from its target, and adds its actor's edge only if the path does not lead back to that actor. It does both in
// one critical section. So where several waits would make a cycle together, the last one to begin gets the error, and
// the graph never has a cycle.
//
// An edge ends in the critical section that brings about the awaited event, not when the waiter wakes up. An answer's
// slot, a mailbox's line, a verdict and an actor's end each hold the edges of their waiters, and drop them under their
// own locks. Those locks are taken before the graph's, under which no user code runs.
//
// Nested actors
// =============
//
// The graph has one lock for the whole process. An actor that runs another one on top of itself waits for that one,
// too, but has no edge for it yet. As long as the actor on top runs, a path that reaches either of the two ends
// there. Before the actor on top waits, the edges of all actors below it are added, in the critical section that
// looks for a cycle. So a call for which no actor has to wait does not take the lock.
//
// Supervised children
// ===================
//
// A paused child waits for leave from its supervisor to go on. The child has no edge while the supervisor is free to
// give leave. Before the supervisor waits for another of its children, it registers its paused children, and their
// paths lead to the supervisor (lifecycle/paused.rs).
//
// Where no edge leads
// ===================
//
// - From a thread that runs no actor.
// - To a reply that its handler has deferred.
// - To a mailbox whose messages are received by hand. It is not known which thread receives from an `Inbox` next, nor
//   where the senders in its messages go. So a cycle through an `Inbox` is not found, and no false one is reported.
//
// The thread that ends a mailbox stands for its actor. An actor that waits for the answer to a queued message waits for
// that thread, until the thread has given up all queued messages. `undelivered` has then passed on the messages that
// are still unanswered, and only a wait for the actor's end leads to the actor.

use std::{borrow::Cow, mem};

use crate::{
    ActorId, Cycle,
    id::{self, IdMap},
    memory::shrink,
    sys::{self, Mutex, MutexGuard},
};

sys::global! {
    static GRAPH: Mutex<Graph> = Mutex::new(Graph::new());
}

/// A supervised actor that waits for leave to go on.
pub(crate) trait PausedActor: Send {
    fn name(&self) -> &str;

    /// Whether the actor accepts messages. If not, it goes on without leave.
    fn is_open(&self) -> bool;
}

/// Locks the graph, of which the process has one.
pub(crate) fn lock() -> MutexGuard<'static, Graph> {
    sys::lock(&GRAPH)
}

pub(crate) struct Graph {
    /// The actors that run on a thread, and have waited since they began to run there.
    pub(crate) nodes: IdMap<Node>,
    /// The registered paused children, each with its supervisor. A child goes on only by leave of the supervisor,
    /// unless the child's mailbox closes. Not among the nodes, because a paused child that is pooled runs on no thread.
    pub(crate) pausing: IdMap<(ActorId, Box<dyn PausedActor>)>,
}

pub(crate) struct Node {
    name: Cow<'static, str>,
    pub(crate) waits_for: Option<(ActorId, Awaited)>,
    /// Whether other actors can wait only for this one's end: it will give no answers any more.
    pub(crate) answers_nobody: bool,
}

impl Node {
    pub(crate) fn new(name: Cow<'static, str>, answers_nobody: bool) -> Self {
        Node { name, waits_for: None, answers_nobody }
    }

    fn can_bring_about(&self, awaited: Awaited) -> bool {
        awaited != Awaited::Answer || !self.answers_nobody
    }
}

/// What an actor waits for another actor to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Awaited {
    /// The other actor handles a message, or makes room for one.
    Answer,
    /// The other actor, its state or its thread ends.
    End,
    /// The other actor gives back this actor's thread, on which it runs. In cycles this counts as an end.
    Return,
}

impl Graph {
    pub(crate) const fn new() -> Self {
        Graph { nodes: id::empty_map(), pausing: id::empty_map() }
    }

    /// The actor that `actor` waits for, and what it is to do.
    pub(crate) fn next(&self, actor: ActorId) -> Option<(ActorId, Awaited)> {
        let leave = || {
            let (supervisor, paused) = self.pausing.get(&actor)?;
            paused.is_open().then_some((*supervisor, Awaited::End))
        };
        self.nodes.get(&actor).and_then(|node| node.waits_for).or_else(leave)
    }

    fn name(&self, actor: ActorId) -> Option<&str> {
        let of_paused = || self.pausing.get(&actor).map(|(_, paused)| paused.name());
        self.nodes.get(&actor).map(|node| &*node.name).or_else(of_paused)
    }

    /// Takes an actor out of one of the tables. An empty table gives back the memory that it grew to. The caller drops
    /// what is returned after it has released the lock.
    pub(crate) fn take_out<T>(
        table: &mut IdMap<T>,
        actor: ActorId,
    ) -> (Option<T>, Option<IdMap<T>>) {
        let entry = table.remove(&actor);
        shrink::table(table);
        let table = table.is_empty().then(|| mem::take(table));
        (entry, table)
    }

    /// Adds an edge, unless it would close a cycle.
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

    /// Fails if an edge would close a cycle; adds none.
    pub(crate) fn check(&self, from: ActorId, to: ActorId, awaited: Awaited) -> Result<(), Cycle> {
        let mut next = Some((to, awaited));
        while let Some((actor, awaited)) = next {
            if self.nodes.get(&actor).is_some_and(|node| !node.can_bring_about(awaited)) {
                break;
            }
            if actor == from {
                return Err(self.cycle(from, to));
            }
            next = self.next(actor);
        }
        Ok(())
    }

    /// Replaces the edge of `from`, if the graph has that actor.
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

/// The edge of an actor that waits. Dropped in the critical section that ends the wait.
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
    fn an_actor_that_answers_nobody_closes_only_cycles_of_waits_for_its_end() {
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
