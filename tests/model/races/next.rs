//! The entry that a worker keeps to itself as its next one: taken by it, by another worker, or given up with its slot.

use model::{Executor, Fault, Reply, Search, prelude::*};
use shuttle::future::block_on;

use crate::{
    ground::{Log, Scribe, ScribeHandle},
    is_hang,
};

const MANY: Search = Search::Sampled(5_000);

/// Schedules two scribes at the slot of its worker: the next entry, and one in the queue behind it.
#[actor(crate = model)]
struct Relay {
    next: ScribeHandle,
    behind: ScribeHandle,
}

#[actor(crate = model)]
impl Relay {
    pub(crate) fn pass(&self) -> [Reply<u32>; 2] {
        [self.next.ask().echo(1), self.behind.ask().echo(2)]
    }

    /// Waits for an actor that waits for the next entry, so that the worker gives up its slot meanwhile.
    pub(crate) fn pass_and_wait(&self, waiter: WaiterHandle) -> u32 {
        let next = self.next.ask().echo(1);
        waiter.wait_for(next).unwrap()
    }
}

/// Has a thread of its own.
#[actor(crate = model)]
struct Waiter;

#[actor(crate = model)]
impl Waiter {
    /// Waits as a task does, which does not run the actor.
    pub(crate) fn wait_for(&self, answer: Reply<u32>) -> u32 {
        block_on(answer).unwrap()
    }
}

fn relay(executor: &Executor, log: &Log) -> RelayHandle {
    let [next, behind] = [(); 2].map(|()| Scribe::of(log).spawn_on(executor));
    Relay { next, behind }.spawn_on(executor)
}

/// Returns the order in which the two were run.
fn passed(threads: usize) -> Vec<u32> {
    let executor = Executor::new(threads).unwrap();
    let log = Log::default();
    let relay = relay(&executor, &log);
    let answers = block_on(relay.ask().pass()).unwrap();
    assert_eq!(answers.map(|answer| block_on(answer).unwrap()), [1, 2]);
    executor.shutdown().unwrap();
    log.read()
}

#[test]
fn both_entries_of_a_slot_are_run_once() {
    assert_eq!(MANY.outcomes(|| passed(1)), ["[1, 2]"]);
    assert_eq!(MANY.outcomes(|| passed(2)), ["[1, 2]", "[2, 1]"]);
}

fn passed_and_waited(threads: usize) -> Vec<u32> {
    let executor = Executor::new(threads).unwrap();
    let log = Log::default();
    let waiter = Waiter.spawn();
    let relay = relay(&executor, &log);
    assert_eq!(block_on(relay.ask().pass_and_wait(waiter)), Ok(1));
    executor.shutdown().unwrap();
    log.read()
}

#[test]
fn the_next_entry_is_run_while_its_worker_waits() {
    assert_eq!(MANY.outcomes(|| passed_and_waited(1)), ["[1]"]);
    assert_eq!(MANY.outcomes(|| passed_and_waited(2)), ["[1]"]);
}

#[test]
fn a_next_entry_that_is_lost_is_noticed() {
    for scenario in [passed, passed_and_waited] {
        let failure = MANY.failure(Fault::LostEntry, move || scenario(2));
        assert!(is_hang(&failure), "{failure}");
    }
}
