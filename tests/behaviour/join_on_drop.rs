//! A handle whose drop stops the actor and joins it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use actor_runtime::{JoinOnDrop, prelude::*};

use crate::{
    support::{
        alone::in_time,
        blocked::{Blocked, BlockedHandle, block},
        driver::Start,
    },
    sys::{
        mpsc::{Sender, channel},
        test,
    },
};

/// Says when its state is dropped.
#[actor]
struct Owned {
    dropped: Sender<u64>,
    total: u64,
}

#[actor]
impl Owned {
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }

    /// A message of a name that the wrapper has, too.
    #[allow(clippy::wrong_self_convention, reason = "it is a message")]
    pub fn into_inner(&self) -> u64 {
        self.total
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        self.dropped.send(self.total).unwrap();
    }
}

#[test]
fn the_drop_stops_and_waits_until_all_is_handled_and_the_state_is_gone() {
    let (dropped, drops) = channel();
    let owned = Owned { dropped, total: 0 }.start();
    let other = owned.clone();
    let owned: JoinOnDrop<OwnedHandle> = owned.join_on_drop();
    owned.add(1).unwrap();
    owned.clone().add(2).unwrap();
    assert_eq!(owned.into_inner(), Ok(3), "the message");
    owned.add(4).unwrap();
    drop(owned);
    assert_eq!(drops.try_recv(), Ok(7));
    assert_eq!(other.add(1), Err(CallError::Ended(Exit::Stopped)));
}

#[test]
fn a_panic_of_the_owner_stops_and_joins_as_well() {
    let (dropped, drops) = channel();
    let owned = Owned { dropped, total: 0 }.start();
    owned.add(1).unwrap();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let _owned = owned.join_on_drop();
        panic!("on purpose");
    }));
    assert!(panicked.is_err());
    assert_eq!(drops.try_recv(), Ok(1));
}

#[test]
fn the_handle_alone_neither_stops_nor_joins() {
    let actor = Blocked::default().start().join_on_drop();
    let latch = block(&actor);
    let actor = JoinOnDrop::into_inner(actor);
    actor.note(1).unwrap();
    assert!(actor.is_open());
    drop(latch);
    assert_eq!(actor.seen(), Ok(vec![1]));
    assert_eq!(actor.join(), Ok(Exit::Closed));
}

#[test]
fn a_handle_of_an_actor_that_has_ended_is_dropped_as_any_other() {
    let actor = Blocked::default().start();
    actor.kill();
    assert_eq!(actor.clone().join(), Ok(Exit::Killed));
    drop(actor.join_on_drop());
}

/// Drops what it is given, in its handler or with its state.
#[actor]
#[derive(Default)]
struct Owner {
    kept: Option<JoinOnDrop<OwnerHandle>>,
    served: Option<JoinOnDrop<BlockedHandle>>,
    asks: Option<OwnerHandle>,
}

#[actor]
impl Owner {
    pub fn keep(&mut self, other: JoinOnDrop<OwnerHandle>) {
        self.kept = Some(other);
    }

    pub fn serve(&mut self, other: JoinOnDrop<BlockedHandle>) {
        self.served = Some(other);
    }

    pub fn ask_for_ever(&mut self, other: OwnerHandle) {
        self.asks = Some(other);
    }

    /// Dropped where this runs.
    pub fn give_up(&mut self, other: JoinOnDrop<OwnerHandle>) -> bool {
        drop(other);
        true
    }

    pub fn drop_kept(&mut self) {
        self.kept = None;
    }

    pub fn ask_back(&self) -> Result<bool, CallError> {
        self.asks.as_ref().unwrap().answer()
    }

    pub fn answer(&self) -> bool {
        true
    }
}

#[test]
fn an_owner_that_ends_ends_what_it_owns() {
    let owner = Owner::default().start();
    let served = Blocked::default().start();
    served.note(1).unwrap();
    owner.serve(served.clone().join_on_drop()).unwrap();
    let owner = owner.join_on_drop();
    drop(owner);
    assert!(!served.is_alive());
    assert_eq!(served.stats().handled, 1);
}

#[test]
fn in_its_own_handler_it_stops_and_does_not_wait() {
    in_time(|| {
        let owner = Owner::default().start();
        assert_eq!(owner.give_up(owner.clone().join_on_drop()), Ok(true));
        assert_eq!(owner.answer(), Err(CallError::Ended(Exit::Stopped)));
        assert_eq!(owner.join(), Ok(Exit::Stopped));
    });
}

#[test]
fn in_its_own_state_it_stops_and_does_not_wait() {
    in_time(|| {
        let owner = Owner::default().start();
        owner.keep(owner.clone().join_on_drop()).unwrap();
        owner.stop();
        assert_eq!(owner.join(), Ok(Exit::Stopped));
    });
}

#[test]
fn an_actor_that_waits_for_the_dropping_one_is_stopped_and_not_waited_for() {
    in_time(|| {
        let (outer, inner) = (Owner::default().start(), Owner::default().start());
        inner.ask_for_ever(outer.clone()).unwrap();
        outer.keep(inner.clone().join_on_drop()).unwrap();
        // The inner one waits for the outer one before that drops it: either of them gets the error, neither hangs.
        let asked = inner.ask().ask_back();
        outer.drop_kept().unwrap();
        let asked = asked.wait();
        assert!(
            matches!(asked, Ok(Ok(true) | Err(CallError::Deadlock(_))) | Err(CallError::Ended(_))),
            "{asked:?}"
        );
        assert_eq!(inner.clone().join(), Ok(Exit::Stopped));
        assert_eq!(outer.answer(), Ok(true));
    });
}

#[test]
fn a_handle_that_joins_on_drop_is_shown_as_the_actor_is() {
    let actor = Blocked::default().start().join_on_drop();
    assert_eq!(format!("{actor:?}"), format!("JoinOnDrop(Blocked{})", actor.id()));
}
