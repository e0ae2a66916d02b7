//! Runs every workload by every contender and prints the report as Markdown.

mod options;

use std::process::ExitCode;

use benches::{contenders, machine::Machine, measure, report, workloads};
use options::{Command, HELP};

fn main() -> ExitCode {
    match options::parse() {
        Ok(Command::Help) => print!("{HELP}"),
        // The memory of many actors is measured in a process of their own: this one, run again.
        Ok(Command::Alive { contender, actors }) => {
            println!("{}", workloads::alive::answer(contender, actors));
        }
        Ok(Command::Run(run)) => {
            let machine = Machine::here();
            let rows = measure::interleaved(&run, contenders::ALL);
            print!("{}", report::markdown(&machine, &run, contenders::ALL, &rows));
        }
        Err(error) => {
            eprintln!("{error}\n\n{HELP}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
