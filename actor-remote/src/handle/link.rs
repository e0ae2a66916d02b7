//! `Link`: what a generated remote handle holds.

use std::{
    fmt,
    marker::PhantomData,
    sync::Arc,
    time::{Duration, Instant},
};

use serde::Serialize;

use crate::{
    calls::{
        outgoing::{Order, Outgoing},
        reply::RemoteReply,
    },
    error::{RemoteError, RemoteExit},
    handle::{
        incoming::read,
        protocol::{Protocol, Travels},
    },
};

/// The deadline of a call, unless told otherwise. It is that of OTP.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The connection of a remote handle, and how its calls are made.
pub struct Link<H> {
    held: Arc<Held>,
    timeout: Duration,
    retries: u32,
    handle: PhantomData<fn() -> H>,
}

/// Tells the connection when the last handle is dropped.
struct Held(Arc<Outgoing>);

impl Drop for Held {
    fn drop(&mut self) {
        self.0.release();
    }
}

impl<H: Protocol> Link<H> {
    pub(crate) fn new(outgoing: Arc<Outgoing>) -> Self {
        let held = Arc::new(Held(outgoing));
        Link { held, timeout: TIMEOUT, retries: 0, handle: PhantomData }
    }

    /// Sends a message that is not answered, and waits until the mailbox there has accepted it.
    ///
    /// # Errors
    ///
    /// Says what became of the message otherwise.
    pub fn tell(
        &self,
        method: &'static str,
        arguments: &impl Serialize,
    ) -> Result<(), RemoteError> {
        self.pipeline_tell(method, arguments).wait()
    }

    /// As [`tell`](Link::tell), without the wait.
    pub fn pipeline_tell(
        &self,
        method: &'static str,
        arguments: &impl Serialize,
    ) -> RemoteReply<()> {
        self.send(method, arguments, false, |_| Ok(()))
    }

    /// Sends a message that is answered.
    pub fn ask<T: Travels>(
        &self,
        method: &'static str,
        arguments: &impl Serialize,
    ) -> RemoteReply<T> {
        self.send(method, arguments, true, read)
    }

    fn send<T>(
        &self,
        method: &'static str,
        arguments: &impl Serialize,
        is_ask: bool,
        decode: fn(&[u8]) -> Result<T, String>,
    ) -> RemoteReply<T> {
        let arguments = rmp_serde::to_vec_named(arguments).map_err(|error| error.to_string());
        // A deadline past the end of the clock is none.
        let deadline = Instant::now().checked_add(self.timeout);
        let outgoing = &self.held.0;
        let order = Order { method, arguments, is_ask, deadline, retries: self.retries };
        let reply = outgoing.call(order);
        RemoteReply::new(reply, Arc::clone(outgoing), deadline, decode)
    }

    pub(crate) fn name(&self) -> &str {
        &self.held.0.name
    }

    pub(crate) fn protocol(&self) -> &str {
        &self.held.0.protocol
    }

    pub(crate) fn with_timeout(&self, timeout: Duration) -> Self {
        Link { timeout, ..self.clone() }
    }

    pub(crate) fn with_retries(&self, retries: u32) -> Self {
        Link { retries, ..self.clone() }
    }

    pub(crate) fn on_exit(&self, watcher: impl FnOnce(RemoteExit) + Send + 'static) {
        self.held.0.watch(Box::new(watcher));
    }
}

impl<H> Clone for Link<H> {
    fn clone(&self) -> Self {
        Link {
            held: Arc::clone(&self.held),
            timeout: self.timeout,
            retries: self.retries,
            handle: PhantomData,
        }
    }
}

impl<H> fmt::Debug for Link<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link")
            .field("name", &self.held.0.name)
            .field("protocol", &self.held.0.protocol)
            .field("timeout", &self.timeout)
            .field("retries", &self.retries)
            .finish_non_exhaustive()
    }
}
