//! A queue of scheduled actors, from which the other workers of a pool can steal.
//
// Each queue has one lock, and its length beside the lock: a thread that finds a queue empty takes no lock. A lock is
// enough. The entry that a worker takes next does not come here, as a rule (next.rs). A worker steals from another
// slot's queue only when its own and the shared one are empty, half of the entries at a time, and few workers search at
// once. So another thread hardly ever holds the lock of a worker's own queue. The critical section is a few moves: it
// costs as much as the two atomic operations of a lock-free queue. The queue that all workers share takes one short
// critical section for each actor that is scheduled from outside; tokio shares its queue in the same way.

use std::{
    collections::VecDeque,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use crate::memory::shrink;

/// How many entries one steal moves at most. The rest of a long queue keeps its order, and the lock is held briefly.
const MOST_MOVED: usize = 32;

/// A queue, first in, first out. It has cache lines of its own, since each worker slot has a queue.
#[repr(align(128))]
#[derive(Debug)]
pub(crate) struct Queue<T> {
    entries: Mutex<VecDeque<T>>,
    /// The number of entries. Written under the lock, and read without it.
    length: AtomicUsize,
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Queue { entries: Mutex::default(), length: AtomicUsize::new(0) }
    }
}

impl<T> Queue<T> {
    pub(crate) fn push(&self, entry: T) {
        let mut entries = self.lock();
        entries.push_back(entry);
        self.store_length(&entries);
    }

    pub(crate) fn pop(&self) -> Option<T> {
        if self.is_empty() {
            return None;
        }
        let mut entries = self.lock();
        shrink::before_pop(&mut entries);
        let entry = entries.pop_front();
        self.store_length(&entries);
        entry
    }

    /// True only if the queue has been empty at some moment since this thread last touched it. The load is relaxed: a
    /// thread that has to see an entry pushed by another thread needs a fence for that.
    pub(crate) fn is_empty(&self) -> bool {
        self.length.load(Relaxed) == 0
    }

    /// Takes half of the entries, rounded up and at most 33, the oldest first. Returns the first of them, and moves the
    /// others to the end of `into`, which is another queue. No two of these locks are ever held at once.
    ///
    /// Also returns whether it has moved any. Those were in neither queue meanwhile, so the caller has to see that a
    /// worker takes them.
    pub(crate) fn steal_into(&self, into: &Queue<T>) -> Option<(T, bool)> {
        if self.is_empty() {
            return None;
        }
        let mut entries = self.lock();
        let first = entries.pop_front()?;
        let half = (entries.len() / 2).min(MOST_MOVED);
        let others: Vec<T> = entries.drain(..half).collect();
        shrink::queue(&mut entries);
        self.store_length(&entries);
        drop(entries);
        let has_moved = !others.is_empty();
        if has_moved {
            let mut into_entries = into.lock();
            into_entries.extend(others);
            into.store_length(&into_entries);
        }
        Some((first, has_moved))
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<T>> {
        // No code in this file panics under the lock, so it is never poisoned.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn store_length(&self, entries: &VecDeque<T>) {
        self.length.store(entries.len(), Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue_of(entries: impl IntoIterator<Item = u32>) -> Queue<u32> {
        let queue = Queue::default();
        entries.into_iter().for_each(|entry| queue.push(entry));
        queue
    }

    fn drained(queue: &Queue<u32>) -> Vec<u32> {
        std::iter::from_fn(|| queue.pop()).collect()
    }

    #[test]
    fn entries_are_taken_in_the_order_in_which_they_were_pushed() {
        assert_eq!(drained(&queue_of(0..5)), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn a_steal_returns_the_first_entry_and_moves_the_rest_of_the_first_half() {
        let (from, into) = (queue_of(0..5), queue_of([9]));
        assert_eq!(from.steal_into(&into), Some((0, true)));
        assert_eq!(drained(&into), [9, 1, 2]);
        assert_eq!(drained(&from), [3, 4]);
        assert_eq!(from.steal_into(&into), None);
        assert!(from.is_empty() && into.is_empty());
    }

    #[test]
    fn a_steal_leaves_most_of_a_long_queue_in_its_order() {
        let (from, into) = (queue_of(0..1_000), Queue::default());
        assert_eq!(from.steal_into(&into), Some((0, true)));
        assert_eq!(drained(&into), (1..33).collect::<Vec<_>>());
        assert_eq!(from.pop(), Some(33));
    }

    #[test]
    fn the_memory_of_a_flood_is_given_back_by_pops_and_by_steals() {
        let into = Queue::default();
        let stolen = queue_of(0..100_000);
        while stolen.steal_into(&into).is_some() {}
        let popped = queue_of(0..100_000);
        while popped.pop().is_some() {}
        for queue in [&stolen, &popped] {
            assert!(queue.lock().capacity() <= shrink::KEPT, "{}", queue.lock().capacity());
        }
    }
}
