//! One client: what it asks for, line by line.

use std::{
    io::{self, BufReader, BufWriter, Read, Write},
    net::TcpStream,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use crate::{
    Report,
    protocol::{Answer, PATIENCE, Request},
    server::{Served, clients},
};

/// How long a client may take for one more request.
const QUIET: Duration = Duration::from_secs(60);

/// Gives a client a thread of its own, or tells it why not.
pub(super) fn let_in(stream: TcpStream, served: &Arc<Served>) {
    // Fails where the client has gone already.
    let _ = try_to_let_in(stream, served);
}

fn try_to_let_in(stream: TcpStream, served: &Arc<Served>) -> io::Result<()> {
    stream.set_write_timeout(Some(PATIENCE))?;
    let Some(number) = served.clients.add(&stream)? else {
        return refuse(stream, format!("{} clients are connected already", clients::MOST));
    };
    let place = Place { served: Arc::clone(served), number };
    let spawned = thread::Builder::new().name("actor-observer client".into()).spawn({
        let stream = stream.try_clone();
        move || {
            // Fails where the client goes in the middle of an answer, or does not take it.
            let _ = stream.and_then(|stream| answer_all(stream, &place.served));
        }
    });
    match spawned {
        Ok(thread) => served.clients.keep(number, thread),
        Err(error) => return refuse(stream, format!("no thread for one more client: {error}")),
    }
    Ok(())
}

fn refuse(stream: TcpStream, why: String) -> io::Result<()> {
    write(&mut BufWriter::new(stream), &Answer::Error(why))
}

/// Answers until the client goes, asks for something else, or does not take its answer.
fn answer_all(stream: TcpStream, served: &Served) -> io::Result<()> {
    let mut answers = BufWriter::new(stream.try_clone()?);
    let mut requests = BufReader::new(stream);
    while let Some(line) = next_line(&mut requests)? {
        match Request::of_word(line.trim()) {
            Some(request) => write(&mut answers, &served.answer(request))?,
            None => {
                let why = "a request is `snapshot` or `dot`, and a line break";
                return write(&mut answers, &Answer::Error(why.into()));
            }
        }
    }
    Ok(())
}

/// The next line, as far as a request may be long; `None` at the end. The time that a client has for it is that of the
/// whole line, so that none keeps its place by a byte now and then.
fn next_line(requests: &mut BufReader<TcpStream>) -> io::Result<Option<String>> {
    let deadline = Instant::now() + QUIET;
    let mut line = Vec::new();
    while line.len() < Request::MAX_BYTES && line.last() != Some(&b'\n') {
        if requests.buffer().is_empty() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            requests.get_ref().set_read_timeout(Some(left))?;
        }
        let mut byte = [0];
        match requests.read(&mut byte)? {
            0 => break,
            _ => line.extend(byte),
        }
    }
    Ok((!line.is_empty()).then(|| String::from_utf8_lossy(&line).into_owned()))
}

fn write(to: &mut impl Write, answer: &Answer) -> io::Result<()> {
    serde_json::to_writer(&mut *to, answer)?;
    to.write_all(b"\n")?;
    to.flush()
}

impl Served {
    fn answer(&self, request: Request) -> Answer {
        let look = self.looks.look();
        match request {
            Request::Snapshot => {
                Answer::Snapshot(Report::of(&look.snapshot, look.at, &look.events))
            }
            Request::Dot => Answer::Dot(look.snapshot.to_dot()),
        }
    }
}

/// A client's place among those that are connected, which it gives up when this is dropped.
struct Place {
    served: Arc<Served>,
    number: u64,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.served.clients.remove(self.number);
    }
}
