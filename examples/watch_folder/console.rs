//! The actor that prints what happens, one line for each event.

use std::io::{self, Write};

use actor_runtime::prelude::*;

use crate::event::Event;

/// Waits while its output is not read, and so do the actors that report to it, once its mailbox is full.
#[actor(mailbox = 64)]
pub(crate) struct Console;

#[actor]
impl Console {
    pub(crate) fn show(&mut self, event: Event) {
        print(&event);
    }
}

/// Prints a line. A reader that closes standard output early, as `head` does, has seen enough.
pub(crate) fn print(event: &Event) {
    let _ = writeln!(io::stdout(), "{event}");
}
