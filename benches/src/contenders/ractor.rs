//! ractor: actors that are tasks of tokio, an enum of messages, the state beside the actor.
//
// Without its default feature `message_span_propogation`, which carries a span with each message.
// Its mailboxes are unbounded.

use std::marker::PhantomData;

use ::ractor::{Actor, ActorProcessingErr, ActorRef, RpcReplyPort, call};
use futures::executor::block_on;
use tokio::{sync::mpsc::UnboundedSender, task::JoinHandle};

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
    ..Contender::new("ractor")
};

struct Unbounded<P = u64>(PhantomData<P>);

/// The behaviour; what it counts is its state.
struct Summer<P>(PhantomData<fn(P)>);

struct Sum {
    total: u64,
    ledger: Ledger,
}

enum Message<P> {
    Add(P),
    Increment(RpcReplyPort<u64>),
}

// Implemented for every type that may be sent, unless the messages cross machines.
impl<P: Payload> Actor for Summer<P> {
    type Msg = Message<P>;
    type State = Sum;
    type Arguments = Ledger;

    async fn pre_start(
        &self,
        _: ActorRef<Message<P>>,
        ledger: Ledger,
    ) -> Result<Sum, ActorProcessingErr> {
        Ok(Sum { total: 0, ledger })
    }

    async fn handle(
        &self,
        _: ActorRef<Message<P>>,
        message: Message<P>,
        sum: &mut Sum,
    ) -> Result<(), ActorProcessingErr> {
        match message {
            Message::Add(n) => sum.total += n.value(),
            Message::Increment(reply) => {
                sum.total += 1;
                let _ = reply.send(sum.total);
            }
        }
        Ok(())
    }
}

impl Drop for Sum {
    fn drop(&mut self) {
        self.ledger.enter(self.total);
    }
}

impl<P: Payload> tasks::Counter for Unbounded<P> {
    type Payload = P;
    type Handle = ActorRef<Message<P>>;
    type End = JoinHandle<()>;

    async fn spawn(ledger: Ledger) -> (Self::Handle, Self::End) {
        Actor::spawn(None, Summer(PhantomData), ledger).await.expect("the counter starts")
    }

    #[inline]
    async fn add(handle: &Self::Handle, n: P) {
        handle.cast(Message::Add(n)).expect("the counter is alive");
    }

    #[inline]
    async fn increment(handle: &Self::Handle) -> u64 {
        call!(handle, Message::Increment).expect("the counter answers")
    }

    async fn join(handle: Self::Handle, end: Self::End) {
        stop(handle, end).await;
    }
}

impl<P: Payload> tasks::Blocking for Unbounded<P> {
    #[inline]
    fn add_blocking(handle: &Self::Handle, n: P) {
        handle.cast(Message::Add(n)).expect("the counter is alive");
    }

    /// Without a deadline the call needs no runtime; there is no blocking one.
    #[inline]
    fn increment_blocking(handle: &Self::Handle) -> u64 {
        block_on(<Self as tasks::Counter>::increment(handle))
    }
}

struct Rallying;

struct Rally {
    hits: u64,
    opponent: Option<ActorRef<Volley>>,
    ledger: Ledger,
    over: UnboundedSender<()>,
}

enum Volley {
    Hit(u64),
    Pass(u64),
    Face(Option<ActorRef<Volley>>),
}

impl Actor for Rallying {
    type Msg = Volley;
    type State = Rally;
    type Arguments = (Ledger, UnboundedSender<()>);

    async fn pre_start(
        &self,
        _: ActorRef<Volley>,
        (ledger, over): Self::Arguments,
    ) -> Result<Rally, ActorProcessingErr> {
        Ok(Rally { hits: 0, opponent: None, ledger, over })
    }

    async fn handle(
        &self,
        _: ActorRef<Volley>,
        volley: Volley,
        rally: &mut Rally,
    ) -> Result<(), ActorProcessingErr> {
        match volley {
            Volley::Hit(left) => {
                rally.hits += 1;
                match (left, &rally.opponent) {
                    (0, _) => rally.over.send(()).expect("the match is watched"),
                    (_, Some(opponent)) => send(opponent, Volley::Hit(left - 1)),
                    (_, None) => panic!("nobody to return the ball to"),
                }
            }
            Volley::Pass(left) => {
                rally.hits += 1;
                match &rally.opponent {
                    Some(opponent) => send(opponent, Volley::Pass(left)),
                    None if left == 0 => rally.over.send(()).expect("the line is watched"),
                    None => {}
                }
            }
            Volley::Face(opponent) => rally.opponent = opponent,
        }
        Ok(())
    }
}

impl Drop for Rally {
    fn drop(&mut self) {
        self.ledger.enter(self.hits);
    }
}

impl tasks::Player for Unbounded {
    type Handle = ActorRef<Volley>;
    type End = JoinHandle<()>;

    async fn spawn(ledger: Ledger, over: UnboundedSender<()>) -> (Self::Handle, Self::End) {
        Actor::spawn(None, Rallying, (ledger, over)).await.expect("the player starts")
    }

    #[inline]
    async fn face(handle: &Self::Handle, opponent: Option<Self::Handle>) {
        send(handle, Volley::Face(opponent));
    }

    #[inline]
    async fn hit(handle: &Self::Handle, left: u64) {
        send(handle, Volley::Hit(left));
    }

    #[inline]
    async fn pass(handle: &Self::Handle, left: u64) {
        send(handle, Volley::Pass(left));
    }

    async fn join(handle: Self::Handle, end: Self::End) {
        stop(handle, end).await;
    }
}

fn send(player: &ActorRef<Volley>, volley: Volley) {
    player.cast(volley).expect("the player is alive");
}

/// The last drop ends nothing here; `drain` handles what is queued, which `stop` overtakes.
async fn stop<M: ::ractor::Message>(handle: ActorRef<M>, end: JoinHandle<()>) {
    handle.drain().expect("the actor is alive");
    end.await.expect("the actor did not panic");
}
