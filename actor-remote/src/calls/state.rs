//! The messages of one remote handle that have no outcome yet, and the connection that they take.

use std::{
    collections::{HashMap, VecDeque},
    time::Instant,
};

use crate::{
    calls::{
        call::{Call, Decided},
        patience::Handed,
        queue::{Queue, size},
    },
    engine::NodeId,
    error::{NotSent, RemoteError, RemoteExit},
    wire::{
        batch::{ConnectionId, Direction, FULL, Header, WINDOW, WINDOW_BYTES},
        up::Message,
    },
};

pub(crate) type Watcher = Box<dyn FnOnce(RemoteExit) + Send>;

/// Where the connection stands.
///
/// | state | who leaves it |
/// |---|---|
/// | `Idle` | a call or a watcher, to `Resolving` |
/// | `Resolving` | the directory, to `Opening` if it has the name; the decision of the last call that waits, to `Idle` if nobody watches |
/// | `Opening` | the first frame, to `Open`; a no from the other side, to `Resolving`; a break, or no answer within a second after the question has left (that time doubles with each unanswered try, up to 32 s), to `Idle` |
/// | `Open` | a break, or the end of the actor once all that was sent is accepted or refused, to `Idle` |
/// | `Closed` | nothing. The node's close leads there from each state, and so does the drop of the last handle, once nothing waits |
///
/// At each step to `Idle`, a call or a watcher that waits leads on to `Resolving` at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Idle,
    Resolving,
    Opening { to: NodeId, connection: ConnectionId },
    Open { to: NodeId, connection: ConnectionId, serve: u64 },
    Closed,
}

/// How often the wait for an answer is doubled at most.
pub(super) const MOST_UNANSWERED: u32 = 5;

/// A message whose acceptance is not known. A call that is decided leaves its place until the other side has dealt
/// with the message.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) bytes: usize,
    pub(crate) call: Option<Call>,
}

pub(crate) struct State {
    pub(crate) phase: Phase,
    /// The question that opens the connection.
    pub(crate) asked: Handed,
    /// The node that was asked last and gave no answer in time, and how often in a row, at most [`MOST_UNANSWERED`].
    pub(crate) unanswered: Option<(NodeId, u32)>,
    /// Not handed to the engine, or to be repeated.
    pub(crate) queue: Queue,
    /// Handed to the engine on this connection: the numbers from `first` on.
    pub(crate) sent: VecDeque<Sent>,
    pub(crate) first: u64,
    pub(crate) sent_bytes: usize,
    /// Asks that were accepted, by connection and number. Older connections may still answer.
    pub(crate) accepted: HashMap<(ConnectionId, u64), (NodeId, Call)>,
    /// The actor of this connection has ended: nothing more is sent on it.
    pub(crate) is_over: bool,
    /// The node at which the directory last found the actor, from the opening of a connection on. `None` again once the
    /// exit of that actor is told, or once the connection is gone and nobody watches.
    pub(crate) found_at: Option<NodeId>,
    /// The node has looked for the name in vain, and looks again when names change.
    pub(crate) is_absent: bool,
    /// How many bytes a message may have at the other side of the open connection.
    pub(crate) limit: usize,
    /// The node knows that there is something to send on this connection.
    pub(crate) is_scheduled: bool,
    pub(crate) next_id: u64,
    /// No message with this id or a higher one has been sent.
    pub(crate) fresh: u64,
    /// No deadline is earlier.
    pub(crate) soonest: Option<Instant>,
    pub(crate) watchers: Vec<Watcher>,
    /// The user has a handle.
    pub(crate) is_held: bool,
}

impl State {
    pub(crate) fn new() -> Self {
        State {
            phase: Phase::Idle,
            asked: Handed::default(),
            unanswered: None,
            queue: Queue::default(),
            sent: VecDeque::new(),
            first: 1,
            sent_bytes: 0,
            accepted: HashMap::new(),
            is_over: false,
            found_at: None,
            is_absent: false,
            limit: usize::MAX,
            is_scheduled: false,
            next_id: 1,
            fresh: 1,
            soonest: None,
            watchers: Vec::new(),
            is_held: true,
        }
    }

