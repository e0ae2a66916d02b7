//! A chat room over TCP: `nc 127.0.0.1 PORT`, a name on the first line, then talk.
//
// room.rs is the actor that everybody talks to. Every client has a thread that reads (client.rs,
// with lines.rs for what it reads) and an actor that writes (writer.rs), so that no client waits
// for another one. closing.rs is how Ctrl-C ends a server that waits for connections.
#![forbid(unsafe_code)]

mod client;
mod closing;
mod lines;
#[path = "../observe.rs"]
mod observe;
mod room;
mod writer;

use std::{
    error::Error,
    net::{Ipv4Addr, TcpListener},
    process::ExitCode,
    thread,
    time::Duration,
};

use actor_runtime::{Executor, prelude::*};
use clap::Parser;

use client::Clients;
use closing::Closing;
use observe::Observe;
use room::{Room, RoomHandle};

/// A chat room on 127.0.0.1. Ctrl-C closes it.
#[derive(Parser)]
#[command(name = "chat")]
struct CommandLine {
    /// The port to listen on; 0 takes any free one
    #[arg(long, value_name = "N", default_value_t = 4040)]
    port: u16,

    /// Gives the room no thread of its own. The actors that write keep theirs: they wait for sockets,
    /// and would hold up the actors that share their threads
    #[arg(long)]
    pool: bool,

    #[command(flatten)]
    observe: Observe,
}

fn main() -> ExitCode {
    match serve(&CommandLine::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("chat: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(options: &CommandLine) -> Result<(), Box<dyn Error>> {
    let CommandLine { port, pool, ref observe } = *options;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .map_err(|error| format!("cannot listen on port {port}: {error}"))?;
    let address = listener.local_addr()?;
    let closing = Closing::on_ctrl_c(address)?;
    let room = Room::default();
    let room = if pool { room.spawn_on(Executor::global()) } else { room.spawn() };
    println!("listening on {address}");
    let _observer = observe.begin()?;

    let clients = welcome_until_closing(&listener, &closing, &room);

    println!("closing");
    closing::turn_away(listener);
    // Once the room has shut down, every call to it is an error: so reading threads learn of it.
    let ended = room.announce_the_end().and_then(|()| room.shutdown());
    clients.say_goodbye();
    ended?.ok()?;
    println!("closed");
    Ok(())
}

fn welcome_until_closing(listener: &TcpListener, closing: &Closing, room: &RoomHandle) -> Clients {
    let mut clients = Clients::default();
    loop {
        let accepted = listener.accept();
        if closing.has_begun() {
            if let Ok((stream, _)) = accepted {
                closing::goodbye(&stream);
            }
            return clients;
        }
        let welcomed = accepted.and_then(|(stream, _)| clients.welcome(stream, room.clone()));
        if let Err(error) = welcomed {
            eprintln!("chat: a client could not come in: {error}");
            // Out of files or threads, most likely: trying again at once would only spin.
            thread::sleep(Duration::from_millis(100));
        }
    }
}
