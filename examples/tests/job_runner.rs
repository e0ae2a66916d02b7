//! Jobs over real HTTP: processes are run, retried and killed, and whatever is wrong is said.
#![cfg(unix)]

use std::{
    fs,
    io::{BufRead, BufReader},
    net::TcpStream,
    process::Command,
    thread,
    time::Instant,
};

use serde_json::{Value, json};

mod built_example;
mod http;
mod lines;
mod process;
mod server;

use http::{Answer, Connection, NOTHING};
use lines::DEADLINE;
use server::Server;

fn start(options: &[&str]) -> Server {
    Server::start(&built_example::executable("job_runner", &["http"]), options)
}

impl Server {
    fn request(&self, method: &str, path: &str, more: &str) -> Answer {
        http::request(self.port, method, path, more)
    }

    fn post(&self, body: &str) -> Answer {
        let length = body.len();
        let more =
            format!("content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}");
        self.request("POST", "/jobs", &more)
    }

    fn get(&self, path: &str) -> Value {
        let (status, body) = self.request("GET", path, NOTHING);
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    /// Submits a shell script; hands back the job's id.
    fn submit(&self, script: &str) -> u64 {
        self.submit_with(script, 0)
    }

    fn submit_with(&self, script: &str, retries: u32) -> u64 {
        let task = json!({ "program": "sh", "args": ["-c", script], "retries": retries });
        let (status, body) = self.post(&task.to_string());
        assert_eq!(status, 201, "{body}");
        serde_json::from_str::<Value>(&body).unwrap()["id"].as_u64().unwrap()
    }

    fn cancel(&self, id: u64) -> Answer {
        self.request("DELETE", &format!("/jobs/{id}"), NOTHING)
    }

    /// What happens after event number `seen`.
    fn events_after(&self, seen: u64) -> Events {
        let mut connection = Connection::open(self.port);
        connection.send("GET", &format!("/events?after={seen}"), "localhost", NOTHING);
        let (status, headers) = connection.head();
        assert_eq!(status, 200, "{headers:?}");
        assert!(headers.iter().any(|h| h == "content-type: text/event-stream"), "{headers:?}");
        Events(connection.0)
    }
}

struct Events(BufReader<TcpStream>);

struct Event {
    kind: String,
    id: Option<u64>,
    data: Value,
}

impl Events {
    /// The next event; `None` when the server has ended the stream. Chunks are ended by lines, too, and
    /// their lengths are none of an event's.
    fn next(&mut self) -> Option<Event> {
        let (mut kind, mut id, mut data) = (None, None, None);
        // A server that hangs still says now and then that the connection lives.
        let begun = Instant::now();
        while begun.elapsed() < DEADLINE {
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).expect("something happens") > 0, "cut off");
            if line == "0\r\n" {
                return None;
            }
            match line.trim_end().split_once(": ") {
                Some(("event", value)) => kind = Some(value.to_owned()),
                Some(("id", value)) => id = Some(value.parse().unwrap()),
                Some(("data", value)) => data = Some(serde_json::from_str(value).unwrap()),
                _ if line == "\n" && data.is_some() => {
                    let (kind, data) = (kind.unwrap(), data.unwrap());
                    return Some(Event { kind, id, data });
                }
                _ => {}
            }
        }
        panic!("nothing happens");
    }

    fn next_of(&mut self, kind: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        self.find(|event| event.kind == kind && wanted(&event.data)).data
    }

    /// Reads on until an event is `wanted`. Gives up on a server that tells of others without end.
    fn find(&mut self, wanted: impl Fn(&Event) -> bool) -> Event {
        let begun = Instant::now();
        while begun.elapsed() < DEADLINE {
            let event = self.next().expect("it happens before the end");
            if wanted(&event) {
                return event;
            }
        }
        panic!("it does not happen");
    }

    /// Waits until a job is in a state.
    fn state(&mut self, id: u64, state: &str) -> Value {
        self.next_of("job", |job| job["id"] == id && job["state"] == state)
    }

    /// The next line that a job writes.
    fn line(&mut self, id: u64) -> String {
        let event = self.next_of("line", |event| event["job"] == id);
        event["line"]["text"].as_str().unwrap().to_owned()
    }
}

