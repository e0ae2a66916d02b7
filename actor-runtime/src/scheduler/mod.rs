//! Gives many pooled actors their turns on a few threads.

pub(crate) mod actors;
pub(crate) mod alarms;
pub(crate) mod blocking;
pub(crate) mod executor;
pub(crate) mod job;
pub(crate) mod members;
pub(crate) mod nesting;
mod slot;
pub(crate) mod workers;
