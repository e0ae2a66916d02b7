//! Follows an actor from start to end: its gate and counts, the threads that run it, and those that learn of its end.

pub(crate) mod any_actor;
pub(crate) mod control;
pub(crate) mod current;
mod end;
pub(crate) mod flushes;
pub(crate) mod join_future;
pub(crate) mod links;
pub(crate) mod paused;
pub(crate) mod resident;
pub(crate) mod roster;
mod seldom;
pub(crate) mod token;
pub(crate) mod verdict;
pub(crate) mod watchers;
