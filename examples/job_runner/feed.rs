//! What happens, numbered, for clients that ask what has happened since they last asked.

use std::{collections::VecDeque, sync::Arc};

use actor_runtime::prelude::*;
use serde::Serialize;

use crate::job::{Job, Line};

/// How many events are kept for clients that are slow, or come back.
const KEPT: usize = 1024;

#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Event {
    /// A job is new, or has changed.
    Job(Job),
    /// A job has written a line.
    Line { job: u64, line: Line },
}

/// The events after those that a client knows.
pub(crate) struct Batch {
    /// How many events the client has missed for good, because it was too slow.
    pub(crate) missed: u64,
    /// The number of the first event.
    pub(crate) first: u64,
    pub(crate) events: Vec<Arc<Event>>,
}

/// Remembers the last events. A client that knows them all waits for the next one: its answer is
/// deferred, and the handler that publishes the event gives it. So a client has one batch under way at most,
/// and one that reads nothing costs nothing.
pub(crate) struct Feed {
    /// The number of the next event. The first one has number 1.
    next: u64,
    kept: VecDeque<Arc<Event>>,
    waiting: Vec<ReplySender<Batch>>,
    is_closed: bool,
}

impl Feed {
    pub(crate) fn new() -> Self {
        Feed { next: 1, kept: VecDeque::new(), waiting: Vec::new(), is_closed: false }
    }

    /// The number of the last event.
    pub(crate) fn last(&self) -> u64 {
        self.next - 1
    }

    /// How many clients wait for the next event, without those that have left.
    pub(crate) fn clients(&mut self) -> usize {
        self.waiting.retain(ReplySender::is_wanted);
        self.waiting.len()
    }

    pub(crate) fn publish(&mut self, event: Event) {
        let event = Arc::new(event);
        for client in self.waiting.drain(..) {
            let events = vec![Arc::clone(&event)];
            // A client that has left hears nothing.
            let _ = client.send(Batch { missed: 0, first: self.next, events });
        }
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(event);
        self.next += 1;
    }

    /// Gives `client` what came after event number `seen`, now or when it comes.
    pub(crate) fn after(&mut self, seen: u64, client: ReplySender<Batch>) {
        if self.is_closed {
            return;
        }
        // A number that was not given yet is one of an earlier run of this program.
        let seen = if seen > self.last() { 0 } else { seen };
        let oldest = self.next - self.kept.len() as u64;
        let first = oldest.max(seen + 1);
        if first == self.next {
            self.waiting.push(client);
            return;
        }
        // It fits: no more events are kept than a `usize` counts.
        let events = self.kept.iter().skip((first - oldest) as usize).cloned().collect();
        let _ = client.send(Batch { missed: first - seen - 1, first, events });
    }

    /// Lets all clients go: nothing happens any more that they should wait for.
    pub(crate) fn close(&mut self) {
        self.is_closed = true;
        self.waiting.clear();
    }
}
