//! spawned-concurrency: actors on threads of their own, any type a message.
//
// Its `threads`, not its `tasks`: those are what an actor on a thread is to be compared with. The
// mailboxes are unbounded. The loop wakes ten times a second to see whether it was stopped from
// outside, so each actor here is stopped by a message; and so ten thousand of them, which would wake a
// hundred thousand times a second, are not among the many that are alive at once.

use std::{marker::PhantomData, sync::mpsc};

use ::spawned_concurrency::{
    message::Message,
    threads::{Actor, ActorRef, ActorStart, Context, Handler},
};

use super::{Contender, Counter, Large, Ledger, Payload, Player};
use crate::workloads::{ask, crowd, lifetime, ping_pong, pipeline, tell};

pub(super) const CONTENDER: Contender = Contender {
    tell: Some(tell::run::<Unbounded>),
    tell_from_thread: Some(tell::run::<Unbounded>),
    large_tell: Some(tell::run::<Unbounded<Large>>),
    ask: Some(ask::run::<Unbounded>),
    ask_from_thread: Some(ask::run::<Unbounded>),
    ping_pong: Some(ping_pong::run::<Unbounded>),
    pipeline: Some(pipeline::run::<Unbounded>),
    crowd: Some(crowd::run::<Unbounded>),
    lifetime: Some(lifetime::told::<Unbounded>),
    asked_lifetime: Some(lifetime::asked::<Unbounded>),
    ..Contender::new("spawned")
};

struct Unbounded<P = u64>(PhantomData<P>);

struct Summer {
    total: u64,
    ledger: Ledger,
}

struct Add<P>(P);

struct Increment;

/// Ends either actor behind what it was told.
struct Stop;

impl<P: Payload> Message for Add<P> {
    type Result = ();
}

impl Message for Increment {
    type Result = u64;
}

impl Message for Stop {
    type Result = ();
}

// Entered before `join` returns; the state itself is dropped later.
impl Actor for Summer {
    fn stopped(&mut self, _: &Context<Self>) {
        self.ledger.enter(self.total);
    }
}

impl<P: Payload> Handler<Add<P>> for Summer {
    fn handle(&mut self, Add(n): Add<P>, _: &Context<Self>) {
        self.total += n.value();
    }
}

impl Handler<Increment> for Summer {
    fn handle(&mut self, _: Increment, _: &Context<Self>) -> u64 {
        self.total += 1;
        self.total
    }
}

impl Handler<Stop> for Summer {
    fn handle(&mut self, _: Stop, context: &Context<Self>) {
        context.stop();
    }
}

impl<P: Payload> Counter for Unbounded<P> {
    type Payload = P;
    type Handle = ActorRef<Summer>;
    type Thread = ();

    fn spawn(ledger: &Ledger) -> (Self::Handle, ()) {
        (Summer { total: 0, ledger: ledger.clone() }.start(), ())
    }

    #[inline]
    fn add(handle: &Self::Handle, n: P) {
        handle.send(Add(n)).expect("the counter is alive");
    }

    /// `request` has a deadline, and reads the clock for it; this has none.
    #[inline]
    fn increment(handle: &Self::Handle) -> u64 {
        let answer = handle.request_raw(Increment).expect("the counter is alive");
        answer.recv().expect("the counter answers")
    }

    fn join(handle: Self::Handle, (): ()) {
        stop(&handle);
    }
}

struct Rallying {
    hits: u64,
    opponent: Option<ActorRef<Rallying>>,
    ledger: Ledger,
    over: mpsc::Sender<()>,
}

struct Hit(u64);

struct Pass(u64);

struct Face(Option<ActorRef<Rallying>>);

impl Message for Hit {
    type Result = ();
}

impl Message for Pass {
    type Result = ();
}

impl Message for Face {
    type Result = ();
}

impl Actor for Rallying {
    fn stopped(&mut self, _: &Context<Self>) {
        self.ledger.enter(self.hits);
    }
}

impl Handler<Stop> for Rallying {
    fn handle(&mut self, _: Stop, context: &Context<Self>) {
        context.stop();
    }
}

impl Handler<Hit> for Rallying {
    fn handle(&mut self, Hit(left): Hit, _: &Context<Self>) {
        self.hits += 1;
        match (left, &self.opponent) {
            (0, _) => self.over.send(()).expect("the match is watched"),
            (_, Some(opponent)) => opponent.send(Hit(left - 1)).expect("the player is alive"),
            (_, None) => panic!("nobody to return the ball to"),
        }
    }
}

impl Handler<Pass> for Rallying {
    fn handle(&mut self, Pass(left): Pass, _: &Context<Self>) {
        self.hits += 1;
        match &self.opponent {
            Some(opponent) => opponent.send(Pass(left)).expect("the player is alive"),
            None if left == 0 => self.over.send(()).expect("the line is watched"),
            None => {}
        }
    }
}

impl Handler<Face> for Rallying {
    fn handle(&mut self, Face(opponent): Face, _: &Context<Self>) {
        self.opponent = opponent;
    }
}

impl Player for Unbounded {
    type Handle = ActorRef<Rallying>;
    type Thread = ();

    fn spawn(ledger: &Ledger, over: mpsc::Sender<()>) -> (Self::Handle, ()) {
        (Rallying { hits: 0, opponent: None, ledger: ledger.clone(), over }.start(), ())
    }

    #[inline]
    fn face(handle: &Self::Handle, opponent: Option<Self::Handle>) {
        handle.send(Face(opponent)).expect("the player is alive");
    }

    #[inline]
    fn hit(handle: &Self::Handle, left: u64) {
        handle.send(Hit(left)).expect("the player is alive");
    }

    #[inline]
    fn pass(handle: &Self::Handle, left: u64) {
        handle.send(Pass(left)).expect("the player is alive");
    }

    fn join(handle: Self::Handle, (): ()) {
        stop(&handle);
    }
}

/// The last drop ends nothing here.
fn stop<A: Handler<Stop>>(handle: &ActorRef<A>) {
    handle.send(Stop).expect("the actor is alive");
    handle.join();
}
