//! Connections that break, bytes that are lost, deadlines that pass: what is certain, and what is not.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
        mpsc,
    },
    task::{Context, Wake},
    thread,
    time::{Duration, Instant},
};

use actor_runtime::prelude::*;

use super::{
    LONG, Pair,
    counter::{Counter, CounterHandle, CounterRemote},
    hold, id, node, until,
};
use crate::{
    Config, Node, NotSent, Protocol, RemoteError, RemoteHandle,
    config::Limits,
    engine::{Events, NodeId, memory::Network},
    node::{inner::Inner, outbox::Item},
    wire::{
        batch::{Direction, Header},
        down::Down,
    },
};

/// Whether the bytes are frames in this direction.
fn goes(direction: Direction, bytes: &[u8]) -> bool {
    Header::read(bytes).is_ok_and(|(header, _)| header.direction == direction)
}

#[test]
fn a_message_that_is_lost_on_its_way_is_unknown_and_so_is_a_lost_answer() {
    for lost in [Direction::Up, Direction::Down] {
        let Pair { network, here, there: _there, counter, served: _served } = Pair::open();
        let remote: CounterRemote = here.connect("c");
        assert_eq!(remote.total(), Ok(0));
        network.filter(move |_, bytes| !goes(lost, bytes));
        let impatient = remote.with_timeout(Duration::from_millis(100));
        assert_eq!(impatient.add(1), Err(RemoteError::Unknown));
        assert_eq!(impatient.add_and_get(2), Err(RemoteError::Unknown));
        network.no_filter();
        let handled = match lost {
            Direction::Up => vec![],
            Direction::Down => vec![1, 2],
        };
        until(|| counter.log().unwrap() == handled);
        // The next message shows what is missing: the connection is reset, and a new one is opened.
        until(|| remote.total().is_ok());
    }
}

#[test]
fn messages_behind_a_lost_one_are_never_handled_before_it() {
    let Pair { network, here, there: _there, counter, served: _served } = Pair::open();
    let remote: CounterRemote = here.connect("c");
    assert_eq!(remote.total(), Ok(0));
    let lose = Arc::new(AtomicBool::new(true));
    let once = Arc::clone(&lose);
    network.filter(move |_, bytes| !(goes(Direction::Up, bytes) && once.swap(false, Relaxed)));
    let impatient = remote.with_timeout(Duration::from_millis(300));
    let outcomes: Vec<_> = (0..100).map(|n| impatient.ask().add(n)).collect();
    let outcomes: Vec<_> = outcomes.into_iter().map(|tell| tell.wait()).collect();
    assert!(!lose.load(Relaxed));
    let log = counter.log().unwrap();
    for (n, outcome) in (0_u64..).zip(&outcomes) {
        match outcome {
            Ok(()) => assert!(log.contains(&n)),
            Err(RemoteError::Unknown) => {}
            other => panic!("{n}: {other:?}"),
        }
    }
    assert_eq!(outcomes[0], Err(RemoteError::Unknown));
    assert!(log.is_sorted(), "{log:?}");
}

#[test]
fn a_killed_node_leaves_what_it_had_unknown_at_once_and_the_rest_unsent() {
    let (gate, gated) = Counter::gated();
    let counter = CounterHandle::builder().mailbox(1).spawn(gated).unwrap();
    let Pair { network, here, there, served: _served, .. } = Pair::serving(&counter);
    let remote: CounterRemote = here.connect::<CounterRemote>("c").with_timeout(LONG);
    remote.pause().unwrap();
    gate.wait_for_counter();
    let tells: Vec<_> = (0..600).map(|n| remote.ask().add(n)).collect();
    let _back = network.cut(id(&there));
    gate.open();
    let outcomes: Vec<_> = tells.into_iter().map(|tell| tell.wait()).collect();
    let unknown = outcomes.iter().filter(|o| **o == Err(RemoteError::Unknown)).count();
    let unsent = outcomes.iter().filter(|o| **o == Err(RemoteError::NoActor)).count();
    let accepted = outcomes.iter().filter(|o| o.is_ok()).count();
    assert_eq!(accepted + unknown + unsent, 600, "{outcomes:?}");
    assert!(unknown <= 256, "{unknown}");
    let log = counter.log().unwrap();
    for (n, outcome) in (0_u64..).zip(&outcomes) {
        match outcome {
            Ok(()) => assert!(log.contains(&n)),
            Err(RemoteError::NoActor) => assert!(!log.contains(&n)),
            _ => {}
        }
    }
}

/// Whether a remote handle would send to that node.
fn is_connected(inner: &Inner, to: NodeId) -> bool {
    inner.outgoings().iter().any(|outgoing| outgoing.lock().peer() == Some(to))
}

