//! What waits to be sent: it holds up nobody else while one process takes nothing, and is not lost at a close.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::Duration,
};

use actor_remote::{Config, ExitKind, Node, RemoteExit, Served, prelude::*};
use actor_runtime::prelude::*;

use crate::{
    LONG,
    counter::{Counter, CounterHandle, CounterRemote},
    until,
};

const ADDRESS: &str = "ACTOR_REMOTE_SLOW_CLIENT";

/// The lease of that process.
const SECONDS: &str = "ACTOR_REMOTE_SLOW_LEASE";

/// So long that a process which takes nothing is not lost within the test: what waits for its end fails by then.
const LEASE: Duration = LONG.saturating_mul(4);

/// Together more than the engine and the system hold for one link.
const ANSWERS: usize = 40;

/// Not a test: the body of the process that asks for much, and is frozen.
#[test]
fn client() {
    let Ok(address) = std::env::var(ADDRESS) else { return };
    let lease = Duration::from_secs(std::env::var(SECONDS).unwrap().parse().unwrap());
    let node = Node::open(Config::new().connect(address).lease(lease)).unwrap();
    let remote: CounterRemote = node.connect::<CounterRemote>("large").with_timeout(LONG);
    remote.pause().unwrap();
    let asked: Vec<_> = (0..ANSWERS).map(|_| remote.ask().letters(900_000)).collect();
    // Accepted, and so are those before.
    remote.nothing().unwrap();
    println!("\n@asked");
    let bytes: usize = asked.into_iter().map(|answer| answer.wait().unwrap().len()).sum();
    println!("\n@{bytes}");
}

/// Killed when dropped.
struct Client(Child);

impl Client {
    fn start(address: &str, lease: Duration) -> (Client, mpsc::Receiver<String>) {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "slow::client", "--nocapture", "--test-threads=1"])
            .env(ADDRESS, address)
            .env(SECONDS, lease.as_secs().to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if let Some(line) = line.strip_prefix('@') {
                    let _ = sender.send(line.to_owned());
                }
            }
        });
        (Client(child), lines)
    }

    fn signal(&self, signal: &str) {
        let pid = self.0.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A client that is frozen, with more answers under way than its link takes.
struct Frozen {
    client: Client,
    lines: mpsc::Receiver<String>,
    /// It has written all of them once it answers.
    large: CounterHandle,
    _served: Served,
}

impl Frozen {
    fn beside(node: &Node, lease: Duration) -> Frozen {
        let (gate, large) = Counter::gated();
        let large = large.spawn();
        let served = node.serve("large", &large).unwrap();
        let (client, lines) = Client::start(&node.addresses()[0], lease);
        assert_eq!(lines.recv_timeout(LONG).unwrap(), "asked");
        client.signal("-STOP");
        gate.open();
        Frozen { client, lines, large, _served: served }
    }
}

#[test]
fn a_frozen_client_with_large_answers_does_not_hold_up_the_asks_of_another_one() {
    let node = Node::open(Config::new().listen("127.0.0.1:0").lease(LEASE)).unwrap();
    let address = &node.addresses()[0];
    let small = Counter::default().spawn();
    let _served = node.serve("small", &small).unwrap();
    let other = Node::open(Config::new().connect(address).lease(LEASE)).unwrap();
    let to_small: CounterRemote = other.connect::<CounterRemote>("small").with_timeout(LONG);
    assert_eq!(to_small.count(), Ok(0));
    let frozen = Frozen::beside(&node, LEASE);
    // Until the actor has answered all, and for a while after that.
    let mut answered_all = frozen.large.ask().count();
    let (mut is_over, mut asks) = (false, 0);
    while !is_over || asks < 2000 {
        is_over |= answered_all.try_wait().is_ok_and(|count| count.is_some());
        assert_eq!(to_small.count(), Ok(0), "after {asks} others");
        asks += 1;
    }
    frozen.client.signal("-CONT");
    // By the link that it had: what is lost with a link is not repeated.
    let answered = frozen.lines.recv_timeout(LONG).unwrap();
    assert_eq!(answered, (ANSWERS * 900_000).to_string());
}

#[test]
fn a_node_closes_beside_a_frozen_client_whose_answers_wait() {
    // The engine's close may wait until the link is closed.
    let lease = Duration::from_secs(2);
    let node = Node::open(Config::new().listen("127.0.0.1:0").lease(lease)).unwrap();
    let frozen = Frozen::beside(&node, lease);
    // All are written, and what the link does not take blocks a thread.
    assert_eq!(frozen.large.count(), Ok(0));
    let (closed, is_closed) = mpsc::channel();
    std::thread::spawn(move || {
        node.close();
        closed.send(()).unwrap();
    });
    is_closed.recv_timeout(LONG).unwrap();
}

#[test]
fn the_end_of_an_actor_is_told_although_its_node_closes_at_once() {
    for _ in 0..10 {
        let node = Node::open(Config::new().listen("127.0.0.1:0")).unwrap();
        let counter = Counter::default().spawn();
        let _served = node.serve("c", &counter).unwrap();
        let other = Node::open(Config::new().connect(&node.addresses()[0])).unwrap();
        let remote: CounterRemote = other.connect("c");
        let exits = remote.exits();
        assert_eq!(remote.total(), Ok(0));
        counter.shutdown().unwrap().ok().unwrap();
        node.close();
        let exit = exits.recv_timeout(LONG).unwrap();
        assert!(matches!(exit, RemoteExit::Ended { kind: ExitKind::Stopped, .. }), "{exit:?}");
        until(|| other.actors::<CounterHandle>().is_empty());
    }
}
