//! The channel that carries one actor's envelopes: std's, or the queue of a pooled actor.

pub(crate) mod pooled;
pub(crate) mod receiver;
pub(crate) mod sender;
