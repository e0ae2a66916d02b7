//! Stage 4, lower: makes the model of what the check found sound. Reports nothing.

mod declaration;
mod hook;
mod loop_argument;
mod message;
mod parameters;
mod paths;
mod protocol;
mod restriction;
mod stub;

pub(crate) use declaration::declaration;
pub(crate) use protocol::protocol;
