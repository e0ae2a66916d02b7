//! Which actors' code runs on this thread, and what the innermost of them waits for.

use std::{
    cell::RefCell,
    mem::{self, ManuallyDrop},
    thread,
};

use crate::{
    ActorId, CallError, Cycle,
    lifecycle::control::Control,
    memory::shrink,
    sys::{self, Arc},
    wait::graph::{self, Awaited, Edge, Graph, Node},
};

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

/// The innermost actor whose code runs on this thread.
pub(super) fn innermost() -> Option<ActorId> {
    CURRENT.with(|current| current.borrow().innermost.as_ref().map(|running| running.actor))
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
            if let Some(node) = graph::lock().nodes.get_mut(&innermost.actor) {
                node.answers_nobody = true;
            }
        }
    });
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
pub(super) fn this_actor(is_wanted: impl FnOnce(&Control) -> bool) -> Option<Arc<Control>> {
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
        let mut graph = graph::lock();
        let Some(waiter) = self.enter_all(&mut graph) else { return Ok(None) };
        graph.link(waiter, target, awaited)?;
        Ok(Some(Edge { waiter }))
    }

    /// An error if [`wait_for`](Current::wait_for) would be one.
    fn check(&mut self, target: ActorId, awaited: Awaited) -> Result<(), Cycle> {
        if self.innermost.is_none() {
            return Ok(());
        }
        let mut graph = graph::lock();
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
                graph::lock().set(innermost.actor, None);
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
    let mut graph = graph::lock();
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
