//! `Node`: one process's place among the others.
//
// | file | what is in it |
// |---|---|
// | `inner` | what the threads of a node share |
// | `handles` | its remote handles, and the connections that they use |
// | `life` | its start and its close |
// | `naming` | its names: claimed, given up, waited for, watched |
// | `roles` | a node as the calling side sees it, as the served side does, and as the engine does |
// | `outbox` | what waits to be sent to each other node |
// | `sending` | the threads that send it |
// | `worker` | the thread that serves, looks up names and keeps time |
// | `finding` | looking up a name and opening a connection to its actor |
// | `served` | a served actor, as its owner sees it |
// | `callbacks` | the thread on which closures of the user run |

pub(crate) mod callbacks;
pub(crate) mod finding;
pub(crate) mod handles;
pub(crate) mod inner;
pub(crate) mod life;
pub(crate) mod naming;
pub(crate) mod outbox;
pub(crate) mod roles;
pub(crate) mod sending;
pub(crate) mod served;
pub(crate) mod worker;

use std::{
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use actor_runtime::Exit;

use crate::{
    calls::driver::Driver,
    config::Config,
    directory::NameEvent,
    engine::{OpenEngine, zenoh},
    error::{End, NodeError},
    handle::{
        link::Link,
        protocol::{Protocol, RemoteHandle},
    },
    node::{inner::Inner, served::Served, worker::Event},
    serve::target::Local,
};

/// One process's place among the others: it serves actors under names, and connects to those that others serve.
///
/// Clones are the same node. It is closed when the last one is dropped, or by [`close`](Node::close): its served actors
/// are out of reach then, and so are all others for its remote handles.
///
/// ```no_run
/// use actor_remote::{Config, Node, NodeError};
///
/// let node = Node::open(Config::new().listen("127.0.0.1:0"))?;
/// println!("others connect to {:?}", node.addresses());
/// # Ok::<(), NodeError>(())
/// ```
#[derive(Clone)]
pub struct Node {
    owner: Arc<Owner>,
}

/// Closes the node when the last clone is dropped.
struct Owner(Arc<Inner>);

impl Drop for Owner {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Node {
    /// Opens a node: listens, connects, and waits until there is a link to each address that it connects to, and a node
    /// that says which names it serves.
    ///
    /// # Errors
    ///
    /// Names what is wrong: an address, a certificate, a node that does not answer.
    pub fn open(config: Config) -> Result<Node, NodeError> {
        config.check()?;
        let must_find = !config.connect.is_empty();
        let first = config.connect.first().cloned().unwrap_or_default();
        let (patience, begun) = (config.connect_timeout, Instant::now());
        let limits = config.limits;
        let node = Node::start(limits, must_find, zenoh::open(config))?;
        if must_find {
            let left = patience.saturating_sub(begun.elapsed());
            let waited = node.owner.0.wait_for_peer(left);
            waited.map_err(|text| NodeError::Unreachable(first, text))?;
        }
        Ok(node)
    }

    pub(crate) fn start(
        limits: crate::config::Limits,
        must_find: bool,
        open: OpenEngine,
    ) -> Result<Node, NodeError> {
        let inner = Inner::start(limits, must_find, open)?;
        Ok(Node { owner: Arc::new(Owner(inner)) })
    }

    /// The addresses that this node listens on, as [`Config::connect`] takes them.
    pub fn addresses(&self) -> Vec<String> {
        self.owner.0.addresses.get().cloned().unwrap_or_default()
    }

    /// Serves an actor under a name: other nodes reach it by that name from now on. The node does not keep the actor
    /// alive. The name is given up when the [`Served`] is dropped, or the actor ends.
    ///
    /// Blocks until the other nodes have agreed, a second at most.
    ///
    /// # Errors
    ///
    /// [`NodeError::NameTaken`] if the name is served already, here or elsewhere. Of two nodes that claim a name at once,
    /// one gets it.
    pub fn serve<H: Protocol>(&self, name: &str, handle: &H) -> Result<Served, NodeError> {
        let inner = &self.owner.0;
        let weak = handle.downgrade();
        if let Some(exit) = weak.exit() {
            return Err(NodeError::Ended(exit));
        }
        let driver: Arc<dyn Driver> = Arc::clone(inner) as _;
        let target = Box::new(Local { weak: weak.clone(), driver });
        let serve = inner.claim(name, H::PROTOCOL, target)?;
        let events = inner.events();
        let actor = handle.name().to_owned();
        let of = name.to_owned();
        let watch = handle.on_exit(move |exit: &Exit| {
            let ended = Some(End::of(exit, &actor));
            let _ = events.send(Event::Withdraw { serve, name: of, ended });
        });
        let unwatch = Box::new(move || {
            if let Some(handle) = weak.upgrade() {
                handle.unwatch(watch);
            }
        });
        Ok(Served::new(Arc::clone(inner), name, serve, unwatch))
    }

    /// A remote handle to the actor that is served under this name, which need not be there yet. Does not block.
    pub fn connect<R: RemoteHandle>(&self, name: &str) -> R {
        let inner = Arc::clone(&self.owner.0);
        R::from_link(Link::new(inner.outgoing(name, R::Local::PROTOCOL)))
    }

    /// The names that actors with this handle are served under now, as far as this node knows.
    pub fn actors<H: Protocol>(&self) -> Vec<String> {
        self.owner.0.directory().names(H::PROTOCOL)
    }

    /// Calls `watcher` at each name that comes or goes from now on, on a thread of the node for such calls, until the
    /// node is closed. A watcher that holds a clone of its node keeps it open until [`close`](Node::close).
    pub fn watch(&self, watcher: impl FnMut(&NameEvent) + Send + 'static) {
        self.owner.0.watch(Box::new(watcher));
    }

    #[cfg(test)]
    pub(crate) fn inner(&self) -> Arc<Inner> {
        Arc::clone(&self.owner.0)
    }

    /// Whether a message of another node stands before a full mailbox of this one.
    #[cfg(test)]
    pub(crate) fn is_in_line(&self) -> bool {
        let is_in_line = |serving: &crate::serve::serving::Serving| {
            serving.connections.values().any(|connection| connection.in_line.is_some())
        };
        self.look(is_in_line).unwrap_or(false)
    }

    /// How many connections to actors of this node there are.
    #[cfg(test)]
    pub(crate) fn connections(&self) -> usize {
        self.look(|serving| serving.connections.len()).unwrap_or(0)
    }

    /// What the worker sees of its actors.
    #[cfg(test)]
    pub(crate) fn look<T: Send + 'static>(
        &self,
        look: impl FnOnce(&crate::serve::serving::Serving) -> T + Send + 'static,
    ) -> Option<T> {
        let (told, heard) = std::sync::mpsc::channel();
        let look = Box::new(move |serving: &_| {
            let _ = told.send(look(serving));
        });
        let _ = self.owner.0.events().send(Event::Look(look));
        heard.recv().ok()
    }

    #[cfg(test)]
    pub(crate) fn id(&self) -> crate::engine::NodeId {
        self.owner.0.id()
    }

    /// Closes the node, and waits until its threads have ended. What it has for other nodes reaches them before, as far as
    /// they take it within a second. Then all calls are decided.
    pub fn close(&self) {
        self.owner.0.close();
    }

    /// Waits until this node knows a name with this protocol, for at most `duration`.
    pub fn wait_for<H: Protocol>(&self, name: &str, duration: Duration) -> bool {
        self.owner.0.wait_for_name(name, H::PROTOCOL, duration)
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Node").field("id", &self.owner.0.me()).finish_non_exhaustive()
    }
}
