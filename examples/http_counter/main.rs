//! An HTTP server whose handlers await an actor: `curl -X POST 127.0.0.1:PORT/add/2`.
//
// counter.rs is the actor, which knows nothing of HTTP or tokio; routes.rs is what a client may ask
// of it; refusal.rs says in HTTP what can go wrong with a call. http/listen.rs is how the server
// begins. All requests share one thread, and none of them ever blocks it: where a thread would wait
// for the actor, a task awaits.
#![forbid(unsafe_code)]

mod counter;
#[path = "../http/listen.rs"]
mod listen;
mod refusal;
mod routes;

use std::{error::Error, io, process::ExitCode, time::Duration};

use actor_runtime::prelude::*;
use clap::Parser;
use tokio::runtime;

use counter::{Counter, CounterHandle};
use listen::listen;
use routes::Clients;

/// A counter behind HTTP on 127.0.0.1. Ctrl-C closes it.
#[derive(Parser)]
#[command(name = "http_counter")]
struct CommandLine {
    /// The port to listen on; 0 takes any free one
    #[arg(long, value_name = "N", default_value_t = 4080)]
    port: u16,

    /// How many requests the counter's mailbox holds
    #[arg(long, value_name = "N", default_value_t = 64)]
    mailbox: usize,

    /// How many milliseconds a request waits for the counter
    #[arg(long, value_name = "N", default_value_t = 2000)]
    patience: u64,
}

fn main() -> ExitCode {
    match run(&CommandLine::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("http_counter: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &CommandLine) -> Result<(), Box<dyn Error>> {
    let counter = CounterHandle::builder().mailbox(options.mailbox).spawn(Counter::default())?;
    let clients = Clients::new(counter.clone(), Duration::from_millis(options.patience));

    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(serve(options.port, clients))?;
    // The last requests have been answered, and the tasks let go of their handles.
    drop(runtime);

    let total = counter.total()?;
    counter.join()?.ok()?;
    println!("closed at {total}");
    Ok(())
}

async fn serve(port: u16, clients: Clients) -> Result<(), Box<dyn Error>> {
    let (listener, ctrl_c) = listen(port).await?;
    let closing = clients.clone();
    axum::serve(listener, routes::routes(clients))
        .with_graceful_shutdown(async move {
            match ctrl_c.await.map_err(io::Error::other).and_then(|waited| waited) {
                Ok(()) => println!("closing"),
                Err(error) => eprintln!("http_counter: cannot wait for Ctrl-C: {error}"),
            }
            // Requests that wait for a paused counter get their answers too.
            closing.resume();
        })
        .await?;
    Ok(())
}
