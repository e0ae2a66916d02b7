//! The time of a run, which passes from deadline to deadline.

use std::{collections::BTreeSet, time::Duration};

use super::choice::ThreadNo;

/// The last moment of the clock. std's clock ends somewhere, too; a wait until then is one for ever.
pub(super) const LATEST: Duration = Duration::from_secs(1 << 40);

#[derive(Debug, Default)]
pub(super) struct Clock {
    /// The time since the beginning of the run.
    now: Duration,
    deadlines: BTreeSet<(Duration, ThreadNo)>,
}

impl Clock {
    pub(super) fn now(&self) -> Duration {
        self.now
    }

    /// The moment `duration` from now; `None` if the clock has no such moment.
    pub(super) fn after(&self, duration: Duration) -> Option<Duration> {
        self.now.checked_add(duration).filter(|moment| *moment < LATEST)
    }

    pub(super) fn add(&mut self, deadline: Duration, thread: ThreadNo) {
        self.deadlines.insert((deadline, thread));
    }

    pub(super) fn remove(&mut self, deadline: Duration, thread: ThreadNo) {
        self.deadlines.remove(&(deadline, thread));
    }

    pub(super) fn next_deadline(&self) -> Option<Duration> {
        self.deadlines.first().map(|(deadline, _)| *deadline)
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
