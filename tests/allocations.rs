//! What a call allocates: an ask once, a tell nothing beyond std's own queue.

#![forbid(unsafe_code)]

use actor_runtime::{CallError, prelude::*};
use allocation_counter::measure;

#[actor]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }

    pub fn total(&self) -> u64 {
        self.total
    }
}

// Every tell returns one.
const _: () = assert!(size_of::<CallError>() <= 16);
const _: () = assert!(size_of::<Result<(), CallError>>() <= 16);
const _: () = assert!(size_of::<actor_runtime::ReplySender<u64>>() == size_of::<usize>());

/// What std's list queue allocates on the sender's thread: a block for 31 messages.
fn blocks_of_std(messages: u64) -> u64 {
    messages.div_ceil(31) + 1
}

#[test]
fn a_tell_allocates_nothing_of_its_own() {
    const N: u64 = 31_000;
    let counter = Counter { total: 0 }.spawn();
    let told = measure(|| (0..N).for_each(|_| counter.add(1).unwrap()));
    assert!(told.count_total <= blocks_of_std(N), "{} allocations", told.count_total);
    assert_eq!(counter.total(), Ok(N));
}

#[test]
fn an_ask_allocates_once() {
    const N: u64 = 31_000;
    let counter = Counter { total: 0 }.spawn();
    let asked = measure(|| (0..N).for_each(|_| assert_eq!(counter.total(), Ok(0))));
    let own = asked.count_total - N;
    assert!(own <= blocks_of_std(N), "{} allocations for {N} asks", asked.count_total);
}

#[test]
fn a_bounded_tell_allocates_nothing_at_all() {
    let counter = CounterHandle::builder().mailbox(1024).spawn(Counter { total: 0 }).unwrap();
    let told = measure(|| (0..1000).for_each(|_| counter.add(1).unwrap()));
    assert_eq!(told.count_total, 0);
}
