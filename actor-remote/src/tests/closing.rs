//! The close of a node: what arrives before it, and the threads that it is called on.

use std::{
    pin::pin,
    sync::{Arc, Mutex, atomic::Ordering::Relaxed, mpsc},
    task::{Context, Wake},
};

use actor_runtime::prelude::*;

use super::{
    LONG, Pair,
    counter::{Counter, CounterRemote},
    hold, id, node, until,
};
use crate::{
    Node, RemoteHandle,
    engine::{Events, memory::Network},
    node::inner::lock,
    wire::question::Question,
};

/// Drops the last clone of a node, and says so.
struct DropsNode(Mutex<Option<(Node, mpsc::Sender<()>)>>);

impl Wake for DropsNode {
    fn wake(self: Arc<Self>) {
        let (node, dropped) = lock(&self.0).take().unwrap();
        drop(node);
        dropped.send(()).unwrap();
    }
}

#[test]
fn a_node_whose_last_clone_is_dropped_on_its_own_outbox_s_thread_closes() {
    let node = node(&Network::default());
    let inner = node.inner();
    let (gate, counter) = Counter::gated();
    let counter = counter.spawn();
    let _served = node.serve("c", &counter).unwrap();
    let remote: CounterRemote = node.connect::<CounterRemote>("c").with_timeout(LONG);
    let _paused = remote.ask().pause();
    gate.wait_for_counter();
    let mut answer = pin!(remote.ask().total());
    let (told, dropped) = mpsc::channel();
    let waker = Arc::new(DropsNode(Mutex::new(Some((node, told))))).into();
    assert!(answer.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    // The close goes as far as it can before it looks at its threads.
    let held = lock(&inner.threads);
    gate.open();
    until(|| inner.is_closed.load(Relaxed) && inner.outboxes.nodes().is_empty());
    drop(held);
    dropped.recv_timeout(LONG).unwrap();
}

#[test]
fn that_all_has_arrived_is_told_after_what_became_of_it() {
    let Pair { here, there, .. } = &Pair::open();
    let remote: CounterRemote = here.connect::<CounterRemote>("c").with_timeout(LONG);
    assert_eq!(remote.total(), Ok(0));
    let inner = there.inner();
    let held = hold(there);
    let mut tell = remote.ask().add(1);
    until(|| inner.received.load(Relaxed) > 0);
    let (told, outcome) = mpsc::channel();
    let respond = move |_: Vec<u8>| told.send(tell.try_wait()).unwrap();
    inner.queried(&Question::Arrived { from: id(here) }.to_bytes(), Box::new(respond));
    drop(held);
    assert_eq!(outcome.recv_timeout(LONG).unwrap(), Ok(Some(())));
}
