//! All served actors of a node, and the connections to them.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    task::{Context, Poll},
};

use crate::{
    engine::NodeId,
    error::{End, Refusal},
    panics::{contained, discard},
    serve::{
        connection::{Connection, Key, single},
        memory::{BYTES_OF_NODE, Memory, Remembered},
        outlet::{Outlet, Posted},
        target::{Answering, Target},
        wake::{WakeQueue, Woken, waker},
    },
    wire::{Reader, down::Down, up::Up},
};

/// A remote handle: its node, and its number there.
pub(crate) type LinkKey = (NodeId, u64);

/// A message that may be repeated: to which `serve`, of which remote handle, and its id there.
pub(crate) type MessageKey = (u64, LinkKey, u64);

/// One `serve`.
pub(crate) struct ServedActor {
    pub(crate) protocol: String,
    pub(crate) target: Box<dyn Target>,
    pub(crate) memory: HashMap<LinkKey, Memory>,
}

/// An ask that is in the mailbox, or is being handled.
pub(crate) struct Ticket {
    pub(crate) answering: Answering,
    /// Where the answer goes: another connection if the message was repeated.
    pub(crate) key: Key,
    pub(crate) number: u64,
    /// Whose memory has to learn of the answer.
    pub(crate) remembered: Option<MessageKey>,
}

pub(crate) struct Serving {
    pub(crate) me: NodeId,
    pub(crate) max_message: usize,
    pub(crate) outlet: Box<dyn Outlet>,
    /// The nodes that do not take their bytes: their messages wait.
    pub(crate) held_up: HashSet<NodeId>,
    pub(crate) wake: WakeQueue,
    pub(crate) actors: HashMap<u64, ServedActor>,
    pub(crate) names: HashMap<String, u64>,
    pub(crate) connections: HashMap<Key, Connection>,
    pub(crate) links: HashMap<LinkKey, Key>,
    /// The connections to each actor.
    pub(crate) of_serve: HashMap<u64, HashSet<Key>>,
    pub(crate) tickets: HashMap<u64, Ticket>,
    pub(crate) next_ticket: u64,
    /// The bytes of all outcomes that are remembered, and how many may be.
    pub(crate) remembered: usize,
    pub(crate) max_remembered: usize,
    /// These outcomes, the oldest first, and some that are forgotten already.
    ages: VecDeque<MessageKey>,
    /// At this length, `ages` is cleared of those that are forgotten.
    longest: usize,
    pub(crate) dirty: Vec<Key>,
    /// The actors that have ended while connections to them are left, and how.
    pub(crate) ends: HashMap<u64, End>,
}

/// How many ages are not worth a look.
const FEW: usize = 1024;

fn memory_of(
    actors: &mut HashMap<u64, ServedActor>,
    serve: u64,
    link: LinkKey,
) -> Option<&mut Memory> {
    actors.get_mut(&serve)?.memory.get_mut(&link)
}

impl Serving {
    pub(crate) fn new(
        me: NodeId,
        max_message: usize,
        outlet: Box<dyn Outlet>,
        wake: WakeQueue,
    ) -> Self {
        Serving {
            me,
            max_message,
            outlet,
            held_up: HashSet::new(),
            wake,
            actors: HashMap::new(),
            names: HashMap::new(),
            connections: HashMap::new(),
            links: HashMap::new(),
            of_serve: HashMap::new(),
            tickets: HashMap::new(),
            next_ticket: 0,
            remembered: 0,
            max_remembered: BYTES_OF_NODE,
            ages: VecDeque::new(),
            longest: FEW,
            dirty: Vec::new(),
            ends: HashMap::new(),
        }
    }

    pub(crate) fn serve(
        &mut self,
        serve: u64,
        name: &str,
        protocol: &str,
        target: Box<dyn Target>,
    ) {
        let served = ServedActor { protocol: protocol.to_owned(), target, memory: HashMap::new() };
        self.actors.insert(serve, served);
        self.names.insert(name.to_owned(), serve);
    }

    /// The bytes are the frames of a connection that another node has opened.
    pub(crate) fn receive(&mut self, key: Key, mut frames: Reader<'_>) {
        if !self.connections.contains_key(&key) {
            if let Ok(Up::Close | Up::Leave) = Up::read(&mut frames) {
                return;
            }
            self.outlet.send_always(key.node, single(self.me, key, &Down::Reset));
            return;
        }
        if self.take_frames(key, &mut frames).is_err() {
            self.reset(key);
        }
    }

    pub(crate) fn woken(&mut self, what: Woken) {
        match what {
            Woken::Connection(key) => self.go_on(key),
            Woken::Ticket(ticket) => self.look_for_answer(ticket),
        }
    }