/// Looks again until `is_so`. Gives up on what never comes.
fn wait_until(is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < DEADLINE, "it never comes to that");
        thread::yield_now();
    }
}

/// Waits for the end of a process that is no child of this one: of itself a killed process leaves an entry, until
/// its parent or the system's first process has taken note.
fn expect_gone(process: &str) {
    let status = format!("/proc/{process}/stat");
    let is_dead = |stat: &str| stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('Z'));
    wait_until(|| fs::read_to_string(&status).map_or(true, |stat| is_dead(&stat)));
}

#[test]
fn a_job_runs_and_its_output_and_end_are_told_as_they_happen() {
    let server = start(&[]);
    let mut events = server.events_after(0);
    let id = server.submit("echo one; echo two >&2; printf 'no \\377 end'");
    let states = ["waiting", "running"].map(|state| events.state(id, state)["attempts"].clone());
    assert_eq!(states, [0, 1]);
    let mut lines: Vec<String> = (0..3).map(|_| events.line(id)).collect();
    lines.sort();
    assert_eq!(lines, ["no \u{fffd} end", "one", "two"]);
    let job = events.state(id, "done");
    assert_eq!((&job["lines"], &job["reason"]), (&json!(3), &Value::Null));

    let job = server.get(&format!("/jobs/{id}"));
    assert_eq!(job["args"][1], "echo one; echo two >&2; printf 'no \\377 end'");
    let tail = job["tail"].as_array().unwrap();
    assert_eq!(tail.iter().map(|line| &line["number"]).collect::<Vec<_>>(), [1, 2, 3]);
    let two = tail.iter().find(|line| line["text"] == "two").unwrap();
    assert_eq!(two["stream"], "err");
    assert_eq!(server.end(), "closed: 1 done, 0 failed, 0 cancelled");
}

#[test]
fn a_failure_is_tried_again_after_a_wait_that_grows() {
    let server = start(&["--backoff", "1"]);
    let mut events = server.events_after(0);
    let folder = env!("CARGO_TARGET_TMPDIR");
    let marks = format!("{folder}/attempts-{}", server.port);
    let _ = fs::remove_file(&marks);
    // Fails twice.
    let script = format!("echo x >> {marks}; test $(wc -l < {marks}) = 3");
    let id = server.submit_with(&script, 5);
    for attempt in 1..=2 {
        let job = events.state(id, "retrying");
        assert_eq!((&job["attempts"], &job["reason"]), (&json!(attempt), &json!("exit status: 1")));
    }
    assert_eq!(events.state(id, "done")["attempts"], 3);
    fs::remove_file(&marks).unwrap();

    let id = server.submit_with("exit 7", 1);
    events.state(id, "retrying");
    let job = events.state(id, "failed");
    assert_eq!((&job["attempts"], &job["reason"]), (&json!(2), &json!("exit status: 7")));
    assert_eq!(server.end(), "closed: 1 done, 1 failed, 0 cancelled");
}

#[test]
fn a_wait_for_another_attempt_can_be_cancelled() {
    // No test waits as long as that.
    let server = start(&["--backoff", "60000"]);
    let mut events = server.events_after(0);
    let id = server.submit_with("exit 1", 1);
    events.state(id, "retrying");
    assert_eq!(server.cancel(id).0, 202);
    assert_eq!(events.state(id, "cancelled")["attempts"], 1);
    // And the close does so, too.
    let other = server.submit_with("exit 1", 1);
    events.state(other, "retrying");
    assert_eq!(server.end(), "closed: 0 done, 0 failed, 2 cancelled");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "reads /proc")]
