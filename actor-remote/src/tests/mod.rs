//! The protocol over an engine in memory: what becomes of each message, whatever is lost.

#[path = "../../tests/support/counter.rs"]
#[allow(dead_code, unreachable_pub)]
pub(crate) mod counter;

mod breaks;
mod names;
mod outcomes;
mod panics;
mod reopening;
mod retries;
mod slow;
mod versions;
mod watching;

use std::time::Duration;

use crate::{
    Node,
    config::Config,
    engine::{NodeId, memory::Network},
};

pub(crate) const LONG: Duration = Duration::from_secs(60);

/// A node on the network, with limits as small as the tests need.
pub(crate) fn node(network: &Network) -> Node {
    let limits = Config::new().max_message(100_000).max_queued(1000).limits;
    Node::start(limits, false, network.open()).unwrap()
}

pub(crate) fn id(node: &Node) -> NodeId {
    node.id()
}

/// Waits until this is so, which something else brings about.
pub(crate) fn until(mut is_so: impl FnMut() -> bool) {
    let begun = std::time::Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < LONG, "it never is");
        std::thread::sleep(Duration::from_millis(1));
    }
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