/// Many handles, so that there is time for a look between one and the next.
#[test]
fn no_handle_is_connected_to_a_killed_node_whose_names_are_gone() {
    let Pair { network, here, there, counter: _counter, served: _served } = Pair::open();
    let remotes: Vec<_> = (0..200).map(|_| super::remote(&here, "c")).collect();
    let killed = id(&there);
    assert!(is_connected(&here.inner(), killed));
    for _ in 0..20 {
        let was_connected = thread::scope(|scope| {
            let observer = scope.spawn(|| {
                let begun = Instant::now();
                while !here.actors::<CounterHandle>().is_empty() {
                    assert!(begun.elapsed() < LONG, "the names stay");
                    thread::yield_now();
                }
                is_connected(&here.inner(), killed)
            });
            let back = network.cut(killed);
            let observed = observer.join();
            network.join(killed, back);
            observed.unwrap()
        });
        assert!(!was_connected, "a call would go to the killed node");
        for remote in &remotes {
            until(|| remote.with_timeout(LONG).count().is_ok());
        }
    }
}

#[test]
fn who_is_told_that_a_node_is_lost_finds_none_of_its_names_and_no_connection_to_it() {
    struct Observer(Arc<Inner>, NodeId, mpsc::Sender<(bool, usize)>);
    impl Wake for Observer {
        fn wake(self: Arc<Self>) {
            let Observer(inner, killed, observations) = &*self;
            let names = inner.directory().names(CounterHandle::PROTOCOL).len();
            observations.send((is_connected(inner, *killed), names)).unwrap();
        }
    }
    let Pair { network, here, there, counter, served: _served } = Pair::open();
    let remotes = [(); 3].map(|()| super::remote(&here, "c"));
    let (observations, observed) = mpsc::channel();
    let mut asked: Vec<_> = remotes.iter().map(|remote| Box::pin(remote.ask().later())).collect();
    let waker = Arc::new(Observer(here.inner(), id(&there), observations)).into();
    for asked in &mut asked {
        assert!(asked.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    }
    until(|| counter.stats().handled == 2 * remotes.len() as u64);
    let _back = network.cut(id(&there));
    for _ in &asked {
        assert_eq!(observed.recv_timeout(LONG), Ok((false, 0)));
    }
}

#[test]
fn a_name_on_a_node_that_says_nothing_is_not_sent_to_and_not_absent() {
    let network = Network::default();
    let here = node(&network);
    let there = node(&network);
    let silent = node(&network);
    network.freeze(id(&silent));
    let late = node(&network);
    let remote: CounterRemote = late.connect("nobody");
    let remote = remote.with_timeout(Duration::from_millis(100));
    assert_eq!(remote.total(), Err(RemoteError::NotSent(NotSent::Deadline)));
    drop((here, there));
}

#[test]
fn a_node_that_is_frozen_leaves_calls_that_end_by_their_deadline() {
    let Pair { network, here, there, counter: _counter, served: _served } = Pair::open();
    let remote: CounterRemote = here.connect("c");
    let other: CounterRemote = here.connect("c");
    assert_eq!(remote.total(), Ok(0));
    network.freeze(id(&there));
    let impatient = remote.with_timeout(Duration::from_millis(100));
    assert_eq!(impatient.total(), Err(RemoteError::Unknown));
    let impatient = other.with_timeout(Duration::from_millis(100));
    assert_eq!(impatient.total(), Err(RemoteError::NotSent(NotSent::Deadline)), "never opened");
}

#[test]
fn a_node_that_is_closed_decides_all_calls() {
    let Pair { here, there: _there, counter: _counter, served: _served, .. } = Pair::open();
    // Without a deadline, which would decide the call, too.
    let remote: CounterRemote = here.connect::<CounterRemote>("c").with_timeout(Duration::MAX);
    assert_eq!(remote.total(), Ok(0));
    let mut sent = remote.ask().later();
    assert_eq!(remote.total(), Ok(0));
    here.close();
    assert_eq!(sent.wait_timeout(LONG), Err(RemoteError::Unknown));
    assert_eq!(remote.total(), Err(RemoteError::NotSent(NotSent::Closed)));
    let new: CounterRemote = here.connect("c");
    assert_eq!(new.total(), Err(RemoteError::NotSent(NotSent::Closed)));
}

#[test]
fn bytes_that_are_none_of_a_node_reset_the_connection_and_no_more() {
    for direction in [Direction::Up, Direction::Down] {
        let Pair { network, here, there, counter, served: _served } = Pair::open();
        let third = node(&network);
        assert!(third.wait_for::<CounterHandle>("c", LONG));
        let [remote, other]: [CounterRemote; 2] = [&here, &third]
            .map(|node| node.connect::<CounterRemote>("c").with_timeout(Duration::MAX));
        let (mut asked, mut of_other) = (remote.ask().later(), other.ask().later());
        assert_eq!((remote.total(), other.total()), (Ok(0), Ok(0)), "the asks are accepted");
        let connections: Vec<_> =
            here.inner().connections.lock().unwrap().keys().copied().collect();
        let [connection] = connections[..] else { panic!("{connections:?}") };
        let (from, to) = if direction == Direction::Up { (&here, &there) } else { (&there, &here) };
        from.inner().send(id(to), Item::Bytes(vec![1, 2, 3]));
        let mut bytes = Vec::new();
        Header { direction, from: id(from), connection }.write(&mut bytes);
        bytes.extend([77; 40]);
        from.inner().send(id(to), Item::Bytes(bytes));
        assert_eq!(asked.wait_timeout(LONG), Err(RemoteError::Unknown), "{direction:?}");
        assert_eq!(remote.ask().add_and_get(1).wait_timeout(LONG), Ok(Some(1)));
        // The other node's connection stands.
        counter.release().unwrap();
        assert!(matches!(of_other.wait_timeout(LONG), Ok(Some(_))));
    }
}

#[test]
fn a_server_that_has_lost_the_client_says_so_at_its_next_message() {
    let Pair { here, there, counter, served: _served, .. } = Pair::open();
    let remote: CounterRemote = here.connect::<CounterRemote>("c").with_timeout(LONG);
    assert_eq!(remote.total(), Ok(0));
    // Only one side notices that the link was down.
    there.inner().node_down(id(&here));
    there.inner().node_up(id(&here));
    assert_eq!(remote.add(1), Err(RemoteError::Unknown));
    assert_eq!(remote.add_and_get(2), Ok(2));
    assert_eq!(counter.log().unwrap(), [2]);
}

#[test]
fn a_message_that_finds_no_room_is_unknown_without_another_one_that_shows_it() {
    let network = Network::default();
    let here = node(&network);
    let limits = Limits { received: 0, ..Config::new().limits };
    let there = Node::start(limits, false, network.open()).unwrap();
    let counter = Counter::default().spawn();
    let _served = there.serve("c", &counter).unwrap();
    assert!(here.wait_for::<CounterHandle>("c", LONG));
    let remote: CounterRemote = here.connect::<CounterRemote>("c").with_timeout(Duration::MAX);
    assert_eq!(remote.total(), Ok(0));
    // One batch waits for the worker, and so the next one finds no room.
    let held = hold(&there);
    let mut first = remote.ask().add(1);
    until(|| there.inner().received.load(Relaxed) > 0);
    let mut second = remote.ask().add(2);
    until(|| !there.inner().dropped.lock().unwrap().is_empty());
    drop(held);
    assert_eq!(first.wait_timeout(LONG), Ok(Some(())));
    assert_eq!(second.wait_timeout(LONG), Err(RemoteError::Unknown));
    assert_eq!(counter.log().unwrap(), [1]);
}

#[test]
fn the_addresses_of_a_node_are_known_without_its_engine() {
    let network = Network::default();
    let here = node(&network);
    let addresses = here.addresses();
    assert_eq!(addresses, [id(&here).to_string()]);
    here.close();
    assert_eq!(here.addresses(), addresses);
}

#[test]
fn frames_of_another_node_than_the_connection_s_are_not_heard() {
    let network = Network::default();
    let (here, there, third) = (node(&network), node(&network), node(&network));
    let counter = Counter::default().spawn();
    let _served = there.serve("c", &counter).unwrap();
    assert!(here.wait_for::<CounterHandle>("c", LONG));
    let remote: CounterRemote = here.connect::<CounterRemote>("c").with_timeout(Duration::MAX);
    let mut asked = remote.ask().later();
    assert_eq!(remote.total(), Ok(0));
    for connection in 0..20 {
        let mut bytes = Vec::new();
        Header { direction: Direction::Down, from: id(&third), connection }.write(&mut bytes);
        Down::Reset.write(&mut bytes);
        here.inner().received(&bytes);
    }
    counter.release().unwrap();
    assert_eq!(asked.wait_timeout(LONG), Ok(Some(0)));
}

#[test]
fn nothing_is_left_of_handles_that_are_dropped() {
    let Pair { here, there, counter, served: _served, .. } = Pair::open();
    for _ in 0..100 {
        let remote: CounterRemote = here.connect::<CounterRemote>("c").retry(1);
        assert_eq!(remote.total(), Ok(0));
        drop(remote.ask().add_and_get(0));
        let _never_used: CounterRemote = here.connect("c");
    }
    until(|| {
        here.inner().outgoings().is_empty() && here.inner().connections.lock().unwrap().is_empty()
    });
    until(|| {
        there
            .look(|serving| {
                let remembered: usize =
                    serving.actors.values().map(|actor| actor.memory.len()).sum();
                (serving.connections.len(), serving.links.len(), serving.tickets.len(), remembered)
                    == (0, 0, 0, 0)
            })
            .unwrap_or(false)
    });
    assert_eq!(counter.log().unwrap().len(), 100, "a dropped reply takes no message along");
}

#[test]
fn a_waker_that_panics_keeps_no_other_caller_from_knowing() {
    struct Panics;
    impl Wake for Panics {
        fn wake(self: Arc<Self>) {
            panic!("in a waker");
        }
    }
    let Pair { network, here, there, counter: _counter, served: _served } = Pair::open();
    let remote: CounterRemote = here.connect::<CounterRemote>("c").with_timeout(LONG);
    let mut first = std::pin::pin!(remote.ask().later());
    let waker = Arc::new(Panics).into();
    assert!(first.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    let second = remote.ask().later();
    assert_eq!(remote.total(), Ok(0));
    let back = network.cut(id(&there));
    assert_eq!(second.wait(), Err(RemoteError::Unknown));
    network.join(id(&there), back);
    until(|| remote.total().is_ok());
}
