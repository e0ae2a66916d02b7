//! An actor that stands still at one step of a message, so that its process can be killed there.

use actor_remote::{__private::serde, RemoteError, RemoteHandle};
use actor_runtime::prelude::*;

use crate::child::Log;

/// The message at which the actor stands. Its bytes are found on the wire: eight, the highest first.
pub(crate) const MARKED: u64 = 0x0123_4567_89ab_cdef;

/// Where an actor stands still.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Stop {
    #[default]
    Nowhere,
    BeforeLog,
    AfterLog,
    AtAnswer,
}

impl Stop {
    /// Tells the test, and waits to be killed.
    fn stand() {
        println!("\n@stands");
        loop {
            std::thread::park();
        }
    }

    fn reach(self, step: Stop, n: u64) {
        if self == step && n == MARKED {
            Stop::stand();
        }
    }
}

/// The answer: its number, behind which its writer may stand still.
pub(crate) struct Receipt {
    pub(crate) n: u64,
    stop: Stop,
}

impl serde::Serialize for Receipt {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.stop.reach(Stop::AtAnswer, self.n);
        self.n.serialize(to)
    }
}

impl<'de> serde::Deserialize<'de> for Receipt {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let n = u64::deserialize(from)?;
        Ok(Receipt { n, stop: Stop::Nowhere })
    }
}

#[actor]
pub(crate) struct Ledger {
    pub(crate) log: Log,
    pub(crate) stop: Stop,
}

#[actor(remote = "test.ledger/1")]
impl Ledger {
    pub(crate) fn write(&mut self, n: u64) {
        self.stop.reach(Stop::BeforeLog, n);
        self.log.write(n);
        self.stop.reach(Stop::AfterLog, n);
    }

    pub(crate) fn write_and_get(&mut self, n: u64) -> Receipt {
        self.write(n);
        Receipt { n, stop: self.stop }
    }

    /// Keeps the actor from all that comes behind it.
    pub(crate) fn stand(&mut self) {
        Stop::stand();
    }

    #[ask]
    pub(crate) fn nothing(&self) {}
}

impl LedgerRemote {
    /// A message that the actor does not have: the node there refuses it, whatever the actor does.
    pub(crate) fn unknown(&self) -> Result<(), RemoteError> {
        #[derive(serde::Serialize)]
        #[serde(crate = "::actor_remote::__private::serde")]
        struct Nothing {}
        self.link().tell("unknown", &Nothing {})
    }
}
