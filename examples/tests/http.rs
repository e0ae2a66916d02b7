//! HTTP over a plain socket, as far as these tests need it.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
};

use crate::lines::DEADLINE;

/// The status and the body.
pub(crate) type Answer = (u16, String);

/// What follows the headers of a request that has no other headers and no body.
pub(crate) const NOTHING: &str = "\r\n";

pub(crate) struct Connection(pub(crate) BufReader<TcpStream>);

impl Connection {
    pub(crate) fn open(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Connection(BufReader::new(stream))
    }

    /// Sends a request to `host`; `more` is further headers, an empty line and the body.
    pub(crate) fn send(&mut self, method: &str, path: &str, host: &str, more: &str) {
        let request = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\n{more}");
        self.0.get_mut().write_all(request.as_bytes()).unwrap();
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).expect("the server answers");
        line.strip_suffix("\r\n").expect("a whole line").to_owned()
    }

    /// The status and the headers, in lower case.
    pub(crate) fn head(&mut self) -> (u16, Vec<String>) {
        let status = self.line();
        let status = status.strip_prefix("HTTP/1.1 ").and_then(|line| line.get(..3));
        let status = status.expect("a status line").parse().unwrap();
        let headers = std::iter::from_fn(|| Some(self.line().to_ascii_lowercase()));
        (status, headers.take_while(|header| !header.is_empty()).collect())
    }

    /// The connection stays open for another request.
    pub(crate) fn receive(&mut self) -> Answer {
        let (status, headers) = self.head();
        let length = headers.iter().find_map(|header| header.strip_prefix("content-length:"));
        let length = length.map_or(0, |length| length.trim().parse().unwrap());
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).unwrap();
        (status, String::from_utf8(body).unwrap())
    }
}

/// One request on a connection of its own.
pub(crate) fn request(port: u16, method: &str, path: &str, more: &str) -> Answer {
    let mut connection = Connection::open(port);
    connection.send(method, path, "localhost", more);
    connection.receive()
}
