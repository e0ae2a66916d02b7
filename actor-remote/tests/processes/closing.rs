//! Nodes that are dropped in an orderly way while calls are in flight, on the calling side and on the serving one.

use std::time::{Duration, Instant};

use actor_remote::{Node, NotSent, RemoteError, RemoteExit, RemoteReply, prelude::*};

use crate::{
    LONG,
    books::Books,
    counter::CounterRemote,
    role::{Role, Transport},
    server::Server,
    until,
};

/// A counter before its gate, with four places in its mailbox, and calls of it: an ask that has been accepted, and more
/// tells than fit the window.
struct Scene {
    server: Server,
    node: Node,
    remote: CounterRemote,
    ask: RemoteReply<u64>,
    tells: Vec<(u64, RemoteReply<()>)>,
}

impl Scene {
    fn new(transport: &Transport) -> Scene {
        let mut server = Server::start(&Role { mailbox: Some(4), ..transport.server() });
        let node = server.node();
        // What is not sent waits for its deadline where no other node is left.
        let remote: CounterRemote = node.connect("c");
        assert_eq!(remote.pause(), Ok(()));
        server.command("wait");
        let ask = remote.with_timeout(LONG).ask().add_and_get(1);
        assert_eq!(remote.add(2), Ok(()), "so that the ask before it is accepted, too");
        let tells = (3..800).map(|n| (n, remote.ask().add(n))).collect();
        Scene { server, node, remote, ask, tells }
    }
}

fn a_node_that_is_dropped_decides_what_it_has_sent_and_what_it_has_not(transport: &Transport) {
    let Scene { mut server, node, remote, ask, tells } = Scene::new(transport);
    let exits = remote.exits();
    drop(node);
    assert_eq!(exits.recv_timeout(LONG), Ok(RemoteExit::Lost));
    assert_eq!(ask.wait(), Err(RemoteError::Unknown));
    let mut books = Books::default();
    for (n, tell) in tells {
        books.note(n, &tell.wait());
    }
    assert!(books.unknown.len() <= 256, "{}", books.unknown.len());
    assert!(!books.not_handled.is_empty());
    assert_eq!(remote.add(1000), Err(RemoteError::NotSent(NotSent::Closed)));
    server.command("open");
    // What was accepted is handled without anybody who waits for it, and before this is answered.
    let other = server.node();
    let later: CounterRemote = other.connect("c");
    until(|| later.total().is_ok());
    let log = server.log();
    assert_eq!(log[..2], [1, 2]);
    books.check(&log, 0);
}

fn a_process_that_closes_its_node_leaves_calls_unknown_or_unsent(transport: &Transport) {
    let Scene { mut server, node: _node, remote, ask, tells } = Scene::new(transport);
    let exits = remote.exits();
    server.exit();
    assert_eq!(exits.recv_timeout(LONG), Ok(RemoteExit::Lost));
    assert_eq!(ask.wait(), Err(RemoteError::Unknown));
    let mut books = Books::default();
    for (n, tell) in tells {
        books.note(n, &tell.wait());
    }
    assert!(books.unknown.len() <= 256, "{}", books.unknown.len());
    // The actor stood before its gate to the end.
    assert_eq!(server.log(), [0; 0]);
    books.check(&server.log(), 4);
}

/// By then the engine tries to open the link again.
fn a_node_whose_peer_is_gone_closes_within_seconds(transport: &Transport) {
    let mut server = Server::start(&transport.server());
    let node = server.node();
    let remote: CounterRemote = node.connect("c");
    assert_eq!(remote.add_and_get(1), Ok(1));
    server.kill();
    let soon = remote.with_timeout(Duration::from_millis(500));
    until(|| soon.total() == Err(RemoteError::NotSent(NotSent::Deadline)));
    let begun = Instant::now();
    node.close();
    let took = begun.elapsed();
    println!("{transport}: closed after {took:.1?}");
    assert!(took < Duration::from_secs(5), "{took:?}");
}

over_both! {
    a_node_whose_peer_is_gone_closes_within_seconds
    a_node_that_is_dropped_decides_what_it_has_sent_and_what_it_has_not
    a_process_that_closes_its_node_leaves_calls_unknown_or_unsent
}
