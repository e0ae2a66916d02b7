//! Times the suite, and writes its table.

use std::{fmt::Write, time::Instant};

use super::{Benchmark, Scale};
use crate::{
    machine::Machine,
    measure::Spread,
    report::{self, three_digits},
};

/// What to run.
#[derive(Debug)]
pub struct Run {
    /// How often each benchmark runs.
    pub rounds: usize,
    /// Which of them.
    pub benchmarks: Vec<&'static Benchmark>,
    /// How large each is.
    pub scale: Scale,
    /// What was typed to have it run.
    pub command: String,
}

/// Runs all of them in each round, so that whatever drifts drifts under all alike; the whole report.
pub fn markdown(machine: &Machine, run: &Run) -> String {
    let mut seconds = vec![Vec::with_capacity(run.rounds); run.benchmarks.len()];
    let mut messages = vec![0; run.benchmarks.len()];
    for round in 0..run.rounds {
        for (index, benchmark) in run.benchmarks.iter().enumerate() {
            eprint!("\rround {} of {}: {:<24}", round + 1, run.rounds, benchmark.name);
            let start = Instant::now();
            messages[index] = (benchmark.run)(run.scale);
            seconds[index].push(start.elapsed().as_secs_f64());
        }
    }
    eprintln!();

    let mut text = report::machine(machine, &run.command);
    let _ = writeln!(
        text,
        "- the Savina suite written with `#[actor]`, each actor a thread; from the first spawn to the \
         last end, the check of the result included; median, minimum and maximum of {} rounds",
        run.rounds
    );
    text.push_str("\n| | | messages | median | minimum | maximum | per message |\n");
    text.push_str("|---|---|---:|---:|---:|---:|---:|\n");
    for ((benchmark, messages), seconds) in run.benchmarks.iter().zip(messages).zip(&seconds) {
        let Some(Spread { median, min, max }) = Spread::of(seconds) else { continue };
        let each = median * 1e6 / messages as f64;
        let [median, min, max, each] = [median * 1e3, min * 1e3, max * 1e3, each].map(three_digits);
        let Benchmark { name, about, .. } = benchmark;
        let _ = writeln!(
            text,
            "| {name} | {about} | {messages} | {median} ms | {min} | {max} | {each} µs |"
        );
    }
    text
}
