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
// lead to it (pausing.rs).
//
// What leads nowhere: threads that run no actor, an answer that its handler has deferred, and a
// mailbox whose messages are received by hand. Nobody knows who receives from an `Inbox` next, nor
// where the senders in its messages go: a circle through it is not seen, and none is seen that is
// not there. The thread that ends a mailbox stands for its actor: whoever waits for what is still
// queued waits for that thread, until it has given up all of that. What is left unanswered then has
// been passed on by `undelivered`, and only the actor's end is still waited for.

pub(crate) mod paused;

use std::{
    borrow::Cow,
    cell::RefCell,
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    mem::{self, ManuallyDrop},
    thread,
};

use crate::{
    ActorId, CallError, Cycle,
    lifecycle::control::Control,
    memory::shrink,
    reply::verdict::Verdict,
    sys::{self, Arc, Mutex},
};

sys::global! {
    static GRAPH: Mutex<Graph> = Mutex::new(Graph::new());
}

/// By id.
type Map<V> = HashMap<ActorId, V, BuildHasherDefault<IdHasher>>;

struct Graph {
    /// The actors that run, and have waited for anything since they do.
    nodes: Map<Node>,
    /// The children that pause, and go on by leave of this actor alone, unless their mailboxes close.
    /// Apart from the others, since one that is pooled runs nowhere then.
    pausing: Map<(ActorId, Arc<Control>)>,
}

struct Node {
    name: Cow<'static, str>,
    waits_for: Option<(ActorId, Awaited)>,
    /// What is still awaited of it is its end alone.
    answers_nobody: bool,
}

impl Node {
    fn new(name: Cow<'static, str>, answers_nobody: bool) -> Self {
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
    const fn new() -> Self {
        let (nodes, pausing) = (BuildHasherDefault::new(), BuildHasherDefault::new());
        Graph { nodes: HashMap::with_hasher(nodes), pausing: HashMap::with_hasher(pausing) }
    }

    /// What an actor waits for.
    fn next(&self, actor: ActorId) -> Option<(ActorId, Awaited)> {
        let leave = || {
            let (supervisor, control) = self.pausing.get(&actor)?;
            control.is_open().then_some((*supervisor, Awaited::End))
        };
        self.nodes.get(&actor).and_then(|node| node.waits_for).or_else(leave)
    }

    fn name(&self, actor: ActorId) -> Option<&str> {
        let of_pausing = || self.pausing.get(&actor).map(|(_, control)| control.name());
        self.nodes.get(&actor).map(|node| &*node.name).or_else(of_pausing)
    }

    /// Adds an edge, unless it would close a circle.
    fn link(&mut self, from: ActorId, to: ActorId, awaited: Awaited) -> Result<(), Cycle> {
        self.check(from, to, awaited)?;
        self.set(from, Some((to, awaited)));
        Ok(())
    }

    /// An error if an edge would close a circle.
    fn check(&self, from: ActorId, to: ActorId, awaited: Awaited) -> Result<(), Cycle> {
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

    fn set(&mut self, from: ActorId, to: Option<(ActorId, Awaited)>) {
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

/// Ids are consecutive numbers. Multiplied by an odd constant, two of them differ in the upper bits even if they are
/// a power of two apart, as those of actors that are spawned in rounds may be. A map looks at the lower bits
/// first, so the halves change places.
#[derive(Default)]
pub(crate) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(self.0 ^ u64::from(*byte)));
    }

    fn write_u64(&mut self, id: u64) {
        self.0 = id.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0.rotate_left(32)
    }
}

/// An actor whose code runs on this thread.
struct Running {
    actor: ActorId,
    control: Arc<Control>,
    /// Only since it first waited: most actors never do.
    in_graph: bool,
    answers_nobody: bool,
    /// The graph has its edge to the actor that runs on top of it.
    leads_to_top: bool,
}

impl Running {
    #[inline]
    fn of(control: Arc<Control>) -> Self {
        let (in_graph, answers_nobody, leads_to_top) = (false, false, false);
        Running { actor: control.id(), control, in_graph, answers_nobody, leads_to_top }
    }

