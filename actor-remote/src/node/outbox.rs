//! What waits to be sent to each other node, and the threads that send it.
//
// The engine blocks the thread that sends to a node which does not take its bytes. So each node has a thread and an outbox
// of its own: it is started with the first item, and ends with the node, with this one, or once nothing is to be sent for a
// while. All that goes to a node goes through its outbox, in its order.

use std::{
    collections::{HashMap, VecDeque},
    mem,
    sync::{Arc, Condvar, Mutex, MutexGuard},
    thread::{self, JoinHandle, ThreadId},
};

use crate::{
    calls::outgoing::Outgoing,
    engine::{Answer, Engine, Events, NodeId, Respond},
    node::{
        inner::{Inner, lock},
        worker::Event,
    },
    panics::contained,
    serve::outlet::Posted,
    wire::batch::ConnectionId,
};

/// What goes out to a node.
pub(crate) enum Item {
    /// The next messages of this remote handle, if it still has this connection.
    Calls(Arc<Outgoing>, ConnectionId),
    Bytes(Vec<u8>),
    Query(Vec<u8>, Answer),
    Respond(Vec<u8>, Respond),
}

impl Item {
    /// What an item takes beside its bytes.
    const OVERHEAD: usize = 64;

    fn cost(&self) -> usize {
        match self {
            // The messages are counted where they wait.
            Item::Calls(..) => 0,
            Item::Bytes(bytes) | Item::Query(bytes, _) | Item::Respond(bytes, _) => {
                Self::OVERHEAD + bytes.len()
            }
        }
    }
}

/// The outboxes of all nodes, this one included.
pub(crate) struct Outboxes {
    /// How many bytes one holds. From half of it on, no more messages of that node are taken up.
    limit: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Before the engine is open and after its close, nothing is taken: no one would hear it.
    engine: Option<Arc<dyn Engine>>,
    by_node: HashMap<NodeId, Outbox>,
}

#[derive(Default)]
struct Outbox {
    items: VecDeque<Item>,
    /// The bytes of the items, and of the one that is being sent.
    bytes: usize,
    /// The worker is to be told when there is room.
    is_full: bool,
    /// The node is out of reach: its thread ends if nothing more comes.
    is_gone: bool,
    arrived: Arc<Condvar>,
    /// The thread has to be woken.
    is_waiting: bool,
    /// None if the system had no thread. The next item tries again.
    thread: Option<JoinHandle<()>>,
}

impl Outboxes {
    pub(crate) fn new(limit: usize) -> Self {
        Outboxes { limit, state: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    pub(crate) fn open(&self, engine: Arc<dyn Engine>) {
        self.lock().engine = Some(engine);
    }

    /// Drops what waits, and has all threads end. Returns them.
    pub(crate) fn close(&self) -> Vec<JoinHandle<()>> {
        let (engine, outboxes) = {
            let mut state = self.lock();
            (state.engine.take(), mem::take(&mut state.by_node))
        };
        drop(engine);
        let end = |outbox: Outbox| {
            outbox.arrived.notify_all();
            outbox.thread
        };
        outboxes.into_values().filter_map(end).collect()
    }

    /// Drops what waits for this node: it is out of reach.
    pub(crate) fn clear(&self, node: NodeId) {
        let mut state = self.lock();
        let Some(outbox) = state.by_node.get_mut(&node) else { return };
        let dropped = mem::take(&mut outbox.items);
        outbox.bytes -= dropped.iter().map(Item::cost).sum::<usize>();
        outbox.is_full = false;
        outbox.is_gone = true;
        outbox.arrived.notify_all();
        drop(state);
        drop(dropped);
    }

    /// The nodes that something was sent to a moment ago.
    pub(crate) fn nodes(&self) -> Vec<NodeId> {
        self.lock().by_node.keys().copied().collect()
    }

    /// Whether this is one of their threads.
    pub(crate) fn has_thread(&self, id: ThreadId) -> bool {
        let state = self.lock();
        let mut threads = state.by_node.values().filter_map(|outbox| outbox.thread.as_ref());
        threads.any(|thread| thread.thread().id() == id)
    }

    /// How many bytes wait for this node.
    #[cfg(test)]
    pub(crate) fn bytes(&self, node: NodeId) -> usize {
        self.lock().by_node.get(&node).map_or(0, |outbox| outbox.bytes)
    }
}

impl Inner {
    /// Has an item sent, however much waits.
    pub(crate) fn send(&self, to: NodeId, item: Item) {
        let mut state = self.outboxes.lock();
        let refused = self.push(&mut state, to, item).err();
        // What it holds may be the user's, whose code runs under no lock.
        drop(state);
        drop(refused);
    }

    /// Has bytes sent, if there is room.
    pub(crate) fn post(&self, to: NodeId, bytes: Vec<u8>) -> Posted {
        let item = Item::Bytes(bytes);
        let mut state = self.outboxes.lock();
        let waiting = state.by_node.get(&to).map_or(0, |outbox| outbox.bytes);
        let (all, limit) = (waiting + item.cost(), self.outboxes.limit);
        // One alone has room always.
        if waiting > 0 && all > limit {
            return Posted::Refused;
        }
        let Ok(outbox) = self.push(&mut state, to, item) else { return Posted::Taken };
        outbox.is_full |= all > limit / 2;
        if outbox.is_full { Posted::Full } else { Posted::Taken }
    }

    /// The error is the item, if the engine is not open.
    fn push<'a>(
        &self,
        state: &'a mut State,
        to: NodeId,
        item: Item,
    ) -> Result<&'a mut Outbox, Item> {
        let Some(engine) = &state.engine else { return Err(item) };
        let outbox = state.by_node.entry(to).or_default();
        outbox.bytes += item.cost();
        outbox.items.push_back(item);
        outbox.is_gone = false;
        if mem::take(&mut outbox.is_waiting) {
            outbox.arrived.notify_one();
        }
        if let (None, Some(inner)) = (&outbox.thread, self.this.upgrade()) {
            let (engine, arrived) = (Arc::clone(engine), Arc::clone(&outbox.arrived));
            let run = move || inner.send_all(&*engine, to, &arrived);
            outbox.thread = thread::Builder::new().name("remote-outbox".into()).spawn(run).ok();
        }
        Ok(outbox)
    }

