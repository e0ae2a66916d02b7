//! What ends a call or an opening from this side: its deadline, a broken connection, the node's close.

use std::{
    mem,
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    calls::{
        call::Call,
        outgoing::{Outgoing, Todo},
        state::{MOST_UNANSWERED, Phase, State},
    },
    engine::NodeId,
    error::{NotSent, RemoteError, RemoteExit},
    wire::batch::ConnectionId,
};

impl Outgoing {
    /// Decides the calls whose deadline has passed. Returns whether any deadline still runs.
    pub(crate) fn expire(self: &Arc<Self>, now: Instant) -> bool {
        let mut state = self.lock();
        match state.soonest {
            None => return false,
            Some(soonest) if soonest > now => return true,
            Some(_) => {}
        }
        let mut todo = Todo::default();
        let late = |call: &Call| call.deadline.is_some_and(|deadline| deadline <= now);
        for call in state.queue.extract(late) {
            let error = call.unless_sent(RemoteError::NotSent(NotSent::Deadline));
            todo.decided.push(call, Err(error));
        }
        for sent in &mut state.sent {
            if let Some(call) = sent.call.take_if(|call| late(call)) {
                todo.decided.push(call, Err(RemoteError::Unknown));
            }
        }
        let mut of = Vec::new();
        for ((connection, _), (_, call)) in state.accepted.extract_if(|_, (_, call)| late(call)) {
            todo.decided.push(call, Err(RemoteError::Unknown));
            of.push(connection);
        }
        let current = state.connection();
        of.retain(|of| {
            Some(*of) != current && !state.accepted.keys().any(|(other, _)| other == of)
        });
        todo.forget.extend(of);
        let queued = state.queue.iter().filter_map(|call| call.deadline);
        let sent = state.sent.iter().filter_map(|sent| sent.call.as_ref()?.deadline);
        let accepted = state.accepted.values().filter_map(|(_, call)| call.deadline);
        state.soonest = queued.chain(sent).chain(accepted).min();
        let runs = state.soonest.is_some();
        self.finish(state, todo);
        runs
    }

    /// The node is out of reach: no further message is taken for it, and all that it has not answered is undecided for
    /// good. [`finish`](Outgoing::finish) tells those who wait.
    pub(crate) fn leave_node(&self, node: NodeId) -> Todo {
        let mut todo = Todo::default();
        let mut state = self.lock();
        if let (Some(connection), true) = (state.connection(), state.peer() == Some(node)) {
            self.break_connection(&mut state, connection, &mut todo);
        }
        if state.found_at == Some(node) {
            // The watchers are told also if the connection was still opening, or was given up.
            todo.exit(RemoteExit::Lost, &mut state);
        }
        let older: Vec<ConnectionId> = state
            .accepted
            .iter()
            .filter(|(_, (at, _))| *at == node)
            .map(|((connection, _), _)| *connection)
            .collect();
        for connection in older {
            self.break_connection(&mut state, connection, &mut todo);
        }
        todo
    }

    /// Gives up an opening whose question has left and was not answered in time. The time is `patience`, doubled for each
    /// unanswered try before this one, because slow or full links delay every answer. Nothing was sent on the connection. Returns whether an opening is still
    /// under way.
    pub(crate) fn give_up_opening(self: &Arc<Self>, now: Instant, patience: Duration) -> bool {
        let mut state = self.lock();
        let Phase::Opening { to, connection } = state.phase else { return false };
        let unanswered = state.unanswered_by(to);
        if !state.asked.is_longer_ago(patience * (1 << unanswered), now) {
            return true;
        }
        state.unanswered = Some((to, MOST_UNANSWERED.min(unanswered + 1)));
        state.disconnect(Phase::Idle);
        self.finish(state, Todo { forget: vec![connection], ..Todo::default() });
        false
    }

    /// All that was sent on the connection and not answered is repeated, or undecided for good.
    pub(crate) fn break_connection(
        &self,
        state: &mut State,
        connection: ConnectionId,
        todo: &mut Todo,
    ) {
        let mut calls: Vec<Call> = state
            .accepted
            .extract_if(|(of, _), _| *of == connection)
            .map(|(_, (_, call))| call)
            .collect();
        if state.connection() == Some(connection) {
            calls.extend(mem::take(&mut state.sent).into_iter().filter_map(|sent| sent.call));
            let was_open = matches!(state.phase, Phase::Open { .. });
            self.leave(state, todo);
            if was_open && state.found_at.is_some() {
                todo.exit(RemoteExit::Lost, state);
            }
        } else {
            todo.forget.push(connection);
        }
        calls.sort_by_key(|call| call.id);
        for mut call in calls {
            if call.retries > 0 {
                call.retries -= 1;
                state.queue.push_back(call);
            } else {
                todo.decided.push(call, Err(RemoteError::Unknown));
            }
        }
    }

    /// The node is closed.
    pub(crate) fn close(self: &Arc<Self>) {
        let mut todo = Todo::default();
        let mut state = self.lock();
        for call in state.queue.extract(|_| true) {
            let error = call.unless_sent(RemoteError::NotSent(NotSent::Closed));
            todo.decided.push(call, Err(error));
        }
        let sent = mem::take(&mut state.sent).into_iter().filter_map(|sent| sent.call);
        let accepted = mem::take(&mut state.accepted).into_values().map(|(_, call)| call);
        for call in sent.chain(accepted) {
            todo.decided.push(call, Err(RemoteError::Unknown));
        }
        todo.exit(RemoteExit::Lost, &mut state);
        state.phase = Phase::Closed;
        self.finish(state, todo);
    }
}
