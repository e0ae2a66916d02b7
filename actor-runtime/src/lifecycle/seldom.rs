//! What few actors have, in one box: an actor without it has a pointer for all of it.

use std::{any::Any, collections::BTreeMap, task::Waker};

use crate::{
    lifecycle::{
        control::Control,
        end::{Until, Watcher},
        links::Links,
        roster::Roster,
        token::StopToken,
        watchers::Watchers,
    },
    sys::{self, Arc},
    wait::graph::Edge,
};

/// What few actors have.
#[derive(Default)]
pub(super) struct Seldom {
    pub(super) watchers: Watchers<Watcher>,
    /// The edges of the actors that wait for the end, each with the stage that ends its wait.
    pub(super) waiting: Vec<(Until, Edge)>,
    /// The tasks to wake once all have been told; none from then on.
    pub(super) tasks: Tasks,
    /// The actors that it is linked to, until its exit is published.
    pub(super) links: Links,
    /// The stop token of the present state, once it has been asked for.
    pub(super) token: Option<StopToken>,
    /// The children of a supervisor.
    pub(super) roster: Option<Arc<Roster>>,
    /// The first system that has admitted the actor, as the `many` folder knows it.
    system: Option<Box<dyn Any + Send + Sync>>,
}

/// The wakers of the tasks that await an end. Each key belongs to one `JoinFuture`.
pub(super) type Tasks = BTreeMap<u64, Waker>;

impl Control {
    /// Notes the system that has admitted the actor, unless another one has before.
    pub(crate) fn note_system(&self, system: impl Any + Clone + Send + Sync) {
        let mut end = sys::lock(&self.end);
        let noted = &mut end.seldom.get_or_insert_default().system;
        if noted.is_none() {
            *noted = Some(Box::new(system));
        }
    }

    /// The first system that has admitted the actor.
    pub(crate) fn system<S: Any + Clone>(&self) -> Option<S> {
        sys::lock(&self.end).seldom.as_ref()?.system.as_ref()?.downcast_ref::<S>().cloned()
    }
}
