//! One actor tells another to count, as fast as it can, and asks for the sum at the end.

use actor_runtime::prelude::*;

use super::Scale;

#[actor]
#[derive(Default)]
struct Counter {
    count: u64,
}

#[actor]
impl Counter {
    pub(super) fn increment(&mut self) {
        self.count += 1;
    }

    pub(super) fn count(&self) -> u64 {
        self.count
    }
}

#[actor]
struct Producer {
    counter: CounterHandle,
}

#[actor]
impl Producer {
    /// What the counter has counted once it has been told `times`.
    pub(super) fn produce(&self, times: u64) -> u64 {
        for _ in 0..times {
            self.counter.increment().expect("the counter is alive");
        }
        self.counter.count().expect("the counter answers")
    }
}

/// See [`Benchmark::run`](super::Benchmark::run).
pub fn run(scale: Scale) -> u64 {
    let times = scale.pick(5_000_000, 1_000);
    let counter = Counter::default().spawn();
    let producer = Producer { counter: counter.clone() }.spawn();
    assert_eq!(producer.produce(times), Ok(times), "increments were lost");
    super::end([producer]);
    super::end([counter]);
    times
}
