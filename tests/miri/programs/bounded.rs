//! A full mailbox: its senders get in as soon as a place is free.

use std::{sync::mpsc, thread};

use actor_runtime::{Overflow, prelude::*};

use crate::driver::{Start, StartBuilt};

#[actor(mailbox = 2)]
struct Listener;

#[actor]
impl Listener {
    pub fn listen(&mut self, word: mpsc::Receiver<()>) {
        word.recv().unwrap();
    }

    pub fn note(&mut self) {}
}

/// The handler of the first message waits for the thread that sends the third one, for which there is room by then.
pub(crate) fn left_standing() {
    for _ in 0..4 {
        let listener = Listener.start();
        let (say, word) = mpsc::channel();
        listener.listen(word).unwrap();
        listener.note().unwrap();
        listener.note().unwrap();
        say.send(()).unwrap();
        assert_eq!(listener.join(), Ok(Exit::Closed));
    }
}

#[actor]
struct Caller {
    answerer: Option<AnswererHandle>,
}

#[actor]
impl Caller {
    pub fn meet(&mut self, answerer: AnswererHandle) {
        self.answerer = Some(answerer);
    }

    pub fn part(&mut self) {
        self.answerer = None;
    }

    pub fn number(&self) -> u64 {
        1
    }

    pub fn send_three(&mut self) -> Result<(), CallError> {
        let answerer = self.answerer.as_ref().unwrap();
        answerer.ask_back()?;
        answerer.note()?;
        answerer.note()
    }
}

#[actor(mailbox = 2)]
struct Answerer {
    caller: CallerHandle,
    answers: Vec<Result<u64, CallError>>,
}

#[actor]
impl Answerer {
    pub fn ask_back(&mut self) {
        self.answers.push(self.caller.number());
    }

    pub fn note(&mut self) {}

    pub fn answers(&self) -> Vec<Result<u64, CallError>> {
        self.answers.clone()
    }
}

/// An actor sends three messages to a mailbox of two places, and the handler of the first one asks that actor. There
/// is room for the third one by then, so this is no circle.
pub(crate) fn false_deadlock() {
    for _ in 0..4 {
        let caller = Caller { answerer: None }.start();
        let answerer = Answerer { caller: caller.clone(), answers: Vec::new() }.start();
        caller.meet(answerer.clone()).unwrap();
        assert_eq!(caller.send_three(), Ok(Ok(())));
        assert_eq!(answerer.answers(), Ok(vec![Ok(1)]));
        caller.part().unwrap();
    }
}

#[actor]
#[derive(Default)]
struct Ledger {
    last: [u64; 3],
    booked: u64,
}

#[actor]
impl Ledger {
    pub fn book(&mut self, producer: usize, n: u64) {
        assert!(self.last[producer] < n, "out of order or twice");
        self.last[producer] = n;
        self.booked += 1;
    }

    pub fn booked(&self) -> u64 {
        self.booked
    }
}

/// A thread, a task and a caller of an ask share a mailbox of one place.
pub(crate) fn room() {
    let ledger = LedgerHandle::builder().mailbox(1).start(Ledger::default()).unwrap();
    thread::scope(|s| {
        s.spawn(|| (1..=3).for_each(|n| ledger.book(0, n).unwrap()));
        s.spawn(|| {
            pollster::block_on(async {
                for n in 1..=3 {
                    ledger.send_async(LedgerMessage::Book { producer: 1, n }).await.unwrap();
                }
            });
        });
        for n in 1..=3 {
            ledger.book(2, n).unwrap();
            assert!(ledger.booked().unwrap() >= n);
        }
    });
    assert_eq!(ledger.booked(), Ok(9));
}

/// A refused send has sent nothing, and what was accepted is handled.
pub(crate) fn no_room() {
    for overflow in [Overflow::Reject, Overflow::DropNewest] {
        let builder = LedgerHandle::builder().mailbox(1).overflow(overflow).count();
        let ledger = builder.start(Ledger::default()).unwrap();
        let book = |producer| {
            let told = (1..=3).map(|n| ledger.book(producer, n));
            told.filter(Result::is_ok).count()
        };
        let accepted = thread::scope(|s| {
            let other = s.spawn(|| book(0));
            book(1) + other.join().unwrap()
        });
        let weak = ledger.downgrade();
        assert_eq!(ledger.join(), Ok(Exit::Closed));
        let stats = weak.stats();
        assert_eq!(stats.accepted, Some(stats.handled));
        assert_eq!(stats.handled + stats.dropped, accepted as u64);
    }
}
