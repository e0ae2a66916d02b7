//! The names of one other node: its last snapshot, with the changes that came after it.

use std::{collections::BTreeMap, mem};

use crate::wire::question::{Change, Entry, Snapshot};

#[derive(Debug, Default)]
pub(crate) struct Peer {
    /// The number of the last change, once a snapshot has come.
    version: Option<u64>,
    names: BTreeMap<String, String>,
    /// Changes that came before the snapshot.
    early: Vec<Change>,
}

/// What this node did not know before.
#[derive(Debug, Default)]
pub(crate) struct Learned {
    pub(crate) changes: Vec<(Entry, bool)>,
    pub(crate) has_gap: bool,
}

impl Peer {
    pub(crate) fn is_known(&self) -> bool {
        self.version.is_some()
    }

    pub(crate) fn get(&self, name: &str) -> Option<&String> {
        self.names.get(name)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = (&String, &String)> {
        self.names.iter()
    }

    /// All names that this snapshot may change.
    pub(crate) fn mentioned(&self, snapshot: &Snapshot) -> Vec<String> {
        let early = self.early.iter().map(|change| &change.entry.name);
        let new = snapshot.names.iter().map(|entry| &entry.name);
        self.names.keys().chain(early).chain(new).cloned().collect()
    }

    pub(crate) fn snapshot(&mut self, snapshot: Snapshot) -> Learned {
        let mut learned = Learned::default();
        if self.version.is_some_and(|version| version > snapshot.version) {
            return learned;
        }
        let new: BTreeMap<String, String> =
            snapshot.names.into_iter().map(|entry| (entry.name, entry.protocol)).collect();
        let before = mem::replace(&mut self.names, new);
        self.version = Some(snapshot.version);
        for (name, protocol) in &before {
            if self.names.get(name) != Some(protocol) {
                learned.changes.push((entry(name, protocol), false));
            }
        }
        for (name, protocol) in &self.names {
            if before.get(name) != Some(protocol) {
                learned.changes.push((entry(name, protocol), true));
            }
        }
        for change in mem::take(&mut self.early) {
            let next = self.change(change);
            learned.changes.extend(next.changes);
            learned.has_gap |= next.has_gap;
        }
        learned
    }

    pub(crate) fn change(&mut self, change: Change) -> Learned {
        let mut learned = Learned::default();
        let Some(version) = self.version else {
            self.early.push(change);
            return learned;
        };
        if change.version <= version {
            return learned;
        }
        if change.version > version + 1 {
            // All names have to be asked for again, and this change may be newer than that snapshot.
            self.version = None;
            self.early.push(change);
            learned.has_gap = true;
            return learned;
        }
        self.version = Some(change.version);
        let Entry { name, protocol } = &change.entry;
        let is_new = match change.served {
            true => self.names.insert(name.clone(), protocol.clone()).as_ref() != Some(protocol),
            false => self.names.remove(name).is_some(),
        };
        if is_new {
            learned.changes.push((change.entry, change.served));
        }
        learned
    }
}

fn entry(name: &str, protocol: &str) -> Entry {
    Entry { name: name.to_owned(), protocol: protocol.to_owned() }
}
