//! Tracks which actors' code runs on this thread, and adds the innermost actor's waits to the graph.

use std::{
    cell::RefCell,
    mem::{self, ManuallyDrop},
    thread,
};

use crate::{
    ActorId, CallError, Cycle,
    lifecycle::control::Control,
    sys::{self, Arc},
    wait::graph::{self, Awaited, Edge, Graph, Node},
};

/// An actor whose code runs on this thread.
struct RunningActor {
    id: ActorId,
    control: Arc<Control>,
    /// Whether the graph has a node for the actor. It gets one when it first waits; most actors never do.
    in_graph: bool,
    /// Whether the actor will give no answers any more.
    answers_nobody: bool,
    /// Whether the graph has the edge to the actor that runs on top of this one.
    leads_to_top: bool,
}

impl RunningActor {
    #[inline]
    fn of(control: Arc<Control>) -> Self {
        let (in_graph, answers_nobody, leads_to_top) = (false, false, false);
        RunningActor { id: control.id(), control, in_graph, answers_nobody, leads_to_top }
    }

    fn enter_graph(&mut self, graph: &mut Graph) {
        if !self.in_graph {
            self.in_graph = true;
            graph.nodes.insert(self.id, Node::new(self.control.own_name(), self.answers_nobody));
        }
    }
}

/// The actors whose code runs on one thread. There may be several, since a handler may run another actor.
struct Current {
    /// Apart from `outer`, so that a thread that runs one actor allocates nothing for it.
    innermost: Option<RunningActor>,
    /// The actors below the innermost one, the outermost first.
    outer: Vec<RunningActor>,
}

sys::thread_local! {
    /// Never dropped, so that it can be read while the thread's locals are destroyed. It is emptied when the last actor
    /// leaves.
    static CURRENT: RefCell<ManuallyDrop<Current>> =
        const { RefCell::new(ManuallyDrop::new(Current { innermost: None, outer: Vec::new() })) };
}

/// The innermost actor whose code runs on this thread.
pub(super) fn innermost() -> Option<ActorId> {
    CURRENT.with(|current| current.borrow().innermost.as_ref().map(|running| running.id))
}

/// As `innermost`, by its number.
pub(crate) fn number() -> Option<u64> {
    innermost().map(ActorId::number)
}

/// Whether code of `actor` runs on this thread.
#[inline]
pub(crate) fn is_current(actor: ActorId) -> bool {
    CURRENT.with(|current| {
        let Current { innermost, outer } = &**current.borrow();
        innermost.as_ref().is_some_and(|innermost| {
            innermost.id == actor || outer.iter().any(|running| running.id == actor)
        })
    })
}

/// Begins a wait of the innermost actor for `target`: adds an edge, which ends when it is dropped. `Ok(None)` if this
/// thread runs no actor.
pub(crate) fn begin(target: ActorId, awaited: Awaited) -> Result<Option<Edge>, CallError> {
    CURRENT
        .with(|current| current.borrow_mut().wait_for(target, awaited).map_err(CallError::Deadlock))
}

/// Fails if a wait of the innermost actor for `target` would close a cycle. Adds no edge.
pub(crate) fn check(target: ActorId, awaited: Awaited) -> Result<(), CallError> {
    CURRENT.with(|current| current.borrow_mut().check(target, awaited).map_err(CallError::Deadlock))
}

/// Notes that the innermost actor has given up all messages that it had not handled. No wait for an answer leads to it
/// any more.
pub(crate) fn answer_nobody() {
    CURRENT.with(|current| {
        let mut current = current.borrow_mut();
        let Some(innermost) = &mut current.innermost else { return };
        innermost.answers_nobody = true;
        if innermost.in_graph {
            if let Some(node) = graph::lock().nodes.get_mut(&innermost.id) {
                node.answers_nobody = true;
            }
        }
    });
}

/// If the innermost actor has caught a panic itself and goes on, tells the callers whose replies the panic has
/// dropped. Called when the actor is about to wait, to poll for something, or to run another actor here. Not to be
/// called under a lock.
#[inline]
pub(crate) fn go_on() {
    if let Some(control) = this_actor(Control::holds_back) {
        if !thread::panicking() {
            control.give_verdict();
        }
    }
}

/// The innermost actor on this thread, if it `is_wanted`.
#[inline]
pub(super) fn this_actor(is_wanted: impl FnOnce(&Control) -> bool) -> Option<Arc<Control>> {
    CURRENT.with(|current| {
        let current = current.borrow();
        let control = &current.innermost.as_ref()?.control;
        is_wanted(control).then(|| Arc::clone(control))
    })
}

/// Marks this thread as running `actor` until the guard is dropped. The actor that was innermost so far waits for it
/// meanwhile. `None` if `actor` is the innermost one already.
#[inline]
pub(crate) fn enter(actor: Arc<Control>) -> Option<Entered> {
    // Not `with`, which std does not mark as inline: whether a turn pays for a call would depend on codegen units.
    let entered = CURRENT.try_with(|current| {
        let mut borrowed = current.borrow_mut();
        if borrowed.innermost.is_some() {
            drop(borrowed);
            return enter_on_top(current, actor);
        }
        borrowed.innermost = Some(RunningActor::of(actor));
        Some(Entered(()))
    });
    entered.ok().flatten()
}

