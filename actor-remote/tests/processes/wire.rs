//! A relay between a client and a server, which cuts their link, or holds what goes one way.

use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex},
};

use crate::LONG;

/// Carries bytes between a client and a server, until they are cut.
pub(crate) struct Wire {
    pub(crate) address: String,
    streams: Arc<Mutex<Vec<TcpStream>>>,
    lanes: Lanes,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Way {
    ToServer,
    ToClient,
}

type Lanes = [Arc<Lane>; 2];

/// What goes one way, on all connections.
#[derive(Default)]
struct Lane {
    held: Mutex<Option<Held>>,
    changed: Condvar,
}

/// Bytes that have left one side and have not reached the other one.
#[derive(Default)]
struct Held {
    bytes: Vec<u8>,
    to: Option<TcpStream>,
}

impl Wire {
    pub(crate) fn to(server: &str) -> Wire {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let streams: Arc<Mutex<Vec<TcpStream>>> = Arc::default();
        let lanes = Lanes::default();
        let (server, open, [up, down]) = (server.to_owned(), Arc::clone(&streams), lanes.clone());
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let Ok(server) = TcpStream::connect(&server) else { continue };
                let mut open = open.lock().unwrap();
                for (from, to, lane) in [(&client, &server, &up), (&server, &client, &down)] {
                    let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    let lane = Arc::clone(lane);
                    open.push(from.try_clone().unwrap());
                    std::thread::spawn(move || lane.carry(from, to));
                }
            }
        });
        Wire { address, streams, lanes }
    }

    fn lane(&self, way: Way) -> &Lane {
        &self.lanes[way as usize]
    }

    /// Breaks the link. What is held is lost.
    pub(crate) fn cut(&self) {
        for stream in self.streams.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
        for lane in &self.lanes {
            lane.held.lock().unwrap().take();
            lane.changed.notify_all();
        }
    }

    /// From now on, what goes this way does not arrive, and neither does that its sender has gone.
    pub(crate) fn hold(&self, way: Way) {
        *self.lane(way).held.lock().unwrap() = Some(Held::default());
    }

    /// Waits until these bytes are among those that are held.
    pub(crate) fn wait_for(&self, way: Way, wanted: &[u8]) {
        let lane = self.lane(way);
        let is_missing = |held: &mut Option<Held>| {
            let held = held.as_ref().expect("the lane is held");
            !held.bytes.windows(wanted.len()).any(|bytes| bytes == wanted)
        };
        let held = lane.held.lock().unwrap();
        let (held, waited) = lane.changed.wait_timeout_while(held, LONG, is_missing).unwrap();
        drop(held);
        assert!(!waited.timed_out(), "they never come");
    }

    /// Lets go what is held.
    pub(crate) fn release(&self, way: Way) {
        let lane = self.lane(way);
        let mut held = lane.held.lock().unwrap();
        if let Some(Held { bytes, to: Some(mut to) }) = held.take() {
            to.write_all(&bytes).unwrap();
        }
        drop(held);
        lane.changed.notify_all();
    }
}

impl Lane {
    fn carry(&self, mut from: TcpStream, mut to: TcpStream) {
        let mut bytes = [0; 65_536];
        while let Ok(n @ 1..) = from.read(&mut bytes) {
            if self.pass(&bytes[..n], &mut to).is_err() {
                break;
            }
        }
        let held = self.held.lock().unwrap();
        drop(self.changed.wait_while(held, |held| held.is_some()).unwrap());
        // The other way goes on: what is held there may still arrive.
        let _ = (from.shutdown(Shutdown::Read), to.shutdown(Shutdown::Write));
    }

    fn pass(&self, bytes: &[u8], to: &mut TcpStream) -> io::Result<()> {
        let mut held = self.held.lock().unwrap();
        let Some(held) = held.as_mut() else { return to.write_all(bytes) };
        held.bytes.extend_from_slice(bytes);
        held.to = Some(to.try_clone()?);
        self.changed.notify_all();
        Ok(())
    }
}
