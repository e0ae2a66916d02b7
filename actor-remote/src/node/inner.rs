//! What the threads of a node share.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, Weak,
        atomic::{
            AtomicBool, AtomicU64, AtomicUsize,
            Ordering::{AcqRel, Relaxed},
        },
        mpsc,
    },
    thread::{self, JoinHandle},
};

use crate::{
    calls::outgoing::Outgoing,
    config::Limits,
    directory::{Directory, NameEvent},
    engine::{Answer, Engine, Events, NodeId, OpenEngine},
    error::NodeError,
    node::{
        callbacks::Callbacks,
        sender::{self, ToSend},
        worker::{Event, Worker},
    },
    panics::discard,
    serve::{connection::Key, serving::Serving, wake::Woken},
    wire::batch::ConnectionId,
};

pub(crate) type NameWatcher = Arc<Mutex<Box<dyn FnMut(&NameEvent) + Send>>>;

pub(crate) struct Inner {
    me: NodeId,
    pub(super) limits: Limits,
    /// Without any other node, no name is known to be absent.
    pub(crate) must_find: bool,
    /// What the engine listens on, once it is open. The engine itself stays with the threads that use it: it must not be
    /// dropped on one of the user's.
    pub(crate) addresses: OnceLock<Vec<String>>,
    orders: mpsc::Sender<ToSend>,
    pub(super) events: mpsc::Sender<Event>,
    directory: Mutex<Directory>,
    pub(super) directory_changes: Condvar,
    /// Remote handles, by the connections that they use, with the node of each.
    pub(crate) connections: Mutex<HashMap<ConnectionId, (NodeId, Arc<Outgoing>)>>,
    pub(crate) outgoings: Mutex<Vec<Weak<Outgoing>>>,
    pub(super) numbers: AtomicU64,
    /// Whether the worker looks at deadlines anyway.
    pub(crate) keeps_time: AtomicBool,
    /// Bytes that wait for the worker.
    pub(crate) received: AtomicUsize,
    /// The connections of which frames found no room.
    pub(super) dropped: Mutex<HashSet<Key>>,
    /// The actors that are served now.
    pub(crate) serves: Mutex<HashSet<u64>>,
    pub(super) watchers: Mutex<Vec<NameWatcher>>,
    pub(super) callbacks: Callbacks,
    pub(super) is_closed: AtomicBool,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // No user code runs under these locks.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Inner {
    pub(crate) fn start(
        limits: Limits,
        must_find: bool,
        open: OpenEngine,
    ) -> Result<Arc<Inner>, NodeError> {
        let me = NodeId::fresh();
        let (orders, to_send) = mpsc::channel();
        let (events, to_do) = mpsc::channel();
        let inner = Arc::new(Inner {
            me,
            limits,
            must_find,
            addresses: OnceLock::new(),
            orders,
            events: events.clone(),
            directory: Mutex::new(Directory::new(me)),
            directory_changes: Condvar::new(),
            connections: Mutex::default(),
            outgoings: Mutex::default(),
            numbers: AtomicU64::new(1),
            keeps_time: AtomicBool::new(false),
            received: AtomicUsize::new(0),
            dropped: Mutex::default(),
            serves: Mutex::default(),
            watchers: Mutex::default(),
            callbacks: Callbacks::default(),
            is_closed: AtomicBool::new(false),
            threads: Mutex::default(),
        });
        let (opened, is_open) = mpsc::channel();
        let shared = Arc::clone(&inner);
        let run = move || sender::run(&shared, open, &to_send, &opened);
        let sender = thread::Builder::new().name("remote-sender".into()).spawn(run);
        lock(&inner.threads).push(sender.map_err(NodeError::Thread)?);
        let engine = match is_open.recv() {
            Ok(engine) => engine?,
            Err(_) => return Err(NodeError::Engine("the engine panicked as it opened".into())),
        };
        let shared = Arc::clone(&inner);
        let poster = Box::new(move |to, bytes| shared.post(&*engine, to, bytes));
        let wake = Arc::new(move |what: Woken| drop(events.send(Event::Woken(what))));
        let serving = Serving::new(me, limits.message, poster, wake);
        let asked = HashMap::new();
        let worker =
            Worker { inner: Arc::clone(&inner), serving, resolving: BTreeMap::new(), asked };
        let run = move || worker.run(&to_do);
        match thread::Builder::new().name("remote-worker".into()).spawn(run) {
            Ok(worker) => lock(&inner.threads).push(worker),
            Err(error) => {
                inner.close();
                return Err(NodeError::Thread(error));
            }
        }
        Ok(inner)
    }

