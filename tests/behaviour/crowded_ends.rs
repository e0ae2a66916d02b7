//! Ten thousand actors whose ends are watched, waited for, and told to helpers, and closures that panic at each turn.

use std::{
    num::NonZeroUsize,
    panic::{AssertUnwindSafe, catch_unwind, panic_any},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use actor_runtime::{Restart, StopToken, System, prelude::*};

use crate::{
    support::{
        alone::in_time,
        driver::{Start, StartBuilt, start_supervised_workers},
    },
    sys::{fewer, test, thread},
};

/// Gives its token away.
#[actor]
#[derive(Default)]
struct Giving;

#[actor]
impl Giving {
    pub fn token(&self, ctx: &mut Context<GivingHandle>) -> StopToken {
        ctx.stop_token()
    }

    pub fn blow(&mut self) -> u64 {
        panic!("on purpose")
    }
}

/// Its drop panics.
struct Grenade;

impl Drop for Grenade {
    fn drop(&mut self) {
        if !thread::panicking() {
            panic!("on purpose, in a drop");
        }
    }
}

fn crowd() -> usize {
    // Threads are dearer.
    fewer(if crate::executor().is_some() { 10_000 } else { 300 }) as usize
}

#[test]
fn each_of_a_crowd_is_told_once_and_its_watchers_too() {
    in_time(|| {
        let (stops, ends) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let system = System::with_deadline(Duration::MAX);
        let crowd: Vec<GivingHandle> = (0..crowd()).map(|_| Giving.start()).collect();
        let mut states = Vec::new();
        for giving in &crowd {
            system.add(giving);
            let stops = Arc::clone(&stops);
            giving.token().unwrap().on_stop(move || {
                stops.fetch_add(1, SeqCst);
            });
            let watch = |weight| {
                let ends = Arc::clone(&ends);
                giving.on_exit(move |_| {
                    ends.fetch_add(weight, SeqCst);
                })
            };
            let watches = [watch(1), watch(1_000_000)];
            assert!(giving.unwatch(watches[1]));
            states.push(giving.clone().join_async());
        }
        let number = crowd.len();
        drop(crowd);
        drop(system);
        drop(states);
        assert_eq!(stops.load(SeqCst), number);
        while ends.load(SeqCst) < number {
            thread::yield_now();
        }
        assert_eq!(ends.load(SeqCst), number);
    });
}

#[test]
fn every_closure_may_panic_and_so_may_what_it_captured_and_what_it_panics_with() {
    in_time(|| {
        let giving = Giving.start();
        let token = giving.token().unwrap();
        let called = Arc::new(AtomicUsize::new(0));
        let count = || {
            let called = Arc::clone(&called);
            move || {
                called.fetch_add(1, SeqCst);
            }
        };
        token.on_stop(|| panic!("on purpose"));
        token.on_stop(|| panic_any(Grenade));
        token.on_stop({
            let grenade = Grenade;
            move || drop(grenade)
        });
        token.on_stop(count());
        // What it captured is dropped by who takes it out, whose panic it is; nothing else is lost.
        let grenade = Grenade;
        let watch = token.on_stop(move || drop(grenade));
        assert!(catch_unwind(AssertUnwindSafe(|| token.unwatch(watch))).is_err());
        token.on_stop(count());
        giving.on_exit(|_| panic_any(Grenade));
        let grenade = Grenade;
        let watch = giving.on_exit(move |_| drop(grenade));
        assert!(catch_unwind(AssertUnwindSafe(|| giving.unwatch(watch))).is_err());
        let after = count();
        giving.on_exit(move |_| after());
        giving.stop();
        assert_eq!(giving.join(), Ok(Exit::Stopped));
        token.on_stop(|| panic_any(Grenade));
        token.on_stop(count());
        while called.load(SeqCst) < 4 {
            thread::yield_now();
        }
    });
}

#[test]
fn a_crowd_of_workers_that_cannot_be_made_ends_and_says_why() {
    in_time(|| {
        let number = NonZeroUsize::new(crowd() / 10).unwrap();
        let restart = Restart::on_failure().at_most(2, Duration::MAX);
        let make = |number: usize| -> Giving {
            if number.is_multiple_of(2) { Giving } else { panic_any(Grenade) }
        };
        let workers =
            start_supervised_workers(number, GivingHandle::builder, restart, make).unwrap();
        for (n, worker) in workers.iter().enumerate() {
            match worker.token() {
                Ok(_) => assert_eq!(n % 2, 0),
                Err(error) => {
                    assert!(matches!(error, CallError::Ended(Exit::Panicked(_))), "{error}")
                }
            }
        }
        for _ in 0..number.get() {
            assert!(workers.in_turn().token().is_ok() && workers.least_pending().token().is_ok());
        }
    });
}

#[test]
fn the_tokens_of_many_states_are_each_tripped_and_none_is_left() {
    in_time(|| {
        let giving = GivingHandle::builder()
            .start_supervised(Restart::on_failure().without_limit(), Giving::default)
            .unwrap();
        let called = Arc::new(AtomicUsize::new(0));
        let mut former: Option<StopToken> = None;
        for n in 0..2_000 {
            let token = giving.token().unwrap();
            assert!(former.replace(token.clone()).is_none_or(|former| former.is_stopped()));
            let calls = Arc::clone(&called);
            token.on_stop(move || {
                calls.fetch_add(1, SeqCst);
            });
            assert_eq!(giving.blow(), Err(CallError::Panicked));
            assert!(giving.token().is_ok());
            assert_eq!(called.load(SeqCst), n + 1);
        }
        assert_eq!(Arc::strong_count(&called), 1);
    });
}
