//! The queues of a crew, as crossbeam-deque has them: each operation is one step.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use super::{lock::inner, point};
use crate::fault::{self, Fault};

type Entries<T> = Arc<Mutex<VecDeque<T>>>;

pub enum Steal<T> {
    Empty,
    Success(T),
    /// Never: nobody is in the way within a step.
    #[allow(dead_code)]
    Retry,
}

pub struct Injector<T>(Entries<T>);

pub struct Worker<T>(Entries<T>);

pub struct Stealer<T>(Entries<T>);

impl<T> Default for Injector<T> {
    fn default() -> Self {
        Injector(Arc::default())
    }
}

impl<T> Injector<T> {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn push(&self, entry: T) {
        point();
        push(&self.0, entry);
    }

    pub fn is_empty(&self) -> bool {
        point();
        inner(&self.0).is_empty()
    }

    pub fn steal_batch_and_pop(&self, into: &Worker<T>) -> Steal<T> {
        steal(&self.0, into)
    }
}

impl<T> Worker<T> {
    pub fn new_fifo() -> Self {
        Worker(Arc::default())
    }

    pub fn stealer(&self) -> Stealer<T> {
        Stealer(Arc::clone(&self.0))
    }

    pub fn push(&self, entry: T) {
        point();
        push(&self.0, entry);
    }

    pub fn pop(&self) -> Option<T> {
        point();
        inner(&self.0).pop_front()
    }

    pub fn is_empty(&self) -> bool {
        point();
        inner(&self.0).is_empty()
    }
}

impl<T> Stealer<T> {
    pub fn is_empty(&self) -> bool {
        point();
        inner(&self.0).is_empty()
    }

    pub fn steal_batch_and_pop(&self, into: &Worker<T>) -> Steal<T> {
        steal(&self.0, into)
    }
}

fn push<T>(entries: &Entries<T>, entry: T) {
    if !fault::is_present(Fault::LostEntry) {
        inner(entries).push_back(entry);
    }
}

/// Half of them, as the original has it.
fn steal<T>(from: &Entries<T>, into: &Worker<T>) -> Steal<T> {
    point();
    let mut taken: VecDeque<T> = {
        let mut from = inner(from);
        let half = from.len().div_ceil(2);
        from.drain(..half).collect()
    };
    match taken.pop_front() {
        None => Steal::Empty,
        Some(entry) => {
            inner(&into.0).extend(taken);
            Steal::Success(entry)
        }
    }
}
