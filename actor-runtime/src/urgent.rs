//! The lane of the urgent messages: they overtake what is queued and get through a full mailbox.
//
// Of actors without an urgent message none of this exists. The loop looks here before it takes
// anything from the channel; only a loop that waits there needs a nudge. `woken` keeps at most one
// `Wake` under way: it is set by the sender that nudges, and reset by the loop when it takes the
// nudge, or finds the channel empty without one (a full channel takes no nudge, and needs none).
//
// Nothing is overlooked: the loop resets `woken` and then looks here before it waits; a sender puts
// its message here and then sets `woken`. If the sender comes first, the loop's swap reads what it
// wrote, and so the loop sees the message; if the loop comes first, the sender finds `woken` unset
// and nudges.

use std::{collections::VecDeque, mem};

use crate::{
    envelope::Envelope,
    sys::{
        self, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

pub(crate) struct UrgentLane<M> {
    length: AtomicUsize,
    woken: AtomicBool,
    lane: Mutex<Lane<M>>,
}

struct Lane<M> {
    queue: VecDeque<Envelope<M>>,
    /// The receiver is gone.
    closed: bool,
}

impl<M> UrgentLane<M> {
    pub(crate) fn new() -> Self {
        UrgentLane {
            length: AtomicUsize::new(0),
            woken: AtomicBool::new(false),
            lane: Mutex::new(Lane { queue: VecDeque::new(), closed: false }),
        }
    }

    /// Says whether the loop has to be nudged; hands the envelope back if the receiver is gone.
    pub(crate) fn push(&self, envelope: Envelope<M>) -> Result<bool, Envelope<M>> {
        let mut lane = sys::lock(&self.lane);
        if lane.closed {
            return Err(envelope);
        }
        lane.queue.push_back(envelope);
        self.length.store(lane.queue.len(), Ordering::Relaxed);
        drop(lane);
        Ok(!self.woken.swap(true, Ordering::AcqRel))
    }

    #[inline]
    pub(crate) fn pop(&self) -> Option<Envelope<M>> {
        if self.length.load(Ordering::Relaxed) == 0 { None } else { self.pop_now() }
    }

    /// Called by the loop that has taken a nudge, and looks here next.
    pub(crate) fn take_nudge(&self) {
        self.woken.swap(false, Ordering::AcqRel);
    }

    /// Called by the loop before it waits on the empty channel.
    pub(crate) fn pop_before_waiting(&self) -> Option<Envelope<M>> {
        self.take_nudge();
        self.pop()
    }

    fn pop_now(&self) -> Option<Envelope<M>> {
        let mut lane = sys::lock(&self.lane);
        let envelope = lane.queue.pop_front();
        self.length.store(lane.queue.len(), Ordering::Relaxed);
        envelope
    }

    /// Refuses messages from now on, and gives up those that are queued.
    pub(crate) fn close(&self) -> VecDeque<Envelope<M>> {
        let mut lane = sys::lock(&self.lane);
        lane.closed = true;
        self.length.store(0, Ordering::Relaxed);
        mem::take(&mut lane.queue)
    }
}
