//! Makes the model that the expansion works on.

mod parameters;
mod protocol;
mod restriction;

pub(crate) use protocol::{protocol, runtime};
