//! What a simulation leaves behind. A program of its own, since it counts the threads of the process. It chooses its seeds by
//! itself, so it is not for a run with `ACTOR_SEED` or `ACTOR_SEEDS`.

#![forbid(unsafe_code)]
#![cfg(target_os = "linux")]

mod report;

use std::{
    fs,
    sync::mpsc,
    time::{Duration, Instant},
};

use actor_runtime::{
    Executor,
    prelude::*,
    simulation::{Sim, Simulation},
    thread,
};

use report::report_of;

#[actor]
#[derive(Default)]
struct Clerk {
    kept: Vec<ReplySender<u32>>,
}

#[actor]
impl Clerk {
    pub fn keep(&mut self, #[reply] reply: ReplySender<u32>) {
        self.kept.push(reply);
    }
    pub fn wait_for(&mut self, other: ClerkHandle) -> u32 {
        other.keep().unwrap_or(0)
    }
    pub fn wait_for_std(&mut self) -> u32 {
        let (_sender, receiver) = mpsc::channel::<u32>();
        receiver.recv().unwrap_or(0)
    }
}

fn threads() -> usize {
    fs::read_dir("/proc/self/task").expect("the system lists threads").count()
}

/// Waits until the process has this many threads. One that has been joined may be listed for a moment longer.
fn await_threads(number: usize, report: &str) {
    let begin = Instant::now();
    while threads() != number && begin.elapsed() < Duration::from_secs(60) {
        std::thread::yield_now();
    }
    assert_eq!(threads(), number, "{report}");
}

/// Ends with handlers that wait for ever, on threads or on an executor.
fn get_stuck(sim: &Sim) {
    let spawn = || match sim.seed() % 2 {
        0 => Clerk::default().spawn(),
        _ => Clerk::default().spawn_on(Executor::global()),
    };
    let (one, other, third) = (spawn(), spawn(), spawn());
    match sim.seed() % 5 {
        0 => drop(thread::spawn(move || one.wait_for(other)).join()),
        1 => drop(one.wait_for(other)),
        2 => drop(sim.block_on(async { one.ask().wait_for(other).await })),
        3 => thread::scope(|scope| drop(scope.spawn(move || one.wait_for(other)).join())),
        _ => drop((one.ask().wait_for(third.clone()), other.wait_for(third))),
    }
}

#[test]
fn a_hundred_failing_seeds_with_stuck_handlers_leave_only_the_threads_that_are_named() {
    let before = threads();
    for seed in 0..100_u64 {
        // The seeds before it do nothing.
        let report = report_of(&Simulation::new().seeds(seed + 1), move |sim| {
            if sim.seed() == seed {
                get_stuck(sim);
            }
        });
        assert!(report.starts_with(&format!("seed {seed} fails: nobody can go on")), "{report}");
        assert!(!report.contains("left behind"), "{report}");
        assert!(!report.contains("does not repeat"), "{report}");
    }
    await_threads(before, "");

    let simulation = Simulation::new().seeds(1).patience(Duration::from_secs(2));
    let report = report_of(&simulation, |_| {
        let _ = Clerk::default().spawn().wait_for_std();
    });
    let named = report.lines().find_map(|line| line.strip_prefix("left behind: "));
    let named = named.unwrap_or_else(|| panic!("{report}")).split(", ").count();
    await_threads(before + named, &report);
}
