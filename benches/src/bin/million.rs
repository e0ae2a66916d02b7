//! A million actors on a few threads, all alive at once: each told, asked and joined, and what that takes.

use std::{env, fs, time::Instant};

use actor_runtime::{Executor, prelude::*};

/// Counts.
#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    /// Adds `n`.
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }

    /// The sum so far.
    pub fn total(&self) -> u64 {
        self.total
    }
}

fn main() {
    let actors = env::args().nth(1).map_or(1_000_000, |n| n.parse().expect("a number of actors"));
    let executor = Executor::global();
    let before = resident();
    let mut last = Instant::now();
    let mut step = |what: &str| {
        println!("{what:8} {:>8.2?}", last.elapsed());
        last = Instant::now();
    };

    let counters: Vec<CounterHandle> =
        (0..actors).map(|n| Counter { total: n }.spawn_on(executor)).collect();
    step("spawned");
    for counter in &counters {
        counter.add(1).expect("it is alive");
    }
    step("told");
    for (n, counter) in counters.iter().enumerate() {
        assert_eq!(counter.total(), Ok(n as u64 + 1), "it answers for another one");
    }
    step("asked");
    let bytes = resident().saturating_sub(before) / actors;
    for counter in counters {
        assert_eq!(counter.join(), Ok(Exit::Closed));
    }
    step("joined");
    println!("{actors} actors, {bytes} bytes each");
}

/// The resident memory of this process in bytes.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux says how much is resident");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()).map(str::parse::<u64>);
    kilobytes.expect("a line for it").expect("a number of kilobytes") * 1024
}
