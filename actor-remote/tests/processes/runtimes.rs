//! Nodes that tasks of tokio open, use, close and drop, in a runtime of one thread and in one of several.

use std::{
    future,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

use actor_remote::{Config, Node, NodeError, NotSent, RemoteError, prelude::*};
use actor_runtime::prelude::*;
use tokio::runtime::{Builder, Runtime};

use crate::{
    LONG,
    counter::{Counter, CounterHandle, CounterRemote},
    role::Transport,
    server::Server,
};

/// In which runtime, and whether by `block_on` itself or in a task of its own.
type Place = (fn() -> Runtime, bool);

const PLACES: [Place; 4] =
    [(one_thread, false), (one_thread, true), (several_threads, false), (several_threads, true)];

fn one_thread() -> Runtime {
    Builder::new_current_thread().build().unwrap()
}

fn several_threads() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).build().unwrap()
}

/// Fails if this hangs.
fn ends(run: impl FnOnce() + Send + 'static) {
    let (done, is_done) = mpsc::channel();
    let thread = thread::spawn(move || {
        run();
        let _ = done.send(());
    });
    if is_done.recv_timeout(LONG) == Err(RecvTimeoutError::Timeout) {
        panic!("it hangs");
    }
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

/// Runs this in each place, one after the other.
fn in_each_place<F: Future<Output = ()> + Send + 'static>(run: impl Fn() -> F) {
    for (runtime, is_task) in PLACES {
        let future = run();
        ends(move || {
            let runtime = runtime();
            match is_task {
                true => runtime.block_on(runtime.spawn(future)).unwrap(),
                false => runtime.block_on(future),
            }
        });
    }
}

/// Calls the counter of another process, and one that is served here, by each way to wait.
async fn use_node(node: &Node) -> CounterRemote {
    let remote: CounterRemote = node.connect("c");
    remote.add(1).unwrap();
    remote.ask().add(2).await.unwrap();
    let before = remote.ask().total().wait().unwrap();
    let (first, second) = (remote.ask().add(3), remote.ask().total());
    assert_eq!(second.await, Ok(before + 3));
    assert_eq!(first.wait(), Ok(()));
    assert_eq!(remote.ask().total().wait_timeout(LONG), Ok(Some(before + 3)));
    let own = Counter::default().spawn();
    let _served = node.serve("own", &own).unwrap();
    assert!(node.wait_for::<CounterHandle>("own", LONG));
    let own: CounterRemote = node.connect("own");
    assert_eq!(own.ask().add_and_get(5).wait(), Ok(5));
    assert_eq!(own.ask().add_and_get(6).await, Ok(11));
    remote
}

#[test]
fn a_task_opens_uses_and_closes_a_node() {
    for transport in [Transport::Tcp, Transport::quic()] {
        let server = Server::start(&transport.server());
        in_each_place(|| {
            let config = server.connecting().listen("127.0.0.1:0");
            async {
                let node = Node::open(config).unwrap();
                let remote = use_node(&node).await;
                node.close();
                assert_eq!(remote.total(), Err(RemoteError::NotSent(NotSent::Closed)));
                let late = remote.ask().total().await;
                assert_eq!(late, Err(RemoteError::NotSent(NotSent::Closed)));
                drop(node);
            }
        });
    }
}

#[test]
fn a_task_drops_a_node_with_a_call_in_flight() {
    let server = Server::start(&Transport::Tcp.server());
    in_each_place(|| {
        let config = server.connecting();
        async {
            let node = Node::open(config).unwrap();
            let remote = use_node(&node).await.with_timeout(LONG);
            let (open, other) = (remote.ask().later(), remote.ask().later());
            // It is answered behind them, so they are in the actor's hands.
            remote.total().unwrap();
            drop(node);
            assert_eq!(open.await, Err(RemoteError::Unknown));
            assert_eq!(other.wait(), Err(RemoteError::Unknown));
        }
    });
}

/// The node is dropped as the runtime is, on a thread of it or on the one that drops it.
#[test]
fn a_runtime_that_ends_takes_a_node_of_its_tasks_along() {
    let server = Server::start(&Transport::Tcp.server());
    for runtime in [one_thread, several_threads] {
        let config = server.connecting();
        ends(move || {
            let runtime = runtime();
            let (told, opened) = tokio::sync::oneshot::channel();
            runtime.spawn(async {
                let node = Node::open(config).unwrap();
                let remote = use_node(&node).await;
                told.send(remote).unwrap();
                future::pending::<()>().await;
                drop(node);
            });
            let remote = runtime.block_on(opened).unwrap();
            drop(runtime);
            assert_eq!(remote.total(), Err(RemoteError::NotSent(NotSent::Closed)));
        });
    }
}

#[test]
fn a_node_that_cannot_be_opened_is_an_error_in_a_task() {
    in_each_place(|| async {
        let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap().to_string();
        let listening = Node::open(Config::new().listen(&address));
        assert!(matches!(listening, Err(NodeError::Listen(..))), "{listening:?}");
        drop(taken);
        let config = Config::new().connect(address).connect_timeout(Duration::from_millis(300));
        let connecting = Node::open(config);
        assert!(matches!(connecting, Err(NodeError::Unreachable(..))), "{connecting:?}");
    });
}
