//! The model: what the expansion works on.

mod protocol;

pub(crate) use protocol::{Answer, Argument, Given, GivenArgument, Hook, Message, Protocol};
