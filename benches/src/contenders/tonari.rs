//! tonari-actor: actors on threads of their own, which end with the system that they belong to.
//
// There is no ask. Where a workload waits for an actor, the message carries a channel for the
// answer, as its users do; such a round trip is no figure of this library's, and stays out of the
// rows of asks. There is no unbounded mailbox, and no tell that waits for room: the unbounded rows
// get a mailbox that has room for everything, which costs nothing before it is used.

use std::{cell::RefCell, convert::Infallible, marker::PhantomData, sync::mpsc};

use ::tonari_actor::{Actor, Addr, Context, System};

use super::{Contender, Counter, Large, Ledger, Payload, Player};
use crate::workloads::{alive, crowd, lifetime, ping_pong, pipeline, tell};

pub(super) const CONTENDER: Contender = Contender {
    tell: Some(tell::run::<Alone>),
    tell_from_thread: Some(tell::run::<Alone>),
    large_tell: Some(tell::run::<Alone<Large>>),
    ping_pong: Some(ping_pong::run::<Alone>),
    pipeline: Some(pipeline::run::<Alone>),
    crowd: Some(crowd::run::<Together>),
    lifetime: Some(lifetime::told::<Alone>),
    alive: Some(alive::run::<Together>),
    ..Contender::new("tonari-actor")
};

/// An actor in a system of its own, so that it can be ended alone.
struct Alone<P = u64>(PhantomData<P>);

/// All actors in one system, which the end of the first one ends.
struct Together;

const ROOM: usize = usize::MAX;

struct Summer<P> {
    total: u64,
    ledger: Ledger,
    told: PhantomData<P>,
}

enum Message<P> {
    Add(P),
    Increment(mpsc::SyncSender<u64>),
    /// Answered behind all that was told: the end overtakes what is queued.
    Flush(mpsc::SyncSender<()>),
}

impl<P: Payload> Actor for Summer<P> {
    type Message = Message<P>;
    type Error = Infallible;
    type Context = Context<Message<P>>;

    fn handle(&mut self, _: &mut Self::Context, message: Message<P>) -> Result<(), Infallible> {
        match message {
            Message::Add(n) => self.total += n.value(),
            Message::Increment(reply) => {
                self.total += 1;
                let _ = reply.send(self.total);
            }
            Message::Flush(reply) => {
                let _ = reply.send(());
            }
        }
        Ok(())
    }
}

impl<P> Drop for Summer<P> {
    fn drop(&mut self) {
        self.ledger.enter(self.total);
    }
}

fn spawn<A>(system: &mut System, actor: A) -> Addr<A::Message>
where
    A: Actor<Context = Context<<A as Actor>::Message>> + Send + 'static,
{
    let spawned = system.prepare(actor).with_capacity(ROOM).spawn();
    spawned.expect("the system has a thread to give")
}

/// Sends a message with a channel for the answer, and waits for it.
fn answered<M: Send + 'static, T>(
    handle: &Addr<M>,
    message: impl FnOnce(mpsc::SyncSender<T>) -> M,
) -> T {
    let (reply, answer) = mpsc::sync_channel(1);
    handle.send(message(reply)).expect("the actor is alive");
    answer.recv().expect("the actor answers")
}

impl<P: Payload> Counter for Alone<P> {
    type Payload = P;
    type Handle = Addr<Message<P>>;
    type Thread = System;

    fn spawn(ledger: &Ledger) -> (Self::Handle, System) {
        let mut system = System::new("counter");
        let summer = Summer { total: 0, ledger: ledger.clone(), told: PhantomData };
        (spawn(&mut system, summer), system)
    }

    #[inline]
    fn add(handle: &Self::Handle, n: P) {
        handle.send(Message::Add(n)).expect("the counter is alive");
    }

    #[inline]
    fn increment(handle: &Self::Handle) -> u64 {
        answered(handle, Message::Increment)
    }

    fn join(handle: Self::Handle, system: System) {
        answered(&handle, Message::Flush);
        system.shutdown().expect("the counter did not panic");
    }
}

thread_local! {
    static SYSTEM: RefCell<Option<System>> = const { RefCell::new(None) };
}

impl Counter for Together {
    type Payload = u64;
    type Handle = Addr<Message<u64>>;
    type Thread = ();

    fn spawn(ledger: &Ledger) -> (Self::Handle, ()) {
        SYSTEM.with_borrow_mut(|system| {
            let system = system.get_or_insert_with(|| System::new("counters"));
            let summer = Summer { total: 0, ledger: ledger.clone(), told: PhantomData };
            (spawn(system, summer), ())
        })
    }

    #[inline]
    fn add(handle: &Self::Handle, n: u64) {
        <Alone as Counter>::add(handle, n);
    }

    #[inline]
    fn increment(handle: &Self::Handle) -> u64 {
        <Alone as Counter>::increment(handle)
    }

    /// Only where each actor has answered behind all that it was told.
    fn join(_: Self::Handle, (): ()) {
        if let Some(system) = SYSTEM.take() {
            system.shutdown().expect("no counter panicked");
        }
    }
}

struct Rallying {
    hits: u64,
    opponent: Option<Addr<Volley>>,
    ledger: Ledger,
    over: mpsc::Sender<()>,
}

enum Volley {
    Hit(u64),
    Pass(u64),
    Face(Option<Addr<Volley>>),
    Flush(mpsc::SyncSender<()>),
}

impl Actor for Rallying {
    type Message = Volley;
    type Error = Infallible;
    type Context = Context<Volley>;

    fn handle(&mut self, _: &mut Context<Volley>, volley: Volley) -> Result<(), Infallible> {
        match volley {
            Volley::Hit(left) => {
                self.hits += 1;
                match (left, &self.opponent) {
                    (0, _) => self.over.send(()).expect("the match is watched"),
                    (_, Some(opponent)) => send(opponent, Volley::Hit(left - 1)),
                    (_, None) => panic!("nobody to return the ball to"),
                }
            }
            Volley::Pass(left) => {
                self.hits += 1;
                match &self.opponent {
                    Some(opponent) => send(opponent, Volley::Pass(left)),
                    None if left == 0 => self.over.send(()).expect("the line is watched"),
                    None => {}
                }
            }
            Volley::Face(opponent) => self.opponent = opponent,
            Volley::Flush(reply) => {
                let _ = reply.send(());
            }
        }
        Ok(())
    }
}

impl Drop for Rallying {
    fn drop(&mut self) {
        self.ledger.enter(self.hits);
    }
}

impl Player for Alone {
    type Handle = Addr<Volley>;
    type Thread = System;

    fn spawn(ledger: &Ledger, over: mpsc::Sender<()>) -> (Self::Handle, System) {
        let mut system = System::new("player");
        let player = Rallying { hits: 0, opponent: None, ledger: ledger.clone(), over };
        (spawn(&mut system, player), system)
    }

    #[inline]
    fn face(handle: &Self::Handle, opponent: Option<Self::Handle>) {
        send(handle, Volley::Face(opponent));
    }

    #[inline]
    fn hit(handle: &Self::Handle, left: u64) {
        send(handle, Volley::Hit(left));
    }

    #[inline]
    fn pass(handle: &Self::Handle, left: u64) {
        send(handle, Volley::Pass(left));
    }

    fn join(handle: Self::Handle, system: System) {
        answered(&handle, Volley::Flush);
        system.shutdown().expect("the player did not panic");
    }
}

fn send(player: &Addr<Volley>, volley: Volley) {
    player.send(volley).expect("the player is alive");
}
