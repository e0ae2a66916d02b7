//! Refuses what cannot be a message, each mistake once, at its tokens, with the way out.

mod arguments;
mod borrows;
pub(crate) mod hook;
pub(crate) mod item;
mod message;
pub(crate) mod placement;
pub(crate) mod protocol;
mod remedy;
mod scope;
mod types;

pub(crate) use arguments::handle_in_context;
pub(crate) use hook::hook;
pub(crate) use message::message;
