//! The user's attributes: the marks of this macro, and those that generated items repeat.

mod fields;
mod forwarded;
pub(crate) mod marks;

pub(crate) use fields::Fields;
pub(crate) use forwarded::{Forwarded, all, gate};
