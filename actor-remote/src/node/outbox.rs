//! What waits to be sent to each other node.

use std::{
    collections::{HashMap, VecDeque},
    mem,
    sync::{Arc, Condvar, Mutex, MutexGuard},
    thread::{JoinHandle, ThreadId},
};

use crate::{
    calls::{driver::Driver, outgoing::Outgoing, patience::Handed},
    engine::{Answer, Engine, NodeId, Respond},
    node::inner::{Inner, lock},
    serve::outlet::Posted,
    wire::batch::ConnectionId,
};

/// The most outboxes that there are for unknown nodes.
pub(crate) const STRANGERS: usize = 64;

/// What goes out to a node.
pub(crate) enum Item {
    /// The next messages of this remote handle, if it still has this connection.
    Calls(Arc<Outgoing>, ConnectionId),
    Bytes(Vec<u8>),
    /// Frames of a connection to an actor of this node.
    Answers(Vec<u8>),
    Query(Vec<u8>, Answer, Handed),
    Respond(Vec<u8>, Respond),
    /// Says that all messages have arrived, after the answers to them.
    RespondLast(Vec<u8>, Respond),
}

impl Item {
    /// What an item takes beside its bytes.
    const OVERHEAD: usize = 64;

    pub(super) fn cost(&self) -> usize {
        match self {
            // The messages are counted where they wait.
            Item::Calls(..) => 0,
            Item::Bytes(bytes)
            | Item::Answers(bytes)
            | Item::Query(bytes, _, _)
            | Item::Respond(bytes, _)
            | Item::RespondLast(bytes, _) => Self::OVERHEAD + bytes.len(),
        }
    }

    /// What is told once the engine has the item.
    pub(super) fn handed(&self) -> Option<Handed> {
        match self {
            Item::Query(_, _, handed) => Some(handed.clone()),
            _ => None,
        }
    }
}

/// The outboxes of all nodes, this one included.
pub(crate) struct Outboxes {
    /// How many bytes one holds. From half of it on, no more messages of that node are taken up.
    pub(super) limit: usize,
    state: Mutex<State>,
    /// The system has no more threads.
    #[cfg(test)]
    pub(crate) no_threads: std::sync::atomic::AtomicBool,
}

#[derive(Default)]
pub(super) struct State {
    /// Before the engine is open and after its close, nothing is taken: no one would hear it.
    pub(super) engine: Option<Arc<dyn Engine>>,
    pub(super) by_node: HashMap<NodeId, Outbox>,
}

#[derive(Default)]
pub(super) struct Outbox {
    /// All but the answers.
    items: VecDeque<Item>,
    /// Answers to messages. They wait apart from the rest. Otherwise a question would wait behind all of them, until the
    /// asker's time limit has passed.
    answers: VecDeque<Item>,
    is_turn_of_answers: bool,
    /// The bytes of all items, and of the one that is being sent.
    pub(super) bytes: usize,
    /// The worker is to be told when there is room.
    pub(super) is_full: bool,
    /// The thread waits for more when all is sent. Otherwise it ends: the node is out of reach, or not known.
    pub(super) lingers: bool,
    pub(super) arrived: Arc<Condvar>,
    /// The thread has to be woken.
    pub(super) is_waiting: bool,
    /// None if the system had no thread. The worker tries again, and so does the next item.
    pub(super) thread: Option<JoinHandle<()>>,
}

impl Outbox {
    fn push_back(&mut self, item: Item) {
        self.bytes += item.cost();
        match item {
            Item::Answers(_) | Item::RespondLast(..) => self.answers.push_back(item),
            _ => self.items.push_back(item),
        }
    }

    /// Takes turns between the answers and all else: neither holds up the other for good.
    pub(super) fn pop_front(&mut self) -> Option<Item> {
        self.is_turn_of_answers = !self.is_turn_of_answers;
        let (first, second) = match self.is_turn_of_answers {
            true => (&mut self.answers, &mut self.items),
            false => (&mut self.items, &mut self.answers),
        };
        first.pop_front().or_else(|| second.pop_front())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty() && self.answers.is_empty()
    }
}

impl Outboxes {
    pub(crate) fn new(limit: usize) -> Self {
        Outboxes {
            limit,
            state: Mutex::default(),
            #[cfg(test)]
            no_threads: false.into(),
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
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
        let dropped = [&mut outbox.items, &mut outbox.answers].map(mem::take);
        outbox.bytes -= dropped.iter().flatten().map(Item::cost).sum::<usize>();
        outbox.is_full = false;
        outbox.lingers = false;
        outbox.arrived.notify_all();
        drop(state);
        drop(dropped);
    }

    /// No answers come any more. What is sent from now on comes after those that wait.
    pub(crate) fn end_answers(&self) {
        for outbox in self.lock().by_node.values_mut() {
            outbox.items.append(&mut outbox.answers);
        }
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
    /// Has an item sent, however much waits: what is small, or is counted elsewhere.
    pub(crate) fn send(&self, to: NodeId, item: Item) {
        let mut state = self.outboxes.lock();
        let refused = self.push(&mut state, to, item).err();
        // What it holds may be the user's, whose code runs under no lock.
        drop(state);
        drop(refused);
    }

    /// Has an item sent to the node from which some bytes say that they are. If that is no node that is known, it may be
    /// any number: no thread stays for it, and nothing is sent while there are many of these.
    pub(crate) fn send_back(&self, to: NodeId, item: Item) {
        let is_known = self.directory().knows(to);
        let mut state = self.outboxes.lock();
        let lingers = is_known || state.by_node.get(&to).is_some_and(|outbox| outbox.lingers);
        let strangers = || state.by_node.values().filter(|outbox| !outbox.lingers).count();
        if !lingers && !state.by_node.contains_key(&to) && strangers() >= STRANGERS {
            drop(state);
            return drop(item);
        }
        let refused = match self.push(&mut state, to, item) {
            Ok(outbox) => {
                outbox.lingers = lingers;
                None
            }
            Err(item) => Some(item),
        };
        drop(state);
        drop(refused);
    }

    /// Has answers sent, if there is room.
    pub(crate) fn send_if_room(&self, to: NodeId, bytes: Vec<u8>) -> Posted {
        let item = Item::Answers(bytes);
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
        outbox.push_back(item);
        outbox.lingers = true;
        if mem::take(&mut outbox.is_waiting) {
            outbox.arrived.notify_one();
        }
        if outbox.thread.is_none() && !self.start_sending(engine, to, outbox) {
            self.keep_time();
        }
        Ok(outbox)
    }
}
