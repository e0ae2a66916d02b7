//! The list, and what it shows of each actor.

use std::{
    borrow::Cow,
    mem,
    sync::{Arc as StdArc, Weak as StdWeak},
};

use crate::{
    ActorId, Running, Stats,
    activity::Activity,
    id::{self, IdMap},
    memory::shrink,
    sys::{self, Arc, Mutex},
};

sys::global! {
    static LIVING: Mutex<Living> = Mutex::new(Living::new());
}

struct Living {
    /// The actors that no executor runs. The `Arc` is std's own in the model checker, too: it can hold a trait object.
    actors: IdMap<StdArc<dyn Observe>>,
    /// The executors. One that is gone is taken out when the groups are next looked at.
    groups: Vec<StdWeak<dyn Group>>,
}

impl Living {
    const fn new() -> Self {
        Living { actors: id::empty_map(), groups: Vec::new() }
    }

    fn insert(&mut self, id: ActorId, actor: StdArc<dyn Observe>) {
        let former = self.actors.insert(id, actor);
        debug_assert!(former.is_none(), "ids are not used again");
    }

    /// Takes out an actor that ends. The caller drops what is returned after it has released the lock.
    fn remove(&mut self, id: ActorId) -> impl Sized + use<> {
        let left = self.actors.remove(&id);
        shrink::table(&mut self.actors);
        let table = self.actors.is_empty().then(|| mem::take(&mut self.actors));
        (left, table)
    }
}

/// How many actors are looked up in one critical section. What spawns or ends an actor may wait for one such
/// section. It may also wait once for the copy of all ids of the actor's list. This list has the actors with threads,
/// thousands at most. A group has those of its executor.
const LOOKED_UP: usize = 64;

/// What is shown of an actor: its progress, and the rest if it is asked for.
pub(crate) type Eye<'a> = dyn FnMut(Progress, &dyn Fn() -> Sighting) + 'a;

/// An actor that can be shown.
pub(crate) trait Observe: Send + Sync {
    /// Shows the actor, unless it has ended.
    fn show(&self, eye: &mut Eye<'_>);
}

/// The actors of one executor.
pub(crate) trait Group: Send + Sync {
    fn ids(&self) -> Vec<ActorId>;

    /// Shows those of these actors that are still there.
    fn show(&self, ids: &[ActorId], eye: &mut Eye<'_>);
}

/// What tells whether an actor goes on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Progress {
    pub(crate) id: ActorId,
    pub(crate) received: u64,
    pub(crate) activity: Activity,
    pub(crate) restarts: u64,
    /// The number of queued messages, where it is known.
    pub(crate) queued: Option<u64>,
}

/// What is seen of an actor at one moment, beside its progress.
pub(crate) struct Sighting {
    pub(crate) name: Cow<'static, str>,
    pub(crate) type_path: &'static str,
    pub(crate) is_pooled: bool,
    pub(crate) running: Option<Running>,
    /// Whether the actor is open and has no state: its supervisor is to let it go on.
    pub(crate) is_paused: bool,
    pub(crate) stats: Stats,
    /// Of a supervisor, those of its children that have not ended.
    pub(crate) children: Vec<ActorId>,
}

/// Lists an actor that no executor runs.
pub(crate) fn enter<A>(id: ActorId, actor: &Arc<A>)
where
    Arc<A>: Observe + 'static,
{
    sys::lock(&LIVING).insert(id, StdArc::new(Arc::clone(actor)));
}

/// Takes out an actor that ends, if it is in the list.
pub(crate) fn leave(id: ActorId) {
    let left = sys::lock(&LIVING).remove(id);
    drop(left);
}

/// Lists an executor. It is in the list for as long as it lives.
pub(crate) fn enter_group<G: Group + 'static>(group: &StdArc<G>) {
    let group: StdArc<dyn Group> = StdArc::<G>::clone(group);
    let mut living = sys::lock(&LIVING);
    living.groups.retain(|group| group.strong_count() > 0);
    living.groups.push(StdArc::downgrade(&group));
}

/// Shows all that live, each outside of all locks but its own.
pub(crate) fn show_all(eye: &mut Eye<'_>) {
    let ids: Vec<ActorId> = sys::lock(&LIVING).actors.keys().copied().collect();
    for some in ids.chunks(LOOKED_UP) {
        let living = sys::lock(&LIVING);
        let actors: Vec<_> = some.iter().filter_map(|id| living.actors.get(id).cloned()).collect();
        drop(living);
        actors.iter().for_each(|actor| actor.show(eye));
    }
    for group in groups() {
        group.ids().chunks(LOOKED_UP).for_each(|some| group.show(some, eye));
    }
}

fn groups() -> Vec<StdArc<dyn Group>> {
    let mut living = sys::lock(&LIVING);
    living.groups.retain(|group| group.strong_count() > 0);
    living.groups.iter().filter_map(StdWeak::upgrade).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nobody;

    impl Observe for Nobody {
        fn show(&self, _: &mut Eye<'_>) {}
    }

    #[test]
    fn a_list_that_has_become_empty_holds_no_memory() {
        let mut living = Living::new();
        let ids: Vec<ActorId> = (0..10_000).map(|_| ActorId::next()).collect();
        ids.iter().for_each(|id| living.insert(*id, StdArc::new(Nobody)));
        assert!(living.actors.capacity() >= ids.len());
        ids.iter().for_each(|id| drop(living.remove(*id)));
        assert_eq!(living.actors.capacity(), 0);
    }
}
