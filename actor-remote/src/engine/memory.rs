//! An engine in memory, for the tests of the protocol: nodes on one network, whose links can be cut or blocked, and whose
//! bytes can be dropped.

use std::{
    collections::BTreeMap,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};

use crate::engine::{Answer, Engine, Events, NodeId, OpenEngine};

/// Looks at the bytes of each send. They are dropped if it returns false.
pub(crate) type Filter = Box<dyn FnMut(NodeId, &[u8]) -> bool + Send>;

#[derive(Clone, Default)]
pub(crate) struct Network(Arc<(Mutex<Shared>, Condvar)>);

#[derive(Default)]
struct Shared {
    nodes: BTreeMap<NodeId, Arc<dyn Events>>,
    /// Under a lock of its own, which is held while it looks.
    filter: Arc<Mutex<Option<Filter>>>,
    /// Nodes that hear nothing, although the others take them for alive.
    frozen: Vec<NodeId>,
    /// Nodes that take no bytes: who sends to them waits.
    blocked: Vec<NodeId>,
    /// How many sends wait for such nodes.
    waiting: usize,
}

impl Network {
    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// The node takes no bytes, until it is [unblocked](Network::unblock) or off the network.
    pub(crate) fn block(&self, node: NodeId) {
        self.lock().blocked.push(node);
    }

    pub(crate) fn unblock(&self, node: NodeId) {
        self.lock().blocked.retain(|blocked| *blocked != node);
        self.0.1.notify_all();
    }

    /// How many sends wait for nodes that take no bytes.
    pub(crate) fn waiting(&self) -> usize {
        self.lock().waiting
    }

    /// Waits while the other node takes no bytes, as long as both are on the network.
    fn wait_to_send(&self, from: NodeId, to: NodeId) {
        let is_blocked = |shared: &mut Shared| {
            shared.blocked.contains(&to) && [from, to].iter().all(|n| shared.nodes.contains_key(n))
        };
        let mut shared = self.lock();
        shared.waiting += 1;
        let waited = self.0.1.wait_while(shared, is_blocked);
        waited.unwrap_or_else(PoisonError::into_inner).waiting -= 1;
    }

    /// Takes the node off the network, as if it were killed. Returns what brings it back.
    pub(crate) fn cut(&self, node: NodeId) -> Arc<dyn Events> {
        let events = self.lock().nodes.remove(&node).expect("the node is there");
        self.0.1.notify_all();
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
        self.network.wait_to_send(self.me, to);
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

    fn query(&self, to: NodeId, bytes: Vec<u8>, answer: Answer) {
        self.network.wait_to_send(self.me, to);
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
