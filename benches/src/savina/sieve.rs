//! A line of actors, each of which knows some primes and lets only those numbers pass that none of
//! them divides.

use actor_runtime::{ReplySender, prelude::*};

use super::Scale;

/// How many primes an actor knows at most.
const KNOWN: usize = 500;

#[actor]
#[derive(Default)]
struct Filter {
    primes: Vec<u64>,
    next: Option<FilterHandle>,
}

#[actor]
impl Filter {
    /// A number that no earlier filter's primes divide.
    pub(super) fn candidate(&mut self, number: u64) {
        if self.primes.iter().any(|prime| number.is_multiple_of(*prime)) {
            return;
        }
        if self.primes.len() < KNOWN {
            self.primes.push(number);
            return;
        }
        let next = self.next.get_or_insert_with(|| Filter::default().spawn());
        next.candidate(number).expect("the next filter is alive");
    }

    /// How many primes this filter and the next ones know, and `so_far` others; the last one in the
    /// line answers.
    pub(super) fn count(&self, so_far: usize, #[reply] reply: ReplySender<usize>) {
        let so_far = so_far + self.primes.len();
        match &self.next {
            Some(next) => {
                next.send(FilterMessage::Count { so_far, reply })
                    .expect("the next filter is alive");
            }
            None => {
                let _ = reply.send(so_far);
            }
        }
    }
}

/// See [`Benchmark::run`](super::Benchmark::run).
pub fn run(scale: Scale) -> u64 {
    let (limit, primes) = scale.pick((200_000, 17_984), (5_000, 669));
    let first = Filter { primes: vec![2], next: None }.spawn();
    for number in (3..limit).step_by(2) {
        first.candidate(number).expect("the first filter is alive");
    }
    assert_eq!(first.count(0), Ok(primes), "not the primes below {limit}");
    // Each lets go of the next one when it ends.
    super::end([first]);
    // A prime is sent once more for each filter that is full with smaller ones; what else a filter
    // passes on is not counted.
    let filters = primes.div_ceil(KNOWN) as u64;
    (limit - 3).div_ceil(2) + filters * (filters - 1) / 2 * KNOWN as u64
}
