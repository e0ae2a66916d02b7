//! Savina, the suite that actor libraries are measured with (Imam and Sarkar, AGERE 2014), written
//! with `#[actor]`.
//
// The problems are the suite's; the sizes are such that each takes a second or two on two cores, with
// every actor a thread. Each checks its result. Actors in a ring or around a table tell each other, or
// are answered later (`#[reply]`): a ring of actors that wait for each other would be a deadlock.

use actor_runtime::prelude::*;

pub mod banking;
pub mod barber;
pub mod big;
pub mod bounded_buffer;
pub mod chameneos;
pub mod counting;
pub mod dictionary;
pub mod figures;
pub mod fork_join_creation;
pub mod fork_join_throughput;
pub mod philosophers;
pub mod ping_pong;
pub mod quicksort;
pub mod radix_sort;
pub mod sieve;
pub mod thread_ring;

/// In the order of the suite: first what measures a mechanism, then contention, then parallel work.
pub const ALL: &[Benchmark] = &[
    Benchmark {
        name: "ping-pong",
        about: "two actors send one message to and fro",
        run: ping_pong::run,
    },
    Benchmark {
        name: "counting",
        about: "one actor tells another to count, and asks at the end",
        run: counting::run,
    },
    Benchmark {
        name: "fork-join, throughput",
        about: "one producer, 60 workers in turn",
        run: fork_join_throughput::run,
    },
    Benchmark {
        name: "fork-join, creation",
        about: "each actor is created for one message",
        run: fork_join_creation::run,
    },
    Benchmark {
        name: "thread ring",
        about: "a token goes around 100 actors",
        run: thread_ring::run,
    },
    Benchmark {
        name: "chameneos",
        about: "100 creatures meet in pairs at one mall",
        run: chameneos::run,
    },
    Benchmark { name: "big", about: "120 actors ping each other at random", run: big::run },
    Benchmark {
        name: "concurrent dictionary",
        about: "20 workers read and write one map",
        run: dictionary::run,
    },
    Benchmark {
        name: "bounded buffer",
        about: "producers and consumers at a buffer of 50",
        run: bounded_buffer::run,
    },
    Benchmark {
        name: "dining philosophers",
        about: "20 of them at a table that hands out both forks at once",
        run: philosophers::run,
    },
    Benchmark {
        name: "sleeping barber",
        about: "one barber, a waiting room that turns customers away",
        run: barber::run,
    },
    Benchmark {
        name: "bank transaction",
        about: "transfers between 100 accounts",
        run: banking::run,
    },
    Benchmark {
        name: "radix sort",
        about: "a line of actors, one for each bit",
        run: radix_sort::run,
    },
    Benchmark {
        name: "sieve",
        about: "a line of actors that grows with the primes found",
        run: sieve::run,
    },
    Benchmark {
        name: "quicksort",
        about: "a tree of actors, one for each part",
        run: quicksort::run,
    },
];

/// One problem of the suite.
#[derive(Debug)]
pub struct Benchmark {
    /// What the suite calls it.
    pub name: &'static str,
    /// What happens in it.
    pub about: &'static str,
    /// Solves it, panics if the result is wrong, and returns how many messages were sent.
    pub run: fn(Scale) -> u64,
}

/// How large a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// For figures.
    Full,
    /// To see that the result is right.
    Quick,
}

impl Scale {
    fn pick<T>(self, full: T, quick: T) -> T {
        match self {
            Scale::Full => full,
            Scale::Quick => quick,
        }
    }
}

/// The same numbers in each run: Marsaglia's xorshift.
#[derive(Debug)]
struct Random(u64);

impl Random {
    /// Another sequence for each seed.
    fn new(seed: u64) -> Self {
        // No seed makes the state zero, which would stay zero.
        Random((seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// At least zero, and less than `bound`.
    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
}

/// Lets go of actors, and waits for the end of each, which is to be a normal one.
fn end<H: Handle>(actors: impl IntoIterator<Item = H>) {
    for actor in actors {
        let exit = actor.join().expect("an actor is joined from another thread");
        exit.ok().expect("the actor ends normally");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each panics itself where its result is wrong.
    #[test]
    fn every_result_is_right_at_a_small_size() {
        for benchmark in ALL {
            let messages = (benchmark.run)(Scale::Quick);
            assert!(messages > 0, "{} sent nothing", benchmark.name);
        }
    }
}
