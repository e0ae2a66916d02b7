//! Gives many pooled actors their turns on a few threads.

pub(crate) mod alarms;
pub(crate) mod blocking;
pub(crate) mod job;
pub(crate) mod members;
pub(crate) mod nesting;
pub(crate) mod workers;