    fn enter(&mut self, graph: &mut Graph) {
        if !self.in_graph {
            self.in_graph = true;
            graph.nodes.insert(self.actor, Node::new(self.control.own_name(), self.answers_nobody));
        }
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
#[inline]
pub(crate) fn is_current(actor: ActorId) -> bool {
    CURRENT.with(|current| {
        let Current { innermost, outer } = &**current.borrow();
        innermost.as_ref().is_some_and(|innermost| {
            innermost.actor == actor || outer.iter().any(|running| running.actor == actor)
        })
    })
}

/// From now on the actor that runs on this thread waits for this of `target`, until the edge is
/// dropped. No edge and no error for a thread that runs none.
pub(crate) fn begin(target: ActorId, awaited: Awaited) -> Result<Option<Edge>, CallError> {
    CURRENT
        .with(|current| current.borrow_mut().wait_for(target, awaited).map_err(CallError::Deadlock))
}

/// An error if the actor that runs on this thread would wait for itself by waiting for this of
/// `target`. It does not wait.
pub(crate) fn check(target: ActorId, awaited: Awaited) -> Result<(), CallError> {
    CURRENT.with(|current| current.borrow_mut().check(target, awaited).map_err(CallError::Deadlock))
}

/// The actor that runs on this thread has given up all that it had not handled: no answer is awaited
/// of it any more.
pub(crate) fn answer_nobody() {
    CURRENT.with(|current| {
        let mut current = current.borrow_mut();
        let Some(innermost) = &mut current.innermost else { return };
        innermost.answers_nobody = true;
        if innermost.in_graph {
            if let Some(node) = sys::lock(&GRAPH).nodes.get_mut(&innermost.actor) {
                node.answers_nobody = true;
            }
        }
    });
}

/// That an actor waits. Dropped in the critical section that ends the wait.
pub(crate) struct Edge {
    waiter: ActorId,
}

impl Edge {
    pub(crate) fn waiter(&self) -> ActorId {
        self.waiter
    }
}

impl Drop for Edge {
    fn drop(&mut self) {
        sys::lock(&GRAPH).set(self.waiter, None);
    }
}

/// The verdict of the actor that runs on this thread. The caller of a reply that a panic drops here waits for it.
/// `None` if no actor runs here.
#[cold]
pub(crate) fn hold_back() -> Option<Arc<Verdict>> {
    this_actor(|_| true)?.hold_back()
}

/// Called when the actor that runs on this thread is about to wait, to look for something that may be waited
/// for, or to run another actor here. If it has caught a panic itself, it goes on: the callers whose replies
/// the panic has dropped are told. Not to be called under a lock.
#[inline]
pub(crate) fn go_on() {
    if let Some(control) = this_actor(Control::holds_back) {
        if !thread::panicking() {
            control.give_verdict();
        }
    }
}

/// The innermost actor that runs on this thread, if it `is_wanted`.
#[inline]
fn this_actor(is_wanted: impl FnOnce(&Control) -> bool) -> Option<Arc<Control>> {
    CURRENT.with(|current| {
        let current = current.borrow();
        let control = &current.innermost.as_ref()?.control;
        is_wanted(control).then(|| Arc::clone(control))
    })
}

/// Marks this thread as running `actor` until the guard is dropped. The actor whose code runs here
/// so far waits for it meanwhile.
#[inline]
pub(crate) fn enter(actor: Arc<Control>) -> Option<Entered> {
    CURRENT.with(|current| {
        let mut borrowed = current.borrow_mut();
        if borrowed.innermost.is_some() {
            drop(borrowed);
            return enter_on_top(current, actor);
        }
        borrowed.innermost = Some(Running::of(actor));
        Some(Entered(()))
    })
}

/// The same where another actor runs on this thread, or the same one.
#[cold]
#[inline(never)]
fn enter_on_top(current: &RefCell<ManuallyDrop<Current>>, actor: Arc<Control>) -> Option<Entered> {
    go_on();
    let mut current = current.borrow_mut();
    current.make_way_for(actor.id())?;
    current.innermost = Some(Running::of(actor));
    Some(Entered(()))
}

impl Current {
    /// Has the innermost actor wait for the target, and all others for the one on top of each.
    #[inline]
    fn wait_for(&mut self, target: ActorId, awaited: Awaited) -> Result<Option<Edge>, Cycle> {
        match self.innermost {
            None => Ok(None),
            Some(_) => self.link_to(target, awaited),
        }
    }

    #[inline(never)]
    fn link_to(&mut self, target: ActorId, awaited: Awaited) -> Result<Option<Edge>, Cycle> {
        let mut graph = sys::lock(&GRAPH);
        let Some(waiter) = self.enter_all(&mut graph) else { return Ok(None) };
        graph.link(waiter, target, awaited)?;
        Ok(Some(Edge { waiter }))
    }

    /// An error if [`wait_for`](Current::wait_for) would be one.
    fn check(&mut self, target: ActorId, awaited: Awaited) -> Result<(), Cycle> {
        if self.innermost.is_none() {
            return Ok(());
        }
        let mut graph = sys::lock(&GRAPH);
        match self.enter_all(&mut graph) {
            Some(waiter) => graph.check(waiter, target, awaited),
            None => Ok(()),
        }
    }

    /// Has all that run on this thread be in the graph, each with its edge to the one on top of it;
    /// returns the innermost one.
    fn enter_all(&mut self, graph: &mut Graph) -> Option<ActorId> {
        let innermost = self.innermost.as_mut()?;
        innermost.enter(graph);
        let mut top = innermost.actor;
        for outer in self.outer.iter_mut().rev() {
            if !outer.leads_to_top {
                outer.enter(graph);
                // The one on top waits for nobody yet. If it pauses, and so leads to its supervisor, the link
                // may close a circle; then no edge is made.
                outer.leads_to_top = graph.link(outer.actor, top, Awaited::End).is_ok();
            }
            top = outer.actor;
        }
        Some(innermost.actor)
    }

    /// Makes way for another actor; `None` if that is the innermost one already.
    fn make_way_for(&mut self, actor: ActorId) -> Option<()> {
        let outer = self.innermost.take_if(|innermost| innermost.actor != actor)?;
        self.outer.push(outer);
        Some(())
    }

    #[inline]
    fn leave(&mut self) -> Option<Arc<Control>> {
        let Running { actor, control, in_graph, .. } = self.innermost.take()?;
        if in_graph {
            leave_graph(actor);
        }
        // Of a thread that runs one actor, as most do, nothing of the rest is looked at.
        if self.outer.capacity() > 0 {
            self.uncover();
        }
        Some(control)
    }

    /// Has the actor be the innermost one again on top of which another one has run.
    #[inline(never)]
    fn uncover(&mut self) {
        self.innermost = self.outer.pop();
        match &mut self.innermost {
            Some(innermost) if innermost.leads_to_top => {
                innermost.leads_to_top = false;
                sys::lock(&GRAPH).set(innermost.actor, None);
            }
            Some(_) => {}
            // No memory is kept by a thread that runs nobody: it may end.
            None => self.outer = Vec::new(),
        }
    }
}

#[cold]
#[inline(never)]
fn leave_graph(actor: ActorId) {
    let mut graph = sys::lock(&GRAPH);
    let node = graph.nodes.remove(&actor);
    shrink::table(&mut graph.nodes);
    // What it grew to for a crowd is given back.
    let table = graph.nodes.is_empty().then(|| mem::take(&mut graph.nodes));
    drop(graph);
    drop((node, table));
}

/// That a thread runs an actor.
pub(crate) struct Entered(());

impl Entered {
    /// As its drop; hands back what it was made with.
    #[cfg(feature = "pool")]
    #[inline]
    pub(crate) fn leave(self) -> Option<Arc<Control>> {
        // Nothing is left to drop.
        mem::forget(self);
        leave()
    }
}

impl Drop for Entered {
    #[inline]
    fn drop(&mut self) {
        leave();
    }
}

#[inline]
fn leave() -> Option<Arc<Control>> {
    let control = CURRENT.with(|current| current.borrow_mut().leave())?;
    // Whichever way it is left, nobody waits for a verdict that no thread would give.
    control.give_verdict();
    Some(control)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;

    #[test]
    fn who_runs_another_on_top_is_in_the_graph_only_while_that_one_waits() {
        let [outer_one, middle_one, top_one, other_one] = ["outer", "middle", "top", "other"]
            .map(|name| Arc::new(Control::new(Options::new(name), |_| "")));
        let [outer, middle, top, other] =
            [&outer_one, &middle_one, &top_one, &other_one].map(|actor| actor.id());
        let next = |actor| sys::lock(&GRAPH).next(actor).map(|(next, _)| next);
        let is_known = |actor| sys::lock(&GRAPH).nodes.contains_key(&actor);
        let _outer = enter(outer_one);
        {
            let _middle = enter(middle_one);
            let _top = enter(top_one);
            assert!(![outer, middle, top].iter().any(|actor| is_known(*actor)));
            let Err(CallError::Deadlock(cycle)) = begin(outer, Awaited::Answer) else { panic!() };
            assert_eq!(cycle.actors(), ["top", "outer", "middle"]);
            let edge = begin(other, Awaited::Answer).unwrap();
            assert_eq!([outer, middle, top].map(next), [Some(middle), Some(top), Some(other)]);
            drop(edge);
            assert_eq!([outer, middle, top].map(next), [Some(middle), Some(top), None]);
        }
        assert_eq!(next(outer), None, "it waits for nobody any more");
        assert!(![middle, top].iter().any(|actor| is_known(*actor)));
    }

    #[test]
    fn ids_that_are_a_power_of_two_apart_go_to_different_places_of_a_map() {
        for shift in 0..32 {
            let places: std::collections::HashSet<u64> = (0..1_024_u64)
                .map(|n| {
                    let mut hasher = IdHasher::default();
                    hasher.write_u64(n << shift);
                    hasher.finish() % 1_024
                })
                .collect();
            assert!(places.len() > 256, "{} places, {} apart", places.len(), 1_u64 << shift);
        }
    }

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
