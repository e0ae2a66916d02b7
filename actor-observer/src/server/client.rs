//! One client: what it asks for, line by line.

use std::{
    io::{self, BufRead, BufReader, BufWriter, Read, Write},
    net::TcpStream,
    sync::Arc,
    thread,
    time::Duration,
};

use crate::{
    Report,
    protocol::{Answer, PATIENCE, Request},
    server::{Served, clients},
};

/// For how long a client may ask for nothing.
const QUIET: Duration = Duration::from_secs(60);

/// Gives a client a thread of its own, or tells it why not.
pub(super) fn let_in(stream: TcpStream, served: &Arc<Served>) {
    // Fails where the client has gone already.
    let _ = try_to_let_in(stream, served);
}

fn try_to_let_in(stream: TcpStream, served: &Arc<Served>) -> io::Result<()> {
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.set_read_timeout(Some(QUIET))?;
    let Some(number) = served.clients.add(&stream)? else {
        return refuse(stream, format!("{} clients are connected already", clients::MOST));
    };
    let spawned = thread::Builder::new().name("actor-observer client".into()).spawn({
        let (served, stream) = (Arc::clone(served), stream.try_clone());
        move || {
            let _ = stream.and_then(|stream| answer_all(stream, &served));
            served.clients.remove(number);
        }
    });
    match spawned {
        Ok(thread) => served.clients.keep(number, thread),
        Err(error) => {
            served.clients.remove(number);
            return refuse(stream, format!("no thread for one more client: {error}"));
        }
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

/// The next line, as far as a request may be long; `None` at the end.
fn next_line(requests: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    requests.take(Request::MAX_BYTES).read_until(b'\n', &mut line)?;
    Ok((!line.is_empty()).then(|| String::from_utf8_lossy(&line).into_owned()))
}

fn write(to: &mut impl Write, answer: &Answer) -> io::Result<()> {
    serde_json::to_writer(&mut *to, answer)?;
    to.write_all(b"\n")?;
    to.flush()
}

impl Served {
    fn answer(&self, request: Request) -> Answer {
        let snapshot = self.view.snapshot();
        match request {
            Request::Snapshot => {
                Answer::Snapshot(Report::of(&snapshot, self.began.elapsed(), self.events.all()))
            }
            Request::Dot => Answer::Dot(snapshot.to_dot()),
        }
    }
}
