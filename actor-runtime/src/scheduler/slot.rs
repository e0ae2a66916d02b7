//! A worker slot: the right to take entries, with the entries that were scheduled at it.
//
// Where the entries of a slot are:
//
// | entry | where it lies | which worker can take it |
// |---|---|---|
// | the next one | in the `WorkerSlot`, and its actor's number in the `SlotQueue` | the one that holds the slot; any, by the number |
// | the others | in the queue of the `SlotQueue` | any |
//
// The worker that holds the slot keeps the next entry to itself, since it nearly always takes the entry itself. The
// number is there for a worker that has nothing to do while the turn of this one lasts. The worker that takes the
// number has the entry: the copy in the `WorkerSlot` is no longer good. A slot that no worker holds has no next entry.

use std::{mem, sync::Arc as StdArc};

use crate::{
    ActorId,
    scheduler::{actors::Actors, workers::Entry},
    sys::{NextEntry, Queue},
};

/// The entries of a slot, as all workers see them.
#[derive(Default)]
pub(super) struct SlotQueue {
    next: NextEntry,
    queue: Queue<Entry>,
}

impl SlotQueue {
    /// As [`Queue::is_empty`].
    pub(super) fn is_empty(&self) -> bool {
        self.next.is_empty() && self.queue.is_empty()
    }

    /// Takes entries for a worker that has none: half of the queue, as [`Queue::steal_into`], or else the next entry.
    fn steal_into(&self, slot: &WorkerSlot, actors: &Actors, aside: &mut Aside) -> Option<Entry> {
        slot.steal_from(&self.queue, aside).or_else(|| {
            if self.next.is_empty() {
                return None;
            }
            // An actor that is not found has ended, so it needs no turn.
            actors.find(ActorId::of_number(self.next.take()?)?)
        })
    }
}

/// The right to take entries.
pub(super) struct WorkerSlot {
    /// The next entry. It is good if its number is still in the `SlotQueue`.
    next: Option<Entry>,
    shared: StdArc<SlotQueue>,
    /// Whether the pool has no other slot: no worker steals.
    is_only: bool,
    /// The number of searches for an entry at this slot; wraps around.
    turns: usize,
}

/// What a search has come to beside the entry that it has found.
#[derive(Default)]
pub(super) struct Aside {
    /// Whether entries have been moved to the slot's queue. They were in no queue meanwhile.
    pub(super) has_moved: bool,
    /// The copy of an entry that another worker has taken. It may be the last reference to its actor, so it is dropped
    /// where user code may run.
    pub(super) stale: Option<Entry>,
}

/// Every so many turns, a worker looks into the shared queue before its own.
const SHARED_QUEUE_FIRST: usize = 31;

impl WorkerSlot {
    pub(super) fn new(shared: &StdArc<SlotQueue>, is_only: bool) -> Self {
        WorkerSlot { next: None, shared: StdArc::clone(shared), is_only, turns: 0 }
    }

    /// Schedules an actor at this slot. Returns whether it is the next one: nothing is queued here before it.
    #[inline]
    pub(super) fn push(&mut self, actor: ActorId, entry: Entry) -> bool {
        let is_next = self.next.is_none() && self.shared.queue.is_empty();
        if !is_next {
            self.shared.queue.push(entry);
            return false;
        }
        self.next = Some(entry);
        match self.is_only {
            true => self.shared.next.put_alone(actor.number()),
            false => self.shared.next.put(actor.number()),
        }
        true
    }

    /// Takes the next entry, unless there is none or it is time to look into the shared queue first.
    //
    // Two words that are returned in registers: an enum in memory would be written by halves and read as a whole. The
    // processor stalls on that, which costs as much as a lock.
    #[inline]
    pub(super) fn take_next(&mut self) -> Option<Entry> {
        let turns = self.turns.wrapping_add(1);
        if self.next.is_none() || turns % SHARED_QUEUE_FIRST == 0 || !self.take_number() {
            return None;
        }
        self.turns = turns;
        self.next.take()
    }

    /// Takes an entry from this slot, the shared queue, or another slot, in this order.
    pub(super) fn find(
        &mut self,
        shared_queue: &Queue<Entry>,
        all: &[StdArc<SlotQueue>],
        actors: &Actors,
        aside: &mut Aside,
    ) -> Option<Entry> {
        self.turns = self.turns.wrapping_add(1);
        if self.turns % SHARED_QUEUE_FIRST == 0 {
            if let Some(entry) = self.steal_from(shared_queue, aside) {
                return Some(entry);
            }
        }
        if let Some(entry) = self.next.take() {
            if self.take_number() {
                return Some(entry);
            }
            aside.stale = Some(entry);
        }
        if let Some(entry) = self.shared.queue.pop() {
            return Some(entry);
        }
        self.steal_from(shared_queue, aside).or_else(|| {
            let (before, from) = all.split_at(self.turns % all.len());
            let mut others = from.iter().chain(before);
            others.find_map(|other| other.steal_into(self, actors, aside))
        })
    }

    fn steal_from(&self, queue: &Queue<Entry>, aside: &mut Aside) -> Option<Entry> {
        let (entry, has_moved) = queue.steal_into(&self.shared.queue)?;
        aside.has_moved |= has_moved;
        Some(entry)
    }

    #[inline]
    fn take_number(&self) -> bool {
        match self.is_only {
            true => self.shared.next.take_alone().is_some(),
            false => self.shared.next.take().is_some(),
        }
    }

    /// Puts the next entry into the queue, for a worker that is about to give up the slot. The entry is in neither
    /// place for a moment, so the caller has to see that a worker takes it. Returns the entry if another worker has
    /// taken it.
    pub(super) fn queue_next(&mut self) -> Option<Entry> {
        let entry = mem::take(&mut self.next)?;
        if !self.take_number() {
            return Some(entry);
        }
        self.shared.queue.push(entry);
        None
    }
}
