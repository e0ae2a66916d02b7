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

pub(crate) use arguments::{context, handle_in_context, reply_payload, reply_position};
pub(crate) use hook::{hook, hook_argument, hook_kind};
pub(crate) use message::{is_message, message};
