//! A node as the calling side sees it, as the served side does, and as the engine does.

use std::sync::{
    Arc, Weak,
    atomic::Ordering::{Acquire, Relaxed},
};

use crate::{
    calls::{driver::Driver, outgoing::Outgoing, queue::BytesForNode},
    config::Limits,
    engine::{Events, NodeId, Respond},
    node::{
        inner::{Inner, lock},
        outbox::Item,
        worker::Event,
    },
    serve::{
        connection::Key,
        outlet::{Outlet, Posted},
    },
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

    fn bytes_for(&self, node: NodeId) -> Arc<BytesForNode> {
        let mut waiting = lock(&self.waiting);
        if let Some(waiting) = waiting.get(&node).and_then(Weak::upgrade) {
            return waiting;
        }
        waiting.retain(|_, waiting| waiting.strong_count() > 0);
        let new = Arc::default();
        waiting.insert(node, Arc::downgrade(&new));
        new
    }

    fn send_soon(&self, to: NodeId, connection: ConnectionId, outgoing: Arc<Outgoing>) {
        self.send(to, Item::Calls(outgoing, connection));
    }

    fn forget(&self, connection: ConnectionId, for_good: bool) {
        let known = lock(&self.connections).remove(&connection);
        if let Some((to, _)) = known {
            self.leave(to, connection, for_good);
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

impl Outlet for Arc<Inner> {
    fn send_if_room(&self, to: NodeId, bytes: Vec<u8>) -> Posted {
        Inner::send_if_room(self, to, bytes)
    }

    fn send_always(&self, to: NodeId, bytes: Vec<u8>) {
        self.send_back(to, Item::Answers(bytes));
    }
}

impl Inner {
    /// Has the other side forget a connection that has no receiver here, or also the remote handle.
    fn leave(&self, to: NodeId, connection: ConnectionId, for_good: bool) {
        let mut bytes = Vec::new();
        Header { direction: Direction::Up, from: self.id(), connection }.write(&mut bytes);
        match for_good {
            true => Up::write_close(&mut bytes),
            false => Up::write_leave(&mut bytes),
        }
        self.send_back(to, Item::Bytes(bytes));
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
        let Ok((header, frames)) = Header::read(bytes) else {
            if let Ok(change) = Change::read(bytes) {
                let _ = self.events.send(Event::Changed(change));
            }
            return;
        };
        match header.direction {
            Direction::Up => {
                let key = Key { node: header.from, connection: header.connection };
                let bytes = frames.0.len();
                if self.received.fetch_add(bytes, Relaxed) > self.limits.received {
                    self.received.fetch_sub(bytes, Relaxed);
                    // What finds no room is missing from its connection. The client may have nothing else to send that
                    // would show it.
                    if lock(&self.dropped).insert(key) {
                        let _ = self.events.send(Event::Dropped(key));
                    }
                } else {
                    let _ = self.events.send(Event::Received(key, frames.0.to_vec()));
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
                    None => self.leave(header.from, header.connection, false),
                }
            }
        }
    }

    fn queried(&self, bytes: &[u8], respond: Respond) {
        if let Ok(question) = Question::read(bytes) {
            let _ = self.events.send(Event::Queried(question, respond));
        }
    }
}
