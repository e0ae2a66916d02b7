//! What a node needs of the software that carries its bytes. Another engine is another file in this folder.

#[cfg(test)]
pub(crate) mod memory;
pub(crate) mod zenoh;

use std::{
    fmt,
    hash::{BuildHasher, RandomState},
    sync::Arc,
};

use crate::error::NodeError;

/// One incarnation of a node: a restarted process is another one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeId(pub(crate) u128);

impl NodeId {
    /// An id that no other node has: 128 bits of the system's randomness.
    pub(crate) fn fresh() -> NodeId {
        // Each state has keys of its own, which std takes from the system's randomness.
        let half = || u128::from(RandomState::new().hash_one(std::process::id()));
        NodeId(half() << 64 | half())
    }

    pub(crate) fn parse(text: &str) -> Option<NodeId> {
        u128::from_str_radix(text, 16).ok().map(NodeId)
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Debug for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// Called once with the answer to a query, or dropped.
pub(crate) type Answer = Box<dyn FnOnce(&[u8]) + Send + Sync>;

/// Answers a query of another node.
pub(crate) type Respond = Box<dyn FnOnce(Vec<u8>) + Send>;

/// The sending side. `send` and `query` may block for as long as the other node takes no bytes: up to its lease, after
/// which its link is closed, and without an effect on what goes to others. So they are called on threads of the node only,
/// never in a callback of the engine.
pub(crate) trait Engine: Send + Sync {
    /// Sends to one node. Bytes that are sent one after the other, be it by successive threads, arrive in their order, or
    /// a gap shows.
    fn send(&self, to: NodeId, bytes: Vec<u8>);

    /// Asks one node. The question arrives after the bytes that were sent to it before. No answer comes if the node is
    /// gone: the caller sets a limit of its own.
    fn query(&self, to: NodeId, bytes: Vec<u8>, answer: Answer);

    /// The addresses that this node listens on.
    fn addresses(&self) -> Vec<String>;

    /// Ends it. Called once, on the thread that opened the engine, while others may be blocked in `send` or `query`: these
    /// return, after the lease of the node that takes no bytes at the latest.
    fn close(&self);
}

/// The receiving side: what an engine calls, on threads of its own. None of these block, nor do they panic.
pub(crate) trait Events: Send + Sync {
    fn node_up(&self, node: NodeId);
    fn node_down(&self, node: NodeId);
    fn received(&self, bytes: &[u8]);
    fn queried(&self, bytes: &[u8], respond: Respond);
}

/// Opens an engine. Called on the node's own thread.
pub(crate) type OpenEngine =
    Box<dyn FnOnce(NodeId, Arc<dyn Events>) -> Result<Arc<dyn Engine>, NodeError> + Send>;
