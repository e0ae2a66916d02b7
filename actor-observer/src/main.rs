//! The command `actor-observer`: shows in a terminal what the actors of a program do.
#![forbid(unsafe_code)]

use std::{
    io::{self, Write},
    net::{SocketAddr, ToSocketAddrs},
    process::ExitCode,
    time::Duration,
};

use actor_observer::{Connection, terminal};
use clap::Parser;

/// Shows what the actors of a program do, which serves an `actor_observer::Observer`.
#[derive(Parser)]
#[command(version)]
struct Options {
    /// Where the program serves it, such as 127.0.0.1:7000.
    address: String,
    /// Print the actors once, as a table.
    #[arg(long, group = "once_as")]
    once: bool,
    /// Print one snapshot, as a line of JSON.
    #[arg(long, group = "once_as")]
    json: bool,
    /// Print who waits for whom and who supervises whom, in the language of Graphviz.
    #[arg(long, group = "once_as")]
    dot: bool,
    /// Milliseconds from one look to the next.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u64).range(50..))]
    every: u64,
}

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("actor-observer: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<()> {
    let address = resolve(&options.address)?;
    let mut out = io::stdout().lock();
    match options {
        Options { once: true, .. } => {
            let report = Connection::open(address)?.snapshot()?;
            write!(out, "{}", terminal::text(&report))?;
        }
        Options { json: true, .. } => {
            let report = Connection::open(address)?.snapshot()?;
            serde_json::to_writer(&mut out, &report)?;
            writeln!(out)?;
        }
        Options { dot: true, .. } => write!(out, "{}", Connection::open(address)?.dot()?)?,
        Options { every, .. } => terminal::run(address, Duration::from_millis(*every))?,
    }
    Ok(())
}

fn resolve(address: &str) -> Result<SocketAddr> {
    let resolved = address.to_socket_addrs().map_err(|error| format!("{address}: {error}"))?.next();
    Ok(resolved.ok_or_else(|| format!("{address}: no address"))?)
}
