//! The asking end of a connection.

use std::{
    error::Error,
    fmt,
    io::{self, BufRead, BufReader, Read as _, Write},
    net::{SocketAddr, TcpStream},
};

use crate::{
    Report,
    protocol::{Answer, PATIENCE, PATIENCE_FOR_ANSWER, Request},
};

/// A connection to the [`Observer`](crate::Observer) of a program.
///
/// ```
/// use actor_observer::{Connection, Observer};
/// use actor_runtime::prelude::*;
///
/// #[actor]
/// struct Lamp { on: bool }
///
/// #[actor]
/// impl Lamp {
///     pub fn switch(&mut self) { self.on = !self.on }
/// }
///
/// let lamp = Lamp { on: false }.spawn();
/// let observer = Observer::serve("127.0.0.1:0")?;
/// let report = Connection::open(observer.address())?.snapshot()?;
/// assert!(report.actors.iter().any(|actor| actor.id == lamp.id().to_string()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Connection {
    stream: BufReader<TcpStream>,
}

/// Why a [`Connection`] gives no answer. It is of no use from then on.
#[derive(Debug)]
#[non_exhaustive]
pub enum AskError {
    /// The connection cannot be made within five seconds, is lost, or is silent for thirty.
    Connection(io::Error),
    /// What came is no answer of an observer.
    NotAnObserver(String),
    /// The observer has refused the request, and says why.
    Refused(String),
}

impl fmt::Display for AskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AskError::Connection(error) => write!(f, "the observer is out of reach: {error}"),
            AskError::NotAnObserver(why) => write!(f, "no observer answers there: {why}"),
            AskError::Refused(why) => write!(f, "the observer refuses: {why}"),
        }
    }
}

impl Error for AskError {
    // `Display` has all of it, so a chain of errors prints nothing twice.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            AskError::Connection(error) => error.source(),
            AskError::NotAnObserver(_) | AskError::Refused(_) => None,
        }
    }
}

impl From<io::Error> for AskError {
    fn from(error: io::Error) -> Self {
        AskError::Connection(error)
    }
}

impl Connection {
    /// Connects to the observer at `address`.
    ///
    /// # Errors
    ///
    /// [`AskError::Connection`] if nothing listens there, or nothing accepts within five seconds.
    pub fn open(address: SocketAddr) -> Result<Connection, AskError> {
        let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE_FOR_ANSWER))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        Ok(Connection { stream: BufReader::new(stream) })
    }

    /// Asks for a snapshot.
    ///
    /// # Errors
    ///
    /// Each [`AskError`].
    pub fn snapshot(&mut self) -> Result<Report, AskError> {
        match self.ask(Request::Snapshot)? {
            Answer::Snapshot(report) => Ok(report),
            other => Err(unexpected(other)),
        }
    }

    /// Asks for the waits and the supervision as a graph in the language of Graphviz.
    ///
    /// # Errors
    ///
    /// Each [`AskError`].
    pub fn dot(&mut self) -> Result<String, AskError> {
        match self.ask(Request::Dot)? {
            Answer::Dot(dot) => Ok(dot),
            other => Err(unexpected(other)),
        }
    }

    fn ask(&mut self, request: Request) -> Result<Answer, AskError> {
        writeln!(self.stream.get_mut(), "{}", request.word())?;
        let line = read_line(&mut self.stream, LONGEST)?;
        serde_json::from_slice(&line).map_err(|error| AskError::NotAnObserver(error.to_string()))
    }
}

/// How many bytes an answer may have: more than a report of a million actors.
const LONGEST: u64 = 1 << 30;

/// Reads a line of at most `longest` bytes: whatever listens there may send bytes without end.
fn read_line(stream: &mut impl BufRead, longest: u64) -> Result<Vec<u8>, AskError> {
    let mut line = Vec::new();
    match stream.take(longest).read_until(b'\n', &mut line)? as u64 {
        0 => Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
        length if length == longest && !line.ends_with(b"\n") => {
            Err(AskError::NotAnObserver(format!("a line of more than {longest} bytes")))
        }
        _ => Ok(line),
    }
}

fn unexpected(answer: Answer) -> AskError {
    match answer {
        Answer::Error(why) => AskError::Refused(why),
        Answer::Snapshot(_) | Answer::Dot(_) => {
            AskError::NotAnObserver("it answers another request".into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_an_end_is_no_answer() {
        let mut endless = BufReader::new(io::repeat(b'x'));
        let error = read_line(&mut endless, 1_000).unwrap_err();
        assert_eq!(error.to_string(), "no observer answers there: a line of more than 1000 bytes");
        let mut two: &[u8] = b"one\ntwo";
        assert_eq!(read_line(&mut two, 4).unwrap(), b"one\n");
        assert_eq!(read_line(&mut two, 4).unwrap(), b"two");
        assert!(matches!(read_line(&mut two, 4), Err(AskError::Connection(_))));
    }
}
