//! A queue of work that the threads of an executor take from each other.
//
// One lock each, and the length beside it: to see that there is nothing takes no lock. That is enough. A thread
// takes from another queue only where its own is empty, half of what lies there at a time, and few threads search
// at once. So the lock of a thread's own queue is hardly ever held by another one, and what lies under it is a
// few moves: it costs what the two atomic operations of a lock-free queue cost. The queue that all threads share
// takes one short critical section per actor that is listed from outside; tokio shares its queue in the same way.

use std::{
    collections::VecDeque,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use crate::memory::shrink;

/// First in, first out. On cache lines of its own, since each thread has one.
#[repr(align(128))]
#[derive(Debug)]
pub(crate) struct Queue<T> {
    entries: Mutex<VecDeque<T>>,
    /// Written under the lock.
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
        self.show_length(&entries);
    }

    pub(crate) fn pop(&self) -> Option<T> {
        if self.is_empty() {
            return None;
        }
        let mut entries = self.lock();
        shrink::before_pop(&mut entries);
        let entry = entries.pop_front();
        self.show_length(&entries);
        entry
    }

    /// Whether nothing was in it at some moment since this thread last touched it. Relaxed: who has to see an entry
    /// that another thread pushes has a fence for that.
    pub(crate) fn is_empty(&self) -> bool {
        self.length.load(Relaxed) == 0
    }

    /// Takes the first half. The very first is returned, the others go to the end of `into`, which is another
    /// queue. No two of these locks are ever held at once.
    pub(crate) fn steal_into(&self, into: &Queue<T>) -> Option<T> {
        if self.is_empty() {
            return None;
        }
        let mut entries = self.lock();
        let first = entries.pop_front()?;
        let half = entries.len() / 2;
        let others: Vec<T> = entries.drain(..half).collect();
        shrink::queue(&mut entries);
        self.show_length(&entries);
        drop(entries);
        if !others.is_empty() {
            let mut into_entries = into.lock();
            into_entries.extend(others);
            into.show_length(&into_entries);
        }
        Some(first)
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<T>> {
        // Nothing in here panics, so it is never poisoned.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn show_length(&self, entries: &VecDeque<T>) {
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
    fn a_thief_takes_the_first_half_and_runs_the_very_first() {
        let (from, into) = (queue_of(0..5), queue_of([9]));
        assert_eq!(from.steal_into(&into), Some(0));
        assert_eq!(drained(&into), [9, 1, 2]);
        assert_eq!(drained(&from), [3, 4]);
        assert_eq!(from.steal_into(&into), None);
        assert!(from.is_empty() && into.is_empty());
    }

    #[test]
    fn the_memory_of_a_flood_is_given_back_whoever_takes_it() {
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
