//! A counter in one process and its callers in others: `serve`, and `client --connect 127.0.0.1:PORT`.
//
// counter.rs is the actor; serve.rs is the process that has it. client.rs is a process that calls it, and says in words
// what became of each call.
#![forbid(unsafe_code)]

mod client;
mod counter;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// A counter that other processes call by its name.
#[derive(Parser)]
#[command(name = "remote_counter")]
struct CommandLine {
    #[command(subcommand)]
    role: Role,

    /// The name that the counter is served under
    #[arg(long, default_value = "till-3", global = true)]
    name: String,
}

#[derive(Subcommand)]
enum Role {
    /// Has the counter, until Ctrl-C
    Serve {
        /// Where to listen; port 0 takes any free one
        #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:0")]
        listen: String,
    },
    /// Calls the counter as the lines of the standard input say: `add N`, `total` or `reach N`
    Client {
        /// Where the process with the counter listens
        #[arg(long, value_name = "HOST:PORT")]
        connect: String,

        /// How many milliseconds a call may take
        #[arg(long, value_name = "N", default_value_t = 5000)]
        deadline: u64,
    },
}

fn main() -> ExitCode {
    let CommandLine { role, name } = CommandLine::parse();
    let done = match role {
        Role::Serve { listen } => serve::run(&listen, &name),
        Role::Client { connect, deadline } => client::run(&connect, &name, deadline),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("remote_counter: {error}");
            ExitCode::FAILURE
        }
    }
}
