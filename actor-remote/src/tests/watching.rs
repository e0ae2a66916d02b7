//! `on_exit` of a remote handle: once, and with the reason. And what handles that are gone leave behind.

use std::{
    sync::mpsc,
    time::{Duration, Instant},
};

use actor_runtime::prelude::*;

use super::{
    LONG, Pair,
    counter::{Counter, CounterHandle, CounterRemote},
    hold, id, node, until,
};
use crate::{
    ExitKind, Node, NotSent, RemoteError, RemoteExit, RemoteHandle,
    config::Config,
    engine::memory::Network,
    error::End,
    node::{finding::PATIENCE, inner::lock, outbox::Item},
    wire::{
        batch::{Direction, Header},
        down::Down,
    },
};

fn watched(here: &Node, name: &str) -> (CounterRemote, mpsc::Receiver<RemoteExit>) {
    let remote: CounterRemote = here.connect(name);
    let exits = remote.exits();
    (remote, exits)
}

/// Serves an actor as `c`, waits until the watcher alone has connected to it, and ends it: the watcher is told of that end.
fn assert_told_of_the_next_actor(node: &Node, exits: &mpsc::Receiver<RemoteExit>) {
    let counter = Counter::default().spawn();
    let _served = node.serve("c", &counter).unwrap();
    until(|| node.connections() == 1);
    counter.shutdown().unwrap().ok().unwrap();
    let exit = exits.recv_timeout(LONG).unwrap();
    assert!(matches!(exit, RemoteExit::Ended { kind: ExitKind::Stopped, .. }), "{exit:?}");
}

#[test]
fn an_actor_that_ends_is_reported_with_its_exit() {
    let Pair { here, there: _there, counter, served, .. } = Pair::open();
    let (remote, exits) = watched(&here, "c");
    assert_eq!(remote.total(), Ok(0));
    counter.shutdown().unwrap().ok().unwrap();
    let RemoteExit::Ended { kind, actor, .. } = exits.recv_timeout(LONG).unwrap() else { panic!() };
    assert_eq!((kind, &*actor), (ExitKind::Stopped, "Counter"));
    let dropped = Err(mpsc::RecvTimeoutError::Disconnected);
    assert_eq!(exits.recv_timeout(LONG), dropped, "the watcher is dropped after its call");
    assert!(!served.is_served());
}

#[test]
fn a_name_that_is_given_up_and_a_node_that_is_gone_are_lost() {
    let network = Network::default();
    let (here, there) = (node(&network), node(&network));
    let counter = Counter::default().spawn();
    let served = there.serve("c", &counter).unwrap();
    let _other = there.serve("other", &counter).unwrap();
    assert!(here.wait_for::<CounterHandle>("other", LONG));
    let (remote, exits) = watched(&here, "c");
    assert_eq!(remote.total(), Ok(0));
    drop(served);
    assert_eq!(exits.recv_timeout(LONG), Ok(RemoteExit::Lost));
    let (remote, exits) = watched(&here, "other");
    assert_eq!(remote.total(), Ok(0));
    let _back = network.cut(id(&there));
    assert_eq!(exits.recv_timeout(LONG), Ok(RemoteExit::Lost));
}

#[test]
fn a_watcher_of_a_name_that_is_not_served_yet_waits_for_the_actor_and_its_exit() {
    let network = Network::default();
    let (here, there) = (node(&network), node(&network));
    let (remote, exits) = watched(&here, "c");
    assert_eq!(remote.total(), Err(RemoteError::NoActor));
    assert_told_of_the_next_actor(&there, &exits);
}

#[test]
fn a_watcher_of_a_name_that_its_own_node_serves_later_is_told_of_that_actor() {
    let here = node(&Network::default());
    let (remote, exits) = watched(&here, "c");
    assert_eq!(remote.total(), Err(RemoteError::NoActor));
    assert_told_of_the_next_actor(&here, &exits);
}

#[test]
fn a_node_that_is_gone_before_the_watcher_is_connected_is_lost() {
    let Pair { network, here, there, counter: _counter, served: _served } = Pair::open();
    network.block(id(&there));
    let (_remote, exits) = watched(&here, "c");
    until(|| network.waiting() == 1);
    let _back = network.cut(id(&there));
    assert_eq!(exits.recv_timeout(LONG), Ok(RemoteExit::Lost));
}

#[test]
fn a_node_that_is_gone_after_an_opening_without_an_answer_is_lost() {
    let Pair { network, here, there, counter: _counter, served: _served } = Pair::open();
    network.freeze(id(&there));
    let (_remote, exits) = watched(&here, "c");
    let outgoing = here.inner().outgoings().remove(0);
    until(|| outgoing.lock().peer().is_some());
    let held = hold(&here);
    let _back = network.cut(id(&there));
    // The name is looked for again once the node is gone.
    until(|| !outgoing.give_up_opening(Instant::now() + LONG, PATIENCE));
    drop(held);
    assert_eq!(exits.recv_timeout(LONG), Ok(RemoteExit::Lost));
}

