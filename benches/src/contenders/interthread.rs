//! interthread: the loop that its macro writes around a struct's methods, on std's channel.
//
// `lib = "std"` and an unbounded channel are its defaults. The methods take `&self`, and count in
// cells, because a handle asks for `&mut` wherever the method does. Nothing tells of an actor's end:
// the state says so itself when it is dropped.

use std::{
    cell::{Cell, RefCell},
    marker::PhantomData,
    sync::mpsc,
};

use super::{Contender, Counter, Large, Ledger, PLACES, Payload, Player};
use crate::workloads::{alive, ask, crowd, lifetime, ping_pong, pipeline, tell};

pub(super) const CONTENDER: Contender = Contender {
    tell: Some(tell::run::<Unbounded>),
    tell_from_thread: Some(tell::run::<Unbounded>),
    large_tell: Some(tell::run::<Unbounded<Large>>),
    bounded_tell: Some(tell::run::<Bounded>),
    ask: Some(ask::run::<Unbounded>),
    ask_from_thread: Some(ask::run::<Unbounded>),
    ping_pong: Some(ping_pong::run::<Unbounded>),
    pipeline: Some(pipeline::run::<Unbounded>),
    crowd: Some(crowd::run::<Unbounded>),
    lifetime: Some(lifetime::told::<Unbounded>),
    asked_lifetime: Some(lifetime::asked::<Unbounded>),
    alive: Some(alive::run::<Unbounded>),
    ..Contender::new("interthread")
};

struct Unbounded<P = u64>(PhantomData<P>);

struct Bounded<P = u64>(PhantomData<P>);

/// Writes the counter for a mailbox of some size: that is part of its type.
macro_rules! summer {
    ($counter:ident, $module:ident, $channel:tt) => {
        #[allow(unreachable_pub, reason = "what is to become a message has to be `pub`")]
        mod $module {
            use super::{Cell, Ledger, Payload, PhantomData, mpsc};

            pub struct Summer<P> {
                total: Cell<u64>,
                ledger: Ledger,
                _ended: mpsc::Sender<()>,
                told: PhantomData<P>,
            }

            #[interthread::actor(channel = $channel)]
            impl<P> Summer<P>
            where
                P: Payload + Sync,
            {
                pub fn new(ledger: Ledger, ended: mpsc::Sender<()>) -> Self {
                    Summer { total: Cell::new(0), ledger, _ended: ended, told: PhantomData }
                }

                pub fn add(&self, n: P) {
                    self.total.set(self.total.get() + n.value());
                }

                pub fn increment(&self) -> u64 {
                    self.total.set(self.total.get() + 1);
                    self.total.get()
                }
            }

            impl<P> Drop for Summer<P> {
                fn drop(&mut self) {
                    self.ledger.enter(self.total.get());
                }
            }
        }

        impl<P: Payload + Sync + Clone> Counter for $counter<P> {
            type Payload = P;
            type Handle = $module::SummerLive<P>;
            type Thread = mpsc::Receiver<()>;

            fn spawn(ledger: &Ledger) -> (Self::Handle, Self::Thread) {
                let (ended, end) = mpsc::channel();
                ($module::SummerLive::new(ledger.clone(), ended), end)
            }

            #[inline]
            fn add(handle: &Self::Handle, n: P) {
                handle.add(n);
            }

            #[inline]
            fn increment(handle: &Self::Handle) -> u64 {
                handle.increment()
            }

            fn join(handle: Self::Handle, end: Self::Thread) {
                drop(handle);
                let _ = end.recv();
            }
        }
    };
}

summer!(Unbounded, unbounded, 0);
// `PLACES`, as a literal.
summer!(Bounded, bounded, 1024);
const _: () = assert!(PLACES == 1024);

#[allow(unreachable_pub, reason = "what is to become a message has to be `pub`")]
mod rallying {
    use super::{Cell, Ledger, RefCell, mpsc};

    pub struct Rallying {
        hits: Cell<u64>,
        opponent: RefCell<Option<RallyingLive>>,
        ledger: Ledger,
        over: mpsc::Sender<()>,
        _ended: mpsc::Sender<()>,
    }

    #[interthread::actor(channel = 0)]
    impl Rallying {
        pub fn new(ledger: Ledger, over: mpsc::Sender<()>, ended: mpsc::Sender<()>) -> Self {
            let (hits, opponent) = (Cell::new(0), RefCell::new(None));
            Rallying { hits, opponent, ledger, over, _ended: ended }
        }

        pub fn hit(&self, left: u64) {
            self.hits.set(self.hits.get() + 1);
            match (left, &*self.opponent.borrow()) {
                (0, _) => self.over.send(()).expect("the match is watched"),
                (_, Some(opponent)) => opponent.hit(left - 1),
                (_, None) => panic!("nobody to return the ball to"),
            }
        }

        pub fn pass(&self, left: u64) {
            self.hits.set(self.hits.get() + 1);
            match &*self.opponent.borrow() {
                Some(opponent) => opponent.pass(left),
                None if left == 0 => self.over.send(()).expect("the line is watched"),
                None => {}
            }
        }

        pub fn face(&self, opponent: Option<RallyingLive>) {
            *self.opponent.borrow_mut() = opponent;
        }
    }

    impl Drop for Rallying {
        fn drop(&mut self) {
            self.ledger.enter(self.hits.get());
        }
    }
}

impl Player for Unbounded {
    type Handle = rallying::RallyingLive;
    type Thread = mpsc::Receiver<()>;

    fn spawn(ledger: &Ledger, over: mpsc::Sender<()>) -> (Self::Handle, Self::Thread) {
        let (ended, end) = mpsc::channel();
        (rallying::RallyingLive::new(ledger.clone(), over, ended), end)
    }

    #[inline]
    fn face(handle: &Self::Handle, opponent: Option<Self::Handle>) {
        handle.face(opponent);
    }

    #[inline]
    fn hit(handle: &Self::Handle, left: u64) {
        handle.hit(left);
    }

    #[inline]
    fn pass(handle: &Self::Handle, left: u64) {
        handle.pass(left);
    }

    fn join(handle: Self::Handle, end: Self::Thread) {
        drop(handle);
        let _ = end.recv();
    }
}
