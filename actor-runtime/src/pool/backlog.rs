//! What is queued for a pooled actor: in parts, so that a long backlog is never moved as it grows.

use std::{
    collections::{LinkedList, VecDeque},
    mem,
};

use crate::envelope::Envelope;

/// How many envelopes a part holds. Whoever runs the actor takes a part at a time.
const PART: usize = 256;

pub(crate) struct Backlog<M> {
    /// The oldest first. There are none where `last` is empty.
    full: LinkedList<VecDeque<Envelope<M>>>,
    last: VecDeque<Envelope<M>>,
}

impl<M> Backlog<M> {
    pub(crate) fn new() -> Self {
        Backlog { full: LinkedList::new(), last: VecDeque::new() }
    }

    #[inline]
    pub(crate) fn push(&mut self, envelope: Envelope<M>) {
        if self.last.len() == PART {
            self.begin_part();
        }
        self.last.push_back(envelope);
    }

    #[cold]
    #[inline(never)]
    fn begin_part(&mut self) {
        let full = mem::replace(&mut self.last, VecDeque::with_capacity(PART));
        self.full.push_back(full);
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.last.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.full.len() * PART + self.last.len()
    }

    /// Puts what has been queued longest into `part`, which is empty.
    #[inline]
    pub(crate) fn take_part(&mut self, part: &mut VecDeque<Envelope<M>>) {
        match self.full.pop_front() {
            Some(full) => *part = full,
            None => mem::swap(&mut self.last, part),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flooded(n: usize) -> Backlog<usize> {
        let mut backlog = Backlog::new();
        (0..n).for_each(|n| backlog.push(Envelope::message(n)));
        backlog
    }

    #[test]
    fn what_was_queued_comes_out_in_its_order_and_none_twice() {
        for n in [0, 1, PART - 1, PART, PART + 1, 10 * PART + 3] {
            let mut backlog = flooded(n);
            assert_eq!((backlog.len(), backlog.is_empty()), (n, n == 0));
            let (mut part, mut taken) = (VecDeque::new(), Vec::new());
            while !backlog.is_empty() {
                backlog.take_part(&mut part);
                assert!(!part.is_empty());
                taken.extend(part.drain(..).filter_map(Envelope::open));
            }
            assert_eq!(taken, (0..n).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_a_flood_has_taken_is_given_back_when_it_has_drained() {
        let (mut backlog, mut part) = (flooded(100_000), VecDeque::new());
        while !backlog.is_empty() {
            part.clear();
            backlog.take_part(&mut part);
        }
        assert!(backlog.last.capacity() + part.capacity() <= 2 * PART);
    }
}
