//! The tests of what `#[actor]` generates, in the edition of a user's crate that is older.

#![forbid(unsafe_code)]

#[path = "../behaviour/arguments.rs"]
mod arguments;
#[path = "../behaviour/generics.rs"]
mod generics;
#[path = "../behaviour/messages.rs"]
mod messages;
#[path = "../behaviour/names.rs"]
mod names;
#[path = "../behaviour/options.rs"]
mod options;
#[path = "../behaviour/visibility.rs"]
mod visibility;
