//! Why an observer is not served.

use std::{error::Error, fmt, io, net::SocketAddr};

/// Why [`Observer::serve`](crate::Observer::serve) has failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum ServeError {
    /// The address is no loopback address, and the call does not say that others may look.
    NotLoopback(SocketAddr),
    /// What was given is not an address, or its name cannot be resolved.
    Address(io::Error),
    /// The address cannot be listened on, for example because another program does.
    Listen(io::Error),
    /// The system has no thread for the observer.
    NoThread(io::Error),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ServeError::NotLoopback(address) => write!(
                f,
                "{address} is no loopback address: whoever reaches it could look into this program \
                 (`serve_beyond_loopback` permits that)"
            ),
            ServeError::Address(error) => write!(f, "not an address to serve on: {error}"),
            ServeError::Listen(error) => write!(f, "the address cannot be listened on: {error}"),
            ServeError::NoThread(error) => write!(f, "no thread for the observer: {error}"),
        }
    }
}

impl Error for ServeError {
    // `Display` has all of it, so a chain of errors prints nothing twice.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            ServeError::NotLoopback(_) => None,
            ServeError::Address(error)
            | ServeError::Listen(error)
            | ServeError::NoThread(error) => error.source(),
        }
    }
}
