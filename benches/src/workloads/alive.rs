//! Many actors at once: what one costs to create and to keep.

use std::{env, fs, process::Command, time::Instant};

use super::per_operation;
use crate::contenders::{Contender, Counter, Ledger};

/// What one of many actors costs.
#[derive(Clone, Copy, Debug)]
pub struct Footprint {
    /// From the first spawn until each has answered, divided by their number.
    pub nanoseconds: f64,
    /// Resident memory of the process with them less that without, divided by their number.
    pub bytes: f64,
}

/// Creates them here. Only a process that has done nothing before measures the memory: one that
/// has keeps what it freed, stacks included, and creates the next ones from that.
pub fn run<C: Counter>(actors: u64) -> Footprint {
    let ledger = Ledger::default();
    let mut counters = Vec::with_capacity(actors as usize);
    let resident_before = resident();
    let start = Instant::now();
    for _ in 0..actors {
        counters.push(C::spawn(&ledger));
    }
    for (counter, _) in &counters {
        assert_eq!(C::increment(counter), 1, "an actor answers for another one");
    }
    let elapsed = start.elapsed();
    let bytes = resident().saturating_sub(resident_before) as f64 / actors as f64;

    for (counter, thread) in counters {
        C::join(counter, thread);
    }
    ledger.check(actors);
    Footprint { nanoseconds: per_operation(elapsed, actors), bytes }
}

/// Runs this program again, to create them in a process of their own.
pub(super) fn in_its_own_process(contender: &Contender, actors: u64) -> Footprint {
    let program = env::current_exe().expect("this program knows its own path");
    let output = Command::new(program)
        .args(["--alive", contender.name, &actors.to_string()])
        .output()
        .expect("this program can be run again");
    let text = String::from_utf8_lossy(&output.stdout);
    let figures = text.split_whitespace().map(str::parse).collect::<Result<Vec<f64>, _>>();
    match (output.status.success(), figures.as_deref()) {
        (true, Ok(&[nanoseconds, bytes])) => Footprint { nanoseconds, bytes },
        _ => panic!(
            "{actors} actors `{}` could not be created: {}",
            contender.name,
            String::from_utf8_lossy(&output.stderr)
        ),
    }
}

/// What that process prints.
pub fn answer(contender: &Contender, actors: u64) -> String {
    let run = contender.alive.expect("a contender that takes part");
    let Footprint { nanoseconds, bytes } = run(actors);
    format!("{nanoseconds} {bytes}")
}

/// The resident memory of this process in bytes; the kernel's part of a thread is not in it.
pub(super) fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux says how much is resident");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next());
    let kilobytes = kilobytes.and_then(|number| number.parse::<u64>().ok());
    kilobytes.expect("`VmRSS` is a number of kilobytes") * 1024
}
