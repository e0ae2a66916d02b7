//! The actors of a system, and how they are admitted to it.

use std::collections::BTreeMap;

use crate::{
    Actor, ActorId, Executor, Handle, SpawnError, SystemRef,
    lifecycle::{any_actor::AnyActor, control::Control},
    sys::{self, Arc, Mutex},
};

/// Shared by a system and, weakly, by the references to it.
#[derive(Clone, Default)]
pub(super) struct SystemActors(Arc<Mutex<Admitted>>);

#[derive(Default)]
pub(super) struct Admitted {
    /// Ids ascend in the order of start. The trait objects are boxed, since a model checker's `Arc` cannot be
    /// coerced to an `Arc` of a trait object.
    by_id: BTreeMap<ActorId, Arc<Box<dyn AnyActor>>>,
    is_shut_down: bool,
}

impl SystemActors {
    pub(super) fn reference(&self) -> SystemRef {
        SystemRef::new(Arc::downgrade(&self.0))
    }

    pub(super) fn of(actors: Arc<Mutex<Admitted>>) -> Self {
        SystemActors(actors)
    }

    pub(super) fn is_closed(&self) -> bool {
        sys::lock(&self.0).is_shut_down
    }

    /// Admits no actor any more. Returns the present ones, those started last first.
    pub(super) fn close(&self) -> Vec<Arc<Box<dyn AnyActor>>> {
        let mut actors = sys::lock(&self.0);
        actors.is_shut_down = true;
        actors.by_id.values().rev().cloned().collect()
    }

    pub(super) fn list(&self) -> Vec<Arc<Box<dyn AnyActor>>> {
        sys::lock(&self.0).by_id.values().cloned().collect()
    }

    pub(super) fn count(&self) -> usize {
        sys::lock(&self.0).by_id.len()
    }

    pub(super) fn names(&self) -> Vec<(ActorId, String)> {
        let list = self.list();
        let controls = list.iter().map(|actor| actor.control());
        controls.map(|control| (control.id(), control.name().to_owned())).collect()
    }

    pub(super) fn spawn<A, H>(&self, actor: A) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
        H: Handle + 'static,
    {
        self.spawn_by(|note| H::builder().spawn_noted(actor, note))
    }

    pub(super) fn spawn_on<A, H>(&self, executor: &Executor, actor: A) -> Result<H, SpawnError>
    where
        A: Actor<H> + Send + 'static,
        H: Handle + 'static,
    {
        self.spawn_by(|note| H::builder().spawn_noted_on(executor, actor, note))
    }

    fn spawn_by<H: Handle + 'static>(
        &self,
        spawn: impl FnOnce(&dyn Fn(&Control)) -> Result<H, SpawnError>,
    ) -> Result<H, SpawnError> {
        if self.is_closed() {
            return Err(SpawnError::ShutDown);
        }
        // Noted before the actor runs, so that its first message finds the system.
        let handle = spawn(&|control| control.note_system(self.reference()))?;
        if !self.admit(&handle) {
            // The shutdown came in between, and the actor has been stopped. Nothing is left of it once the join
            // has returned. On a thread of an executor the join may be a `NoThread`: the actor ends by itself then.
            let _ = handle.join();
            return Err(SpawnError::ShutDown);
        }
        Ok(handle)
    }

    /// Adds an actor, however it was spawned. Stops it if it is not admitted.
    pub(super) fn add<H: Handle + 'static>(&self, actor: &H) {
        if self.admit(actor) {
            Handle::mailbox(actor).control().note_system(self.reference());
        }
    }

    /// Takes an actor into the list; returns whether it was admitted. Otherwise stops it.
    fn admit<H: Handle + 'static>(&self, actor: &H) -> bool {
        let (id, weak) = (actor.id(), Arc::new(Box::new(actor.downgrade()) as Box<dyn AnyActor>));
        let mut actors = sys::lock(&self.0);
        if actors.is_shut_down {
            drop(actors);
            Handle::stop(actor);
            return false;
        }
        let former = actors.by_id.insert(id, weak);
        drop(actors);
        if former.is_none() {
            let actors = Arc::downgrade(&self.0);
            Handle::on_exit(actor, move |_| {
                let ended = actors.upgrade().map(|actors| sys::lock(&actors).by_id.remove(&id));
                drop(ended);
            });
        }
        true
    }
}
