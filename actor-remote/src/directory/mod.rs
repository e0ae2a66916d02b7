//! Which node serves which name: the list of each node's names, and the changes since then.

pub(crate) mod peer;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Bound,
    time::{Duration, Instant},
};

use crate::{
    directory::peer::{Learned, Peer},
    engine::NodeId,
    wire::question::{Change, Entry, Names, Start},
};

/// A name that comes or goes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NameEvent {
    /// The name that an actor is served under.
    pub name: String,
    /// The actor's protocol and its major version.
    pub protocol: String,
    /// Whether it is served from now on. Otherwise it no longer is.
    pub is_served: bool,
}

/// What the directory knows of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    At {
        node: NodeId,
        protocol: String,
    },
    /// All nodes have said which names they serve, and this one is not among them.
    Absent,
    /// Some node has not said it yet.
    Incomplete,
}

/// How long an unknown node that has asked for names is told of changes. A node that becomes known later is told of the
/// next change, and asks again if it has missed some.
const EXPECTED: Duration = Duration::from_secs(5);

/// The names of all nodes, as one of them knows them.
#[derive(Debug)]
pub(crate) struct Directory {
    me: NodeId,
    own: BTreeMap<String, Own>,
    /// The number of this node's last change.
    version: u64,
    peers: BTreeMap<NodeId, Peer>,
    /// The nodes that have asked for this node's names, and when, of which it has not heard: they are still to be heard of,
    /// or gone already.
    expected: BTreeMap<NodeId, Instant>,
    /// The names that this node is about to serve, and whether its claim stands: it does not once another node's claim
    /// was let pass.
    claims: HashMap<String, bool>,
}

/// Names, each with the protocol of the actor that has it.
type Holders = BTreeMap<String, Option<String>>;

/// A name of this node.
#[derive(Debug)]
struct Own {
    protocol: String,
    /// The number of its `serve`.
    serve: u64,
}

/// What a change of the directory leaves to do.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    pub(crate) events: Vec<NameEvent>,
    /// The names of this node that another one has, too, which keeps them, each with the number of its `serve`.
    pub(crate) lost: Vec<(String, u64)>,
    /// The node has to be asked for its names, from here on: there are more, or a change is missing.
    pub(crate) ask: Option<Start>,
}

impl Directory {
    pub(crate) fn new(me: NodeId) -> Self {
        Directory {
            me,
            own: BTreeMap::new(),
            version: 0,
            peers: BTreeMap::new(),
            expected: BTreeMap::new(),
            claims: HashMap::new(),
        }
    }

    /// The nodes beside this one.
    pub(crate) fn peers(&self) -> Vec<NodeId> {
        self.peers.keys().copied().collect()
    }

    pub(crate) fn has_peers(&self) -> bool {
        !self.peers.is_empty()
    }

    /// Whether this is a node that is there, or has just asked for names.
    pub(crate) fn knows(&self, node: NodeId) -> bool {
        node == self.me || self.peers.contains_key(&node) || self.expected.contains_key(&node)
    }

    /// The nodes that have not said which names they serve.
    pub(crate) fn silent(&self) -> Vec<NodeId> {
        self.peers.iter().filter(|(_, peer)| !peer.is_known()).map(|(node, _)| *node).collect()
    }

    /// Of two nodes that serve a name, the one with the lower id has it. All nodes decide that alike.
    pub(crate) fn find(&self, name: &str) -> Found {
        let own = self.own.get(name).map(|own| (self.me, &own.protocol));
        let others = self.peers.iter().filter_map(|(node, peer)| Some((*node, peer.get(name)?)));
        match others.chain(own).min_by_key(|(node, _)| *node) {
            Some((node, protocol)) => Found::At { node, protocol: protocol.clone() },
            None if self.peers.values().all(Peer::is_known) => Found::Absent,
            None => Found::Incomplete,
        }
    }

