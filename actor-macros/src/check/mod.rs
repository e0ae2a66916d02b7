//! Says what is wrong with an item: each mistake once, at its tokens, with the way out. Changes nothing.

mod block;
mod borrows;
mod hook;
pub(crate) mod item;
mod message;
pub(crate) mod placement;
mod protocol;
mod remedy;
mod reply;
mod scope;
mod types;

pub(crate) use block::{Checked, block};
