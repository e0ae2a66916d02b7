//! One remote handle, shared by its clones and its replies: the lock around its state.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use actor_runtime::{__private::reply_pair, Reply};

use crate::{
    calls::{
        call::{Call, Decided, Outcome},
        driver::Driver,
        state::{Phase, State, Watcher},
    },
    error::{NotSent, RemoteError, RemoteExit},
    wire::{batch::ConnectionId, up::Message},
};

/// The messages of one remote handle.
pub(crate) struct Outgoing {
    pub(crate) name: String,
    pub(crate) protocol: String,
    /// Its number among the remote handles of this node.
    pub(crate) id: u64,
    pub(crate) driver: Arc<dyn Driver>,
    state: Mutex<State>,
}

/// A message to be sent.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) method: &'static str,
    pub(crate) arguments: Result<Vec<u8>, String>,
    pub(crate) is_ask: bool,
    pub(crate) deadline: Option<Instant>,
    pub(crate) retries: u32,
}

/// What is left to do when the lock is free.
#[derive(Default)]
#[must_use = "the callers have not been told yet"]
pub(crate) struct Todo {
    pub(crate) decided: Decided,
    pub(crate) exit: Option<(RemoteExit, Vec<Watcher>)>,
    pub(crate) forget: Vec<ConnectionId>,
}

impl Todo {
    /// All watchers are told, of the first exit.
    pub(crate) fn exit(&mut self, exit: RemoteExit, state: &mut State) {
        state.found_at = None;
        if self.exit.is_none() {
            self.exit = Some((exit, mem::take(&mut state.watchers)));
        }
    }
}

impl Outgoing {
    pub(crate) fn new(driver: Arc<dyn Driver>, id: u64, name: &str, protocol: &str) -> Self {
        let state = Mutex::new(State::new());
        Outgoing { name: name.to_owned(), protocol: protocol.to_owned(), id, driver, state }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        // No user code runs under this lock, and nothing in it is left half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues a message. Its outcome comes by the reply, which its id names to [`expire`](Outgoing::expire).
    pub(crate) fn call(self: &Arc<Self>, order: Order) -> Reply<Outcome> {
        let (outcome, reply) = reply_pair();
        let arguments = match self.admissible(order.method, order.arguments) {
            Ok(arguments) => arguments,
            Err(why) => {
                let _ = outcome.send(Err(RemoteError::NotSent(why)));
                return reply;
            }
        };
        let limits = self.driver.limits();
        let bytes = Message::OVERHEAD + order.method.len() + arguments.len();
        let mut state = self.lock();
        let has_room = state.queue.len() < limits.queued
            && state.queue.has_room(bytes, limits.queued_bytes, limits.outbox);
        let refused = match state.phase {
            Phase::Closed => Some(NotSent::Closed),
            _ if !has_room => Some(NotSent::QueueFull),
            _ => None,
        };
        if let Some(why) = refused {
            drop(state);
            let _ = outcome.send(Err(RemoteError::NotSent(why)));
            return reply;
        }
        let id = state.next_id;
        state.next_id += 1;
        state.queue.push_back(Call {
            id,
            method: order.method,
            arguments,
            is_ask: order.is_ask,
            deadline: order.deadline,
            retries: order.retries,
            remember: order.retries > 0,
            sent_to: None,
            outcome,
        });
        if let Some(deadline) = order.deadline {
            state.soonest = Some(state.soonest.map_or(deadline, |soonest| soonest.min(deadline)));
        }
        // A repetition may wait until the name is there. This one is told that it is not.
        let look_again = state.phase == Phase::Resolving && mem::take(&mut state.is_absent);
        self.finish(state, Todo::default());
        if look_again {
            self.driver.resolve(Arc::clone(self));
        }
        if order.deadline.is_some() {
            self.driver.keep_time();
        }
        reply
    }

    fn admissible(
        &self,
        method: &str,
        arguments: Result<Vec<u8>, String>,
    ) -> Result<Vec<u8>, NotSent> {
        let arguments = arguments.map_err(NotSent::BadArgument)?;
        let (bytes, limit) = (method.len() + arguments.len(), self.driver.limits().message);
        if bytes > limit { Err(NotSent::TooLarge { bytes, limit }) } else { Ok(arguments) }
    }

    /// Calls `watcher` once, when the actor has ended or is out of reach.
    pub(crate) fn watch(self: &Arc<Self>, watcher: Watcher) {
        let mut state = self.lock();
        let mut todo = Todo::default();
        match state.phase {
            Phase::Closed => todo.exit = Some((RemoteExit::Lost, vec![watcher])),
            _ => state.watchers.push(watcher),
        }
        self.finish(state, todo);
    }

    pub(crate) fn is_resolving(&self) -> bool {
        self.lock().phase == Phase::Resolving
    }

    /// The user's last handle is gone.
    pub(crate) fn release(self: &Arc<Self>) {
        let mut state = self.lock();
        state.is_held = false;
        self.finish(state, Todo::default());
    }

    /// What fits one put and the window, if this still is the connection.
    pub(crate) fn take_batch(self: &Arc<Self>, connection: ConnectionId) -> Option<Vec<u8>> {
        let mut todo = Todo::default();
        let mut state = self.lock();
        if state.connection() != Some(connection) {
            return None;
        }
        let batch = state.take_batch(self.driver.me(), &mut todo.decided);
        // If there is more, `finish` schedules this again.
        state.is_scheduled = false;
        self.finish(state, todo);
        batch
    }

    /// Sees to what the state calls for, frees the lock, and then tells those who wait.
    pub(crate) fn finish(self: &Arc<Self>, mut state: MutexGuard<'_, State>, mut todo: Todo) {
        let mut resolve = false;
        let mut last = None;
        if state.is_over && state.sent.is_empty() {
            self.leave(&mut state, &mut todo);
        }
        let is_wanted = !(state.queue.is_empty() && state.watchers.is_empty());
        match state.phase {
            Phase::Resolving if !is_wanted => state.phase = Phase::Idle,
            Phase::Idle if is_wanted => {
                state.phase = Phase::Resolving;
                state.is_absent = false;
                resolve = true;
            }
            _ => {}
        }
        if state.is_idle() && state.phase != Phase::Closed {
            last = state.connection();
            state.phase = Phase::Closed;
        }
        let send = match state.phase {
            Phase::Open { to, connection, .. } if state.can_send() && !state.is_scheduled => {
                state.is_scheduled = true;
                Some((to, connection))
            }
            _ => None,
        };
        drop(state);

        if resolve {
            self.driver.resolve(Arc::clone(self));
        }
        if let Some((to, connection)) = send {
            self.driver.send_soon(to, connection, Arc::clone(self));
        }
        for connection in todo.forget {
            self.driver.forget(connection, false);
        }
        if let Some(connection) = last {
            self.driver.forget(connection, true);
        }
        todo.decided.tell();
        if let Some((exit, watchers)) = todo.exit {
            for watcher in watchers {
                let exit = exit.clone();
                self.driver.call_back(Box::new(move || watcher(exit)));
            }
        }
    }

    /// Gives up the connection, if all that was sent on it is decided or accepted.
    pub(crate) fn leave(&self, state: &mut State, todo: &mut Todo) {
        if let Some(connection) = state.connection() {
            if !state.accepted.keys().any(|(of, _)| *of == connection) {
                todo.forget.push(connection);
            }
            state.disconnect(Phase::Idle);
        }
        state.is_over = false;
        state.sent.clear();
        state.sent_bytes = 0;
        state.first = 1;
    }
}
