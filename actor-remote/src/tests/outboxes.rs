//! The outboxes of a node: whom they have a thread for, and what takes turns in them.

use std::{
    sync::{atomic::Ordering::Relaxed, mpsc},
    time::Duration,
};

use actor_runtime::prelude::*;

use super::{LONG, counter::Counter, id, node, remote, until};
use crate::{
    Config, Node, RemoteHandle,
    calls::patience::Handed,
    config::Limits,
    engine::{Events, NodeId, memory::Network},
    node::outbox::{Item, STRANGERS},
    serve::outlet::Posted,
    wire::{
        batch::{Direction, Header},
        question::Question,
    },
};

#[test]
fn a_question_does_not_wait_behind_all_answers_that_wait_for_its_node() {
    let network = Network::default();
    let (there, slow) = (node(&network), node(&network));
    let (inner, to_slow) = (there.inner(), id(&slow));
    network.block(to_slow);
    for _ in 0..10 {
        assert_eq!(inner.send_if_room(to_slow, vec![0; 1000]), Posted::Taken);
    }
    let (told, answered) = mpsc::channel();
    let answer = Box::new(move |_: &[u8]| told.send(()).unwrap());
    let question = Question::Arrived { from: id(&there) }.to_bytes();
    inner.send(to_slow, Item::Query(question, answer, Handed::default()));
    // The first one is under way already.
    let (seen, outcome) = mpsc::channel();
    let mut answers = 0;
    network.filter(move |to, _| {
        answers += u32::from(to == to_slow);
        if answers == 4 {
            seen.send(answered.recv_timeout(LONG)).unwrap();
        }
        true
    });
    network.unblock(to_slow);
    assert_eq!(outcome.recv_timeout(2 * LONG), Ok(Ok(())));
}

#[test]
fn nodes_that_come_and_go_leave_no_thread() {
    // A thread ends with its node, and not because it has nothing to do.
    let limits = Limits { linger: 60 * LONG, ..Config::new().limits };
    let here = Node::start(limits, false, Network::default().open()).unwrap();
    let inner = here.inner();
    for n in 1..=10_000 {
        // Each is asked for its names, by a thread for it.
        inner.node_up(NodeId(n));
        inner.node_down(NodeId(n));
    }
    until(|| here.look(|_| ()).is_some() && inner.outboxes.nodes().is_empty());
    assert!(inner.directory().peers().is_empty());
}

#[test]
fn a_node_that_goes_while_handles_are_connected_leaves_no_thread() {
    let network = Network::default();
    let limits = Limits { linger: 60 * LONG, ..Config::new().limits };
    let here = Node::start(limits, false, network.open()).unwrap();
    let counter = Counter::default().spawn();
    for _ in 0..10 {
        let there = node(&network);
        let _served = there.serve("c", &counter).unwrap();
        let handles: Vec<_> = (0..3).map(|_| remote(&here, "c")).collect();
        let gone = network.cut(id(&there));
        until(|| here.look(|_| ()).is_some() && here.inner().outboxes.nodes().is_empty());
        drop((handles, gone));
    }
}

#[test]
fn a_thread_that_has_nothing_to_send_ends_and_another_one_follows() {
    let network = Network::default();
    let limits = Limits { linger: Duration::from_millis(1), ..Config::new().limits };
    let [here, there] = [(); 2].map(|()| Node::start(limits, false, network.open()).unwrap());
    let counter = Counter::default().spawn();
    let _served = there.serve("c", &counter).unwrap();
    let remote = remote(&here, "c");
    for n in 1..=20 {
        assert_eq!(remote.ask().add_and_get(1).wait_timeout(LONG), Ok(Some(n)));
        until(|| [&here, &there].iter().all(|node| node.inner().outboxes.nodes().is_empty()));
    }
}

#[test]
fn a_thread_that_the_system_did_not_have_is_started_later() {
    let network = Network::default();
    let limits = Limits { linger: Duration::from_millis(1), ..Config::new().limits };
    let [here, there] = [(); 2].map(|()| Node::start(limits, false, network.open()).unwrap());
    let counter = Counter::default().spawn();
    let _served = there.serve("c", &counter).unwrap();
    let (remote, inner) = (remote(&here, "c"), here.inner());
    until(|| inner.outboxes.nodes().is_empty());
    inner.outboxes.no_threads.store(true, Relaxed);
    let mut total = remote.ask().total();
    assert!(inner.outboxes.nodes().contains(&id(&there)));
    inner.outboxes.no_threads.store(false, Relaxed);
    // Nothing else is sent, which would start it, and no deadline runs.
    assert_eq!(total.wait_timeout(LONG), Ok(Some(0)));
}

#[test]
fn numbers_of_no_node_leave_no_thread_and_only_some_of_them_are_answered() {
    let limits = Limits { linger: 60 * LONG, ..Config::new().limits };
    let here = Node::start(limits, false, Network::default().open()).unwrap();
    let inner = here.inner();
    let say = |n: usize| {
        let (from, connection) = (NodeId(n as u128 + 1), 1);
        for direction in [Direction::Up, Direction::Down] {
            let mut bytes = Vec::new();
            Header { direction, from, connection }.write(&mut bytes);
            inner.received(&bytes);
        }
        inner.queried(&Question::Arrived { from }.to_bytes(), Box::new(drop));
    };
    (0..100).for_each(say);
    until(|| here.look(|_| ()).is_some() && inner.outboxes.nodes().is_empty());
    inner.outboxes.no_threads.store(true, Relaxed);
    (0..2 * STRANGERS).for_each(say);
    assert!(here.look(|_| ()).is_some());
    assert_eq!(inner.outboxes.nodes().len(), STRANGERS);
}
