//! Small programs for Miri, each run with threads and with an executor of one to four threads. A program fails by a panic
//! or by a deadlock.
//
// Miri gives a load any value that the memory model allows, an old one included, and switches between threads
// at random; each seed is another execution. So it finds a missing fence, which the model checker (tests/model)
// cannot see. `.ci/miri` runs all of them with many seeds; without Miri, each runs once as a plain test.

#![forbid(unsafe_code)]
#![allow(missing_docs)] // a program, not a library

mod asks;
mod bounded;
#[path = "../../behaviour/support/driver.rs"]
#[allow(dead_code, unreachable_pub)] // the behaviour tests use more of it
mod driver;
mod ends;
mod groups;
mod inlets;
mod links;
mod supervision;
mod timers;
mod urgent;
mod workers;

use std::{
    env,
    sync::{PoisonError, RwLock},
};

use actor_runtime::Executor;

struct Program {
    name: &'static str,
    drivers: &'static [&'static str],
    /// How many seeds `.ci/miri` tries for each driver.
    seeds: u32,
    switching: Switching,
    run: fn(),
}

/// How often Miri switches to another thread, as `-Zmiri-preemption-rate`.
#[derive(Clone, Copy)]
enum Switching {
    Often,
    /// For races in which one thread does much while another stands between two loads.
    Seldom,
}

impl Switching {
    fn rate(self) -> &'static str {
        match self {
            Switching::Often => "0.1",
            Switching::Seldom => "0.01",
        }
    }
}

const ALL: &[&str] = &["threads", "pool1", "pool2", "pool3"];
const POOLS: &[&str] = &["pool1", "pool2", "pool3"];
const POOL_OF_ONE: &[&str] = &["pool1"];
const POOL_OF_TWO: &[&str] = &["pool2"];
const POOL_OF_FOUR: &[&str] = &["pool4"];
const THREADS: &[&str] = &["threads"];
const THREADS_AND_ONE: &[&str] = &["threads", "pool1"];

const fn program(
    name: &'static str,
    drivers: &'static [&'static str],
    seeds: u32,
    run: fn(),
) -> Program {
    Program { name, drivers, seeds, switching: Switching::Often, run }
}

impl Program {
    const fn switching(self, switching: Switching) -> Self {
        Program { switching, ..self }
    }
}

const PROGRAMS: &[Program] = &[
    program("left_standing", THREADS_AND_ONE, 16, bounded::left_standing),
    program("false_deadlock", THREADS_AND_ONE, 16, bounded::false_deadlock),
    program("room", ALL, 4, bounded::room),
    program("no_room", ALL, 3, bounded::no_room),
    program("stop_when_full", THREADS_AND_ONE, 8, ends::stop_when_full),
    program("kill", ALL, 4, ends::kill),
    program("last_drop", THREADS_AND_ONE, 8, ends::last_drop),
    program("inbox_drop", THREADS, 8, ends::inbox_drop),
    program("given_up", ALL, 4, asks::given_up),
    program("flush", ALL, 3, asks::flush),
    program("deferred", ALL, 4, asks::deferred),
    program("alarms", ALL, 4, urgent::alarms),
    program("nudges", ALL, 4, urgent::nudges),
    program("restarts", ALL, 4, supervision::restarts),
    program("group", ALL, 4, groups::group),
    program("timers", ALL, 3, timers::timers),
    program("link", ALL, 4, links::link),
    program("tokens", ALL, 4, inlets::tokens),
    program("pipes", ALL, 4, inlets::pipes),
    program("sources", ALL, 4, inlets::sources),
    program("tells", POOL_OF_ONE, 16, workers::tells).switching(Switching::Seldom),
    program("left_slot", POOL_OF_ONE, 8, workers::left_slot).switching(Switching::Seldom),
    program("left_end", POOL_OF_ONE, 8, workers::left_end),
    program("left_behind", POOL_OF_TWO, 16, workers::left_behind),
    program("left_next", POOL_OF_FOUR, 16, workers::left_next),
    program("ring", POOLS, 4, workers::ring),
];

static EXECUTOR: RwLock<Option<&'static Executor>> = RwLock::new(None);

/// The executor on which the running program starts its actors, if any.
fn executor() -> Option<&'static Executor> {
    *EXECUTOR.read().unwrap_or_else(PoisonError::into_inner)
}

fn set_executor(executor: Option<&'static Executor>) {
    *EXECUTOR.write().unwrap_or_else(PoisonError::into_inner) = executor;
}

fn run(program: &Program, driver: &str) {
    let threads =
        driver.strip_prefix("pool").map(|threads| threads.parse().expect("a number of threads"));
    set_executor(threads.map(|threads| &*Box::leak(Box::new(Executor::new(threads).unwrap()))));
    (program.run)();
    if let Some(executor) = executor() {
        executor.shutdown().unwrap();
    }
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["run", name, driver] => {
            let program = PROGRAMS.iter().find(|program| program.name == name);
            run(program.expect("a program's name"), driver);
        }
        ["list"] => {
            for Program { name, drivers, seeds, switching, .. } in PROGRAMS {
                let rate = switching.rate();
                drivers.iter().for_each(|driver| println!("{name} {driver} 0..{seeds} {rate}"));
            }
        }
        _ => {
            for program in PROGRAMS {
                program.drivers.iter().for_each(|driver| run(program, driver));
            }
            println!("each of the {} programs ran with each of its drivers", PROGRAMS.len());
        }
    }
}
