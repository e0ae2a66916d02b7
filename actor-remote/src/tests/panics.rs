//! Code of the user's that panics where a node reads or drops its messages.

use std::{task::Waker, time::Duration};

use actor_runtime::prelude::*;

use super::{
    LONG,
    counter::{Counter, CounterHandle, CounterRemote},
    id, narrow, node, until,
};
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

/// Panics where nothing else contains it, at all messages but `handled`.
struct Uncontained;

impl Target for Uncontained {
    fn end(&self) -> Option<End> {
        None
    }

    fn hand_over(&self, method: &str, _: &[u8], _: &Waker) -> Handed {
        assert_eq!(method, "handled", "as a message is handed over");
        Handed::Refused(Refusal::Full)
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

#[test]
fn a_message_that_waited_for_room_and_panics_is_not_accepted_with_the_next_one() {
    let network = Network::default();
    let (here, there) = (node(&network), narrow(&network, 200_000));
    let counter = Counter::default().spawn();
    let _served = there.serve("c", &counter).unwrap();
    there.inner().claim("v", VictimHandle::PROTOCOL, Box::new(Uncontained)).unwrap();
    assert!(here.wait_for::<CounterHandle>("c", LONG) && here.wait_for::<VictimHandle>("v", LONG));
    let large: CounterRemote = here.connect::<CounterRemote>("c").with_timeout(Duration::MAX);
    let remote: VictimRemote = here.connect::<VictimRemote>("v").with_timeout(Duration::MAX);
    assert_eq!(large.count(), Ok(0));
    assert_eq!(remote.handled(), Err(RemoteError::Refused(Refusal::Full)));
    network.block(id(&here));
    let answers: Vec<_> = (0..6).map(|_| large.ask().zeros(20_000)).collect();
    until(|| there.look(|serving| !serving.held_up.is_empty()).unwrap());
    let mut sent: Vec<_> = (0..3).map(|_| remote.ask().read(Sharp)).collect();
    until(|| there.look(|serving| serving.waiting() == 3).unwrap());
    network.unblock(id(&here));
    for tell in &mut sent {
        assert_eq!(tell.wait_timeout(LONG), Err(RemoteError::Unknown));
    }
    for mut answer in answers {
        assert_eq!(answer.wait_timeout(LONG).unwrap().unwrap().len(), 20_000);
    }
}
