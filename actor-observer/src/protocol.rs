//! What goes over a connection: a word and a line break up, and a line of JSON down.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Report;

/// What a client asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Request {
    Snapshot,
    Dot,
}

impl Request {
    /// The most bytes that a request may have. A client that sends more without a line break speaks something else.
    pub(crate) const MAX_BYTES: usize = 64;

    pub(crate) fn word(self) -> &'static str {
        match self {
            Request::Snapshot => "snapshot",
            Request::Dot => "dot",
        }
    }

    pub(crate) fn of_word(word: &str) -> Option<Request> {
        [Request::Snapshot, Request::Dot].into_iter().find(|request| request.word() == word)
    }
}

/// What a client gets.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Answer {
    Snapshot(Report),
    Dot(String),
    Error(String),
}

/// How long each side waits for the other to take some bytes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// How long a client waits for some bytes of an answer. A look at a hundred thousand actors of a machine that is busy takes
/// seconds.
pub(crate) const PATIENCE_FOR_ANSWER: Duration = Duration::from_secs(30);
