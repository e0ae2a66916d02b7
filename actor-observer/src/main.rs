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

/// Shows what the actors of a program do. The program serves it by an `actor_observer::Observer`.
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
    /// Milliseconds from one look to the next, 30000 at most: the program closes the connection after a minute without a request.
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u64).range(50..=30_000))]
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
    let mut out = io::stdout().lock();
    let (address, mut connection) = connect(&options.address)?;
    match options {
        Options { once: true, .. } => write!(out, "{}", terminal::text(&connection.snapshot()?))?,
        Options { json: true, .. } => {
            serde_json::to_writer(&mut out, &connection.snapshot()?)?;
            writeln!(out)?;
        }
        Options { dot: true, .. } => write!(out, "{}", connection.dot()?)?,
        Options { every, .. } => {
            terminal::run(address, connection, Duration::from_millis(*every))?;
        }
    }
    Ok(())
}

/// Connects to the first of the addresses that a name stands for where something listens.
fn connect(address: &str) -> Result<(SocketAddr, Connection)> {
    let addresses = address.to_socket_addrs().map_err(|error| format!("{address}: {error}"))?;
    let mut failure = format!("{address}: no address");
    for address in addresses {
        match Connection::open(address) {
            Ok(connection) => return Ok((address, connection)),
            Err(error) => failure = format!("{address}: {error}"),
        }
    }
    Err(failure.into())
}
