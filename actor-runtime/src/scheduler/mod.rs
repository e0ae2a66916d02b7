//! Gives the turns of many pooled actors to a few threads.

pub(crate) mod alarms;
pub(crate) mod blocking;
pub(crate) mod job;
pub(crate) mod members;
pub(crate) mod nesting;
pub(crate) mod workers;
