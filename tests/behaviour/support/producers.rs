//! Eight producers at once, threads and tasks, which count what they learned of their messages.

use std::{future::poll_fn, mem, ops::Range, task::Poll};

use actor_runtime::{Overflow, prelude::*};

use crate::sys::{
    block_on,
    mpsc::{Receiver, Sender, channel},
    run_together, thread,
};

pub(crate) const PRODUCERS: usize = 8;

/// Checks that each producer's numbers come in rising order, without any twice: the urgent ones
/// among themselves.
#[actor(count)]
pub(crate) struct Ledger {
    last: [Option<u64>; PRODUCERS],
    last_urgent: [Option<u64>; PRODUCERS],
    books: Books,
    closed: Sender<Books>,
}

/// What it has handled.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Books {
    pub(crate) booked: u64,
    pub(crate) asked: u64,
}

impl Ledger {
    /// The receiver gets the ledger's counts at the end.
    pub(crate) fn new() -> (Self, Receiver<Books>) {
        let (closed, books) = channel();
        let last = [None; PRODUCERS];
        (Ledger { last, last_urgent: last, books: Books::default(), closed }, books)
    }
}

#[actor]
impl Ledger {
    pub(crate) fn book(&mut self, producer: usize, n: u64) {
        assert!(self.last[producer].is_none_or(|last| last < n), "out of order or twice");
        self.last[producer] = Some(n);
        self.books.booked += 1;
    }

    #[urgent]
    pub(crate) fn book_urgently(&mut self, producer: usize, n: u64) {
        assert!(self.last_urgent[producer].is_none_or(|last| last < n), "out of order or twice");
        self.last_urgent[producer] = Some(n);
        self.books.booked += 1;
    }

    pub(crate) fn booked(&mut self) -> u64 {
        self.books.asked += 1;
        self.books.booked
    }

    #[stopped]
    fn close(&mut self) {
        let _ = self.closed.send(self.books);
    }
}

/// What producers were told of their messages.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// Tells that returned `Ok`.
    pub(crate) accepted: u64,
    pub(crate) answered: u64,
    /// Of either kind.
    pub(crate) full: u64,
    /// Asks that were either refused or accepted and then failed: their askers cannot tell.
    pub(crate) asks_cut_off: u64,
}

impl Told {
    /// Says whether to go on.
    fn tell(&mut self, told: Result<(), CallError>) -> bool {
        match told {
            Ok(()) => self.accepted += 1,
            Err(CallError::Full) => self.full += 1,
            Err(CallError::Ended(_)) => return false,
            Err(other) => panic!("{other}"),
        }
        true
    }

    /// Says whether to go on.
    fn ask(&mut self, plan: Plan, answer: Result<u64, CallError>) -> bool {
        match answer {
            Ok(booked) => {
                self.answered += 1;
                // What this producer sent before was handled before, unless it was dropped.
                assert!(plan.overflow == Overflow::DropNewest || booked >= self.accepted);
            }
            Err(CallError::Full) => self.full += 1,
            Err(CallError::Ended(_)) => {
                self.asks_cut_off += 1;
                return false;
            }
            Err(other) => panic!("{other}"),
        }
        true
    }

    fn and(self, other: Told) -> Told {
        Told {
            accepted: self.accepted + other.accepted,
            answered: self.answered + other.answered,
            full: self.full + other.full,
            asks_cut_off: self.asks_cut_off + other.asks_cut_off,
        }
    }
}

/// What each producer sends.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    /// `None`: until the ledger is closed.
    pub(crate) messages: Option<u64>,
    pub(crate) asks: bool,
    pub(crate) overflow: Overflow,
}

enum Kind {
    Tell,
    Urgent,
    Ask,
}

impl Plan {
    fn numbers(self) -> Range<u64> {
        0..self.messages.unwrap_or(u64::MAX)
    }

    fn kind(self, n: u64, urgent: bool) -> Kind {
        match n {
            _ if urgent && n % 10 == 3 => Kind::Urgent,
            _ if self.asks && n % 50 == 49 => Kind::Ask,
            _ => Kind::Tell,
        }
    }
}

/// Four producers are threads of their own, two of them with urgent messages in between. Three are
/// tasks that share one thread, where a call that blocked would keep the others from going. One is
/// a task under another executor.
pub(crate) fn produce(ledger: &LedgerHandle, plan: Plan) -> Told {
    thread::scope(|s| {
        let mut threads: Vec<_> = (0..4)
            .map(|producer| {
                let ledger = ledger.clone();
                s.spawn(move || on_a_thread(&ledger, plan, producer))
            })
            .collect();
        threads.push(s.spawn(|| {
            let tasks = [4, 5, 6].map(|producer| in_a_task(ledger.clone(), plan, producer));
            run_together(tasks).into_iter().fold(Told::default(), Told::and)
        }));
        threads.push(s.spawn(|| block_on(in_a_task(ledger.clone(), plan, 7))));
        threads.into_iter().map(|thread| thread.join().unwrap()).fold(Told::default(), Told::and)
    })
}

fn on_a_thread(ledger: &LedgerHandle, plan: Plan, producer: usize) -> Told {
    let mut told = Told::default();
    for n in plan.numbers() {
        let going_on = match plan.kind(n, producer >= 2) {
            Kind::Tell => told.tell(ledger.book(producer, n)),
            Kind::Urgent => told.tell(ledger.book_urgently(producer, n)),
            Kind::Ask => told.ask(plan, ledger.booked()),
        };
        if !going_on {
            break;
        }
    }
    told
}

async fn in_a_task(ledger: LedgerHandle, plan: Plan, producer: usize) -> Told {
    let mut told = Told::default();
    for n in plan.numbers() {
        let going_on = match plan.kind(n, producer >= 6) {
            Kind::Ask => told.ask(plan, ledger.ask().booked().await),
            Kind::Tell => {
                let sent = ledger.send_async(LedgerMessage::Book { producer, n }).await;
                told.tell(sent.map_err(CallError::from))
            }
            Kind::Urgent => {
                let sent = ledger.send_async(LedgerMessage::BookUrgently { producer, n }).await;
                told.tell(sent.map_err(CallError::from))
            }
        };
        if !going_on {
            break;
        }
        // Where nothing waits for room, one task would have its thread for itself.
        if n % 64 == 0 {
            yield_once().await;
        }
    }
    told
}

/// Lets the other tasks of this thread go on, under any executor.
async fn yield_once() {
    let mut yielded = false;
    poll_fn(|cx| {
        if mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
