//! actix: actors that are tasks of a single-threaded runtime, several of which may run side by side.
//
// A bounded mailbox has no tell that waits for room: `try_send` fails, `send` waits for the answer,
// too, `do_send` ignores the bound.

use std::marker::PhantomData;

use ::actix::{Actor, Addr, Arbiter, Context, Handler, Message, System};
use futures::executor::block_on;
use tokio::sync::{mpsc::UnboundedSender, oneshot};

use super::{
    Contender, Counter, Home, Large, Ledger, Payload,
    tasks::{self, Runtime},
};
use crate::workloads::{ask, tasks as within, tell};

pub(super) const CONTENDER: Contender = Contender {
    home: Home::Runtime,
    tell: Some(fastest_tell::<u64>),
    tell_from_thread: Some(tell::run::<FromThread>),
    large_tell: Some(fastest_tell::<Large>),
    ask: Some(within::ask::<Actix, Within>),
    ask_from_thread: Some(ask::run::<FromThread>),
    ping_pong: Some(within::ping_pong::<Actix, Within>),
    pipeline: Some(within::pipeline::<Actix, Within>),
    crowd: Some(within::crowd::<Actix, Within>),
    multitude: Some(within::crowd::<Actix, Within>),
    lifetime: Some(within::told::<Actix, Within>),
    asked_lifetime: Some(within::asked::<Actix, Within>),
    alive: Some(within::alive::<Actix, Within>),
    ..Contender::new("actix")
};

/// As [`within::fastest_tell`].
fn fastest_tell<P: Payload>(producers: u64, each: u64) -> f64 {
    within::tell::<Actix, Within<P>>(producers, each)
        .min(within::tell::<Actix, Beside<P>>(producers, each))
}

/// Its own runtime, on this thread.
struct Actix;

impl Runtime for Actix {
    fn block_on<F>(main: F) -> F::Output
    where
        F: Future + Send + 'static,
        F::Output: Send,
    {
        System::new().block_on(main)
    }
}

/// The actor on the thread of its callers.
struct Within<P = u64>(PhantomData<P>);

/// The actor on a thread beside its callers, so that both run at the same time.
struct Beside<P = u64>(PhantomData<P>);

/// The actor on a thread beside the one that calls it, which has no runtime.
struct FromThread;

struct Summer {
    total: u64,
    ledger: Ledger,
    /// Dropped with the actor: there is nothing else to wait for.
    _ended: oneshot::Sender<()>,
}

#[derive(Message)]
#[rtype(result = "()")]
struct Add<P: Payload>(P);

#[derive(Message)]
#[rtype(result = "u64")]
struct Increment;

impl Actor for Summer {
    type Context = Context<Self>;
}

impl<P: Payload> Handler<Add<P>> for Summer {
    type Result = ();

    fn handle(&mut self, Add(n): Add<P>, _: &mut Context<Self>) {
        self.total += n.value();
    }
}

impl Handler<Increment> for Summer {
    type Result = u64;

    fn handle(&mut self, _: Increment, _: &mut Context<Self>) -> u64 {
        self.total += 1;
        self.total
    }
}

impl Drop for Summer {
    fn drop(&mut self) {
        self.ledger.enter(self.total);
    }
}

fn summer(ledger: Ledger) -> (Summer, oneshot::Receiver<()>) {
    let (ended, end) = oneshot::channel();
    (Summer { total: 0, ledger, _ended: ended }, end)
}

impl<P: Payload> tasks::Counter for Within<P> {
    type Payload = P;
    type Handle = Addr<Summer>;
    type End = oneshot::Receiver<()>;

    async fn spawn(ledger: Ledger) -> (Self::Handle, Self::End) {
        let (summer, end) = summer(ledger);
        (summer.start(), end)
    }

    #[inline]
    async fn add(handle: &Self::Handle, n: P) {
        handle.do_send(Add(n));
    }

    #[inline]
    async fn increment(handle: &Self::Handle) -> u64 {
        handle.send(Increment).await.expect("the counter answers")
    }

    async fn join(handle: Self::Handle, end: Self::End) {
        drop(handle);
        let _ = end.await;
    }
}

impl<P: Payload> tasks::Counter for Beside<P> {
    type Payload = P;
    type Handle = Addr<Summer>;
    type End = (Arbiter, oneshot::Receiver<()>);

