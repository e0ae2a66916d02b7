//! Loops written by hand where there is more than one channel: two lanes, a clock, eight workers.

use std::{
    cmp::Reverse,
    collections::BinaryHeap,
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread::{self, JoinHandle},
    time::Instant,
};

use super::{Counter, Crew, Expediting, Ledger, Timekeeper, WORKERS, by_hand};

/// Two channels, the urgent one looked at first. The loop waits on the other one alone, so an
/// urgent message is followed by a nudge there.
pub(super) struct TwoLanes;

/// What the counter takes on its ordinary lane.
pub(super) enum Message {
    Add(u64),
    Increment(mpsc::SyncSender<u64>),
    Nudge,
}

/// Both lanes' ends.
#[derive(Clone)]
pub(super) struct Lanes {
    urgent: Sender<u64>,
    ordinary: Sender<Message>,
}

impl Counter for TwoLanes {
    type Payload = u64;
    type Handle = Lanes;
    type Thread = JoinHandle<()>;

    fn spawn(ledger: &Ledger) -> (Self::Handle, Self::Thread) {
        let (urgent, urgent_inbox) = mpsc::channel();
        let (ordinary, inbox) = mpsc::channel();
        let ledger = ledger.clone();
        let count = move || {
            let mut total = 0;
            loop {
                if let Ok(n) = urgent_inbox.try_recv() {
                    total += n;
                    continue;
                }
                match inbox.recv() {
                    Ok(Message::Add(n)) => total += n,
                    Ok(Message::Increment(reply)) => {
                        total += 1;
                        let _ = reply.send(total);
                    }
                    Ok(Message::Nudge) => {}
                    Err(_) => break,
                }
            }
            ledger.enter(total);
        };
        (Lanes { urgent, ordinary }, thread::spawn(count))
    }

    #[inline]
    fn add(handle: &Self::Handle, n: u64) {
        handle.ordinary.send(Message::Add(n)).expect("the counter is alive");
    }

    #[inline]
    fn increment(handle: &Self::Handle) -> u64 {
        let (reply, answer) = mpsc::sync_channel(1);
        handle.ordinary.send(Message::Increment(reply)).expect("the counter is alive");
        answer.recv().expect("the counter answers")
    }

    fn join(handle: Self::Handle, thread: Self::Thread) {
        drop(handle);
        thread.join().expect("the counter did not panic");
    }
}

impl Expediting for TwoLanes {
    #[inline]
    fn add_urgently(handle: &Self::Handle, n: u64) {
        handle.urgent.send(n).expect("the counter is alive");
        handle.ordinary.send(Message::Nudge).expect("the counter is alive");
    }
}

/// A heap of what is due when, and a receive that waits no longer than for the first of it.
pub(super) struct Clock;

impl Timekeeper for Clock {
    type Handle = Sender<u64>;
    type Thread = JoinHandle<()>;

    fn spawn(ledger: &Ledger, over: Sender<()>) -> (Self::Handle, Self::Thread) {
        let (sender, inbox) = mpsc::channel();
        let ledger = ledger.clone();
        (sender, thread::spawn(move || keep_time(&inbox, &ledger, &over)))
    }

    fn set(handle: &Self::Handle, timers: u64) {
        handle.send(timers).expect("the timekeeper is alive");
    }

    fn join(handle: Self::Handle, thread: Self::Thread) {
        drop(handle);
        thread.join().expect("the timekeeper did not panic");
    }
}

fn keep_time(inbox: &Receiver<u64>, ledger: &Ledger, over: &Sender<()>) {
    // The number keeps timers of one moment in the order in which they were set.
    let mut due: BinaryHeap<Reverse<(Instant, u64)>> = BinaryHeap::new();
    let (mut set, mut fired) = (0_u64, 0);
    loop {
        let now = Instant::now();
        let received = match due.peek() {
            Some(Reverse((first, _))) if *first <= now => {
                due.pop();
                fired += 1;
                if fired == set {
                    over.send(()).expect("the timers are watched");
                }
                // What fires takes turns with what was sent.
                inbox.try_recv().map_err(|error| match error {
                    mpsc::TryRecvError::Empty => RecvTimeoutError::Timeout,
                    mpsc::TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
                })
            }
            Some(Reverse((first, _))) => inbox.recv_timeout(*first - now),
            None => inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match received {
            Ok(timers) => {
                for _ in 0..timers {
                    set += 1;
                    due.push(Reverse((Instant::now(), set)));
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    ledger.enter(fired);
}

/// A channel and a thread for each, and whose turn it is.
pub(super) struct Eight {
    counters: Vec<(<Unbounded as Counter>::Handle, <Unbounded as Counter>::Thread)>,
    turn: usize,
}

type Unbounded = by_hand::Unbounded<u64>;

impl Crew for Eight {
    fn spawn(ledger: &Ledger) -> Self {
        Eight { counters: (0..WORKERS).map(|_| Unbounded::spawn(ledger)).collect(), turn: 0 }
    }

    #[inline]
    fn add(&mut self, n: u64) {
        Unbounded::add(&self.counters[self.turn % WORKERS].0, n);
        self.turn += 1;
    }

    fn sum(&mut self) -> u64 {
        self.counters.iter().map(|(counter, _)| Unbounded::increment(counter)).sum()
    }

    fn join(self) {
        for (counter, thread) in self.counters {
            Unbounded::join(counter, thread);
        }
    }
}
