//! Ctrl-C shuts a program of several actors down; its report is printed and becomes the exit code.
#![forbid(unsafe_code)]

use std::{error::Error, process::ExitCode, sync::mpsc, thread, time::Duration};

use actor_runtime::{System, prelude::*};
use clap::Parser;

/// Workers that enter their results into a ledger, until Ctrl-C.
#[derive(Parser)]
#[command(name = "shutdown")]
struct CommandLine {
    /// How long a shutdown may take, in milliseconds
    #[arg(long, value_name = "N", default_value_t = 5000)]
    deadline: u64,
    /// Gives the first worker a job that never ends
    #[arg(long)]
    stuck: bool,
}

const WORKERS: usize = 2;
const JOBS: u64 = 10;

/// Started first and so stopped last: the workers' last results still reach it.
#[actor]
#[derive(Default)]
pub struct Ledger {
    results: Vec<u64>,
}

#[actor]
impl Ledger {
    pub fn enter(&mut self, result: u64) {
        self.results.push(result);
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        println!("the ledger closes with {} results", self.results.len());
    }
}

#[actor]
pub struct Worker {
    ledger: LedgerHandle,
}

#[actor]
impl Worker {
    /// Does a job that takes a while, so that Ctrl-C finds some that have not been begun.
    pub fn work(&mut self, job: u64) {
        thread::sleep(Duration::from_millis(10));
        if let Err(error) = self.ledger.enter(job * job) {
            eprintln!("a result is lost: {error}");
        }
    }

    pub fn work_for_ever(&mut self) {
        loop {
            thread::park();
        }
    }
}

fn main() -> ExitCode {
    match run(&CommandLine::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("shutdown: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &CommandLine) -> Result<(), Box<dyn Error>> {
    let (pressed, ctrl_c) = mpsc::channel();
    ctrlc::set_handler(move || {
        // Pressed again, it comes when the main thread waits for it no longer.
        let _ = pressed.send(());
    })?;

    let system = System::new();
    let ledger = system.spawn(Ledger::default())?;
    let mut workers = Vec::new();
    for n in 1..=WORKERS {
        let builder = WorkerHandle::builder().name(format!("worker {n}"));
        let worker = builder.spawn(Worker { ledger: ledger.clone() })?;
        system.add(&worker);
        workers.push(worker);
    }
    for (job, worker) in (1..=JOBS).zip(workers.iter().cycle()) {
        worker.work(job)?;
    }
    if options.stuck {
        workers[0].work_for_ever()?;
    }

    println!("at work; Ctrl-C shuts down");
    ctrl_c.recv()?;
    println!("shutting down");
    let report = system.shutdown(Duration::from_millis(options.deadline));
    for actor in report.actors() {
        println!("{actor}");
    }
    Ok(report.ok()?)
}
