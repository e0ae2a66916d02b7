//! A node as the calling side sees it, and as the engine does.

use std::sync::{
    Arc,
    atomic::Ordering::{Acquire, Relaxed},
};

use crate::{
    calls::{driver::Driver, outgoing::Outgoing},
    config::Limits,
    engine::{Events, NodeId, Respond},
    node::{
        inner::{Inner, lock},
        sender::ToSend,
        worker::Event,
    },
    serve::connection::Key,
    wire::{
        batch::{ConnectionId, Direction, Header},
        question::{Change, Question},
        up::Up,
    },
};

impl Driver for Inner {
    fn me(&self) -> NodeId {
        self.id()
    }

    fn limits(&self) -> Limits {
        self.limits
    }

    fn outgoing(self: Arc<Self>, name: &str, protocol: &str) -> Arc<Outgoing> {
        let driver: Arc<dyn Driver> = Arc::clone(&self) as _;
        let outgoing = Arc::new(Outgoing::new(driver, self.next_number(), name, protocol));
        self.add(&outgoing);
        if self.is_closed.load(Acquire) {
            outgoing.close();
        }
        outgoing
    }

    fn resolve(&self, outgoing: Arc<Outgoing>) {
        let _ = self.events.send(Event::Resolve(outgoing));
    }

    fn send_soon(&self, outgoing: Arc<Outgoing>) {
        self.order(ToSend::Calls(outgoing));
    }

    fn send_last(&self, to: NodeId, bytes: Vec<u8>) {
        self.order(ToSend::Bytes(to, bytes));
    }

    fn forget(&self, connection: ConnectionId) {
        let known = lock(&self.connections).remove(&connection);
        if let Some((to, _)) = known {
            self.leave(to, connection);
        }
    }

    fn keep_time(&self) {
        if !self.keeps_time.load(Relaxed) && !self.keeps_time.swap(true, Relaxed) {
            let _ = self.events.send(Event::KeepTime);
        }
    }

    fn call_back(&self, job: Box<dyn FnOnce() + Send>) {
        self.callbacks.run(job);
    }
}

impl Inner {
    /// Has the other side forget a connection that has no receiver here.
    fn leave(&self, to: NodeId, connection: ConnectionId) {
        let mut bytes = Vec::new();
        Header { direction: Direction::Up, from: self.id(), connection }.write(&mut bytes);
        Up::write_leave(&mut bytes);
        self.order(ToSend::Bytes(to, bytes));
    }
}

impl Events for Inner {
    fn node_up(&self, node: NodeId) {
        let _ = self.events.send(Event::NodeUp(node));
    }

    fn node_down(&self, node: NodeId) {
        let _ = self.events.send(Event::NodeDown(node));
    }

    fn received(&self, bytes: &[u8]) {
        let Ok((header, frames)) = Header::read(bytes) else { return };
        match header.direction {
            Direction::Up => {
                if self.received.fetch_add(bytes.len(), Relaxed) > self.limits.received {
                    self.received.fetch_sub(bytes.len(), Relaxed);
                    // What finds no room is missing from its connection. The client may have nothing else to send that
                    // would show it.
                    let key = Key { node: header.from, connection: header.connection };
                    if lock(&self.dropped).insert(key) {
                        let _ = self.events.send(Event::Dropped(key));
                    }
                } else {
                    let _ = self.events.send(Event::Received(bytes.to_vec()));
                }
            }
            Direction::Down => {
                let known = lock(&self.connections).get(&header.connection).cloned();
                match known {
                    // Only the node that the connection goes to has a say in it.
                    Some((to, outgoing)) if to == header.from => {
                        outgoing.apply(header.connection, frames);
                    }
                    Some(_) => {}
                    // It opened after it had been given up here.
                    None => self.leave(header.from, header.connection),
                }
            }
        }
    }

    fn published(&self, bytes: &[u8]) {
        if let Ok(change) = Change::read(bytes) {
            let _ = self.events.send(Event::Published(change));
        }
    }

    fn queried(&self, bytes: &[u8], respond: Respond) {
        if let Ok(question) = Question::read(bytes) {
            let _ = self.events.send(Event::Queried(question, respond));
        }
    }
}