#[test]
fn a_watcher_is_not_told_of_an_actor_that_was_found_and_lost_before_it_came() {
    let Pair { network, here, there, counter: _counter, served: _served } = Pair::open();
    let third = node(&network);
    let remote: CounterRemote = here.connect("c");
    network.freeze(id(&there));
    let late = Err(RemoteError::NotSent(NotSent::Deadline));
    assert_eq!(remote.with_timeout(Duration::from_millis(100)).total(), late);
    let outgoing = here.inner().outgoings().remove(0);
    until(|| outgoing.lock().peer().is_none());
    let _back = network.cut(id(&there));
    until(|| here.actors::<CounterHandle>().is_empty());
    let held = hold(&here);
    let mut asked = remote.ask().total();
    let exits = remote.exits();
    drop(held);
    assert_eq!(asked.wait_timeout(LONG), Err(RemoteError::NoActor));
    assert_told_of_the_next_actor(&third, &exits);
}

#[test]
fn a_name_that_is_given_up_before_the_watcher_is_connected_is_lost() {
    let Pair { network, here, there: _there, counter: _counter, served } = Pair::open();
    // The end of the name is on its way, and the answer to the question comes behind it.
    network.block(id(&here));
    drop(served);
    let (_remote, exits) = watched(&here, "c");
    until(|| here.inner().outgoings().iter().any(|outgoing| outgoing.lock().peer().is_some()));
    network.unblock(id(&here));
    assert_eq!(exits.recv_timeout(LONG), Ok(RemoteExit::Lost));
}

#[test]
fn a_watcher_of_a_name_that_never_is_served_is_told_at_the_close() {
    let here = node(&Network::default());
    let (remote, exits) = watched(&here, "none");
    drop(remote);
    here.close();
    assert_eq!(exits.recv_timeout(LONG), Ok(RemoteExit::Lost));
}

#[test]
fn a_watcher_outlives_the_handle_and_may_panic() {
    let Pair { here, there: _there, counter, served: _served, .. } = Pair::open();
    let remote: CounterRemote = here.connect("c");
    remote.on_exit(|_| panic!("in a watcher"));
    let exits = remote.exits();
    assert_eq!(remote.total(), Ok(0));
    drop(remote);
    counter.kill();
    let exit = exits.recv_timeout(LONG).unwrap();
    assert!(matches!(exit, RemoteExit::Ended { kind: ExitKind::Killed, .. }), "{exit:?}");
}

#[test]
fn an_end_that_is_told_twice_is_reported_once() {
    let Pair { here, there, counter: _counter, served: _served, .. } = Pair::open();
    let (remote, exits) = watched(&here, "c");
    assert_eq!(remote.total(), Ok(0));
    for connection in 0..20 {
        let mut bytes = Vec::new();
        Header { direction: Direction::Down, from: id(&there), connection }.write(&mut bytes);
        for text in ["first", "second"] {
            let (kind, actor) = (ExitKind::Failed, "a".to_owned());
            Down::Ended(End { kind, actor, text: text.into() }).write(&mut bytes);
        }
        there.inner().send(id(&here), Item::Bytes(bytes));
    }
    let exit = exits.recv_timeout(LONG).unwrap();
    assert!(matches!(&exit, RemoteExit::Ended { text, .. } if text == "first"), "{exit:?}");
    assert_eq!(exits.recv_timeout(LONG), Err(mpsc::RecvTimeoutError::Disconnected));
}

#[test]
fn handles_that_are_dropped_leave_nothing_behind() {
    let here = node(&Network::default());
    let kept: CounterRemote = here.connect("c");
    for _ in 0..10_000 {
        drop(here.connect::<CounterRemote>("c"));
    }
    assert!(lock(&here.inner().outgoings).len() < 100);
    drop(kept);
}

#[test]
fn handles_whose_calls_expired_while_no_other_node_was_there_leave_nothing_behind() {
    let here = Node::start(Config::new().limits, true, Network::default().open()).unwrap();
    let call_once = || {
        let remote: CounterRemote = here.connect("c");
        let late = Err(RemoteError::NotSent(NotSent::Deadline));
        assert_eq!(remote.with_timeout(Duration::from_millis(1)).total(), late);
    };
    (0..50).for_each(|_| call_once());
    until(|| {
        call_once();
        here.inner().outgoings().len() < 10
    });
}
