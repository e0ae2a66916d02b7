//! What the threads of a node share.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, Weak,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed},
        mpsc,
    },
};

use crate::{
    calls::{outgoing::Outgoing, queue::BytesForNode},
    config::Limits,
    directory::{Directory, NameEvent},
    engine::NodeId,
    node::{callbacks::Callbacks, life::Threads, outbox::Outboxes, worker::Event},
    serve::connection::Key,
    wire::batch::ConnectionId,
};

pub(crate) type NameWatcher = Arc<Mutex<Box<dyn FnMut(&NameEvent) + Send>>>;

pub(crate) struct Inner {
    pub(super) this: Weak<Inner>,
    me: NodeId,
    pub(super) limits: Limits,
    /// Without any other node, no name is known to be absent.
    pub(crate) must_find: bool,
    /// What the engine listens on, once it is open.
    pub(crate) addresses: OnceLock<Vec<String>>,
    pub(crate) outboxes: Outboxes,
    pub(super) events: mpsc::Sender<Event>,
    directory: Mutex<Directory>,
    pub(super) directory_changes: Condvar,
    /// Remote handles, by the connections that they use, with the node of each.
    pub(crate) connections: Mutex<HashMap<ConnectionId, (NodeId, Arc<Outgoing>)>>,
    pub(crate) outgoings: Mutex<Vec<Weak<Outgoing>>>,
    /// The bytes of calls that wait for each node, for as long as a remote handle counts there.
    pub(super) waiting: Mutex<HashMap<NodeId, Weak<BytesForNode>>>,
    pub(super) numbers: AtomicU64,
    /// Whether the worker looks at deadlines anyway.
    pub(crate) keeps_time: AtomicBool,
    /// Bytes that wait for the worker.
    pub(crate) received: AtomicUsize,
    /// The connections of which frames found no room.
    pub(crate) dropped: Mutex<HashSet<Key>>,
    pub(super) watchers: Mutex<Vec<NameWatcher>>,
    pub(super) callbacks: Callbacks,
    pub(crate) is_closed: AtomicBool,
    /// Until they are waited for.
    pub(crate) threads: Mutex<Option<Threads>>,
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // No user code runs under these locks.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Inner {
    pub(crate) fn new(limits: Limits, must_find: bool, events: mpsc::Sender<Event>) -> Arc<Inner> {
        let me = NodeId::fresh();
        Arc::new_cyclic(|this| Inner {
            this: Weak::clone(this),
            me,
            limits,
            must_find,
            addresses: OnceLock::new(),
            outboxes: Outboxes::new(limits.outbox),
            events,
            directory: Mutex::new(Directory::new(me)),
            directory_changes: Condvar::new(),
            connections: Mutex::default(),
            outgoings: Mutex::default(),
            waiting: Mutex::default(),
            numbers: AtomicU64::new(1),
            keeps_time: AtomicBool::new(false),
            received: AtomicUsize::new(0),
            dropped: Mutex::default(),
            watchers: Mutex::default(),
            callbacks: Callbacks::default(),
            is_closed: AtomicBool::new(false),
            threads: Mutex::default(),
        })
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

    pub(crate) fn next_number(&self) -> u64 {
        self.numbers.fetch_add(1, Relaxed)
    }
}
