//! kameo: actors that are tasks of tokio, any type a message.
//
// Without its default feature `tracing`, which makes a span for each message.

use std::{convert::Infallible, marker::PhantomData};

use ::kameo::{
    actor::{ActorRef, Spawn},
    error::{ActorStopReason, PanicError},
    mailbox,
    message::{Context, Message},
};
use tokio::{sync::mpsc::UnboundedSender, task::JoinHandle};

use super::{
    Contender, Home, Large, Ledger, PLACES, Payload,
    tasks::{self, FromThread, OneThread},
};
use crate::workloads::{ask, tasks as within, tell};

pub(super) const CONTENDER: Contender = Contender {
    home: Home::Runtime,
    tell: Some(within::fastest_tell::<Unbounded>),
    tell_from_thread: Some(tell::run::<FromThread<Unbounded>>),
    large_tell: Some(within::fastest_tell::<Unbounded<Large>>),
    bounded_tell: Some(within::tell::<OneThread, Bounded>),
    ask: Some(within::ask::<OneThread, Unbounded>),
    ask_from_thread: Some(ask::run::<FromThread<Unbounded>>),
    ping_pong: Some(within::ping_pong::<OneThread, Unbounded>),
    pipeline: Some(within::pipeline::<OneThread, Unbounded>),
    crowd: Some(within::crowd::<OneThread, Unbounded>),
    multitude: Some(within::crowd::<OneThread, Unbounded>),
    lifetime: Some(within::told::<OneThread, Unbounded>),
    asked_lifetime: Some(within::asked::<OneThread, Unbounded>),
    alive: Some(within::alive::<OneThread, Unbounded>),
    ..Contender::new("kameo")
};

/// With an unbounded mailbox: `try_send` never fails there, and makes no future.
struct Unbounded<P = u64>(PhantomData<P>);

/// With a bounded mailbox, whose senders are awaited.
struct Bounded;

/// What the task of an actor ends with: its state, which is dropped by whoever waits for it.
type End<A> = JoinHandle<Result<(A, ActorStopReason), PanicError>>;

struct Summer {
    total: u64,
    ledger: Ledger,
}

struct Add<P>(P);

struct Increment;

/// Declares an actor that starts as what it is spawned with.
macro_rules! actor {
    ($name:ty) => {
        impl ::kameo::Actor for $name {
            type Args = Self;
            type Error = Infallible;

            async fn on_start(state: Self, _: ActorRef<Self>) -> Result<Self, Infallible> {
                Ok(state)
            }
        }
    };
}

actor!(Summer);
actor!(Rallying);

impl<P: Payload> Message<Add<P>> for Summer {
    type Reply = ();

    async fn handle(&mut self, Add(n): Add<P>, _: &mut Context<Self, ()>) {
        self.total += n.value();
    }
}

impl Message<Increment> for Summer {
    type Reply = u64;

    async fn handle(&mut self, _: Increment, _: &mut Context<Self, u64>) -> u64 {
        self.total += 1;
        self.total
    }
}

impl Drop for Summer {
    fn drop(&mut self) {
        self.ledger.enter(self.total);
    }
}

impl<P: Payload> tasks::Counter for Unbounded<P> {
    type Payload = P;
    type Handle = ActorRef<Summer>;
    type End = End<Summer>;

    async fn spawn(ledger: Ledger) -> (Self::Handle, Self::End) {
        let prepared = Summer::prepare_with_mailbox(mailbox::unbounded());
        (prepared.actor_ref().clone(), prepared.spawn(Summer { total: 0, ledger }))
    }

    #[inline]
    async fn add(handle: &Self::Handle, n: P) {
        handle.tell(Add(n)).try_send().expect("the counter is alive");
    }

    #[inline]
    async fn increment(handle: &Self::Handle) -> u64 {
        handle.ask(Increment).send().await.expect("the counter answers")
    }

    async fn join(handle: Self::Handle, end: Self::End) {
        drop(handle);
        end.await.expect("the counter's task ends").expect("the counter did not panic");
    }
}

