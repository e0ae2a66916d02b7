//! The number of the entry that a worker keeps as its next one, from where other workers can take it.

use std::sync::atomic::{
    AtomicU64,
    Ordering::{AcqRel, Relaxed, SeqCst},
};

/// A number that one thread puts, and that this thread or another one takes. The entry itself stays with the thread
/// that has put its number. A thread that takes the number of another one's entry finds the entry by it. So an entry
/// that no other thread takes costs one atomic operation when it is put, and one when it is taken back.
#[derive(Debug, Default)]
pub(crate) struct NextEntry(AtomicU64);

/// Says that no number is there.
const NONE: u64 = 0;

impl NextEntry {
    /// Puts a number that is not zero. Only for the thread that puts all of them, after the last one has been taken.
    ///
    /// Comes before every later `SeqCst` load of this thread in the order of all `SeqCst` operations.
    pub(crate) fn put(&self, number: u64) {
        self.0.swap(number, SeqCst);
    }

    /// As `put`, at the cost of a plain store. For a pool of one slot, where no worker steals: another thread takes the
    /// number only after this one has given it the slot under a lock, which makes the store visible.
    pub(crate) fn put_alone(&self, number: u64) {
        self.0.store(number, Relaxed);
    }

    /// Takes the number, if there is one. What the thread that put it did before that is visible then.
    pub(crate) fn take(&self) -> Option<u64> {
        Some(self.0.swap(NONE, AcqRel)).filter(|number| *number != NONE)
    }

    /// As `take`, for a number that was put by `put_alone`.
    pub(crate) fn take_alone(&self) -> Option<u64> {
        let number = self.0.load(Relaxed);
        self.0.store(NONE, Relaxed);
        Some(number).filter(|number| *number != NONE)
    }

    /// As [`Queue::is_empty`](super::Queue::is_empty).
    pub(crate) fn is_empty(&self) -> bool {
        self.0.load(Relaxed) == NONE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_taken_once() {
        let next = NextEntry::default();
        assert_eq!(next.take(), None);
        next.put(3);
        assert!(!next.is_empty());
        assert_eq!(next.take(), Some(3));
        assert_eq!(next.take(), None);
        next.put_alone(4);
        assert_eq!(next.take_alone(), Some(4));
        assert_eq!(next.take_alone(), None);
        assert!(next.is_empty());
    }
}
