//! How connections to served actors come and go.

use crate::{
    engine::NodeId,
    error::End,
    panics::discard,
    serve::{
        connection::{Connection, Key, single},
        memory::{Memory, Remembered},
        serving::Serving,
    },
    wire::{down::Down, question::Open},
};

/// How many remote handles a served actor remembers. Beyond that, it forgets one that has no connection.
const HANDLES: usize = 4096;

impl Serving {
    /// The name is given up, or the actor has ended. The connections stay, and refuse what still comes.
    pub(crate) fn withdraw(&mut self, serve: u64, name: &str, ended: Option<End>) {
        let Some(served) = self.actors.remove(&serve) else { return };
        // Its watcher may still be on the way.
        let ended = ended.or_else(|| served.target.end());
        self.remembered -= served.memory.values().map(Memory::cost).sum::<usize>();
        if self.names.get(name) == Some(&serve) {
            self.names.remove(name);
        }
        let frame = ended.clone().map_or(Down::Withdrawn, Down::Ended);
        let keys = self.of_serve.get(&serve);
        let keys: Vec<Key> = keys.into_iter().flatten().copied().collect();
        if let (Some(ended), false) = (ended, keys.is_empty()) {
            self.ends.insert(serve, ended);
        }
        for key in keys {
            self.write(key, &frame);
        }
    }

    /// Tells the clients of the actors that have ended while their watchers are still on the way.
    pub(crate) fn report_ends(&mut self) {
        let names: Vec<(String, u64)> = self.names.iter().map(|(n, s)| (n.clone(), *s)).collect();
        for (name, serve) in names {
            let end = self.actors.get(&serve).and_then(|served| served.target.end());
            if end.is_some() {
                self.withdraw(serve, &name, end);
            }
        }
    }

    /// Opens a connection. An older one of the same remote handle is void, unless it was to an actor whose name was given
    /// up: the answers of that one still come.
    pub(crate) fn open(&mut self, open: &Open) -> bool {
        let Some(&serve) = self.names.get(&open.name) else { return false };
        let key = Key { node: open.from, connection: open.connection };
        let link = (open.from, open.link);
        if let Some(older) = self.links.get(&link).copied() {
            self.leave(older, serve);
        }
        let connections = &self.links;
        let Some(served) = self.actors.get_mut(&serve) else { return false };
        if served.protocol != open.protocol {
            return false;
        }
        if !served.memory.contains_key(&link) && served.memory.len() >= HANDLES {
            let idle = served.memory.keys().find(|link| !connections.contains_key(*link)).copied();
            let forgotten = idle.and_then(|idle| served.memory.remove(&idle));
            self.remembered -= forgotten.map_or(0, |memory| memory.cost());
        }
        served.memory.entry(link).or_insert_with(|| Memory::new(open.fresh));
        self.close(key);
        self.connections.insert(
            key,
            Connection::new(serve, open.link, usize::try_from(open.limit).unwrap_or(usize::MAX)),
        );
        self.of_serve.entry(serve).or_default().insert(key);
        self.links.insert(link, key);
        let limit = self.max_message as u64;
        self.write(key, &Down::Opened { serve, limit });
        true
    }

    /// The remote handle goes on with another connection, to the actor of this number.
    fn leave(&mut self, older: Key, serve: u64) {
        let Some(connection) = self.connections.get(&older) else { return };
        let answers_come = !connection.tickets.is_empty() && connection.is_dealt_with();
        if connection.serve == serve || !answers_come {
            self.reset(older);
        }
    }

    /// Forgets a connection, and has the other side decide what it still waits for.
    pub(crate) fn reset(&mut self, key: Key) {
        // What this side has done is told first.
        self.flush_one(key);
        self.close(key);
        self.outlet.send_always(key.node, single(self.me, key, &Down::Reset));
    }

    /// Forgets a connection that its remote handle has left, once nothing is to come of it.
    pub(crate) fn close_if_left(&mut self, key: Key) {
        let Some(connection) = self.connections.get(&key) else { return };
        let is_left = self.links.get(&(key.node, connection.link)) != Some(&key);
        if is_left && connection.tickets.is_empty() {
            self.flush_one(key);
            self.close(key);
        }
    }

    /// Forgets a connection. A message of it that stands in line is cancelled, unless it has just been let in.
    pub(crate) fn close(&mut self, key: Key) {
        let Some(connection) = self.connections.remove(&key) else { return };
        let link = (key.node, connection.link);
        if self.links.get(&link) == Some(&key) {
            self.links.remove(&link);
        }
        if let Some(in_line) = connection.in_line.as_ref().filter(|in_line| in_line.remember) {
            self.remember((connection.serve, link, in_line.id), Remembered::Doubtful);
        }
        // A message without a caller that waits is not wanted any more; one that may be repeated is.
        for ticket in &connection.tickets {
            if self.tickets.get(ticket).is_some_and(|ticket| ticket.remembered.is_none()) {
                discard(self.tickets.remove(ticket));
            }
        }
        if let Some(keys) = self.of_serve.get_mut(&connection.serve) {
            keys.remove(&key);
            if keys.is_empty() {
                self.of_serve.remove(&connection.serve);
                self.ends.remove(&connection.serve);
            }
        }
        // The message in line is the user's.
        discard(connection);
    }

    /// The remote handle is gone for good.
    pub(crate) fn close_for_good(&mut self, key: Key) {
        let Some(connection) = self.connections.get(&key) else { return };
        let (serve, link) = (connection.serve, (key.node, connection.link));
        self.close(key);
        if let Some(served) = self.actors.get_mut(&serve) {
            let forgotten = served.memory.remove(&link);
            self.remembered -= forgotten.map_or(0, |memory| memory.cost());
        }
    }

    /// The node is out of reach. What its remote handles may repeat stays in memory.
    pub(crate) fn lost(&mut self, node: NodeId) {
        let keys: Vec<Key> =
            self.connections.keys().filter(|key| key.node == node).copied().collect();
        for key in keys {
            self.close(key);
        }
        self.held_up.remove(&node);
    }
}
