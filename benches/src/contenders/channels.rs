//! The loop by hand over other people's channels: an enum of messages, a channel, and a thread.

use std::{
    marker::PhantomData,
    thread::{self, JoinHandle},
};

use super::{Contender, Counter, Large, Ledger, PLACES, Payload};
use crate::workloads::{ask, tell};

pub(super) const CROSSBEAM: Contender =
    over::<crossbeam::Unbounded, crossbeam::Bounded>("crossbeam, by hand");
pub(super) const FLUME: Contender = over::<flume::Unbounded, flume::Bounded>("flume, by hand");
pub(super) const KANAL: Contender = over::<kanal::Unbounded, kanal::Bounded>("kanal, by hand");
pub(super) const CROSSFIRE: Contender =
    over::<crossfire::Unbounded, crossfire::Bounded>("crossfire, by hand");

/// A channel changes what a tell and an ask cost. The rows about threads would be those of the loop over std's.
const fn over<U: Channel, B: Channel>(name: &'static str) -> Contender {
    Contender {
        tell: Some(tell::run::<Loop<U>>),
        tell_from_thread: Some(tell::run::<Loop<U>>),
        large_tell: Some(tell::run::<Loop<U, Large>>),
        bounded_tell: Some(tell::run::<Loop<B>>),
        ask: Some(ask::run::<Loop<U>>),
        ask_from_thread: Some(ask::run::<Loop<U>>),
        ..Contender::new(name)
    }
}

/// What the loop needs of a channel, and of the one for an answer.
trait Channel: 'static {
    type Sender<T: Send + 'static>: Clone + Send + 'static;
    type Receiver<T: Send + 'static>: Send + 'static;
    /// The end of the channel for one answer that the loop gets.
    type Reply: Send + 'static;
    /// The other end.
    type Answer;

    fn open<T: Send + 'static>() -> (Self::Sender<T>, Self::Receiver<T>);
    fn send<T: Send + 'static>(sender: &Self::Sender<T>, message: T);
    /// Nothing once all senders are gone.
    fn receive<T: Send + 'static>(receiver: &Self::Receiver<T>) -> Option<T>;

    fn open_for_answer() -> (Self::Reply, Self::Answer);
    fn reply(reply: Self::Reply, sum: u64);
    fn answered(answer: Self::Answer) -> u64;
}

struct Loop<C, P = u64>(PhantomData<(C, P)>);

/// What the counter takes.
enum Message<C: Channel, P> {
    Add(P),
    Increment(C::Reply),
}

impl<C: Channel, P: Payload> Counter for Loop<C, P> {
    type Payload = P;
    type Handle = C::Sender<Message<C, P>>;
    type Thread = JoinHandle<()>;

    fn spawn(ledger: &Ledger) -> (Self::Handle, Self::Thread) {
        let (sender, inbox) = C::open();
        let ledger = ledger.clone();
        let count = move || {
            let mut total = 0;
            while let Some(message) = C::receive(&inbox) {
                match message {
                    Message::<C, P>::Add(n) => total += n.value(),
                    Message::Increment(reply) => {
                        total += 1;
                        C::reply(reply, total);
                    }
                }
            }
            ledger.enter(total);
        };
        (sender, thread::spawn(count))
    }

    #[inline]
    fn add(handle: &Self::Handle, n: P) {
        C::send(handle, Message::Add(n));
    }

    #[inline]
    fn increment(handle: &Self::Handle) -> u64 {
        let (reply, answer) = C::open_for_answer();
        C::send(handle, Message::Increment(reply));
        C::answered(answer)
    }

    fn join(handle: Self::Handle, thread: Self::Thread) {
        drop(handle);
        thread.join().expect("the counter did not panic");
    }
}

/// A channel whose functions are called as crossbeam's are, and an answer through a bounded one of one place, as
/// these libraries have none for a single value.
macro_rules! like_crossbeam {
    ($channel:ident, $library:ident, $open:expr) => {
        pub(super) struct $channel;

        impl Channel for $channel {
            type Sender<T: Send + 'static> = ::$library::Sender<T>;
            type Receiver<T: Send + 'static> = ::$library::Receiver<T>;
            type Reply = ::$library::Sender<u64>;
            type Answer = ::$library::Receiver<u64>;

            fn open<T: Send + 'static>() -> (Self::Sender<T>, Self::Receiver<T>) {
                $open
            }

            #[inline]
            fn send<T: Send + 'static>(sender: &Self::Sender<T>, message: T) {
                assert!(sender.send(message).is_ok(), "the counter is gone");
            }

            #[inline]
            fn receive<T: Send + 'static>(receiver: &Self::Receiver<T>) -> Option<T> {
                receiver.recv().ok()
            }

            #[inline]
            fn open_for_answer() -> (Self::Reply, Self::Answer) {
                ::$library::bounded(1)
            }

            #[inline]
            fn reply(reply: Self::Reply, sum: u64) {
                let _ = reply.send(sum);
            }

            #[inline]
            fn answered(answer: Self::Answer) -> u64 {
                answer.recv().expect("the counter answers")
            }
        }
    };
}

mod crossbeam {
    use super::{Channel, PLACES};

    like_crossbeam!(Unbounded, crossbeam_channel, ::crossbeam_channel::unbounded());
    like_crossbeam!(Bounded, crossbeam_channel, ::crossbeam_channel::bounded(PLACES));
}

mod flume {
    use super::{Channel, PLACES};

    like_crossbeam!(Unbounded, flume, ::flume::unbounded());
    like_crossbeam!(Bounded, flume, ::flume::bounded(PLACES));
}

mod kanal {
    use super::{Channel, PLACES};

    like_crossbeam!(Unbounded, kanal, ::kanal::unbounded());
    like_crossbeam!(Bounded, kanal, ::kanal::bounded(PLACES));
}

/// Its channels for several senders and one receiver, and its own for one value.
mod crossfire {
    use ::crossfire::{
        MTx, Rx, detect_backoff_cfg, mpsc,
        oneshot::{RxOneshot, TxOneshot, oneshot},
    };

    use super::{Channel, PLACES};

    macro_rules! channel {
        ($channel:ident, $flavour:ident, $open:expr) => {
            pub(super) struct $channel;

            impl Channel for $channel {
                type Sender<T: Send + 'static> = MTx<mpsc::$flavour<T>>;
                type Receiver<T: Send + 'static> = Rx<mpsc::$flavour<T>>;
                type Reply = TxOneshot<u64>;
                type Answer = RxOneshot<u64>;

                fn open<T: Send + 'static>() -> (Self::Sender<T>, Self::Receiver<T>) {
                    // As its documentation asks for: no spinning where there is one core.
                    detect_backoff_cfg();
                    $open
                }

                #[inline]
                fn send<T: Send + 'static>(sender: &Self::Sender<T>, message: T) {
                    assert!(sender.send(message).is_ok(), "the counter is gone");
                }

                #[inline]
                fn receive<T: Send + 'static>(receiver: &Self::Receiver<T>) -> Option<T> {
                    receiver.recv().ok()
                }

                #[inline]
                fn open_for_answer() -> (Self::Reply, Self::Answer) {
                    oneshot()
                }

                #[inline]
                fn reply(reply: Self::Reply, sum: u64) {
                    reply.send(sum);
                }

                #[inline]
                fn answered(answer: Self::Answer) -> u64 {
                    answer.recv().expect("the counter answers")
                }
            }
        };
    }

    channel!(Unbounded, List, mpsc::unbounded_blocking());
    channel!(Bounded, Array, mpsc::bounded_blocking(PLACES));
}
