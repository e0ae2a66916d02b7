//! The timers of all pooled actors of an executor: one thread, parked while none is due.

use std::{collections::BTreeMap, sync::Weak};

use crate::{
    scheduler::job::Job,
    sys::{self, Condvar, Instant, Mutex},
};

#[derive(Default)]
pub(crate) struct Alarms {
    due: Mutex<Due>,
    changed: Condvar,
}

/// When an actor is poked, and a number that tells two of the same moment apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Alarm {
    moment: Instant,
    number: u64,
}

impl Alarm {
    /// Whether it is still to ring, and by `moment`.
    pub(crate) fn rings_by(self, moment: Instant) -> bool {
        self.moment <= moment && self.moment > Instant::now()
    }
}

#[derive(Default)]
struct Due {
    /// At most one of each actor: they need no more room than the actors do.
    alarms: BTreeMap<Alarm, Weak<dyn Job>>,
    last: u64,
    dismissed: bool,
}

impl Alarms {
    /// Has the actor poked at that moment, and not at the one that was set before.
    pub(crate) fn set(&self, moment: Instant, former: Option<Alarm>, job: Weak<dyn Job>) -> Alarm {
        let mut due = sys::lock(&self.due);
        former.and_then(|former| due.alarms.remove(&former));
        due.last += 1;
        let alarm = Alarm { moment, number: due.last };
        due.alarms.insert(alarm, job);
        let is_first = due.alarms.first_key_value().is_some_and(|(first, _)| *first == alarm);
        drop(due);
        if is_first {
            self.changed.notify_one();
        }
        alarm
    }

    /// The actor has ended: nothing of it is kept until the moment comes.
    pub(crate) fn cancel(&self, alarm: Alarm) {
        sys::lock(&self.due).alarms.remove(&alarm);
    }

    /// What the thread does.
    pub(crate) fn ring(&self) {
        let mut due = sys::lock(&self.due);
        while !due.dismissed {
            let Some((Alarm { moment, .. }, _)) = due.alarms.first_key_value() else {
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
    pub(crate) fn dismiss(&self) {
        sys::lock(&self.due).dismissed = true;
        self.changed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::mailbox::channel::pooled::actor::PooledActor;

    const AN_HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn an_alarm_to_come_rings_by_its_moment() {
        let now = Instant::now();
        let alarm = Alarm { moment: now + 2 * AN_HOUR, number: 1 };
        assert!(!alarm.rings_by(now + AN_HOUR));
        assert!(alarm.rings_by(now + 2 * AN_HOUR));
        assert!(alarm.rings_by(now + 3 * AN_HOUR));
        let rung = Alarm { moment: now, number: 1 };
        assert!(!rung.rings_by(now) && !rung.rings_by(now + AN_HOUR));
    }

    #[test]
    fn two_alarms_of_one_moment_ring_both_and_a_cancelled_one_does_not() {
        let alarms = Alarms::default();
        let moment = Instant::now();
        let job: Weak<dyn Job> = Weak::<PooledActor<()>>::new();
        let [first, second] = [(); 2].map(|()| alarms.set(moment, None, job.clone()));
        assert_eq!(sys::lock(&alarms.due).alarms.len(), 2);
        alarms.cancel(first);
        let due = sys::lock(&alarms.due);
        assert!(due.alarms.keys().eq([&second]));
    }
}
