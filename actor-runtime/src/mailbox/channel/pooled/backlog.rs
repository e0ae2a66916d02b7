//! What is queued for a pooled actor: in parts, so that a long backlog is never moved as it grows.

use std::{
    collections::{LinkedList, VecDeque},
    mem,
};

use crate::mailbox::envelope::Envelope;

/// How many envelopes a part holds. Whoever runs the actor takes a part at a time.
const PART: usize = 256;

/// A short queue. What comes first into an empty one lies in it, and not in memory of its own: an actor that
/// is seldom sent more than one message at a time needs none, nor has it fetched for each. The price is that
/// a pooled actor is larger by two of its messages.
#[repr(C)]
pub(crate) struct Chunk<M> {
    first: Option<Envelope<M>>,
    rest: VecDeque<Envelope<M>>,
}

impl<M> Chunk<M> {
    pub(crate) const fn new() -> Self {
        Chunk { first: None, rest: VecDeque::new() }
    }

    #[inline]
    pub(crate) fn push(&mut self, envelope: Envelope<M>) {
        if self.is_empty() {
            self.first = Some(envelope);
        } else {
            self.rest.push_back(envelope);
        }
    }

    #[inline]
    pub(crate) fn pop(&mut self) -> Option<Envelope<M>> {
        if self.first.is_some() {
            return self.first.take();
        }
        self.rest.pop_front()
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.first.is_none() && self.rest.is_empty()
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        usize::from(self.first.is_some()) + self.rest.len()
    }
}

#[repr(C)]
pub(crate) struct Backlog<M> {
    /// Only ever filled here, and so empty where it has no first one.
    last: Chunk<M>,
    /// The oldest first. There are none where `last` is empty.
    full: LinkedList<Chunk<M>>,
}

impl<M> Backlog<M> {
    pub(crate) fn new() -> Self {
        Backlog { full: LinkedList::new(), last: Chunk::new() }
    }

    #[inline]
    pub(crate) fn push(&mut self, envelope: Envelope<M>) {
        let Chunk { first, rest } = &mut self.last;
        if first.is_none() {
            *first = Some(envelope);
        } else if rest.len() < PART - 1 {
            rest.push_back(envelope);
        } else {
            self.begin_part(envelope);
        }
    }

    #[cold]
    #[inline(never)]
    fn begin_part(&mut self, first: Envelope<M>) {
        let next = Chunk { first: Some(first), rest: VecDeque::with_capacity(PART - 1) };
        self.full.push_back(mem::replace(&mut self.last, next));
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.last.first.is_none()
    }

    pub(crate) fn len(&self) -> usize {
        self.full.len() * PART + self.last.len()
    }

    /// Puts what has been queued longest into `part`, which is empty.
    #[inline]
    pub(crate) fn take_chunk(&mut self, part: &mut Chunk<M>) {
        debug_assert!(part.is_empty(), "a part that is not through would be queued again");
        match self.full.pop_front() {
            Some(full) => *part = full,
            None => mem::swap(&mut self.last, part),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::iter;

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
            let (mut part, mut taken) = (Chunk::new(), Vec::new());
            while !backlog.is_empty() {
                backlog.take_chunk(&mut part);
                assert!(!part.is_empty());
                taken.extend(iter::from_fn(|| part.pop()).filter_map(Envelope::open));
            }
            assert_eq!(taken, (0..n).collect::<Vec<_>>());
        }
    }

    #[test]
    fn one_envelope_at_a_time_needs_no_memory() {
        let (mut backlog, mut part) = (Backlog::new(), Chunk::new());
        for n in 0..10 {
            backlog.push(Envelope::message(n));
            backlog.take_chunk(&mut part);
            assert_eq!(part.pop().and_then(Envelope::open), Some(n));
        }
        assert_eq!(backlog.last.rest.capacity() + part.rest.capacity(), 0);
    }

    #[test]
    fn what_a_flood_has_taken_is_given_back_when_it_has_drained() {
        let (mut backlog, mut part) = (flooded(100_000), Chunk::new());
        while !backlog.is_empty() {
            while part.pop().is_some() {}
            backlog.take_chunk(&mut part);
        }
        assert!(backlog.last.rest.capacity() + part.rest.capacity() <= 2 * PART);
    }
}
