//! How a node listens, connects and limits.

use std::{
    net::{IpAddr, ToSocketAddrs},
    path::{Path, PathBuf},
    time::Duration,
};

use crate::error::NodeError;

/// How a [`Node`](crate::Node) listens, connects and limits.
///
/// ```
/// use actor_remote::Config;
///
/// let till = Config::new().listen("127.0.0.1:0");
/// let office = Config::new().connect("127.0.0.1:7447");
/// # drop((till, office));
/// ```
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) listen: Vec<String>,
    pub(crate) connect: Vec<String>,
    pub(crate) tls: Option<Tls>,
    pub(crate) insecure: bool,
    pub(crate) lease: Duration,
    pub(crate) connect_timeout: Duration,
    pub(crate) limits: Limits,
}

/// The files of a node's certificate: mutual TLS, over QUIC.
#[derive(Clone, Debug)]
pub(crate) struct Tls {
    pub(crate) authority: PathBuf,
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}

/// What a node holds at most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Bytes of one message, or of one answer.
    pub(crate) message: usize,
    /// Messages of one remote handle that wait to be sent.
    pub(crate) queued: usize,
    /// The bytes of these.
    pub(crate) queued_bytes: usize,
    /// Bytes that wait to be sent to one other node, in each direction.
    pub(crate) outbox: usize,
    /// For how long the thread that sends to a node waits for more. A new one takes about 50 us to start.
    pub(crate) linger: Duration,
    /// Bytes of names in one message.
    pub(crate) names: usize,
    /// Bytes of frames that wait for the worker. A client that keeps to its window needs little of it.
    pub(crate) received: usize,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            listen: Vec::new(),
            connect: Vec::new(),
            tls: None,
            insecure: false,
            lease: Duration::from_secs(1),
            connect_timeout: Duration::from_secs(5),
            limits: Limits {
                message: 1 << 20,
                queued: 1 << 16,
                queued_bytes: 64 << 20,
                outbox: 256 << 20,
                linger: Duration::from_secs(5),
                names: 256 << 10,
                received: 256 << 20,
            },
        }
    }
}

impl Config {
    /// A node that neither listens nor connects yet.
    pub fn new() -> Self {
        Config::default()
    }

    /// Listens on `host:port`; port 0 is any free one, which [`Node::addresses`](crate::Node::addresses) tells. May be
    /// called several times. A host that is not on loopback needs [`tls`](Config::tls) or
    /// [`insecure`](Config::insecure).
    #[must_use]
    pub fn listen(mut self, address: impl Into<String>) -> Self {
        self.listen.push(address.into());
        self
    }

    /// Connects to the node that listens on `host:port`. A link that is lost is tried again every 50 to 200 ms.
    ///
    /// A node that does not listen, and connects to one other, reaches all that this one reaches. May be called several
    /// times: the node reaches those that it connects to then, and needs to [`listen`](Config::listen) to reach others.
    #[must_use]
    pub fn connect(mut self, address: impl Into<String>) -> Self {
        self.connect.push(address.into());
        self
    }

    /// Encrypts all links, with certificates on both sides: QUIC with mutual TLS. The files are in PEM: the certificate
    /// of the authority that signed all nodes, this node's own certificate, and its private key. The certificate has to
    /// name the host that other nodes connect to.
    #[must_use]
    pub fn tls(
        mut self,
        authority: impl AsRef<Path>,
        certificate: impl AsRef<Path>,
        key: impl AsRef<Path>,
    ) -> Self {
        self.tls = Some(Tls {
            authority: authority.as_ref().to_owned(),
            certificate: certificate.as_ref().to_owned(),
            key: key.as_ref().to_owned(),
        });
        self
    }

    /// Lets the node listen without encryption where other machines reach it.
    #[must_use]
    pub fn insecure(mut self) -> Self {
        self.insecure = true;
        self
    }

    /// How long a node that says nothing counts as alive: 1 s, unless told otherwise. Each side tells the other its own.
    /// A handler may run as long as it likes: the engine's threads keep the lease.
    #[must_use]
    pub fn lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }

    /// How long [`Node::open`](crate::Node::open) waits for the nodes that it [`connect`](Config::connect)s to: 5 s,
    /// unless told otherwise.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How many bytes a message or an answer may have: 1 MiB, unless told otherwise. A larger message is
    /// [`NotSent`](crate::RemoteError::NotSent), a larger answer [`BadAnswer`](crate::Refusal::BadAnswer).
    #[must_use]
    pub fn max_message(mut self, bytes: usize) -> Self {
        // What zenoh and the window can carry, and what fits a length on the wire.
        self.limits.message = bytes.min(256 << 20);
        self
    }

    /// How many messages of one remote handle may wait to be sent: 65,536, unless told otherwise.
    #[must_use]
    pub fn max_queued(mut self, messages: usize) -> Self {
        self.limits.queued = messages;
        self
    }

    /// How many bytes the messages of one remote handle that wait to be sent may have: 64 MiB, unless told otherwise. One
    /// message may wait whatever its size.
    #[must_use]
    pub fn max_queued_bytes(mut self, bytes: usize) -> Self {
        self.limits.queued_bytes = bytes;
        self
    }

    /// How many bytes may wait for one other node that is slow to take them: 256 MiB, unless told otherwise. Messages to
    /// it and answers to it are counted apart, each over all remote handles.
    ///
    /// A call that finds no room is [`QueueFull`](crate::NotSent::QueueFull). While half of the room for answers is taken,
    /// no more messages of that node are handed over. An answer that finds no room at all resets its connection: the
    /// messages of that remote handle that have no answer yet are [`Unknown`](crate::RemoteError::Unknown), or are repeated.
    #[must_use]
    pub fn max_outbox(mut self, bytes: usize) -> Self {
        self.limits.outbox = bytes;
        self
    }

    /// Finds what is wrong before anything is opened.
    pub(crate) fn check(&self) -> Result<(), NodeError> {
        for address in self.listen.iter().chain(&self.connect) {
            let port = address.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok());
            if port.is_none() {
                return Err(NodeError::Address(address.clone()));
            }
        }
        for address in &self.listen {
            if self.tls.is_none() && !self.insecure && !is_loopback(address) {
                return Err(NodeError::Insecure(address.clone()));
            }
        }
        for file in self.tls.iter().flat_map(|tls| [&tls.authority, &tls.certificate, &tls.key]) {
            if let Err(error) = std::fs::File::open(file) {
                return Err(NodeError::Certificate(file.display().to_string(), error));
            }
        }
        Ok(())
    }
}

/// Whether all that this address stands for is on loopback. A name that cannot be resolved is not.
fn is_loopback(address: &str) -> bool {
    let addresses: Vec<IpAddr> = match address.to_socket_addrs() {
        Ok(addresses) => addresses.map(|address| address.ip()).collect(),
        Err(_) => return false,
    };
    !addresses.is_empty() && addresses.iter().all(IpAddr::is_loopback)
}
