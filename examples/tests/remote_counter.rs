//! A counter in one process and its caller in another: what the caller prints of each call, and of a counter that is killed.

use std::{
    io::Write,
    process::{Command, Stdio},
};

mod built_example;
mod lines;
mod process;

use lines::Lines;
use process::Process;

/// The example in one of its roles, and what it prints.
struct Program {
    process: Process,
    printed: Lines,
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(built_example::executable("remote_counter", &["remote"]));
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = Process::start(&mut command);
        let printed = Lines::of(process.0.stdout.take().unwrap());
        Program { process, printed }
    }

    /// A server, and where it listens.
    fn serve(listen: &str) -> (Self, String) {
        let server = Program::start(&["serve", "--listen", listen, "--name", "c"]);
        let line = server.line();
        let address = line.strip_prefix("serving c on ").expect("it serves").to_owned();
        (server, address)
    }

    fn client(address: &str, options: &[&str]) -> Self {
        Program::start(&[&["client", "--connect", address, "--name", "c"], options].concat())
    }

    fn line(&self) -> String {
        self.printed.next().expect("a further line")
    }

    fn write(&mut self, line: &str) {
        writeln!(self.process.0.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    /// Has the client make a call; returns what it prints of it.
    fn call(&mut self, line: &str) -> String {
        self.write(line);
        let said = self.line();
        let said = said.strip_prefix(line).unwrap_or_else(|| panic!("{line}, not: {said}"));
        said.strip_prefix(": ").expect("a colon").to_owned()
    }

    fn end_of_input(mut self) {
        drop(self.process.0.stdin.take());
        assert_eq!(self.process.code(), Some(0));
    }
}

#[test]
#[cfg_attr(not(unix), ignore = "presses Ctrl-C with `kill`")]
fn calls_from_another_process_are_answered_and_ctrl_c_ends_the_server() {
    let (mut server, address) = Program::serve("127.0.0.1:0");
    let (mut one, mut other) = (Program::client(&address, &[]), Program::client(&address, &[]));
    assert_eq!(one.call("add 2"), "accepted");
    assert_eq!(other.call("total"), "2");
    // A deferred answer, which comes when another process has added enough.
    one.write("reach 5");
    assert_eq!(server.line(), "waiting for 5");
    assert_eq!(other.call("add 3"), "accepted");
    assert_eq!(one.line(), "reach 5: 5");
    one.end_of_input();

    server.process.press_ctrl_c();
    assert_eq!(server.line(), "closed at 5");
    assert_eq!(server.process.code(), Some(0));
    let exit = other.line();
    assert!(exit.starts_with("the counter: "), "{exit}");
}

#[test]
#[cfg_attr(not(unix), ignore = "presses Ctrl-C with `kill`")]
fn a_counter_that_panics_is_reported_and_later_calls_find_no_actor() {
    let (mut server, address) = Program::serve("127.0.0.1:0");
    let mut client = Program::client(&address, &[]);
    assert_eq!(client.call(&format!("add {}", u64::MAX)), "accepted");
    client.write("add 1");
    // The outcome and the watcher's line come from two threads.
    let mut lines = [client.line(), client.line()];
    lines.sort();
    let [accepted, exit] = lines;
    assert_eq!(accepted, "add 1: accepted");
    assert!(exit.starts_with("the counter: `Counter` has ended: "), "{exit}");
    assert!(exit.contains("the sum fits"), "{exit}");
    assert_eq!(client.call("total"), "not handled: no actor of that name is served");
    server.process.press_ctrl_c();
    assert_eq!(server.process.code(), Some(1));
}

#[test]
fn a_killed_server_leaves_one_call_open_and_later_calls_unsent_until_it_is_back() {
    let (mut server, address) = Program::serve("127.0.0.1:0");
    let mut client = Program::client(&address, &["--deadline", "60000"]);
    assert_eq!(client.call("add 2"), "accepted");
    client.write("reach 5");
    assert_eq!(server.line(), "waiting for 5");
    server.process.0.kill().unwrap();
    // The outcome and the watcher's line come from two threads.
    let mut lines = [client.line(), client.line()];
    lines.sort();
    assert_eq!(
        lines,
        [
            "reach 5: handled or not: it is not known whether the message was handled: no answer came",
            "the counter: out of reach",
        ]
    );

    let (_server, _) = Program::serve(&address);
    // Within its deadline the call finds the counter that is back, which begins anew.
    let total = loop {
        let said = client.call("total");
        if !said.starts_with("not handled") {
            break said;
        }
    };
    assert_eq!(total, "0");
}

#[test]
fn a_name_that_is_not_served_and_a_call_that_is_none_are_said() {
    let (_server, address) = Program::serve("127.0.0.1:0");
    let mut client = Program::start(&["client", "--connect", &address, "--name", "nobody"]);
    assert_eq!(client.call("total"), "not handled: no actor of that name is served");
    assert_eq!(client.call("sum"), "this is neither `add N` nor `total` nor `reach N`");
}

#[test]
fn an_address_where_no_node_listens_is_an_error() {
    // A port that was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    drop(free);
    let executable = built_example::executable("remote_counter", &["remote"]);
    let output = Command::new(executable).args(["client", "--connect", &address]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error = String::from_utf8(output.stderr).unwrap();
    let expected = format!("remote_counter: no node answers at `{address}`");
    assert!(error.starts_with(&expected), "{error}");
}
