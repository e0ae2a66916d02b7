//! Messages that arrive: answered, accepted, refused, in their order.

use std::time::Duration;

use actor_runtime::prelude::*;

use super::{
    LONG, Pair,
    counter::{Counter, CounterHandle, CounterRemote},
    node, until,
};
use crate::{
    Config, ExitKind, Node, NodeError, NotSent, Refusal, RemoteError, RemoteHandle,
    engine::memory::Network,
};

#[test]
fn a_tell_and_an_ask_reach_the_actor() {
    let Pair { here, there: _there, counter, served: _served, .. } = Pair::open();
    let remote: CounterRemote = here.connect("c");
    remote.add(2).unwrap();
    assert_eq!(remote.add_and_get(3), Ok(5));
    assert_eq!(remote.ask().total().wait(), Ok(5));
    let mut later = remote.ask().total();
    assert_eq!(later.wait_timeout(LONG), Ok(Some(5)));
    assert_eq!(later.try_wait(), Err(RemoteError::Refused(Refusal::NoReply)));
    assert_eq!(counter.total(), Ok(5));
}

#[test]
fn an_actor_of_the_same_node_is_reached_like_any_other() {
    let here = node(&Network::default());
    let counter = Counter::default().spawn();
    let _served = here.serve("c", &counter).unwrap();
    let remote: CounterRemote = here.connect("c");
    assert_eq!(remote.add_and_get(7), Ok(7));
}

#[test]
fn pipelined_messages_are_handled_in_their_order() {
    let counter = CounterHandle::builder().mailbox(8).spawn(Counter::default()).unwrap();
    let Pair { here, there: _there, served: _served, .. } = Pair::serving(&counter);
    let remote: CounterRemote = here.connect("c");
    // More than a window, through a mailbox of eight places.
    let tells: Vec<_> = (0..900).map(|n| remote.ask().add(n)).collect();
    for tell in tells {
        assert_eq!(tell.wait(), Ok(()));
    }
    assert_eq!(remote.log().unwrap(), (0..900).collect::<Vec<u64>>());
}

#[test]
fn a_reply_is_a_future() {
    let Pair { here, there: _there, counter: _counter, served: _served, .. } = Pair::open();
    let remote: CounterRemote = here.connect("c");
    let total = super::block_on(async {
        remote.ask().add(4).await?;
        remote.ask().total().await
    });
    assert_eq!(total, Ok(4));
    // The deadline of a reply that no thread waits for is kept by the node.
    let later = remote.with_timeout(std::time::Duration::from_millis(50)).ask().later();
    assert_eq!(super::block_on(later), Err(RemoteError::Unknown));
}

#[test]
fn a_name_that_nobody_serves_is_no_actor() {
    let network = Network::default();
    let (here, _there) = (node(&network), node(&network));
    let remote: CounterRemote = here.connect("nobody");
    assert_eq!(remote.total(), Err(RemoteError::NoActor));
    assert_eq!(remote.add(1), Err(RemoteError::NoActor));
}

#[test]
fn a_name_with_another_protocol_is_not_sent_to() {
    let Pair { here, there: _there, counter: _counter, served: _served, .. } = Pair::open();
    let of = |protocol: &str| {
        use crate::calls::{driver::Driver, outgoing::Order};
        let outgoing = here.inner().outgoing("c", protocol);
        let (method, arguments) = ("add", Ok(Vec::new()));
        outgoing.call(Order { method, arguments, is_ask: false, deadline: None, retries: 0 })
    };
    let outcome = of("test.counter/2").wait().unwrap();
    let why = NotSent::Protocol("test.counter/1".into());
    assert_eq!(outcome, Err(RemoteError::NotSent(why)));
}

