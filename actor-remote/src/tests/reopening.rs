//! Remote handles that open another connection: when they do, and what becomes of the one before.

use std::{
    sync::mpsc,
    time::{Duration, Instant},
};

use actor_runtime::prelude::*;

use super::{
    LONG, Pair,
    counter::{Counter, CounterHandle, CounterRemote},
    id, node, until,
};
use crate::{
    Protocol, RemoteError, RemoteHandle,
    calls::patience::Handed,
    engine::memory::Network,
    node::{finding::PATIENCE, outbox::Item},
    wire::{
        batch::{Direction, Header},
        question::{Open, Question, Reply},
    },
};

#[test]
fn an_ask_of_a_name_that_is_served_again_is_still_answered() {
    for retries in [0, 1] {
        let Pair { here, there, counter, served, .. } = Pair::open();
        // Without a deadline, which would decide the call, too.
        let remote: CounterRemote = here.connect::<CounterRemote>("c");
        let remote = remote.with_timeout(Duration::MAX).retry(retries);
        let mut asked = remote.ask().later();
        assert_eq!(remote.total(), Ok(0), "the ask before it is accepted");
        drop(served);
        let _served = there.serve("c", &counter).unwrap();
        until(|| remote.total().is_ok());
        counter.release().unwrap();
        assert_eq!(asked.wait_timeout(LONG), Ok(Some(0)));
    }
}

#[test]
fn a_repetition_that_finds_no_name_does_not_hold_up_later_calls() {
    for deadline in [Duration::from_millis(100), Duration::MAX] {
        let Pair { network, here, there, counter: _counter, served: _served } = Pair::open();
        let remote: CounterRemote = here.connect::<CounterRemote>("c").with_timeout(Duration::MAX);
        let mut repeated = remote.with_timeout(deadline).retry(1).ask().later();
        assert_eq!(remote.total(), Ok(0), "the ask before it is accepted");
        let _back = network.cut(id(&there));
        if deadline < Duration::MAX {
            assert_eq!(repeated.wait_timeout(LONG), Err(RemoteError::Unknown));
        }
        // The link's end has to be known.
        until(|| remote.ask().total().wait_timeout(LONG) == Err(RemoteError::NoActor));
        // Again, while the repetition waits, or after it.
        for _ in 0..3 {
            assert_eq!(remote.ask().total().wait_timeout(LONG), Err(RemoteError::NoActor));
        }
    }
}

#[test]
fn a_connection_that_is_left_is_forgotten_by_the_other_side() {
    let network = Network::default();
    let (here, there) = (node(&network), node(&network));
    let counter = Counter::default().spawn();
    let served = there.serve("c", &counter).unwrap();
    let _other = there.serve("other", &counter).unwrap();
    assert!(here.wait_for::<CounterHandle>("other", LONG));
    // Its name is given up.
    let remote: CounterRemote = here.connect("c");
    assert_eq!(remote.total(), Ok(0));
    assert_eq!(there.connections(), 1);
    drop(served);
    until(|| there.connections() == 0);
    // It is dropped before it knows that it is open.
    network.filter(|_, bytes| Header::read(bytes).is_ok_and(|(h, _)| h.direction == Direction::Up));
    let unheard: CounterRemote = here.connect("other");
    let asked = unheard.with_timeout(Duration::from_millis(300)).ask().total();
    until(|| there.connections() == 1);
    assert!(asked.wait().is_err());
    network.no_filter();
    drop(unheard);
    until(|| there.connections() == 0);
    // It has been given up when it opens.
    let open = Open {
        from: id(&here),
        connection: 12345,
        link: 12345,
        fresh: 1,
        limit: 1 << 20,
        name: "other".into(),
        protocol: CounterHandle::PROTOCOL.into(),
    };
    let (told, opened) = mpsc::channel();
    let answer = Box::new(move |bytes: &[u8]| told.send(Reply::read(bytes)).unwrap());
    here.inner()
        .send(id(&there), Item::Query(Question::Open(open).to_bytes(), answer, Handed::default()));
    assert_eq!(opened.recv_timeout(LONG), Ok(Ok(Reply::Yes)));
    until(|| there.connections() == 0);
    assert_eq!(remote.total(), Err(RemoteError::NoActor));
}

#[test]
fn an_opening_that_is_repeated_has_twice_as_long() {
    let Pair { network, here, there, counter: _counter, served: _served } = Pair::open();
    network.freeze(id(&there));
    let remote: CounterRemote = here.connect::<CounterRemote>("c").with_timeout(Duration::MAX);
    let _asked = remote.ask().total();
    let outgoing = here.inner().outgoings().remove(0);
    let mut before = Instant::now();
    for patience in [PATIENCE, 2 * PATIENCE, 4 * PATIENCE] {
        // It is opening, and the question has left.
        until(|| {
            let state = outgoing.lock();
            state.peer().is_some() && state.asked.is_longer_ago(Duration::ZERO, Instant::now())
        });
        let after = Instant::now();
        let just_before = before + patience - Duration::from_millis(1);
        assert!(outgoing.give_up_opening(just_before, PATIENCE));
        before = Instant::now();
        assert!(!outgoing.give_up_opening(after + patience, PATIENCE));
    }
}
