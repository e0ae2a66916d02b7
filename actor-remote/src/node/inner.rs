//! What the threads of a node share.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock, Weak,
        atomic::{
            AtomicBool, AtomicU64, AtomicUsize,
            Ordering::{AcqRel, Acquire, Relaxed},
        },
        mpsc,
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crate::{
    calls::{driver::Driver, outgoing::Outgoing},
    config::Limits,
    directory::{Directory, Found, NameEvent, event},
    engine::{Answer, Engine, Events, NodeId, OpenEngine, Respond},
    error::NodeError,
    node::{
        callbacks::Callbacks,
        sender::{self, Send},
        worker::{Event, Worker},
    },
    serve::{serving::Serving, target::Target, wake::Woken},
    wire::{
        batch::{ConnectionId, Direction, Header},
        question::{Change, Question, Reply},
    },
};

/// How many bytes of frames may wait for the worker. A client that keeps to its window needs little of it.
const RECEIVED: usize = 256 << 20;

pub(crate) type NameWatcher = Arc<Mutex<Box<dyn FnMut(&NameEvent) + std::marker::Send>>>;

pub(crate) struct Inner {
    me: NodeId,
    limits: Limits,
    /// Without any other node, no name is known to be absent.
    pub(crate) must_find: bool,
    engine: RwLock<Option<Arc<dyn Engine>>>,
    orders: mpsc::Sender<Send>,
    events: mpsc::Sender<Event>,
    directory: Mutex<Directory>,
    directory_changes: Condvar,
    /// Remote handles, by the connections that they use.
    connections: Mutex<HashMap<ConnectionId, Arc<Outgoing>>>,
    outgoings: Mutex<Vec<Weak<Outgoing>>>,
    numbers: AtomicU64,
    /// Whether the worker looks at deadlines anyway.
    pub(crate) keeps_time: AtomicBool,
    /// Bytes that wait for the worker.
    pub(crate) received: AtomicUsize,
    /// The actors that are served now.
    pub(crate) serves: Mutex<HashSet<u64>>,
    watchers: Mutex<Vec<NameWatcher>>,
    callbacks: Callbacks,
    is_closed: AtomicBool,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
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
            engine: RwLock::new(None),
            orders,
            events: events.clone(),
            directory: Mutex::new(Directory::new(me)),
            directory_changes: Condvar::new(),
            connections: Mutex::default(),
            outgoings: Mutex::default(),
            numbers: AtomicU64::new(1),
            keeps_time: AtomicBool::new(false),
            received: AtomicUsize::new(0),
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
        let worker = Worker { inner: Arc::clone(&inner), serving, resolving: Vec::new(), asked };
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

    pub(crate) fn order(&self, order: Send) {
        // The thread ends only with the node, which decides all calls.
        let _ = self.orders.send(order);
    }

