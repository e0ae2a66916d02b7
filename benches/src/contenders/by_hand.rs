//! The loop that everyone writes by hand: an enum, a std channel, a thread.

use std::{
    marker::PhantomData,
    sync::mpsc::{self, Receiver, Sender, SyncSender},
    thread::{self, JoinHandle},
};

use super::{Counter, Ledger, PLACES, Payload, Player};

/// On std's unbounded channel.
pub(super) struct Unbounded<P = u64>(PhantomData<P>);

/// On std's bounded channel, with a `send` that blocks.
pub(super) struct Bounded;

/// What the counter takes.
pub(super) enum Message<P> {
    /// Adds a number.
    Add(P),
    /// Adds one and answers the sum: `sync_channel(1)`, because `channel()` is slower here.
    Increment(SyncSender<u64>),
}

fn count<P: Payload>(inbox: Receiver<Message<P>>, ledger: Ledger) {
    let mut total = 0;
    while let Ok(message) = inbox.recv() {
        match message {
            Message::Add(n) => total += n.value(),
            Message::Increment(reply) => {
                total += 1;
                let _ = reply.send(total);
            }
        }
    }
    ledger.enter(total);
}

impl<P: Payload> Counter for Unbounded<P> {
    type Payload = P;
    type Handle = Sender<Message<P>>;
    type Thread = JoinHandle<()>;

    fn spawn(ledger: &Ledger) -> (Self::Handle, Self::Thread) {
        let (sender, inbox) = mpsc::channel();
        let ledger = ledger.clone();
        (sender, thread::spawn(move || count(inbox, ledger)))
    }

    #[inline]
    fn add(handle: &Self::Handle, n: P) {
        handle.send(Message::Add(n)).expect("the counter is alive");
    }

    #[inline]
    fn increment(handle: &Self::Handle) -> u64 {
        let (reply, answer) = mpsc::sync_channel(1);
        handle.send(Message::Increment(reply)).expect("the counter is alive");
        answer.recv().expect("the counter answers")
    }

    fn join(handle: Self::Handle, thread: Self::Thread) {
        drop(handle);
        thread.join().expect("the counter did not panic");
    }
}

impl Counter for Bounded {
    type Payload = u64;
    type Handle = SyncSender<Message<u64>>;
    type Thread = JoinHandle<()>;

    fn spawn(ledger: &Ledger) -> (Self::Handle, Self::Thread) {
        let (sender, inbox) = mpsc::sync_channel(PLACES);
        let ledger = ledger.clone();
        (sender, thread::spawn(move || count(inbox, ledger)))
    }

    #[inline]
    fn add(handle: &Self::Handle, n: u64) {
        handle.send(Message::Add(n)).expect("the counter is alive");
    }

    #[inline]
    fn increment(handle: &Self::Handle) -> u64 {
        let (reply, answer) = mpsc::sync_channel(1);
        handle.send(Message::Increment(reply)).expect("the counter is alive");
        answer.recv().expect("the counter answers")
    }

    fn join(handle: Self::Handle, thread: Self::Thread) {
        drop(handle);
        thread.join().expect("the counter did not panic");
    }
}

/// What the player takes.
pub(super) enum Volley {
    /// The ball, to be hit this many more times.
    Hit(u64),
    /// The ball, to be passed on along the line.
    Pass(u64),
    /// Whom to return it to.
    Face(Option<Sender<Volley>>),
}

impl Player for Unbounded {
    type Handle = Sender<Volley>;
    type Thread = JoinHandle<()>;

    fn spawn(ledger: &Ledger, over: Sender<()>) -> (Self::Handle, Self::Thread) {
        let (sender, inbox) = mpsc::channel();
        let ledger = ledger.clone();
        let play = move || {
            let (mut hits, mut opponent) = (0, None);
            while let Ok(volley) = inbox.recv() {
                match volley {
                    Volley::Hit(left) => {
                        hits += 1;
                        match (left, &opponent) {
                            (0, _) => over.send(()).expect("the match is watched"),
                            (_, Some(opponent)) => hit(opponent, left - 1),
                            (_, None) => panic!("nobody to return the ball to"),
                        }
                    }
                    Volley::Pass(left) => {
                        hits += 1;
                        match &opponent {
                            Some(opponent) => pass(opponent, left),
                            None if left == 0 => over.send(()).expect("the line is watched"),
                            None => {}
                        }
                    }
                    Volley::Face(other) => opponent = other,
                }
            }
            ledger.enter(hits);
        };
        (sender, thread::spawn(play))
    }

    #[inline]
    fn face(handle: &Self::Handle, opponent: Option<Self::Handle>) {
        handle.send(Volley::Face(opponent)).expect("the player is alive");
    }

    #[inline]
    fn hit(handle: &Self::Handle, left: u64) {
        hit(handle, left);
    }

    #[inline]
    fn pass(handle: &Self::Handle, left: u64) {
        pass(handle, left);
    }

    fn join(handle: Self::Handle, thread: Self::Thread) {
        drop(handle);
        thread.join().expect("the player did not panic");
    }
}

fn hit(player: &Sender<Volley>, left: u64) {
    player.send(Volley::Hit(left)).expect("the player is alive");
}

fn pass(player: &Sender<Volley>, left: u64) {
    player.send(Volley::Pass(left)).expect("the player is alive");
}
