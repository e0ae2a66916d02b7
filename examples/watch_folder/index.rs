//! Which files there are, with what in them; and what a scan finds changed.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, mem,
    ops::Bound,
    path::{Path, PathBuf},
};

use crate::event::Event;

/// What is in a file: its length, and a number that is another one if anything else is in it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Content {
    pub(crate) bytes: u64,
    pub(crate) digest: u64,
}

#[derive(Default)]
pub(crate) struct Index {
    files: BTreeMap<PathBuf, Content>,
    /// What the scan that is under way has yet to see again.
    unseen: BTreeSet<PathBuf>,
}

/// How many files the index has, and how many bytes there are in them.
#[derive(Clone, Copy)]
pub(crate) struct Summary {
    files: usize,
    bytes: u64,
}

impl Index {
    /// Begins a scan of these paths and all that is below them.
    pub(crate) fn begin(&mut self, paths: &[PathBuf]) {
        for path in paths {
            let from = (Bound::Included(path.as_path()), Bound::Unbounded);
            // Paths are ordered name by name, so what is below one comes right after it.
            let below = self.files.range::<Path, _>(from).map(|(file, _)| file);
            self.unseen.extend(below.take_while(|file| file.starts_with(path)).cloned());
        }
    }

    /// Enters what the scan has found in a file.
    pub(crate) fn see(&mut self, path: PathBuf, content: Content) -> Option<Event> {
        self.unseen.remove(&path);
        let bytes = content.bytes;
        match self.files.insert(path.clone(), content) {
            None => Some(Event::Added { path, bytes }),
            Some(before) if before != content => Some(Event::Modified { path, bytes }),
            Some(_) => None,
        }
    }

    /// Ends the scan: what it has not seen again is gone.
    pub(crate) fn end(&mut self) -> impl Iterator<Item = Event> + use<> {
        let gone = mem::take(&mut self.unseen);
        for path in &gone {
            self.files.remove(path);
        }
        gone.into_iter().map(Event::Removed)
    }

    pub(crate) fn summary(&self) -> Summary {
        let bytes = self.files.values().map(|content| content.bytes).sum();
        Summary { files: self.files.len(), bytes }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} files, {} bytes", self.files, self.bytes)
    }
}
