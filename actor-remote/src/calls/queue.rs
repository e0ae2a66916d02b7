//! The calls that wait to be sent, with the bytes that they take.

use std::collections::{VecDeque, vec_deque};

use crate::{calls::call::Call, wire::up::Message};

#[derive(Debug, Default)]
pub(crate) struct Queue {
    calls: VecDeque<Call>,
    bytes: usize,
}

impl Queue {
    pub(crate) fn len(&self) -> usize {
        self.calls.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Whether a call with so many bytes has room. One alone has room always: its own limit is another one.
    pub(crate) fn has_room(&self, bytes: usize, limit: usize) -> bool {
        self.is_empty() || self.bytes + bytes <= limit
    }

    pub(crate) fn front(&self) -> Option<&Call> {
        self.calls.front()
    }

    pub(crate) fn iter(&self) -> vec_deque::Iter<'_, Call> {
        self.calls.iter()
    }

    pub(crate) fn push_back(&mut self, call: Call) {
        self.bytes += size(&call);
        self.calls.push_back(call);
    }

    pub(crate) fn pop_front(&mut self) -> Option<Call> {
        let call = self.calls.pop_front()?;
        self.bytes -= size(&call);
        Some(call)
    }
}

impl IntoIterator for Queue {
    type Item = Call;
    type IntoIter = vec_deque::IntoIter<Call>;

    fn into_iter(self) -> Self::IntoIter {
        self.calls.into_iter()
    }
}

/// The bytes of the call's message.
pub(crate) fn size(call: &Call) -> usize {
    Message::OVERHEAD + call.method.len() + call.arguments.len()
}
