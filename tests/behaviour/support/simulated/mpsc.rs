//! A stand-in for std's channels.

use std::{
    collections::VecDeque,
    fmt, iter,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

pub use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError};

use actor_runtime::{__private::Condvar, time::Instant};

struct Channel<T> {
    state: Mutex<State<T>>,
    /// Notified of each change of the state.
    changed: Condvar,
    /// Whether a send waits until its item is received.
    is_rendezvous: bool,
}

struct State<T> {
    items: VecDeque<T>,
    /// How many items have been received.
    received: u64,
    senders: usize,
    has_receiver: bool,
}

impl<T> Channel<T> {
    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// As std's, and as its `SyncSender`.
pub struct Sender<T>(Arc<Channel<T>>);

/// As std's.
pub struct Receiver<T>(Arc<Channel<T>>);

pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    ends(false)
}

/// As std's. The tests have no other capacity than none.
pub fn sync_channel<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    assert_eq!(capacity, 0);
    ends(true)
}

fn ends<T>(is_rendezvous: bool) -> (Sender<T>, Receiver<T>) {
    let state = State { items: VecDeque::new(), received: 0, senders: 1, has_receiver: true };
    let channel =
        Arc::new(Channel { state: Mutex::new(state), changed: Condvar::default(), is_rendezvous });
    (Sender(Arc::clone(&channel)), Receiver(channel))
}

impl<T> Sender<T> {
    pub fn send(&self, item: T) -> Result<(), SendError<T>> {
        let Sender(channel) = self;
        let mut state = channel.state();
        if !state.has_receiver {
            return Err(SendError(item));
        }
        state.items.push_back(item);
        let place = state.received + state.items.len() as u64;
        channel.changed.notify_all();
        while channel.is_rendezvous && state.received < place && state.has_receiver {
            state = channel.changed.wait(&channel.state, state, None);
        }
        Ok(())
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.0.state().senders += 1;
        Sender(Arc::clone(&self.0))
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let Sender(channel) = self;
        channel.state().senders -= 1;
        channel.changed.notify_all();
    }
}

impl<T> Receiver<T> {
    pub fn recv(&self) -> Result<T, RecvError> {
        self.recv_timeout(Duration::MAX).map_err(|_| RecvError)
    }

    pub fn recv_timeout(&self, duration: Duration) -> Result<T, RecvTimeoutError> {
        let Receiver(channel) = self;
        let until = Instant::now().checked_add(duration);
        let mut state = channel.state();
        loop {
            match take(&mut state) {
                Ok(item) => {
                    channel.changed.notify_all();
                    return Ok(item);
                }
                Err(TryRecvError::Disconnected) => return Err(RecvTimeoutError::Disconnected),
                Err(TryRecvError::Empty) => {}
            }
            let left =
                until.map_or(Duration::MAX, |it| it.saturating_duration_since(Instant::now()));
            if left.is_zero() {
                return Err(RecvTimeoutError::Timeout);
            }
            state = channel.changed.wait(&channel.state, state, Some(left));
        }
    }

    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        let taken = take(&mut self.0.state());
        self.0.changed.notify_all();
        taken
    }

    pub fn iter(&self) -> impl Iterator<Item = T> + '_ {
        iter::from_fn(|| self.recv().ok())
    }

    pub fn try_iter(&self) -> impl Iterator<Item = T> + '_ {
        iter::from_fn(|| self.try_recv().ok())
    }
}

fn take<T>(state: &mut State<T>) -> Result<T, TryRecvError> {
    match state.items.pop_front() {
        Some(item) => {
            state.received += 1;
            Ok(item)
        }
        None if state.senders == 0 => Err(TryRecvError::Disconnected),
        None => Err(TryRecvError::Empty),
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        let Receiver(channel) = self;
        let mut state = channel.state();
        state.has_receiver = false;
        let left = std::mem::take(&mut state.items);
        drop(state);
        channel.changed.notify_all();
        // Not under the lock: it may own an end of this channel.
        drop(left);
    }
}

/// As std's.
pub struct IntoIter<T>(Receiver<T>);

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.recv().ok()
    }
}

impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        IntoIter(self)
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").finish_non_exhaustive()
    }
}