    pub(crate) fn id(&self) -> NodeId {
        self.me
    }

    pub(crate) fn directory(&self) -> MutexGuard<'_, Directory> {
        lock(&self.directory)
    }

    pub(crate) fn events(&self) -> mpsc::Sender<Event> {
        self.events.clone()
    }

    pub(crate) fn order(&self, order: ToSend) {
        // The thread ends only with the node, which decides all calls.
        let _ = self.orders.send(order);
    }

    /// Sends to a node, which may be this one.
    pub(crate) fn post(&self, engine: &dyn Engine, to: NodeId, bytes: Vec<u8>) {
        if to == self.me { self.received(&bytes) } else { engine.send(to, bytes) }
    }

    /// Asks a node, which may be this one.
    pub(crate) fn ask(&self, engine: &dyn Engine, to: NodeId, bytes: Vec<u8>, answer: Answer) {
        if to == self.me {
            self.queried(&bytes, Box::new(move |bytes| answer(&bytes)));
        } else {
            engine.query(to, bytes, answer);
        }
    }

    pub(crate) fn next_number(&self) -> u64 {
        self.numbers.fetch_add(1, Relaxed)
    }

    pub(crate) fn register(&self, to: NodeId, connection: ConnectionId, outgoing: &Arc<Outgoing>) {
        lock(&self.connections).insert(connection, (to, Arc::clone(outgoing)));
    }

    /// Adds a remote handle. Those that are gone are looked for as often as the list has doubled.
    pub(super) fn add(&self, outgoing: &Arc<Outgoing>) {
        let mut outgoings = lock(&self.outgoings);
        if outgoings.len() == outgoings.capacity() {
            outgoings.retain(|outgoing| outgoing.strong_count() > 0);
            // As much room as there are, so that the next look is as far away.
            let room = outgoings.len().max(16);
            outgoings.reserve_exact(room);
        }
        outgoings.push(Arc::downgrade(outgoing));
    }

    pub(crate) fn outgoings(&self) -> Vec<Arc<Outgoing>> {
        let mut outgoings = lock(&self.outgoings);
        let mut live = Vec::with_capacity(outgoings.len());
        outgoings.retain(|outgoing| match outgoing.upgrade() {
            Some(outgoing) => {
                live.push(outgoing);
                true
            }
            None => false,
        });
        live
    }

    pub(crate) fn close_calls(&self) {
        for outgoing in self.outgoings() {
            outgoing.close();
        }
    }

    /// Ends the threads, and waits for them unless this is one of them.
    pub(crate) fn close(&self) {
        if self.is_closed.swap(true, AcqRel) {
            return;
        }
        // Those that only the worker holds have watchers to be told.
        let outgoings = self.outgoings();
        let _ = self.events.send(Event::Close);
        let _ = self.orders.send(ToSend::Close);
        let threads = std::mem::take(&mut *lock(&self.threads));
        for thread in threads {
            if thread.thread().id() != thread::current().id() {
                let _ = thread.join();
            }
        }
        drop(outgoings);
        lock(&self.serves).clear();
        lock(&self.connections).clear();
        // What they hold is the user's, and may be a clone of the node.
        let watchers = std::mem::take(&mut *lock(&self.watchers));
        watchers.into_iter().for_each(discard);
        self.callbacks.end();
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner").field("me", &self.me).finish_non_exhaustive()
    }
}
