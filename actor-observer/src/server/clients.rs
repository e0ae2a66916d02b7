//! The clients that are connected, so that their number is bounded and none is left behind.

use std::{
    collections::BTreeMap,
    io,
    net::{Shutdown, TcpStream},
    sync::{Mutex, MutexGuard},
    thread::JoinHandle,
};

use crate::server::lock;

/// How many clients are connected at most.
pub(super) const MOST: usize = 16;

#[derive(Default)]
pub(super) struct Clients(Mutex<Connected>);

#[derive(Default)]
struct Connected {
    are_closed: bool,
    last: u64,
    streams: BTreeMap<u64, TcpStream>,
    threads: BTreeMap<u64, JoinHandle<()>>,
}

impl Clients {
    fn lock(&self) -> MutexGuard<'_, Connected> {
        lock(&self.0)
    }

    /// Adds a client, unless there are too many. Its number removes it.
    pub(super) fn add(&self, stream: &TcpStream) -> io::Result<Option<u64>> {
        let stream = stream.try_clone()?;
        let mut connected = self.lock();
        if connected.are_closed || connected.streams.len() >= MOST {
            return Ok(None);
        }
        connected.last += 1;
        let number = connected.last;
        connected.streams.insert(number, stream);
        Ok(Some(number))
    }

    /// Keeps the thread of a client, and forgets those of clients that are gone.
    pub(super) fn keep(&self, number: u64, thread: JoinHandle<()>) {
        let mut connected = self.lock();
        connected.threads.insert(number, thread);
        connected.threads.retain(|_, thread| !thread.is_finished());
    }

    pub(super) fn remove(&self, number: u64) {
        let removed = self.lock().streams.remove(&number);
        drop(removed);
    }

    /// Lets go of all clients, and lets no more in.
    pub(super) fn close(&self) {
        let mut connected = self.lock();
        connected.are_closed = true;
        for stream in connected.streams.values() {
            // Fails where the client has gone by itself.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    pub(super) fn are_closed(&self) -> bool {
        self.lock().are_closed
    }

    /// Waits for the clients' threads. To be called after `close`, once no more are accepted.
    pub(super) fn join(&self) {
        let threads = std::mem::take(&mut self.lock().threads);
        for thread in threads.into_values() {
            let _ = thread.join();
        }
    }
}
