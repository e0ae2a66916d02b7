//! Looking up a name, and opening a connection to its actor.

use std::{
    mem,
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    calls::{driver::Driver, outgoing::Outgoing, patience::Handed},
    directory::{Effects, Found},
    engine::NodeId,
    node::{
        outbox::Item,
        worker::{Event, Worker},
    },
    wire::question::{Open, Question, Reply, Start},
};

/// How long a question that has left may go unanswered before it is repeated. For an opening, this is the first wait: each
/// unanswered try doubles it.
pub(crate) const PATIENCE: Duration = Duration::from_millis(1000);

impl Worker {
    /// Looks the name up, and opens a connection to its actor if it is there.
    pub(crate) fn resolve(&mut self, outgoing: Arc<Outgoing>) {
        let found = {
            let directory = self.inner.directory();
            match directory.find(&outgoing.name) {
                // A node that only connects is alone until its link is back.
                Found::Absent if self.inner.must_find && !directory.has_peers() => {
                    Found::Incomplete
                }
                found => found,
            }
        };
        match found {
            Found::At { node, protocol } if protocol == outgoing.protocol => {
                self.open(outgoing, node);
            }
            Found::At { protocol, .. } => {
                outgoing.other_protocol(&protocol);
                self.keep_resolving(outgoing);
            }
            Found::Absent => {
                outgoing.no_actor(None);
                self.keep_resolving(outgoing);
            }
            Found::Incomplete => self.keep_resolving(outgoing),
        }
    }

    /// Looks again at the next change of the directory, if anything waits for that.
    pub(crate) fn keep_resolving(&mut self, outgoing: Arc<Outgoing>) {
        if outgoing.is_resolving() {
            self.resolving.insert(outgoing.id, outgoing);
        }
    }

    fn open(&mut self, outgoing: Arc<Outgoing>, node: NodeId) {
        let connection = self.inner.next_number();
        let Some((fresh, handed)) = outgoing.opening(node, connection) else { return };
        self.inner.register(node, connection, &outgoing);
        let open = Open {
            from: self.inner.id(),
            connection,
            link: outgoing.id,
            fresh,
            limit: self.inner.limits.message as u64,
            name: outgoing.name.clone(),
            protocol: outgoing.protocol.clone(),
        };
        let events = self.inner.events();
        let answer = Box::new(move |bytes: &[u8]| {
            // The first frame of the connection says that it is open.
            if let Ok(Reply::No) = Reply::read(bytes) {
                let _ = events.send(Event::NotOpened(outgoing, connection));
            }
        });
        let question = Question::Open(open).to_bytes();
        self.inner.send(node, Item::Query(question, answer, handed));
        self.inner.keep_time();
    }

    pub(crate) fn ask_for_names(&mut self, node: NodeId, start: Start) {
        let handed = Handed::default();
        self.asked.insert(node, handed.clone());
        let events = self.inner.events();
        let question = Question::Names { from: self.inner.id(), start: start.clone() };
        let answer = Box::new(move |bytes: &[u8]| {
            if let Ok(Reply::Names(part)) = Reply::read(bytes) {
                let _ = events.send(Event::Names(node, start, part));
            }
        });
        self.inner.send(node, Item::Query(question.to_bytes(), answer, handed));
        self.inner.keep_time();
    }

    /// Repeats the question to nodes that have not answered it. Returns whether any is open.
    pub(crate) fn ask_again(&mut self, now: Instant) -> bool {
        let silent = self.inner.directory().silent();
        for node in &silent {
            if self.asked.get(node).is_none_or(|handed| handed.is_longer_ago(PATIENCE, now)) {
                self.ask_for_names(*node, Start::Beginning);
            }
        }
        !silent.is_empty()
    }

    /// Does what a change of the directory leaves to do.
    pub(crate) fn learn(&mut self, node: NodeId, effects: Effects) {
        for (name, serve) in effects.lost {
            self.inner.give_up(serve, &name);
            self.serving.withdraw(serve, &name, None);
        }
        if let Some(start) = effects.ask {
            self.ask_for_names(node, start);
            // No name is found, or known to be absent, before all parts have come.
            if effects.events.is_empty() {
                return;
            }
        }
        self.inner.tell(effects.events);
        self.inner.directory_changed();
        self.look_again();
    }

    /// Looks again for the names that remote handles wait for.
    pub(crate) fn look_again(&mut self) {
        for outgoing in mem::take(&mut self.resolving).into_values() {
            self.resolve(outgoing);
        }
    }
}
