//! Nodes that do not take their bytes: they hold up nobody else, and what waits for them is bounded.

use std::{
    sync::{Arc, atomic::Ordering::Relaxed},
    time::{Duration, Instant},
};

use actor_runtime::prelude::*;

use super::{
    LONG,
    counter::{Counter, CounterHandle, CounterRemote},
    hold, id, narrow, node, remote, until,
};
use crate::{
    ExitKind, NotSent, RemoteError, RemoteExit, RemoteHandle, calls::outgoing::Outgoing,
    engine::memory::Network, node::finding::PATIENCE,
};

#[test]
fn a_client_that_takes_no_bytes_holds_up_no_other_one_and_gets_its_answers_later() {
    let network = Network::default();
    let (there, slow, other) = (node(&network), node(&network), node(&network));
    let counter = Counter::default().spawn();
    let _served = there.serve("c", &counter).unwrap();
    let (to_slow, to_other) = (remote(&slow, "c"), remote(&other, "c"));
    network.block(id(&slow));
    let asked: Vec<_> = (0..50).map(|_| to_slow.ask().zeros(50_000)).collect();
    until(|| there.inner().outboxes.bytes(id(&slow)) > 0);
    for _ in 0..100 {
        assert_eq!(to_other.ask().count().wait_timeout(LONG), Ok(Some(0)));
    }
    // Names, too: another node learns them, and a new one opens.
    let second = there.serve("second", &counter).unwrap();
    assert!(other.wait_for::<CounterHandle>("second", LONG));
    drop((remote(&node(&network), "second"), second));
    network.unblock(id(&slow));
    for mut answer in asked {
        let answer = answer.wait_timeout(LONG).map(|answer| answer.map(|zeros| zeros.len()));
        assert_eq!(answer, Ok(Some(50_000)));
    }
}

#[test]
fn messages_of_a_client_whose_answers_find_half_a_room_wait_and_none_is_lost() {
    let network = Network::default();
    let (there, slow) = (narrow(&network, 200_000), node(&network));
    let counter = Counter::default().spawn();
    let _served = there.serve("c", &counter).unwrap();
    let remote = remote(&slow, "c");
    network.block(id(&slow));
    let mut asked = Vec::new();
    let is_held_up = || there.look(|serving| !serving.held_up.is_empty()).unwrap_or(false);
    while !is_held_up() {
        // One after the other: those that are in the mailbox are answered, whatever waits.
        asked.push(remote.ask().zeros(20_000));
        let waits = asked.len() * 20_000;
        until(|| there.inner().outboxes.bytes(id(&slow)) > waits);
    }
    assert!(there.inner().outboxes.bytes(id(&slow)) < 200_000);
    let adds: Vec<_> = (0..100).map(|n| remote.ask().add(n)).collect();
    until(|| there.look(|serving| serving.waiting() == 100).unwrap());
    assert_eq!(counter.log(), Ok(vec![]));
    network.unblock(id(&slow));
    for mut answer in asked {
        let answer = answer.wait_timeout(LONG).map(|answer| answer.map(|zeros| zeros.len()));
        assert_eq!(answer, Ok(Some(20_000)));
    }
    for mut tell in adds {
        assert_eq!(tell.wait_timeout(LONG), Ok(Some(())));
    }
    assert_eq!(counter.log(), Ok((0..100).collect()));
}

#[test]
fn an_opening_is_not_given_up_while_its_question_waits_to_be_sent() {
    let network = Network::default();
    let (here, slow) = (node(&network), node(&network));
    let counter = Counter::default().spawn();
    let _served = slow.serve("c", &counter).unwrap();
    assert!(here.wait_for::<CounterHandle>("c", LONG));
    network.block(id(&slow));
    let remote: CounterRemote = here.connect::<CounterRemote>("c").with_timeout(Duration::MAX);
    let mut count = remote.ask().count();
    until(|| network.waiting() == 1);
    let later = Instant::now() + LONG;
    let is_under_way = |outgoing: Arc<Outgoing>| outgoing.give_up_opening(later, PATIENCE);
    assert!(here.inner().outgoings().into_iter().all(is_under_way));
    network.unblock(id(&slow));
    assert_eq!(count.wait_timeout(LONG), Ok(Some(0)));
}

