//! An engine in memory, for the tests of the protocol: nodes on one network, whose links can be cut and whose bytes can be
//! dropped.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::engine::{Answer, Engine, Events, NodeId, OpenEngine};

/// Looks at the bytes of each send. They are dropped if it returns false.
pub(crate) type Filter = Box<dyn FnMut(NodeId, &[u8]) -> bool + Send>;

#[derive(Clone, Default)]
pub(crate) struct Network(Arc<Mutex<Shared>>);

#[derive(Default)]
struct Shared {
    nodes: BTreeMap<NodeId, Arc<dyn Events>>,
    /// Under a lock of its own, which is held while it looks.
    filter: Arc<Mutex<Option<Filter>>>,
    /// Nodes that hear nothing, although the others take them for alive.
    frozen: Vec<NodeId>,
}

impl Network {
    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn open(&self) -> OpenEngine {
        let network = self.clone();
        Box::new(move |me, events| {
            network.join(me, events);
            Ok(Arc::new(Memory { network, me }) as Arc<dyn Engine>)
        })
    }

    pub(crate) fn filter(&self, filter: impl FnMut(NodeId, &[u8]) -> bool + Send + 'static) {
        self.set_filter(Some(Box::new(filter)));
    }

    pub(crate) fn no_filter(&self) {
        self.set_filter(None);
    }

    fn set_filter(&self, filter: Option<Filter>) {
        let place = Arc::clone(&self.lock().filter);
        *place.lock().unwrap_or_else(PoisonError::into_inner) = filter;
    }

    pub(crate) fn freeze(&self, node: NodeId) {
        self.lock().frozen.push(node);
    }

    /// Takes the node off the network, as if it were killed. Returns what brings it back.
    pub(crate) fn cut(&self, node: NodeId) -> Arc<dyn Events> {
        let events = self.lock().nodes.remove(&node).expect("the node is there");
        let others: Vec<_> =
            self.lock().nodes.iter().map(|(id, to)| (*id, Arc::clone(to))).collect();
        for (other, to) in others {
            to.node_down(node);
            events.node_down(other);
        }
        events
    }

    pub(crate) fn join(&self, node: NodeId, events: Arc<dyn Events>) {
        let others: Vec<_> =
            self.lock().nodes.iter().map(|(id, to)| (*id, Arc::clone(to))).collect();
        self.lock().nodes.insert(node, Arc::clone(&events));
        for (other, to) in others {
            to.node_up(node);
            events.node_up(other);
        }
    }

    fn to(&self, node: NodeId) -> Option<Arc<dyn Events>> {
        let shared = self.lock();
        if shared.frozen.contains(&node) { None } else { shared.nodes.get(&node).cloned() }
    }
}

struct Memory {
    network: Network,
    me: NodeId,
}

impl Memory {
    fn is_on(&self) -> bool {
        self.network.lock().nodes.contains_key(&self.me)
    }
}

impl Engine for Memory {
    fn send(&self, to: NodeId, bytes: Vec<u8>) {
        if !self.is_on() {
            return;
        }
        let filter = Arc::clone(&self.network.lock().filter);
        let mut filter = filter.lock().unwrap_or_else(PoisonError::into_inner);
        if filter.as_mut().is_some_and(|filter| !filter(to, &bytes)) {
            return;
        }
        drop(filter);
        if let Some(to) = self.network.to(to) {
            to.received(&bytes);
        }
    }

    fn publish(&self, bytes: Vec<u8>) {
        let nodes: Vec<_> = self.network.lock().nodes.keys().copied().collect();
        for node in nodes.into_iter().filter(|node| *node != self.me && self.is_on()) {
            if let Some(to) = self.network.to(node) {
                to.published(&bytes);
            }
        }
    }

    fn query(&self, to: NodeId, bytes: Vec<u8>, answer: Answer) {
        if let (true, Some(to)) = (self.is_on(), self.network.to(to)) {
            to.queried(&bytes, Box::new(move |bytes| answer(&bytes)));
        }
    }

    fn addresses(&self) -> Vec<String> {
        vec![self.me.to_string()]
    }

    fn close(&self) {
        if self.is_on() {
            self.network.cut(self.me);
        }
    }
}
