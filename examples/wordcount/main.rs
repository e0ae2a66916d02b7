//! Counts the words of whole folders: reader threads count files, one actor adds the counts up.
//
// command_line.rs says what to count, files.rs finds it, reader.rs counts one file at a time
// (words.rs), tally.rs is the actor that adds up, report.rs what is printed in the end.
#![forbid(unsafe_code)]

mod command_line;
mod files;
mod reader;
mod report;
mod tally;
mod words;

use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
    thread,
    time::Instant,
};

use actor_runtime::{Executor, prelude::*};
use clap::Parser;

use command_line::CommandLine;
use files::WorkList;
use tally::{Tally, TallyHandle};

fn main() -> ExitCode {
    match run(&CommandLine::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("wordcount: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command_line: &CommandLine) -> Result<(), Box<dyn Error>> {
    let found = command_line.find_files();
    let started = Instant::now();

    let tally = Tally::new(found.files.len() + found.not_counted.len());
    let tally = if command_line.pool { tally.spawn_on(Executor::global()) } else { tally.spawn() };
    for not_counted in found.not_counted {
        tally.miss(not_counted)?;
    }
    read_in_parallel(WorkList::new(found.files), command_line.workers(), &tally)?;
    let report = tally.report(command_line.top)?;
    tally.join()?.ok()?;
    let elapsed = started.elapsed();

    for folder in found.left_out {
        eprintln!("left out: {}", folder.display());
    }
    for not_counted in &report.not_counted {
        eprintln!("not counted: {not_counted}");
    }
    if report.files == 0 {
        return Err(match report.not_counted.len() {
            0 => "there is nothing to count: the given folders hold no file".into(),
            _ => "nothing could be counted: none of the given files could be read".into(),
        });
    }
    print(&report.table(elapsed))?;
    Ok(())
}

/// Returns when every file of the list has been read and told to the actor.
fn read_in_parallel(
    work: WorkList,
    workers: usize,
    tally: &TallyHandle,
) -> Result<(), Box<dyn Error>> {
    thread::scope(|scope| {
        let readers: Vec<_> = (0..workers.min(work.len()))
            .map(|_| {
                thread::Builder::new()
                    .name("reader".into())
                    .spawn_scoped(scope, || reader::read(&work, tally))
            })
            .collect::<io::Result<_>>()
            .map_err(|error| format!("no thread for a reader: {error}"))?;
        readers
            .into_iter()
            .try_for_each(|reader| reader.join().expect("a reader panicked"))
            .map_err(|error: CallError| error.into())
    })
}

/// Prints to standard output. Whoever closes it early, as `head` does, has seen enough.
fn print(text: &str) -> io::Result<()> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
