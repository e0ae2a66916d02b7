//! Allocations per tell and per ask, of all threads together: from the send to the end of the handler.
//
// A program of its own: counting costs every allocation an atomic addition, and some contenders
// allocate more than others. Of two runs of different lengths the difference counts, so that what
// starts and ends an actor cancels out. What a channel allocates a block at a time, or grows into,
// leaves fractions.

use std::alloc::System;

use benches::{
    contenders::{ALL, Contender},
    machine::Machine,
    report,
};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static COUNTED: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const FEW: u64 = 10_000;
const MANY: u64 = 110_000;

fn main() {
    let features = if cfg!(feature = "peers") { " --features peers" } else { "" };
    let command = format!("cargo run --release -p benches{features} --bin allocations");
    println!("{}", report::machine(&Machine::here(), &command));
    println!("| | allocations per tell | bytes per tell | allocations per ask | bytes per ask |");
    println!("|---|---:|---:|---:|---:|");
    for contender in ALL {
        let Contender { name, crowd, ask, .. } = contender;
        // A crowd of one: `tell` itself is the faster of two runs for some contenders.
        let [tell, ask] = [crowd, ask].map(|run| match run {
            Some(run) => per_operation(run),
            None => " | ".to_owned(),
        });
        println!("| {name} | {tell} | {ask} |");
    }
}

/// Two cells: allocations, and bytes.
fn per_operation(run: &fn(u64, u64) -> f64) -> String {
    let (few_allocations, few_bytes) = allocated(run, FEW);
    let (many_allocations, many_bytes) = allocated(run, MANY);
    let each = |few: usize, many: usize, steps: f64| {
        let each = (many as f64 - few as f64) / (MANY - FEW) as f64;
        // Nothing is not less than nothing.
        (each * steps).round() / steps + 0.0
    };
    let allocations = each(few_allocations, many_allocations, 100.0);
    let bytes = each(few_bytes, many_bytes, 1.0);
    format!("{allocations:.2} | {bytes:.0}")
}

fn allocated(run: &fn(u64, u64) -> f64, operations: u64) -> (usize, usize) {
    let before = COUNTED.stats();
    run(1, operations);
    let change = COUNTED.stats() - before;
    (change.allocations + change.reallocations, change.bytes_allocated)
}