fn a_running_job_is_killed_with_all_that_it_has_started() {
    let server = start(&["--runners", "1"]);
    let mut events = server.events_after(0);
    // The shell waits for the other process, which holds the output open.
    let id = server.submit("echo $$; sleep 1000 & echo $!; wait");
    let processes = [events.line(id), events.line(id)];
    let next = server.submit("echo next");
    let never = server.submit("echo never");
    assert_eq!(events.state(never, "waiting")["attempts"], 0);

    // It has not begun yet.
    let (status, body) = server.cancel(never);
    assert_eq!((status, body.contains("\"cancelled\"")), (202, true), "{body}");
    let (status, body) = server.cancel(id);
    assert_eq!((status, body.contains("\"cancelling\"")), (202, true), "{body}");
    let (status, reason) = server.cancel(id);
    // By now it may have ended.
    let twice = format!("job {id} is being cancelled already\n");
    let ended = format!("job {id} has ended: it is cancelled\n");
    assert!(status == 409 && (reason == twice || reason == ended), "{status} {reason}");

    events.state(id, "cancelled");
    processes.iter().for_each(|process| expect_gone(process));
    // The runner goes on.
    events.state(next, "done");
    assert_eq!(server.cancel(id), (409, ended));
    assert_eq!(server.get(&format!("/jobs/{never}"))["attempts"], 0);
    assert_eq!(server.end(), "closed: 1 done, 0 failed, 2 cancelled");
}

