//! What an observer answers, and that no client disturbs another.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    sync::mpsc,
    time::Duration,
};

use actor_observer::{AskError, Connection, Observer, Report, ServeError};
use actor_runtime::{Executor, System, prelude::*};

#[actor]
#[derive(Debug, Default)]
struct Till {
    total: u64,
}

#[actor]
impl Till {
    pub fn pay(&mut self, cents: u64) {
        self.total += cents;
    }

    pub fn total(&self) -> u64 {
        self.total
    }

    /// Stays in this message until the other end of `until` is dropped.
    pub fn count_coins(&mut self, began: mpsc::Sender<()>, until: mpsc::Receiver<()>) {
        drop(began);
        let _ = until.recv();
    }
}

fn serve() -> Observer {
    Observer::serve("127.0.0.1:0").unwrap()
}

fn snapshot(address: SocketAddr) -> Report {
    Connection::open(address).unwrap().snapshot().unwrap()
}

/// A line that the observer at `address` answers to `request`, and what comes after it until it hangs up.
fn answer_to(address: SocketAddr, request: &[u8]) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request).unwrap();
    let mut answer = BufReader::new(stream);
    let (mut line, mut rest) = (String::new(), Vec::new());
    answer.read_line(&mut line).unwrap();
    // A connection that is closed with bytes unread is reset.
    let _ = answer.read_to_end(&mut rest);
    (line, rest)
}

#[test]
fn an_actor_is_reported_with_what_it_is_in_and_what_waits() {
    let till = TillHandle::builder().name("till").count().spawn(Till::default()).unwrap();
    let pooled = TillHandle::builder().spawn_on(Executor::global(), Till::default()).unwrap();
    let observer = serve();
    let (began, begun) = mpsc::channel();
    let (until, wait) = mpsc::channel();
    till.count_coins(began, wait).unwrap();
    assert!(begun.recv().is_err());
    till.pay(1).unwrap();
    till.pay(1).unwrap();
    pooled.pay(3).unwrap();
    assert_eq!(pooled.total(), Ok(3));

    let mut connection = Connection::open(observer.address()).unwrap();
    let report = loop {
        // The observer looks twice a second by itself, and has to see a handler twice to know how long it takes.
        let report = connection.snapshot().unwrap();
        if report.events.iter().any(|event| event.id == till.id().to_string()) {
            break report;
        }
    };
    let of = |id: String| report.actors.iter().find(|actor| actor.id == id).unwrap();
    let seen = of(till.id().to_string());
    assert_eq!((&*seen.name, &*seen.driver, seen.queued), ("till", "thread", Some(2)));
    assert_eq!(seen.running.as_deref(), Some("message `count_coins`"));
    assert!(seen.running_milliseconds >= 1_000, "{seen:?}");
    assert!(seen.type_name.ends_with("::Till"), "{seen:?}");
    let idle = of(pooled.id().to_string());
    assert_eq!((&*idle.driver, idle.handled, &idle.running), ("executor", 2, &None));
    let event = report.events.iter().find(|event| event.id == seen.id).unwrap();
    assert!(event.text.contains("till") && event.text.contains("count_coins"), "{event:?}");
    let dot = connection.dot().unwrap();
    assert!(dot.starts_with("digraph") && dot.contains("till"), "{dot}");
    drop(until);
}

#[test]
fn a_system_is_served_alone() {
    let system = System::new();
    let inside = system.spawn(Till::default()).unwrap();
    let outside = Till::default().spawn();
    let observer = Observer::serve_system("127.0.0.1:0", &system).unwrap();
    let ids: Vec<_> =
        snapshot(observer.address()).actors.into_iter().map(|actor| actor.id).collect();
    assert_eq!(ids, [inside.id().to_string()]);
    drop(outside);
}

#[test]
fn an_address_beyond_loopback_has_to_be_permitted() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let error = Observer::serve(address).unwrap_err();
        assert!(matches!(error, ServeError::NotLoopback(_)), "{address}: {error:?}");
        assert!(error.to_string().contains("serve_beyond_loopback"), "{error}");
    }
    let observer = Observer::serve_beyond_loopback("0.0.0.0:0").unwrap();
    assert!(observer.address().ip().is_unspecified());
    let here = SocketAddr::from(([127, 0, 0, 1], observer.address().port()));
    snapshot(here);
    // Its drop ends the thread that accepts.
    drop(observer);
    assert!(TcpStream::connect(here).is_err());
}

