//! A chat room with real sockets: each member hears everything, and none can hold up the rest.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    process::Command,
};

use socket2::{Domain, Socket, Type};

mod built_example;
mod lines;
mod process;
mod server;

use lines::DEADLINE;
use server::Server;

fn start() -> Server {
    start_with(&[])
}

fn start_with(options: &[&str]) -> Server {
    Server::start(&built_example::executable("chat", &[]), options)
}

/// The room on a thread of its own, and on the pool.
fn both() -> [Server; 2] {
    [start(), start_with(&["--pool"])]
}

impl Server {
    fn connect(&self) -> Client {
        Self::meet(TcpStream::connect(self.address()).unwrap())
    }

    /// A client for which the system keeps next to nothing that it has not read. Otherwise that is
    /// megabytes, and how many can change while they wait.
    fn connect_with_small_buffer(&self) -> Client {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        socket.connect(&self.address().into()).unwrap();
        Self::meet(socket.into())
    }

    fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    fn meet(stream: TcpStream) -> Client {
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        stream.set_write_timeout(Some(DEADLINE)).unwrap();
        let mut client = Client(BufReader::new(stream));
        client.expect("* what is your name?");
        client
    }

    fn enter(&self, name: &str) -> Client {
        self.connect().enter(name)
    }
}

struct Client(BufReader<TcpStream>);

impl Client {
    fn enter(mut self, name: &str) -> Self {
        self.send(name);
        self.expect(&format!("* {name} is here"));
        self
    }

    fn send(&mut self, line: &str) {
        self.send_bytes(format!("{line}\n").as_bytes());
    }

    fn send_bytes(&mut self, bytes: &[u8]) {
        self.0.get_mut().write_all(bytes).unwrap();
    }

    fn next(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).expect("the server answers");
        line.strip_suffix('\n').expect("the server is still there").to_owned()
    }

    fn expect(&mut self, line: &str) {
        assert_eq!(self.next(), line);
    }

    fn expect_end(&mut self) {
        let mut rest = String::new();
        self.0.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
    }

    /// Reads until every one of `sent` lines was either received or reported as missed.
    fn account_for(&mut self, sent: usize) -> Account {
        let mut account = Account { received: 0, missed: 0 };
        while account.received + account.missed < sent {
            let line = self.next();
            if line.starts_with("flood: ") {
                account.received += 1;
            } else if let Some(missed) = line.strip_prefix("* lines missed: ") {
                account.missed += missed.parse::<usize>().unwrap();
            }
        }
        assert_eq!(account.received + account.missed, sent);
        account
    }
}

#[derive(Debug)]
struct Account {
    received: usize,
    missed: usize,
}

#[test]
fn what_is_said_reaches_everybody() {
    both().into_iter().for_each(talk);
}

fn talk(server: Server) {
    let mut alice = server.enter("alice");

    let mut bob = server.connect();
    bob.send("  ");
    bob.expect("* the name is empty; another one?");
    bob.send("alice");
    bob.expect("* the name is taken; another one?");
    bob.send("b o b");
    bob.expect("* a name has at most 24 letters, digits, - and _; another one?");
    bob.send("bob");
    for client in [&mut alice, &mut bob] {
        client.expect("* bob is here");
    }

    alice.send("hello");
    bob.expect("alice: hello");
    bob.send("good day\r");
    for (client, first) in [(&mut alice, Some("alice: hello")), (&mut bob, None)] {
        first.into_iter().for_each(|line| client.expect(line));
        client.expect("bob: good day");
    }

    bob.send("/who");
    bob.expect("* here: alice, bob");
    bob.send("/dance");
    bob.expect("* there is no such command, only /who and /quit");

    bob.send("/quit");
    bob.expect("* goodbye");
    bob.expect_end();
    alice.expect("* bob has left");

    // A client that just goes has left too, and its name is free again.
    drop(server.enter("bob"));
    alice.expect("* bob is here");
    alice.expect("* bob has left");
    let mut bob = server.enter("bob");
    bob.send("/who");
    bob.expect("* here: alice, bob");
}

