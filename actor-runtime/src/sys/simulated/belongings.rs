//! What belongs to a run until its end: its actors, its twins of what was made elsewhere, and the closures of `at_end`.

use std::{any::Any, sync::Arc};

/// An actor, as a run sees it.
pub(crate) trait Resident: Send + Sync {
    fn lives(&self) -> bool;

    fn kill(&self);

    /// What its code is in, as "in message `pay`"; `None` while it waits for a message.
    fn activity(&self) -> Option<String>;

    /// The number of the actor that it waits for.
    fn waits_for(&self) -> Option<u64>;
}

/// Taken out of the run's lock before any of it is looked at: an actor's last reference may be dropped with that, which
/// runs the user's code.
#[derive(Default)]
pub(super) struct Belongings {
    pub(super) actors: Vec<Member>,
    pub(super) twins: Vec<Twin>,
    pub(super) at_end: Vec<Box<dyn FnOnce() + Send>>,
}

/// An actor of the run.
pub(super) struct Member {
    pub(super) number: u64,
    pub(super) actor: Box<dyn Resident>,
}

/// What stands in the run for what was made outside of it.
pub(super) struct Twin {
    /// The address of what was made outside, which is kept: no other thing gets the address.
    key: usize,
    _of: Arc<dyn Any + Send + Sync>,
    stand_in: Box<dyn Any + Send>,
}

/// What an actor is in, and the number of the actor that it waits for.
pub(super) struct Wait {
    pub(super) number: u64,
    pub(super) doing: Option<String>,
    pub(super) awaited: Option<u64>,
}

impl Belongings {
    pub(super) fn is_empty(&self) -> bool {
        self.actors.is_empty() && self.twins.is_empty() && self.at_end.is_empty()
    }

    /// Puts back what was taken out, beside what has come meanwhile.
    pub(super) fn put_back(&mut self, taken: Belongings) {
        self.actors.extend(taken.actors);
        self.twins.extend(taken.twins);
        self.at_end.extend(taken.at_end);
    }

    /// What the actors that have not ended wait for.
    pub(super) fn waits(&self) -> Vec<Wait> {
        let living = self.actors.iter().filter(|member| member.actor.lives());
        let wait = |Member { number, actor }: &Member| Wait {
            number: *number,
            doing: actor.activity(),
            awaited: actor.waits_for(),
        };
        living.map(wait).collect()
    }

    pub(super) fn twin_of<K, T: Any + Clone>(&self, of: &Arc<K>) -> Option<T> {
        let twin = self.twins.iter().find(|twin| twin.key == Arc::as_ptr(of).addr())?;
        twin.stand_in.downcast_ref().cloned()
    }

    pub(super) fn add_twin<K, T>(&mut self, of: &Arc<K>, stand_in: T)
    where
        K: Send + Sync + 'static,
        T: Any + Send,
    {
        let key = Arc::as_ptr(of).addr();
        self.twins.push(Twin { key, _of: Arc::clone(of) as _, stand_in: Box::new(stand_in) });
    }
}