#[test]
fn jobs_that_wait_go_to_the_runner_that_is_free_first() {
    let server = start(&["--runners", "2", "--queue", "3"]);
    let mut events = server.events_after(0);
    let slow = server.submit("echo begun; exec sleep 1000");
    events.line(slow);
    let other = server.submit("echo begun; exec sleep 1000");
    events.line(other);
    let quick: Vec<_> = (0..3).map(|_| server.submit("true")).collect();
    let refused = server.post(r#"{ "program": "true" }"#);
    assert_eq!(refused, (503, "too many jobs wait already\n".to_owned()));
    server.cancel(other);
    // None of them waits behind the slow one.
    quick.iter().for_each(|id| drop(events.state(*id, "done")));
    assert_eq!(server.get(&format!("/jobs/{slow}"))["state"], "running");
    // The close kills it.
    assert_eq!(server.end(), "closed: 3 done, 0 failed, 2 cancelled");
}

#[test]
fn what_is_wrong_is_said() {
    let server = start(&[]);
    let mut events = server.events_after(0);
    let refused = |answer: Answer, status: u16, reason: &str| {
        assert!(answer.0 == status && answer.1.contains(reason), "{answer:?}");
    };
    refused(server.post("{ program"), 400, "key must be a string at line 1 column 3");
    refused(server.post("{}"), 422, "missing field `program`");
    refused(server.post(r#"{ "program": 7 }"#), 422, "expected a string");
    refused(server.post(r#"{ "program": "true", "retires": 1 }"#), 422, "unknown field `retires`");
    refused(server.post(r#"{ "program": "true", "retries": -1 }"#), 422, "invalid value");
    // A form of any page of another host could send that.
    let form = "content-type: text/plain\r\ncontent-length: 19\r\n\r\n{ \"program\": \"true\"}";
    refused(server.request("POST", "/jobs", form), 415, "application/json");
    refused(server.request("GET", "/jobs/99", NOTHING), 404, "there is no job 99");
    refused(server.cancel(99), 404, "there is no job 99");
    refused(server.request("GET", "/jobs/first", NOTHING), 400, "Cannot parse");
    refused(server.request("GET", "/nothing", NOTHING), 404, "");
    refused(server.request("PUT", "/jobs", NOTHING), 405, "");

    let mut connection = Connection::open(server.port);
    connection.send("GET", "/jobs", "evil.example:80", NOTHING);
    refused(connection.receive(), 403, "evil.example");

    // None of these is worth another attempt.
    for (program, reason) in [
        ("/no/such/program", "`/no/such/program` cannot be started: No such file or directory"),
        ("/", "`/` cannot be started: Permission denied"),
        ("a\0b", "cannot be started: nul byte found"),
    ] {
        let task = json!({ "program": program, "retries": 9 }).to_string();
        let (status, body) = server.post(&task);
        assert_eq!(status, 201, "{body}");
        let id = serde_json::from_str::<Value>(&body).unwrap()["id"].as_u64().unwrap();
        let job = events.state(id, "failed");
        let said = job["reason"].as_str().unwrap();
        assert!(job["attempts"] == 1 && said.contains(reason), "{job}");
    }
    assert_eq!(server.end(), "closed: 0 done, 3 failed, 0 cancelled");
}

#[test]
fn output_without_end_is_held_up_and_does_not_fill_the_memory() {
    let server = start(&[]);
    let mut slow = server.events_after(0);
    let lines = server.submit("exec yes");
    let no_line = server.submit("exec cat /dev/zero");
    // A client that reads gets far. One that does not holds up no other, and learns how much it has missed: more is written
    // meanwhile than the system keeps for it, and the program.
    let mut events = server.events_after(0);
    let far = |event: &Value| event["line"]["number"].as_u64().unwrap() > 3000;
    let line = events.next_of("line", |event| event["job"] == no_line && far(event));
    assert_eq!(line["line"]["text"].as_str().unwrap().len(), 4096);
    assert!(slow.next_of("missed", |_| true).as_u64().unwrap() > 0);

    let job = server.get(&format!("/jobs/{lines}"));
    assert_eq!(job["tail"].as_array().unwrap().len(), 100);
    for id in [lines, no_line] {
        assert_eq!(server.cancel(id).0, 202);
        // Events may be among those that are missed.
        wait_until(|| server.get(&format!("/jobs/{id}"))["state"] == "cancelled");
    }
    assert_eq!(server.end(), "closed: 0 done, 0 failed, 2 cancelled");
}

#[test]
fn clients_of_the_events_come_and_go_and_come_back() {
    let server = start(&[]);
    let mut stays = server.events_after(0);
    let mut leaves = server.events_after(0);
    let id = server.submit("echo first");
    stays.state(id, "done");
    let seen = leaves.find(|event| event.kind == "line").id.unwrap();
    drop(leaves);
    // The server sees that it has left.
    wait_until(|| server.get("/clients") == 1);
    let second = server.submit("echo second");
    stays.state(second, "done");
    // It misses nothing.
    let mut back = server.events_after(seen);
    let event = back.next().unwrap();
    assert_eq!(event.id, Some(seen + 1));
    assert_eq!((&event.data["id"], &event.data["state"]), (&json!(id), &json!("done")));
    back.state(second, "done");
    // A number of an earlier run tells nothing.
    let mut anew = server.events_after(1_000_000);
    assert_eq!(anew.next().unwrap().id, Some(1));

    // Streams do not keep the server from closing: it ends them.
    server.press_ctrl_c();
    assert!(stays.next().is_none());
    assert_eq!(server.expect_good_end().unwrap(), "closed: 2 done, 0 failed, 0 cancelled");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "uses setsid, and reads /proc")]
fn a_shutdown_names_what_hangs() {
    let errors = format!("{}/errors-{}", env!("CARGO_TARGET_TMPDIR"), std::process::id());
    let server = Server::start_by(
        Command::new(built_example::executable("job_runner", &["http"]))
            .args(["--runners", "2", "--deadline", "3000"])
            .stderr(fs::File::create(&errors).unwrap()),
    );
    let mut events = server.events_after(0);
    let well = server.submit("echo begun; exec sleep 1000");
    events.line(well);
    // It has left its group, so the kill does not reach it, and it holds the output open.
    let hangs = server.submit("setsid sh -c 'echo $$; exec sleep 1000' & wait");
    let process = events.line(hangs);
    assert_eq!(server.cancel(hangs).0, 202);
    events.state(hangs, "cancelling");
    server.press_ctrl_c();
    let printed = server.expect_end(1);
    assert!(Command::new("kill").args(["-KILL", &process]).status().unwrap().success());
    let left = format!("left behind: job {hangs}, `sh`");
    assert_eq!(printed, ["closing", "closed: 0 done, 0 failed, 1 cancelled", &left]);
    let error = fs::read_to_string(&errors).unwrap();
    fs::remove_file(&errors).unwrap();
    assert!(error.starts_with("job_runner: ") && error.contains("`runner "), "{error}");
    assert_eq!(error.matches("in message `run`").count(), 1, "{error}");
}

#[test]
fn a_port_in_use_is_an_error() {
    let server = start(&[]);
    let second = Command::new(built_example::executable("job_runner", &["http"]))
        .args(["--port", &server.port.to_string()])
        .output()
        .unwrap();
    assert_eq!(second.status.code(), Some(1));
    let error = String::from_utf8(second.stderr).unwrap();
    let expected = format!("job_runner: cannot listen on port {}", server.port);
    assert!(error.starts_with(&expected), "{error}");
}

impl Server {
    fn end(self) -> String {
        self.press_ctrl_c();
        self.expect_good_end().expect("it says how it ends")
    }
}
