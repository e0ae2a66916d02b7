//! A line of actors, each of which knows some primes and lets only those numbers pass that none of
//! them divides.

use actor_runtime::prelude::*;

use super::Scale;

/// How many primes an actor knows at most.
const KNOWN: usize = 500;

/// What a filter has found, and those before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    primes: usize,
    candidates: u64,
}

#[actor]
#[derive(Default)]
struct Filter {
    primes: Vec<u64>,
    candidates: u64,
    next: Option<FilterHandle>,
}

#[actor]
impl Filter {
    /// A number that no earlier filter's primes divide.
    pub(super) fn candidate(&mut self, number: u64) {
        self.candidates += 1;
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

    /// What there is from the first filter on; the last one in the line answers.
    pub(super) fn found(&self, mut so_far: Found, #[reply] reply: ReplySender<Found>) {
        so_far.primes += self.primes.len();
        so_far.candidates += self.candidates;
        match &self.next {
            Some(next) => {
                next.send(FilterMessage::Found { so_far, reply })
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
    let (limit, primes) = scale.pick((200_000, 17_984), (10_000, 1_229));
    let first = Filter { primes: vec![2], ..Filter::default() }.spawn();
    for number in (3..limit).step_by(2) {
        first.candidate(number).expect("the first filter is alive");
    }
    let found = first.found(Found::default()).expect("the line answers");
    assert_eq!(found.primes, primes, "not the primes below {limit}");
    // Each lets go of the next one when it ends.
    super::end([first]);
    found.candidates
}
