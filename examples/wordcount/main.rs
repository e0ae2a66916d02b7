//! Counts the words of whole folders: readers count files, the actor that they are attached to adds up.
//
// command_line.rs says what to count, files.rs finds it, reader.rs counts one file at a time
// (words.rs), tally.rs is the actor that adds up (totals.rs), report.rs what is printed in the end. With the feature
// `remote`, processes.rs has the same job done by several processes, for which gather.rs is the actor that adds up.
#![forbid(unsafe_code)]

mod command_line;
mod files;
#[cfg(feature = "remote")]
mod gather;
#[cfg(feature = "remote")]
mod processes;
mod reader;
mod report;
mod tally;
mod totals;
mod words;

use std::{
    error::Error,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
    time::{Duration, Instant},
};

use actor_runtime::{Executor, prelude::*};
use clap::Parser;

use command_line::CommandLine;
use report::Report;
use tally::{Tally, TallyHandle};

fn main() -> ExitCode {
    match run(&CommandLine::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("wordcount: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command_line: &CommandLine) -> Result<ExitCode, Box<dyn Error>> {
    #[cfg(feature = "remote")]
    if let Some(address) = &command_line.serve {
        return processes::serve(address, command_line);
    }
    #[cfg(feature = "remote")]
    if let Some(address) = &command_line.connect {
        return processes::connect(address, command_line);
    }
    let mut found = command_line.find_files();
    let left_out = std::mem::take(&mut found.left_out);
    let started = Instant::now();

    let tally = Tally::new(found, command_line.workers());
    let builder = TallyHandle::builder();
    let (tally, state) = match command_line.pool {
        true => builder.spawn_joinable_on(Executor::global(), tally)?,
        false => builder.spawn_joinable(tally)?,
    };
    ctrlc::set_handler(move || tally.stop())?;
    // It ends with what it has, and does not wait for a reader that waits itself, for a program to write to a pipe.
    let report = state.join()?.report(command_line.top);
    finish(report, left_out, started.elapsed())
}

/// Says what was counted, and what was not.
fn finish(
    report: Report,
    left_out: Vec<PathBuf>,
    elapsed: Duration,
) -> Result<ExitCode, Box<dyn Error>> {
    for folder in left_out {
        eprintln!("left out: {}", folder.display());
    }
    for not_counted in &report.not_counted {
        eprintln!("not counted: {not_counted}");
    }
    if report.unread > 0 {
        print(&report.table(elapsed))?;
        eprintln!("wordcount: interrupted, with {} files not read", report.unread);
        return Ok(ExitCode::from(INTERRUPTED));
    }
    if report.files == 0 {
        return Err(match report.not_counted.len() {
            0 => "there is nothing to count: the given folders hold no file".into(),
            _ => "nothing could be counted: none of the given files could be read".into(),
        });
    }
    print(&report.table(elapsed))?;
    Ok(ExitCode::SUCCESS)
}

/// What a shell makes of a program that Ctrl-C has ended.
const INTERRUPTED: u8 = 128 + 2;

/// Prints to standard output. A reader that closes it early, as `head` does, has seen enough.
fn print(text: &str) -> io::Result<()> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
