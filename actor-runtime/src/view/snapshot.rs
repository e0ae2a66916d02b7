//! `Snapshot`: the actors of a view, and the circles of their waits.

use std::collections::BTreeSet;

use crate::{
    ActorId,
    view::{ActorView, dot},
};

/// What the actors of a [`View`](super::View) were doing when the snapshot was made.
///
/// Each actor was read at a moment of its own. So two actors may seem to do at the same time what they did one after
/// the other.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// In ascending order of their ids.
    actors: Vec<ActorView>,
}

impl Snapshot {
    pub(super) fn new(actors: Vec<ActorView>) -> Self {
        Snapshot { actors }
    }

    /// The actors, in the order in which they were made.
    pub fn actors(&self) -> &[ActorView] {
        &self.actors
    }

    /// The actor with this id, if the view has seen it.
    pub fn actor(&self, id: ActorId) -> Option<&ActorView> {
        let place = self.actors.binary_search_by_key(&id, ActorView::id).ok()?;
        self.actors.get(place)
    }

    /// The circles of waits: each actor in one waits for the next, and the last for the first.
    ///
    /// A wait that the runtime sees is refused with [`CallError::Deadlock`](crate::CallError::Deadlock) where it would close
    /// a circle. So a circle stands here only where one of its waits is seen too late for that: a child that has failed waits
    /// for its supervisor, which waits for another child, which waits for the first. The deadline of a child ends it.
    pub fn circles(&self) -> Vec<Vec<&ActorView>> {
        let next = |actor: &ActorView| self.actor(actor.waits_for()?.id());
        let mut done = BTreeSet::new();
        let mut circles = Vec::new();
        for first in &self.actors {
            // Each actor waits for one other at most, so what is new on this path is in no circle that was found before.
            let mut path = Vec::new();
            let mut at = Some(first);
            while let Some(actor) = at.filter(|actor| done.insert(actor.id())) {
                path.push(actor);
                at = next(actor);
            }
            let closes = path.iter().position(|actor| at.is_some_and(|at| at.id() == actor.id()));
            circles.extend(closes.map(|begins| path.split_off(begins)));
        }
        circles
    }

    /// The waits and the supervision as a graph in the language of Graphviz (`dot -Tsvg`).
    ///
    /// An edge from an actor leads to the one that it waits for. A dashed one leads from a supervisor to a child. The waits in
    /// a [circle](Snapshot::circles) are red.
    ///
    /// ```
    /// use actor_runtime::{prelude::*, view::View};
    ///
    /// #[actor]
    /// struct Lamp { on: bool }
    ///
    /// #[actor]
    /// impl Lamp {
    ///     pub fn switch(&mut self) { self.on = !self.on }
    /// }
    ///
    /// let lamp = LampHandle::builder().name("the \"red\" one").spawn(Lamp { on: false })?;
    /// let dot = View::all().snapshot().to_dot();
    /// assert!(dot.starts_with("digraph actors {\n"));
    /// assert!(dot.contains(&format!("\"{0}\" [label=\"the \\\"red\\\" one{0}", lamp.id())));
    /// # Ok::<(), actor_runtime::SpawnError>(())
    /// ```
    pub fn to_dot(&self) -> String {
        dot::draw(self)
    }
}
