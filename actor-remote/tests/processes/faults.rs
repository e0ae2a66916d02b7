//! Processes that are killed, frozen and started again: what is said of a message is true.

use std::{
    sync::mpsc,
    time::{Duration, Instant},
};

use actor_remote::{Node, RemoteError, RemoteExit, RemoteReply, prelude::*};

use crate::{
    LONG,
    books::Books,
    counter::CounterRemote,
    role::{Role, Transport},
    server::Server,
    until,
};

over_both! {
    a_killed_process_leaves_its_calls_unknown_and_later_ones_unsent
    a_killed_process_is_noticed_within_seconds
    a_process_that_starts_again_under_the_same_name_is_found_again
    a_frozen_process_is_lost_and_goes_on_when_it_thaws
    a_frozen_process_that_takes_no_more_bytes_does_not_hold_up_another_one
}

fn a_killed_process_leaves_its_calls_unknown_and_later_ones_unsent(transport: &Transport) {
    // The handler stands before the gate, its answer is outstanding, and the mailbox has no room for all that follows.
    let mut server = Server::start(&Role { mailbox: Some(4), ..transport.server() });
    let node = server.node();
    // Without any other node, what is not sent waits for its deadline.
    let remote: CounterRemote = node.connect("c");
    let exits = remote.exits();
    assert_eq!(remote.add_and_get(0), Ok(0));
    let handled = remote.ask().pause();
    server.command("wait");
    let answered = remote.ask().add_and_get(1);
    let tells: Vec<(u64, RemoteReply<()>)> = (2..800).map(|n| (n, remote.ask().add(n))).collect();
    assert_eq!(handled.wait(), Ok(()));
    // The first two are in the mailbox, behind the ask: their acceptance has come back.
    let mut tells = tells.into_iter();
    let mut books = Books::default();
    for (n, tell) in tells.by_ref().take(2) {
        books.note(n, &tell.wait());
    }
    server.kill();
    assert_eq!(exits.recv_timeout(LONG), Ok(RemoteExit::Lost));
    assert_eq!(answered.wait(), Err(RemoteError::Unknown));
    for (n, tell) in tells {
        books.note(n, &tell.wait());
    }
    assert!(books.accepted.len() <= 4, "{:?}", books.accepted);
    assert!(books.unknown.len() <= 256, "{}", books.unknown.len());
    assert_eq!(server.log(), [0]);
    books.check(&server.log(), 4);
    // With the process gone, nothing leaves any more.
    let late = remote.with_timeout(Duration::from_millis(200));
    assert!(matches!(late.add(1000), Err(RemoteError::NotSent(_) | RemoteError::NoActor)));
}

/// The lease, and what a busy machine takes.
fn a_killed_process_is_noticed_within_seconds(transport: &Transport) {
    let lease = Duration::from_secs(1);
    let mut server = Server::start(&transport.server());
    let node = Node::open(server.connecting().lease(lease)).unwrap();
    let remote: CounterRemote = node.connect::<CounterRemote>("c").with_timeout(LONG);
    let (told, exits) = mpsc::channel();
    remote.on_exit(move |exit| told.send((exit, Instant::now())).unwrap());
    let open = remote.ask().later();
    assert_eq!(remote.add_and_get(1), Ok(1));
    let killed = Instant::now();
    server.kill();
    let (exit, noticed) = exits.recv_timeout(LONG).unwrap();
    assert_eq!(exit, RemoteExit::Lost);
    assert_eq!(open.wait(), Err(RemoteError::Unknown));
    let decided = killed.elapsed();
    let took = noticed - killed;
    println!("{transport}: noticed after {took:.1?}, the call decided after {decided:.1?}");
    assert!(took < lease + Duration::from_secs(5), "{took:?}");
    assert!(decided < lease + Duration::from_secs(5), "{decided:?}");
}

fn a_process_that_starts_again_under_the_same_name_is_found_again(transport: &Transport) {
    let mut server = Server::start(&transport.server());
    let node = server.node();
    let remote: CounterRemote = node.connect("c");
    assert_eq!(remote.add_and_get(1), Ok(1));
    let role = Role { listen: Some(server.address.clone()), ..server.role.clone() };
    for n in 2..5 {
        server.kill();
        server = Server::start(&role);
        // An answer, and not an acceptance: the next kill takes what is in the mailbox.
        until(|| match remote.add_and_get(n) {
            Ok(total) => total == n,
            Err(RemoteError::NotSent(_) | RemoteError::NoActor) => false,
            // It left for the process that is gone, before that was noticed.
            Err(RemoteError::Unknown) => false,
            Err(other) => panic!("{other:?}"),
        });
    }
    assert_eq!(server.log(), [1, 2, 3, 4]);
}

fn a_frozen_process_is_lost_and_goes_on_when_it_thaws(transport: &Transport) {
    let server = Server::start(&transport.server());
    let node = server.node();
    let remote: CounterRemote = node.connect::<CounterRemote>("c").with_timeout(LONG);
    let exits = remote.exits();
    assert_eq!(remote.add(1), Ok(()));
    server.signal("-STOP");
    let mut books = Books::default();
    let tells: Vec<_> = (2..100).map(|n| (n, remote.ask().add(n))).collect();
    assert_eq!(exits.recv_timeout(LONG), Ok(RemoteExit::Lost));
    for (n, tell) in tells {
        books.note(n, &tell.wait());
    }
    assert!(books.accepted.is_empty(), "{:?}", books.accepted);
    server.signal("-CONT");
    let mut n = 100;
    until(|| {
        n += 1;
        let outcome = remote.add(n);
        books.note(n, &outcome);
        outcome.is_ok()
    });
    books.accepted.push(1);
    until(|| server.log().last() == Some(&n));
    books.check(&server.log(), 0);
}

fn a_frozen_process_that_takes_no_more_bytes_does_not_hold_up_another_one(transport: &Transport) {
    let frozen = Server::start(&transport.server());
    let other = Server::start(&Role { names: vec!["other".into()], ..transport.server() });
    let node = Node::open(frozen.connecting().connect(&other.address)).unwrap();
    let to_other: CounterRemote = node.connect::<CounterRemote>("other").with_timeout(LONG);
    until(|| to_other.total().is_ok());
    // Together more than the engine and the system hold for one link.
    let remotes: Vec<CounterRemote> = (0..24).map(|_| node.connect("c")).collect();
    until(|| remotes.iter().all(|remote| remote.total().is_ok()));
    frozen.signal("-STOP");
    let sent: Vec<_> =
        remotes.iter().map(|remote| remote.ask().swallow(vec![0; 900_000])).collect();
    assert_eq!(to_other.add(1), Ok(()));
    for reply in sent {
        match reply.wait() {
            Err(RemoteError::Unknown | RemoteError::NotSent(_) | RemoteError::NoActor) => {}
            outcome => panic!("{outcome:?}"),
        }
    }
    assert_eq!(to_other.add_and_get(2), Ok(3));
    frozen.signal("-CONT");
    until(|| remotes.iter().all(|remote| remote.total().is_ok()));
}
