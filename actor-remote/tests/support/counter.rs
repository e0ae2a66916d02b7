//! An actor with every kind of message that other nodes can send.

use std::sync::{Arc, Condvar, Mutex, mpsc};

use actor_remote::{__private::serde, RemoteError, RemoteExit, RemoteHandle};
use actor_runtime::prelude::*;

/// Keeps the counter in a handler until it is opened.
#[derive(Clone, Debug, Default)]
pub struct Gate(Arc<(Mutex<(bool, u64)>, Condvar)>);

impl Gate {
    pub fn open(&self) {
        self.0.0.lock().unwrap().0 = true;
        self.0.1.notify_all();
    }

    fn pass(&self) {
        let mut state = self.0.0.lock().unwrap();
        state.1 += 1;
        self.0.1.notify_all();
        drop(self.0.1.wait_while(state, |state| !state.0).unwrap());
    }

    /// Waits until the counter stands before the gate.
    pub fn wait_for_counter(&self) {
        let state = self.0.0.lock().unwrap();
        drop(self.0.1.wait_while(state, |state| state.1 == 0).unwrap());
    }
}

#[actor]
#[derive(Default)]
pub struct Counter {
    pub log: Vec<u64>,
    pub gate: Gate,
    pub kept: Vec<ReplySender<u64>>,
    pub on_add: Option<Box<dyn FnMut(u64) + Send>>,
}

#[actor(remote = "test.counter/1")]
impl Counter {
    pub fn add(&mut self, n: u64) {
        if let Some(on_add) = &mut self.on_add {
            on_add(n);
        }
        self.log.push(n);
    }

    pub fn add_and_get(&mut self, n: u64) -> u64 {
        self.add(n);
        self.log.iter().sum()
    }

    pub fn total(&self) -> u64 {
        self.log.iter().sum()
    }

    /// Answers at once, however long the log is.
    pub fn count(&self) -> u64 {
        self.log.len() as u64
    }

    pub fn nothing(&self) {}

    pub fn log(&self) -> Vec<u64> {
        self.log.clone()
    }

    pub fn pause(&self) {
        self.gate.pass();
    }

    pub fn boom(&self) -> u64 {
        panic!("boom");
    }

    pub fn later(&mut self, #[reply] reply: ReplySender<u64>) {
        self.kept.push(reply);
    }

    pub fn release(&mut self) {
        for (at, reply) in self.kept.drain(..).enumerate() {
            let _ = reply.send(at as u64);
        }
    }

    pub fn zeros(&self, bytes: u64) -> Vec<u8> {
        vec![0; bytes as usize]
    }

    /// Written and read much faster than [`zeros`](Counter::zeros), which are numbers.
    pub fn letters(&self, bytes: u64) -> String {
        "a".repeat(bytes as usize)
    }

    pub fn swallow(&mut self, bytes: Vec<u8>) -> u64 {
        bytes.len() as u64
    }

    pub fn total_of(&self, other: CounterRemote) -> Result<u64, String> {
        other.total().map_err(|error| error.to_string())
    }
}

impl Counter {
    /// A counter that [`pause`](Counter::pause) keeps until the gate is opened.
    pub fn gated() -> (Gate, Counter) {
        let gate = Gate::default();
        (gate.clone(), Counter { gate, ..Counter::default() })
    }
}

impl CounterRemote {
    /// What watchers of the actor are told: once.
    pub fn exits(&self) -> mpsc::Receiver<RemoteExit> {
        let (told, exits) = mpsc::channel();
        self.on_exit(move |exit| told.send(exit).unwrap());
        exits
    }

    /// A message of a newer version, which this actor does not have.
    pub fn newer(&self) -> Result<(), RemoteError> {
        #[derive(serde::Serialize)]
        #[serde(crate = "::actor_remote::__private::serde")]
        struct Newer {}
        self.link().tell("newer", &Newer {})
    }

    /// Arguments of another type.
    pub fn add_text(&self, n: &'static str) -> Result<(), RemoteError> {
        #[derive(serde::Serialize)]
        #[serde(crate = "::actor_remote::__private::serde")]
        struct AddText {
            n: &'static str,
        }
        self.link().tell("add", &AddText { n })
    }
}
