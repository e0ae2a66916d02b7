//! Messages that are repeated: handled once, with the first answer.

use std::time::Duration;

use actor_runtime::prelude::*;

use super::{
    LONG, Pair,
    counter::{Counter, CounterHandle, CounterRemote},
    id, until,
};
use crate::{
    RemoteError, RemoteHandle,
    wire::{
        batch::{Direction, Header},
        down::Down,
    },
};

/// Drops the answers (not the acceptances) of all connections.
fn is_answer(bytes: &[u8]) -> bool {
    let Ok((header, mut frames)) = Header::read(bytes) else { return false };
    header.direction == Direction::Down
        && !matches!(Down::read(&mut frames), Ok(Down::Opened { .. } | Down::Accepted { .. }))
}

#[test]
fn a_message_whose_answer_is_lost_is_handled_once_and_answered_at_its_repetition() {
    let Pair { network, here, there, counter, served: _served } = Pair::open();
    let remote: CounterRemote = here.connect::<CounterRemote>("c").with_timeout(LONG).retry(1);
    assert_eq!(remote.add_and_get(1), Ok(1));
    network.filter(|_, bytes| !is_answer(bytes));
    let lost = remote.ask().add_and_get(2);
    until(|| counter.log().unwrap() == [1, 2]);
    network.no_filter();
    // The link breaks and comes back, with both nodes alive.
    let back = network.cut(id(&there));
    network.join(id(&there), back);
    assert_eq!(lost.wait(), Ok(3));
    assert_eq!(counter.log().unwrap(), [1, 2]);
}

#[test]
fn an_ask_that_is_being_handled_answers_its_repetition() {
    let (gate, gated) = Counter::gated();
    let counter = CounterHandle::builder().count().spawn(gated).unwrap();
    let Pair { network, here, there, served: _served, .. } = Pair::serving(&counter);
    let remote: CounterRemote = here.connect::<CounterRemote>("c").with_timeout(LONG).retry(1);
    remote.pause().unwrap();
    gate.wait_for_counter();
    let asked = remote.ask().add_and_get(5);
    until(|| counter.stats().accepted == Some(2));
    let back = network.cut(id(&there));
    network.join(id(&there), back);
    // Until the name is known again, there is no actor. Then a connection is open.
    until(|| remote.add(6).is_ok());
    gate.open();
    assert_eq!(asked.wait(), Ok(5));
    assert_eq!(counter.log().unwrap(), [5, 6]);
}

#[test]
fn without_retries_it_is_unknown() {
    let Pair { network, here, there, counter: _counter, served: _served } = Pair::open();
    // Without a deadline, which would decide the call, too.
    let remote: CounterRemote = here.connect::<CounterRemote>("c").with_timeout(Duration::MAX);
    assert_eq!(remote.total(), Ok(0));
    let mut asked = remote.ask().later();
    assert_eq!(remote.total(), Ok(0));
    let back = network.cut(id(&there));
    network.join(id(&there), back);
    assert_eq!(asked.wait_timeout(LONG), Err(RemoteError::Unknown));
}

#[test]
fn a_message_is_not_repeated_to_another_incarnation_of_the_name() {
    let Pair { network, here, there, counter, served } = Pair::open();
    let remote: CounterRemote = here.connect::<CounterRemote>("c").with_timeout(LONG).retry(5);
    assert_eq!(remote.total(), Ok(0));
    network.filter(|_, bytes| !is_answer(bytes));
    let lost = remote.ask().add_and_get(2);
    until(|| counter.log().unwrap() == [2]);
    network.no_filter();
    let back = network.cut(id(&there));
    drop(served);
    let _served = there.serve("c", &counter).unwrap();
    network.join(id(&there), back);
    assert_eq!(lost.wait(), Err(RemoteError::Unknown));
    assert_eq!(remote.total(), Ok(2));
}

#[test]
fn a_message_that_stood_in_line_when_the_link_broke_is_unknown_and_handled_at_most_once() {
    let (gate, gated) = Counter::gated();
    let counter = CounterHandle::builder().mailbox(1).spawn(gated).unwrap();
    let Pair { network, here, there, served: _served, .. } = Pair::serving(&counter);
    let remote: CounterRemote = here.connect::<CounterRemote>("c").with_timeout(LONG).retry(1);
    remote.pause().unwrap();
    gate.wait_for_counter();
    assert_eq!(remote.add(1), Ok(()));
    let in_line = remote.ask().add(2);
    let behind = remote.ask().add(3);
    until(|| there.is_in_line());
    let back = network.cut(id(&there));
    network.join(id(&there), back);
    assert_eq!(in_line.wait(), Err(RemoteError::Unknown));
    gate.open();
    assert_eq!(behind.wait(), Ok(()), "it was never handed over");
    let log = counter.log().unwrap();
    assert!(log == [1, 3] || log == [1, 2, 3], "{log:?}");
}
