//! The lane of urgent messages, which overtake what is queued and get through a full mailbox.
//
// An actor without an urgent message has no lane. The loop looks into the lane before it takes an envelope from the
// channel, and again after that. If an urgent message has come meanwhile, the envelope from the channel stands aside:
// the urgent message's sender may have sent it before that envelope.
//
// A loop that waits on the channel is nudged through the channel, by an `Envelope::Wake`. The nudge announces an urgent
// message or a closed gate. `nudged` keeps one nudge under way at most:
//   1. a sender puts its message into the lane, or closes the gate;
//   2. it swaps `nudged` to true, and sends a nudge if it was false;
//   3. the loop takes the nudge, and swaps `nudged` to false;
//   4. the loop looks at its gate and into the lane.
// Nothing is overlooked. A sender that finds `nudged` set in step 2 comes before a step 3 of the loop, whose swap then
// acquires what the sender's swap has released, so step 4 sees step 1.
//
// A bounded channel has one place more than its mailbox, for the nudge, which must not take a message's place. So the
// mailbox's places are counted here. A place is taken before an envelope goes into the channel, and given back after
// the envelope has come out.

use std::{collections::VecDeque, mem};

use crate::{
    mailbox::envelope::Envelope,
    memory::shrink,
    sys::{
        self, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

pub(crate) struct UrgentLane<M> {
    /// The length of `lane`, with what stands aside. Written under the lock.
    length: AtomicUsize,
    /// Whether a nudge is under way.
    nudged: AtomicBool,
    /// The number of free places in the mailbox; `None` if the mailbox is unbounded. An urgent message takes no
    /// place.
    free: Option<AtomicUsize>,
    lane: Mutex<UrgentQueue<M>>,
}

struct UrgentQueue<M> {
    queue: VecDeque<Envelope<M>>,
    /// An envelope that was taken from the channel when an urgent message had come.
    aside: Option<Envelope<M>>,
    /// Set at the end of the mailbox, after the gate is closed.
    closed: bool,
}

impl<M> UrgentQueue<M> {
    fn length(&self) -> usize {
        self.queue.len() + usize::from(self.aside.is_some())
    }
}

impl<M> UrgentLane<M> {
    pub(crate) fn new(places: Option<usize>) -> Self {
        UrgentLane {
            length: AtomicUsize::new(0),
            nudged: AtomicBool::new(false),
            free: places.map(AtomicUsize::new),
            lane: Mutex::new(UrgentQueue { queue: VecDeque::new(), aside: None, closed: false }),
        }
    }

    /// Puts an envelope into the lane, or hands it back if the receiver is gone. The sender nudges the loop afterwards.
    pub(crate) fn push(&self, envelope: Envelope<M>) -> Result<(), Envelope<M>> {
        let mut lane = sys::lock(&self.lane);
        if lane.closed {
            return Err(envelope);
        }
        lane.queue.push_back(envelope);
        self.length.store(lane.length(), Ordering::Relaxed);
        Ok(())
    }

    /// Marks a nudge as under way. Returns whether the caller has to send it: none was under way before.
    #[inline]
    pub(crate) fn begin_nudge(&self) -> bool {
        !self.nudged.swap(true, Ordering::AcqRel)
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.length.load(Ordering::Relaxed) == 0
    }

    /// The next envelope that goes before the channel.
    #[inline]
    pub(crate) fn pop(&self) -> Option<Envelope<M>> {
        if self.is_empty() { None } else { self.pop_now() }
    }

    fn pop_now(&self) -> Option<Envelope<M>> {
        let mut lane = sys::lock(&self.lane);
        shrink::before_pop(&mut lane.queue);
        let mut envelope = lane.queue.pop_front();
        if envelope.is_none() && lane.aside.is_some() {
            envelope = lane.aside.take();
            self.give_back_place();
        }
        self.length.store(lane.length(), Ordering::Relaxed);
        envelope
    }

    /// All envelopes that go before the channel, except the one that stands aside: that came from the channel.
    pub(crate) fn take_queued(&self) -> VecDeque<Envelope<M>> {
        let mut lane = sys::lock(&self.lane);
        let queued = mem::take(&mut lane.queue);
        self.length.store(lane.length(), Ordering::Relaxed);
        queued
    }

    /// The envelope to handle next, after `taken` came from the channel: an urgent one if there is one, else `taken`.
    #[inline]
    pub(crate) fn pop_or(&self, taken: Envelope<M>) -> Envelope<M> {
        if matches!(taken, Envelope::Wake) {
            return taken;
        }
        if !self.is_empty() {
            return self.set_aside(taken);
        }
        self.give_back_place();
        taken
    }

    fn set_aside(&self, taken: Envelope<M>) -> Envelope<M> {
        let mut lane = sys::lock(&self.lane);
        shrink::before_pop(&mut lane.queue);
        // `aside` is empty: the loop takes an envelope that stands aside before it takes one from the channel.
        match lane.queue.pop_front() {
            Some(urgent) => {
                lane.aside = Some(taken);
                self.length.store(lane.length(), Ordering::Relaxed);
                urgent
            }
            None => {
                self.give_back_place();
                taken
            }
        }
    }

    /// Called by the loop when it has taken a nudge, before it looks at its gate and into the lane.
    pub(crate) fn take_nudge(&self) {
        self.nudged.swap(false, Ordering::AcqRel);
    }

    /// Takes one of the mailbox's places. Returns whether one was free.
    pub(crate) fn take_place(&self) -> bool {
        let Some(free) = &self.free else { return true };
        free.fetch_update(Ordering::Acquire, Ordering::Relaxed, |free| free.checked_sub(1)).is_ok()
    }

    pub(crate) fn give_back_place(&self) {
        if let Some(free) = &self.free {
            free.fetch_add(1, Ordering::Release);
        }
    }

    /// Refuses messages from now on, and returns the envelopes that are queued or stand aside.
    pub(crate) fn close(&self) -> VecDeque<Envelope<M>> {
        let mut lane = sys::lock(&self.lane);
        lane.closed = true;
        self.length.store(0, Ordering::Relaxed);
        let mut queued = mem::take(&mut lane.queue);
        if let Some(aside) = lane.aside.take() {
            queued.push_back(aside);
        }
        queued
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::shrink::KEPT;

    #[test]
    fn memory_of_a_flood_is_given_back_as_it_drains() {
        let lane = UrgentLane::new(None);
        let flood = || (0..100_000).for_each(|n| assert!(lane.push(Envelope::message(n)).is_ok()));
        let capacity = || sys::lock(&lane.lane).queue.capacity();
        flood();
        while lane.pop().is_some() {}
        assert!(capacity() <= KEPT, "{}", capacity());
        flood();
        // An urgent message overtakes the one that was taken from the channel.
        assert_eq!(lane.pop_or(Envelope::message(100_000)).open(), Some(0));
        for n in 1..=100_000 {
            assert_eq!(lane.pop().and_then(Envelope::open), Some(n));
        }
        assert!(lane.is_empty() && capacity() <= KEPT, "{}", capacity());
    }
}
