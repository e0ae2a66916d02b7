//! What a simulation leaves behind. A program of its own, since it counts the threads of the process.

#![forbid(unsafe_code)]
#![cfg(target_os = "linux")]

mod report;

use std::{fs, sync::mpsc, time::Duration};

use actor_runtime::{Executor, prelude::*, simulation::Simulation, thread};

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

#[test]
fn a_hundred_failing_seeds_with_stuck_handlers_leave_only_the_threads_that_are_named() {
    let before = threads();
    for seed in 0..100_u64 {
        let simulation = Simulation::new().seeds(1);
        let report = report_of(&simulation, move |_| {
            let on_a_thread = seed % 2 == 0;
            let spawn = || match on_a_thread {
                true => Clerk::default().spawn(),
                false => Clerk::default().spawn_on(Executor::global()),
            };
            let (one, other, third) = (spawn(), spawn(), spawn());
            let helper = thread::spawn(move || one.wait_for(other));
            let _ = helper.join();
            drop(third);
        });
        assert!(report.contains("nobody can go on"), "{report}");
        assert!(!report.contains("left behind"), "{report}");
    }
    assert_eq!(threads(), before);

    let simulation = Simulation::new().seeds(1).patience(Duration::from_secs(1));
    let report = report_of(&simulation, |_| {
        let _ = Clerk::default().spawn().wait_for_std();
    });
    let named = report.lines().find_map(|line| line.strip_prefix("left behind: "));
    let named = named.unwrap_or_else(|| panic!("{report}")).split(", ").count();
    assert_eq!(threads(), before + named, "{report}");
}
