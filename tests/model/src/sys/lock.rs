//! Mutexes and condition variables, and what the runtime does with them.

use std::{
    collections::VecDeque,
    future::poll_fn,
    ops::{Deref, DerefMut},
    sync::{self, PoisonError, TryLockError},
    task::{Poll, Waker},
    time::Duration,
};

use shuttle::future::block_on;

use super::{after, point};
use crate::fault::{self, Fault};

/// As std's. Unfair: any of the waiting threads may get the lock.
///
/// shuttle's own has a second scheduling point, before the unlock, which no thread can observe.
#[derive(Default)]
pub struct Mutex<T> {
    value: sync::Mutex<T>,
    waiting: sync::Mutex<Vec<Waker>>,
}

pub struct MutexGuard<'a, T> {
    mutex: &'a Mutex<T>,
    /// `None` once dropped.
    value: Option<sync::MutexGuard<'a, T>>,
}

impl<T> Mutex<T> {
    pub fn new(value: T) -> Self {
        Mutex { value: sync::Mutex::new(value), waiting: sync::Mutex::default() }
    }

    fn take(&self) -> MutexGuard<'_, T> {
        let value = block_on(poll_fn(|cx| match self.value.try_lock() {
            Ok(value) => Poll::Ready(value),
            Err(TryLockError::Poisoned(value)) => Poll::Ready(value.into_inner()),
            Err(TryLockError::WouldBlock) => {
                inner(&self.waiting).push(cx.waker().clone());
                Poll::Pending
            }
        }));
        MutexGuard { mutex: self, value: Some(value) }
    }
}

impl<T> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        drop(self.value.take());
        inner(&self.mutex.waiting).drain(..).for_each(Waker::wake);
    }
}

impl<T> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.as_ref().expect("it is taken in the drop alone")
    }
}

impl<T> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        self.value.as_mut().expect("it is taken in the drop alone")
    }
}

/// As std's, but without spurious wake-ups, and it wakes the threads in the order in which they began to wait.
#[derive(Default)]
pub struct Condvar(sync::Arc<sync::Mutex<Waiting>>);

#[derive(Default)]
struct Waiting {
    next_ticket: u64,
    /// A waiter that is no longer in here has been notified.
    line: VecDeque<(u64, Option<Waker>)>,
}

impl Condvar {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn notify_one(&self) {
        self.notify(1);
    }

    pub fn notify_all(&self) {
        self.notify(usize::MAX);
    }

    fn notify(&self, at_most: usize) {
        point();
        if !fault::is_present(Fault::LostNotification) {
            let mut waiting = inner(&self.0);
            let notified = waiting.line.len().min(at_most);
            waiting.line.drain(..notified).filter_map(|(_, waker)| waker).for_each(Waker::wake);
        }
    }

    fn listen(&self) -> u64 {
        let mut waiting = inner(&self.0);
        waiting.next_ticket += 1;
        let ticket = waiting.next_ticket;
        waiting.line.push_back((ticket, None));
        ticket
    }

    fn wait_for(&self, ticket: u64) {
        block_on(poll_fn(|cx| match inner(&self.0).line.iter_mut().find(|of| of.0 == ticket) {
            None => Poll::Ready(()),
            Some((_, waker)) => {
                *waker = Some(cx.waker().clone());
                Poll::Pending
            }
        }));
    }
}

/// As the runtime's.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    point();
    mutex.take()
}

/// As the runtime's. No scheduling point: the mutex has no other owner.
pub fn into_inner<T>(mutex: Mutex<T>) -> T {
    mutex.value.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// As the runtime's.
pub fn wait<'a, T>(
    condvar: &Condvar,
    _mutex: &'a Mutex<T>,
    guard: MutexGuard<'a, T>,
    duration: Option<Duration>,
) -> MutexGuard<'a, T> {
    match duration {
        None => wait_for_ever(condvar, guard),
        Some(duration) => wait_for(condvar, guard, duration),
    }
}

fn wait_for_ever<'a, T>(condvar: &Condvar, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
    let mutex = guard.mutex;
    if fault::is_present(Fault::LateListener) {
        drop(guard);
        point();
        condvar.wait_for(condvar.listen());
    } else {
        let ticket = condvar.listen();
        drop(guard);
        condvar.wait_for(ticket);
    }
    mutex.take()
}

fn wait_for<'a, T>(
    condvar: &Condvar,
    guard: MutexGuard<'a, T>,
    duration: Duration,
) -> MutexGuard<'a, T> {
    let mutex = guard.mutex;
    let ticket = condvar.listen();
    let waits = {
        let waiting = sync::Arc::clone(&condvar.0);
        move || inner(&waiting).line.iter().any(|of| of.0 == ticket)
    };
    let waiting = sync::Arc::clone(&condvar.0);
    after(duration, waits, move || {
        let mut waiting = inner(&waiting);
        if let Some(place) = waiting.line.iter().position(|of| of.0 == ticket) {
            waiting
                .line
                .remove(place)
                .and_then(|(_, waker)| waker)
                .into_iter()
                .for_each(Waker::wake);
        }
    });
    drop(guard);
    condvar.wait_for(ticket);
    mutex.take()
}

/// Locks a mutex that no task holds across a scheduling point.
pub(super) fn inner<T>(mutex: &sync::Mutex<T>) -> sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
