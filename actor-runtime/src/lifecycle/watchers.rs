//! The closures that are to be called once, at an end or a stop, and the keys by which they are taken out before.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::memory::shrink;

/// Identifies a watcher, for [`unwatch`](crate::Handle::unwatch). Dropping it changes nothing.
///
/// ```
/// # use actor_runtime::prelude::*;
/// # #[actor] struct Lamp;
/// # #[actor]
/// # impl Lamp {
/// #     pub fn switch(&mut self) {}
/// # }
/// use actor_runtime::Watch;
///
/// let lamp = Lamp.spawn();
/// let watch: Watch = lamp.on_exit(|_| unreachable!("it is taken out before"));
/// assert!(lamp.unwatch(watch));
/// assert!(!lamp.unwatch(watch), "it is out already");
/// assert_eq!(lamp.join()?, Exit::Closed);
/// # Ok::<(), CallError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Watch(u64);

impl Watch {
    /// Watches are unique in the whole process, so that none of another actor passes for one of this actor.
    pub(super) fn next() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Watch(NEXT.fetch_add(1, Relaxed))
    }
}

/// Watchers in the order in which they came. Each operation takes about as long among many as among few.
///
/// A list of pairs, and not a `BTreeMap`, since most actors that are watched have one watcher: the first node of a
/// map takes more than 200 bytes.
pub(super) struct Watchers<W> {
    /// Sorted by key, in ascending order until `begin_calls`, and in descending order from then on. `None` stands for a
    /// watcher that has been taken out, and never at the end of the list.
    list: Vec<(Watch, Option<W>)>,
    /// The places in the list that are `None`.
    vacant: usize,
}

impl<W> Default for Watchers<W> {
    fn default() -> Self {
        Watchers { list: Vec::new(), vacant: 0 }
    }
}

impl<W> Watchers<W> {
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Adds a watcher behind all others. Not to be called after `begin_calls`.
    pub(super) fn push(&mut self, watcher: W) -> Watch {
        if self.list.len() == self.list.capacity() {
            self.drop_vacant();
            self.make_room();
        }
        // The caller holds the lock of this list, so the keys ascend.
        let watch = Watch::next();
        self.list.push((watch, Some(watcher)));
        watch
    }

    fn drop_vacant(&mut self) {
        self.list.retain(|(_, watcher)| watcher.is_some());
        self.vacant = 0;
    }

    /// Grows only if at least half of the places are in use, so each call is followed by about as many pushes as
    /// `drop_vacant` has looked at places.
    fn make_room(&mut self) {
        if self.list.len() * 2 > self.list.capacity() {
            self.list.reserve(self.list.len());
        }
    }

    /// Takes a watcher out, if it is still to be called.
    pub(super) fn remove(&mut self, watch: Watch) -> Option<W> {
        let ascends = self.list.first()?.0.0 <= self.list.last()?.0.0;
        let place = self.list.binary_search_by(|(key, _)| match ascends {
            true => key.0.cmp(&watch.0),
            false => watch.0.cmp(&key.0),
        });
        let watcher = self.list[place.ok()?].1.take()?;
        self.vacant += 1;
        self.trim();
        // Most places have become vacant since the last time, so each of them is looked at a constant number of times.
        if shrink::is_sparse(self.list.capacity(), self.list.len() - self.vacant) {
            self.drop_vacant();
            shrink::list(&mut self.list);
        }
        Some(watcher)
    }

    /// Notes that the watchers are called from now on, the first one first.
    pub(super) fn begin_calls(&mut self) {
        self.list.reverse();
        self.trim();
    }

    /// Takes the next watcher to call. Only after `begin_calls`.
    pub(super) fn next(&mut self) -> Option<W> {
        let (_, watcher) = self.list.pop()?;
        self.trim();
        if self.list.is_empty() {
            self.list = Vec::new();
        }
        watcher
    }

    fn trim(&mut self) {
        while let Some((_, None)) = self.list.last() {
            self.list.pop();
            self.vacant -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(mut watchers: Watchers<u32>) -> Vec<u32> {
        watchers.begin_calls();
        std::iter::from_fn(|| watchers.next()).collect()
    }

    #[test]
    fn those_that_are_left_are_called_in_the_order_in_which_they_came() {
        let mut watchers = Watchers::default();
        let watches: Vec<_> = (0..8).map(|n| watchers.push(n)).collect();
        for n in [7, 0, 3] {
            assert_eq!(watchers.remove(watches[n]), Some(n as u32));
            assert_eq!(watchers.remove(watches[n]), None);
        }
        assert_eq!(watchers.remove(Watch::next()), None, "of another list");
        assert_eq!(called(watchers), [1, 2, 4, 5, 6]);
    }

    #[test]
    fn one_is_taken_out_while_others_are_called() {
        let mut watchers = Watchers::default();
        let watches: Vec<_> = (0..4).map(|n| watchers.push(n)).collect();
        watchers.begin_calls();
        assert_eq!(watchers.next(), Some(0));
        assert_eq!(watchers.remove(watches[0]), None, "it is being called");
        assert_eq!(watchers.remove(watches[1]), Some(1));
        assert_eq!(watchers.remove(watches[3]), Some(3));
        assert_eq!(watchers.next(), Some(2));
        assert!(watchers.is_empty());
        assert_eq!(watchers.next(), None);
    }

    #[test]
    fn those_that_are_taken_out_leave_no_memory_behind() {
        let mut watchers = Watchers::default();
        let kept = watchers.push(0);
        for n in 1..100_000 {
            let watch = watchers.push(n);
            // Not the last one of the list.
            let last = watchers.push(n);
            assert_eq!(watchers.remove(watch), Some(n));
            assert_eq!(watchers.remove(last), Some(n));
        }
        assert!(watchers.list.capacity() < 16, "{}", watchers.list.capacity());
        assert_eq!(watchers.remove(kept), Some(0));
        assert!(watchers.is_empty());
    }

    #[test]
    fn a_flood_of_which_the_newest_stays_is_given_back() {
        let mut watchers = Watchers::default();
        let watches: Vec<_> = (0..100_000).map(|n| watchers.push(n)).collect();
        for (n, watch) in watches[..99_999].iter().enumerate() {
            assert_eq!(watchers.remove(*watch), Some(n as u32));
        }
        assert!(watchers.list.capacity() <= shrink::KEPT, "{}", watchers.list.capacity());
        assert_eq!(called(watchers), [99_999]);
    }

    #[test]
    fn a_place_in_the_middle_is_used_again() {
        let mut watchers = Watchers::default();
        let mut watches: Vec<_> = (0..100).map(|n| watchers.push(n)).collect();
        for n in 0..100_000 {
            let watch = watches.remove(50);
            assert!(watchers.remove(watch).is_some());
            watches.push(watchers.push(n));
        }
        assert!(watchers.list.capacity() < 1_000, "{}", watchers.list.capacity());
    }
}