    /// All names with this protocol, sorted.
    pub(crate) fn names(&self, protocol: &str) -> Vec<String> {
        let others = self.peers.values().flat_map(Peer::names);
        let own = self.own.iter().map(|(name, own)| (name, &own.protocol));
        let mut names: Vec<String> = own
            .chain(others)
            .filter(|(_, of)| *of == protocol)
            .map(|(name, _)| name.clone())
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// Whether the node is new.
    pub(crate) fn node_up(&mut self, node: NodeId) -> bool {
        if node == self.me || self.peers.contains_key(&node) {
            return false;
        }
        self.expected.remove(&node);
        self.peers.insert(node, Peer::default());
        true
    }

    pub(crate) fn node_down(&mut self, node: NodeId) -> Effects {
        self.expected.remove(&node);
        let Some(peer) = self.peers.get(&node) else { return Effects::default() };
        let before = self.served(peer.names().map(|(name, _)| name.clone()));
        self.peers.remove(&node);
        Effects { events: self.events(before), ..Effects::default() }
    }

    /// A part of the node's names, which was asked for from `start` on.
    pub(crate) fn part(&mut self, node: NodeId, start: &Start, part: Names) -> Effects {
        let Some(peer) = self.peers.get(&node) else { return Effects::default() };
        let before = self.served(peer.mentioned(&part));
        let Some(peer) = self.peers.get_mut(&node) else { return Effects::default() };
        let learned = peer.part(start, part);
        self.effects(node, learned, before)
    }

    pub(crate) fn change(&mut self, change: Change) -> Effects {
        // The list of a node that is not known yet will have this change.
        let before = self.served([change.entry.name.clone()]);
        let Some(peer) = self.peers.get_mut(&change.from) else { return Effects::default() };
        let node = change.from;
        let learned = peer.change(change);
        self.effects(node, learned, before)
    }

    /// These names, each with the protocol of the actor that has it now.
    fn served(&self, names: impl IntoIterator<Item = String>) -> Holders {
        let protocol = |name: &str| match self.find(name) {
            Found::At { protocol, .. } => Some(protocol),
            Found::Absent | Found::Incomplete => None,
        };
        let entry = |name: String| {
            let protocol = protocol(&name);
            (name, protocol)
        };
        names.into_iter().map(entry).collect()
    }

    /// What has become of these names. One that two nodes had comes once, and goes with the second of them.
    fn events(&self, before: Holders) -> Vec<NameEvent> {
        let now = self.served(before.keys().cloned());
        let mut events = Vec::new();
        for ((name, before), now) in before.into_iter().zip(now.into_values()) {
            if before != now {
                events.extend(before.map(|protocol| event(&name, &protocol, false)));
                events.extend(now.map(|protocol| event(&name, &protocol, true)));
            }
        }
        events
    }

    fn effects(&self, node: NodeId, learned: Learned, before: Holders) -> Effects {
        let lost = learned.served.into_iter().filter(|_| node < self.me).filter_map(|name| {
            let serve = self.own.get(&name)?.serve;
            Some((name, serve))
        });
        Effects { lost: lost.collect(), ask: learned.ask, events: self.events(before) }
    }

    /// The nodes that are told of changes of this node's names.
    pub(crate) fn listeners(&mut self, now: Instant) -> BTreeSet<NodeId> {
        self.expect_no_more(now);
        self.expected.keys().chain(self.peers.keys()).copied().collect()
    }

    /// From now on, another node hears of all changes of this node's names, which it asks for.
    pub(crate) fn listen(&mut self, node: NodeId, now: Instant) {
        self.expect_no_more(now);
        if !self.peers.contains_key(&node) {
            self.expected.insert(node, now);
        }
    }

    /// Forgets the nodes that were expected for long enough.
    fn expect_no_more(&mut self, now: Instant) {
        self.expected.retain(|_, asked| now.saturating_duration_since(*asked) < EXPECTED);
    }

    /// As many of this node's names as have so many bytes, or one.
    pub(crate) fn own_part(&self, start: &Start, bytes: usize) -> Names {
        let after = match start {
            Start::Beginning => Bound::Unbounded,
            Start::After(name) => Bound::Excluded(name.as_str()),
        };
        let mut names = self.own.range::<str, _>((after, Bound::Unbounded)).peekable();
        let (mut entries, mut taken) = (Vec::new(), 0);
        while let Some((name, own)) = names.peek() {
            let entry = Entry { name: (*name).clone(), protocol: own.protocol.clone() };
            taken += entry.length();
            if !entries.is_empty() && taken > bytes {
                break;
            }
            entries.push(entry);
            names.next();
        }
        Names { version: self.version, is_last: names.peek().is_none(), entries }
    }

    /// How many names of this node are known of a list that has more.
    #[cfg(test)]
    pub(crate) fn listed(&self, node: NodeId) -> Option<usize> {
        self.peers.get(&node)?.listed()
    }

    /// The names that this node serves.
    #[cfg(test)]
    pub(crate) fn own(&self) -> Vec<&String> {
        self.own.keys().collect()
    }

    /// This node is about to serve a name. False if it is taken, as far as this node knows.
    pub(crate) fn claim(&mut self, name: &str) -> bool {
        if self.claims.contains_key(name) || matches!(self.find(name), Found::At { .. }) {
            return false;
        }
        self.claims.insert(name.to_owned(), true);
        true
    }

    /// Another node is about to serve a name: whether this one lets it. Of two claims at once, that of the node with the
    /// lower id goes ahead.
    pub(crate) fn allows(&mut self, from: NodeId, name: &str) -> bool {
        if self.own.contains_key(name) {
            return false;
        }
        match self.claims.get_mut(name) {
            None => true,
            Some(_) if self.me < from => false,
            Some(stands) => {
                *stands = false;
                true
            }
        }
    }

    /// Ends a claim. Returns the change to publish, and what the watchers of this node are told, if the name is this node's
    /// from now on.
    pub(crate) fn settle(
        &mut self,
        name: &str,
        protocol: &str,
        serve: u64,
        granted: bool,
    ) -> Option<(Change, Vec<NameEvent>)> {
        let stands = self.claims.remove(name)?;
        if !(stands && granted) || matches!(self.find(name), Found::At { .. }) {
            return None;
        }
        let before = self.served([name.to_owned()]);
        let own = Own { protocol: protocol.to_owned(), serve };
        self.own.insert(name.to_owned(), own);
        Some((self.publish(name, protocol, true), self.events(before)))
    }

    /// Whether this node's name stands for this `serve`.
    pub(crate) fn serves(&self, name: &str, serve: u64) -> bool {
        self.own.get(name).is_some_and(|own| own.serve == serve)
    }

    /// This node gives a name up, if it still stands for this `serve`.
    pub(crate) fn give_up(&mut self, name: &str, serve: u64) -> Option<(Change, Vec<NameEvent>)> {
        if !self.serves(name, serve) {
            return None;
        }
        let before = self.served([name.to_owned()]);
        let own = self.own.remove(name)?;
        Some((self.publish(name, &own.protocol, false), self.events(before)))
    }

    fn publish(&mut self, name: &str, protocol: &str, served: bool) -> Change {
        self.version += 1;
        let entry = Entry { name: name.to_owned(), protocol: protocol.to_owned() };
        Change { from: self.me, version: self.version, entry, served }
    }
}

fn event(name: &str, protocol: &str, is_served: bool) -> NameEvent {
    NameEvent { name: name.to_owned(), protocol: protocol.to_owned(), is_served }
}

#[cfg(test)]
mod tests;
