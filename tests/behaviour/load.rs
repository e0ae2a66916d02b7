//! Order, delivery and accounting under load: many producers, every capacity, every policy.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

use actor_runtime::{CallError, Exit, Overflow, Stats, prelude::*};

const PRODUCERS: usize = 8;
const EACH: u64 = 5_000;

/// Checks that each producer's numbers come in rising order, without any twice.
#[actor]
#[derive(Default)]
struct Ledger {
    last: [Option<u64>; PRODUCERS],
    booked: u64,
}

#[actor]
impl Ledger {
    pub fn book(&mut self, producer: usize, n: u64) {
        assert!(self.last[producer].is_none_or(|last| last < n), "out of order or twice");
        self.last[producer] = Some(n);
        self.booked += 1;
    }

    pub fn booked(&self) -> u64 {
        self.booked
    }
}

struct Outcome {
    accepted: u64,
    dropped: u64,
    rejected: u64,
    answered: u64,
}

fn produce(ledger: &LedgerHandle) -> Outcome {
    let (accepted, rejected, answered) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    thread::scope(|s| {
        for producer in 0..PRODUCERS {
            let ledger = ledger.clone();
            let (accepted, rejected, answered) = (&accepted, &rejected, &answered);
            s.spawn(move || {
                for n in 0..EACH {
                    match ledger.book(producer, n) {
                        Ok(()) => accepted.fetch_add(1, Ordering::Relaxed),
                        Err(CallError::Full) => rejected.fetch_add(1, Ordering::Relaxed),
                        Err(CallError::Stopped(_)) => return,
                        Err(other) => panic!("{other}"),
                    };
                    if n % 50 == 0 {
                        match ledger.booked() {
                            Ok(_) => answered.fetch_add(1, Ordering::Relaxed),
                            Err(CallError::Full) => rejected.fetch_add(1, Ordering::Relaxed),
                            Err(CallError::Stopped(_)) => return,
                            Err(other) => panic!("{other}"),
                        };
                    }
                }
            });
        }
    });
    let [accepted, rejected, answered] = [accepted, rejected, answered].map(AtomicU64::into_inner);
    Outcome { accepted, dropped: ledger.stats().dropped, rejected, answered }
}

#[test]
fn every_policy_at_every_capacity_loses_nothing_and_keeps_the_order() {
    for places in [None, Some(1), Some(2), Some(1024)] {
        for overflow in [Overflow::Block, Overflow::Reject, Overflow::Drop] {
            let mut builder = LedgerHandle::builder().overflow(overflow);
            if let Some(places) = places {
                builder = builder.mailbox(places);
            }
            let ledger = builder.spawn(Ledger::default()).unwrap();
            let Outcome { accepted, dropped, rejected, answered } = produce(&ledger);
            ledger.flush().unwrap();
            let booked = loop {
                match ledger.booked() {
                    Ok(booked) => break booked,
                    Err(error) => assert_eq!(error, CallError::Full),
                }
            };
            let case = format!("{places:?} {overflow:?}");
            assert_eq!(booked, accepted - dropped, "{case}");
            match overflow {
                Overflow::Block => {
                    assert_eq!((rejected, dropped), (0, 0), "{case}");
                    assert_eq!(accepted, PRODUCERS as u64 * EACH, "{case}");
                }
                Overflow::Reject => assert_eq!(dropped, 0, "{case}"),
                Overflow::Drop => {}
            }
            let stats = ledger.stats();
            assert_eq!(stats.handled, booked + answered + 1, "{case}");
            assert_eq!(ledger.join(), Ok(Exit::Closed), "{case}");
        }
    }
}

#[test]
fn handlers_of_one_actor_never_overlap() {
    #[actor]
    struct Alone<'a> {
        running: &'a AtomicU64,
    }

    #[actor]
    impl<'a> Alone<'a> {
        pub fn run_alone(&self, rounds: u32) {
            assert_eq!(self.running.fetch_add(1, Ordering::SeqCst), 0, "two at once");
            (0..rounds).for_each(|_| thread::yield_now());
            self.running.fetch_sub(1, Ordering::SeqCst);
        }
    }

    let running = AtomicU64::new(0);
    let exit = thread::scope(|s| {
        let (alone, inbox) = AloneHandle::channel();
        let running = &running;
        s.spawn(move || Alone { running }.run(inbox));
        for _ in 0..4 {
            let alone = alone.clone();
            s.spawn(move || (0..500).for_each(|n| alone.run_alone(n % 3).unwrap()));
        }
        alone.join()
    });
    assert_eq!(exit, Ok(Exit::Closed));
}

#[test]
fn a_stop_amid_the_load_balances_the_books() {
    for places in [None, Some(1), Some(64)] {
        for kill in [false, true] {
            let mut builder = LedgerHandle::builder().count();
            if let Some(places) = places {
                builder = builder.mailbox(places);
            }
            let ledger = builder.spawn(Ledger::default()).unwrap();
            let (outcome, ()) = thread::scope(|s| {
                let producing = s.spawn(|| produce(&ledger));
                // Some are handled before the end comes.
                while ledger.stats().handled < 100 {
                    thread::yield_now();
                }
                if kill {
                    ledger.kill()
                } else {
                    ledger.stop()
                }
                (producing.join().unwrap(), ())
            });
            let exit = ledger.clone().join().unwrap();
            assert_eq!(exit, if kill { Exit::Killed } else { Exit::Stopped });
            let Stats { handled, expired, undelivered, accepted, pending, .. } = ledger.stats();
            let case = format!("{places:?} kill: {kill}");
            assert_eq!(Some(handled + expired + undelivered), accepted, "{case}");
            assert_eq!(pending, Some(0), "{case}");
            // Asks that were accepted and then failed are not among the producers' `Ok`s.
            let told = outcome.accepted + outcome.answered;
            assert!(accepted >= Some(told), "{case}");
            assert!(accepted <= Some(told + PRODUCERS as u64), "{case}");
        }
    }
}
