//! The serving side: `Observer`, which lets clients in, and lets go of all of them when it is dropped.
//
// Plain threads, not actors, since an actor of the observer's own would show in what it tells. One thread accepts
// connections, and each client has one: a client that reads slowly or not at all holds up its own thread alone.

mod client;
mod clients;
mod events;
mod looks;

use std::{
    fmt, io,
    net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::Duration,
};

use actor_runtime::{
    System,
    view::{View, WatchError},
};

use crate::{
    ServeError,
    server::{clients::Clients, looks::Looks},
};

/// How long an actor may be in one message before that is an event.
const STUCK: Duration = Duration::from_secs(1);

/// Answers the clients that ask what the actors of this program do, until it is dropped.
///
/// It looks at the actors twice a second, to notice those that have been in one message for a second, those whose queues
/// only grow, and restarts. Beyond that it looks when a client asks, on the client's thread, at most ten times a second for
/// all clients together.
pub struct Observer {
    address: SocketAddr,
    served: Arc<Served>,
    accepting: Option<JoinHandle<()>>,
}

/// What the threads of an observer share.
struct Served {
    looks: Looks,
    clients: Clients,
}

impl Observer {
    /// Serves all actors of this program at a loopback address, such as `"127.0.0.1:0"` for any free port.
    ///
    /// # Errors
    ///
    /// [`ServeError::NotLoopback`] if one of the addresses is no loopback address: see
    /// [`serve_beyond_loopback`](Observer::serve_beyond_loopback). [`ServeError::Address`] if `address` is not an address
    /// or cannot be resolved, [`ServeError::Listen`] if it cannot be listened on, [`ServeError::NoThread`] if the system has no
    /// thread to give.
    pub fn serve(address: impl ToSocketAddrs) -> Result<Observer, ServeError> {
        Observer::serve_on_loopback(address, View::all())
    }

    /// As [`serve`](Observer::serve), for the actors of `system` alone. The system is not held open.
    ///
    /// # Errors
    ///
    /// As [`serve`](Observer::serve).
    pub fn serve_system(
        address: impl ToSocketAddrs,
        system: &System,
    ) -> Result<Observer, ServeError> {
        Observer::serve_on_loopback(address, View::of(system))
    }

    /// As [`serve`](Observer::serve), at any address. Whoever reaches it learns the names of actors, types and messages,
    /// and how much they do: nothing asks for a password, and nothing is encrypted.
    ///
    /// # Errors
    ///
    /// As [`serve`](Observer::serve), but never [`ServeError::NotLoopback`].
    pub fn serve_beyond_loopback(address: impl ToSocketAddrs) -> Result<Observer, ServeError> {
        Observer::listen(&resolve(address)?, View::all())
    }

    fn serve_on_loopback(address: impl ToSocketAddrs, view: View) -> Result<Observer, ServeError> {
        let addresses = resolve(address)?;
        let outside = addresses.iter().find(|address| !address.ip().to_canonical().is_loopback());
        match outside {
            Some(address) => Err(ServeError::NotLoopback(*address)),
            None => Observer::listen(&addresses, view),
        }
    }

    fn listen(addresses: &[SocketAddr], view: View) -> Result<Observer, ServeError> {
        let listener = TcpListener::bind(addresses).map_err(ServeError::Listen)?;
        let address = listener.local_addr().map_err(ServeError::Listen)?;
        let looks = Looks::begin(view.stuck_after(STUCK)).map_err(|error| match error {
            WatchError::Thread(error) => ServeError::NoThread(error),
            error => ServeError::NoThread(io::Error::other(error)),
        })?;
        let served = Arc::new(Served { looks, clients: Clients::default() });
        let accepting = thread::Builder::new().name("actor-observer".into()).spawn({
            let served = Arc::clone(&served);
            move || accept(&listener, &served)
        });
        let accepting = Some(accepting.map_err(ServeError::NoThread)?);
        Ok(Observer { address, served, accepting })
    }

    /// The address that it listens on, with the port that was found for port 0.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Observer").field("address", &self.address).finish_non_exhaustive()
    }
}

/// Lets go of all clients, and waits until the observer's threads have ended.
impl Drop for Observer {
    fn drop(&mut self) {
        self.served.clients.close();
        self.served.looks.stop();
        // A connection wakes the thread that accepts. Where none can be made, for want of a file descriptor say, the thread is
        // left to the next one that comes.
        let here = reachable(self.address);
        let is_woken = TcpStream::connect_timeout(&here, Duration::from_secs(1)).is_ok();
        if let Some(accepting) = self.accepting.take()
            && (is_woken || accepting.is_finished())
        {
            let _ = accepting.join();
        }
        self.served.clients.join();
    }
}

/// Where this program reaches what listens on `address`: an unspecified one listens on loopback, too.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

fn resolve(address: impl ToSocketAddrs) -> Result<Vec<SocketAddr>, ServeError> {
    let addresses: Vec<_> = address.to_socket_addrs().map_err(ServeError::Address)?.collect();
    match addresses.is_empty() {
        true => Err(ServeError::Address(io::Error::from(io::ErrorKind::AddrNotAvailable))),
        false => Ok(addresses),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // None of the guarded values is left half changed by a panic.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How long to wait where connections cannot be accepted, because the process has no file descriptor left for example.
const PAUSE: Duration = Duration::from_millis(100);

fn accept(listener: &TcpListener, served: &Arc<Served>) {
    loop {
        let accepted = listener.accept();
        if served.clients.are_closed() {
            return;
        }
        match accepted {
            Ok((stream, _)) => client::let_in(stream, served),
            Err(_) => thread::sleep(PAUSE),
        }
    }
}
