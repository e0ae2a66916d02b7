//! What carries the envelopes of one actor: a channel of std's, or the queue of a pooled actor.

pub(crate) mod pooled;
pub(crate) mod receiver;
