//! The command line.

use benches::{
    contenders::{self, Contender},
    measure::Run,
    workloads::{self, Sizes},
};
use lexopt::{Error, ValueExt, prelude::*};

pub(crate) const HELP: &str = "\
Runs each workload by each contender and prints a Markdown table.

Usage: benches [--rounds N] [--only NAME…] [--quick]

  --rounds N    How often each contender runs each workload (7; fewer make no figures)
  --only NAME…  Only the workloads whose names begin with one of these
  --quick       Tiny sizes and one round: checks that nothing is lost, measures nothing
  --help        This
";

pub(crate) enum Command {
    Help,
    Run(Run),
    /// How this program runs itself, for a process without a history: `--alive CONTENDER COUNT`.
    Alive {
        contender: &'static Contender,
        actors: u64,
    },
}

pub(crate) fn parse() -> Result<Command, Error> {
    let mut rounds = None;
    let mut only = Vec::new();
    let mut quick = false;
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("rounds") => rounds = Some(parser.value()?.parse()?),
            Long("only") => {
                for name in parser.values()? {
                    only.push(name.string()?);
                }
            }
            Long("quick") => quick = true,
            Long("help") | Short('h') => return Ok(Command::Help),
            Long("alive") => {
                let name = parser.value()?.string()?;
                let contender = contenders::by_name(&name)
                    .ok_or_else(|| format!("no contender is called `{name}`"))?;
                return Ok(Command::Alive { contender, actors: parser.value()?.parse()? });
            }
            _ => return Err(argument.unexpected()),
        }
    }
    if rounds == Some(0) {
        return Err("no rounds, no figures".into());
    }
    let workloads = workloads::ALL
        .iter()
        .filter(|workload| {
            only.is_empty() || only.iter().any(|name| workload.name.starts_with(name))
        })
        .collect::<Vec<_>>();
    if workloads.is_empty() {
        let names = workloads::ALL.iter().map(|workload| workload.name).collect::<Vec<_>>();
        return Err(format!("no such workload; there are: {}", names.join("; ")).into());
    }
    let sizes = if quick { Sizes::QUICK } else { Sizes::FULL };
    let rounds = rounds.unwrap_or(if quick { 1 } else { 7 });
    Ok(Command::Run(Run { rounds, workloads, sizes }))
}
