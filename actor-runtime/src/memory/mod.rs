//! Limits the memory that messages take: how a large one travels, and how queues give memory back.

pub(crate) mod packed;
pub(crate) mod shrink;
