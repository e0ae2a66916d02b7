//! The user's attributes: the marks of this macro, and those that generated items repeat.

mod forwarded;
pub(crate) mod marks;

pub(crate) use forwarded::{Forwarded, all, gate, is_of_field};