    pub(crate) fn look_for_answer(&mut self, number: u64) {
        let Some(ticket) = self.tickets.get_mut(&number) else { return };
        let waker = waker(Woken::Ticket(number), &self.wake);
        // The answer's type is the user's, and so is the code that writes it.
        let polled = contained(|| ticket.answering.as_mut().poll(&mut Context::from_waker(&waker)));
        let answer = match polled {
            Ok(Poll::Pending) => return,
            Ok(Poll::Ready(answer)) => answer,
            Err(text) => Err(Refusal::BadAnswer(text)),
        };
        let Some(ticket) = self.tickets.remove(&number) else { return };
        let Ticket { answering, key, number: message, remembered } = ticket;
        discard(answering);
        if let Some(connection) = self.connections.get_mut(&key) {
            connection.tickets.remove(&number);
        }
        self.answer(key, message, remembered, answer);
        self.close_if_left(key);
    }

    pub(crate) fn answer(
        &mut self,
        key: Key,
        number: u64,
        remembered: Option<MessageKey>,
        answer: Result<Vec<u8>, Refusal>,
    ) {
        let there = self.connections.get(&key).map_or(usize::MAX, |connection| connection.limit);
        let limit = self.max_message.min(there);
        let answer = answer.and_then(|answer| match answer.len() {
            bytes if bytes > limit => {
                Err(Refusal::BadAnswer(format!("it has {bytes} bytes, and {limit} are allowed")))
            }
            _ => Ok(answer),
        });
        match &answer {
            Ok(answer) => self.write(key, &Down::Answer { number, answer }),
            Err(refusal) => {
                self.write(key, &Down::Refused { number, refusal: refusal.clone() });
            }
        }
        if let Some(message) = remembered {
            self.remember(message, answer.map_or_else(Remembered::Refused, Remembered::Answered));
        }
    }

    pub(crate) fn remember(&mut self, (serve, link, id): MessageKey, outcome: Remembered) {
        let Some(memory) = memory_of(&mut self.actors, serve, link) else { return };
        let (before, is_new) = (memory.cost(), !memory.knows(id));
        memory.set(id, outcome);
        self.remembered = self.remembered - before + memory.cost();
        if is_new {
            self.ages.push_back((serve, link, id));
        }
        while self.remembered > self.max_remembered {
            let Some((serve, link, id)) = self.ages.pop_front() else { break };
            let Some(memory) = memory_of(&mut self.actors, serve, link) else { continue };
            let before = memory.cost();
            memory.forget(id);
            self.remembered = self.remembered - before + memory.cost();
        }
        if self.ages.len() >= self.longest {
            let actors = &mut self.actors;
            self.ages.retain(|(serve, link, id)| {
                memory_of(actors, *serve, *link).is_some_and(|memory| memory.knows(*id))
            });
            self.longest = FEW.max(2 * self.ages.len());
        }
    }

    /// Adds a frame for a connection, if it is still there.
    pub(crate) fn write(&mut self, key: Key, frame: &Down<'_>) {
        let Some(connection) = self.connections.get_mut(&key) else { return };
        if let Some(full) = connection.write(self.me, key, frame) {
            self.post(key, full);
        }
        self.touch(key);
    }

    /// Has the connection flushed at the end of this turn.
    pub(crate) fn touch(&mut self, key: Key) {
        match self.connections.get_mut(&key) {
            Some(connection) if !connection.is_dirty => connection.is_dirty = true,
            _ => return,
        }
        self.dirty.push(key);
    }

    /// Sends all frames that this turn has gathered.
    pub(crate) fn flush(&mut self) {
        for key in std::mem::take(&mut self.dirty) {
            self.flush_one(key);
        }
    }

    pub(crate) fn flush_one(&mut self, key: Key) {
        let Some(connection) = self.connections.get_mut(&key) else { return };
        if let Some(bytes) = connection.flush(self.me, key) {
            self.post(key, bytes);
        }
    }

    /// Sends frames of a connection. If too many bytes wait for its node, the connection is reset: what was in these
    /// frames is lost, and the other side must not miss it unawares.
    fn post(&mut self, key: Key, bytes: Vec<u8>) {
        match self.outlet.send_if_room(key.node, bytes) {
            Posted::Taken => {}
            Posted::Full => drop(self.held_up.insert(key.node)),
            Posted::Refused => {
                self.close(key);
                self.outlet.send_always(key.node, single(self.me, key, &Down::Reset));
            }
        }
    }

    /// How many messages wait for the one before them, or for room for their answers.
    #[cfg(test)]
    pub(crate) fn waiting(&self) -> usize {
        self.connections.values().map(|connection| connection.waiting.len()).sum()
    }

    /// The node has taken what waited for it: its messages go on.
    pub(crate) fn room(&mut self, node: NodeId) {
        self.held_up.remove(&node);
        let keys: Vec<Key> =
            self.connections.keys().filter(|key| key.node == node).copied().collect();
        for key in keys {
            // A message that panics may be neither handed over nor refused: no later one of its connection may go on.
            if contained(|| self.take_waiting(key)).is_err() {
                let _ = contained(|| self.reset(key));
            }
        }
    }
}
