//! Calls from one process to another.

use actor_remote::{
    Config, ExitKind, Node, NodeError, Refusal, RemoteError, RemoteExit, prelude::*,
};
use actor_runtime::prelude::*;

use crate::{
    LONG,
    counter::{Counter, CounterHandle, CounterRemote},
    role::Role,
    server::Server,
    until,
};

#[test]
fn two_nodes_of_one_process_reach_each_other() {
    let there = Node::open(Config::new().listen("127.0.0.1:0")).unwrap();
    let counter = Counter::default().spawn();
    let _served = there.serve("c", &counter).unwrap();
    let here = Node::open(Config::new().connect(&there.addresses()[0])).unwrap();
    let remote: CounterRemote = here.connect("c");
    assert_eq!(remote.add(2), Ok(()));
    assert_eq!(remote.add_and_get(3), Ok(5));
    // And the other way, from the node that listens to the one that only connects.
    let other = Counter::default().spawn();
    let _other = here.serve("other", &other).unwrap();
    assert!(there.wait_for::<CounterHandle>("other", LONG));
    let remote: CounterRemote = there.connect("other");
    assert_eq!(remote.add_and_get(7), Ok(7));
}

#[test]
fn calls_reach_another_process_and_say_what_became_of_them() {
    let server = Server::start(&Role::server());
    let node = server.node();
    let remote: CounterRemote = node.connect("c");
    assert_eq!(remote.add(1), Ok(()));
    let tells: Vec<_> = (2..=1000).map(|n| remote.ask().add(n)).collect();
    for tell in tells {
        assert_eq!(tell.wait(), Ok(()));
    }
    assert_eq!(remote.total(), Ok(500_500));
    assert_eq!(server.log(), (1..=1000).collect::<Vec<u64>>());
    assert_eq!(remote.newer(), Err(RemoteError::Refused(Refusal::UnknownMessage)));
    assert_eq!(remote.zeros(900_000).map(|zeros| zeros.len()), Ok(900_000));
    assert_eq!(remote.swallow(vec![1; 900_000]), Ok(900_000));
    let nobody: CounterRemote = node.connect("nobody");
    assert_eq!(nobody.total(), Err(RemoteError::NoActor));
    assert_eq!(node.actors::<CounterHandle>(), ["c"]);
}

#[test]
fn an_actor_that_ends_elsewhere_is_reported_and_its_name_is_gone() {
    let mut server = Server::start(&Role::server());
    let node = server.node();
    let remote: CounterRemote = node.connect("c");
    let exits = remote.exits();
    assert_eq!(remote.total(), Ok(0));
    server.command("stop");
    let exit = exits.recv_timeout(LONG).unwrap();
    assert!(matches!(exit, RemoteExit::Ended { kind: ExitKind::Stopped, .. }), "{exit:?}");
    until(|| node.actors::<CounterHandle>().is_empty());
    assert_eq!(remote.total(), Err(RemoteError::NoActor));
}

#[test]
fn a_name_of_another_process_is_taken() {
    let server = Server::start(&Role::server());
    let node = server.node();
    let counter = Counter::default().spawn();
    assert!(matches!(node.serve("c", &counter), Err(NodeError::NameTaken(_))));
    let _served = node.serve("d", &counter).unwrap();
}

#[test]
fn what_is_wrong_with_a_node_is_named() {
    let elsewhere = Node::open(Config::new().listen("0.0.0.0:0"));
    assert!(matches!(elsewhere, Err(NodeError::Insecure(address)) if address == "0.0.0.0:0"));
    Node::open(Config::new().listen("0.0.0.0:0").insecure()).unwrap();
    let no_address = Node::open(Config::new().connect("here"));
    assert!(matches!(no_address, Err(NodeError::Address(address)) if address == "here"));
    // A port that was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    let taken = Node::open(Config::new().listen(&address));
    assert!(matches!(&taken, Err(NodeError::Listen(of, _)) if *of == address), "{taken:?}");
    drop(free);
    let timeout = std::time::Duration::from_millis(500);
    let nobody = Node::open(Config::new().connect(&address).connect_timeout(timeout));
    assert!(matches!(&nobody, Err(NodeError::Unreachable(of, _)) if *of == address), "{nobody:?}");
    let missing = Node::open(Config::new().listen("127.0.0.1:0").tls("no.ca", "no.pem", "no.key"));
    assert!(matches!(&missing, Err(NodeError::Certificate(of, _)) if of == "no.ca"), "{missing:?}");
}

#[test]
fn a_node_connects_to_each_address_or_is_not_opened() {
    let (one, two) = (Server::start(&Role::server()), Role::server());
    let two = Server::start(&Role { names: vec!["d".into()], ..two });
    let both = Config::new().connect(&one.address).connect(&two.address);
    let node = Node::open(both).unwrap();
    for name in ["c", "d"] {
        assert!(node.wait_for::<CounterHandle>(name, LONG));
        let remote: CounterRemote = node.connect(name);
        assert_eq!(remote.total(), Ok(0));
    }
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = free.local_addr().unwrap().to_string();
    drop(free);
    for (first, second) in [(&one.address, &nobody), (&nobody, &one.address)] {
        let timeout = std::time::Duration::from_secs(1);
        let config = Config::new().connect(first).connect(second).connect_timeout(timeout);
        let node = Node::open(config);
        assert!(matches!(node, Err(NodeError::Unreachable(..))), "{node:?}");
    }
}

#[test]
fn twenty_four_clients_share_an_actor() {
    let server = Server::start(&Role::server());
    let nodes: Vec<Node> = (0..4).map(|_| server.node()).collect();
    std::thread::scope(|scope| {
        for client in 0..24_u64 {
            let node = &nodes[client as usize % 4];
            scope.spawn(move || {
                let remote: CounterRemote = node.connect("c");
                let remote = remote.with_timeout(LONG);
                let tells: Vec<_> = (0..500).map(|n| remote.ask().add(client * 1000 + n)).collect();
                for tell in tells {
                    assert_eq!(tell.wait(), Ok(()));
                }
                assert!(remote.total().is_ok());
            });
        }
    });
    let log = server.log();
    assert_eq!(log.len(), 24 * 500);
    for client in 0..24 {
        let own: Vec<u64> = log.iter().copied().filter(|n| n / 1000 == client).collect();
        assert_eq!(own, (0..500).map(|n| client * 1000 + n).collect::<Vec<_>>());
    }
}
