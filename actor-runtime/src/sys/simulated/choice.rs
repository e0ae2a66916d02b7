//! Chooses by seed which thread goes on, and what goes wrong.

use std::{collections::BTreeSet, ops::Range, time::Duration};

/// A thread of a run, by its place among the threads of the run.
pub(crate) type ThreadNo = usize;

/// The numbers of one seed: splitmix64, which Vigna made to fill the states of larger generators.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn of(seed: u64) -> Self {
        Random(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is not zero.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }

    /// True with this probability.
    pub(super) fn happens(&mut self, probability: f64) -> bool {
        // An event that never happens draws no number, so that it does not change the other choices of the seed.
        probability > 0.0 && (self.next() >> 11) as f64 / ((1_u64 << 53) as f64) < probability
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    pub(super) fn duration_in(&mut self, range: &Range<Duration>) -> Duration {
        let span =
            range.end.saturating_sub(range.start).as_nanos().min(u128::from(u64::MAX)) as u64;
        let nanos = (u128::from(self.next()) * u128::from(span)) >> 64;
        range.start.saturating_add(Duration::from_nanos(nanos as u64))
    }
}

/// What goes wrong in a run, and how often.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults {
    /// How likely the handler of a message panics before it begins.
    pub(crate) panics: f64,
    /// By how much the turn of each message is delayed.
    pub(crate) delays: Option<Range<Duration>>,
    /// How likely a bounded mailbox that has room says that it is full.
    pub(crate) full_mailboxes: f64,
}

/// How a run chooses.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(super) faults: Faults,
    /// Whether the thread with the highest priority goes on. Otherwise all threads are equally likely.
    by_priority: bool,
    /// How likely a thread that could pass the baton on keeps it.
    keeps_baton: f64,
    /// How likely, at each choice, the thread that has the baton gets a lower priority.
    demotes: f64,
    /// How likely, at each choice, time passes although a thread could go on.
    pub(super) stalls: f64,
    /// How far away the deadline may be to which time passes then.
    pub(super) longest_stall: Duration,
}

impl Rules {
    /// Seeds take turns with three ways to choose, since each finds faults that the others miss: 0, evenly among all; 1, by
    /// priority; 2, with all numbers drawn.
    pub(crate) fn of(seed: u64, faults: Faults) -> Self {
        let even = Rules {
            faults,
            by_priority: false,
            keeps_baton: 0.0,
            demotes: 0.05,
            stalls: 0.01,
            longest_stall: Duration::from_secs(10),
        };
        match seed % 3 {
            0 => even,
            1 => Rules { by_priority: true, ..even },
            _ => {
                // Not the numbers of the run itself, which are drawn from the same seed.
                let random = &mut Random::of(!seed);
                Rules {
                    by_priority: random.happens(0.5),
                    keeps_baton: random.pick(&[0.0, 0.5, 0.9, 0.99]),
                    demotes: random.pick(&[0.0, 0.01, 0.1]),
                    stalls: random.pick(&[0.0, 0.001, 0.01, 0.1]),
                    longest_stall: Duration::from_millis(random.pick(&[1, 100, 10_000, 600_000])),
                    ..even
                }
            }
        }
    }

    pub(crate) fn with_stalls_of_at_most(self, duration: Duration) -> Self {
        Rules { longest_stall: self.longest_stall.min(duration), ..self }
    }
}

/// The threads that can go on.
#[derive(Debug, Default)]
pub(super) struct Ready {
    threads: Vec<ThreadNo>,
    /// Of each thread of the run, its place in `threads`.
    places: Vec<Option<usize>>,
    /// Of each thread of the run.
    priorities: Vec<u64>,
    /// The threads that can go on, by priority. Kept only where that decides.
    ranked: BTreeSet<(u64, ThreadNo)>,
}

