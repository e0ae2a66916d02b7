//! The same actors as `#[actor]` writes them.

use std::sync::mpsc;

use actor_runtime::prelude::*;

use super::{Counter, Ledger, PLACES, Player};

/// With the mailbox that an actor has by default.
pub(super) struct Unbounded;

/// With a bounded mailbox, whose senders wait for room.
pub(super) struct Bounded;

/// The counter.
#[actor]
pub(super) struct Summer {
    total: u64,
    ledger: Ledger,
}

#[actor]
impl Summer {
    /// Adds `n`.
    pub(super) fn add(&mut self, n: u64) {
        self.total += n;
    }

    /// Adds one and answers the sum.
    pub(super) fn increment(&mut self) -> u64 {
        self.total += 1;
        self.total
    }
}

impl Drop for Summer {
    fn drop(&mut self) {
        self.ledger.enter(self.total);
    }
}

pub(super) fn summer(ledger: &Ledger) -> Summer {
    Summer { total: 0, ledger: ledger.clone() }
}

impl Counter for Unbounded {
    type Handle = SummerHandle;
    type Thread = ();

    fn spawn(ledger: &Ledger) -> (Self::Handle, Self::Thread) {
        (summer(ledger).spawn(), ())
    }

    #[inline]
    fn add(handle: &Self::Handle, n: u64) {
        handle.add(n).expect("the counter is alive");
    }

    #[inline]
    fn increment(handle: &Self::Handle) -> u64 {
        handle.increment().expect("the counter answers")
    }

    fn join(handle: Self::Handle, (): ()) {
        join(handle);
    }
}

impl Counter for Bounded {
    type Handle = SummerHandle;
    type Thread = ();

    fn spawn(ledger: &Ledger) -> (Self::Handle, Self::Thread) {
        let bounded = SummerHandle::builder().mailbox(PLACES);
        (bounded.spawn(summer(ledger)).expect("the system has a thread to give"), ())
    }

    #[inline]
    fn add(handle: &Self::Handle, n: u64) {
        Unbounded::add(handle, n);
    }

    #[inline]
    fn increment(handle: &Self::Handle) -> u64 {
        Unbounded::increment(handle)
    }

    fn join(handle: Self::Handle, (): ()) {
        join(handle);
    }
}

/// The player.
#[actor]
struct Rallying {
    hits: u64,
    opponent: Option<RallyingHandle>,
    ledger: Ledger,
    over: mpsc::Sender<()>,
}

#[actor]
impl Rallying {
    /// The ball, to be hit `left` more times.
    pub(super) fn hit(&mut self, left: u64) {
        self.hits += 1;
        match (left, &self.opponent) {
            (0, _) => self.over.send(()).expect("the match is watched"),
            (_, Some(opponent)) => opponent.hit(left - 1).expect("the player is alive"),
            (_, None) => panic!("nobody to return the ball to"),
        }
    }

    /// Whom to return it to.
    pub(super) fn face(&mut self, opponent: Option<RallyingHandle>) {
        self.opponent = opponent;
    }
}

impl Drop for Rallying {
    fn drop(&mut self) {
        self.ledger.enter(self.hits);
    }
}

impl Player for Unbounded {
    type Handle = RallyingHandle;
    type Thread = ();

    fn spawn(ledger: &Ledger, over: mpsc::Sender<()>) -> (Self::Handle, Self::Thread) {
        let player = Rallying { hits: 0, opponent: None, ledger: ledger.clone(), over };
        (player.spawn(), ())
    }

    #[inline]
    fn face(handle: &Self::Handle, opponent: Option<Self::Handle>) {
        handle.face(opponent).expect("the player is alive");
    }

    #[inline]
    fn hit(handle: &Self::Handle, left: u64) {
        handle.hit(left).expect("the player is alive");
    }

    fn join(handle: Self::Handle, (): ()) {
        join(handle);
    }
}

pub(super) fn join(handle: impl Handle) {
    let exit = handle.join().expect("an actor is joined from another thread");
    exit.ok().expect("the actor ends normally");
}
