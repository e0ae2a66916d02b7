//! stakker: actors that share one thread. The thread waits on a channel for what other threads send.
//
// Here each actor has a thread and a `Stakker` of its own, with the feature `multi-thread`. Its actors are made to
// share a thread, where a call between them is a closure in a queue of that thread, and no message: so no fan-outs and
// no many that are alive, for which nobody would take threads. There is no ask between threads: the message carries a
// channel for the answer, as its users do. The loop is that of its tutorial, with a waker that unparks it. A channel
// does not tell of its last sender: each actor is stopped by a message.

use std::{
    marker::PhantomData,
    sync::mpsc,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use ::stakker::{
    CX, Stakker, actor, after, fwd_to, ret_shutdown,
    sync::{Channel, ChannelGuard},
};

use super::{Contender, Counter, Large, Ledger, Payload, Player, Timekeeper};
use crate::workloads::{ask, lifetime, ping_pong, pipeline, tell, timer};

pub(super) const CONTENDER: Contender = Contender {
    tell: Some(tell::run::<Alone>),
    tell_from_thread: Some(tell::run::<Alone>),
    large_tell: Some(tell::run::<Alone<Large>>),
    ask: Some(ask::run::<Alone>),
    ask_from_thread: Some(ask::run::<Alone>),
    ping_pong: Some(ping_pong::run::<Alone>),
    pipeline: Some(pipeline::run::<Alone>),
    timer: Some(timer::run::<Alone>),
    lifetime: Some(lifetime::told::<Alone>),
    asked_lifetime: Some(lifetime::asked::<Alone>),
    ..Contender::new("stakker")
};

struct Alone<P = u64>(PhantomData<P>);

/// An actor with a channel.
trait Listening: Sized + 'static {
    type Message: Send + 'static;

    fn receive(&mut self, cx: CX![], message: Self::Message);

    /// The actor is made with what closes the channel when it is dropped.
    fn init(
        cx: CX![],
        make: impl FnOnce(ChannelGuard) -> Self,
        opened: mpsc::Sender<Channel<Self::Message>>,
    ) -> Option<Self> {
        let forward = fwd_to!([cx], receive() as (Self::Message));
        let (channel, guard) = Channel::new(cx, forward);
        opened.send(channel).expect("the channel is waited for");
        Some(make(guard))
    }
}

fn spawn<A: Listening>(
    make: impl FnOnce(ChannelGuard) -> A + Send + 'static,
) -> (Channel<A::Message>, JoinHandle<()>) {
    let (opened, channel) = mpsc::channel();
    let thread = thread::spawn(move || {
        let mut stakker = Stakker::new(Instant::now());
        let here = thread::current();
        stakker.set_poll_waker(move || here.unpark());
        let s = &mut stakker;
        let _actor = actor!(s, <A>::init(make, opened), ret_shutdown!(s));
        s.run(Instant::now(), false);
        while s.not_shutdown() {
            match s.next_wait(Instant::now()) {
                Some(due) => thread::park_timeout(due),
                None => thread::park(),
            }
            s.poll_wake();
            s.run(Instant::now(), false);
        }
    });
    (channel.recv().expect("the actor opens its channel"), thread)
}

fn send<M: Send>(channel: &Channel<M>, message: M) {
    assert!(channel.send(message), "the actor is gone");
}

struct Summer<P> {
    total: u64,
    ledger: Ledger,
    told: PhantomData<P>,
    _guard: ChannelGuard,
}

enum Message<P> {
    Add(P),
    Increment(mpsc::SyncSender<u64>),
    Stop,
}

impl<P: Payload> Listening for Summer<P> {
    type Message = Message<P>;

    fn receive(&mut self, cx: CX![], message: Message<P>) {
        match message {
            Message::Add(n) => self.total += n.value(),
            Message::Increment(reply) => {
                self.total += 1;
                let _ = reply.send(self.total);
            }
            Message::Stop => cx.stop(),
        }
    }
}

impl<P> Drop for Summer<P> {
    fn drop(&mut self) {
        self.ledger.enter(self.total);
    }
}

impl<P: Payload> Counter for Alone<P> {
    type Payload = P;
    type Handle = Channel<Message<P>>;
    type Thread = JoinHandle<()>;

    fn spawn(ledger: &Ledger) -> (Self::Handle, Self::Thread) {
        let ledger = ledger.clone();
        spawn(move |guard| Summer { total: 0, ledger, told: PhantomData, _guard: guard })
    }

    #[inline]
    fn add(handle: &Self::Handle, n: P) {
        send(handle, Message::Add(n));
    }

    #[inline]
    fn increment(handle: &Self::Handle) -> u64 {
        let (reply, answer) = mpsc::sync_channel(1);
        send(handle, Message::Increment(reply));
        answer.recv().expect("the counter answers")
    }

    fn join(handle: Self::Handle, thread: Self::Thread) {
        send(&handle, Message::Stop);
        thread.join().expect("the counter did not panic");
    }
}

struct Rallying {
    hits: u64,
    opponent: Option<Channel<Volley>>,
    ledger: Ledger,
    over: mpsc::Sender<()>,
    _guard: ChannelGuard,
}

enum Volley {
    Hit(u64),
    Pass(u64),
    Face(Option<Channel<Volley>>),
    Stop,
}

impl Listening for Rallying {
    type Message = Volley;

    fn receive(&mut self, cx: CX![], volley: Volley) {
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
            Volley::Stop => cx.stop(),
        }
    }
}

impl Drop for Rallying {
    fn drop(&mut self) {
        self.ledger.enter(self.hits);
    }
}

impl Player for Alone {
    type Handle = Channel<Volley>;
    type Thread = JoinHandle<()>;

    fn spawn(ledger: &Ledger, over: mpsc::Sender<()>) -> (Self::Handle, Self::Thread) {
        let ledger = ledger.clone();
        spawn(move |guard| Rallying { hits: 0, opponent: None, ledger, over, _guard: guard })
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

    fn join(handle: Self::Handle, thread: Self::Thread) {
        send(&handle, Volley::Stop);
        thread.join().expect("the player did not panic");
    }
}

struct Ticking {
    set: u64,
    fired: u64,
    ledger: Ledger,
    over: mpsc::Sender<()>,
    _guard: ChannelGuard,
}

enum Time {
    Set(u64),
    Stop,
}

impl Ticking {
    fn fire(&mut self, _: CX![]) {
        self.fired += 1;
        if self.fired == self.set {
            self.over.send(()).expect("the timers are watched");
        }
    }
}

impl Listening for Ticking {
    type Message = Time;

    fn receive(&mut self, cx: CX![], message: Time) {
        match message {
            Time::Set(timers) => {
                for _ in 0..timers {
                    self.set += 1;
                    after!(Duration::ZERO, [cx], fire());
                }
            }
            Time::Stop => cx.stop(),
        }
    }
}

impl Drop for Ticking {
    fn drop(&mut self) {
        self.ledger.enter(self.fired);
    }
}

impl Timekeeper for Alone {
    type Handle = Channel<Time>;
    type Thread = JoinHandle<()>;

    fn spawn(ledger: &Ledger, over: mpsc::Sender<()>) -> (Self::Handle, Self::Thread) {
        let ledger = ledger.clone();
        spawn(move |guard| Ticking { set: 0, fired: 0, ledger, over, _guard: guard })
    }

    fn set(handle: &Self::Handle, timers: u64) {
        send(handle, Time::Set(timers));
    }

    fn join(handle: Self::Handle, thread: Self::Thread) {
        send(&handle, Time::Stop);
        thread.join().expect("the timekeeper did not panic");
    }
}
