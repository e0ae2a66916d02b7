//! The calls that wait to be sent, with the bytes that they take.

use std::{
    collections::{VecDeque, vec_deque},
    mem,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use crate::{calls::call::Call, wire::up::Message};

/// How many bytes of calls wait for one node, in the queues of all remote handles that have a connection to it.
#[derive(Debug, Default)]
pub(crate) struct BytesForNode(AtomicUsize);

#[derive(Debug, Default)]
pub(crate) struct Queue {
    calls: VecDeque<Call>,
    bytes: usize,
    /// Where the bytes are counted, too, once it is known which node they wait for.
    at_node: Option<Arc<BytesForNode>>,
}

impl Queue {
    pub(crate) fn len(&self) -> usize {
        self.calls.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Whether a call with so many bytes has room, here and at its node. A call always has room
    /// if nothing else waits: the size of one message is limited by `max_message`.
    pub(crate) fn has_room(&self, bytes: usize, limit: usize, limit_at_node: usize) -> bool {
        let at_node = self.at_node.as_ref().map_or(0, |waiting| waiting.0.load(Relaxed));
        (self.is_empty() || self.bytes + bytes <= limit)
            && (at_node == 0 || at_node + bytes <= limit_at_node)
    }

    /// The calls wait for this node from now on, or for one that is not known yet.
    pub(crate) fn wait_for(&mut self, node: Option<Arc<BytesForNode>>) {
        let bytes = self.bytes;
        self.subtract(bytes);
        self.at_node = node;
        self.add(bytes);
    }

    pub(crate) fn front(&self) -> Option<&Call> {
        self.calls.front()
    }

    pub(crate) fn iter(&self) -> vec_deque::Iter<'_, Call> {
        self.calls.iter()
    }

    pub(crate) fn push_back(&mut self, call: Call) {
        self.add(size(&call));
        self.calls.push_back(call);
    }

    pub(crate) fn pop_front(&mut self) -> Option<Call> {
        let call = self.calls.pop_front()?;
        self.subtract(size(&call));
        Some(call)
    }

    /// Takes out the calls that `is_so` picks. The others stay in their order.
    pub(crate) fn extract(&mut self, mut is_so: impl FnMut(&Call) -> bool) -> Vec<Call> {
        let mut extracted = Vec::new();
        for call in mem::take(&mut self.calls) {
            if is_so(&call) {
                self.subtract(size(&call));
                extracted.push(call);
            } else {
                self.calls.push_back(call);
            }
        }
        extracted
    }

    /// Counts bytes that wait, here and at the node.
    fn add(&mut self, bytes: usize) {
        self.bytes += bytes;
        if let Some(waiting) = &self.at_node {
            waiting.0.fetch_add(bytes, Relaxed);
        }
    }

    fn subtract(&mut self, bytes: usize) {
        self.bytes -= bytes;
        if let Some(waiting) = &self.at_node {
            waiting.0.fetch_sub(bytes, Relaxed);
        }
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        self.subtract(self.bytes);
    }
}

/// The bytes of the call's message.
pub(crate) fn size(call: &Call) -> usize {
    Message::OVERHEAD + call.method.len() + call.arguments.len()
}
