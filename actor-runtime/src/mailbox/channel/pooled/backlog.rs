//! A pooled actor's backlog: what is queued, in chunks, so that a long backlog is never moved as it grows.

use std::{
    collections::{LinkedList, VecDeque},
    mem,
};

use crate::mailbox::envelope::Envelope;

/// How many envelopes a chunk holds. The thread that runs the actor takes one chunk at a time.
const CHUNK: usize = 256;

/// A short queue. The first envelope that comes into an empty chunk lies in the chunk itself, and not in allocated
/// memory. An actor that seldom has more than one message queued needs no such memory, and reads none of it
/// for each message. The price is that a pooled actor is larger by two of its messages.
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

struct FullChunks<M>(LinkedList<Chunk<M>>);

#[repr(C)]
pub(crate) struct Backlog<M> {
    /// The newest chunk. Only `push` adds to it, so it is empty if its `first` is `None`.
    last: Chunk<M>,
    /// The chunks that are full, the oldest first. There are none if `last` is empty. Boxed with the first of them:
    /// most actors never have one.
    full: Option<Box<FullChunks<M>>>,
}

impl<M> Backlog<M> {
    pub(crate) fn new() -> Self {
        Backlog { full: None, last: Chunk::new() }
    }

    #[inline]
    pub(crate) fn push(&mut self, envelope: Envelope<M>) {
        let Chunk { first, rest } = &mut self.last;
        if first.is_none() {
            *first = Some(envelope);
        } else if rest.len() < CHUNK - 1 {
            rest.push_back(envelope);
        } else {
            self.begin_chunk(envelope);
        }
    }

    #[cold]
    #[inline(never)]
    fn begin_chunk(&mut self, first: Envelope<M>) {
        let next = Chunk { first: Some(first), rest: VecDeque::with_capacity(CHUNK - 1) };
        let full = self.full.get_or_insert_with(|| Box::new(FullChunks(LinkedList::new())));
        full.0.push_back(mem::replace(&mut self.last, next));
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.last.first.is_none()
    }

    pub(crate) fn len(&self) -> usize {
        self.full.as_ref().map_or(0, |full| full.0.len()) * CHUNK + self.last.len()
    }

    /// Puts the oldest chunk into `chunk`, which is empty.
    #[inline]
    pub(crate) fn take_chunk(&mut self, chunk: &mut Chunk<M>) {
        debug_assert!(chunk.is_empty(), "the rest of a chunk would be queued again");
        match self.full.as_mut().and_then(|full| full.0.pop_front()) {
            Some(full) => *chunk = full,
            None => mem::swap(&mut self.last, chunk),
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
    fn envelopes_come_out_in_their_order_and_once() {
        for n in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 10 * CHUNK + 3] {
            let mut backlog = flooded(n);
            assert_eq!((backlog.len(), backlog.is_empty()), (n, n == 0));
            let (mut chunk, mut taken) = (Chunk::new(), Vec::new());
            while !backlog.is_empty() {
                backlog.take_chunk(&mut chunk);
                assert!(!chunk.is_empty());
                taken.extend(iter::from_fn(|| chunk.pop()).filter_map(Envelope::open));
            }
            assert_eq!(taken, (0..n).collect::<Vec<_>>());
        }
    }

    #[test]
    fn one_envelope_at_a_time_needs_no_memory() {
        let (mut backlog, mut chunk) = (Backlog::new(), Chunk::new());
        for n in 0..10 {
            backlog.push(Envelope::message(n));
            backlog.take_chunk(&mut chunk);
            assert_eq!(chunk.pop().and_then(Envelope::open), Some(n));
        }
        assert_eq!(backlog.last.rest.capacity() + chunk.rest.capacity(), 0);
    }

    #[test]
    fn memory_of_a_flood_is_given_back_when_it_has_drained() {
        let (mut backlog, mut chunk) = (flooded(100_000), Chunk::new());
        while !backlog.is_empty() {
            while chunk.pop().is_some() {}
            backlog.take_chunk(&mut chunk);
        }
        assert!(backlog.last.rest.capacity() + chunk.rest.capacity() <= 2 * CHUNK);
    }
}
