//! Runs every workload by every contender and reports the figures.

mod options;

use std::{error::Error, fs, process::ExitCode};

use benches::{contenders, growth, machine::Machine, measure, report, savina, workloads};
use options::{Command, Files, HELP};

fn main() -> ExitCode {
    match options::parse() {
        Ok(Command::Help) => print!("{HELP}"),
        // The memory of many actors is measured in a process of their own: this one, run again.
        Ok(Command::Alive { contender, actors }) => {
            println!("{}", workloads::alive::answer(contender, actors));
        }
        Ok(Command::Run(run, files)) => return exit_code(measure(&run, &files)),
        Ok(Command::Growth(run, files)) => return exit_code(grow(&run, &files)),
        Ok(Command::Savina(run, files)) => {
            let text = savina::figures::markdown(&Machine::here(), &run);
            return exit_code(write(&files, &text));
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
    write(files, &text)?;
    #[cfg(feature = "peers")]
    if let Some(path) = &files.svg {
        benches::chart::svg(path, &machine, contenders::ALL, &rows)?;
    }
    Ok(())
}

fn grow(run: &growth::Run, files: &Files) -> Result<(), Box<dyn Error>> {
    // Before the runs: they are a load themselves.
    let machine = Machine::here();
    let contenders = growth::contenders();
    let figures = growth::measured(run, &contenders);
    write(files, &growth::markdown(&machine, run, &contenders, &figures))?;
    #[cfg(feature = "peers")]
    if let Some(path) = &files.svg {
        growth::chart::svg(path, &machine, &contenders, &figures)?;
    }
    Ok(())
}

fn write(files: &Files, text: &str) -> Result<(), Box<dyn Error>> {
    match &files.markdown {
        Some(path) => fs::write(path, text)?,
        None => print!("{text}"),
    }
    Ok(())
}

fn exit_code(result: Result<(), Box<dyn Error>>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
