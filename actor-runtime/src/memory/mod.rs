//! What messages take of memory, and how it is given back.

pub(crate) mod packed;
pub(crate) mod shrink;