#[test]
fn an_address_that_cannot_be_had_is_an_error() {
    assert!(matches!(Observer::serve("nowhere"), Err(ServeError::Address(_))));
    let observer = serve();
    let taken = Observer::serve(observer.address());
    assert!(matches!(taken, Err(ServeError::Listen(_))), "{taken:?}");
}

#[test]
fn nonsense_is_told_so_and_closes_that_connection_alone() {
    let observer = serve();
    let mut other = Connection::open(observer.address()).unwrap();
    other.snapshot().unwrap();
    let long = [b'x'; 64];
    let requests: [&[u8]; 5] = [b"GET / HTTP/1.1\n", b"Snapshot\n", b"\n", &long, b"\xff\xfe\n"];
    for request in requests {
        // All of it is read, so the connection is not reset before its answer can be.
        let (line, rest) = answer_to(observer.address(), request);
        assert!(line.starts_with("{\"error\":"), "{request:?}: {line}");
        assert!(rest.is_empty(), "{request:?}");
    }
    // More than is read: what was answered may be lost with the connection, which is closed in any case.
    let mut stream = TcpStream::connect(observer.address()).unwrap();
    let _ = stream.write_all(&[b'x'; 100_000]);
    let _ = stream.read_to_end(&mut Vec::new());
    other.snapshot().unwrap();
}

#[test]
fn a_request_may_come_in_pieces_with_either_line_break_and_a_last_one_without() {
    let observer = serve();
    let mut stream = TcpStream::connect(observer.address()).unwrap();
    stream.set_nodelay(true).unwrap();
    for piece in ["snap", "shot\r", "\nsnapshot\n", "dot"] {
        stream.write_all(piece.as_bytes()).unwrap();
    }
    stream.shutdown(Shutdown::Write).unwrap();
    let lines: Vec<String> = BufReader::new(stream).lines().map(Result::unwrap).collect();
    let kinds: Vec<&str> = lines.iter().map(|line| line.split('"').nth(1).unwrap()).collect();
    assert_eq!(kinds, ["snapshot", "snapshot", "dot"]);
}

#[test]
fn clients_that_go_or_read_nothing_disturb_nobody() {
    let observer = serve();
    let address = observer.address();
    let mut silent = Vec::new();
    for number in 0..8 {
        let mut stream = TcpStream::connect(address).unwrap();
        // Far more answers than the buffers of a connection hold, and nobody reads them.
        stream.set_write_timeout(Some(Duration::from_millis(50))).unwrap();
        while stream.write_all(&b"snapshot\n".repeat(1_000)).is_ok() {}
        if number % 2 == 0 {
            silent.push(stream);
        }
    }
    for _ in 0..10 {
        snapshot(address);
    }
    // Ends although some read nothing, and their threads wait to write.
    drop(observer);
    drop(silent);
}

#[test]
fn one_client_too_many_is_told_so_until_another_goes() {
    let observer = serve();
    let address = observer.address();
    let mut connections: Vec<Connection> = Vec::new();
    let refusal = loop {
        let mut connection = Connection::open(address).unwrap();
        match connection.snapshot() {
            Ok(_) => connections.push(connection),
            Err(error) => break error,
        }
        assert!(connections.len() < 1_000, "without bound");
    };
    // A connection that is closed with a request unread is reset, which may overtake what it was told.
    match &refusal {
        AskError::Refused(why) => assert!(why.contains("connected already"), "{why}"),
        AskError::Connection(_) => {}
        other => panic!("{other:?}"),
    }
    drop(connections);
    // The threads of those that have gone may take a moment to notice.
    while Connection::open(address).and_then(|mut connection| connection.snapshot()).is_err() {}
}

#[test]
fn an_observer_that_is_gone_and_what_is_none_are_errors() {
    let observer = serve();
    let address = observer.address();
    let mut connection = Connection::open(address).unwrap();
    connection.snapshot().unwrap();
    drop(observer);
    assert!(matches!(connection.snapshot(), Err(AskError::Connection(_))));
    assert!(matches!(Connection::open(address), Err(AskError::Connection(_))));

    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let other = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(b"220 mail.example ESMTP\n").unwrap();
        // Until the client goes.
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let error = Connection::open(address).unwrap().snapshot().unwrap_err();
    assert!(matches!(error, AskError::NotAnObserver(_)), "{error:?}");
    other.join().unwrap();
}

#[test]
fn many_observers_come_and_go() {
    for _ in 0..50 {
        let observer = serve();
        let kept = Connection::open(observer.address()).unwrap();
        snapshot(observer.address());
        drop(observer);
        drop(kept);
    }
}
