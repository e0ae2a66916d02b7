//! The command line.

use std::{env, path::PathBuf};

use benches::{
    contenders::{self, Contender},
    growth,
    measure::Run,
    savina::{self, Scale, figures},
    workloads::{self, Sizes},
};
use lexopt::{Error, ValueExt, prelude::*};

pub(crate) const HELP: &str = "\
Runs each workload by each contender and prints a Markdown table.

Usage: benches [--growth | --savina] [--rounds N] [--only NAME…] [--quick] [--markdown FILE] [--svg FILE]

  --growth         How a message's time grows with the number of actors, producers and waiting actors
  --savina         The Savina suite instead, by `#[actor]` alone
  --rounds N       How often each contender runs each workload (7; fewer make no figures)
  --only NAME…     Only the workloads whose names begin with one of these
  --quick          Tiny sizes and one round: checks that nothing is lost, measures nothing
  --markdown FILE  Writes the tables there, not to the screen
  --svg FILE       Draws a chart, too (with `--features peers`)
  --help           This

With `--features peers`, other people's channels and actor libraries take part.
";

pub(crate) enum Command {
    Help,
    Run(Run, Files),
    Growth(growth::Run, Files),
    Savina(figures::Run, Files),
    /// How this program runs itself, for a process without a history: `--alive CONTENDER COUNT`.
    Alive {
        contender: &'static Contender,
        actors: u64,
    },
}

/// Where the report goes.
pub(crate) struct Files {
    pub(crate) markdown: Option<PathBuf>,
    pub(crate) svg: Option<PathBuf>,
}

pub(crate) fn parse() -> Result<Command, Error> {
    let mut rounds = None;
    let mut only = Vec::new();
    let mut quick = false;
    let mut growth = false;
    let mut savina = false;
    let mut files = Files { markdown: None, svg: None };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("rounds") => rounds = Some(parser.value()?.parse()?),
            Long("only") => {
                for name in parser.values()? {
                    only.push(name.string()?);
                }
            }
            Long("growth") => growth = true,
            Long("savina") => savina = true,
            Long("quick") => quick = true,
            Long("markdown") => files.markdown = Some(parser.value()?.into()),
            Long("svg") if cfg!(feature = "peers") => files.svg = Some(parser.value()?.into()),
            Long("svg") => return Err("charts are drawn with `--features peers`".into()),
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
    let rounds = rounds.unwrap_or(if quick { 1 } else { 7 });
    if growth && savina {
        return Err("`--growth` and `--savina` are two commands".into());
    }
    if savina {
        if files.svg.is_some() {
            return Err("there is no chart of the Savina suite".into());
        }
        let benchmarks = chosen(savina::ALL, |benchmark| benchmark.name, &only)?;
        let scale = if quick { Scale::Quick } else { Scale::Full };
        let run = figures::Run { rounds, benchmarks, scale, command: command() };
        return Ok(Command::Savina(run, files));
    }
    let sizes = if quick { Sizes::QUICK } else { Sizes::FULL };
    if growth {
        let growths = chosen(growth::ALL, |growth| growth.name, &only)?;
        let run = growth::Run { rounds, growths, sizes, command: command() };
        return Ok(Command::Growth(run, files));
    }
    let workloads = chosen(workloads::ALL, |workload| workload.name, &only)?;
    Ok(Command::Run(Run { rounds, workloads, sizes, command: command() }, files))
}

/// Those whose names begin with one of `only`, or all.
fn chosen<T>(
    all: &'static [T],
    name: fn(&T) -> &'static str,
    only: &[String],
) -> Result<Vec<&'static T>, Error> {
    let begins =
        |one: &&T| only.is_empty() || only.iter().any(|begin| name(one).starts_with(begin));
    let chosen = all.iter().filter(begins).collect::<Vec<_>>();
    if chosen.is_empty() {
        let names = all.iter().map(name).collect::<Vec<_>>();
        return Err(format!("no such workload; there are: {}", names.join("; ")).into());
    }
    Ok(chosen)
}

/// What makes the same report again.
fn command() -> String {
    let mut command = String::from("cargo run --release -p benches");
    if cfg!(feature = "peers") {
        command.push_str(" --features peers");
    }
    let arguments = env::args().skip(1).collect::<Vec<_>>().join(" ");
    if !arguments.is_empty() {
        command.push_str(" -- ");
        command.push_str(&arguments);
    }
    command
}
