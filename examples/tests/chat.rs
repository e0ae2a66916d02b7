//! A chat room with real sockets: who is in it hears everything, and no one can hold up the rest.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

mod built_example;

/// A safety net for a server that hangs; nothing here waits for time to pass.
const DEADLINE: Duration = Duration::from_secs(60);

struct Server {
    process: Child,
    printed: mpsc::Receiver<String>,
    port: u16,
}

impl Server {
    fn start() -> Self {
        let mut process = Command::new(built_example::executable("chat", &[]))
            .args(["--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let (lines, printed) = mpsc::channel();
        thread::spawn(move || output.lines().try_for_each(|line| lines.send(line.unwrap())));
        let mut server = Server { process, printed, port: 0 };
        let address = server.next_printed().expect("the server starts");
        let port = address.strip_prefix("listening on 127.0.0.1:").unwrap();
        server.port = port.parse().unwrap();
        server
    }

    /// The next line that it prints; `None` when it has ended.
    fn next_printed(&self) -> Option<String> {
        match self.printed.recv_timeout(DEADLINE) {
            Ok(line) => Some(line),
            Err(mpsc::RecvTimeoutError::Disconnected) => None,
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("the server says nothing"),
        }
    }

    fn press_ctrl_c(&self) {
        let process = self.process.id().to_string();
        assert!(Command::new("kill").args(["-INT", &process]).status().unwrap().success());
    }

    fn expect_good_end(mut self) {
        assert_eq!(self.next_printed().as_deref(), Some("closing"));
        assert_eq!(self.next_printed().as_deref(), Some("closed"));
        assert_eq!(self.next_printed(), None);
        assert_eq!(self.process.wait().unwrap().code(), Some(0));
    }

    fn connect(&self) -> Client {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        stream.set_write_timeout(Some(DEADLINE)).unwrap();
        let mut client = Client(BufReader::new(stream));
        client.expect("* what is your name?");
        client
    }

    fn enter(&self, name: &str) -> Client {
        let mut client = self.connect();
        client.send(name);
        client.expect(&format!("* {name} is here"));
        client
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already unless the test has failed.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

struct Client(BufReader<TcpStream>);

impl Client {
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
    let server = Server::start();
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

    // Who just goes has left too, and the name is free again.
    drop(server.enter("bob"));
    alice.expect("* bob is here");
    alice.expect("* bob has left");
    let mut bob = server.enter("bob");
    bob.send("/who");
    bob.expect("* here: alice, bob");
}

#[test]
fn lines_that_are_none_are_refused_and_the_next_one_is_heard() {
    let server = Server::start();
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
    // More than the sockets between the two can hold.
    const SENT: usize = 32_000;
    let server = Server::start();
    let mut slow = server.enter("slow");
    let stuck = server.enter("stuck");
    let mut flood = server.enter("flood");

    let mut writing = io::BufWriter::new(flood.0.get_ref().try_clone().unwrap());
    let sending = thread::spawn(move || {
        let text = "x".repeat(1000);
        for n in 0..SENT {
            writeln!(writing, "{n} {text}").unwrap();
        }
        writing.flush().unwrap();
    });
    // Who reads hears of everything while the other two do not, so nobody waited for them.
    flood.account_for(SENT);
    sending.join().unwrap();

    let account = slow.account_for(SENT);
    assert!(account.missed > 0, "{account:?}");
    slow.send("/who");
    slow.expect("* here: flood, slow, stuck");
    slow.send("/quit");
    slow.expect("* goodbye");
    slow.expect_end();

    // Nor can the other one keep the room from closing.
    server.press_ctrl_c();
    server.expect_good_end();
    drop(stuck);
}

#[test]
#[cfg_attr(not(unix), ignore = "presses Ctrl-C with `kill`")]
fn ctrl_c_says_goodbye_to_everybody() {
    let server = Server::start();
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
    let port = server.port;
    server.expect_good_end();
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err(), "nobody listens any more");
}

#[test]
fn a_port_in_use_is_an_error() {
    let server = Server::start();
    let second = Command::new(built_example::executable("chat", &[]))
        .args(["--port", &server.port.to_string()])
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(1));
    let error = String::from_utf8(second.stderr).unwrap();
    assert!(error.starts_with(&format!("chat: cannot listen on port {}", server.port)), "{error}");
}
