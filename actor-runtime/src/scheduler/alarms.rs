//! Pokes the pooled actors of an executor when their timers are due, from one thread that sleeps in between.

use std::{collections::BTreeMap, sync::Weak};

use crate::{
    scheduler::job::Job,
    sys::{self, Condvar, Instant, Mutex},
};

#[derive(Default)]
pub(crate) struct Alarms {
    pending: Mutex<PendingAlarms>,
    /// Notified when another alarm has become the first, and at the end.
    changed: Condvar,
}

/// The time at which an actor is poked, with a number that tells two alarms of the same time apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Alarm {
    time: Instant,
    number: u64,
}

impl Alarm {
    /// Whether the alarm has not rung yet and will ring at `time` or before.
    pub(crate) fn rings_by(self, time: Instant) -> bool {
        self.time <= time && self.time > Instant::now()
    }
}

#[derive(Default)]
struct PendingAlarms {
    /// At most one alarm of each actor, so the alarms need no more room than the actors do.
    alarms: BTreeMap<Alarm, Weak<dyn Job>>,
    last_number: u64,
    is_shut_down: bool,
}

impl Alarms {
    /// Has the actor poked at `time`, and no longer at the time of its `former` alarm.
    pub(crate) fn set(&self, time: Instant, former: Option<Alarm>, job: Weak<dyn Job>) -> Alarm {
        let mut pending = sys::lock(&self.pending);
        former.and_then(|former| pending.alarms.remove(&former));
        pending.last_number += 1;
        let alarm = Alarm { time, number: pending.last_number };
        pending.alarms.insert(alarm, job);
        let is_first = pending.alarms.first_key_value().is_some_and(|(first, _)| *first == alarm);
        drop(pending);
        if is_first {
            self.changed.notify_one();
        }
        alarm
    }

    /// Removes the alarm of an actor that has ended, so that nothing of the actor is kept until the alarm's time.
    pub(crate) fn cancel(&self, alarm: Alarm) {
        sys::lock(&self.pending).alarms.remove(&alarm);
    }

    /// The main loop of the thread.
    pub(crate) fn run_loop(&self) {
        let mut pending = sys::lock(&self.pending);
        while !pending.is_shut_down {
            let Some((Alarm { time, .. }, _)) = pending.alarms.first_key_value() else {
                pending = sys::wait(&self.changed, &self.pending, pending, None);
                continue;
            };
            let left = time.saturating_duration_since(Instant::now());
            if !left.is_zero() {
                pending = sys::wait(&self.changed, &self.pending, pending, Some(left));
                continue;
            }
            let job = pending.alarms.pop_first().and_then(|(_, job)| job.upgrade());
            // Poking the actor, or dropping its last reference, may run the actor's code: not under this lock.
            drop(pending);
            job.into_iter().for_each(|job| job.poke(&job));
            pending = sys::lock(&self.pending);
        }
    }

    /// Ends the thread. Called when no actor is left that could have set an alarm.
    pub(crate) fn shut_down(&self) {
        sys::lock(&self.pending).is_shut_down = true;
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
    fn a_pending_alarm_rings_by_its_time() {
        let now = Instant::now();
        let alarm = Alarm { time: now + 2 * AN_HOUR, number: 1 };
        assert!(!alarm.rings_by(now + AN_HOUR));
        assert!(alarm.rings_by(now + 2 * AN_HOUR));
        assert!(alarm.rings_by(now + 3 * AN_HOUR));
        let rung = Alarm { time: now, number: 1 };
        assert!(!rung.rings_by(now) && !rung.rings_by(now + AN_HOUR));
    }

    #[test]
    fn two_alarms_of_one_time_both_ring_and_a_cancelled_one_does_not() {
        let alarms = Alarms::default();
        let now = Instant::now();
        let job: Weak<dyn Job> = Weak::<PooledActor<()>>::new();
        let [first, second] = [(); 2].map(|()| alarms.set(now, None, job.clone()));
        assert_eq!(sys::lock(&alarms.pending).alarms.len(), 2);
        alarms.cancel(first);
        let pending = sys::lock(&alarms.pending);
        assert!(pending.alarms.keys().eq([&second]));
    }
}
