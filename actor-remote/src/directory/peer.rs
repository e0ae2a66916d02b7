//! The names of one other node: the parts in which it lists them, with the changes that came after the first part.

use std::{collections::BTreeMap, mem};

use crate::wire::question::{Change, Names, Start};

#[derive(Debug, Default)]
pub(crate) struct Peer {
    /// The number of the last change, once all parts have come.
    version: Option<u64>,
    names: BTreeMap<String, String>,
    /// What has come of a list that has more parts.
    partial: Option<Partial>,
    /// Changes that came before the last part.
    early: Vec<Change>,
}

#[derive(Debug)]
struct Partial {
    /// The number of the last change before the first part. All later ones are applied again, in their order: what they
    /// leave of a name does not depend on whether a part has it already.
    version: u64,
    names: BTreeMap<String, String>,
}

impl Partial {
    /// Where the next part begins.
    fn next(&self) -> Start {
        let last = self.names.last_key_value();
        last.map_or(Start::Beginning, |(name, _)| Start::After(name.clone()))
    }
}

/// What this node knows, and did not know before.
#[derive(Debug, Default)]
pub(crate) struct Learned {
    /// The names that are new, or have another protocol.
    pub(crate) served: Vec<String>,
    /// The node has to be asked for names, from here on.
    pub(crate) ask: Option<Start>,
}

impl Peer {
    pub(crate) fn is_known(&self) -> bool {
        self.version.is_some()
    }

    #[cfg(test)]
    pub(crate) fn listed(&self) -> Option<usize> {
        self.partial.as_ref().map(|partial| partial.names.len())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&String> {
        self.names.get(name)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = (&String, &String)> {
        self.names.iter()
    }

    /// All names that this part may change, if it is the last.
    pub(crate) fn mentioned(&self, part: &Names) -> Vec<String> {
        if !part.is_last {
            return Vec::new();
        }
        let before = self.partial.iter().flat_map(|partial| partial.names.keys());
        let early = self.early.iter().map(|change| &change.entry.name);
        let new = part.entries.iter().map(|entry| &entry.name);
        self.names.keys().chain(before).chain(early).chain(new).cloned().collect()
    }

    /// A part of the node's names, which was asked for from `start` on.
    pub(crate) fn part(&mut self, start: &Start, part: Names) -> Learned {
        let newest = self.partial.as_ref().map(|partial| partial.version).max(self.version);
        let mut partial = match (start, self.partial.take()) {
            (Start::Beginning, _) if newest <= Some(part.version) => {
                Partial { version: part.version, names: BTreeMap::new() }
            }
            (_, Some(partial)) if partial.next() == *start && partial.version <= part.version => {
                partial
            }
            // It is late: another list was begun since then.
            (_, partial) => {
                self.partial = partial;
                return Learned::default();
            }
        };
        partial.names.extend(part.entries.into_iter().map(|entry| (entry.name, entry.protocol)));
        if !part.is_last {
            let next = partial.next();
            self.partial = Some(partial);
            return Learned { ask: Some(next), ..Learned::default() };
        }
        if self.version.is_some_and(|version| version > partial.version) {
            return Learned::default();
        }
        let before = mem::replace(&mut self.names, partial.names);
        self.version = Some(partial.version);
        let mut learned = Learned::default();
        for change in mem::take(&mut self.early) {
            learned.ask = self.change(change).ask.or(learned.ask);
        }
        let is_new = |(name, protocol): &(&String, &String)| before.get(*name) != Some(*protocol);
        learned.served = self.names.iter().filter(is_new).map(|(name, _)| name.clone()).collect();
        learned
    }

    pub(crate) fn change(&mut self, change: Change) -> Learned {
        let Some(version) = self.version else {
            self.early.push(change);
            return Learned::default();
        };
        if change.version <= version {
            return Learned::default();
        }
        if change.version > version + 1 {
            // All names have to be asked for again, and this change may be newer than that list.
            self.version = None;
            self.partial = None;
            self.early.push(change);
            return Learned { ask: Some(Start::Beginning), ..Learned::default() };
        }
        self.version = Some(change.version);
        let (name, protocol) = (change.entry.name, change.entry.protocol);
        if !change.served {
            self.names.remove(&name);
            return Learned::default();
        }
        let before = self.names.insert(name.clone(), protocol.clone());
        let served = if before == Some(protocol) { Vec::new() } else { vec![name] };
        Learned { served, ask: None }
    }
}
