//! What has been counted so far, and what it all comes to.

use crate::{files::NotCounted, reader::CountedFile, report::Report, words::Counts};

#[derive(Default)]
pub(crate) struct Totals {
    counts: Counts,
    files: u64,
    bytes: u64,
    /// How many files no reader has come back with.
    pub(crate) unread: u64,
    not_counted: Vec<NotCounted>,
}

impl Totals {
    /// Before any of these files is read. The others cannot be.
    pub(crate) fn new(unread: u64, not_counted: Vec<NotCounted>) -> Self {
        Totals { unread, not_counted, ..Totals::default() }
    }

    /// Adds one file's counts, or notes why it has none.
    pub(crate) fn add(&mut self, counted: Result<CountedFile, NotCounted>) {
        self.unread -= 1;
        match counted {
            Ok(file) => {
                self.files += 1;
                self.bytes += file.bytes as u64;
                for (word, count) in file.counts {
                    *self.counts.entry(word).or_default() += count;
                }
            }
            Err(not_counted) => self.not_counted.push(not_counted),
        }
    }

    /// What all of it comes to, with the `top` most frequent words.
    pub(crate) fn report(mut self, top: usize) -> Report {
        self.not_counted.sort_by(|a, b| a.path.cmp(&b.path));
        Report {
            most_frequent: self.most_frequent(top),
            files: self.files,
            bytes: self.bytes,
            words: self.counts.values().sum(),
            distinct: self.counts.len(),
            not_counted: self.not_counted,
            unread: self.unread,
        }
    }

    fn most_frequent(&self, top: usize) -> Vec<(String, u64)> {
        let mut words: Vec<_> = self.counts.iter().collect();
        // Words that occur equally often stand in alphabetical order, so that every run agrees.
        words.sort_by(|(a, a_count), (b, b_count)| b_count.cmp(a_count).then(a.cmp(b)));
        words.into_iter().take(top).map(|(word, count)| (word.clone(), *count)).collect()
    }
}
