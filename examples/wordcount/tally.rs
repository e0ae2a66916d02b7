//! The actor that adds up what its readers count.

use std::sync::Arc;

use actor_runtime::{Attachment, SourceEnd, SpawnError, prelude::*};
use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    files::{Found, NotCounted, WorkList},
    reader::{CountedFile, Reader},
    report::Report,
    words::Counts,
};

/// Adds up counts until all files are read, or until it is stopped. The bound keeps readers that are
/// faster than it from filling the memory.
#[actor(mailbox = 64)]
pub(crate) struct Tally {
    work: Arc<WorkList>,
    readers: Vec<Attachment>,
    /// How many readers have files left to read.
    reading: usize,
    counts: Counts,
    files: u64,
    bytes: u64,
    /// How many files no reader has come back with.
    unread: u64,
    not_counted: Vec<NotCounted>,
    /// Only this thread draws, so the bar needs no lock. It draws nothing where standard error is
    /// no terminal.
    progress: ProgressBar,
}

#[actor]
impl Tally {
    pub(crate) fn new(found: Found, workers: usize) -> Self {
        let style =
            ProgressStyle::with_template("{bar:40} {pos}/{len} files, {per_sec}, {eta} left")
                .expect("the template is well formed");
        let unread = found.files.len() as u64;
        Tally {
            reading: workers.min(found.files.len()),
            unread,
            progress: ProgressBar::new(unread).with_style(style),
            work: Arc::new(WorkList::new(found.files)),
            readers: Vec::new(),
            counts: Counts::new(),
            files: 0,
            bytes: 0,
            not_counted: found.not_counted,
        }
    }

    #[started]
    fn begin(&mut self, ctx: &mut Context<TallyHandle>) -> Result<(), SpawnError> {
        for _ in 0..self.reading {
            let reader = Reader(Arc::clone(&self.work));
            let reader = ctx.attach(reader, |counted| TallyMessage::Add { counted })?;
            reader.on_end(|end| TallyMessage::Leave { end });
            self.readers.push(reader);
        }
        if self.reading == 0 {
            ctx.stop();
        }
        Ok(())
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
        self.progress.inc(1);
    }

    /// The last reader that comes to the end of the list ends the actor.
    pub(crate) fn leave(&mut self, ctx: &mut Context<TallyHandle>, end: SourceEnd) {
        if let SourceEnd::Panicked(text) = end {
            ctx.fail(format_args!("a reader has panicked: {text}"));
        }
        self.reading -= 1;
        if self.reading == 0 {
            ctx.stop();
        }
    }
}

impl Tally {
    /// What all of it comes to, with the `top` most frequent words. Takes the progress bar away.
    pub(crate) fn report(mut self, top: usize) -> Report {
        self.progress.finish_and_clear();
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
