//! The model: what the expansion works on.

mod parameters;
mod protocol;

pub(crate) use parameters::Parameters;
pub(crate) use protocol::{Answer, Argument, Given, GivenArgument, Hook, Message, Protocol};
