//! The lane of the urgent messages: they overtake what is queued and get through a full mailbox.
//
// Of actors without an urgent message none of this exists. The loop looks here before it takes
// anything from the channel, and again when it has: what it took stands aside if an urgent message
// has come meanwhile, which its sender may have sent before the other.
//
// A loop that waits on the channel is nudged through it, for an urgent message and for a gate that is closed alike.
// `woken` keeps one `Wake` under way at most: the thread that sets it sends the nudge; the loop resets it when it takes
// the nudge, and looks at its gate and here next. Nothing is overlooked: a sender puts its message here (or closes the
// gate) before its swap of `woken`. If it finds it set, the loop has not taken the nudge yet, and its swap then
// acquires the sender's.
//
// A bounded channel has a place more than its mailbox, for that nudge: it must not take one from a
// message. So the places are counted here, and taken and given back around the channel.

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
    length: AtomicUsize,
    woken: AtomicBool,
    /// What the mailbox has room for beside this lane; `None` if that is unbounded.
    free: Option<AtomicUsize>,
    lane: Mutex<Lane<M>>,
}

struct Lane<M> {
    queue: VecDeque<Envelope<M>>,
    /// LocalBatch from the channel when an urgent message came.
    aside: Option<Envelope<M>>,
    /// The receiver is gone.
    closed: bool,
}

impl<M> Lane<M> {
    fn length(&self) -> usize {
        self.queue.len() + usize::from(self.aside.is_some())
    }
}

impl<M> UrgentLane<M> {
    pub(crate) fn new(places: Option<usize>) -> Self {
        UrgentLane {
            length: AtomicUsize::new(0),
            woken: AtomicBool::new(false),
            free: places.map(AtomicUsize::new),
            lane: Mutex::new(Lane { queue: VecDeque::new(), aside: None, closed: false }),
        }
    }

    /// Hands the envelope back if the receiver is gone. The sender nudges the loop afterwards.
    pub(crate) fn push(&self, envelope: Envelope<M>) -> Result<(), Envelope<M>> {
        let mut lane = sys::lock(&self.lane);
        if lane.closed {
            return Err(envelope);
        }
        lane.queue.push_back(envelope);
        self.length.store(lane.length(), Ordering::Relaxed);
        Ok(())
    }

    /// Whether a nudge has to be sent: none is under way.
    #[inline]
    pub(crate) fn begin_nudge(&self) -> bool {
        !self.woken.swap(true, Ordering::AcqRel)
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.length.load(Ordering::Relaxed) == 0
    }

    /// What goes before the channel.
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

    /// All that goes before the channel, but for what stands aside: that was taken from there.
    pub(crate) fn take_queued(&self) -> VecDeque<Envelope<M>> {
        let mut lane = sys::lock(&self.lane);
        let queued = mem::take(&mut lane.queue);
        self.length.store(lane.length(), Ordering::Relaxed);
        queued
    }

    /// What goes first, now that this was taken from the channel.
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
        // Nothing stands aside: that would have gone before the channel.
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

    /// Called by the loop that has taken a nudge, and looks here next.
    pub(crate) fn take_nudge(&self) {
        self.woken.swap(false, Ordering::AcqRel);
    }

    /// Takes one of the mailbox's places, if one is free.
    pub(crate) fn take_place(&self) -> bool {
        let Some(free) = &self.free else { return true };
        free.fetch_update(Ordering::Acquire, Ordering::Relaxed, |free| free.checked_sub(1)).is_ok()
    }

    pub(crate) fn give_back_place(&self) {
        if let Some(free) = &self.free {
            free.fetch_add(1, Ordering::Release);
        }
    }

    /// Refuses messages from now on, and gives up those that are queued.
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
    fn what_a_flood_has_taken_is_given_back_as_it_drains() {
        let lane = UrgentLane::new(None);
        let flood = || (0..100_000).for_each(|n| assert!(lane.push(Envelope::message(n)).is_ok()));
        let capacity = || sys::lock(&lane.lane).queue.capacity();
        flood();
        while lane.pop().is_some() {}
        assert!(capacity() <= KEPT, "{}", capacity());
        flood();
        // One of them overtakes what was taken from the channel.
        assert_eq!(lane.pop_or(Envelope::message(100_000)).open(), Some(0));
        for n in 1..=100_000 {
            assert_eq!(lane.pop().and_then(Envelope::open), Some(n));
        }
        assert!(lane.is_empty() && capacity() <= KEPT, "{}", capacity());
    }
}