#[test]
fn lines_that_are_none_are_refused_and_the_next_one_is_heard() {
    let server = start();
    let mut alice = server.connect();
    alice.send_bytes(b"al\xffice\n");
    alice.expect("* not sent: not UTF-8");
    alice.send("alice");
    alice.expect("* alice is here");

    alice.send_bytes(b"\xc3\x28\n");
    alice.expect("* not sent: not UTF-8");
    for (length, end) in [(1025, "\n"), (1025, "\r\n"), (1026, "\n"), (1027, "\n"), (9999, "\n")] {
        alice.send_bytes(format!("{}{end}", "x".repeat(length)).as_bytes());
        alice.expect("* not sent: longer than 1024 bytes");
    }
    for end in ["\n", "\r\n"] {
        alice.send_bytes(format!("{}{end}", "x".repeat(1024)).as_bytes());
        alice.expect(&format!("alice: {}", "x".repeat(1024)));
    }
    alice.send("still here");
    alice.expect("alice: still here");
}

#[test]
#[cfg_attr(not(unix), ignore = "presses Ctrl-C with `kill`")]
fn a_client_that_does_not_read_misses_lines_and_holds_up_no_one() {
    // As many as can be under way to a client that reads without it missing any.
    const BATCH: usize = 32;
    // About a kilobyte each, all in all more than the server's side of a connection holds.
    const SENT: usize = 400 * BATCH;
    let server = start();
    let mut slow = server.connect_with_small_buffer().enter("slow");
    let mut stuck = server.connect_with_small_buffer().enter("stuck");
    let mut flood = server.enter("flood");

    // The client that reads hears of everything while the other two do not, so the room waits for neither.
    let batch = format!("{}\n", "x".repeat(1000)).repeat(BATCH);
    for _ in 0..SENT / BATCH {
        flood.send_bytes(batch.as_bytes());
        assert_eq!(flood.account_for(BATCH).missed, 0);
        // Linux keeps a part of a full buffer for when something else stirs the connection: now,
        // or the last lines would fit in there when the server closes it.
        stuck.send("/who");
    }

    let account = slow.account_for(SENT);
    assert!(account.missed > 0, "{account:?}");
    slow.send("/who");
    slow.expect("* here: flood, slow, stuck");
    slow.send("/quit");
    slow.expect("* goodbye");
    slow.expect_end();

    // Nor can the other one, which is still there, keep the room from closing.
    server.press_ctrl_c();
    assert_eq!(server.expect_good_end().as_deref(), Some("closed"));
    drop(stuck);
}

#[test]
#[cfg_attr(not(unix), ignore = "presses Ctrl-C with `kill`")]
fn ctrl_c_says_goodbye_to_everybody() {
    both().into_iter().for_each(close);
}

fn close(server: Server) {
    let mut alice = server.enter("alice");
    let mut bob = server.enter("bob");
    alice.expect("* bob is here");
    let mut nameless = server.connect();

    server.press_ctrl_c();
    for member in [&mut alice, &mut bob] {
        member.expect("* the room closes");
    }
    for client in [&mut alice, &mut bob, &mut nameless] {
        client.expect("* goodbye");
        client.expect_end();
    }
    let address = server.address();
    assert_eq!(server.expect_good_end().as_deref(), Some("closed"));
    assert!(TcpStream::connect(address).is_err(), "it listens no longer");
}

#[test]
fn a_port_in_use_is_an_error() {
    let server = start();
    let second = Command::new(built_example::executable("chat", &[]))
        .args(["--port", &server.port.to_string()])
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(1));
    let error = String::from_utf8(second.stderr).unwrap();
    assert!(error.starts_with(&format!("chat: cannot listen on port {}", server.port)), "{error}");
}
