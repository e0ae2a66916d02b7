//! Stage 2, check: reports each mistake once, at its tokens, with its remedy. Changes nothing.

mod block;
mod borrows;
mod futures;
mod hook;
pub(crate) mod item;
mod message;
pub(crate) mod placement;
mod protocol;
mod refused;
mod remedy;
mod remote;
mod reply;
mod scope;
mod sent;
mod types;

pub(crate) use block::{Checked, block};
pub(crate) use refused::Refused;
