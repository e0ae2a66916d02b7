//! What a call allocates: an ask once, a tell nothing beyond std's own queue.

#![forbid(unsafe_code)]

use actor_runtime::prelude::*;
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

#[test]
fn a_large_variant_takes_memory_for_the_messages_alone_that_are_queued() {
    const PAGE: usize = 64 << 10;
    #[actor]
    struct Disk;
    #[actor]
    impl Disk {
        pub fn write(&mut self, page: [u8; PAGE]) {
            assert_eq!(page.len(), PAGE);
        }

        pub fn sync(&mut self) {}
    }
    let (disk, inbox) = DiskHandle::channel();
    let told = measure(|| (0..3).for_each(|_| disk.sync().unwrap()));
    let messages = 3 * size_of::<DiskMessage>() as u64;
    assert!(told.bytes_total < messages + 4096, "{} bytes", told.bytes_total);
    drop(inbox);
    let bounded = measure(|| drop(DiskHandle::builder().mailbox(1000).channel()));
    assert!(bounded.bytes_total < 100_000, "{} bytes", bounded.bytes_total);
}
