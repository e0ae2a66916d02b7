//! Requests over real sockets: sums are exact, a busy counter is an HTTP status, Ctrl-C a clean end.

use std::{net::TcpStream, process::Command, thread, time::Instant};

mod built_example;
mod http;
mod lines;
mod process;
mod server;

use http::{Answer, Connection, NOTHING};
use lines::DEADLINE;
use server::Server;

fn start(options: &[&str]) -> Server {
    Server::start(&built_example::executable("http_counter", &["http"]), options)
}

impl Server {
    fn request(&self, method: &str, path: &str) -> Answer {
        http::request(self.port, method, path, NOTHING)
    }

    fn end_by_ctrl_c(self) -> Option<String> {
        self.press_ctrl_c();
        let port = self.port;
        let closed = self.expect_good_end();
        assert!(TcpStream::connect(("127.0.0.1", port)).is_err(), "it listens no longer");
        closed
    }
}

fn total(sum: u64) -> Answer {
    (200, format!("{sum}\n"))
}

#[test]
#[cfg_attr(not(unix), ignore = "presses Ctrl-C with `kill`")]
fn concurrent_requests_add_up_exactly() {
    const CLIENTS: u64 = 16;
    const EACH: u64 = 100;
    // Fewer places than clients, so that requests wait for room.
    let server = start(&["--mailbox", "2", "--patience", "60000"]);
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let port = server.port;
            scope.spawn(move || {
                let mut connection = Connection::open(port);
                let mut before = 0;
                for n in 0..EACH {
                    let path = format!("/add/{}", client * EACH + n);
                    connection.send("POST", &path, "localhost", NOTHING);
                    assert_eq!(connection.receive(), (202, String::new()));
                    connection.send("GET", "/total", "localhost", NOTHING);
                    let (status, total) = connection.receive();
                    assert_eq!(status, 200);
                    let total: u64 = total.trim_end().parse().unwrap();
                    // What this client has just added is in it.
                    assert!(total >= before + client * EACH + n, "{before} {total}");
                    before = total;
                }
            });
        }
    });
    let all = CLIENTS * EACH;
    let sum = all * (all - 1) / 2;
    assert_eq!(server.request("GET", "/total"), total(sum));
    assert_eq!(server.request("POST", "/add/many").0, 400);
    assert_eq!(server.request("GET", "/nothing").0, 404);
    assert_eq!(server.end_by_ctrl_c(), Some(format!("closed at {sum}")));
}

#[test]
#[cfg_attr(not(unix), ignore = "presses Ctrl-C with `kill`")]
fn a_busy_counter_is_a_status_and_no_accepted_addition_is_lost() {
    let server = start(&["--mailbox", "4", "--patience", "100"]);
    assert_eq!(server.request("POST", "/pause").0, 202);
    let timed_out =
        (504, "no answer, or no room for the message, within the deadline\n".to_owned());
    assert_eq!(server.request("GET", "/total"), timed_out);

    let mut accepted = 0;
    let refused = loop {
        match server.request("POST", "/try_add/10") {
            (202, _) => accepted += 1,
            refused => break refused,
        }
        assert!(accepted <= 4, "a mailbox of 4 places");
    };
    assert_eq!(refused, (503, "the actor's mailbox is full\n".to_owned()));
    assert!(accepted > 0);
    // This one waited for room, in vain, and was cancelled: it is not added later.
    assert_eq!(server.request("POST", "/add/1000"), timed_out);

    assert_eq!(server.request("POST", "/resume").0, 204);
    let sum = accepted * 10;
    let begun = Instant::now();
    let answered = loop {
        // A machine that is slow enough may make this time out as well.
        match server.request("GET", "/total") {
            (504, _) if begun.elapsed() < DEADLINE => {}
            answered => break answered,
        }
    };
    assert_eq!(answered, total(sum));

    // A paused counter does not keep the server from closing.
    assert_eq!(server.request("POST", "/pause").0, 202);
    assert_eq!(server.end_by_ctrl_c(), Some(format!("closed at {sum}")));
}

#[test]
fn a_port_in_use_is_an_error() {
    let server = start(&[]);
    let second = Command::new(built_example::executable("http_counter", &["http"]))
        .args(["--port", &server.port.to_string()])
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(1));
    let error = String::from_utf8(second.stderr).unwrap();
    let expected = format!("http_counter: cannot listen on port {}", server.port);
    assert!(error.starts_with(&expected), "{error}");
}