    pub(crate) fn engine(&self) -> Option<Arc<dyn Engine>> {
        self.engine.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set_engine(&self, engine: Option<Arc<dyn Engine>>) {
        *self.engine.write().unwrap_or_else(PoisonError::into_inner) = engine;
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

    pub(crate) fn register(&self, connection: ConnectionId, outgoing: &Arc<Outgoing>) {
        lock(&self.connections).insert(connection, Arc::clone(outgoing));
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

    /// Claims a name at all nodes, and serves the actor under it. Returns the number of this `serve`.
    pub(crate) fn claim(
        &self,
        name: &str,
        protocol: &str,
        target: Box<dyn Target>,
    ) -> Result<u64, NodeError> {
        let taken = || NodeError::NameTaken(name.to_owned());
        if self.is_closed.load(Acquire) {
            return Err(NodeError::Closed);
        }
        let peers = {
            let mut directory = self.directory();
            if !directory.claim(name) {
                return Err(taken());
            }
            directory.peers()
        };
        let (granted, answers) = mpsc::channel();
        let claim = Question::Claim { from: self.me, name: name.to_owned() }.to_bytes();
        for peer in &peers {
            let granted = granted.clone();
            let answer = Box::new(move |bytes: &[u8]| drop(granted.send(Reply::read(bytes))));
            self.order(Send::Query(*peer, claim.clone(), answer));
        }
        drop(granted);
        // A node that does not answer within a second is as good as gone: if it comes back with the name, one of the
        // two gives it up.
        let limit = Instant::now() + Duration::from_secs(1);
        let mut is_granted = true;
        while let Ok(answer) = answers.recv_timeout(limit.saturating_duration_since(Instant::now()))
        {
            is_granted &= answer != Ok(Reply::No);
        }
        let serve = self.next_number();
        let mut directory = self.directory();
        let Some(change) = directory.settle(name, protocol, is_granted) else {
            return Err(taken());
        };
        lock(&self.serves).insert(serve);
        // Before the name is published, so that the worker knows the actor when the first connection comes.
        let (of, protocol) = (name.to_owned(), protocol.to_owned());
        let _ = self.events.send(Event::Serve { serve, name: of, protocol, target });
        // Under the lock, so that changes are published in the order of their numbers.
        self.publish(&change);
        drop(directory);
        self.directory_changed();
        Ok(serve)
    }

    /// Gives a name up, if it still stands for this `serve`.
    pub(crate) fn give_up(&self, serve: u64, name: &str) {
        if !lock(&self.serves).remove(&serve) {
            return;
        }
        let mut directory = self.directory();
        if let Some(change) = directory.give_up(name) {
            self.publish(&change);
        }
    }

    fn publish(&self, change: &Change) {
        self.order(Send::Publish(change.to_bytes()));
        let entry = &change.entry;
        self.tell(vec![event(&entry.name, &entry.protocol, change.served)]);
    }

    pub(crate) fn watch(&self, watcher: Box<dyn FnMut(&NameEvent) + std::marker::Send>) {
        lock(&self.watchers).push(Arc::new(Mutex::new(watcher)));
    }

    /// Tells the watchers, on their thread.
    pub(crate) fn tell(&self, events: Vec<NameEvent>) {
        let watchers = lock(&self.watchers).clone();
        if watchers.is_empty() || events.is_empty() {
            return;
        }
        self.callbacks.run(Box::new(move || {
            for event in &events {
                for watcher in &watchers {
                    lock(watcher)(event);
                }
            }
        }));
    }

    pub(crate) fn directory_changed(&self) {
        self.directory_changes.notify_all();
    }

    /// Waits until another node is there and has said which names it serves.
    pub(crate) fn wait_for_peer(&self, patience: Duration) -> bool {
        self.wait_until(patience, |directory| {
            directory.has_peers() && directory.silent().is_empty()
        })
    }

    pub(crate) fn wait_for_name(&self, name: &str, protocol: &str, patience: Duration) -> bool {
        self.wait_until(patience, |directory| {
            matches!(directory.find(name), Found::At { protocol: of, .. } if of == protocol)
        })
    }

    fn wait_until(&self, patience: Duration, is_so: impl Fn(&Directory) -> bool) -> bool {
        let directory = self.directory();
        let waited = self
            .directory_changes
            .wait_timeout_while(directory, patience, |directory| !is_so(directory));
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    /// As [`keep_time`](Driver::keep_time), on the worker itself.
    pub(crate) fn keep_time_from_worker(&self) {
        self.keep_time();
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
        let _ = self.events.send(Event::Close);
        let _ = self.orders.send(Send::Close);
        let threads = std::mem::take(&mut *lock(&self.threads));
        for thread in threads {
            if thread.thread().id() != thread::current().id() {
                let _ = thread.join();
            }
        }
        lock(&self.serves).clear();
        lock(&self.connections).clear();
        self.callbacks.end();
    }
}

impl Driver for Inner {
    fn me(&self) -> NodeId {
        self.me
    }

    fn limits(&self) -> Limits {
        self.limits
    }

    fn outgoing(self: Arc<Self>, name: &str, protocol: &str) -> Arc<Outgoing> {
        let driver: Arc<dyn Driver> = Arc::clone(&self) as _;
        let outgoing = Arc::new(Outgoing::new(driver, self.next_number(), name, protocol));
        lock(&self.outgoings).push(Arc::downgrade(&outgoing));
        if self.is_closed.load(Acquire) {
            outgoing.close();
        }
        outgoing
    }

    fn resolve(&self, outgoing: Arc<Outgoing>) {
        let _ = self.events.send(Event::Resolve(outgoing));
    }

    fn send_soon(&self, outgoing: Arc<Outgoing>) {
        self.order(Send::Calls(outgoing));
    }

    fn send_last(&self, to: NodeId, bytes: Vec<u8>) {
        self.order(Send::Bytes(to, bytes));
    }

    fn forget(&self, connection: ConnectionId) {
        lock(&self.connections).remove(&connection);
    }

    fn keep_time(&self) {
        if !self.keeps_time.load(Relaxed) && !self.keeps_time.swap(true, Relaxed) {
            let _ = self.events.send(Event::KeepTime);
        }
    }

    fn call_back(&self, job: Box<dyn FnOnce() + std::marker::Send>) {
        self.callbacks.run(job);
    }
}

impl Events for Inner {
    fn node_up(&self, node: NodeId) {
        let _ = self.events.send(Event::NodeUp(node));
    }

    fn node_down(&self, node: NodeId) {
        let _ = self.events.send(Event::NodeDown(node));
    }

    fn received(&self, bytes: &[u8]) {
        let Ok((header, frames)) = Header::read(bytes) else { return };
        match header.direction {
            Direction::Up => {
                // What finds no room is missing from its connection, which is reset for that.
                if self.received.fetch_add(bytes.len(), Relaxed) > RECEIVED {
                    self.received.fetch_sub(bytes.len(), Relaxed);
                } else {
                    let _ = self.events.send(Event::Received(bytes.to_vec()));
                }
            }
            Direction::Down => {
                let outgoing = lock(&self.connections).get(&header.connection).cloned();
                if let Some(outgoing) = outgoing {
                    outgoing.apply(header.connection, frames);
                }
            }
        }
    }

    fn published(&self, bytes: &[u8]) {
        if let Ok(change) = Change::read(bytes) {
            let _ = self.events.send(Event::Published(change));
        }
    }

    fn queried(&self, bytes: &[u8], respond: Respond) {
        if let Ok(question) = Question::read(bytes) {
            let _ = self.events.send(Event::Queried(question, respond));
        }
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner").field("me", &self.me).finish_non_exhaustive()
    }
}
