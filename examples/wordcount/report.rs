//! What the program says in the end.

use std::{fmt::Write, time::Duration};

use indicatif::{HumanBytes, HumanCount};

use crate::files::NotCounted;

/// What the actor has added up.
pub(crate) struct Report {
    /// Words and their counts, the most frequent first.
    pub(crate) most_frequent: Vec<(String, u64)>,
    pub(crate) files: u64,
    pub(crate) bytes: u64,
    pub(crate) words: u64,
    pub(crate) distinct: usize,
    pub(crate) not_counted: Vec<NotCounted>,
    /// How many files were not read, because the actor was stopped before.
    pub(crate) unread: u64,
}

impl Report {
    /// The table of words and the totals.
    pub(crate) fn table(&self, elapsed: Duration) -> String {
        let mut table = String::new();
        for (word, count) in &self.most_frequent {
            // The word comes last: how wide it is on the screen depends on its script.
            let _ = writeln!(table, "{:>12}  {word}", HumanCount(*count).to_string());
        }
        let rate = self.words as f64 / elapsed.as_secs_f64().max(f64::EPSILON);
        let totals = [
            ("files", HumanCount(self.files).to_string()),
            ("bytes", HumanBytes(self.bytes).to_string()),
            ("words", HumanCount(self.words).to_string()),
            ("different words", HumanCount(self.distinct as u64).to_string()),
            ("words per second", HumanCount(rate as u64).to_string()),
            ("not counted", HumanCount(self.not_counted.len() as u64).to_string()),
        ];
        table.push('\n');
        for (name, total) in totals {
            let _ = writeln!(table, "{total:>12}  {name}");
        }
        table
    }
}
