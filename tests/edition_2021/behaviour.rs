//! What `#[actor]` generates is compiled in the edition of the user's crate: the tests of that, in the 2021 edition.

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
