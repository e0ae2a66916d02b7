//! The time of a run, which passes from deadline to deadline.

use std::{collections::BTreeSet, time::Duration};

use super::world::ThreadNo;

#[derive(Debug, Default)]
pub(super) struct Clock {
    /// The time since the beginning of the run.
    now: Duration,
    deadlines: BTreeSet<(Duration, ThreadNo)>,
    /// Those of `deadlines` until which the turn of a message is delayed.
    delays: BTreeSet<(Duration, ThreadNo)>,
}

impl Clock {
    pub(super) fn now(&self) -> Duration {
        self.now
    }

    /// The moment in `duration`; `None` if the clock has no such moment.
    pub(super) fn after(&self, duration: Duration) -> Option<Duration> {
        // std's clock ends somewhere, too. A wait until then is one for ever.
        self.now.checked_add(duration).filter(|moment| moment.as_secs() < 1 << 40)
    }

    pub(super) fn add(&mut self, deadline: Duration, thread: ThreadNo, is_delay: bool) {
        self.deadlines.insert((deadline, thread));
        if is_delay {
            self.delays.insert((deadline, thread));
        }
    }

    pub(super) fn remove(&mut self, deadline: Duration, thread: ThreadNo) {
        self.deadlines.remove(&(deadline, thread));
        self.delays.remove(&(deadline, thread));
    }

    pub(super) fn next_deadline(&self) -> Option<Duration> {
        self.deadlines.first().map(|(deadline, _)| *deadline)
    }

    /// The thread whose delay ends first.
    pub(super) fn first_delay(&self) -> Option<ThreadNo> {
        self.delays.first().map(|(_, thread)| *thread)
    }

    /// Has time pass until `moment`. The deadlines that come by then are taken by [`take_due`](Clock::take_due).
    pub(super) fn pass_until(&mut self, moment: Duration) {
        self.now = self.now.max(moment);
    }

    pub(super) fn take_due(&mut self) -> Option<ThreadNo> {
        let (deadline, thread) = *self.deadlines.first().filter(|(due, _)| *due <= self.now)?;
        self.remove(deadline, thread);
        Some(thread)
    }
}
