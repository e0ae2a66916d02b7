//! Spawns on an executor that wait for the start: which thread runs the start.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    time::Duration,
};

use actor_runtime::{Executor, Restart, prelude::*};

use crate::{
    support::blocked::{Latch, hold},
    sys::{
        mpsc::{Receiver, Sender, channel},
        test, thread,
    },
    wait_for_start::{Spawner, SpawnerHandle, assert_failed, no_line, that, waiting},
};

/// An executor whose only thread is in a handler until the latch is dropped.
fn busy_executor() -> (Executor, Latch) {
    let executor = Executor::new(1).unwrap();
    let busy: BusyHandle = Busy.spawn_on(&executor);
    let latch = hold(|running, latch| busy.wait_for(running, latch));
    (executor, latch)
}

#[actor]
struct Busy;

#[actor]
impl Busy {
    pub fn wait_for(&mut self, running: Sender<()>, latch: Receiver<()>) {
        running.send(()).unwrap();
        let _ = latch.recv();
    }
}

#[test]
fn on_an_executor_whose_threads_are_busy_the_spawner_starts_it() {
    let (executor, _latch) = busy_executor();
    let (told, on_thread) = channel();
    let starter = waiting().spawn_on(
        &executor,
        that(move |_| {
            told.send(thread::current().id()).unwrap();
            Ok(())
        }),
    );
    assert_eq!(on_thread.recv().unwrap(), thread::current().id());
    assert_eq!(starter.unwrap().is_there(), Ok(true));
    assert_failed(waiting().spawn_on(&executor, that(no_line)).unwrap_err(), "no line");
    let supervised = waiting().supervise_on(&executor, Restart::on_failure(), || that(no_line));
    assert_failed(supervised.unwrap_err(), "no line");
}

#[test]
fn an_actor_on_the_only_thread_may_spawn_there_as_deep_as_it_likes() {
    /// Deeper than actors run on top of one another.
    const DEPTH: u32 = 40;

    fn start(executor: &Executor, left: u32) -> Result<(), String> {
        if left == 0 {
            return Err("the bottom".to_owned());
        }
        let inner = executor.clone();
        let spawned = waiting().spawn_on(executor, that(move |_| start(&inner, left - 1)));
        spawned.map(drop).map_err(|error| error.to_string())
    }

    let executor = Executor::new(1).unwrap();
    let spawner: SpawnerHandle = Spawner.spawn_on(&executor);
    let inner = executor.clone();
    let mut spawned = spawner.ask().spawn(Box::new(move |_| {
        waiting().spawn_on(&inner.clone(), that(move |_| start(&inner, DEPTH)))
    }));
    // Under a deadline, this thread runs no actor.
    let error = spawned.wait_timeout(Duration::from_secs(3600)).unwrap().unwrap_err();
    assert_failed(error, "the bottom");
    executor.shutdown().unwrap();
}

#[test]
fn ten_thousand_start_one_after_the_other_on_one_thread() {
    let (executor, _latch) = busy_executor();
    let started = Arc::new(AtomicU32::new(0));
    let starters: Vec<_> = (0..10_000)
        .map(|_| {
            let started = Arc::clone(&started);
            let count = that(move |_| {
                started.fetch_add(1, SeqCst);
                Ok(())
            });
            waiting().spawn_on(&executor, count).unwrap()
        })
        .collect();
    assert_eq!(started.load(SeqCst), 10_000);
    assert!(starters.iter().all(|starter| starter.is_alive()));
}
