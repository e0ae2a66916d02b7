//! The timers of all pooled actors of an executor: one thread, parked while none is due.

use std::{collections::BTreeMap, sync::Weak};

use crate::{
    pool::Job,
    sys::{self, Condvar, Instant, Mutex},
};

#[derive(Default)]
pub(super) struct Alarms {
    due: Mutex<Due>,
    changed: Condvar,
}

#[derive(Default)]
struct Due {
    /// By the moment, and a number that tells two of the same moment apart.
    alarms: BTreeMap<(Instant, u64), Weak<dyn Job>>,
    last: u64,
    dismissed: bool,
}

impl Alarms {
    /// Has the actor poked at that moment, if it still is there.
    pub(super) fn set(&self, moment: Instant, job: Weak<dyn Job>) {
        let mut due = sys::lock(&self.due);
        due.last += 1;
        let alarm = (moment, due.last);
        due.alarms.insert(alarm, job);
        let is_first = due.alarms.first_key_value().is_some_and(|(first, _)| *first == alarm);
        drop(due);
        if is_first {
            self.changed.notify_one();
        }
    }

    /// What the thread does.
    pub(super) fn ring(&self) {
        let mut due = sys::lock(&self.due);
        while !due.dismissed {
            let Some(((moment, _), _)) = due.alarms.first_key_value() else {
                due = sys::wait(&self.changed, due);
                continue;
            };
            let left = moment.saturating_duration_since(Instant::now());
            if !left.is_zero() {
                due = sys::wait_timeout(&self.changed, due, left);
                continue;
            }
            let job = due.alarms.pop_first().and_then(|(_, job)| job.upgrade());
            // Poking it, or dropping the last of it, is the actor's business: not under this lock.
            drop(due);
            job.into_iter().for_each(<dyn Job>::poke);
            due = sys::lock(&self.due);
        }
    }

    /// Ends the thread. No actor is left that could have set an alarm.
    pub(super) fn dismiss(&self) {
        sys::lock(&self.due).dismissed = true;
        self.changed.notify_one();
    }
}
