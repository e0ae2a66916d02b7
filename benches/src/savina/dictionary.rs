//! Workers read and write one map, which belongs to an actor.

use std::collections::HashMap;

use actor_runtime::prelude::*;

use super::{Random, Scale};

const WORKERS: u64 = 20;
const KEYS: usize = 512;
/// One operation of this many writes.
const RARE: usize = 10;

#[actor]
#[derive(Default)]
struct Dictionary {
    entries: HashMap<usize, u64>,
    writes: u64,
}

#[actor]
impl Dictionary {
    pub(super) fn write(&mut self, key: usize, value: u64) {
        self.entries.insert(key, value);
        self.writes += 1;
    }

    pub(super) fn read(&self, key: usize) -> Option<u64> {
        self.entries.get(&key).copied()
    }

    pub(super) fn writes(&self) -> u64 {
        self.writes
    }
}

#[actor]
struct Worker {
    dictionary: DictionaryHandle,
    random: Random,
}

#[actor]
impl Worker {
    /// How often it has written.
    pub(super) fn work(&mut self, operations: u64) -> u64 {
        let mut writes = 0;
        for _ in 0..operations {
            let key = self.random.below(KEYS);
            if self.random.below(RARE) == 0 {
                self.dictionary.write(key, value(key)).expect("the dictionary is alive");
                writes += 1;
            } else {
                let read = self.dictionary.read(key).expect("the dictionary answers");
                assert!(read.is_none_or(|read| read == value(key)), "another key's value");
            }
        }
        writes
    }
}

fn value(key: usize) -> u64 {
    key as u64 * 3 + 1
}

/// See [`Benchmark::run`](super::Benchmark::run).
pub fn run(scale: Scale) -> u64 {
    let operations = scale.pick(6_000, 50);
    let dictionary = Dictionary::default().spawn();
    let workers = (0..WORKERS).map(|number| {
        Worker { dictionary: dictionary.clone(), random: Random::new(number) }.spawn()
    });
    let workers = workers.collect::<Vec<_>>();
    let writes =
        actor_runtime::wait_all(workers.iter().map(|worker| worker.ask().work(operations)));
    let writes = writes.into_iter().map(|writes| writes.expect("a worker answers")).sum();
    assert_eq!(dictionary.writes(), Ok(writes), "writes were lost");
    super::end(workers);
    super::end([dictionary]);
    WORKERS * operations
}
