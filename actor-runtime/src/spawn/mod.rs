//! How actors start.

#[cfg(feature = "pool")]
pub(crate) mod executor;
pub(crate) mod thread;
