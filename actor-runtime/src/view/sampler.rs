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
        memory::{Memory, Stay},
        sighted::actors_of,
    },
};

pub(super) struct Sampler {
    system: Option<SystemRef>,
    stuck_after: Duration,
    /// The view's: its snapshots know what the samples have seen.
    memory: Arc<Mutex<Memory>>,
    /// The last sample. It leaves out each actor that was idle, had an empty queue and was never restarted, as most are.
    last: Option<IdMap<Sample>>,
}

struct Sample {
    restarts: u64,
    queued: u64,
    stay: Option<SeenStay>,
    growth: Growth,
}

/// What an actor may be stuck in.
#[derive(Clone, Copy)]
struct SeenStay {
    stay: Stay,
    /// A moment after the first look that saw it.
    since: Instant,
    is_reported: bool,
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
        let begun = Instant::now();
        let (mut next, mut events) = (id::empty_map(), Vec::new());
        living::show_all(&mut |progress, in_full| {
            if wanted.as_ref().is_none_or(|wanted| wanted.contains(&progress.id)) {
                self.compare(progress, in_full, begun, &mut next, &mut events);
            }
        });
        let ended = Instant::now();
        let stays = next.iter().filter_map(|(id, sample)| {
            let SeenStay { stay, since, .. } = sample.stay?;
            Some((*id, stay, since))
        });
        sys::lock(&self.memory).note(begun, ended, stays);
        self.last = Some(next);
        events
    }

    fn compare(
        &self,
        progress: Progress,
        in_full: &dyn Fn() -> Sighting,
        begun: Instant,
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
        let known = self.last.as_ref().map(|_| former.map_or(0, |former| former.restarts));
        if known.is_some_and(|known| known < restarts) {
            report(EventKind::Restarted { incarnation: restarts });
        }

        let stay = Stay::of(&progress).map(|stay| {
            let same = former.and_then(|former| former.stay).filter(|seen| seen.stay == stay);
            let new = || SeenStay { stay, since: Instant::now(), is_reported: false };
            let mut seen = same.unwrap_or_else(new);
            let for_at_least = begun.saturating_duration_since(seen.since);
            if !seen.is_reported && for_at_least >= self.stuck_after {
                if let Some(running) = in_full().running {
                    seen.is_reported = true;
                    report(EventKind::Stuck { running, for_at_least });
                }
            }
            seen
        });

        let mut growth = former.map_or_else(Growth::default, |former| former.growth);
        // At the last sample, an actor that is not in it had nothing queued.
        let before = self.last.as_ref().map(|_| former.map_or(0, |former| former.queued));
        if let (Some(before), Some(queued)) = (before, queued) {
            if growth.goes_on(before, queued) {
                report(EventKind::QueueGrows { queued });
            }
        }
        next.insert(id, Sample { restarts, queued: queued.unwrap_or(0), stay, growth });
    }
}

fn event(id: ActorId, seen: Sighting, kind: EventKind) -> Event {
    Event { id, name: seen.name.into_owned(), kind }
}

impl Growth {
    /// How many samples in a row have more queued than the one before, when a queue is reported.
    const SAMPLES: u32 = 3;

    /// Notes the length at one more sample. Returns whether it is to be reported.
    fn goes_on(&mut self, before: u64, now: u64) -> bool {
        if now < before {
            *self = Growth::default();
            return false;
        }
        self.samples = if now > before { self.samples.saturating_add(1) } else { 0 };
        let is_new = match self.reported {
            None => self.samples >= Growth::SAMPLES,
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
    use crate::Stats;

    fn reported(lengths: &[u64]) -> Vec<u64> {
        let mut growth = Growth::default();
        let pairs = lengths.windows(2).map(|pair| (pair[0], pair[1]));
        pairs.filter(|(before, now)| growth.goes_on(*before, *now)).map(|(_, now)| now).collect()
    }

    #[test]
    fn a_queue_is_reported_after_three_samples_with_more_and_whenever_it_has_doubled() {
        assert_eq!(reported(&[0, 1, 2]), []);
        assert_eq!(reported(&[0, 1, 2, 3]), [3]);
        assert_eq!(reported(&[4, 5, 6, 7]), [7]);
        assert_eq!(reported(&[1, 2, 3, 4, 5, 6, 7, 8, 15]), [4, 8]);
    }

    #[test]
    fn a_queue_that_shrinks_or_stays_is_not_reported() {
        assert_eq!(reported(&[1, 2, 3, 3, 4, 5, 5, 6]), []);
        assert_eq!(reported(&[1, 2, 3, 1, 2, 3]), []);
        assert_eq!(reported(&[1, 2, 3, 4, 0, 1, 2, 3]), [4, 3]);
    }
    #[test]
    fn what_an_idle_actor_is_sent_counts_as_what_a_busy_one_is() {
        for activity in [Activity::NONE, Activity::message(0)] {
            let mut sampler = Sampler::new(None, Duration::MAX, Arc::default());
            let id = ActorId::next();
            let sample = |queued| {
                let progress =
                    Progress { id, received: 1, activity, restarts: 0, queued: Some(queued) };
                let (mut next, mut events) = (id::empty_map(), Vec::new());
                sampler.compare(progress, &sighting, Instant::now(), &mut next, &mut events);
                sampler.last = Some(next);
                events.len()
            };
            assert_eq!([0, 1, 2, 3].map(sample), [0, 0, 0, 1], "{activity:?}");
        }
    }

    fn sighting() -> Sighting {
        Sighting {
            name: "actor".into(),
            type_path: "",
            is_pooled: false,
            running: None,
            is_paused: false,
            stats: Stats::default(),
            children: Vec::new(),
        }
    }
}
