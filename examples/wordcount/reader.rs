//! What a reader does: takes files from the list and counts each.

use std::{fs, path::Path, sync::Arc};

use crate::{
    files::{NotCounted, Reason, WorkList},
    words::{self, Counts},
};

/// The counts of one file: one message, however many words it has.
pub(crate) struct CountedFile {
    pub(crate) bytes: usize,
    pub(crate) counts: Counts,
}

/// Counts files until the list is empty. A reader that is faster than the actor it is attached to waits
/// until there is room in the mailbox.
pub(crate) struct Reader(pub(crate) Arc<WorkList>);

impl Iterator for Reader {
    type Item = Result<CountedFile, NotCounted>;

    fn next(&mut self) -> Option<Self::Item> {
        let path = self.0.next()?;
        Some(count(&path).map_err(|reason| NotCounted { path, reason }))
    }
}

/// Counts one file.
pub(crate) fn count(path: &Path) -> Result<CountedFile, Reason> {
    let bytes = fs::read(path).map_err(Reason::Unreadable)?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|error| Reason::NotUtf8 { valid_up_to: error.valid_up_to() })?;
    Ok(CountedFile { bytes: bytes.len(), counts: words::count(text) })
}
