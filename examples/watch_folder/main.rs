//! Watches folders: prints which files there are, and each that changes, until Ctrl-C.
//
// folder.rs is the actor, with the one that scans for it; by_hand.rs does the same without the library, and
// `--by-hand` runs it. Both share the rest: config.rs is what to watch, tree.rs reads the folders and has the system
// say what changes, index.rs is what is known of them, event.rs what is reported, and console.rs prints it.
#![forbid(unsafe_code)]

mod by_hand;
mod config;
mod console;
mod event;
mod folder;
mod index;
mod tree;

use std::{
    error::Error,
    io,
    path::PathBuf,
    process::ExitCode,
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

use actor_runtime::{System, prelude::*};
use clap::Parser;

use config::Config;
use console::{Console, ConsoleMessage};
use folder::Folder;
use index::Summary;

/// Prints the files of folders, and each that is added, modified or removed, until Ctrl-C.
///
/// A line on standard input is a folder to watch instead; an empty one asks how many files there are by now.
#[derive(Parser)]
#[command(name = "watch_folder")]
struct CommandLine {
    /// The folders, with all that is in them
    #[arg(required = true)]
    paths: Vec<PathBuf>,

    /// For how long to gather changes before they are looked at, in milliseconds
    #[arg(long, value_name = "N", default_value_t = 50)]
    debounce: u64,

    /// Runs the program that is written without actors
    #[arg(long)]
    by_hand: bool,
}

fn main() -> ExitCode {
    match run(&CommandLine::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("watch_folder: {error}");
            ExitCode::FAILURE
        }
    }
}

type Done = Result<(), Box<dyn Error>>;

fn run(options: &CommandLine) -> Done {
    let debounce = Duration::from_millis(options.debounce);
    let config = Config::new(&options.paths, debounce)?;
    let inputs = inputs()?;
    if options.by_hand { without_actors(config, &inputs) } else { with_actors(config, &inputs) }
}

fn with_actors(config: Config, inputs: &Receiver<Input>) -> Done {
    let system = System::new();
    // Started first and so stopped last: what the folder reports in the end is still printed.
    let console = system.spawn(Console)?;
    let listener = console.recipient(|event| ConsoleMessage::Show { event });
    let folder = system.spawn(Folder::new(listener))?;
    let configure = |config| Ok(folder.configure(config)?);
    serve(config, inputs, configure, || Ok(folder.summary()?), || folder.stop())?;
    system.shutdown(DEADLINE).ok()?;
    Ok(())
}

fn without_actors(config: Config, inputs: &Receiver<Input>) -> Done {
    let (listener, events) = crossbeam_channel::bounded(64);
    let console = thread::spawn(move || events.iter().for_each(|event| console::print(&event)));
    let (folder, thread) = by_hand::spawn(listener)?;
    let configure = |config| Ok(folder.configure(config)?);
    serve(config, inputs, configure, || Ok(folder.summary()?), || folder.stop())?;
    for thread in [thread, console] {
        thread.join().map_err(|_| "a thread has panicked")?;
    }
    Ok(())
}

const DEADLINE: Duration = Duration::from_secs(10);

/// What comes in from the user.
enum Input {
    Line(String),
    CtrlC,
}

fn inputs() -> Result<Receiver<Input>, Box<dyn Error>> {
    let (sender, inputs) = mpsc::channel();
    let lines = sender.clone();
    ctrlc::set_handler(move || {
        // Pressed again, it may come when the main thread waits for it no longer.
        let _ = sender.send(Input::CtrlC);
    })?;
    thread::Builder::new().name("input".into()).spawn(move || {
        // The end of the input is no reason to end.
        for line in io::stdin().lines().map_while(Result::ok) {
            if lines.send(Input::Line(line)).is_err() {
                break;
            }
        }
    })?;
    Ok(inputs)
}

/// Does what the user wants until Ctrl-C. Says on standard error what was accepted: what it leads to may have to wait
/// until standard output is read.
fn serve(
    config: Config,
    inputs: &Receiver<Input>,
    configure: impl Fn(Config) -> Done,
    summary: impl Fn() -> Result<Summary, Box<dyn Error>>,
    stop: impl Fn(),
) -> Done {
    let debounce = config.debounce;
    configure(config)?;
    loop {
        match inputs.recv()? {
            Input::CtrlC => {
                stop();
                eprintln!("closing");
                return Ok(());
            }
            Input::Line(line) if line.is_empty() => eprintln!("{} so far", summary()?),
            Input::Line(line) => match Config::new(&[line.into()], debounce) {
                Ok(config) => {
                    configure(config)?;
                    eprintln!("accepted");
                }
                Err(error) => eprintln!("{error}"),
            },
        }
    }
}
