//! Peers that speak nonsense: what they say breaks nothing between the others.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    time::Duration,
};

use actor_remote::{Config, Node, NodeError, prelude::*};
use actor_runtime::prelude::*;
use zenoh::{Session, Wait};

use crate::{
    LONG,
    counter::{Counter, CounterHandle, CounterRemote},
    role::Role,
    server::Server,
    until,
};

/// The keys of nodes.
const ROOT: &str = "actor-remote/1";

/// A session of the engine that is no node, with one link: to this address, or listening.
fn session(mode: &str, direction: &str, address: &str) -> Session {
    let mut config = zenoh::Config::default();
    for (key, value) in [
        ("mode", format!("\"{mode}\"")),
        ("scouting/multicast/enabled", "false".into()),
        ("listen/endpoints", "[]".into()),
        (direction, format!("[\"tcp/{address}\"]")),
    ] {
        config.insert_json5(key, &value).unwrap();
    }
    zenoh::open(config).wait().unwrap()
}

/// Texts of any length and of any bytes, the same in each run.
fn nonsense() -> impl Iterator<Item = Vec<u8>> {
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random
    };
    (0..200).map(move |_| {
        let length = next() % 300;
        // The first byte of what nodes say is a small number.
        let first = (next() % 4) as u8;
        std::iter::once(first).chain((0..length).map(|_| next() as u8)).collect()
    })
}

/// The nodes that the session sees.
fn nodes(session: &Session) -> Vec<String> {
    let tokens = session.liveliness().get(format!("{ROOT}/node/*")).wait().unwrap();
    let keys = tokens.iter().filter_map(|reply| reply.into_result().ok());
    keys.filter_map(|token| token.key_expr().as_str().rsplit('/').next().map(str::to_owned))
        .collect()
}

#[test]
fn a_peer_that_says_nonsense_to_all_nodes_breaks_nothing_between_them() {
    let server = Server::start(&Role::server());
    let node = server.node();
    let remote: CounterRemote = node.connect::<CounterRemote>("c").with_timeout(LONG);
    assert_eq!(remote.add(0), Ok(()));
    let rogue = session("client", "connect/endpoints", &server.address);
    until(|| nodes(&rogue).len() == 2);
    let liveliness = rogue.liveliness();
    let no_number = liveliness.declare_token(format!("{ROOT}/node/nobody")).wait().unwrap();
    for (n, bytes) in (1..).zip(nonsense()) {
        for id in nodes(&rogue) {
            rogue.put(format!("{ROOT}/to/{id}"), bytes.clone()).wait().unwrap();
            rogue.put(format!("{ROOT}/names/{id}"), bytes.clone()).wait().unwrap();
            drop(rogue.get(format!("{ROOT}/ask/{id}")).payload(bytes.clone()).wait().unwrap());
        }
        assert_eq!(remote.add(n), Ok(()));
    }
    assert_eq!(remote.total(), Ok((0..=200).sum()));
    assert_eq!(server.log(), (0..=200).collect::<Vec<u64>>());
    let own = Counter::default().spawn();
    let _served = node.serve("own", &own).unwrap();
    assert_eq!(node.actors::<CounterHandle>(), ["c", "own"]);
    drop(no_number);
}

#[test]
fn a_peer_whose_answers_are_nonsense_does_not_keep_others_from_each_other() {
    let server = Server::start(&Role::server());
    let rogue = session("client", "connect/endpoints", &server.address);
    // As a node has them.
    let id = format!("{:032x}", 77);
    let _answers = rogue
        .declare_queryable(format!("{ROOT}/ask/{id}"))
        .callback(|query| {
            let _ = query.reply(query.key_expr().clone(), vec![0xff; 40]).wait();
        })
        .wait()
        .unwrap();
    let _token = rogue.liveliness().declare_token(format!("{ROOT}/node/{id}")).wait().unwrap();
    let node = server.node();
    let remote: CounterRemote = node.connect::<CounterRemote>("c").with_timeout(LONG);
    assert_eq!(remote.add_and_get(1), Ok(1));
    let own = Counter::default().spawn();
    let _served = node.serve("own", &own).unwrap();
    let other = server.node();
    assert!(other.wait_for::<CounterHandle>("own", LONG));
    let to_own: CounterRemote = other.connect("own");
    assert_eq!(to_own.add_and_get(2), Ok(2));
}

#[test]
fn a_peer_that_is_no_node_is_unreachable_and_named() {
    let soon = |address: &str| {
        Node::open(Config::new().connect(address).connect_timeout(Duration::from_millis(700)))
    };
    // It speaks the engine's language, and not that of nodes.
    let rogue = session("peer", "listen/endpoints", "127.0.0.1:0");
    let locators = rogue.info().locators().wait();
    let address = locators[0].address().to_string();
    let node = soon(&address);
    assert!(matches!(&node, Err(NodeError::Unreachable(of, _)) if *of == address), "{node:?}");
    // It does not even speak that.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for mut client in listener.incoming().map_while(Result::ok) {
            let _ = client.write_all(&[0x5a; 4096]);
            let _ = client.read(&mut [0; 4096]);
        }
    });
    let node = soon(&address);
    assert!(matches!(&node, Err(NodeError::Unreachable(of, _)) if *of == address), "{node:?}");
}

#[test]
fn bytes_on_the_port_of_a_node_that_are_none_of_the_engine_break_no_link() {
    let server = Server::start(&Role::server());
    let node = server.node();
    let remote: CounterRemote = node.connect::<CounterRemote>("c").with_timeout(LONG);
    assert_eq!(remote.add_and_get(1), Ok(1));
    for bytes in nonsense() {
        let mut stream = TcpStream::connect(&server.address).unwrap();
        let _ = stream.write_all(&bytes);
    }
    assert_eq!(remote.add_and_get(2), Ok(3));
    let newcomer = server.node();
    let remote: CounterRemote = newcomer.connect("c");
    assert_eq!(remote.add_and_get(3), Ok(6));
    assert_eq!(server.log(), [1, 2, 3]);
}
