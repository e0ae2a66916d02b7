//! The protocol over an engine in memory: what becomes of each message, whatever is lost.

#[path = "../../tests/support/counter.rs"]
#[allow(dead_code, unreachable_pub)]
pub(crate) mod counter;

#[path = "../../tests/support/waiting.rs"]
mod waiting;

mod breaks;
mod closing;
mod names;
mod outboxes;
mod outcomes;
mod panics;
mod reopening;
mod retries;
mod slow;
mod versions;
mod watching;

use std::{sync::mpsc, time::Duration};

use actor_runtime::prelude::*;

use crate::{
    Node, RemoteHandle, Served,
    config::{Config, Limits},
    engine::{NodeId, memory::Network},
    node::worker::Event,
};
use counter::{Counter, CounterHandle, CounterRemote};
use waiting::{LONG, until};

/// Two nodes on one network, of which one serves a counter as `c`, and the other knows it.
pub(crate) struct Pair {
    pub(crate) network: Network,
    pub(crate) here: Node,
    pub(crate) there: Node,
    pub(crate) counter: CounterHandle,
    pub(crate) served: Served,
}

impl Pair {
    pub(crate) fn open() -> Pair {
        Pair::serving(&Counter::default().spawn())
    }

    pub(crate) fn serving(counter: &CounterHandle) -> Pair {
        let network = Network::default();
        let (here, there) = (node(&network), node(&network));
        let served = there.serve("c", counter).unwrap();
        assert!(here.wait_for::<CounterHandle>("c", LONG));
        Pair { network, here, there, counter: counter.clone(), served }
    }
}

/// Holds the worker of a node, from now on until this is dropped.
pub(crate) fn hold(node: &Node) -> mpsc::Sender<()> {
    let (held, is_held) = mpsc::channel();
    let (begun, has_begun) = mpsc::channel();
    let stand = Box::new(move |_: &_| {
        begun.send(()).unwrap();
        assert!(is_held.recv().is_err(), "nothing is sent");
    });
    node.inner().events().send(Event::Look(stand)).unwrap();
    has_begun.recv().unwrap();
    held
}

/// A node on the network, with limits as small as the tests need.
pub(crate) fn node(network: &Network) -> Node {
    let limits = Config::new().max_message(100_000).max_queued(1000).limits;
    Node::start(limits, false, network.open()).unwrap()
}

/// A node whose outboxes hold so many bytes.
pub(crate) fn narrow(network: &Network, outbox: usize) -> Node {
    let limits = Limits { outbox, ..Config::new().limits };
    Node::start(limits, false, network.open()).unwrap()
}

/// A remote handle with a connection to its actor, and without a deadline: that would decide calls, too.
pub(crate) fn remote(node: &Node, name: &str) -> CounterRemote {
    assert!(node.wait_for::<CounterHandle>(name, LONG));
    let remote: CounterRemote = node.connect::<CounterRemote>(name).with_timeout(Duration::MAX);
    assert_eq!(remote.count(), Ok(0));
    remote
}

pub(crate) fn id(node: &Node) -> NodeId {
    node.id()
}

/// Runs a future on this thread.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(std::thread::Thread);
    impl std::task::Wake for Unpark {
        fn wake(self: std::sync::Arc<Self>) {
            self.0.unpark();
        }
    }
    let mut future = std::pin::pin!(future);
    let waker = std::sync::Arc::new(Unpark(std::thread::current())).into();
    loop {
        let polled = future.as_mut().poll(&mut std::task::Context::from_waker(&waker));
        if let std::task::Poll::Ready(output) = polled {
            return output;
        }
        std::thread::park();
    }
}
