//! What a reader thread does: takes files from the list, counts each, tells the actor.

use std::{fs, path::Path};

use actor_runtime::CallError;

use crate::{
    files::{NotCounted, Reason, WorkList},
    tally::TallyHandle,
    words::{self, Counts},
};

/// The counts of one file: one message, however many words it has.
pub(crate) struct CountedFile {
    pub(crate) bytes: usize,
    pub(crate) counts: Counts,
}

/// Reads until the list is empty. A reader that is faster than the actor waits in `add` until
/// there is room in the mailbox.
pub(crate) fn read(work: &WorkList, tally: &TallyHandle) -> Result<(), CallError> {
    while let Some(path) = work.next() {
        match count(&path) {
            Ok(file) => tally.add(file)?,
            Err(reason) => tally.miss(NotCounted { path, reason })?,
        }
    }
    Ok(())
}

fn count(path: &Path) -> Result<CountedFile, Reason> {
    let bytes = fs::read(path).map_err(Reason::Unreadable)?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|error| Reason::NotUtf8 { valid_up_to: error.valid_up_to() })?;
    Ok(CountedFile { bytes: bytes.len(), counts: words::count(text) })
}
