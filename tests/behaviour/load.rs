//! Order, delivery and accounting under load: many producers, every capacity, every policy.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use actor_runtime::{Builder, Overflow, Stats, prelude::*};

use crate::{
    support::{
        driver::{Start, StartBuilt},
        producers::{Ledger, LedgerHandle, PRODUCERS, Plan, produce},
    },
    sys::{fewer, test, thread},
};

/// All of the first test's messages, spread evenly over its twelve cases: about 83 000 in each, so
/// that two cores need a few seconds for a debug build of it.
const MESSAGES: u64 = fewer(1_000_000);

const CAPACITIES: [Option<usize>; 4] = [None, Some(1), Some(2), Some(1024)];
const POLICIES: [Overflow; 3] = [Overflow::Block, Overflow::Reject, Overflow::DropNewest];

fn cases() -> impl Iterator<Item = (Option<usize>, Overflow, Builder<LedgerHandle>)> {
    CAPACITIES.into_iter().flat_map(|places| {
        POLICIES.map(|overflow| {
            let builder = LedgerHandle::builder().overflow(overflow);
            let builder = match places {
                Some(places) => builder.mailbox(places),
                None => builder,
            };
            (places, overflow, builder)
        })
    })
}

#[test]
fn every_policy_at_every_capacity_loses_nothing_and_keeps_the_order() {
    let each = MESSAGES.div_ceil((CAPACITIES.len() * POLICIES.len() * PRODUCERS) as u64);
    let mut sent = 0;
    for (places, overflow, builder) in cases() {
        let case = format!("{places:?} {overflow:?}");
        let (ledger, books) = Ledger::new();
        let ledger = builder.start(ledger).unwrap();
        let told = produce(&ledger, Plan { messages: Some(each), asks: true, overflow });
        let Stats { dropped, rejected, undelivered, .. } = ledger.stats();
        // The last drop: what is queued now is still handled.
        drop(ledger);
        let books = books.recv().unwrap();

        assert_eq!(books.booked, told.accepted - dropped, "{case}");
        assert_eq!(books.asked, told.answered, "{case}");
        assert_eq!((rejected, undelivered), (told.full, 0), "{case}");
        let all = told.accepted + told.answered + told.full;
        assert_eq!(all, PRODUCERS as u64 * each, "{case}");
        if places.is_none() || overflow == Overflow::Block {
            assert_eq!((told.full, dropped), (0, 0), "{case}");
        }
        if overflow == Overflow::Reject {
            assert_eq!(dropped, 0, "{case}");
        }
        sent += all;
    }
    assert!(sent >= MESSAGES);
}

#[test]
fn handlers_of_one_actor_never_overlap() {
    #[actor]
    struct Alone {
        running: Arc<AtomicU64>,
    }

    #[actor]
    impl Alone {
        pub fn run_alone(&self, rounds: u32) {
            assert_eq!(self.running.fetch_add(1, Ordering::SeqCst), 0, "two at once");
            (0..rounds).for_each(|_| thread::yield_now());
            self.running.fetch_sub(1, Ordering::SeqCst);
        }

        pub fn ask_alone(&self) -> bool {
            self.running.load(Ordering::SeqCst) == 0
        }
    }

    let alone = Alone { running: Arc::default() }.start();
    thread::scope(|s| {
        for _ in 0..4 {
            let alone = alone.clone();
            s.spawn(move || {
                for n in 0..500 {
                    alone.run_alone(n % 3).unwrap();
                    assert!(n % 7 > 0 || alone.ask_alone().unwrap(), "two at once");
                }
            });
        }
    });
    assert_eq!(alone.join(), Ok(Exit::Closed));
}

#[test]
fn a_stop_amid_the_load_balances_the_books() {
    for asks in [false, true] {
        for kill in [false, true] {
            for (places, overflow, builder) in cases() {
                let case = format!("{places:?} {overflow:?} kill: {kill} asks: {asks}");
                let (ledger, books) = Ledger::new();
                let ledger = builder.start(ledger).unwrap();
                let told = thread::scope(|s| {
                    // They go on until the ledger is closed.
                    let producing =
                        s.spawn(|| produce(&ledger, Plan { messages: None, asks, overflow }));
                    while ledger.stats().handled < fewer(500) {
                        thread::yield_now();
                    }
                    if kill {
                        ledger.kill()
                    } else {
                        ledger.stop()
                    }
                    producing.join().unwrap()
                });
                let books = books.recv().unwrap();
                let exit = if kill { Exit::Killed } else { Exit::Stopped };
                assert_eq!(ledger.clone().join(), Ok(exit), "{case}");

                let Stats { handled, expired, undelivered, dropped, .. } = ledger.stats();
                assert_eq!(ledger.stats().accepted, Some(handled + undelivered), "{case}");
                assert_eq!((ledger.stats().pending, expired), (Some(0), 0), "{case}");
                assert_eq!(handled, books.booked + books.asked, "{case}");
                assert_eq!(books.asked, told.answered, "{case}");
                // To the message; of the asks that were cut off some may have been accepted.
                let told_of = told.accepted - dropped + told.answered;
                let possible = told_of..=told_of + told.asks_cut_off;
                assert!(possible.contains(&(handled + undelivered)), "{case}");
                assert!(asks || told.asks_cut_off == 0);
            }
        }
    }
}
