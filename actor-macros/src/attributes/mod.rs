//! The attributes that a user may write: those of this macro, and those that generated items take over.

mod forwarded;
pub(crate) mod marks;

pub(crate) use forwarded::{Forwarded, all, gate};
