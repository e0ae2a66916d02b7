//! How connections to served actors come and go.

use crate::{
    engine::NodeId,
    error::ExitKind,
    serve::{
        connection::{Connection, Key},
        memory::{Memory, Remembered},
        serving::Serving,
    },
    wire::{down::Down, question::Open},
};

/// How many remote handles a served actor remembers. Beyond that, it forgets one that has no connection.
const HANDLES: usize = 4096;

impl Serving {
    /// The name is given up, or the actor has ended. The connections stay, and refuse what still comes.
    pub(crate) fn withdraw(
        &mut self,
        serve: u64,
        name: &str,
        ended: Option<(ExitKind, String, String)>,
    ) {
        if self.actors.remove(&serve).is_none() {
            return;
        }
        if self.names.get(name) == Some(&serve) {
            self.names.remove(name);
        }
        let frame = match &ended {
            Some((kind, actor, text)) => {
                Down::Ended { kind: *kind, actor: actor.clone(), text: text.clone() }
            }
            None => Down::Withdrawn,
        };
        let keys: Vec<Key> = self
            .connections
            .iter()
            .filter(|(_, connection)| connection.serve == serve)
            .map(|(key, _)| *key)
            .collect();
        if let (Some(ended), false) = (ended, keys.is_empty()) {
            self.ends.insert(serve, ended);
        }
        for key in keys {
            self.write(key, &frame);
        }
    }

    /// Opens a connection. An older one of the same remote handle is void: what still comes of it is not handled.
    pub(crate) fn open(&mut self, open: &Open) -> bool {
        let Some(&serve) = self.names.get(&open.name) else { return false };
        let key = Key { node: open.from, connection: open.connection };
        let link = (open.from, open.link);
        if let Some(older) = self.links.get(&link).copied() {
            self.close(older);
        }
        let connections = &self.links;
        let Some(served) = self.actors.get_mut(&serve) else { return false };
        if served.protocol != open.protocol {
            return false;
        }
        if !served.memory.contains_key(&link) && served.memory.len() >= HANDLES {
            let idle = served.memory.keys().find(|link| !connections.contains_key(*link)).copied();
            idle.map(|idle| served.memory.remove(&idle));
        }
        served.memory.entry(link).or_insert_with(|| Memory::new(open.fresh));
        self.connections.insert(key, Connection::new(serve, open.link));
        self.links.insert(link, key);
        self.write(key, &Down::Opened { serve });
        true
    }

    /// Forgets a connection. A message of it that stands in line is cancelled, unless it has just been let in.
    pub(crate) fn close(&mut self, key: Key) {
        let Some(connection) = self.connections.remove(&key) else { return };
        let link = (key.node, connection.link);
        if self.links.get(&link) == Some(&key) {
            self.links.remove(&link);
        }
        if let Some(in_line) = connection.in_line.as_ref().filter(|in_line| in_line.remember) {
            self.remember(connection.serve, link, in_line.id, Remembered::Doubtful);
        }
        // A message that nobody waits for is not wanted any more; one that may be repeated is.
        self.tickets.retain(|_, ticket| ticket.key != key || ticket.remembered.is_some());
        if !self.connections.values().any(|other| other.serve == connection.serve) {
            self.ends.remove(&connection.serve);
        }
    }

    /// The remote handle is gone for good.
    pub(crate) fn close_for_good(&mut self, key: Key) {
        let Some(connection) = self.connections.get(&key) else { return };
        let (serve, link) = (connection.serve, (key.node, connection.link));
        self.close(key);
        if let Some(served) = self.actors.get_mut(&serve) {
            served.memory.remove(&link);
        }
    }

    /// The node is out of reach. What its remote handles may repeat stays in memory.
    pub(crate) fn lost(&mut self, node: NodeId) {
        let keys: Vec<Key> =
            self.connections.keys().filter(|key| key.node == node).copied().collect();
        for key in keys {
            self.close(key);
        }
    }
}
