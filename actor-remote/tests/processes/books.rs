//! What callers are told of many messages, beside the log of the actor, while its process is killed, frozen and cut off at random.

use std::{
    collections::HashSet,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    time::Duration,
};

use actor_remote::{Config, Node, RemoteError, prelude::*};

use crate::{
    LONG,
    counter::CounterRemote,
    role::{Role, Transport},
    server::Server,
    until,
    wire::Wire,
};

/// Compares the outcomes of `add(n)` with the log of the actor.
#[derive(Default)]
pub(crate) struct Books {
    pub(crate) accepted: Vec<u64>,
    pub(crate) unknown: Vec<u64>,
    pub(crate) not_handled: Vec<u64>,
}

impl Books {
    pub(crate) fn note(&mut self, n: u64, outcome: &Result<(), RemoteError>) {
        match outcome {
            Ok(()) => self.accepted.push(n),
            Err(RemoteError::Unknown) => self.unknown.push(n),
            Err(RemoteError::NotSent(_) | RemoteError::NoActor) => self.not_handled.push(n),
            Err(other) => panic!("{n}: {other:?}"),
        }
    }

    /// `lost` is how many accepted messages a kill may take: what was in the mailbox.
    pub(crate) fn check(&self, log: &[u64], lost: usize) {
        let handled: HashSet<u64> = log.iter().copied().collect();
        assert_eq!(handled.len(), log.len(), "handled twice");
        assert!(log.is_sorted(), "out of order");
        let missing = self.accepted.iter().filter(|n| !handled.contains(n)).count();
        assert!(missing <= lost, "{missing} were acknowledged and not handled");
        let ghosts: Vec<_> = self.not_handled.iter().filter(|n| handled.contains(n)).collect();
        assert!(ghosts.is_empty(), "not sent, and handled: {ghosts:?}");
    }
}

/// One round: a client floods, and at some moment the server is killed and starts again, or is frozen, or the link is cut.
fn round(
    fault: u64,
    pause: Duration,
    remote: &CounterRemote,
    server: &mut Server,
    wire: Option<&Wire>,
    next: &mut u64,
) -> Books {
    until(|| remote.total().is_ok());
    let mut books = Books::default();
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let flood = scope.spawn(|| {
            let mut open = std::collections::VecDeque::new();
            while !is_over.load(Relaxed) {
                if open.len() < 400 {
                    *next += 1;
                    open.push_back((*next, remote.ask().add(*next)));
                } else if let Some((n, tell)) = open.pop_front() {
                    books.note(n, &tell.wait());
                }
            }
            for (n, tell) in open {
                books.note(n, &tell.wait());
            }
        });
        std::thread::sleep(pause);
        match fault {
            0 => {
                let role = Role { listen: Some(server.address.clone()), ..server.role.clone() };
                server.kill();
                *server = Server::start(&role);
            }
            1 => {
                server.signal("-STOP");
                std::thread::sleep(pause * 20);
                server.signal("-CONT");
            }
            2 => {
                if let Some(wire) = wire {
                    wire.cut();
                }
            }
            _ => {}
        }
        is_over.store(true, Relaxed);
        flood.join().unwrap();
    });
    books
}

/// With a relay in between, links are cut, too.
fn balance(transport: &Transport, is_relayed: bool) {
    // More of them with `REMOTE_ROUNDS=1000`.
    let rounds = std::env::var("REMOTE_ROUNDS").map_or(12, |rounds| rounds.parse().unwrap());
    // A mailbox of one place: what it takes along when the process is killed is bounded.
    let mut server = Server::start(&Role { mailbox: Some(1), ..transport.server() });
    let wire = is_relayed.then(|| Wire::to(&server.address));
    let node = match &wire {
        Some(wire) => Node::open(Config::new().connect(&wire.address)).unwrap(),
        None => server.node(),
    };
    let (mut next, mut random) = (0, 0x9e37_79b9_7f4a_7c15_u64);
    let mut all = Books::default();
    let mut kills = 0;
    // One handle for all, so that the order holds throughout.
    let remote: CounterRemote = node.connect::<CounterRemote>("c").with_timeout(LONG);
    for round_number in 0..rounds {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let fault = random % 4;
        kills += usize::from(fault == 0);
        let pause = Duration::from_millis(random / 4 % 100);
        // With a short deadline, messages are given up that were not sent, and that were: any number of them.
        let is_patient = round_number % 2 == 0;
        let deadline = if is_patient { LONG } else { Duration::from_millis(500) };
        let remote = remote.with_timeout(deadline);
        let books = round(fault, pause, &remote, &mut server, wire.as_ref(), &mut next);
        let unknown = books.unknown.len();
        assert!(!is_patient || unknown <= 256, "{unknown} in one break");
        all.accepted.extend(books.accepted);
        all.unknown.extend(books.unknown);
        all.not_handled.extend(books.not_handled);
    }
    // What was accepted last is handled before this is answered.
    until(|| remote.total().is_ok());
    // A kill takes what the mailbox holds, and what the handler has begun: two messages.
    all.check(&server.log(), 2 * kills);
    println!(
        "{transport}: {rounds} rounds, {kills} kills: {} accepted, {} unknown, {} not sent",
        all.accepted.len(),
        all.unknown.len(),
        all.not_handled.len()
    );
    assert!(!all.accepted.is_empty());
}

#[test]
fn the_books_balance_whatever_becomes_of_the_process() {
    balance(&Transport::Tcp, true);
}

/// A relay carries TCP only.
#[test]
fn the_books_balance_over_quic() {
    balance(&Transport::quic(), false);
}
