//! The end of an actor: who brings it about, who is told, and who waits for it.

pub(crate) mod any_actor;
pub(crate) mod control;
pub(crate) mod current;
pub(crate) mod flushes;
pub(crate) mod join_future;
pub(crate) mod links;
pub(crate) mod paused;
pub(crate) mod verdict;
