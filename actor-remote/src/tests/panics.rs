//! Code of the user's that panics where a node reads or drops its messages.

use std::{task::Waker, time::Duration};

use actor_runtime::prelude::*;

use super::{LONG, node};
use crate::{
    __private::serde::{Deserialize, Deserializer, Serialize},
    Protocol, Refusal, RemoteError, RemoteHandle,
    engine::memory::Network,
    error::End,
    serve::target::{Handed, Target},
};

/// Panics as it is read, with a payload that panics as it is dropped.
#[derive(Debug, Serialize)]
#[serde(crate = "crate::__private::serde")]
pub(crate) struct Sharp;

struct Payload;

impl Drop for Payload {
    fn drop(&mut self) {
        panic!("in the drop of a payload");
    }
}

impl<'de> Deserialize<'de> for Sharp {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        std::panic::panic_any(Payload)
    }
}

#[actor]
#[derive(Default)]
pub(crate) struct Victim {
    handled: u64,
}

#[actor(remote = "test.victim/1")]
impl Victim {
    pub(crate) fn read(&mut self, sharp: Sharp) {
        let Sharp = sharp;
        self.handled += 1;
    }

    pub(crate) fn handled(&self) -> u64 {
        self.handled
    }
}

#[test]
fn an_argument_that_panics_is_refused_whatever_its_payload_does() {
    let network = Network::default();
    let (here, there) = (node(&network), node(&network));
    let victim = Victim::default().spawn();
    let _served = there.serve("v", &victim).unwrap();
    assert!(here.wait_for::<VictimHandle>("v", LONG));
    let remote: VictimRemote = here.connect::<VictimRemote>("v").with_timeout(Duration::MAX);
    let (mut sharp, mut after) = (remote.ask().read(Sharp), remote.ask().handled());
    let refused = sharp.wait_timeout(LONG);
    let Err(RemoteError::Refused(Refusal::BadArgument(_))) = refused else { panic!("{refused:?}") };
    assert_eq!(after.wait_timeout(LONG), Ok(Some(0)));
}

/// Panics where nothing else contains it.
struct Uncontained;

impl Target for Uncontained {
    fn end(&self) -> Option<End> {
        None
    }

    fn hand_over(&self, _: &str, _: &[u8], _: &Waker) -> Handed {
        panic!("as a message is handed over");
    }
}

#[test]
fn a_message_that_panics_as_it_is_handed_over_is_not_accepted_with_the_next_one() {
    let network = Network::default();
    let (here, there) = (node(&network), node(&network));
    let claimed = there.inner().claim("v", VictimHandle::PROTOCOL, Box::new(Uncontained));
    claimed.unwrap();
    assert!(here.wait_for::<VictimHandle>("v", LONG));
    let remote: VictimRemote = here.connect::<VictimRemote>("v").with_timeout(Duration::MAX);
    let mut sent: Vec<_> = (0..3).map(|_| remote.ask().read(Sharp)).collect();
    for tell in &mut sent {
        assert_eq!(tell.wait_timeout(LONG), Err(RemoteError::Unknown));
    }
}
