//! act-zero: actors as tasks of any runtime, here tokio's. Their messages are calls of async methods.
//
// Its mailboxes are unbounded.

use std::marker::PhantomData;

use ::act_zero::{
    Actor, ActorResult, Addr, AddrLike, Produces, call, runtimes::tokio::spawn_actor, send,
};
use futures::executor::block_on;
use tokio::sync::mpsc::UnboundedSender;

use super::{
    Contender, Home, Large, Ledger, Payload,
    tasks::{self, FromThread, OneThread},
};
use crate::workloads::{ask, tasks as within, tell};

pub(super) const CONTENDER: Contender = Contender {
    home: Home::Runtime,
    tell: Some(within::fastest_tell::<Unbounded>),
    tell_from_thread: Some(tell::run::<FromThread<Unbounded>>),
    large_tell: Some(within::fastest_tell::<Unbounded<Large>>),
    ask: Some(within::ask::<OneThread, Unbounded>),
    ask_from_thread: Some(ask::run::<FromThread<Unbounded>>),
    ping_pong: Some(within::ping_pong::<OneThread, Unbounded>),
    pipeline: Some(within::pipeline::<OneThread, Unbounded>),
    crowd: Some(within::crowd::<OneThread, Unbounded>),
    multitude: Some(within::crowd::<OneThread, Unbounded>),
    lifetime: Some(within::told::<OneThread, Unbounded>),
    asked_lifetime: Some(within::asked::<OneThread, Unbounded>),
    alive: Some(within::alive::<OneThread, Unbounded>),
    ..Contender::new("act-zero")
};

struct Unbounded<P = u64>(PhantomData<P>);

struct Summer {
    total: u64,
    ledger: Ledger,
}

impl Actor for Summer {}

impl Summer {
    async fn add<P: Payload>(&mut self, n: P) {
        self.total += n.value();
    }

    async fn increment(&mut self) -> ActorResult<u64> {
        self.total += 1;
        Produces::ok(self.total)
    }
}

impl Drop for Summer {
    fn drop(&mut self) {
        self.ledger.enter(self.total);
    }
}

/// Waits for the end that the drop of the last address brings about: when the state has been dropped.
async fn join<A: Actor>(address: Addr<A>) {
    let ended = address.termination();
    drop(address);
    ended.await;
}

impl<P: Payload> tasks::Counter for Unbounded<P> {
    type Payload = P;
    type Handle = Addr<Summer>;
    type End = ();

    async fn spawn(ledger: Ledger) -> (Self::Handle, Self::End) {
        (spawn_actor(Summer { total: 0, ledger }), ())
    }

    #[inline]
    async fn add(handle: &Self::Handle, n: P) {
        send!(handle.add(n));
    }

    #[inline]
    async fn increment(handle: &Self::Handle) -> u64 {
        call!(handle.increment()).await.expect("the counter answers")
    }

    async fn join(handle: Self::Handle, (): ()) {
        join(handle).await;
    }
}

impl<P: Payload> tasks::Blocking for Unbounded<P> {
    #[inline]
    fn add_blocking(handle: &Self::Handle, n: P) {
        send!(handle.add(n));
    }

    #[inline]
    fn increment_blocking(handle: &Self::Handle) -> u64 {
        block_on(call!(handle.increment())).expect("the counter answers")
    }
}

struct Rallying {
    hits: u64,
    opponent: Option<Addr<Rallying>>,
    ledger: Ledger,
    over: UnboundedSender<()>,
}

impl Actor for Rallying {}

impl Rallying {
    async fn hit(&mut self, left: u64) {
        self.hits += 1;
        match (left, &self.opponent) {
            (0, _) => self.over.send(()).expect("the match is watched"),
            (_, Some(opponent)) => hit(opponent, left - 1),
            (_, None) => panic!("nobody to return the ball to"),
        }
    }

    async fn pass(&mut self, left: u64) {
        self.hits += 1;
        match &self.opponent {
            Some(opponent) => pass(opponent, left),
            None if left == 0 => self.over.send(()).expect("the line is watched"),
            None => {}
        }
    }

    async fn face(&mut self, opponent: Option<Addr<Rallying>>) {
        self.opponent = opponent;
    }
}

impl Drop for Rallying {
    fn drop(&mut self) {
        self.ledger.enter(self.hits);
    }
}

impl tasks::Player for Unbounded {
    type Handle = Addr<Rallying>;
    type End = ();

    async fn spawn(ledger: Ledger, over: UnboundedSender<()>) -> (Self::Handle, Self::End) {
        (spawn_actor(Rallying { hits: 0, opponent: None, ledger, over }), ())
    }

    #[inline]
    async fn face(handle: &Self::Handle, opponent: Option<Self::Handle>) {
        send!(handle.face(opponent));
    }

    #[inline]
    async fn hit(handle: &Self::Handle, left: u64) {
        hit(handle, left);
    }

    #[inline]
    async fn pass(handle: &Self::Handle, left: u64) {
        pass(handle, left);
    }

    async fn join(handle: Self::Handle, (): ()) {
        join(handle).await;
    }
}

// Functions, because a method's future is not known to be `Send` inside of that method.

fn hit(player: &Addr<Rallying>, left: u64) {
    send!(player.hit(left));
}

fn pass(player: &Addr<Rallying>, left: u64) {
    send!(player.pass(left));
}
