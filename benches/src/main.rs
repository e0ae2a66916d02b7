//! Runs every workload by every contender and reports the figures.

mod options;

use std::{error::Error, fs, process::ExitCode};

use benches::{contenders, machine::Machine, measure, report, workloads};
use options::{Command, Files, HELP};

fn main() -> ExitCode {
    match options::parse() {
        Ok(Command::Help) => print!("{HELP}"),
        // The memory of many actors is measured in a process of their own: this one, run again.
        Ok(Command::Alive { contender, actors }) => {
            println!("{}", workloads::alive::answer(contender, actors));
        }
        Ok(Command::Run(run, files)) => {
            if let Err(error) = measure(&run, &files) {
                eprintln!("{error}");
                return ExitCode::FAILURE;
            }
        }
        Err(error) => {
            eprintln!("{error}\n\n{HELP}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn measure(run: &measure::Run, files: &Files) -> Result<(), Box<dyn Error>> {
    // Before the runs: they are a load themselves.
    let machine = Machine::here();
    let rows = measure::interleaved(run, contenders::ALL);
    let text = report::markdown(&machine, run, contenders::ALL, &rows);
    match &files.markdown {
        Some(path) => fs::write(path, text)?,
        None => print!("{text}"),
    }
    #[cfg(feature = "peers")]
    if let Some(path) = &files.svg {
        benches::chart::svg(path, &machine, contenders::ALL, &rows)?;
    }
    Ok(())
}
