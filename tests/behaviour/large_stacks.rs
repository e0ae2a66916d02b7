//! How much stack a large message takes: of its actor, and of the thread that sends it.

use actor_runtime::Executor;
use actor_runtime::{Overflow, prelude::*};

use crate::{
    support::{
        alone::is_alone,
        blocked::{Blocked, block},
    },
    sys::{not_simulated, test},
};

const PAGE: usize = 256 << 10;

/// A stack that holds so many pages, and what a thread needs besides. The numbers below are those of the
/// guide (`mailboxes`): the first is that of an optimized build.
const fn room_for(optimized: usize, debug: usize) -> usize {
    let pages = if cfg!(debug_assertions) { debug } else { optimized };
    pages * PAGE + (128 << 10)
}

const FOR_AN_ACTOR: usize = room_for(5, 16);
const FOR_A_TELL: usize = room_for(2, 8);
const FOR_AN_ASK: usize = room_for(3, 16);
const FOR_A_LARGE_ANSWER: usize = room_for(7, 24);
const FOR_A_POOLED_ASK: usize = room_for(6, 20);
const FOR_A_LARGE_POOLED_ANSWER: usize = room_for(7, 28);

#[actor]
struct Disk {
    sum: u64,
}

#[actor]
impl Disk {
    pub fn write(&mut self, page: [u8; PAGE]) {
        self.sum += u64::from(page[0]);
    }

    #[urgent]
    pub fn write_first(&mut self, page: [u8; PAGE]) {
        self.sum += u64::from(page[0]);
    }

    pub fn check(&mut self, page: [u8; PAGE]) -> u8 {
        page[PAGE - 1]
    }

    pub fn swap(&mut self, page: [u8; PAGE]) -> [u8; PAGE] {
        page
    }

    pub fn sum(&self) -> u64 {
        self.sum
    }
}

#[inline(never)]
fn write(disk: &DiskHandle) {
    disk.write([1; PAGE]).unwrap();
}

#[inline(never)]
fn write_first(disk: &DiskHandle) {
    disk.write_first([1; PAGE]).unwrap();
}

#[inline(never)]
fn try_to_write(disk: &DiskHandle) {
    disk.write([1; PAGE]).unwrap_err();
}

#[inline(never)]
fn check(disk: &DiskHandle) {
    assert_eq!(disk.check([7; PAGE]), Ok(7));
    assert_eq!(disk.ask().check([8; PAGE]).wait(), Ok(8));
}

#[inline(never)]
fn swap(disk: &DiskHandle) {
    assert!(disk.swap([7; PAGE]).is_ok_and(|page| page[PAGE - 1] == 7));
}

#[inline(never)]
fn write_and_check(disk: &DiskHandle) {
    disk.write([1; PAGE]).unwrap();
    assert_eq!(disk.check([7; PAGE]), Ok(7));
}

#[inline(never)]
fn write_and_swap(disk: &DiskHandle) {
    disk.write([1; PAGE]).unwrap();
    assert!(disk.swap([7; PAGE]).is_ok_and(|page| page[PAGE - 1] == 7));
}

/// Calls `send` on a thread with such a stack.
fn with_stack(bytes: usize, disk: &DiskHandle, send: fn(&DiskHandle)) {
    let disk = disk.clone();
    std::thread::Builder::new()
        .stack_size(bytes)
        .spawn(move || send(&disk))
        .unwrap()
        .join()
        .unwrap();
}

#[not_simulated("sizes of stacks, in a process of its own")]
#[test]
fn an_actor_and_its_callers_need_no_more_of_it_than_the_guide_says() {
    // A stack that overflows ends the process.
    if !is_alone("large_stacks::an_actor_and_its_callers_need_no_more_of_it_than_the_guide_says") {
        return;
    }
    let builder = DiskHandle::builder().stack_size(FOR_AN_ACTOR).mailbox(1);
    let disk = builder.spawn(Disk { sum: 0 }).unwrap();
    for _ in 0..8 {
        // Some of these wait for room.
        with_stack(FOR_A_TELL, &disk, write);
        with_stack(FOR_A_TELL, &disk, write_first);
    }
    with_stack(FOR_AN_ASK, &disk, check);
    with_stack(FOR_A_LARGE_ANSWER, &disk, swap);
    assert_eq!(disk.sum(), Ok(16));

    let (disk, inbox) = DiskHandle::builder().mailbox(1).overflow(Overflow::Reject).channel();
    with_stack(FOR_A_TELL, &disk, write);
    with_stack(FOR_A_TELL, &disk, try_to_write);
    drop(inbox);
    with_stack(FOR_A_TELL, &disk, try_to_write);
}

/// The actor is run by the thread that asks it, so that stack holds both.
#[not_simulated("sizes of stacks, in a process of its own")]
#[test]
fn a_caller_that_runs_a_pooled_actor_needs_no_more_of_it_than_the_guide_says() {
    const TEST: &str =
        "large_stacks::a_caller_that_runs_a_pooled_actor_needs_no_more_of_it_than_the_guide_says";
    if !is_alone(TEST) {
        return;
    }
    let executor = Executor::new(1).unwrap();
    // Its thread, which has a stack as std makes them, runs none of the others.
    let blocked = Blocked::default().spawn_on(&executor);
    let latch = block(&blocked);
    let idle = Disk { sum: 0 }.spawn_on(&executor);
    with_stack(FOR_A_POOLED_ASK, &idle, check);
    with_stack(FOR_A_LARGE_POOLED_ANSWER, &idle, swap);
    // Before the ask comes what is queued, so the handler is not called directly.
    let busy = Disk { sum: 0 }.spawn_on(&executor);
    with_stack(FOR_A_POOLED_ASK, &busy, write_and_check);
    with_stack(FOR_A_LARGE_POOLED_ANSWER, &busy, write_and_swap);
    let bounded = DiskHandle::builder().mailbox(1).spawn_on(&executor, Disk { sum: 0 }).unwrap();
    with_stack(FOR_A_POOLED_ASK, &bounded, write_and_check);
    with_stack(FOR_A_LARGE_POOLED_ANSWER, &bounded, write_and_swap);
    drop(latch);
}
