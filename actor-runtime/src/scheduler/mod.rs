//! Few threads that give many actors their turns.

pub(crate) mod alarms;
pub(crate) mod job;
pub(crate) mod members;
pub(crate) mod nesting;
pub(crate) mod workers;
