//! xtra: actors that are tasks of any runtime, here tokio's, any type a message.
//
// Its mailbox is a heap by priority, in which messages of the same priority have no order: no ask
// says that the tells before it have been handled. So the clock of its tells stops at the actor's
// end, and it stays out of what needs the order: tells from a plain thread, and the pipeline. It
// stays out of asks from a plain thread, too: its locks spin, and where the other side has to get
// the core first, an ask takes milliseconds.

use std::marker::PhantomData;

use ::xtra::{Address, Context, Handler, Mailbox};
use tokio::{sync::mpsc::UnboundedSender, task::JoinHandle};

use super::{
    Contender, Home, Large, Ledger, PLACES, Payload,
    tasks::{self, OneThread},
};
use crate::workloads::tasks as within;

pub(super) const CONTENDER: Contender = Contender {
    home: Home::Runtime,
    tell: Some(within::fastest_tell::<Unbounded>),
    large_tell: Some(within::fastest_tell::<Unbounded<Large>>),
    bounded_tell: Some(within::tell::<OneThread, Bounded>),
    ask: Some(within::ask::<OneThread, Unbounded>),
    ping_pong: Some(within::ping_pong::<OneThread, Unbounded>),
    crowd: Some(within::crowd::<OneThread, Unbounded>),
    multitude: Some(within::crowd::<OneThread, Unbounded>),
    lifetime: Some(within::told::<OneThread, Unbounded>),
    asked_lifetime: Some(within::asked::<OneThread, Unbounded>),
    alive: Some(within::alive::<OneThread, Unbounded>),
    ..Contender::new("xtra")
};

struct Unbounded<P = u64>(PhantomData<P>);

/// A tell is `detach`ed, and awaited until there is room.
struct Bounded;

struct Summer {
    total: u64,
    ledger: Ledger,
}

struct Add<P>(P);

struct Increment;

/// Declares an actor that has nothing to say at its end.
macro_rules! actor {
    ($name:ty) => {
        impl ::xtra::Actor for $name {
            type Stop = ();

            async fn stopped(self) {}
        }
    };
}

actor!(Summer);
actor!(Rallying);

impl<P: Payload> Handler<Add<P>> for Summer {
    type Return = ();

    async fn handle(&mut self, Add(n): Add<P>, _: &mut Context<Self>) {
        self.total += n.value();
    }
}

impl Handler<Increment> for Summer {
    type Return = u64;

    async fn handle(&mut self, _: Increment, _: &mut Context<Self>) -> u64 {
        self.total += 1;
        self.total
    }
}

impl Drop for Summer {
    fn drop(&mut self) {
        self.ledger.enter(self.total);
    }
}

/// As `spawn_tokio`, which keeps the task's end to itself.
fn spawn<A>(actor: A, (address, mailbox): (Address<A>, Mailbox<A>)) -> (Address<A>, JoinHandle<()>)
where
    A: ::xtra::Actor<Stop = ()>,
{
    (address, tokio::spawn(::xtra::run(mailbox, actor)))
}

impl<P: Payload> tasks::Counter for Unbounded<P> {
    type Payload = P;
    type Handle = Address<Summer>;
    type End = JoinHandle<()>;

    const IN_ORDER: bool = false;

    async fn spawn(ledger: Ledger) -> (Self::Handle, Self::End) {
        spawn(Summer { total: 0, ledger }, Mailbox::unbounded())
    }

    #[inline]
    async fn add(handle: &Self::Handle, n: P) {
        // What it resolves to would be the handler's answer.
        drop(handle.send(Add(n)).detach().await.expect("the counter is alive"));
    }

    #[inline]
    async fn increment(handle: &Self::Handle) -> u64 {
        handle.send(Increment).await.expect("the counter answers")
    }

    async fn join(handle: Self::Handle, end: Self::End) {
        drop(handle);
        end.await.expect("the counter did not panic");
    }
}

impl tasks::Counter for Bounded {
    type Payload = u64;
    type Handle = Address<Summer>;
    type End = JoinHandle<()>;

    const IN_ORDER: bool = false;

    async fn spawn(ledger: Ledger) -> (Self::Handle, Self::End) {
        spawn(Summer { total: 0, ledger }, Mailbox::bounded(PLACES))
    }

    #[inline]
    async fn add(handle: &Self::Handle, n: u64) {
        <Unbounded as tasks::Counter>::add(handle, n).await;
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
    opponent: Option<Address<Rallying>>,
    ledger: Ledger,
    over: UnboundedSender<()>,
}

struct Hit(u64);

struct Pass(u64);

struct Face(Option<Address<Rallying>>);

impl Handler<Hit> for Rallying {
    type Return = ();

    async fn handle(&mut self, Hit(left): Hit, _: &mut Context<Self>) {
        self.hits += 1;
        match (left, &self.opponent) {
            (0, _) => self.over.send(()).expect("the match is watched"),
            (_, Some(opponent)) => send(opponent, Hit(left - 1)).await,
            (_, None) => panic!("nobody to return the ball to"),
        }
    }
}

impl Handler<Pass> for Rallying {
    type Return = ();

    async fn handle(&mut self, Pass(left): Pass, _: &mut Context<Self>) {
        self.hits += 1;
        match &self.opponent {
            Some(opponent) => send(opponent, Pass(left)).await,
            None if left == 0 => self.over.send(()).expect("the line is watched"),
            None => {}
        }
    }
}

impl Handler<Face> for Rallying {
    type Return = ();

    async fn handle(&mut self, Face(opponent): Face, _: &mut Context<Self>) {
        self.opponent = opponent;
    }
}

impl Drop for Rallying {
    fn drop(&mut self) {
        self.ledger.enter(self.hits);
    }
}

impl tasks::Player for Unbounded {
    type Handle = Address<Rallying>;
    type End = JoinHandle<()>;

    async fn spawn(ledger: Ledger, over: UnboundedSender<()>) -> (Self::Handle, Self::End) {
        spawn(Rallying { hits: 0, opponent: None, ledger, over }, Mailbox::unbounded())
    }

    #[inline]
    async fn face(handle: &Self::Handle, opponent: Option<Self::Handle>) {
        send(handle, Face(opponent)).await;
    }

    #[inline]
    async fn hit(handle: &Self::Handle, left: u64) {
        send(handle, Hit(left)).await;
    }

    #[inline]
    async fn pass(handle: &Self::Handle, left: u64) {
        send(handle, Pass(left)).await;
    }

    async fn join(handle: Self::Handle, end: Self::End) {
        drop(handle);
        end.await.expect("the player did not panic");
    }
}

async fn send<M>(player: &Address<Rallying>, message: M)
where
    M: Send + 'static,
    Rallying: Handler<M, Return = ()>,
{
    drop(player.send(message).detach().await.expect("the player is alive"));
}
