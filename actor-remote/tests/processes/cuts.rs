//! Links that are cut between two live processes, and come back: what is repeated is handled once.

use std::{collections::HashSet, net::TcpStream, time::Duration};

use actor_remote::{Config, Node, RemoteError, RemoteExit, prelude::*};

use crate::{LONG, counter::CounterRemote, role::Role, server::Server, until, wire::Wire};

#[test]
fn what_is_repeated_after_a_cut_is_handled_once_with_the_first_answer() {
    let server = Server::start(&Role::server());
    let wire = Wire::to(&server.address);
    let node = Node::open(Config::new().connect(&wire.address)).unwrap();
    let remote: CounterRemote = node.connect::<CounterRemote>("c").with_timeout(LONG).retry(20);
    let mut sum = 0;
    let mut next = 0;
    for round in 0..6 {
        let asked: Vec<_> = (0..300)
            .map(|_| {
                next += 1;
                (next, remote.ask().add_and_get(next))
            })
            .collect();
        std::thread::sleep(Duration::from_millis(round));
        wire.cut();
        let mut sums = Vec::new();
        for (n, reply) in asked {
            match reply.wait() {
                Ok(total) => sums.push(total),
                // Not sent when the link broke: the name was out of reach.
                Err(RemoteError::NoActor | RemoteError::NotSent(_)) => {
                    assert!(!server.log().contains(&n))
                }
                Err(other) => panic!("{n}: {other:?}"),
            }
        }
        until(|| remote.total().is_ok_and(|total| total > sum || sums.is_empty()));
        sum = remote.total().unwrap();
        // Each answer is the sum behind one message of the log: the first answer, and not that of a repetition.
        let log = server.log();
        assert_eq!(log.iter().collect::<HashSet<_>>().len(), log.len(), "handled twice");
        let all: HashSet<u64> = log
            .iter()
            .scan(0, |sum, n| {
                *sum += n;
                Some(*sum)
            })
            .collect();
        assert!(sums.iter().all(|sum| all.contains(sum)));
    }
    assert!(!server.log().is_empty());
}

#[test]
fn a_cut_leaves_what_is_not_repeated_unknown_and_is_reported() {
    let mut server = Server::start(&Role::server());
    let wire = Wire::to(&server.address);
    let node = Node::open(Config::new().connect(&wire.address)).unwrap();
    let remote: CounterRemote = node.connect::<CounterRemote>("c").with_timeout(LONG);
    let exits = remote.exits();
    assert_eq!(remote.add_and_get(1), Ok(1));
    assert_eq!(remote.ask().pause().wait(), Ok(()));
    server.command("wait");
    // Accepted and not answered.
    let asked = remote.ask().add_and_get(2);
    assert_eq!(remote.ask().nothing().wait(), Ok(()));
    wire.cut();
    assert_eq!(asked.wait(), Err(RemoteError::Unknown));
    assert_eq!(exits.recv_timeout(LONG), Ok(RemoteExit::Lost));
    server.command("open");
    // The link is back, and the actor the same.
    until(|| match remote.add_and_get(3) {
        Err(RemoteError::NotSent(_) | RemoteError::NoActor) => false,
        outcome => outcome == Ok(6) || panic!("{outcome:?}"),
    });
    assert_eq!(server.log(), [1, 2, 3]);
}

#[test]
fn silent_connections_do_not_keep_newcomers_out() {
    let server = Server::start(&Role::server());
    let silent: Vec<_> = (0..150).map(|_| TcpStream::connect(&server.address).unwrap()).collect();
    let config = Config::new().connect(&server.address).connect_timeout(Duration::from_secs(8));
    let node = Node::open(config).unwrap();
    let remote: CounterRemote = node.connect("c");
    assert_eq!(remote.total(), Ok(0));
    drop(silent);
}
