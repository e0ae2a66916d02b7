//! The waits for actors: which actor waits for which, and how a thread sleeps meanwhile.

pub(crate) mod block;
pub(crate) mod graph;
pub(crate) mod join;
