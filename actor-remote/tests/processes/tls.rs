//! QUIC with certificates on both sides: those of one authority reach each other, all others reach nothing.

use std::{path::Path, time::Duration};

use actor_remote::{Config, Node, NodeError, RemoteExit, prelude::*};

use crate::{
    LONG,
    certificates::Authority,
    counter::CounterRemote,
    role::{Role, scratch},
    server::Server,
};

fn client(address: &str, certificate: &Path) -> Config {
    let with = |extension| certificate.with_extension(extension);
    Config::new().connect(address).connect_timeout(Duration::from_secs(2)).tls(
        with("ca"),
        with("pem"),
        with("key"),
    )
}

#[test]
fn nodes_with_certificates_of_one_authority_reach_each_other_and_no_others_do() {
    let (authority, other) = (Authority::new(), Authority::new());
    let certificate = authority.node(&scratch("server"), &authority);
    let mut server =
        Server::start(&Role { certificate: Some(certificate.clone()), ..Role::server() });

    let good = authority.node(&scratch("good"), &authority);
    let node = Node::open(client(&server.address, &good).connect_timeout(LONG)).unwrap();
    let remote: CounterRemote = node.connect("c");
    let tells: Vec<_> = (0..1000).map(|n| remote.ask().add(n)).collect();
    for tell in tells {
        assert_eq!(tell.wait(), Ok(()));
    }
    assert_eq!(remote.total(), Ok(499_500));

    let unreachable = |node: Result<Node, NodeError>| {
        assert!(matches!(node, Err(NodeError::Unreachable(..))), "{node:?}");
    };
    // Signed by another authority; trusting another one; without any.
    let unknown = other.node(&scratch("unknown"), &authority);
    unreachable(Node::open(client(&server.address, &unknown)));
    let distrustful = authority.node(&scratch("distrustful"), &other);
    unreachable(Node::open(client(&server.address, &distrustful)));
    // Of this authority, and for another host than the client connects to: the server's.
    let elsewhere = authority.node_named(&scratch("elsewhere"), &authority, "elsewhere.example");
    let named = Server::start(&Role { certificate: Some(elsewhere), ..Role::server() });
    unreachable(Node::open(client(&named.address, &good)));
    let bare = Config::new().connect(&server.address).connect_timeout(Duration::from_secs(1));
    unreachable(Node::open(bare));

    assert_eq!(remote.total(), Ok(499_500), "the honest one goes on");
    let exits = remote.exits();
    server.kill();
    assert_eq!(exits.recv_timeout(LONG), Ok(RemoteExit::Lost));
}

#[test]
fn a_node_with_certificates_may_listen_for_other_machines() {
    let authority = Authority::new();
    let certificate = authority.node(&scratch("server"), &authority);
    let with = |extension| certificate.with_extension(extension);
    let config = Config::new().listen("0.0.0.0:0").tls(with("ca"), with("pem"), with("key"));
    assert!(Node::open(config).is_ok());
}
