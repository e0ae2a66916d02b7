//! Compares what the actors do with what they did at the last sample, and finds what is to be reported.

use std::time::Duration;

use crate::{
    ActorId, SystemRef,
    activity::Activity,
    id::{self, IdMap},
    living::{self, Progress, Sighting},
    sys::{self, Arc, Instant, Mutex},
    view::{
        Event, EventKind,
        sighted::{Memory, Seen, actors_of, recurs},
    },
};

pub(super) struct Sampler {
    system: Option<SystemRef>,
    stuck_after: Duration,
    /// The view's. Its snapshots tell for how long an actor has been in a message since the sample that first saw it there.
    memory: Arc<Mutex<Memory>>,
    /// The last sample. An actor is not in it that was idle, with an empty queue, and was never restarted: most are.
    last: Option<IdMap<Sample>>,
}

struct Sample {
    progress: Progress,
    /// When the actor was first seen with this progress.
    since: Instant,
    is_reported_stuck: bool,
    growth: Growth,
}

/// How a queue has grown without shrinking.
#[derive(Clone, Copy, Default)]
struct Growth {
    /// The number of samples that had more queued than the one before.
    samples: u32,
    /// How many were queued when it was last reported.
    reported: Option<u64>,
}

impl Sampler {
    pub(super) fn new(
        system: Option<SystemRef>,
        stuck_after: Duration,
        memory: Arc<Mutex<Memory>>,
    ) -> Self {
        Sampler { system, stuck_after, memory, last: None }
    }

    /// Looks at all actors; returns what is new.
    pub(super) fn sample(&mut self) -> Vec<Event> {
        let wanted = self.system.as_ref().map(actors_of);
        let now = Instant::now();
        let (mut next, mut events) = (id::empty_map(), Vec::new());
        living::show_all(&mut |progress, in_full| {
            if wanted.as_ref().is_none_or(|wanted| wanted.contains(&progress.id)) {
                self.compare(progress, in_full, now, &mut next, &mut events);
            }
        });
        let seen = next.values().map(|sample| (sample.progress.id, sample.seen()));
        *sys::lock(&self.memory) = seen.collect();
        self.last = Some(next);
        events
    }

    fn compare(
        &self,
        progress: Progress,
        in_full: &dyn Fn() -> Sighting,
        now: Instant,
        next: &mut IdMap<Sample>,
        events: &mut Vec<Event>,
    ) {
        let Progress { id, activity, restarts, queued, .. } = progress;
        if activity == Activity::NONE && restarts == 0 && queued.unwrap_or(0) == 0 {
            return;
        }
        let mut report = |kind| events.push(event(id, in_full(), kind));
        let former = self.last.as_ref().and_then(|last| last.get(&id));
        // Before the first sample, it is not known how often an actor had been restarted.
        let known = self.last.as_ref().map(|_| former.map_or(0, |former| former.progress.restarts));
        if known.is_some_and(|known| known < restarts) {
            report(EventKind::Restarted { incarnation: restarts });
        }

        let same = former.filter(|former| former.progress.is_same_as(&progress));
        let since = same.map_or(now, |same| same.since);
        let mut is_reported_stuck = same.is_some_and(|same| same.is_reported_stuck);
        let for_at_least = now.saturating_duration_since(since);
        if !is_reported_stuck && for_at_least >= self.stuck_after {
            if let Some(running) = in_full().running.filter(|running| !recurs(*running)) {
                is_reported_stuck = true;
                report(EventKind::Stuck { running, for_at_least });
            }
        }

        let mut growth = Growth::default();
        if let (Some(former), Some(queued)) = (former, queued) {
            growth = former.growth;
            if growth.goes_on(former.progress.queued.unwrap_or(0), queued) {
                report(EventKind::QueueGrows { queued });
            }
        }
        next.insert(id, Sample { progress, since, is_reported_stuck, growth });
    }
}

fn event(id: ActorId, seen: Sighting, kind: EventKind) -> Event {
    Event { id, name: seen.name.into_owned(), kind }
}

impl Sample {
    fn seen(&self) -> Seen {
        let Progress { received, activity, restarts, .. } = self.progress;
        Seen { received, activity, restarts, since: self.since }
    }
}

impl Progress {
    /// Whether the actor is still in the same message, or the same other thing.
    fn is_same_as(&self, other: &Progress) -> bool {
        let of = |progress: &Progress| (progress.received, progress.activity, progress.restarts);
        of(self) == of(other)
    }
}

impl Growth {
    /// How many samples in a row have more queued, the first of them included, when a queue is reported.
    const SAMPLES: u32 = 3;

    /// Notes the length at one more sample. Returns whether it is to be reported.
    fn goes_on(&mut self, before: u64, now: u64) -> bool {
        if now < before {
            *self = Growth::default();
            return false;
        }
        self.samples = if now > before { self.samples.saturating_add(1) } else { 0 };
        let is_new = match self.reported {
            None => self.samples + 1 >= Growth::SAMPLES,
            Some(reported) => now >= reported.saturating_mul(2),
        };
        if is_new {
            self.reported = Some(now);
        }
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reported(lengths: &[u64]) -> Vec<u64> {
        let mut growth = Growth::default();
        let pairs = lengths.windows(2).map(|pair| (pair[0], pair[1]));
        pairs.filter(|(before, now)| growth.goes_on(*before, *now)).map(|(_, now)| now).collect()
    }

    #[test]
    fn a_queue_is_reported_at_its_third_sample_and_whenever_it_has_doubled() {
        assert_eq!(reported(&[1, 2]), []);
        assert_eq!(reported(&[1, 2, 3]), [3]);
        assert_eq!(reported(&[1, 2, 3, 4, 5, 6, 7, 12]), [3, 6, 12]);
    }

    #[test]
    fn a_queue_that_shrinks_or_stays_is_not_reported() {
        assert_eq!(reported(&[1, 2, 2, 3, 3, 4]), []);
        assert_eq!(reported(&[1, 2, 1, 2, 1, 2]), []);
        assert_eq!(reported(&[1, 2, 3, 0, 1, 2]), [3, 2]);
    }
}
