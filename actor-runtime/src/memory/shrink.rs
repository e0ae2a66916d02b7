//! Gives back the memory that a collection took for a flood, once the flood is over.
//
// A collection shrinks when at most an eighth of its capacity is in use, and then to a quarter of it. So
// after it has shrunk, its length doubles before it grows again, and halves before it shrinks again: a load
// that rises and falls moves each element a constant number of times. Below `KEPT` nothing is given back,
// so that a small load that rises and falls allocates nothing at all.

use std::{
    collections::{HashMap, VecDeque},
    hash::{BuildHasher, Hash},
};

/// A collection of at most this capacity keeps its memory.
pub(crate) const KEPT: usize = 1024;

pub(crate) fn is_sparse(capacity: usize, len: usize) -> bool {
    capacity > KEPT && len <= capacity / 8
}

/// When elements are removed one by one, checking the capacity once per `EVERY` removals is enough: a collection of
/// more than `KEPT` is sparse by the time that so many are left.
const EVERY: usize = KEPT / 8;

/// Whether it is time to look.
#[inline]
pub(crate) fn is_due(len: usize) -> bool {
    // Not at 0, where most queues are most of the time.
    len % EVERY == EVERY - 1
}

/// The capacity that a sparse collection shrinks to.
fn enough(capacity: usize) -> usize {
    KEPT.max(capacity / 4)
}

/// Called before each element that is taken out, one by one: before the pop the caller holds no element yet, so
/// nothing has to be saved across the call.
#[inline]
pub(crate) fn before_pop<T>(elements: &mut VecDeque<T>) {
    if is_due(elements.len()) {
        queue(elements);
    }
}

/// Called after elements have been taken out.
#[cold]
#[inline(never)]
pub(crate) fn queue<T>(queue: &mut VecDeque<T>) {
    if is_sparse(queue.capacity(), queue.len()) {
        queue.shrink_to(enough(queue.capacity()));
    }
}

/// Called after elements have been taken out.
pub(crate) fn list<T>(list: &mut Vec<T>) {
    if is_sparse(list.capacity(), list.len()) {
        list.shrink_to(enough(list.capacity()));
    }
}

/// Called after an element has been taken out.
pub(crate) fn table<K: Eq + Hash, V, S: BuildHasher>(table: &mut HashMap<K, V, S>) {
    // One that was shrunk to hold `KEPT` may have room for nearly twice as many.
    if table.capacity() >= 2 * KEPT && is_sparse(table.capacity(), table.len()) {
        table.shrink_to(enough(table.capacity()));
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

    /// How often the capacity changes while the length goes up to `peak` and down to 0 again.
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
    fn a_load_that_rises_and_falls_pays_next_to_nothing() {
        assert_eq!(changes(100, KEPT), changes(1, KEPT), "a small one never shrinks");
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
