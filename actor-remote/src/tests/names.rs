//! Names: one holder each, known everywhere, and gone with their actor.

use std::{sync::mpsc, time::Duration};

use actor_runtime::prelude::*;

use super::{
    LONG,
    counter::{Counter, CounterHandle, CounterRemote},
    hold, id, node, until,
};
use crate::{
    Config, Node, NodeError, Protocol, RemoteError,
    config::Limits,
    engine::{NodeId, memory::Network},
    node::worker::Event,
    wire::question::{Entry, Names, Start},
};

#[test]
fn a_name_is_served_once() {
    let network = Network::default();
    let (here, there) = (node(&network), node(&network));
    let counter = Counter::default().spawn();
    let served = there.serve("c", &counter).unwrap();
    // A node that has not heard of the other one yet cannot ask it.
    assert!(here.wait_for::<CounterHandle>("c", LONG));
    for node in [&here, &there] {
        let taken = node.serve("c", &counter);
        assert!(matches!(taken, Err(NodeError::NameTaken(name)) if name == "c"));
    }
    drop(served);
    let _served = there.serve("c", &counter).unwrap();
}

#[test]
fn of_many_claims_at_once_one_is_granted() {
    let network = Network::default();
    let nodes: Vec<_> = (0..3).map(|_| node(&network)).collect();
    // Nodes that have not heard of each other cannot ask each other.
    until(|| nodes.iter().all(|node| node.inner().directory().peers().len() == 2));
    let counter = Counter::default().spawn();
    for round in 0..50 {
        let name = format!("c{round}");
        let served: Vec<_> = std::thread::scope(|scope| {
            let claims: Vec<_> =
                nodes.iter().map(|node| scope.spawn(|| node.serve(&name, &counter))).collect();
            claims.into_iter().map(|claim| claim.join().unwrap()).collect()
        });
        let granted = served.iter().filter(|served| served.is_ok()).count();
        assert_eq!(granted, 1, "{served:?}");
        let taken =
            served.iter().filter(|served| matches!(served, Err(NodeError::NameTaken(_)))).count();
        assert_eq!(granted + taken, 3, "{served:?}");
    }
}

#[test]
fn a_name_that_two_nodes_served_apart_is_given_up_by_one_of_them() {
    let network = Network::default();
    let (one, other) = (node(&network), node(&network));
    let watcher = node(&network);
    let back = network.cut(id(&other));
    let (a, b) = (Counter::default().spawn(), Counter::default().spawn());
    let (at_one, at_other) = (one.serve("c", &a).unwrap(), other.serve("c", &b).unwrap());
    network.join(id(&other), back);
    until(|| at_one.is_served() != at_other.is_served());
    assert_eq!(at_one.is_served(), id(&one) < id(&other));
    let remote: CounterRemote = watcher.connect("c");
    // The third node may not have heard of the one that keeps it yet.
    until(|| remote.add(1).is_ok());
    let holder = if at_one.is_served() { &a } else { &b };
    assert_eq!(holder.total(), Ok(1));
}

#[test]
fn names_come_and_go_with_their_actors() {
    let network = Network::default();
    let here = node(&network);
    let (told, events) = mpsc::channel();
    here.watch(move |event| told.send((event.name.clone(), event.is_served)).unwrap());
    let there = node(&network);
    let counter = Counter::default().spawn();
    let (one, two) = (there.serve("one", &counter).unwrap(), there.serve("two", &counter).unwrap());
    assert!(here.wait_for::<CounterHandle>("two", LONG));
    assert_eq!(here.actors::<CounterHandle>(), ["one", "two"]);
    assert_eq!(there.actors::<CounterHandle>(), ["one", "two"]);
    drop(one);
    until(|| here.actors::<CounterHandle>() == ["two"]);
    counter.shutdown().unwrap().ok().unwrap();
    until(|| here.actors::<CounterHandle>().is_empty());
    let names: Vec<_> = (0..4).map(|_| events.recv_timeout(LONG).unwrap()).collect();
    let names: Vec<_> = names.iter().map(|(name, is_served)| (&**name, *is_served)).collect();
    assert_eq!(names, [("one", true), ("two", true), ("one", false), ("two", false)]);
    assert!(!two.is_served());
    let remote: CounterRemote = here.connect("two");
    assert_eq!(remote.total(), Err(RemoteError::NoActor));
}

