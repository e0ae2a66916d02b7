//! std's channels by their contract: the queue, which sides are gone, and which of them drops what is left.
//
// shuttle's own keep the queued messages of a dropped receiver until the senders go, and their
// `recv_timeout` never times out.

use std::{
    collections::VecDeque,
    future::poll_fn,
    mem,
    sync::{Arc, Mutex},
    task::{Poll, Waker},
    time::Duration,
};

pub use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};

use shuttle::future::block_on;

use super::{after, lock::inner, point};
use crate::fault::{self, Fault};

struct State<T> {
    queue: VecDeque<T>,
    places: usize,
    sender_gone: bool,
    receiver_gone: bool,
    /// One side's drop is over.
    is_half_dropped: bool,
    /// A part of its own, because a message may borrow and a timer may not.
    patience: Arc<Mutex<Patience>>,
}

/// Of the receiver.
struct Patience {
    waker: Option<Waker>,
    /// Which receive waits now, and which one timed out last.
    waits: u64,
    expired: u64,
}

impl Patience {
    fn wake(&mut self) {
        self.waker.take().into_iter().for_each(Waker::wake);
    }
}

/// As std's; not cloned, since the runtime's handles share one.
pub struct Sender<T>(Sending<T>);

/// As std's; not cloned, since the runtime's handles share one.
pub struct SyncSender<T>(Sending<T>);

struct Sending<T>(Arc<Mutex<State<T>>>);

/// As std's, but that it is `Sync`.
pub struct Receiver<T>(Arc<Mutex<State<T>>>);

pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let (sending, receiver) = of_places(usize::MAX);
    (Sender(sending), receiver)
}

pub fn sync_channel<T>(places: usize) -> (SyncSender<T>, Receiver<T>) {
    assert!(places > 0, "the runtime makes no rendezvous channels");
    let (sending, receiver) = of_places(places);
    (SyncSender(sending), receiver)
}

fn of_places<T>(places: usize) -> (Sending<T>, Receiver<T>) {
    let state = Arc::new(Mutex::new(State {
        queue: VecDeque::new(),
        places,
        sender_gone: false,
        receiver_gone: false,
        is_half_dropped: false,
        patience: Arc::new(Mutex::new(Patience { waker: None, waits: 1, expired: 0 })),
    }));
    (Sending(Arc::clone(&state)), Receiver(state))
}

impl<T> Sender<T> {
    pub fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.0.try_send(message).map_err(|error| match error {
            TrySendError::Full(message) | TrySendError::Disconnected(message) => SendError(message),
        })
    }
}

impl<T> SyncSender<T> {
    pub fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        self.0.try_send(message)
    }
}

impl<T> Sending<T> {
    fn try_send(&self, message: T) -> Result<(), TrySendError<T>> {
        point();
        let mut state = inner(&self.0);
        if state.receiver_gone {
            return Err(TrySendError::Disconnected(message));
        }
        if state.queue.len() >= state.places {
            if fault::is_present(Fault::LostPlace) {
                state.places = 0;
            }
            return Err(TrySendError::Full(message));
        }
        if fault::is_present(Fault::LostMessage) {
            mem::forget(message);
            return Ok(());
        }
        state.queue.push_back(message);
        inner(&state.patience).wake();
        Ok(())
    }
}

impl<T> Drop for Sending<T> {
    fn drop(&mut self) {
        point();
        let mut state = inner(&self.0);
        state.sender_gone = true;
        if !fault::is_present(Fault::LostDisconnect) {
            inner(&state.patience).wake();
        }
        let is_empty = state.queue.is_empty();
        drop(state);
        // If nothing is left, no thread can observe when the drop is over.
        if !is_empty {
            point();
        }
        State::leave(&self.0);
    }
}

impl<T> State<T> {
    /// One side has gone; the second one drops what is left.
    fn leave(state: &Mutex<Self>) {
        let is_second = mem::replace(&mut inner(state).is_half_dropped, true);
        if is_second {
            State::discard(state);
        }
    }

    fn discard(state: &Mutex<Self>) {
        let queue = mem::take(&mut inner(state).queue);
        drop(queue);
    }

    /// What a receive that does not wait returns; `None` where one has to wait.
    fn receive(&mut self) -> Option<Result<T, RecvTimeoutError>> {
        let message = if fault::is_present(Fault::NewestFirst) {
            self.queue.pop_back()
        } else {
            self.queue.pop_front()
        };
        match message {
            Some(message) => Some(Ok(message)),
            None => self.sender_gone.then_some(Err(RecvTimeoutError::Disconnected)),
        }
    }
}

impl<T> Receiver<T> {
    pub fn recv(&self) -> Result<T, RecvError> {
        self.wait().map_err(|_| RecvError)
    }

    pub fn recv_timeout(&self, duration: Duration) -> Result<T, RecvTimeoutError> {
        if duration.is_zero() {
            return self.poll();
        }
        let patience = Arc::clone(&inner(&self.0).patience);
        let this = inner(&patience).waits;
        let waits = {
            let patience = Arc::clone(&patience);
            move || inner(&patience).waits == this
        };
        after(duration, waits, move || {
            let mut patience = inner(&patience);
            patience.expired = this;
            patience.wake();
        });
        self.wait()
    }

    fn wait(&self) -> Result<T, RecvTimeoutError> {
        point();
        let result = block_on(poll_fn(|cx| {
            let mut state = inner(&self.0);
            if let Some(received) = state.receive() {
                return Poll::Ready(received);
            }
            let mut patience = inner(&state.patience);
            if patience.expired == patience.waits {
                return Poll::Ready(Err(RecvTimeoutError::Timeout));
            }
            patience.waker = Some(cx.waker().clone());
            Poll::Pending
        }));
        inner(&inner(&self.0).patience).waits += 1;
        result
    }

    fn poll(&self) -> Result<T, RecvTimeoutError> {
        point();
        if fault::is_present(Fault::BlindPoll) || fault::is_present(Fault::HiddenQueue) {
            return Err(RecvTimeoutError::Timeout);
        }
        inner(&self.0).receive().unwrap_or(Err(RecvTimeoutError::Timeout))
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        point();
        let close = || inner(&self.0).receiver_gone = true;
        let discard = || State::discard(&self.0);
        let (sender_gone, is_bounded) = {
            let state = inner(&self.0);
            (state.sender_gone, state.places != usize::MAX)
        };
        if fault::is_present(Fault::LateDiscard) || fault::is_present(Fault::HiddenQueue) {
            close();
        } else if fault::is_present(Fault::TornClose) {
            discard();
            point();
            close();
        } else {
            close();
            // std's unbounded one leaves that to the end if the sender has gone before.
            if is_bounded || !sender_gone {
                discard();
            }
        }
        State::leave(&self.0);
    }
}