impl<P: Payload> tasks::Blocking for Unbounded<P> {
    #[inline]
    fn add_blocking(handle: &Self::Handle, n: P) {
        handle.tell(Add(n)).try_send().expect("the counter is alive");
    }

    #[inline]
    fn increment_blocking(handle: &Self::Handle) -> u64 {
        handle.ask(Increment).blocking_send().expect("the counter answers")
    }
}

impl tasks::Counter for Bounded {
    type Payload = u64;
    type Handle = ActorRef<Summer>;
    type End = End<Summer>;

    async fn spawn(ledger: Ledger) -> (Self::Handle, Self::End) {
        let prepared = Summer::prepare_with_mailbox(mailbox::bounded(PLACES));
        (prepared.actor_ref().clone(), prepared.spawn(Summer { total: 0, ledger }))
    }

    #[inline]
    async fn add(handle: &Self::Handle, n: u64) {
        handle.tell(Add(n)).send().await.expect("the counter is alive");
    }

    #[inline]
    async fn increment(handle: &Self::Handle) -> u64 {
        <Unbounded as tasks::Counter>::increment(handle).await
    }

    async fn join(handle: Self::Handle, end: Self::End) {
        <Unbounded as tasks::Counter>::join(handle, end).await;
    }
}

struct Rallying {
    hits: u64,
    opponent: Option<ActorRef<Rallying>>,
    ledger: Ledger,
    over: UnboundedSender<()>,
}

struct Hit(u64);

struct Pass(u64);

struct Face(Option<ActorRef<Rallying>>);

impl Message<Hit> for Rallying {
    type Reply = ();

    async fn handle(&mut self, Hit(left): Hit, _: &mut Context<Self, ()>) {
        self.hits += 1;
        match (left, &self.opponent) {
            (0, _) => self.over.send(()).expect("the match is watched"),
            (_, Some(opponent)) => send(opponent, Hit(left - 1)),
            (_, None) => panic!("nobody to return the ball to"),
        }
    }
}

impl Message<Pass> for Rallying {
    type Reply = ();

    async fn handle(&mut self, Pass(left): Pass, _: &mut Context<Self, ()>) {
        self.hits += 1;
        match &self.opponent {
            Some(opponent) => send(opponent, Pass(left)),
            None if left == 0 => self.over.send(()).expect("the line is watched"),
            None => {}
        }
    }
}

impl Message<Face> for Rallying {
    type Reply = ();

    async fn handle(&mut self, Face(opponent): Face, _: &mut Context<Self, ()>) {
        self.opponent = opponent;
    }
}

impl Drop for Rallying {
    fn drop(&mut self) {
        self.ledger.enter(self.hits);
    }
}

impl tasks::Player for Unbounded {
    type Handle = ActorRef<Rallying>;
    type End = End<Rallying>;

    async fn spawn(ledger: Ledger, over: UnboundedSender<()>) -> (Self::Handle, Self::End) {
        let prepared = Rallying::prepare_with_mailbox(mailbox::unbounded());
        let player = Rallying { hits: 0, opponent: None, ledger, over };
        (prepared.actor_ref().clone(), prepared.spawn(player))
    }

    #[inline]
    async fn face(handle: &Self::Handle, opponent: Option<Self::Handle>) {
        send(handle, Face(opponent));
    }

    #[inline]
    async fn hit(handle: &Self::Handle, left: u64) {
        send(handle, Hit(left));
    }

    #[inline]
    async fn pass(handle: &Self::Handle, left: u64) {
        send(handle, Pass(left));
    }

    async fn join(handle: Self::Handle, end: Self::End) {
        drop(handle);
        end.await.expect("the player's task ends").expect("the player did not panic");
    }
}

fn send<M>(player: &ActorRef<Rallying>, message: M)
where
    M: Send + 'static,
    Rallying: Message<M>,
{
    player.tell(message).try_send().expect("the player is alive");
}
