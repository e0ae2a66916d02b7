//! What a workload needs of a contender whose actors are tasks of an async runtime, as its callers are.

use std::{future::Future, marker::PhantomData, thread};

use tokio::{
    runtime::{Builder, Runtime as Tokio},
    sync::mpsc::UnboundedSender,
};

use super::{Ledger, Payload};

/// Runs actors and the tasks that call them. No runtime gets a driver for time or I/O that nothing
/// here waits for: a worker without one sleeps on a lock, which is cheaper.
pub trait Runtime {
    /// Runs `main` as one of its tasks, until it ends.
    fn block_on<F>(main: F) -> F::Output
    where
        F: Future + Send + 'static,
        F::Output: Send;
}

/// Callers and actors take turns on one thread, so that no message wakes another one up: the
/// fastest for all that waits for answers, and for nearly all that does not. A fan-out over many of
/// tokio's tasks took a third longer on two cores.
#[derive(Debug)]
pub struct OneThread;

/// As many workers as there are cores, so that callers and actors run at the same time.
#[derive(Debug)]
pub struct AllCores;

impl Runtime for OneThread {
    fn block_on<F>(main: F) -> F::Output
    where
        F: Future + Send + 'static,
        F::Output: Send,
    {
        let runtime = Builder::new_current_thread().build();
        runtime.expect("a runtime needs nothing").block_on(main)
    }
}

impl Runtime for AllCores {
    fn block_on<F>(main: F) -> F::Output
    where
        F: Future + Send + 'static,
        F::Output: Send,
    {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        // A task: what `block_on` gets runs on the thread that waits, beside the workers.
        let runtime = workers(cores);
        let main = runtime.spawn(main);
        runtime.block_on(main).expect("nothing panics")
    }
}

fn workers(threads: usize) -> Tokio {
    let runtime = Builder::new_multi_thread().worker_threads(threads).build();
    runtime.expect("the system has threads to give")
}

/// As [`Counter`](super::Counter) says, without a thread of its own.
pub trait Counter: 'static {
    /// What it is told.
    type Payload: Payload;
    /// What a task sends through.
    type Handle: Clone + Send + Sync + 'static;
    /// What is needed to wait for its end besides a handle.
    type End: Send + Sync + 'static;

    /// Whether one sender's messages are handled in its order: then an ask that is answered says
    /// that all tells before it have been handled.
    const IN_ORDER: bool = true;

    /// Starts one.
    fn spawn(ledger: Ledger) -> impl Future<Output = (Self::Handle, Self::End)> + Send;
    /// Adds `n`, without an answer.
    fn add(handle: &Self::Handle, n: Self::Payload) -> impl Future<Output = ()> + Send;
    /// Adds one, and waits for the sum.
    fn increment(handle: &Self::Handle) -> impl Future<Output = u64> + Send;
    /// Drops the last handle and waits for the end.
    fn join(handle: Self::Handle, end: Self::End) -> impl Future<Output = ()> + Send;
}

/// A counter that plain threads can call.
pub trait Blocking: Counter {
    /// Adds `n`, without an answer.
    fn add_blocking(handle: &Self::Handle, n: Self::Payload);
    /// Adds one, and waits for the sum.
    fn increment_blocking(handle: &Self::Handle) -> u64;
}

/// As [`Player`](super::Player) says, without a thread of its own.
pub trait Player: 'static {
    /// What the other one hits the ball through.
    type Handle: Clone + Send + Sync + 'static;
    /// What is needed to wait for its end besides a handle.
    type End: Send + Sync + 'static;

    /// Starts one; it says `over` when it got the ball for the last time.
    fn spawn(
        ledger: Ledger,
        over: UnboundedSender<()>,
    ) -> impl Future<Output = (Self::Handle, Self::End)> + Send;
    /// Says whom to return the ball to; to nobody at the end, so that they let go of each other.
    fn face(
        handle: &Self::Handle,
        opponent: Option<Self::Handle>,
    ) -> impl Future<Output = ()> + Send;
    /// Hits the ball, which is to be hit `left` more times.
    fn hit(handle: &Self::Handle, left: u64) -> impl Future<Output = ()> + Send;
    /// Passes the ball on, as it is, along the line.
    fn pass(handle: &Self::Handle, left: u64) -> impl Future<Output = ()> + Send;
    /// Drops the last handle and waits for the end.
    fn join(handle: Self::Handle, end: Self::End) -> impl Future<Output = ()> + Send;
}

/// The counter `C`, called by plain threads. One worker runs it: there is one actor, and a second
/// worker would only look for work.
#[derive(Debug)]
pub struct FromThread<C>(PhantomData<C>);

impl<C: Blocking> super::Counter for FromThread<C> {
    type Payload = C::Payload;
    type Handle = C::Handle;
    type Thread = (Tokio, C::End);

    fn spawn(ledger: &Ledger) -> (Self::Handle, Self::Thread) {
        let runtime = workers(1);
        let (handle, end) = runtime.block_on(C::spawn(ledger.clone()));
        (handle, (runtime, end))
    }

    #[inline]
    fn add(handle: &Self::Handle, n: Self::Payload) {
        C::add_blocking(handle, n);
    }

    #[inline]
    fn increment(handle: &Self::Handle) -> u64 {
        C::increment_blocking(handle)
    }

    fn join(handle: Self::Handle, (runtime, end): Self::Thread) {
        runtime.block_on(C::join(handle, end));
    }
}