#[test]
fn answers_that_find_no_room_reset_their_connection_and_a_repetition_gets_them() {
    for retries in [0, 1000] {
        let network = Network::default();
        let (there, slow) = (narrow(&network, 200_000), node(&network));
        let (gate, gated) = Counter::gated();
        let counter = gated.spawn();
        let _served = there.serve("c", &counter).unwrap();
        let remote = remote(&slow, "c");
        // All are in the mailbox before the first is answered.
        remote.pause().unwrap();
        gate.wait_for_counter();
        let repeating = remote.retry(retries);
        let asked: Vec<_> = (0..30)
            .map(|n| (repeating.ask().zeros(50_000), repeating.ask().add_and_get(n)))
            .collect();
        remote.nothing().unwrap();
        network.block(id(&slow));
        gate.open();
        // The connection is gone, and the actor has handled all.
        until(|| there.connections() == 0);
        until(|| counter.log().unwrap().len() == 30);
        assert!(there.inner().outboxes.bytes(id(&slow)) < 210_000);
        network.unblock(id(&slow));
        let mut unknown = 0;
        for (mut zeros, mut sum) in asked {
            for outcome in [zeros.wait_timeout(LONG).map(drop), sum.wait_timeout(LONG).map(drop)] {
                match outcome {
                    Ok(()) => {}
                    Err(RemoteError::Unknown) => unknown += 1,
                    other => panic!("{other:?}"),
                }
            }
        }
        assert_eq!(unknown == 0, retries > 0, "{unknown}");
        assert_eq!(counter.log(), Ok((0..30).collect()), "each is handled once");
        assert_eq!(remote.count(), Ok(30), "a new connection is open");
    }
}

#[test]
fn calls_to_a_node_that_takes_no_bytes_hold_up_no_other_ones_and_are_bounded_over_all_handles() {
    let network = Network::default();
    let (here, slow, other) = (narrow(&network, 3_000_000), node(&network), node(&network));
    let (a, b) = (Counter::default().spawn(), Counter::default().spawn());
    let _served = (slow.serve("slow", &a).unwrap(), other.serve("other", &b).unwrap());
    let to_other = remote(&here, "other");
    let to_slow: Vec<_> = (0..4).map(|_| remote(&here, "slow")).collect();
    network.block(id(&slow));
    let sent: Vec<_> = (0..80).map(|n| to_slow[n % 4].ask().swallow(vec![7; 90_000])).collect();
    for _ in 0..100 {
        assert_eq!(to_other.ask().count().wait_timeout(LONG), Ok(Some(0)));
    }
    network.unblock(id(&slow));
    let mut full = 0;
    for mut reply in sent {
        match reply.wait_timeout(LONG) {
            Ok(Some(_)) => {}
            Err(RemoteError::NotSent(NotSent::QueueFull)) => full += 1,
            other => panic!("{other:?}"),
        }
    }
    // The bound is that of the node: each handle alone may have all of these waiting.
    assert!(full > 0);
    assert_eq!(to_slow[0].ask().swallow(vec![7; 90_000]).wait_timeout(LONG), Ok(Some(90_000)));
}

#[test]
fn a_node_closes_although_another_one_takes_no_bytes() {
    let network = Network::default();
    let (here, slow) = (node(&network), node(&network));
    let counter = Counter::default().spawn();
    let _served = slow.serve("c", &counter).unwrap();
    let remote = remote(&here, "c");
    network.block(id(&slow));
    let mut sent = remote.ask().add(1);
    until(|| network.waiting() == 1);
    let mut queued = remote.ask().later();
    here.close();
    assert_eq!(sent.wait_timeout(LONG), Err(RemoteError::Unknown));
    assert!(matches!(queued.wait_timeout(LONG), Err(RemoteError::NotSent(NotSent::Closed))));
}

#[test]
fn the_end_of_an_actor_is_told_before_its_node_closes() {
    for is_given_up in [false, true] {
        let network = Network::default();
        let (here, there) = (node(&network), node(&network));
        let counter = Counter::default().spawn();
        let served = there.serve("c", &counter).unwrap();
        let remote = remote(&here, "c");
        let exits = remote.exits();
        // The actor's end and the close come to the worker together.
        let held = hold(&there);
        counter.shutdown().unwrap().ok().unwrap();
        // The actor's own watcher may be late, or be gone with the name.
        let _served = (!is_given_up).then_some(served);
        std::thread::scope(|scope| {
            scope.spawn(|| there.close());
            until(|| there.inner().is_closed.load(Relaxed));
            drop(held);
        });
        let exit = exits.recv_timeout(LONG).unwrap();
        let RemoteExit::Ended { kind, .. } = exit else { panic!("{exit:?}") };
        assert_eq!(kind, ExitKind::Stopped);
    }
}
