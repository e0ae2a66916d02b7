//! Asks that are given up, deferred or followed by a flush.

use std::{thread, time::Duration};

use actor_runtime::prelude::*;

use crate::driver::{Start, StartBuilt};

#[actor]
#[derive(Default)]
struct Desk {
    noted: u64,
    waiting: Vec<ReplySender<u64>>,
}

#[actor]
impl Desk {
    pub fn note(&mut self) {
        self.noted += 1;
    }

    pub fn noted(&self) -> u64 {
        self.noted
    }

    pub fn later(&mut self, #[reply] reply: ReplySender<u64>) {
        self.waiting.push(reply);
    }

    pub fn answer(&mut self) {
        for reply in self.waiting.drain(..) {
            let _ = reply.send(self.noted);
        }
    }
}

/// Asks whose callers give up, in line and in the mailbox, keep no other message from getting in.
pub(crate) fn given_up() {
    let desk = DeskHandle::builder().mailbox(1).start(Desk::default()).unwrap();
    thread::scope(|s| {
        s.spawn(|| {
            for _ in 0..3 {
                drop(desk.ask().noted());
            }
        });
        s.spawn(|| {
            let mut asked = desk.ask().noted();
            match asked.wait_timeout(Duration::ZERO) {
                Ok(_) | Err(CallError::TimedOut) => {}
                Err(error) => panic!("{error}"),
            }
        });
        for _ in 0..2 {
            desk.note().unwrap();
        }
        assert_eq!(desk.noted(), Ok(2));
    });
    assert!(desk.join().is_ok());
}

/// What was sent before a flush has been handled when it returns.
pub(crate) fn flush() {
    let desk = DeskHandle::builder().mailbox(2).start(Desk::default()).unwrap();
    thread::scope(|s| {
        s.spawn(|| {
            desk.note().unwrap();
            desk.flush().unwrap();
        });
        for n in 1..=2 {
            desk.note().unwrap();
            desk.flush().unwrap();
            assert!(desk.stats().handled >= n);
        }
    });
    assert_eq!(desk.noted(), Ok(3));
}

/// A deferred answer comes, also when its caller waits already.
pub(crate) fn deferred() {
    let desk = Desk::default().start();
    thread::scope(|s| {
        let asking = s.spawn(|| desk.later());
        let other = desk.ask().later();
        desk.note().unwrap();
        desk.answer().unwrap();
        assert_eq!(other.wait(), Ok(1));
        while !asking.is_finished() {
            desk.answer().unwrap();
            thread::yield_now();
        }
        assert_eq!(asking.join().unwrap(), Ok(1));
    });
    let unanswered = desk.ask().later();
    desk.stop();
    assert!(unanswered.wait().is_err());
    assert!(desk.join().is_ok());
}
