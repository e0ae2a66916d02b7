//! The thread that serves, looks up names and keeps time. It never waits for anything but its queue.

use std::{
    collections::{BTreeMap, HashMap},
    iter,
    sync::{Arc, atomic::Ordering::Relaxed, mpsc},
    time::{Duration, Instant},
};

use crate::{
    calls::{outgoing::Outgoing, patience::Handed},
    engine::{NodeId, Respond},
    error::End,
    node::{
        finding::PATIENCE,
        inner::{Inner, lock},
        outbox::Item,
    },
    panics::contained,
    serve::{connection::Key, serving::Serving, target::Target, wake::Woken},
    wire::{
        Reader,
        batch::ConnectionId,
        question::{Change, Names, Question, Reply, Start},
    },
};

/// How exactly deadlines are kept that no thread waits for.
const TICK: Duration = Duration::from_millis(25);

/// How many events are handled before their answers are sent: these share the puts.
const TURN: usize = 256;

/// What the thread is told.
pub(crate) enum Event {
    NodeUp(NodeId),
    NodeDown(NodeId),
    /// Frames of this connection.
    Received(Key, Vec<u8>),
    /// Frames of this connection found no room.
    Dropped(Key),
    Changed(Change),
    Queried(Question, Respond),
    /// A part of the names of this node, which was asked for from there on.
    Names(NodeId, Start, Names),
    Woken(Woken),
    /// There is room again for what goes to this node.
    Room(NodeId),
    Serve {
        serve: u64,
        name: String,
        protocol: String,
        target: Box<dyn Target>,
    },
    Withdraw {
        serve: u64,
        name: String,
        ended: Option<End>,
    },
    Resolve(Arc<Outgoing>),
    /// The node that was asked to open the connection says no.
    NotOpened(Arc<Outgoing>, ConnectionId),
    KeepTime,
    Close,
    #[cfg(test)]
    Look(Box<dyn FnOnce(&Serving) + Send>),
}

impl Event {
    /// The connection whose messages this hands over.
    fn connection(&self) -> Option<Key> {
        match self {
            Event::Received(key, _) | Event::Woken(Woken::Connection(key)) => Some(*key),
            _ => None,
        }
    }
}

pub(crate) struct Worker {
    pub(crate) inner: Arc<Inner>,
    pub(crate) serving: Serving,
    /// Remote handles whose name is not found yet, by their ids.
    pub(crate) resolving: BTreeMap<u64, Arc<Outgoing>>,
    /// The last question for its names to each node.
    pub(crate) asked: HashMap<NodeId, Handed>,
}

impl Worker {
    pub(crate) fn run(mut self, events: &mpsc::Receiver<Event>) {
        let mut next_tick: Option<Instant> = None;
        loop {
            let event = match next_tick {
                None => events.recv().ok(),
                Some(at) => match events.recv_timeout(at.saturating_duration_since(Instant::now()))
                {
                    Ok(event) => Some(event),
                    Err(mpsc::RecvTimeoutError::Timeout) => Some(Event::KeepTime),
                    Err(mpsc::RecvTimeoutError::Disconnected) => None,
                },
            };
            let Some(event) = event else { return };
            let mut is_time = false;
            for event in iter::once(event).chain(events.try_iter()).take(TURN) {
                match event {
                    Event::Close => {
                        let _ = contained(|| self.serving.report_ends());
                        return self.serving.flush();
                    }
                    Event::KeepTime => is_time = true,
                    _ => {}
                }
                // Code of the user's runs in places: where arguments are read, answers are written, messages dropped.
                let of = event.connection();
                if let (Err(_), Some(key)) = (contained(|| self.handle(event)), of) {
                    // A message of it may be neither handed over nor refused: no later one may go on.
                    let _ = contained(|| self.serving.reset(key));
                }
            }
            self.serving.flush();
            let now = Instant::now();
            if is_time || next_tick.is_some_and(|at| at <= now) {
                next_tick = self.tick(now).then(|| now + TICK);
            }
        }
    }