    /// There is no connection any more, nor one that is opening: what is queued waits for no node.
    pub(crate) fn disconnect(&mut self, to: Phase) {
        self.phase = to;
        self.queue.wait_for(None);
        if self.watchers.is_empty() {
            // A watcher that comes later waits for the next actor.
            self.found_at = None;
        }
    }

    pub(crate) fn connection(&self) -> Option<ConnectionId> {
        match self.phase {
            Phase::Opening { connection, .. } | Phase::Open { connection, .. } => Some(connection),
            Phase::Idle | Phase::Resolving | Phase::Closed => None,
        }
    }

    /// How many questions in a row this node has not answered in time.
    pub(super) fn unanswered_by(&self, node: NodeId) -> u32 {
        self.unanswered.filter(|(of, _)| *of == node).map_or(0, |(_, unanswered)| unanswered)
    }

    pub(crate) fn peer(&self) -> Option<NodeId> {
        match self.phase {
            Phase::Opening { to, .. } | Phase::Open { to, .. } => Some(to),
            Phase::Idle | Phase::Resolving | Phase::Closed => None,
        }
    }

    /// Whether a message can go out now.
    pub(crate) fn can_send(&self) -> bool {
        let Some(next) = self.queue.front() else { return false };
        matches!(self.phase, Phase::Open { .. })
            && !self.is_over
            && self.sent.len() < WINDOW
            && (self.sent.is_empty() || self.sent_bytes + size(next) <= WINDOW_BYTES)
    }

    /// Moves messages from the queue to the window, and writes them. From here on, they count as sent.
    pub(crate) fn take_batch(&mut self, from: NodeId, decided: &mut Decided) -> Option<Vec<u8>> {
        let Phase::Open { to, connection, serve } = self.phase else { return None };
        let mut bytes = Vec::new();
        while self.can_send() && bytes.len() < FULL {
            let Some(mut call) = self.queue.pop_front() else { break };
            if call.sent_to.is_some_and(|before| before != (to, serve)) {
                // The actor to which it was sent before is not this one, and did not say what became of it.
                decided.push(call, Err(RemoteError::Unknown));
                continue;
            }
            let (of_message, limit) = (call.method.len() + call.arguments.len(), self.limit);
            if of_message > limit {
                let too_large = NotSent::TooLarge { bytes: of_message, limit };
                let error = call.unless_sent(RemoteError::NotSent(too_large));
                decided.push(call, Err(error));
                continue;
            }
            if bytes.is_empty() {
                bytes.reserve(Header::LENGTH + size(&call));
                Header { direction: Direction::Up, from, connection }.write(&mut bytes);
            }
            let message = Message {
                number: self.first + self.sent.len() as u64,
                id: call.id,
                remember: call.remember,
                again: call.sent_to.is_some(),
                method: call.method,
                arguments: &call.arguments,
            };
            let length = message.length();
            message.write(&mut bytes);
            self.fresh = self.fresh.max(call.id + 1);
            call.sent_to = Some((to, serve));
            if call.retries == 0 {
                call.arguments = Vec::new();
            }
            self.sent_bytes += length;
            self.sent.push_back(Sent { bytes: length, call: Some(call) });
        }
        (!bytes.is_empty()).then_some(bytes)
    }

    /// Takes the call out of the window, or out of the accepted asks.
    pub(crate) fn take(&mut self, connection: ConnectionId, number: u64) -> Option<Call> {
        if self.connection() == Some(connection) {
            let place = number.checked_sub(self.first).and_then(|at| usize::try_from(at).ok());
            if let Some(sent) = place.and_then(|at| self.sent.get_mut(at)) {
                return sent.call.take();
            }
        }
        self.accepted.remove(&(connection, number)).map(|(_, call)| call)
    }

    /// Whether the handle is of no use any more, to the user or to a caller.
    pub(crate) fn is_idle(&self) -> bool {
        !self.is_held
            && self.queue.is_empty()
            && self.accepted.is_empty()
            && self.watchers.is_empty()
            && self.sent.iter().all(|sent| sent.call.is_none())
    }
}
