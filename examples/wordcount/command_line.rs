//! What to count, and with how many threads, as the command line says it.

use std::{
    path::{Path, PathBuf},
    thread,
};

use clap::{Parser, value_parser};

use crate::files::{self, Found};

/// Counts the words of files and whole folders, and shows the most frequent ones.
///
/// A word is a run of letters and digits of any script (what Unicode calls alphanumeric), in lower
/// case: `Don't` counts as `don` and `t`.
///
/// What cannot be read, or is not UTF-8, is reported by name and left out of the counts. The exit
/// code is 0 if there was at least one file to count.
///
/// Ctrl-C shows the counts so far; the exit code is 130 then.
#[derive(Parser)]
#[command(name = "wordcount")]
pub(crate) struct CommandLine {
    /// Files, and folders with all that is in them; without any, this project's own sources
    /// (hidden folders and `target` left out)
    paths: Vec<PathBuf>,

    /// How many threads read
    #[arg(long, value_name = "N", default_value_t = cores(), value_parser = value_parser!(u16).range(1..=MOST_WORKERS))]
    workers: u16,

    /// Gives the actor that adds up no thread of its own: the executor runs it, or a thread that asks it
    #[arg(long)]
    pub(crate) pool: bool,

    /// How many of the most frequent words to show
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) top: usize,

    /// Reads nothing, and adds up what the processes count that connect here; port 0 takes any free one
    #[cfg(feature = "remote")]
    #[arg(long, value_name = "HOST:PORT", conflicts_with_all = ["connect", "pool"])]
    pub(crate) serve: Option<String>,

    /// Reads for the process that serves there, which has the files
    #[cfg(feature = "remote")]
    #[arg(long, value_name = "HOST:PORT", conflicts_with_all = ["paths", "pool", "top"])]
    pub(crate) connect: Option<String>,
}

const MOST_WORKERS: i64 = 1024;

impl CommandLine {
    pub(crate) fn workers(&self) -> usize {
        self.workers.into()
    }

    pub(crate) fn find_files(&self) -> Found {
        if self.paths.is_empty() {
            files::find_sources(own_workspace())
        } else {
            files::find(&self.paths)
        }
    }
}

/// The workspace that this example is part of.
fn own_workspace() -> &'static Path {
    let member = Path::new(env!("CARGO_MANIFEST_DIR"));
    member.parent().unwrap_or(member)
}

fn cores() -> u16 {
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get());
    u16::try_from(cores).unwrap_or(u16::MAX).min(MOST_WORKERS as u16)
}