    /// The body of an outbox's thread.
    fn send_all(&self, engine: &dyn Engine, to: NodeId, arrived: &Condvar) {
        let mut state = self.outboxes.lock();
        // The outbox is taken away at the close.
        while let Some(outbox) = state.by_node.get_mut(&to) {
            if let Some(item) = outbox.items.pop_front() {
                drop(state);
                let cost = item.cost();
                // The outcomes of calls are told on the way, which wakes callers.
                let _ = contained(|| self.send_now(engine, to, item));
                state = self.outboxes.lock();
                self.sent(&mut state, to, cost);
                continue;
            }
            let mut is_over = outbox.is_gone;
            if !is_over {
                outbox.is_waiting = true;
                let waited = arrived.wait_timeout(state, self.limits.linger);
                let (after, timeout) = waited.unwrap_or_else(|poisoned| poisoned.into_inner());
                state = after;
                is_over = timeout.timed_out();
            }
            let is_empty = |outbox: &Outbox| outbox.items.is_empty();
            if is_over && state.by_node.get(&to).is_some_and(is_empty) {
                state.by_node.remove(&to);
            }
        }
    }

    fn sent(&self, state: &mut State, to: NodeId, cost: usize) {
        let Some(outbox) = state.by_node.get_mut(&to) else { return };
        outbox.bytes -= cost;
        if outbox.is_full && outbox.bytes <= self.outboxes.limit / 4 {
            outbox.is_full = false;
            let _ = self.events.send(Event::Room(to));
        }
    }

    /// Hands an item to the engine, which may block. What is for this node itself does not go there.
    fn send_now(&self, engine: &dyn Engine, to: NodeId, item: Item) {
        let is_own = to == self.id();
        match item {
            Item::Calls(outgoing, connection) => {
                // One batch at a time, so that no handle holds up the others. If there is more, the handle comes again.
                if let Some(bytes) = outgoing.take_batch(connection) {
                    self.send_now(engine, to, Item::Bytes(bytes));
                }
            }
            Item::Bytes(bytes) if is_own => self.received(&bytes),
            Item::Bytes(bytes) => engine.send(to, bytes),
            Item::Query(bytes, answer) if is_own => {
                self.queried(&bytes, Box::new(move |bytes| answer(&bytes)));
            }
            Item::Query(bytes, answer) => engine.query(to, bytes, answer),
            Item::Respond(bytes, respond) => respond(bytes),
        }
    }
}
