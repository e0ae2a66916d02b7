//! The loop that async code writes by hand: an enum, a channel of tokio, a task.

use std::marker::PhantomData;

use ::tokio::{
    self,
    sync::{
        mpsc::{self, Receiver, Sender, UnboundedReceiver, UnboundedSender},
        oneshot,
    },
    task::JoinHandle,
};

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
    waiting: Some(within::ask::<OneThread, Unbounded>),
    waiting_apart: Some(within::ask_apart::<OneThread, Unbounded>),
    ..Contender::new("tokio, by hand")
};

/// On tokio's unbounded channel.
struct Unbounded<P = u64>(PhantomData<P>);

/// On tokio's bounded channel, with a `send` that is awaited.
struct Bounded;

enum Message<P> {
    Add(P),
    Increment(oneshot::Sender<u64>),
}

/// What either loop does with a message.
fn count<P: Payload>(total: &mut u64, message: Message<P>) {
    match message {
        Message::Add(n) => *total += n.value(),
        Message::Increment(reply) => {
            *total += 1;
            let _ = reply.send(*total);
        }
    }
}

impl<P: Payload> tasks::Counter for Unbounded<P> {
    type Payload = P;
    type Handle = UnboundedSender<Message<P>>;
    type End = JoinHandle<()>;

    async fn spawn(ledger: Ledger) -> (Self::Handle, Self::End) {
        let (sender, mut inbox): (_, UnboundedReceiver<Message<P>>) = mpsc::unbounded_channel();
        let task = tokio::spawn(async move {
            let mut total = 0;
            while let Some(message) = inbox.recv().await {
                count(&mut total, message);
            }
            ledger.enter(total);
        });
        (sender, task)
    }

    #[inline]
    async fn add(handle: &Self::Handle, n: P) {
        handle.send(Message::Add(n)).expect("the counter is alive");
    }

    #[inline]
    async fn increment(handle: &Self::Handle) -> u64 {
        let (reply, answer) = oneshot::channel();
        handle.send(Message::Increment(reply)).expect("the counter is alive");
        answer.await.expect("the counter answers")
    }

    async fn join(handle: Self::Handle, end: Self::End) {
        drop(handle);
        end.await.expect("the counter did not panic");
    }
}

impl<P: Payload> tasks::Blocking for Unbounded<P> {
    #[inline]
    fn add_blocking(handle: &Self::Handle, n: P) {
        handle.send(Message::Add(n)).expect("the counter is alive");
    }

    #[inline]
    fn increment_blocking(handle: &Self::Handle) -> u64 {
        let (reply, answer) = oneshot::channel();
        handle.send(Message::Increment(reply)).expect("the counter is alive");
        answer.blocking_recv().expect("the counter answers")
    }
}

impl tasks::Counter for Bounded {
    type Payload = u64;
    type Handle = Sender<Message<u64>>;
    type End = JoinHandle<()>;

    async fn spawn(ledger: Ledger) -> (Self::Handle, Self::End) {
        let (sender, mut inbox): (_, Receiver<Message<u64>>) = mpsc::channel(PLACES);
        let task = tokio::spawn(async move {
            let mut total = 0;
            while let Some(message) = inbox.recv().await {
                count(&mut total, message);
            }
            ledger.enter(total);
        });
        (sender, task)
    }

    #[inline]
    async fn add(handle: &Self::Handle, n: u64) {
        handle.send(Message::Add(n)).await.expect("the counter is alive");
    }

    #[inline]
    async fn increment(handle: &Self::Handle) -> u64 {
        let (reply, answer) = oneshot::channel();
        handle.send(Message::Increment(reply)).await.expect("the counter is alive");
        answer.await.expect("the counter answers")
    }

    async fn join(handle: Self::Handle, end: Self::End) {
        drop(handle);
        end.await.expect("the counter did not panic");
    }
}

enum Volley {
    Hit(u64),
    Pass(u64),
    Face(Option<UnboundedSender<Volley>>),
}

impl tasks::Player for Unbounded {
    type Handle = UnboundedSender<Volley>;
    type End = JoinHandle<()>;

    async fn spawn(ledger: Ledger, over: UnboundedSender<()>) -> (Self::Handle, Self::End) {
        let (sender, mut inbox) = mpsc::unbounded_channel();
        let task = tokio::spawn(async move {
            let (mut hits, mut opponent) = (0, None);
            while let Some(volley) = inbox.recv().await {
                match volley {
                    Volley::Hit(left) => {
                        hits += 1;
                        match (left, &opponent) {
                            (0, _) => over.send(()).expect("the match is watched"),
                            (_, Some(opponent)) => send(opponent, Volley::Hit(left - 1)),
                            (_, None) => panic!("nobody to return the ball to"),
                        }
                    }
                    Volley::Pass(left) => {
                        hits += 1;
                        match &opponent {
                            Some(opponent) => send(opponent, Volley::Pass(left)),
                            None if left == 0 => over.send(()).expect("the line is watched"),
                            None => {}
                        }
                    }
                    Volley::Face(other) => opponent = other,
                }
            }
            ledger.enter(hits);
        });
        (sender, task)
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
        drop(handle);
        end.await.expect("the player did not panic");
    }
}

fn send(player: &UnboundedSender<Volley>, volley: Volley) {
    player.send(volley).expect("the player is alive");
}
