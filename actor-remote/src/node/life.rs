//! A node's start and its close.
//
// The close, step by step:
//
// 1. The worker does what it was told before, and ends.
// 2. The engine's thread waits until what is queued has arrived at the other nodes, for a while at most.
// 3. It decides all calls, and drops what still waits.
// 4. It closes the engine, waits for the threads of the outboxes, and lets go of all that is the user's.

use std::{
    collections::{BTreeMap, HashMap},
    convert::Infallible,
    mem,
    sync::{Arc, atomic::Ordering::AcqRel, mpsc},
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::{
    calls::patience::Handed,
    config::Limits,
    engine::OpenEngine,
    error::NodeError,
    node::{
        inner::{Inner, lock},
        outbox::Item,
        worker::{Event, Worker},
    },
    panics::discard,
    serve::{serving::Serving, wake::Woken},
    wire::question::Question,
};

/// For how long a node that closes waits for others to take what it has sent. A frozen node is given up
/// after this time.
const ARRIVE_WITHIN: Duration = Duration::from_secs(1);

/// The threads that [`Inner::close`] waits for.
pub(crate) struct Threads {
    engine: JoinHandle<()>,
    worker: JoinHandle<()>,
}

impl Inner {
    pub(crate) fn start(
        limits: Limits,
        must_find: bool,
        open: OpenEngine,
    ) -> Result<Arc<Inner>, NodeError> {
        let (events, to_do) = mpsc::channel();
        let inner = Inner::new(limits, must_find, events.clone());
        let (opened, is_open) = mpsc::channel();
        // Its sender lives as long as the worker.
        let (worker_lives, worker_ends) = mpsc::channel();
        let shared = Arc::clone(&inner);
        let run = move || shared.run_engine(open, &opened, &worker_ends);
        let engine = thread::Builder::new().name("remote-engine".into()).spawn(run);
        let engine = engine.map_err(NodeError::Thread)?;
        match is_open.recv() {
            Ok(opened) => opened?,
            Err(mpsc::RecvError) => {
                return Err(NodeError::Engine("the engine panicked as it opened".into()));
            }
        }
        let wake = Arc::new(move |what: Woken| drop(events.send(Event::Woken(what))));
        let outlet = Box::new(Arc::clone(&inner));
        let serving = Serving::new(inner.id(), limits.message, outlet, wake);
        let (resolving, asked) = (BTreeMap::new(), HashMap::new());
        let worker = Worker { inner: Arc::clone(&inner), serving, resolving, asked };
        let run = move || {
            let _lives = worker_lives;
            worker.run(&to_do);
        };
        match thread::Builder::new().name("remote-worker".into()).spawn(run) {
            Ok(worker) => *lock(&inner.threads) = Some(Threads { engine, worker }),
            // The closure is dropped, and the engine's thread ends as if the worker had.
            Err(error) => {
                let _ = engine.join();
                return Err(NodeError::Thread(error));
            }
        }
        Ok(inner)
    }

    /// The body of the thread that opens the engine, and closes it once the worker has ended.
    fn run_engine(
        self: &Arc<Self>,
        open: OpenEngine,
        opened: &mpsc::Sender<Result<(), NodeError>>,
        worker_ends: &mpsc::Receiver<Infallible>,
    ) {
        let engine = match open(self.id(), Arc::<Self>::clone(self)) {
            Ok(engine) => engine,
            Err(error) => {
                let _ = opened.send(Err(error));
                return;
            }
        };
        let _ = self.addresses.set(engine.addresses());
        self.outboxes.open(Arc::clone(&engine));
        let _ = opened.send(Ok(()));
        let Err(mpsc::RecvError) = worker_ends.recv();
        self.wait_for_arrivals();
        self.close_calls();
        let threads = self.outboxes.close();
        engine.close();
        for thread in threads {
            let _ = thread.join();
        }
        lock(&self.connections).clear();
        // What they hold is the user's, and may be a clone of the node.
        let watchers = mem::take(&mut *lock(&self.watchers));
        watchers.into_iter().for_each(discard);
        self.callbacks.end();
    }

    /// Waits until the other nodes have what was sent to them: one that answers has heard all that came before.
    fn wait_for_arrivals(&self) {
        self.outboxes.end_answers();
        let (open, all_decided) = mpsc::channel::<Infallible>();
        let question = Question::Arrived { from: self.id() }.to_bytes();
        for node in self.outboxes.nodes().into_iter().filter(|node| *node != self.id()) {
            let open = open.clone();
            let answer = Box::new(move |_: &[u8]| drop(open));
            self.send(node, Item::Query(question.clone(), answer, Handed::default()));
        }
        drop(open);
        let _ = all_decided.recv_timeout(ARRIVE_WITHIN);
    }

    /// Ends the threads, and waits for them unless this is one of them.
    pub(crate) fn close(&self) {
        if self.is_closed.swap(true, AcqRel) {
            return;
        }
        let this = thread::current().id();
        // Before the close begins, which takes the outboxes away and waits for their threads.
        let is_of_outbox = self.outboxes.has_thread(this);
        // Those that only the worker holds have watchers to be told.
        let outgoings = self.outgoings();
        let _ = self.events.send(Event::Close);
        let Some(Threads { engine, worker }) = lock(&self.threads).take() else { return };
        if is_of_outbox || [&engine, &worker].iter().any(|thread| thread.thread().id() == this) {
            return;
        }
        let _ = worker.join();
        let _ = engine.join();
        drop(outgoings);
    }
}
