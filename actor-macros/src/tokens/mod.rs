//! Reads and rewrites tokens, without knowledge of actors.

pub(crate) mod bounds;
pub(crate) mod groups;
pub(crate) mod mentions;
pub(crate) mod objects;
pub(crate) mod self_type;
pub(crate) mod text;
pub(crate) mod types;
