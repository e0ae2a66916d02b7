//! The messages of one remote handle, in their order, and the frames that go back to it.

use std::{
    collections::{HashSet, VecDeque},
    mem,
};

use crate::{
    engine::NodeId,
    serve::target::{Admission, Answering},
    wire::{
        batch::{ConnectionId, Direction, FULL, Header},
        down::Down,
        up::Message,
    },
};

/// A connection is named by the node that opened it and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) node: NodeId,
    pub(crate) connection: ConnectionId,
}

/// A message that waits until the one before it is in the mailbox.
#[derive(Debug)]
pub(crate) struct Waiting {
    pub(crate) number: u64,
    pub(crate) id: u64,
    pub(crate) remember: bool,
    pub(crate) again: bool,
    pub(crate) method: String,
    pub(crate) arguments: Vec<u8>,
}

/// A message that stands in line before a full mailbox.
pub(crate) struct InLine {
    pub(crate) number: u64,
    pub(crate) id: u64,
    pub(crate) remember: bool,
    pub(crate) admission: Admission,
    pub(crate) answering: Option<Answering>,
}

pub(crate) struct Connection {
    /// The number under which the actor is served.
    pub(crate) serve: u64,
    /// The remote handle's number at its node.
    pub(crate) link: u64,
    /// How many bytes an answer may have there.
    pub(crate) limit: usize,
    /// The number of the next message.
    pub(crate) expected: u64,
    pub(crate) in_line: Option<InLine>,
    pub(crate) waiting: VecDeque<Waiting>,
    pub(crate) waiting_bytes: usize,
    /// The asks whose answers go out on it.
    pub(crate) tickets: HashSet<u64>,
    /// All messages up to this one are accepted or refused.
    pub(crate) dealt: u64,
    /// What the other side has been told of that.
    told: u64,
    /// Frames that go out at the next [`flush`](Connection::flush).
    chunk: Vec<u8>,
    pub(crate) is_dirty: bool,
}

impl Connection {
    pub(crate) fn new(serve: u64, link: u64, limit: usize) -> Self {
        Connection {
            serve,
            link,
            limit,
            expected: 1,
            in_line: None,
            waiting: VecDeque::new(),
            waiting_bytes: 0,
            tickets: HashSet::new(),
            dealt: 0,
            told: 0,
            chunk: Vec::new(),
            is_dirty: false,
        }
    }

    /// Takes a message that has to wait. Its bytes are copied: the batch that brought it is freed as a whole.
    pub(crate) fn wait(&mut self, message: &Message<'_>) {
        self.waiting_bytes += message.length();
        self.waiting.push_back(Waiting {
            number: message.number,
            id: message.id,
            remember: message.remember,
            again: message.again,
            method: message.method.to_owned(),
            arguments: message.arguments.to_vec(),
        });
    }

    /// Whether all of its messages are accepted or refused.
    pub(crate) fn is_dealt_with(&self) -> bool {
        self.in_line.is_none() && self.waiting.is_empty()
    }

    /// Adds a frame to those that wait. Returns them if they are a full put.
    #[must_use]
    pub(crate) fn write(&mut self, me: NodeId, key: Key, frame: &Down<'_>) -> Option<Vec<u8>> {
        if self.chunk.is_empty() {
            self.chunk = header(me, key);
        }
        frame.write(&mut self.chunk);
        (self.chunk.len() >= FULL).then(|| mem::take(&mut self.chunk))
    }

    /// The put that tells the other side all that is new, if anything is.
    pub(crate) fn flush(&mut self, me: NodeId, key: Key) -> Option<Vec<u8>> {
        self.is_dirty = false;
        if self.told < self.dealt {
            self.told = self.dealt;
            let full = self.write(me, key, &Down::Accepted { number: self.dealt });
            if full.is_some() {
                return full;
            }
        }
        (!self.chunk.is_empty()).then(|| mem::take(&mut self.chunk))
    }
}

impl Waiting {
    pub(crate) fn as_message(&self) -> Message<'_> {
        Message {
            number: self.number,
            id: self.id,
            remember: self.remember,
            again: self.again,
            method: &self.method,
            arguments: &self.arguments,
        }
    }
}

/// A put with this one frame.
pub(crate) fn single(me: NodeId, key: Key, frame: &Down<'_>) -> Vec<u8> {
    let mut bytes = header(me, key);
    frame.write(&mut bytes);
    bytes
}

fn header(me: NodeId, key: Key) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(Header::LENGTH + 32);
    Header { direction: Direction::Down, from: me, connection: key.connection }.write(&mut bytes);
    bytes
}