impl Ready {
    /// Adds a thread to the run, which can go on.
    pub(super) fn add(&mut self, random: &mut Random, rules: &Rules) -> ThreadNo {
        let thread = self.places.len();
        self.places.push(None);
        // The upper half: a thread that is demoted is below all that have not been.
        self.priorities.push(random.next() | 1 << 63);
        self.insert(thread, rules);
        thread
    }

    pub(super) fn insert(&mut self, thread: ThreadNo, rules: &Rules) {
        if self.places[thread].is_none() {
            self.places[thread] = Some(self.threads.len());
            self.threads.push(thread);
            if rules.by_priority {
                self.ranked.insert((self.priorities[thread], thread));
            }
        }
    }

    pub(super) fn remove(&mut self, thread: ThreadNo) {
        if let Some(place) = self.places[thread].take() {
            self.threads.swap_remove(place);
            if let Some(moved) = self.threads.get(place) {
                self.places[*moved] = Some(place);
            }
            self.ranked.remove(&(self.priorities[thread], thread));
        }
    }

    /// Puts a thread below all that were never demoted, and at random among those that were.
    pub(super) fn demote(&mut self, thread: ThreadNo, random: &mut Random, rules: &Rules) {
        let is_ready = self.places[thread].is_some();
        self.remove(thread);
        self.priorities[thread] = random.next() >> 1;
        if is_ready {
            self.insert(thread, rules);
        }
    }

    /// The thread that goes on, after `last`; `None` if no thread can.
    pub(super) fn choose(
        &mut self,
        last: Option<ThreadNo>,
        random: &mut Random,
        rules: &Rules,
    ) -> Option<ThreadNo> {
        let last = last.filter(|last| self.places[*last].is_some());
        if let Some(last) = last.filter(|_| rules.by_priority && random.happens(rules.demotes)) {
            self.demote(last, random, rules);
        }
        match self.threads.len() {
            0 => None,
            1 => self.threads.first().copied(),
            _ if last.is_some() && random.happens(rules.keeps_baton) => last,
            _ if rules.by_priority => self.ranked.last().map(|(_, thread)| *thread),
            number => Some(self.threads[random.below(number)]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_that_was_taken_out_is_not_chosen() {
        for seed in 0..30 {
            let rules = Rules::of(seed, Faults::default());
            let (mut ready, mut random) = (Ready::default(), Random::of(seed));
            let threads: Vec<_> = (0..10).map(|_| ready.add(&mut random, &rules)).collect();
            threads.iter().filter(|thread| **thread != 7).for_each(|thread| ready.remove(*thread));
            assert_eq!(ready.choose(Some(3), &mut random, &rules), Some(7));
            ready.remove(7);
            assert_eq!(ready.choose(Some(7), &mut random, &rules), None);
            ready.insert(2, &rules);
            ready.insert(2, &rules);
            assert_eq!(ready.choose(None, &mut random, &rules), Some(2));
        }
    }

    #[test]
    fn all_threads_are_chosen_in_the_end() {
        for seed in 0..30 {
            let rules = Rules { demotes: 0.1, ..Rules::of(seed, Faults::default()) };
            let (mut ready, mut random) = (Ready::default(), Random::of(seed));
            for _ in 0..5 {
                let _ = ready.add(&mut random, &rules);
            }
            let (mut last, mut chosen) = (None, BTreeSet::new());
            for _ in 0..10_000 {
                last = ready.choose(last, &mut random, &rules);
                chosen.extend(last);
            }
            assert_eq!(chosen.len(), 5, "seed {seed}: {rules:?}");
        }
    }

    #[test]
    fn a_duration_lies_in_its_range() {
        let mut random = Random::of(1);
        let range = Duration::from_millis(5)..Duration::from_millis(6);
        assert!((0..1_000).all(|_| range.contains(&random.duration_in(&range))));
        assert_eq!(random.duration_in(&(Duration::ZERO..Duration::ZERO)), Duration::ZERO);
    }
}
