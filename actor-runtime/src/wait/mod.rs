//! Waits: who waits for whom, and how a thread sleeps meanwhile.

pub(crate) mod block;
pub(crate) mod graph;
pub(crate) mod join;
