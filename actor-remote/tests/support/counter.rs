//! An actor with every kind of message, and by hand the code that `#[actor(remote = "test.counter/1")]` generates for it.

use std::sync::{Arc, Condvar, Mutex};

use actor_remote::{
    __private::{self as private, Incoming, Link, Undecoded, serde},
    Protocol, RemoteError, RemoteHandle, RemoteReply,
};
use actor_runtime::prelude::*;

/// Keeps the counter in a handler until it is opened.
#[derive(Clone, Debug, Default)]
pub struct Gate(Arc<(Mutex<(bool, u64)>, Condvar)>);

impl Gate {
    pub fn open(&self) {
        self.0.0.lock().unwrap().0 = true;
        self.0.1.notify_all();
    }

    pub fn shut(&self) {
        *self.0.0.lock().unwrap() = (false, 0);
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

#[actor]
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

    pub fn swallow(&mut self, bytes: Vec<u8>) -> u64 {
        bytes.len() as u64
    }

    pub fn total_of(&self, other: CounterRemote) -> Result<u64, String> {
        other.total().map_err(|error| error.to_string())
    }
}

macro_rules! arguments {
    ($($name:ident { $($field:ident: $type:ty),* })*) => {$(
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(crate = "::actor_remote::__private::serde")]
        struct $name { $($field: $type),* }
    )*};
}

arguments! {
    Add { n: u64 }
    AddAndGet { n: u64 }
    Total {}
    Count {}
    Nothing {}
    Log {}
    Pause {}
    Boom {}
    Later {}
    Release {}
    Zeros { bytes: u64 }
    Swallow { bytes: Vec<u8> }
    TotalOf { other: CounterRemote }
}

impl Protocol for CounterHandle {
    const PROTOCOL: &'static str = "test.counter/1";
    type Remote = CounterRemote;

    fn decode(method: &str, arguments: &[u8]) -> Result<Incoming<CounterMessage>, Undecoded> {
        match method {
            "add" => private::tell(arguments, |a: Add| CounterMessage::Add { n: a.n }),
            "add_and_get" => private::ask(arguments, |a: AddAndGet, reply| {
                CounterMessage::AddAndGet { n: a.n, reply }
            }),
            "total" => private::ask(arguments, |_: Total, reply| CounterMessage::Total { reply }),
            "count" => private::ask(arguments, |_: Count, reply| CounterMessage::Count { reply }),
            "nothing" => private::tell(arguments, |_: Nothing| CounterMessage::Nothing),
            "log" => private::ask(arguments, |_: Log, reply| CounterMessage::Log { reply }),
            "pause" => private::tell(arguments, |_: Pause| CounterMessage::Pause),
            "boom" => private::ask(arguments, |_: Boom, reply| CounterMessage::Boom { reply }),
            "later" => private::ask(arguments, |_: Later, reply| CounterMessage::Later { reply }),
            "release" => private::tell(arguments, |_: Release| CounterMessage::Release),
            "zeros" => private::ask(arguments, |a: Zeros, reply| CounterMessage::Zeros {
                bytes: a.bytes,
                reply,
            }),
            "swallow" => private::ask(arguments, |a: Swallow, reply| CounterMessage::Swallow {
                bytes: a.bytes,
                reply,
            }),
            "total_of" => private::ask(arguments, |a: TotalOf, reply| CounterMessage::TotalOf {
                other: a.other,
                reply,
            }),
            _ => Err(Undecoded::UnknownMessage),
        }
    }
}

#[derive(Clone, Debug)]
pub struct CounterRemote(Link<CounterHandle>);

#[derive(Clone, Copy, Debug)]
pub struct CounterRemoteAsk<'ask>(&'ask Link<CounterHandle>);

impl RemoteHandle for CounterRemote {
    type Local = CounterHandle;
    type Ask<'ask>
        = CounterRemoteAsk<'ask>
    where
        Self: 'ask;

    fn ask(&self) -> CounterRemoteAsk<'_> {
        CounterRemoteAsk(&self.0)
    }

    fn from_link(link: Link<CounterHandle>) -> Self {
        CounterRemote(link)
    }

    fn link(&self) -> &Link<CounterHandle> {
        &self.0
    }
}

impl CounterRemote {
    pub fn add(&self, n: u64) -> Result<(), RemoteError> {
        self.0.tell("add", &Add { n })
    }

    pub fn add_and_get(&self, n: u64) -> Result<u64, RemoteError> {
        self.ask().add_and_get(n).wait()
    }

    pub fn total(&self) -> Result<u64, RemoteError> {
        self.ask().total().wait()
    }

    pub fn log(&self) -> Result<Vec<u64>, RemoteError> {
        self.0.ask("log", &Log {}).wait()
    }

    pub fn pause(&self) -> Result<(), RemoteError> {
        self.0.tell("pause", &Pause {})
    }

    pub fn boom(&self) -> Result<u64, RemoteError> {
        self.0.ask("boom", &Boom {}).wait()
    }

    pub fn release(&self) -> Result<(), RemoteError> {
        self.0.tell("release", &Release {})
    }

    pub fn zeros(&self, bytes: u64) -> Result<Vec<u8>, RemoteError> {
        self.0.ask("zeros", &Zeros { bytes }).wait()
    }

    pub fn swallow(&self, bytes: Vec<u8>) -> Result<u64, RemoteError> {
        self.0.ask("swallow", &Swallow { bytes }).wait()
    }

    pub fn total_of(&self, other: CounterRemote) -> Result<Result<u64, String>, RemoteError> {
        self.0.ask("total_of", &TotalOf { other }).wait()
    }

    /// A message of a newer version, which this actor does not have.
    pub fn newer(&self) -> Result<(), RemoteError> {
        self.0.tell("newer", &Total {})
    }

    /// Arguments of another type.
    pub fn add_text(&self, n: &'static str) -> Result<(), RemoteError> {
        #[derive(serde::Serialize)]
        #[serde(crate = "::actor_remote::__private::serde")]
        struct AddText {
            n: &'static str,
        }
        self.0.tell("add", &AddText { n })
    }
}

impl CounterRemoteAsk<'_> {
    pub fn add(&self, n: u64) -> RemoteReply<()> {
        self.0.pipeline_tell("add", &Add { n })
    }

    pub fn add_and_get(&self, n: u64) -> RemoteReply<u64> {
        self.0.ask("add_and_get", &AddAndGet { n })
    }

    pub fn total(&self) -> RemoteReply<u64> {
        self.0.ask("total", &Total {})
    }

    pub fn count(&self) -> RemoteReply<u64> {
        self.0.ask("count", &Count {})
    }

    pub fn nothing(&self) -> RemoteReply<()> {
        self.0.pipeline_tell("nothing", &Nothing {})
    }

    pub fn later(&self) -> RemoteReply<u64> {
        self.0.ask("later", &Later {})
    }

    pub fn swallow(&self, bytes: Vec<u8>) -> RemoteReply<u64> {
        self.0.ask("swallow", &Swallow { bytes })
    }

    pub fn pause(&self) -> RemoteReply<()> {
        self.0.pipeline_tell("pause", &Pause {})
    }
}

impl serde::Serialize for CounterRemote {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        private::serialize_remote(&self.0, serializer)
    }
}

impl<'de> serde::Deserialize<'de> for CounterRemote {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        private::deserialize_remote(deserializer).map(CounterRemote)
    }
}
