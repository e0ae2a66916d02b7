//! The actor that adds up what its readers count.

use std::sync::Arc;

use actor_runtime::{Attachment, SourceEnd, SpawnError, prelude::*};
use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    files::{Found, NotCounted, WorkList},
    reader::{CountedFile, Reader},
    report::Report,
    totals::Totals,
};

/// Adds up counts until all files are read, or until it is stopped. The bound keeps readers that are
/// faster than it from filling the memory.
#[actor(mailbox = 64)]
pub(crate) struct Tally {
    work: Arc<WorkList>,
    readers: Vec<Attachment>,
    /// How many readers have files left to read.
    reading: usize,
    totals: Totals,
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
            totals: Totals::new(unread, found.not_counted),
            progress: ProgressBar::new(unread).with_style(style),
            work: Arc::new(WorkList::new(found.files)),
            readers: Vec::new(),
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
        self.totals.add(counted);
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
    pub(crate) fn report(self, top: usize) -> Report {
        self.progress.finish_and_clear();
        self.totals.report(top)
    }
}
