//! Nodes that only connect, and reach each other through the node that listens.

use actor_remote::{RemoteError, RemoteExit, prelude::*};

use crate::{
    LONG,
    counter::{CounterHandle, CounterRemote},
    role::Role,
    server::Server,
    until,
};

#[test]
fn a_client_reaches_another_one_through_the_node_that_both_connect_to() {
    let hub = Server::start(&Role { names: vec!["hub".into()], ..Role::server() });
    let behind = Role { listen: None, connect: Some(hub.address.clone()), ..Role::server() };
    let mut server = Server::start(&behind);
    let node = hub.node();
    assert!(node.wait_for::<CounterHandle>("c", LONG));
    assert_eq!(node.actors::<CounterHandle>(), ["c", "hub"]);
    let remote: CounterRemote = node.connect("c");
    let exits = remote.exits();
    let tells: Vec<_> = (0..1000).map(|n| remote.ask().add(n)).collect();
    for tell in tells {
        assert_eq!(tell.wait(), Ok(()));
    }
    // The tells were accepted. The answer says that they are handled.
    assert_eq!(remote.total(), Ok(499_500));
    assert_eq!(server.log(), (0..1000).collect::<Vec<u64>>());
    let asked = remote.with_timeout(LONG).ask().later();
    assert_eq!(remote.total(), Ok(499_500));
    server.kill();
    assert_eq!(exits.recv_timeout(LONG), Ok(RemoteExit::Lost));
    assert_eq!(asked.wait(), Err(RemoteError::Unknown));
    assert_eq!(remote.total(), Err(RemoteError::NoActor));
    let hub: CounterRemote = node.connect("hub");
    assert_eq!(hub.total(), Ok(0));
}

#[test]
fn clients_find_each_other_again_when_the_node_between_them_is_back() {
    let mut hub = Server::start(&Role { names: vec![], ..Role::server() });
    let behind = Role { listen: None, connect: Some(hub.address.clone()), ..Role::server() };
    let server = Server::start(&behind);
    let node = hub.node();
    assert!(node.wait_for::<CounterHandle>("c", LONG));
    let remote: CounterRemote = node.connect("c");
    let exits = remote.exits();
    assert_eq!(remote.add_and_get(1), Ok(1));
    let role = Role { listen: Some(hub.address.clone()), ..hub.role.clone() };
    hub.kill();
    assert_eq!(exits.recv_timeout(LONG), Ok(RemoteExit::Lost));
    let _hub = Server::start(&role);
    until(|| match remote.add_and_get(2) {
        Err(RemoteError::NotSent(_) | RemoteError::NoActor) => false,
        outcome => outcome == Ok(3) || panic!("{outcome:?}"),
    });
    assert_eq!(server.log(), [1, 2]);
}
