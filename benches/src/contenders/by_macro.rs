//! The same actors as `#[actor]` writes them.

use std::{marker::PhantomData, sync::mpsc};

use actor_runtime::prelude::*;

use super::{Counter, Ledger, PLACES, Payload, Player};

/// With the mailbox that an actor has by default.
pub(super) struct Unbounded<P = u64>(PhantomData<P>);

/// With a bounded mailbox, whose senders wait for room.
pub(super) struct Bounded;

/// The counter.
#[actor]
pub(super) struct Summer<P> {
    total: u64,
    ledger: Ledger,
    told: PhantomData<P>,
}

#[actor]
impl<P: Payload + 'static> Summer<P> {
    /// Adds `n`.
    pub(super) fn add(&mut self, n: P) {
        self.total += n.value();
    }

    /// Adds one and answers the sum.
    pub(super) fn increment(&mut self) -> u64 {
        self.total += 1;
        self.total
    }
}

impl<P> Drop for Summer<P> {
    fn drop(&mut self) {
        self.ledger.enter(self.total);
    }
}

pub(super) fn summer<P>(ledger: &Ledger) -> Summer<P> {
    Summer { total: 0, ledger: ledger.clone(), told: PhantomData }
}

impl<P: Payload> Counter for Unbounded<P> {
    type Payload = P;
    type Handle = SummerHandle<P>;
    type Thread = ();

    fn spawn(ledger: &Ledger) -> (Self::Handle, Self::Thread) {
        (summer(ledger).spawn(), ())
    }

    #[inline]
    fn add(handle: &Self::Handle, n: P) {
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
    type Payload = u64;
    type Handle = SummerHandle<u64>;
    type Thread = ();

    fn spawn(ledger: &Ledger) -> (Self::Handle, Self::Thread) {
        let bounded = SummerHandle::builder().mailbox(PLACES);
        (bounded.spawn(summer(ledger)).expect("the system has a thread to give"), ())
    }

    #[inline]
    fn add(handle: &Self::Handle, n: u64) {
        <Unbounded>::add(handle, n);
    }

    #[inline]
    fn increment(handle: &Self::Handle) -> u64 {
        <Unbounded>::increment(handle)
    }

    fn join(handle: Self::Handle, (): ()) {
        join(handle);
    }
}

/// The player.
#[actor]
pub(super) struct Rallying {
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

    /// The ball, to be passed on along the line.
    pub(super) fn pass(&mut self, left: u64) {
        self.hits += 1;
        match &self.opponent {
            Some(opponent) => opponent.pass(left).expect("the player is alive"),
            None if left == 0 => self.over.send(()).expect("the line is watched"),
            None => {}
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

pub(super) fn rallying(ledger: &Ledger, over: mpsc::Sender<()>) -> Rallying {
    Rallying { hits: 0, opponent: None, ledger: ledger.clone(), over }
}

impl Player for Unbounded {
    type Handle = RallyingHandle;
    type Thread = ();

    fn spawn(ledger: &Ledger, over: mpsc::Sender<()>) -> (Self::Handle, Self::Thread) {
        (rallying(ledger, over).spawn(), ())
    }

    #[inline]
    fn face(handle: &Self::Handle, opponent: Option<Self::Handle>) {
        handle.face(opponent).expect("the player is alive");
    }

    #[inline]
    fn hit(handle: &Self::Handle, left: u64) {
        handle.hit(left).expect("the player is alive");
    }

    #[inline]
    fn pass(handle: &Self::Handle, left: u64) {
        handle.pass(left).expect("the player is alive");
    }

    fn join(handle: Self::Handle, (): ()) {
        join(handle);
    }
}

pub(super) fn join(handle: impl Handle) {
    let exit = handle.join().expect("an actor is joined from another thread");
    exit.ok().expect("the actor ends normally");
}