#[test]
fn what_the_actor_does_not_take_is_refused_with_the_reason() {
    let Pair { here, there: _there, counter: _counter, served: _served, .. } = Pair::open();
    let remote: CounterRemote = here.connect("c");
    let refused = |error| match error {
        Err(RemoteError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(remote.newer()), Refusal::UnknownMessage);
    assert!(matches!(refused(remote.add_text("two")), Refusal::BadArgument(_)));
    assert_eq!(remote.total(), Ok(0), "the connection goes on");
    let Refusal::BadAnswer(text) = refused(remote.zeros(100_001).map(drop)) else { panic!() };
    assert!(text.contains("100000"), "{text}");
    assert_eq!(remote.zeros(1000).map(|zeros| zeros.len()), Ok(1000));
    let Err(RemoteError::NotSent(NotSent::TooLarge { .. })) = remote.swallow(vec![0; 100_001])
    else {
        panic!()
    };
    assert_eq!(refused(remote.boom().map(drop)), Refusal::Panicked);
    let ended = remote.total();
    match ended {
        Err(RemoteError::NoActor) => {}
        Err(RemoteError::Refused(Refusal::Ended { kind: ExitKind::Panicked, actor, text })) => {
            assert_eq!(actor, "Counter");
            assert!(text.contains("boom"), "{text}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_mailbox_that_refuses_when_it_is_full_says_so_and_a_window_does_not_hide_it() {
    let (gate, gated) = Counter::gated();
    let counter = CounterHandle::builder()
        .mailbox(2)
        .overflow(actor_runtime::Overflow::Reject)
        .spawn(gated)
        .unwrap();
    let Pair { here, there: _there, served: _served, .. } = Pair::serving(&counter);
    let remote: CounterRemote = here.connect("c");
    remote.pause().unwrap();
    gate.wait_for_counter();
    let outcomes: Vec<_> = (1..=5).map(|n| remote.ask().add(n)).collect();
    let outcomes: Vec<_> = outcomes.into_iter().map(|tell| tell.wait()).collect();
    let full = Err(RemoteError::Refused(Refusal::Full));
    assert_eq!(outcomes, [Ok(()), Ok(()), full.clone(), full.clone(), full]);
    gate.open();
    until(|| counter.log() == Ok(vec![1, 2]));
}

#[test]
fn one_full_actor_does_not_hold_up_the_others() {
    let network = Network::default();
    let (here, there) = (node(&network), node(&network));
    let (gate, gated) = Counter::gated();
    let full = CounterHandle::builder().mailbox(1).spawn(gated).unwrap();
    let other = Counter::default().spawn();
    let _served = (there.serve("full", &full).unwrap(), there.serve("other", &other).unwrap());
    assert!(here.wait_for::<CounterHandle>("other", LONG));
    let (to_full, to_other): (CounterRemote, CounterRemote) =
        (here.connect("full"), here.connect("other"));
    to_full.pause().unwrap();
    gate.wait_for_counter();
    let waiting: Vec<_> = (0..600).map(|n| to_full.ask().add(n)).collect();
    for n in 0..100 {
        assert_eq!(to_other.add(n), Ok(()));
    }
    gate.open();
    for tell in waiting {
        assert_eq!(tell.wait(), Ok(()));
    }
    assert_eq!(full.log().unwrap(), (0..600).collect::<Vec<u64>>());
}

#[test]
fn a_deferred_answer_comes_later() {
    let Pair { here, there: _there, counter: _counter, served: _served, .. } = Pair::open();
    let remote: CounterRemote = here.connect("c");
    let first = remote.ask().later();
    let mut second = remote.ask().later();
    assert_eq!(remote.total(), Ok(0));
    assert_eq!(second.try_wait(), Ok(None));
    remote.release().unwrap();
    assert_eq!((first.wait(), second.wait_timeout(LONG)), (Ok(0), Ok(Some(1))));
}

#[test]
fn a_remote_handle_travels_as_its_name() {
    let network = Network::default();
    let (here, there) = (node(&network), node(&network));
    let (one, other) = (Counter::default().spawn(), Counter::default().spawn());
    let _served = (there.serve("one", &one).unwrap(), here.serve("other", &other).unwrap());
    assert!(here.wait_for::<CounterHandle>("one", LONG));
    assert!(there.wait_for::<CounterHandle>("other", LONG));
    other.add(5).unwrap();
    let (to_one, to_other): (CounterRemote, CounterRemote) =
        (here.connect("one"), here.connect("other"));
    assert_eq!(to_one.total_of(to_other), Ok(Ok(5)));
}

#[test]
fn an_actor_that_waits_for_another_node_leaves_its_thread_to_others() {
    let network = Network::default();
    let (here, there) = (node(&network), node(&network));
    let pool = actor_runtime::Executor::new(1).unwrap();
    let [one, other] =
        [(); 2].map(|()| CounterHandle::builder().spawn_on(&pool, Counter::default()).unwrap());
    let _served = (there.serve("one", &one).unwrap(), here.serve("other", &other).unwrap());
    assert!(here.wait_for::<CounterHandle>("one", LONG));
    assert!(there.wait_for::<CounterHandle>("other", LONG));
    other.add(5).unwrap();
    let (to_one, to_other): (CounterRemote, CounterRemote) =
        (here.connect("one"), here.connect("other"));
    // The handler waits on the only thread, and what it waits for runs there, too.
    assert_eq!(to_one.with_timeout(LONG).total_of(to_other), Ok(Ok(5)));
}

#[test]
fn a_queue_that_grows_too_long_is_cut() {
    let (gate, gated) = Counter::gated();
    let counter = CounterHandle::builder().mailbox(1).spawn(gated).unwrap();
    let Pair { here, there: _there, served: _served, .. } = Pair::serving(&counter);
    let remote: CounterRemote = here.connect("c");
    remote.pause().unwrap();
    gate.wait_for_counter();
    let outcomes: Vec<_> = (0..1500).map(|n| remote.ask().add(n)).collect();
    gate.open();
    let outcomes: Vec<_> = outcomes.into_iter().map(|tell| tell.wait()).collect();
    let cut = outcomes
        .iter()
        .filter(|outcome| **outcome == Err(RemoteError::NotSent(NotSent::QueueFull)))
        .count();
    assert!(cut > 0, "a thousand may wait beside the window of 256");
    let accepted = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(accepted + cut, 1500);
    assert_eq!(counter.log().unwrap().len(), accepted);
}

#[test]
fn an_actor_that_has_ended_is_not_served() {
    let here = node(&Network::default());
    let counter = Counter::default().spawn();
    counter.shutdown().unwrap().ok().unwrap();
    assert!(matches!(here.serve("c", &counter), Err(NodeError::Ended(_))));
}

#[test]
fn many_asks_in_flight_are_all_answered() {
    let Pair { here, there: _there, counter: _counter, served: _served, .. } = Pair::open();
    let remote: CounterRemote = here.connect("c");
    let mut open = std::collections::VecDeque::new();
    for _ in 0..30_000 {
        if open.len() == 256 {
            let first: Option<crate::RemoteReply<u64>> = open.pop_front();
            assert_eq!(first.unwrap().wait(), Ok(0));
        }
        open.push_back(remote.ask().count());
    }
    for reply in open {
        assert_eq!(reply.wait(), Ok(0));
    }
}

#[test]
fn a_queue_that_takes_too_many_bytes_is_cut() {
    let network = Network::default();
    let silent = node(&network);
    network.freeze(silent.id());
    // All wait for the names of a node that says nothing.
    let limits = Config::new().max_queued_bytes(1000).limits;
    let here = Node::start(limits, false, network.open()).unwrap();
    let remote: CounterRemote = here.connect("c");
    let remote = remote.with_timeout(Duration::from_millis(200));
    until(|| here.inner().directory().has_peers());
    let outcomes: Vec<_> = (0..6).map(|_| remote.ask().swallow(vec![0; 300])).collect();
    let outcomes: Vec<_> = outcomes.into_iter().map(|ask| ask.wait().unwrap_err()).collect();
    let count = |why: NotSent| {
        let error = RemoteError::NotSent(why);
        outcomes.iter().filter(|outcome| **outcome == error).count()
    };
    assert_eq!((count(NotSent::Deadline), count(NotSent::QueueFull)), (2, 4), "{outcomes:?}");
    // The room of what is decided is free again, and one message has it for itself.
    assert_eq!(remote.swallow(vec![0; 5000]), Err(RemoteError::NotSent(NotSent::Deadline)));
}

#[test]
fn a_message_that_is_too_large_for_the_other_side_is_not_sent() {
    let network = Network::default();
    let here = Node::start(Config::new().limits, false, network.open()).unwrap();
    let there = node(&network);
    let counter = Counter::default().spawn();
    let _served = there.serve("c", &counter).unwrap();
    assert!(here.wait_for::<CounterHandle>("c", LONG));
    let remote: CounterRemote = here.connect::<CounterRemote>("c").with_timeout(LONG);
    // Before it is known, and after that.
    for _ in 0..2 {
        let too_large = remote.swallow(vec![0; 200_000]);
        let Err(RemoteError::NotSent(NotSent::TooLarge { bytes, limit })) = too_large else {
            panic!("{too_large:?}")
        };
        assert!(bytes > 200_000 && limit == 100_000, "{bytes} {limit}");
        assert_eq!(remote.swallow(vec![0; 50_000]), Ok(50_000));
    }
}

#[test]
fn an_answer_that_is_too_large_for_the_caller_s_node_is_not_sent() {
    let network = Network::default();
    let there = Node::start(Config::new().limits, false, network.open()).unwrap();
    let here = node(&network);
    let counter = Counter::default().spawn();
    let _served = there.serve("c", &counter).unwrap();
    assert!(here.wait_for::<CounterHandle>("c", LONG));
    network.filter(|_, bytes| bytes.len() < 150_000);
    let remote: CounterRemote = here.connect::<CounterRemote>("c").with_timeout(Duration::MAX);
    let answer = remote.ask().zeros(200_000).wait_timeout(LONG);
    assert!(matches!(answer, Err(RemoteError::Refused(Refusal::BadAnswer(_)))), "{answer:?}");
}
