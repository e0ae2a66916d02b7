//! The room: the actor that knows who is here and passes on what is said.

use std::{collections::BTreeMap, fmt, sync::Arc};

use actor_runtime::prelude::*;

use crate::writer::WriterHandle;

/// Who is here. A bounded mailbox: a client that talks faster than the room can pass on has to wait.
#[actor(mailbox = 256)]
#[derive(Default)]
pub(crate) struct Room {
    members: BTreeMap<String, WriterHandle>,
}

/// Why a client may not enter under this name.
#[derive(Debug)]
pub(crate) enum Refusal {
    Empty,
    Taken,
    NoName,
}

const LONGEST_NAME: usize = 24;

#[actor]
impl Room {
    /// Lets a client in, unless its name will not do.
    pub(crate) fn enter(&mut self, name: String, writer: WriterHandle) -> Result<(), Refusal> {
        if name.is_empty() {
            return Err(Refusal::Empty);
        }
        let fits = |c: char| c.is_alphanumeric() || "-_".contains(c);
        if name.chars().count() > LONGEST_NAME || !name.chars().all(fits) {
            return Err(Refusal::NoName);
        }
        if self.members.contains_key(&name) {
            return Err(Refusal::Taken);
        }
        let arrival = format!("* {name} is here");
        self.members.insert(name, writer);
        self.tell_everybody(arrival);
        Ok(())
    }

    /// Passes a line on to everybody, its sender too: all see the same lines in the same order.
    pub(crate) fn say(&self, name: Arc<str>, text: String) {
        self.tell_everybody(format!("{name}: {text}"));
    }

    /// The names of all who are here.
    pub(crate) fn who(&self) -> Vec<String> {
        self.members.keys().cloned().collect()
    }

    pub(crate) fn leave(&mut self, name: Arc<str>) {
        if self.members.remove(&*name).is_some() {
            self.tell_everybody(format!("* {name} has left"));
        }
    }

    pub(crate) fn announce_the_end(&self) {
        self.tell_everybody("* the room closes".to_owned());
    }

    fn tell_everybody(&self, line: String) {
        let line: Arc<str> = line.into();
        for writer in self.members.values() {
            // A writer that has ended is no news here: its reading thread is about to leave.
            let _ = writer.line(Arc::clone(&line));
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Empty => f.write_str("the name is empty"),
            Refusal::Taken => f.write_str("the name is taken"),
            Refusal::NoName => {
                write!(f, "a name has at most {LONGEST_NAME} letters, digits, - and _")
            }
        }
    }
}
