//! What belongs to one client: the thread that reads what it sends.

use std::{
    io::{self, BufRead, BufReader},
    net::{Shutdown, TcpStream},
    sync::{Arc, Weak},
    thread::{self, JoinHandle},
    time::Duration,
};

use actor_runtime::prelude::*;

use crate::{
    lines::{self, LONGEST, Line},
    room::RoomHandle,
    writer::{Writer, WriterHandle},
};

/// How long a client that leaves may take to read what was still meant for it.
const PATIENCE: Duration = Duration::from_secs(2);

/// The clients that were welcomed and may still be there.
#[derive(Default)]
pub(crate) struct Clients(Vec<Client>);

struct Client {
    /// Weak, so that the connection closes when its own threads have done with it.
    stream: Weak<TcpStream>,
    reading: JoinHandle<()>,
}

impl Clients {
    /// Gives a new client its two threads.
    pub(crate) fn welcome(&mut self, stream: TcpStream, room: RoomHandle) -> io::Result<()> {
        self.0.retain(|client| !client.reading.is_finished());
        // Lines are short and each is worth a packet of its own.
        stream.set_nodelay(true)?;
        let stream = Arc::new(stream);
        let weak = Arc::downgrade(&stream);
        let reading =
            thread::Builder::new().name("reader".into()).spawn(move || attend(&stream, &room))?;
        self.0.push(Client { stream: weak, reading });
        Ok(())
    }

    /// Ends what the clients say; each hears a goodbye. Returns when all their threads have ended.
    pub(crate) fn say_goodbye(self) {
        for client in &self.0 {
            if let Some(stream) = client.stream.upgrade() {
                // Its reading thread finds the end of the stream. Fails if the client is gone.
                let _ = stream.shutdown(Shutdown::Read);
            }
        }
        for client in self.0 {
            if client.reading.join().is_err() {
                eprintln!("chat: the thread of a client panicked");
            }
        }
    }
}

/// A client's whole visit.
fn attend(stream: &Arc<TcpStream>, room: &RoomHandle) {
    let writer = match WriterHandle::builder().spawn(Writer::new(Arc::clone(stream))) {
        Ok(writer) => writer,
        // The writer that was not to be has said goodbye.
        Err(error) => return eprintln!("chat: no writer for a client: {error}"),
    };
    match visit(BufReader::new(&**stream), &writer, room) {
        // A room that has closed, and a client that went while it was written to, are ends too.
        Ok(()) | Err(CallError::Ended(_)) => {}
        Err(error) => eprintln!("chat: a visit ended early: {error}"),
    }
    // Stopped rather than dropped: this handle still waits for what is to be written.
    writer.stop();
    if writer.wait_timeout(PATIENCE).is_none() {
        eprintln!("chat: a client did not read its last lines in time");
        // Fails the write that waits for it.
        let _ = stream.shutdown(Shutdown::Both);
    }
    match writer.join().map(|exit| exit.ok()) {
        Ok(Ok(())) => {}
        Ok(Err(exit)) => eprintln!("chat: {exit}"),
        Err(error) => eprintln!("chat: {error}"),
    }
}

fn visit(
    mut input: impl BufRead,
    writer: &WriterHandle,
    room: &RoomHandle,
) -> Result<(), CallError> {
    writer.line("* what is your name?".into())?;
    while let Some(name) = next_text(&mut input, writer)? {
        let name = name.trim();
        match room.enter(name.to_owned(), writer.clone())? {
            Ok(()) => {
                let name = Arc::from(name);
                let talked = talk(&mut input, &name, writer, room);
                room.leave(name)?;
                return talked;
            }
            Err(refusal) => writer.line(format!("* {refusal}; another one?").into())?,
        }
    }
    Ok(())
}

fn talk(
    input: &mut impl BufRead,
    name: &Arc<str>,
    writer: &WriterHandle,
    room: &RoomHandle,
) -> Result<(), CallError> {
    while let Some(text) = next_text(input, writer)? {
        match text.trim_end() {
            "/quit" => break,
            "/who" => writer.line(format!("* here: {}", room.who()?.join(", ")).into())?,
            command if command.starts_with('/') => {
                writer.line("* there is no such command, only /who and /quit".into())?;
            }
            text => room.say(Arc::clone(name), text.to_owned())?,
        }
    }
    Ok(())
}

/// The next line that is one; the client is told of those that are not. `None` at its end.
fn next_text(input: &mut impl BufRead, writer: &WriterHandle) -> Result<Option<String>, CallError> {
    loop {
        match lines::next(input) {
            Ok(Some(Line::Text(text))) => return Ok(Some(text)),
            Ok(Some(Line::TooLong)) => {
                writer.line(format!("* not sent: longer than {LONGEST} bytes").into())?;
            }
            Ok(Some(Line::NotUtf8)) => writer.line("* not sent: not UTF-8".into())?,
            Ok(None) => return Ok(None),
            Err(error) => {
                // A connection that breaks is a client that leaves.
                eprintln!("chat: a client's connection broke: {error}");
                return Ok(None);
            }
        }
    }
}