#[test]
fn names_that_do_not_fit_one_message_come_in_parts_while_they_change() {
    let network = Network::default();
    // Two or three names in each message.
    let limits = Limits { names: 60, ..Config::new().limits };
    let there = Node::start(limits, false, network.open()).unwrap();
    let counter = Counter::default().spawn();
    let serve = |n: usize| there.serve(&format!("c{n:03}"), &counter).unwrap();
    let mut served: Vec<_> = (0..900).map(serve).collect();
    let (here, held) = loop {
        let here = node(&network);
        let listed = || here.inner().directory().listed(id(&there)).unwrap_or(0);
        let knows_all = || !here.actors::<CounterHandle>().is_empty();
        while listed() < 8 && !knows_all() {
            std::thread::yield_now();
        }
        let held = hold(&there);
        // One more part may be on its way. Further ones are held.
        if (8..800).contains(&listed()) {
            break (here, held);
        }
    };
    // Names go that are listed already, or not yet, and others come.
    served.truncate(880);
    drop(served.remove(7));
    served.extend((900..920).map(serve));
    drop(held);
    let expected: Vec<_> =
        (0..880).filter(|n| *n != 7).chain(900..920).map(|n| format!("c{n:03}")).collect();
    until(|| here.actors::<CounterHandle>() == expected);
    assert!(here.inner().directory().silent().is_empty());
}

#[test]
fn a_name_that_is_lost_before_the_worker_serves_it_is_given_up() {
    let here = node(&Network::default());
    let events = here.inner().events();
    // No id is lower, so this node keeps each name that it has.
    let lowest = NodeId(0);
    events.send(Event::NodeUp(lowest)).unwrap();
    until(|| here.inner().directory().has_peers());
    let held = hold(&here);
    let entry = Entry { name: "c".into(), protocol: CounterHandle::PROTOCOL.into() };
    let names = Names { version: 1, entries: vec![entry], is_last: true };
    events.send(Event::Names(lowest, Start::Beginning, names)).unwrap();
    let counter = Counter::default().spawn();
    let served = here.serve("c", &counter).unwrap();
    assert!(served.is_served());
    drop(held);
    until(|| !served.is_served());
    assert!(here.inner().directory().own().is_empty());
}

#[test]
fn a_node_that_says_nothing_does_not_keep_another_one_from_opening_and_is_named() {
    let network = Network::default();
    let silent = node(&network);
    network.freeze(id(&silent));
    let alone = node(&network);
    let waited = alone.inner().wait_for_peer(Duration::from_millis(100));
    assert!(waited.is_err_and(|text| text.contains(&id(&silent).to_string())));
    let late = node(&network);
    assert_eq!(late.inner().wait_for_peer(LONG), Ok(()));
}

#[test]
fn a_watcher_that_panics_keeps_no_other_one_from_its_event_and_none_outlives_the_node() {
    let here = node(&Network::default());
    let (told, events) = mpsc::channel();
    let its_node = here.clone();
    here.watch(move |event| {
        assert!(event.is_served, "in a watcher, of {its_node:?}");
    });
    here.watch(move |event| told.send((event.name.clone(), event.is_served)).unwrap());
    let counter = Counter::default().spawn();
    for name in ["one", "two"] {
        drop(here.serve(name, &counter).unwrap());
        for is_served in [true, false] {
            assert_eq!(events.recv_timeout(LONG), Ok((name.to_owned(), is_served)));
        }
    }
    here.close();
    let dropped = Err(mpsc::RecvTimeoutError::Disconnected);
    assert_eq!(events.recv_timeout(LONG), dropped);
}
