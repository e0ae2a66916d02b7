//! Changes what is emitted of the user's item.

mod print;
pub(crate) mod unmark;
