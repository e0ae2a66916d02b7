//! The mailbox of a pooled actor, which holds the actor itself while no thread runs it.

pub(crate) mod actor;
pub(crate) mod backlog;
pub(crate) mod body;
pub(crate) mod direct_call;
mod pauses;
pub(crate) mod queue;
pub(crate) mod sender;
