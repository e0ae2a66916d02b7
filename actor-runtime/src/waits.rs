//! Who waits for whom: a wait that would close a circle of actors is an error instead.
//
// An actor waits for one thing at a time, on the thread that runs it: an answer, room in a mailbox,
// an end. So each has at most one edge, and from every actor one path leads on. Whoever is about to
// wait walks the path of its target, and gets its edge only if that does not lead back to itself:
// both in one critical section, so of those that would close a circle the last one gets the error,
// and there never is a circle in the graph.
//
// An edge ends in the critical section that brings about what it stands for, not when the waiter
// wakes up: an answer's slot, a mailbox's line and an actor's end each hold the edges of those who
// wait there, and drop them under their own locks. These are taken before the graph's, under which
// nobody else's code runs.
//
// What leads nowhere: threads that run no actor, an answer that its handler has deferred, and a
// mailbox whose messages are received by hand. Nobody knows who receives from an `Inbox` next, nor
// where the senders in its messages go: a circle through it is not seen, and none is seen that is
// not there. The thread that ends a mailbox stands for its actor: whoever waits for what is still
// queued waits for that thread, or so it is taken until the end, even of an ask that `undelivered`
// has passed on.

use std::{
    borrow::Cow,
    cell::RefCell,
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    mem::{self, ManuallyDrop},
};

use crate::{
    ActorId, CallError,
    error::Cycle,
    sys::{self, Mutex},
};

sys::global! {
    static GRAPH: Mutex<Graph> = Mutex::new(Graph::new());
}

/// The actors that have waited for anything, by id.
struct Graph(HashMap<ActorId, Node, BuildHasherDefault<IdHasher>>);

struct Node {
    name: Cow<'static, str>,
    waits_for: Option<ActorId>,
}

impl Graph {
    const fn new() -> Self {
        Graph(HashMap::with_hasher(BuildHasherDefault::new()))
    }

    fn waits_for(&self, actor: ActorId) -> Option<ActorId> {
        self.0.get(&actor)?.waits_for
    }

    /// Adds an edge, unless it would close a circle.
    fn link(&mut self, from: ActorId, to: ActorId) -> Result<(), Cycle> {
        let mut end = to;
        while end != from {
            match self.waits_for(end) {
                Some(next) => end = next,
                None => {
                    self.set(from, Some(to));
                    return Ok(());
                }
            }
        }
        Err(self.cycle(from, to))
    }

    fn set(&mut self, from: ActorId, to: Option<ActorId>) {
        if let Some(node) = self.0.get_mut(&from) {
            node.waits_for = to;
        }
    }

    #[cold]
    fn cycle(&self, from: ActorId, to: ActorId) -> Cycle {
        let path = std::iter::successors(Some(to), |actor| self.waits_for(*actor));
        let actors = std::iter::once(from).chain(path.take_while(|actor| *actor != from));
        Cycle::new(actors.filter_map(|actor| Some(self.0.get(&actor)?.name.to_string())).collect())
    }
}

/// Ids are numbers in a row: times an odd one, they differ in all bits.
#[derive(Default)]
struct IdHasher(u64);

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(self.0 ^ u64::from(*byte)));
    }

    fn write_u64(&mut self, id: u64) {
        self.0 = id.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// An actor whose code runs on this thread.
struct Running {
    actor: ActorId,
    name: Cow<'static, str>,
    /// Only since it first waited: most actors never do.
    in_graph: bool,
}

impl Running {
    fn wait_for(&mut self, target: ActorId) -> Result<Edge, Cycle> {
        let mut graph = sys::lock(&GRAPH);
        if !self.in_graph {
            self.in_graph = true;
            let node = Node { name: self.name.clone(), waits_for: None };
            graph.0.insert(self.actor, node);
        }
        graph.link(self.actor, target)?;
        Ok(Edge { waiter: self.actor })
    }
}

/// The actors whose code runs on one thread: a handler may run another actor.
struct Current {
    /// Apart from the others, so that a thread that runs one actor needs no memory for it.
    innermost: Option<Running>,
    /// The outermost first.
    outer: Vec<Running>,
}

sys::thread_local! {
    /// Never dropped, so that it can be asked while the thread's locals go; emptied instead when the
    /// last one leaves.
    static CURRENT: RefCell<ManuallyDrop<Current>> =
        const { RefCell::new(ManuallyDrop::new(Current { innermost: None, outer: Vec::new() })) };
}

/// Whether code of `actor` runs on this thread.
pub(crate) fn is_current(actor: ActorId) -> bool {
    CURRENT.with(|current| {
        let current = current.borrow();
        current.innermost.iter().chain(&current.outer).any(|running| running.actor == actor)
    })
}

/// From now on the actor that runs on this thread waits for `target`, until the edge is dropped.
/// No edge and no error for a thread that runs none.
pub(crate) fn begin(target: ActorId) -> Result<Option<Edge>, CallError> {
    CURRENT.with(|current| match &mut current.borrow_mut().innermost {
        Some(innermost) => innermost.wait_for(target).map(Some).map_err(CallError::Deadlock),
        None => Ok(None),
    })
}

/// That an actor waits. Dropped in the critical section that ends the wait.
pub(crate) struct Edge {
    waiter: ActorId,
}

impl Edge {
    pub(crate) fn waiter(&self) -> ActorId {
        self.waiter
    }

    /// Drops the edge together with what ends the wait, if that succeeds: whoever is set going by
    /// `end` finds no edge any more.
    pub(crate) fn end_with<E>(
        edge: &mut Option<Edge>,
        end: impl FnOnce() -> Result<(), E>,
    ) -> Result<(), E> {
        let Some(Edge { waiter }) = *edge else { return end() };
        let mut graph = sys::lock(&GRAPH);
        end()?;
        graph.set(waiter, None);
        mem::forget(edge.take());
        Ok(())
    }
}

impl Drop for Edge {
    fn drop(&mut self) {
        sys::lock(&GRAPH).set(self.waiter, None);
    }
}

/// Marks this thread as running `actor` until the guard is dropped. The actor whose code runs here
/// so far waits for it meanwhile.
pub(crate) fn enter(actor: ActorId, name: Cow<'static, str>) -> Option<Entered> {
    CURRENT.with(|current| {
        let mut current = current.borrow_mut();
        let outer = match &mut current.innermost {
            Some(outer) if outer.actor == actor => return None,
            // One that has not begun waits for nobody: no circle.
            Some(outer) => outer.wait_for(actor).ok(),
            None => None,
        };
        let former = current.innermost.replace(Running { actor, name, in_graph: false });
        current.outer.extend(former);
        Some(Entered { _outer: outer })
    })
}

pub(crate) struct Entered {
    _outer: Option<Edge>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.with(|current| {
            let mut current = current.borrow_mut();
            let outer = current.outer.pop();
            let gone = mem::replace(&mut current.innermost, outer);
            if let Some(Running { actor, in_graph: true, .. }) = gone {
                let mut graph = sys::lock(&GRAPH);
                let node = graph.0.remove(&actor);
                // What it grew to for a crowd is given back.
                let table = graph.0.is_empty().then(|| mem::take(&mut graph.0));
                drop(graph);
                drop((node, table));
            }
            if current.outer.is_empty() && current.outer.capacity() > 0 {
                current.outer = Vec::new();
            }
        });
    }
}
