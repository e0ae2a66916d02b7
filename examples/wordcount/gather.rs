//! The actor that adds up what readers in other processes count. They take one file after the other from it.
//
// A reader may be killed at any moment. What it has sent is added; the files that it still had are handed to others.
// Each file is counted once, because a message is handled at most once, and because counts of a file that has been taken
// from its reader are refused.

use std::{
    collections::{BTreeMap, HashMap},
    thread,
    time::Duration,
};

use actor_remote::{RemoteError, prelude::*};
use actor_runtime::prelude::*;

use crate::{
    files::{Found, NotCounted, Reason},
    reader::CountedFile,
    totals::Totals,
    words::Counts,
};

/// Stands in a reader's process for as long as that reads, so that its end can be watched.
#[actor]
pub(crate) struct Presence;

#[actor(remote = "example.presence/1")]
impl Presence {
    /// The system's number of the process.
    pub(crate) fn process(&self) -> u32 {
        std::process::id()
    }
}

/// A file that is handed to a reader: its number, and its path.
pub(crate) type Task = (usize, String);

/// What a reader made of a file: its bytes and counts, or why it has none.
pub(crate) type Counted = Result<(usize, Counts), String>;

/// What is known of a reader.
#[derive(Default)]
pub(crate) struct ReaderRecord {
    /// How many files it has counted.
    pub(crate) files: u64,
    /// How many files it had when it was lost.
    pub(crate) taken_back: u64,
    is_here: bool,
    pub(crate) is_lost: bool,
}

/// Hands out files and adds up their counts, until all are counted and the readers have left.
#[actor(mailbox = 64)]
pub(crate) struct Gatherer {
    files: Vec<String>,
    /// The numbers of the files that are left to hand out.
    left: Vec<usize>,
    /// Which reader has which file.
    reading: HashMap<usize, String>,
    /// Readers for which there is no file at the moment. There will be if another one is lost.
    waiting: Vec<(String, ReplySender<Option<Task>>)>,
    readers: BTreeMap<String, ReaderRecord>,
    totals: Totals,
}

#[actor(remote = "example.wordcount/1")]
impl Gatherer {
    pub(crate) fn new(found: Found) -> Self {
        let unread = found.files.len() as u64;
        let mut totals = Totals::new(unread, found.not_counted);
        let mut files = Vec::new();
        for path in found.files {
            match path.to_str() {
                Some(path) => files.push(path.to_owned()),
                // A path travels as text.
                None => totals.add(Err(NotCounted {
                    path,
                    reason: Reason::Elsewhere("its name is not UTF-8".to_owned()),
                })),
            }
        }
        Gatherer {
            left: (0..files.len()).rev().collect(),
            files,
            reading: HashMap::new(),
            waiting: Vec::new(),
            readers: BTreeMap::new(),
            totals,
        }
    }

    #[started]
    fn begin(&mut self, ctx: &mut Context<GathererHandle>) {
        if self.totals.unread == 0 {
            ctx.stop();
        }
    }

    /// A reader begins. Its end is watched from now on.
    pub(crate) fn enter(&mut self, ctx: &mut Context<GathererHandle>, reader: PresenceRemote) {
        let name = reader.name().to_owned();
        println!("{name} reads");
        self.readers.entry(name.clone()).or_default().is_here = true;
        let me = ctx.weak();
        let lose = move || {
            if let Some(me) = me.upgrade() {
                // The gatherer may have ended meanwhile.
                let _ = me.lose(name);
            }
        };
        let when_lost = lose.clone();
        reader.on_exit(move |_| when_lost());
        // A watcher is not told of a reader that was gone before. A call shows whether the reader is there. The call has a
        // thread of its own, so that the gatherer goes on meanwhile.
        thread::spawn(move || {
            if reader.with_timeout(Duration::MAX).process() == Err(RemoteError::NoActor) {
                lose();
            }
        });
    }

    /// Answers with the next file, once there is one; with none if all are counted.
    pub(crate) fn next(&mut self, reader: String, #[reply] reply: ReplySender<Option<Task>>) {
        self.waiting.push((reader, reply));
        self.hand_out();
    }

    /// Adds what a reader made of a file.
    pub(crate) fn add(&mut self, reader: String, number: usize, counted: Counted) {
        if self.reading.get(&number) != Some(&reader) {
            // The reader was taken for lost, and another one has the file.
            return;
        }
        self.reading.remove(&number);
        self.readers.entry(reader).or_default().files += 1;
        let path = self.files[number].clone().into();
        self.totals.add(match counted {
            Ok((bytes, counts)) => Ok(CountedFile { bytes, counts }),
            Err(why) => Err(NotCounted { path, reason: Reason::Elsewhere(why) }),
        });
        self.hand_out();
    }

    /// A reader has no more to do.
    pub(crate) fn leave(&mut self, ctx: &mut Context<GathererHandle>, reader: String) {
        self.part_with(ctx, reader, false);
    }

    /// A reader that has not left is out of reach: then others get its files.
    #[local]
    pub(crate) fn lose(&mut self, ctx: &mut Context<GathererHandle>, reader: String) {
        if self.readers.get(&reader).is_some_and(|record| record.is_here) {
            self.part_with(ctx, reader, true);
        }
    }
}

impl Gatherer {
    fn part_with(&mut self, ctx: &mut Context<GathererHandle>, reader: String, is_lost: bool) {
        let own: Vec<usize> =
            self.reading.iter().filter(|(_, name)| **name == reader).map(|(n, _)| *n).collect();
        self.waiting.retain(|(name, _)| *name != reader);
        for number in &own {
            self.reading.remove(number);
            self.left.push(*number);
        }
        let record = self.readers.entry(reader).or_default();
        record.is_here = false;
        record.is_lost = is_lost;
        record.taken_back += own.len() as u64;
        self.hand_out();
        if self.totals.unread == 0 && self.readers.values().all(|reader| !reader.is_here) {
            ctx.stop();
        }
    }

    fn hand_out(&mut self) {
        for (reader, reply) in std::mem::take(&mut self.waiting) {
            let is_here = self.readers.get(&reader).is_some_and(|record| record.is_here);
            let number = if is_here { self.left.pop() } else { None };
            let answered = match number {
                Some(number) => {
                    self.reading.insert(number, reader);
                    reply.send(Some((number, self.files[number].clone())))
                }
                // One that was taken for lost goes home, and so do all once there is nothing left to do.
                None if !is_here || self.totals.unread == 0 => reply.send(None),
                None => {
                    self.waiting.push((reader, reply));
                    continue;
                }
            };
            // Its caller waits in another process: whether that is there, only the watcher tells.
            let _ = answered;
        }
    }

    /// The totals, and each reader by its name.
    pub(crate) fn end(self) -> (Totals, BTreeMap<String, ReaderRecord>) {
        (self.totals, self.readers)
    }
}
