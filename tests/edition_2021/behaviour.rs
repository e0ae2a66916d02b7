//! The tests of what `#[actor]` generates, in the edition of a user's crate that is older.

#![forbid(unsafe_code)]

#[path = "../behaviour/arguments.rs"]
mod arguments;
#[expect(dead_code, reason = "none of these builds an actor with other options")]
#[path = "../behaviour/support/driver.rs"]
mod driver;
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

/// As in the tests of the present edition.
mod support {
    pub(crate) use super::driver;
}

/// What the tests take from std, where another root has a simulation's.
mod sys {
    pub(crate) use std::{prelude::v1::test, sync::mpsc, thread};
}

/// Each actor has a thread of its own.
fn executor() -> Option<&'static actor_runtime::Executor> {
    None
}