    /// Does what is due. Returns whether there will be more.
    fn tick(&mut self, now: Instant) -> bool {
        // Calls that come from here on wake this thread, unless it goes on anyway.
        self.inner.keeps_time.store(false, Relaxed);
        let mut runs = false;
        for outgoing in self.inner.outgoings() {
            runs |= outgoing.expire(now);
            runs |= outgoing.give_up_opening(now, PATIENCE);
        }
        // Forgets handles that were dropped, or whose calls have expired.
        self.resolving.retain(|_, outgoing| outgoing.is_resolving());
        runs |= self.ask_again(now);
        runs |= self.inner.start_missing_threads();
        if runs {
            self.inner.keeps_time.store(true, Relaxed);
        }
        runs
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::NodeUp(node) => {
                if self.inner.directory().node_up(node) {
                    self.ask_for_names(node, Start::Beginning);
                }
            }
            Event::NodeDown(node) => {
                // Whoever sees that the names are gone, or is told of the loss, may rely on this: no further message is
                // taken for that node. Hence this order.
                // 1. The remote handles leave their connections.
                let outgoings = self.inner.outgoings();
                let todos: Vec<_> =
                    outgoings.iter().map(|outgoing| outgoing.leave_node(node)).collect();
                // 2. The names go.
                let effects = self.inner.directory().node_down(node);
                // 3. Those who wait are told.
                for (outgoing, todo) in outgoings.iter().zip(todos) {
                    outgoing.finish(outgoing.lock(), todo);
                }
                // 4. All else that is kept for that node goes, also what step 3 has put into its outbox.
                self.asked.remove(&node);
                self.serving.lost(node);
                self.inner.outboxes.clear(node);
                // 5. Those who listen for names are told, and handles without a connection look again.
                self.learn(node, effects);
            }
            Event::Received(key, frames) => {
                self.inner.received.fetch_sub(frames.len(), Relaxed);
                self.serving.receive(key, Reader(&frames));
            }
            Event::Dropped(key) => {
                lock(&self.inner.dropped).remove(&key);
                self.serving.reset(key);
            }
            Event::Changed(change) => {
                let node = change.from;
                let effects = self.inner.directory().change(change);
                self.learn(node, effects);
            }
            Event::Names(node, start, part) => {
                let effects = self.inner.directory().part(node, &start, part);
                self.learn(node, effects);
            }
            Event::Queried(question, respond) => {
                let to = question.from();
                let item = match question {
                    Question::Arrived { .. } => Item::RespondLast,
                    _ => Item::Respond,
                };
                let answer = self.reply(question).to_bytes();
                self.inner.send_back(to, item(answer, respond));
            }
            Event::Woken(what) => self.serving.woken(what),
            Event::Room(node) => self.serving.room(node),
            Event::Serve { serve, name, protocol, target } => {
                // The name may be lost again already.
                let is_served = self.inner.directory().serves(&name, serve);
                if is_served {
                    self.serving.serve(serve, &name, &protocol, target);
                    self.look_again();
                }
            }
            Event::Withdraw { serve, name, ended } => {
                self.inner.give_up(serve, &name);
                self.serving.withdraw(serve, &name, ended);
            }
            Event::Resolve(outgoing) => self.resolve(outgoing),
            Event::NotOpened(outgoing, connection) => {
                outgoing.no_actor(Some(connection));
                self.keep_resolving(outgoing);
            }
            Event::KeepTime | Event::Close => {}
            #[cfg(test)]
            Event::Look(look) => look(&self.serving),
        }
    }

    fn reply(&mut self, question: Question) -> Reply {
        match question {
            Question::Names { from, start } => {
                let mut directory = self.inner.directory();
                directory.listen(from, Instant::now());
                Reply::Names(directory.own_part(&start, self.inner.limits.names))
            }
            Question::Claim { from, name } => match self.inner.directory().allows(from, &name) {
                true => Reply::Yes,
                false => Reply::No,
            },
            Question::Arrived { .. } => {
                // Who asks may close once it knows: what became of its messages is told before.
                self.serving.flush();
                Reply::Yes
            }
            Question::Open(open) => match self.serving.open(&open) {
                true => Reply::Yes,
                false => Reply::No,
            },
        }
    }
}
