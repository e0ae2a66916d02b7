//! The queues of an executor, as the runtime's `sys::Queue`: each operation is one step, but for a steal that moves entries.

use std::{collections::VecDeque, sync::Mutex};

use super::{lock::inner, point};
use crate::fault::{self, Fault};

/// As the runtime's.
#[derive(Debug)]
pub struct Queue<T>(Mutex<VecDeque<T>>);

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Queue(Mutex::default())
    }
}

impl<T> Queue<T> {
    pub fn push(&self, entry: T) {
        point();
        if !fault::is_present(Fault::LostEntry) {
            inner(&self.0).push_back(entry);
        }
    }

    pub fn pop(&self) -> Option<T> {
        point();
        inner(&self.0).pop_front()
    }

    pub fn is_empty(&self) -> bool {
        point();
        inner(&self.0).is_empty()
    }

    pub fn steal_into(&self, into: &Queue<T>) -> Option<(T, bool)> {
        point();
        let mut taken: VecDeque<T> = {
            let mut from = inner(&self.0);
            let half = from.len().div_ceil(2).min(33);
            from.drain(..half).collect()
        };
        let first = taken.pop_front()?;
        let has_moved = !taken.is_empty();
        if has_moved {
            // The entries are in neither queue.
            point();
        }
        inner(&into.0).extend(taken);
        Some((first, has_moved))
    }
}