    async fn spawn(ledger: Ledger) -> (Self::Handle, Self::End) {
        let arbiter = Arbiter::new();
        let (summer, end) = summer(ledger);
        (Summer::start_in_arbiter(&arbiter.handle(), |_| summer), (arbiter, end))
    }

    #[inline]
    async fn add(handle: &Self::Handle, n: P) {
        handle.do_send(Add(n));
    }

    #[inline]
    async fn increment(handle: &Self::Handle) -> u64 {
        handle.send(Increment).await.expect("the counter answers")
    }

    async fn join(handle: Self::Handle, (arbiter, end): Self::End) {
        drop(handle);
        let _ = end.await;
        arbiter.stop();
        arbiter.join().expect("the arbiter did not panic");
    }
}

impl Counter for FromThread {
    type Payload = u64;
    type Handle = Addr<Summer>;
    type Thread = (::actix::SystemRunner, <Beside as tasks::Counter>::End);

    fn spawn(ledger: &Ledger) -> (Self::Handle, Self::Thread) {
        // An arbiter belongs to a system.
        let system = System::new();
        let (handle, end) = system.block_on(<Beside as tasks::Counter>::spawn(ledger.clone()));
        (handle, (system, end))
    }

    #[inline]
    fn add(handle: &Self::Handle, n: u64) {
        handle.do_send(Add(n));
    }

    #[inline]
    fn increment(handle: &Self::Handle) -> u64 {
        block_on(handle.send(Increment)).expect("the counter answers")
    }

    fn join(handle: Self::Handle, (system, end): Self::Thread) {
        system.block_on(<Beside as tasks::Counter>::join(handle, end));
    }
}

struct Rallying {
    hits: u64,
    opponent: Option<Addr<Rallying>>,
    ledger: Ledger,
    over: UnboundedSender<()>,
    _ended: oneshot::Sender<()>,
}

#[derive(Message)]
#[rtype(result = "()")]
struct Hit(u64);

#[derive(Message)]
#[rtype(result = "()")]
struct Pass(u64);

#[derive(Message)]
#[rtype(result = "()")]
struct Face(Option<Addr<Rallying>>);

impl Actor for Rallying {
    type Context = Context<Self>;
}

impl Handler<Hit> for Rallying {
    type Result = ();

    fn handle(&mut self, Hit(left): Hit, _: &mut Context<Self>) {
        self.hits += 1;
        match (left, &self.opponent) {
            (0, _) => self.over.send(()).expect("the match is watched"),
            (_, Some(opponent)) => opponent.do_send(Hit(left - 1)),
            (_, None) => panic!("nobody to return the ball to"),
        }
    }
}

impl Handler<Pass> for Rallying {
    type Result = ();

    fn handle(&mut self, Pass(left): Pass, _: &mut Context<Self>) {
        self.hits += 1;
        match &self.opponent {
            Some(opponent) => opponent.do_send(Pass(left)),
            None if left == 0 => self.over.send(()).expect("the line is watched"),
            None => {}
        }
    }
}

impl Handler<Face> for Rallying {
    type Result = ();

    fn handle(&mut self, Face(opponent): Face, _: &mut Context<Self>) {
        self.opponent = opponent;
    }
}

impl Drop for Rallying {
    fn drop(&mut self) {
        self.ledger.enter(self.hits);
    }
}

impl tasks::Player for Within {
    type Handle = Addr<Rallying>;
    type End = oneshot::Receiver<()>;

    async fn spawn(ledger: Ledger, over: UnboundedSender<()>) -> (Self::Handle, Self::End) {
        let (ended, end) = oneshot::channel();
        let player = Rallying { hits: 0, opponent: None, ledger, over, _ended: ended };
        (player.start(), end)
    }

    #[inline]
    async fn face(handle: &Self::Handle, opponent: Option<Self::Handle>) {
        handle.do_send(Face(opponent));
    }

    #[inline]
    async fn hit(handle: &Self::Handle, left: u64) {
        handle.do_send(Hit(left));
    }

    #[inline]
    async fn pass(handle: &Self::Handle, left: u64) {
        handle.do_send(Pass(left));
    }

    async fn join(handle: Self::Handle, end: Self::End) {
        drop(handle);
        let _ = end.await;
    }
}
