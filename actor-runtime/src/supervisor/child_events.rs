//! `ChildEvents`: the stream of a supervisor's events.

use std::{collections::VecDeque, fmt, time::Duration};

use crate::{
    lifecycle::current,
    supervisor::event::ChildEvent,
    sys::{
        self, Arc, Condvar, Instant, Mutex,
        mpsc::{RecvError, RecvTimeoutError, TryRecvError},
    },
    wait::block::{Sleep, time_left},
};

/// The events of a supervisor's children, from the call of [`events`](crate::SupervisorHandle::events) to the end of the
/// supervisor: as std's [`Receiver`](std::sync::mpsc::Receiver).
///
/// Not std's receiver: that would block its thread, and a simulation would not see it.
///
/// ```
/// use actor_runtime::{Supervisor, SupervisorHandle, prelude::*};
///
/// let group: SupervisorHandle = Supervisor::one_for_one().spawn();
/// let events = group.events()?;
/// drop(group);
/// assert!(events.recv().is_err()); // the supervisor has ended
/// # Ok::<(), CallError>(())
/// ```
pub struct ChildEvents(Arc<Queue>);

/// The supervisor's end of a stream of events. Its drop ends the stream.
pub(super) struct Listener(Arc<Queue>);

#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    events: VecDeque<ChildEvent>,
    has_ended: bool,
    is_unheard: bool,
}

impl State {
    fn take(&mut self) -> Result<ChildEvent, TryRecvError> {
        match self.events.pop_front() {
            Some(event) => Ok(event),
            None if self.has_ended => Err(TryRecvError::Disconnected),
            None => Err(TryRecvError::Empty),
        }
    }
}

pub(super) fn stream() -> (Listener, ChildEvents) {
    let queue = Arc::<Queue>::default();
    (Listener(Arc::clone(&queue)), ChildEvents(queue))
}

impl Listener {
    /// Adds an event to the stream; returns whether somebody has its other end.
    pub(super) fn send(&self, event: ChildEvent) -> bool {
        let mut state = sys::lock(&self.0.state);
        if state.is_unheard {
            return false;
        }
        state.events.push_back(event);
        drop(state);
        self.0.changed.notify_all();
        true
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        sys::lock(&self.0.state).has_ended = true;
        self.0.changed.notify_all();
    }
}

impl ChildEvents {
    /// Waits for the next event. In an actor on an [`Executor`](crate::Executor), another thread takes this one's place
    /// meanwhile. If the system can start no further thread, `recv` waits nevertheless and keeps its thread. A supervisor on
    /// the same executor may then have no thread to run on, and no event comes:
    /// [`recv_timeout`](ChildEvents::recv_timeout) returns `Timeout` in that case.
    ///
    /// # Errors
    ///
    /// If the supervisor has ended, and all its events have been received.
    pub fn recv(&self) -> Result<ChildEvent, RecvError> {
        self.recv_until(None).map_err(|_| RecvError)
    }

    /// Waits for the next event for at most `duration`.
    ///
    /// # Errors
    ///
    /// `Timeout` if none has come by then, and `Disconnected` as of [`recv`](ChildEvents::recv). In an actor on an executor,
    /// `Timeout` may also come early, after about a second: if the system has no thread to take this one's place, and the
    /// executor's other actors have no thread to run on.
    pub fn recv_timeout(&self, duration: Duration) -> Result<ChildEvent, RecvTimeoutError> {
        sys::Home::here().at_wait(duration);
        // A moment past the end of the clock is no deadline.
        self.recv_until(Instant::now().checked_add(duration))
    }

    /// Takes the next event if there is one.
    ///
    /// # Errors
    ///
    /// `Empty` if there is none, and `Disconnected` as of [`recv`](ChildEvents::recv).
    pub fn try_recv(&self) -> Result<ChildEvent, TryRecvError> {
        current::go_on();
        sys::Home::here().at_poll();
        sys::lock(&self.0.state).take()
    }

    /// Waits for one event after the other, until the supervisor has ended.
    pub fn iter(&self) -> impl Iterator<Item = ChildEvent> + '_ {
        std::iter::from_fn(|| self.recv().ok())
    }

    /// Takes the events that there are.
    pub fn try_iter(&self) -> impl Iterator<Item = ChildEvent> + '_ {
        std::iter::from_fn(|| self.try_recv().ok())
    }

    fn recv_until(&self, deadline: Option<Instant>) -> Result<ChildEvent, RecvTimeoutError> {
        // The callers of replies that a caught panic has dropped are told before this thread waits.
        current::go_on();
        let Queue { state: mutex, changed } = &*self.0;
        let mut sleep = Sleep::new();
        let mut state = sys::lock(mutex);
        loop {
            match state.take() {
                Ok(event) => return Ok(event),
                Err(TryRecvError::Disconnected) => return Err(RecvTimeoutError::Disconnected),
                Err(TryRecvError::Empty) => {}
            }
            let left = time_left(deadline);
            if left.is_some_and(|left| left.is_zero()) {
                return Err(RecvTimeoutError::Timeout);
            }
            state = match sleep.wait(changed, mutex, state, left) {
                Ok(state) => state,
                Err(_) if deadline.is_some() => return Err(RecvTimeoutError::Timeout),
                Err(_) => {
                    sleep = Sleep::new();
                    sys::lock(mutex)
                }
            };
        }
    }
}

impl Drop for ChildEvents {
    fn drop(&mut self) {
        let mut state = sys::lock(&self.0.state);
        state.is_unheard = true;
        let events = std::mem::take(&mut state.events);
        drop(state);
        drop(events);
    }
}

/// Waits for one event after the other, until the supervisor has ended.
impl Iterator for ChildEvents {
    type Item = ChildEvent;

    fn next(&mut self) -> Option<ChildEvent> {
        self.recv().ok()
    }
}

impl<'a> IntoIterator for &'a ChildEvents {
    type Item = ChildEvent;
    type IntoIter = Box<dyn Iterator<Item = ChildEvent> + 'a>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

impl fmt::Debug for ChildEvents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChildEvents").finish_non_exhaustive()
    }
}