/// The part of [`enter`] for a thread that runs an actor already: another one, or the same.
#[cold]
#[inline(never)]
fn enter_on_top(current: &RefCell<ManuallyDrop<Current>>, actor: Arc<Control>) -> Option<Entered> {
    go_on();
    let mut current = current.borrow_mut();
    current.cover_for(actor.id())?;
    current.innermost = Some(RunningActor::of(actor));
    Some(Entered(()))
}

impl Current {
    /// Adds the edge of the innermost actor to `target`, and of each other actor here to the one on top of it.
    #[inline]
    fn wait_for(&mut self, target: ActorId, awaited: Awaited) -> Result<Option<Edge>, Cycle> {
        match self.innermost {
            None => Ok(None),
            Some(_) => self.link_to(target, awaited),
        }
    }

    #[inline(never)]
    fn link_to(&mut self, target: ActorId, awaited: Awaited) -> Result<Option<Edge>, Cycle> {
        let mut graph = graph::lock();
        let Some(waiter) = self.enter_all_in_graph(&mut graph) else { return Ok(None) };
        graph.link(waiter, target, awaited)?;
        Ok(Some(Edge { waiter }))
    }

    /// Fails if [`wait_for`](Current::wait_for) would.
    fn check(&mut self, target: ActorId, awaited: Awaited) -> Result<(), Cycle> {
        if self.innermost.is_none() {
            return Ok(());
        }
        let mut graph = graph::lock();
        match self.enter_all_in_graph(&mut graph) {
            Some(waiter) => graph.check(waiter, target, awaited),
            None => Ok(()),
        }
    }

    /// Adds nodes for all actors on this thread to the graph, each with its edge to the actor on top of it. Returns the
    /// innermost actor.
    fn enter_all_in_graph(&mut self, graph: &mut Graph) -> Option<ActorId> {
        let innermost = self.innermost.as_mut()?;
        innermost.enter_graph(graph);
        let mut top = innermost.id;
        for outer in self.outer.iter_mut().rev() {
            if !outer.leads_to_top {
                outer.enter_graph(graph);
                // The actor on top has no edge yet. But if it is registered as paused, its path leads to its
                // supervisor, and the link may close a cycle. Then this edge is not made.
                outer.leads_to_top = graph.link(outer.id, top, Awaited::Return).is_ok();
            }
            top = outer.id;
        }
        Some(innermost.id)
    }

    /// Moves the innermost actor below, so that `actor` can run on top of it; `None` if `actor` is the innermost one.
    fn cover_for(&mut self, actor: ActorId) -> Option<()> {
        let outer = self.innermost.take_if(|innermost| innermost.id != actor)?;
        self.outer.push(outer);
        Some(())
    }

    #[inline]
    fn leave(&mut self) -> Option<Arc<Control>> {
        let RunningActor { id, control, in_graph, .. } = self.innermost.take()?;
        if in_graph {
            leave_graph(id);
        }
        // Most threads run one actor only, and never allocate for `outer`: they skip the rest.
        if self.outer.capacity() > 0 {
            self.uncover();
        }
        Some(control)
    }

    /// Makes the actor below the one that has left the innermost one again.
    #[inline(never)]
    fn uncover(&mut self) {
        self.innermost = self.outer.pop();
        match &mut self.innermost {
            Some(innermost) if innermost.leads_to_top => {
                innermost.leads_to_top = false;
                graph::lock().set(innermost.id, None);
            }
            Some(_) => {}
            // A thread that runs no actor keeps no memory: it may end.
            None => self.outer = Vec::new(),
        }
    }
}

#[cold]
#[inline(never)]
fn leave_graph(actor: ActorId) {
    let mut graph = graph::lock();
    let taken_out = Graph::take_out(&mut graph.nodes, actor);
    drop(graph);
    drop(taken_out);
}

/// Marks this thread as running an actor, until it is dropped.
pub(crate) struct Entered(());

impl Entered {
    /// Ends the mark as the drop does, and returns the actor's control.
    #[inline]
    pub(crate) fn leave(self) -> Option<Arc<Control>> {
        // The drop would leave once more.
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
    // Not `with`, which std does not mark as inline: whether a turn pays for a call would depend on codegen units.
    let control = CURRENT.try_with(|current| current.borrow_mut().leave()).ok().flatten()?;
    // Every way to stop running the actor passes here, so each caller that waits for a verdict gets one.
    control.give_verdict();
    Some(control)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Options;

    #[test]
    fn an_outer_actor_is_in_the_graph_only_while_the_one_on_top_waits() {
        let [outer_one, middle_one, top_one, other_one] = ["outer", "middle", "top", "other"]
            .map(|name| Arc::new(Control::new(Options::new(name), |_| "")));
        let [outer, middle, top, other] =
            [&outer_one, &middle_one, &top_one, &other_one].map(|actor| actor.id());
        let next = |actor| graph::lock().next(actor).map(|(next, _)| next);
        let is_known = |actor| graph::lock().nodes.contains_key(&actor);
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
}
