//! What the other side says, applied to the messages of a remote handle.

use std::sync::Arc;

use crate::{
    calls::{
        outgoing::{Outgoing, Todo},
        patience::Handed,
        state::{Phase, State},
    },
    engine::NodeId,
    error::{NotSent, Refusal, RemoteError, RemoteExit},
    wire::{Malformed, Reader, batch::ConnectionId, down::Down},
};

impl Outgoing {
    /// Applies the frames of a batch.
    pub(crate) fn apply(self: &Arc<Self>, connection: ConnectionId, mut frames: Reader<'_>) {
        let mut todo = Todo::default();
        let mut state = self.lock();
        while !frames.is_empty() {
            match Down::read(&mut frames) {
                Ok(frame) => apply(self, &mut state, connection, frame, &mut todo),
                Err(Malformed) => {
                    self.break_connection(&mut state, connection, &mut todo);
                    break;
                }
            }
        }
        if state.connection() != Some(connection)
            && !state.accepted.keys().any(|(of, _)| *of == connection)
        {
            todo.forget.push(connection);
        }
        self.finish(state, todo);
    }

    /// The directory has the name: a connection is about to be opened. Returns the lowest id that was never sent, and
    /// what is to be told once the question has left; or `None` if nothing waits for a connection.
    pub(crate) fn opening(&self, to: NodeId, connection: ConnectionId) -> Option<(u64, Handed)> {
        let mut state = self.lock();
        if state.phase != Phase::Resolving {
            return None;
        }
        state.phase = Phase::Opening { to, connection };
        state.found_at = Some(to);
        state.asked = Handed::default();
        state.is_scheduled = false;
        state.queue.wait_for(Some(self.driver.bytes_for(to)));
        Some((state.fresh, state.asked.clone()))
    }

    /// The directory does not have the name, or the node has no such actor.
    pub(crate) fn no_actor(self: &Arc<Self>, of: Option<ConnectionId>) {
        let mut state = self.lock();
        let concerns_it = match (state.phase, of) {
            (Phase::Resolving, None) => true,
            (Phase::Opening { connection, .. }, Some(of)) => connection == of,
            _ => false,
        };
        if concerns_it {
            state.unanswered = None;
            let mut todo = Todo::default();
            self.refuse_queue(&mut state, &RemoteError::NoActor, &mut todo);
            self.finish(state, todo);
        }
    }

    /// The name is that of an actor with another protocol.
    pub(crate) fn other_protocol(self: &Arc<Self>, protocol: &str) {
        let mut state = self.lock();
        if state.phase == Phase::Resolving {
            let mut todo = Todo::default();
            let error = RemoteError::NotSent(NotSent::Protocol(protocol.to_owned()));
            self.refuse_queue(&mut state, &error, &mut todo);
            self.finish(state, todo);
        }
    }

    /// Decides all that waits, except the messages that were sent before: the actor that got them may come into reach
    /// again before their deadline.
    fn refuse_queue(&self, state: &mut State, error: &RemoteError, todo: &mut Todo) {
        todo.forget.extend(state.connection());
        for call in state.queue.extract(|call| call.sent_to.is_none()) {
            todo.decided.push(call, Err(error.clone()));
        }
        // It stays so if anything is left, or if the exit of an actor that is still to come is watched: the node looks again
        // at each change of the directory, and at each call.
        state.is_absent = true;
        state.disconnect(Phase::Resolving);
        if state.found_at.is_some() {
            // The actor that was found has ended, or is not served any more.
            todo.exit(RemoteExit::Lost, state);
        }
    }
}

fn apply(
    outgoing: &Outgoing,
    state: &mut State,
    connection: ConnectionId,
    frame: Down<'_>,
    todo: &mut Todo,
) {
    let is_current = state.connection() == Some(connection);
    match frame {
        Down::Opened { serve, limit } => {
            if let (true, Phase::Opening { to, .. }) = (is_current, state.phase) {
                state.limit = usize::try_from(limit).unwrap_or(usize::MAX);
                state.phase = Phase::Open { to, connection, serve };
                state.unanswered = None;
            }
        }
        Down::Accepted { number } => {
            if is_current {
                accepted(state, connection, number, todo);
            }
        }
        Down::Refused { number, refusal } => {
            if let Some(call) = state.take(connection, number) {
                todo.decided.push(call, Err(RemoteError::Refused(refusal)));
            }
        }
        Down::NoActor { number } => {
            if let Some(call) = state.take(connection, number) {
                todo.decided.push(call, Err(RemoteError::NoActor));
            }
        }
        Down::Forgotten { number } => {
            if let Some(call) = state.take(connection, number) {
                todo.decided.push(call, Err(RemoteError::Unknown));
            }
        }
        Down::Answer { number, answer } => {
            let limit = outgoing.driver.limits().message;
            let answer = match answer.len() {
                bytes if bytes > limit => Err(RemoteError::Refused(Refusal::BadAnswer(format!(
                    "it has {bytes} bytes, and {limit} are allowed here"
                )))),
                _ => Ok(answer.to_vec()),
            };
            if let Some(call) = state.take(connection, number) {
                todo.decided.push(call, answer);
            }
        }
        Down::Ended(end) => {
            if is_current {
                state.is_over = true;
                todo.exit(end.into(), state);
            }
        }
        Down::Withdrawn => {
            if is_current {
                state.is_over = true;
                todo.exit(RemoteExit::Lost, state);
            }
        }
        Down::Reset => outgoing.break_connection(state, connection, todo),
    }
}

/// The other side has dealt with all messages up to `number`. Those that it has not refused are in the mailbox.
fn accepted(state: &mut State, connection: ConnectionId, number: u64, todo: &mut Todo) {
    let Some(to) = state.peer() else { return };
    while state.first <= number {
        let Some(sent) = state.sent.pop_front() else { break };
        let number = state.first;
        state.first += 1;
        state.sent_bytes -= sent.bytes;
        match sent.call {
            Some(call) if call.is_ask => {
                state.accepted.insert((connection, number), (to, call));
            }
            Some(call) => todo.decided.push(call, Ok(Vec::new())),
            None => {}
        }
    }
}
