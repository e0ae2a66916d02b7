//! Gives back the memory that a collection took for a flood, once the flood is over.
//
// A collection shrinks when at most an eighth of its capacity is in use, and then to a quarter of the capacity. So
// after it has shrunk, its length doubles before it grows again, and halves before it shrinks again: a load
// that rises and falls moves each element a constant number of times. A collection never shrinks below `KEPT`,
// so that a small load that rises and falls allocates nothing at all.

use std::{
    collections::{BinaryHeap, HashMap, VecDeque},
    hash::{BuildHasher, Hash},
};

/// A collection of at most this capacity keeps its memory.
pub(crate) const KEPT: usize = 1024;

/// Whether a collection uses so little of its capacity that it is to shrink.
pub(crate) fn is_sparse(capacity: usize, len: usize) -> bool {
    capacity > KEPT && len <= capacity / 8
}

/// Where elements are removed one by one, the capacity is checked once per `EVERY` removals. This is often enough: a
/// collection whose capacity is above `KEPT` is sparse by the time that `EVERY` elements are left.
const EVERY: usize = KEPT / 8;

/// Whether the capacity is to be checked at this length.
#[inline]
pub(crate) fn is_due(len: usize) -> bool {
    // Never at length 0, where most queues are most of the time.
    len % EVERY == EVERY - 1
}

/// The capacity that a sparse collection shrinks to.
fn shrunk_capacity(capacity: usize) -> usize {
    KEPT.max(capacity / 4)
}

/// Shrinks a queue before an element is taken out. Called before each single removal: the caller holds no element
/// yet, so it has nothing to save across the call.
#[inline]
pub(crate) fn before_pop<T>(elements: &mut VecDeque<T>) {
    if is_due(elements.len()) {
        queue(elements);
    }
}

/// Shrinks a sparse queue. Called after elements have been taken out.
#[cold]
#[inline(never)]
pub(crate) fn queue<T>(queue: &mut VecDeque<T>) {
    if is_sparse(queue.capacity(), queue.len()) {
        queue.shrink_to(shrunk_capacity(queue.capacity()));
    }
}

/// Shrinks a sparse heap. Called after elements have been taken out.
pub(crate) fn heap<T: Ord>(heap: &mut BinaryHeap<T>) {
    if is_sparse(heap.capacity(), heap.len()) {
        heap.shrink_to(shrunk_capacity(heap.capacity()));
    }
}

/// Shrinks a sparse list. Called after elements have been taken out.
pub(crate) fn list<T>(list: &mut Vec<T>) {
    if is_sparse(list.capacity(), list.len()) {
        list.shrink_to(shrunk_capacity(list.capacity()));
    }
}

/// Shrinks a sparse table. Called after an element has been taken out.
pub(crate) fn table<K: Eq + Hash, V, S: BuildHasher>(table: &mut HashMap<K, V, S>) {
    // A table that was shrunk to hold `KEPT` elements may have room for nearly twice as many.
    if table.capacity() >= 2 * KEPT && is_sparse(table.capacity(), table.len()) {
        table.shrink_to(shrunk_capacity(table.capacity()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLOOD: usize = 100_000;

    #[test]
    fn a_flood_is_given_back_as_it_drains_also_where_something_always_stays() {
        for left in [0, 3] {
            let mut flooded: VecDeque<_> = (0..FLOOD).collect();
            while flooded.len() > left {
                before_pop(&mut flooded);
                assert!(flooded.pop_front().is_some());
            }
            assert!(flooded.capacity() <= KEPT, "{left} left: {}", flooded.capacity());
            assert!(flooded.into_iter().eq(FLOOD - left..FLOOD));

            let mut flooded: Vec<_> = (0..FLOOD).collect();
            while flooded.len() > left {
                assert!(flooded.pop().is_some());
                list(&mut flooded);
            }
            assert!(flooded.capacity() <= KEPT, "{left} left: {}", flooded.capacity());

            let mut flooded: HashMap<_, _> = (0..FLOOD).map(|n| (n, n)).collect();
            for n in left..FLOOD {
                assert!(flooded.remove(&n).is_some());
                table(&mut flooded);
            }
            assert!(flooded.capacity() < 2 * KEPT, "{left} left: {}", flooded.capacity());
            assert_eq!(flooded.len(), left);
        }
    }

    /// How often the capacity changes while the length goes up to `peak` and down to 0 again, `waves` times.
    fn changes(waves: usize, peak: usize) -> usize {
        let mut waving = VecDeque::new();
        let (mut changes, mut capacity) = (0, 0);
        let mut note = |now: usize| {
            changes += usize::from(now != capacity);
            capacity = now;
        };
        for _ in 0..waves {
            for n in 0..peak {
                waving.push_back(n);
                note(waving.capacity());
            }
            for _ in 0..peak {
                before_pop(&mut waving);
                waving.pop_front();
                note(waving.capacity());
            }
        }
        changes
    }

    #[test]
    fn a_load_that_rises_and_falls_changes_the_capacity_seldom() {
        assert_eq!(changes(100, KEPT), changes(1, KEPT), "a small queue never shrinks");
        // A hundred waves of 10,000 are a million elements.
        let once = changes(1, 10_000);
        assert!(changes(100, 10_000) <= 100 * once);
        assert!(once < 20, "{once} changes of size");
    }

    #[test]
    fn a_steady_length_changes_no_capacity() {
        for length in [1, KEPT, 10 * KEPT] {
            let mut steady: VecDeque<_> = (0..length).collect();
            let mut capacity = steady.capacity();
            let mut changes = 0;
            for n in 0..10 * length {
                steady.push_back(n);
                before_pop(&mut steady);
                steady.pop_front();
                changes += usize::from(steady.capacity() != capacity);
                capacity = steady.capacity();
            }
            assert!(changes <= 1, "{changes} changes at a length of {length}");
        }
    }
}
