//! The threads that send what waits in the outboxes.
//
// The engine blocks the thread that sends to a node which does not take its bytes. So each node has a thread of its own: it
// is started with the first item, and ends with the node, with this one, or once nothing is to be sent for a while.

use std::{
    sync::{Arc, Condvar},
    thread,
};

use crate::{
    calls::patience::Handed,
    engine::{Engine, Events, NodeId},
    node::{
        inner::Inner,
        outbox::{Item, Outbox, State},
        worker::Event,
    },
    panics::contained,
};

impl Inner {
    /// Starts the thread of an outbox. False if the system has none.
    pub(super) fn start_sending(
        &self,
        engine: &Arc<dyn Engine>,
        to: NodeId,
        outbox: &mut Outbox,
    ) -> bool {
        #[cfg(test)]
        if self.outboxes.no_threads.load(std::sync::atomic::Ordering::Relaxed) {
            return false;
        }
        let Some(inner) = self.this.upgrade() else { return false };
        let (engine, arrived) = (Arc::clone(engine), Arc::clone(&outbox.arrived));
        let run = move || inner.send_all(&*engine, to, &arrived);
        outbox.thread = thread::Builder::new().name("remote-outbox".into()).spawn(run).ok();
        outbox.thread.is_some()
    }

    /// Starts the threads that the system did not have before. Returns whether one is still missing.
    pub(crate) fn start_missing_threads(&self) -> bool {
        let mut state = self.outboxes.lock();
        let State { engine: Some(engine), by_node } = &mut *state else { return false };
        let mut is_missing = false;
        for (to, outbox) in by_node.iter_mut().filter(|(_, outbox)| outbox.thread.is_none()) {
            is_missing |= !self.start_sending(engine, *to, outbox);
        }
        is_missing
    }

    /// The body of an outbox's thread.
    fn send_all(&self, engine: &dyn Engine, to: NodeId, arrived: &Condvar) {
        let mut state = self.outboxes.lock();
        // The outbox is taken away at the close.
        while let Some(outbox) = state.by_node.get_mut(&to) {
            if let Some(item) = outbox.pop_front() {
                drop(state);
                let cost = item.cost();
                let handed = item.handed();
                // The outcomes of calls are told on the way, which wakes callers.
                let _ = contained(|| self.send_now(engine, to, item));
                handed.iter().for_each(Handed::set);
                state = self.outboxes.lock();
                self.sent(&mut state, to, cost);
                continue;
            }
            let mut is_over = !outbox.lingers;
            if !is_over {
                outbox.is_waiting = true;
                let waited = arrived.wait_timeout(state, self.limits.linger);
                let (after, timeout) = waited.unwrap_or_else(|poisoned| poisoned.into_inner());
                state = after;
                is_over = timeout.timed_out();
            }
            if is_over && state.by_node.get(&to).is_some_and(Outbox::is_empty) {
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
            Item::Bytes(bytes) | Item::Answers(bytes) if is_own => self.received(&bytes),
            Item::Bytes(bytes) | Item::Answers(bytes) => engine.send(to, bytes),
            Item::Query(bytes, answer, _) if is_own => {
                self.queried(&bytes, Box::new(move |bytes| answer(&bytes)));
            }
            Item::Query(bytes, answer, _) => engine.query(to, bytes, answer),
            Item::Respond(bytes, respond) | Item::RespondLast(bytes, respond) => respond(bytes),
        }
    }
}
