//! What can be read from tokens, or changed in them, without knowing what an actor is.

pub(crate) mod mentions;
pub(crate) mod self_type;
pub(crate) mod text;
pub(crate) mod types;
