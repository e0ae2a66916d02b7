//! Turns the annotated tokens into an item; method bodies stay raw tokens, so that half-typed code
//! costs nothing but itself.

mod block;
mod item;
mod parse;

pub(crate) use item::{Annotated, Body, Declaration, Entry, Impl, Method};
