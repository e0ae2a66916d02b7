//! The actor that adds up what the readers count.

use actor_runtime::prelude::*;
use indicatif::{ProgressBar, ProgressStyle};

use crate::{files::NotCounted, reader::CountedFile, report::Report, words::Counts};

/// Adds up counts. The bound keeps readers that are faster than it from filling the memory.
#[actor(mailbox = 64)]
pub(crate) struct Tally {
    counts: Counts,
    files: u64,
    bytes: u64,
    not_counted: Vec<NotCounted>,
    /// Only this thread draws, so the bar needs no lock. It draws nothing where standard error is
    /// no terminal.
    progress: ProgressBar,
}

#[actor]
impl Tally {
    pub(crate) fn new(files: usize) -> Self {
        let style =
            ProgressStyle::with_template("{bar:40} {pos}/{len} files, {per_sec}, {eta} left")
                .expect("the template is well formed");
        Tally {
            counts: Counts::new(),
            files: 0,
            bytes: 0,
            not_counted: Vec::new(),
            progress: ProgressBar::new(files as u64).with_style(style),
        }
    }

    /// Adds one file's counts.
    pub(crate) fn add(&mut self, file: CountedFile) {
        self.files += 1;
        self.bytes += file.bytes as u64;
        for (word, count) in file.counts {
            *self.counts.entry(word).or_default() += count;
        }
        self.progress.inc(1);
    }

    /// Notes what could not be counted.
    pub(crate) fn miss(&mut self, not_counted: NotCounted) {
        self.not_counted.push(not_counted);
        self.progress.inc(1);
    }

    /// What all of it comes to, with the `top` most frequent words. Takes the progress bar away.
    pub(crate) fn report(&mut self, top: usize) -> Report {
        self.progress.finish_and_clear();
        self.not_counted.sort_by(|a, b| a.path.cmp(&b.path));
        Report {
            most_frequent: self.most_frequent(top),
            files: self.files,
            bytes: self.bytes,
            words: self.counts.values().sum(),
            distinct: self.counts.len(),
            not_counted: std::mem::take(&mut self.not_counted),
        }
    }

    fn most_frequent(&self, top: usize) -> Vec<(String, u64)> {
        let mut words: Vec<_> = self.counts.iter().collect();
        // Words that occur equally often stand in alphabetical order, so that every run agrees.
        words.sort_by(|(a, a_count), (b, b_count)| b_count.cmp(a_count).then(a.cmp(b)));
        words.into_iter().take(top).map(|(word, count)| (word.clone(), *count)).collect()
    }
}
