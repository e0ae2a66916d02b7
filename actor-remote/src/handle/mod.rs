//! A handle's two types: the one here, whose messages are decoded, and the one on other nodes.

pub(crate) mod incoming;
pub(crate) mod link;
mod nesting;
pub(crate) mod protocol;
