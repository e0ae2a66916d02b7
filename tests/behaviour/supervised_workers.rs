//! Workers that are restarted, and which of them gets the next message.

use std::{
    num::NonZeroUsize,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use actor_runtime::{ActorId, Restart, Workers, prelude::*};

use crate::{
    support::{
        alone::in_time,
        blocked::{Blocked, BlockedHandle, Latch, block, block_in_turn},
        driver::{start_supervised_workers, start_workers},
    },
    sys::{
        mpsc::{self, channel},
        test,
    },
};

/// Knows which worker it is, and in which life.
#[actor]
struct Numbered {
    number: usize,
    life: usize,
    handled: u64,
}

#[actor]
impl Numbered {
    pub fn work(&mut self) -> (usize, usize, u64) {
        self.handled += 1;
        (self.number, self.life, self.handled)
    }

    pub fn fail(&mut self) -> u64 {
        panic!("on purpose")
    }
}

const FOUR: NonZeroUsize = NonZeroUsize::new(4).unwrap();

fn numbered(restart: Restart) -> (Workers<NumberedHandle>, Arc<[AtomicUsize; 4]>) {
    let lives: Arc<[AtomicUsize; 4]> = Arc::default();
    let counted = Arc::clone(&lives);
    let make = move |number: usize| Numbered {
        number,
        life: counted[number].fetch_add(1, SeqCst),
        handled: 0,
    };
    (start_supervised_workers(FOUR, NumberedHandle::builder, restart, make).unwrap(), lives)
}

#[test]
fn a_restarted_worker_keeps_its_handle_its_number_and_its_keys() {
    let (workers, _) = numbered(Restart::on_failure());
    let ids: Vec<ActorId> = workers.iter().map(|worker| worker.id()).collect();
    let (number, life, _) = workers.by_key("a customer").work().unwrap();
    assert_eq!(life, 0);
    assert_eq!(workers.by_key("a customer").fail(), Err(CallError::Panicked));
    assert_eq!(workers.by_key("a customer").work(), Ok((number, 1, 1)));
    assert_eq!(workers.iter().map(|worker| worker.id()).collect::<Vec<_>>(), ids);
    for (n, worker) in workers.iter().enumerate() {
        let (of, life, _) = worker.work().unwrap();
        assert_eq!((of, life), (n, usize::from(n == number)), "only that one was restarted");
    }
}

#[test]
fn what_waits_for_a_worker_that_fails_is_handled_by_its_next_state() {
    let (workers, lives) = numbered(Restart::on_failure().without_limit());
    for worker in &workers {
        worker.work().unwrap();
    }
    let worker = workers.by_key(&7);
    let asked: Vec<_> = (0..100)
        .map(|n| {
            if n % 10 == 0 {
                let _ = worker.ask().fail().forget();
            }
            worker.ask().work()
        })
        .collect();
    let answers: Vec<_> = asked.into_iter().map(|asked| asked.wait().unwrap()).collect();
    assert_eq!(answers.len(), 100);
    assert_eq!(lives.iter().map(|lives| lives.load(SeqCst)).sum::<usize>(), 4 + 10);
}

#[test]
fn a_worker_that_is_killed_or_fails_too_often_is_passed_over_and_keeps_its_keys() {
    let (workers, _) = numbered(Restart::on_failure().at_most(1, Duration::MAX));
    let all: Vec<NumberedHandle> = workers.iter().cloned().collect();
    all[0].kill();
    assert_eq!(all[0].clone().join(), Ok(Exit::Killed));
    for _ in 0..2 {
        assert_eq!(all[2].fail(), Err(CallError::Panicked));
    }
    assert!(matches!(all[2].clone().join(), Ok(Exit::Panicked(_))));
    for _ in 0..8 {
        for chosen in [workers.in_turn(), workers.least_pending()] {
            assert!([all[1].id(), all[3].id()].contains(&chosen.id()));
            assert!(chosen.work().is_ok());
        }
    }
    let dead = (0..).find(|key| workers.by_key(key).id() == all[0].id()).unwrap();
    assert_eq!(workers.by_key(&dead).work(), Err(CallError::Ended(Exit::Killed)));
}

#[test]
fn a_closure_that_panics_costs_a_life_and_each_worker_has_its_own() {
    let tries: Arc<[AtomicUsize; 4]> = Arc::default();
    let counted = Arc::clone(&tries);
    let make = move |number: usize| {
        let life = counted[number].fetch_add(1, SeqCst);
        // The first can never be made, the second at its third try.
        assert!(number != 0 && (number != 1 || life == 2), "on purpose");
        Numbered { number, life, handled: 0 }
    };
    let restart = Restart::on_failure().at_most(3, Duration::MAX);
    let workers = start_supervised_workers(FOUR, NumberedHandle::builder, restart, make).unwrap();
    let lives: Vec<_> = workers.iter().map(|w| w.work().map(|(_, life, _)| life)).collect();
    assert!(matches!(lives[0], Err(CallError::Ended(Exit::Panicked(_)))), "{lives:?}");
    assert_eq!(lives[1..], [Ok(2), Ok(0), Ok(0)]);
    assert_eq!(tries[0].load(SeqCst), 4);
}

#[test]
fn what_the_closure_captured_goes_with_the_last_worker() {
    let (kept, rest) = channel::<()>();
    let make = move |number| {
        let _ = &kept;
        Numbered { number, life: 0, handled: 0 }
    };
    let restart = Restart::on_failure();
    let workers = start_supervised_workers(FOUR, NumberedHandle::builder, restart, make).unwrap();
    let all: Vec<_> = workers.iter().cloned().collect();
    drop(workers);
    for worker in all {
        assert!(rest.try_recv().is_err_and(|e| e == mpsc::TryRecvError::Empty));
        assert_eq!(worker.join(), Ok(Exit::Closed));
    }
    assert!(rest.recv().is_err(), "it has been dropped");
}

fn blocked(number: usize) -> Workers<BlockedHandle> {
    let number = NonZeroUsize::new(number).unwrap();
    start_workers(number, BlockedHandle::builder, |_| Blocked::default()).unwrap()
}

#[test]
fn slow_jobs_as_many_as_free_workers_wait_behind_no_other() {
    in_time(|| {
        for _ in 0..50 {
            let workers = blocked(8);
            // Each returns only once its handler runs: behind another it would never.
            let latches: Vec<Latch> = (0..8).map(|_| block(workers.least_pending())).collect();
            // Sent without a wait: the first may run by now, or be queued still.
            drop(latches);
            let workers = blocked(8);
            let jobs: Vec<_> = (0..8).map(|_| block_in_turn(workers.least_pending())).collect();
            for (_, running) in &jobs {
                running.recv().unwrap();
            }
        }
    });
}

#[test]
fn a_running_message_counts_as_one_that_is_queued() {
    let workers = blocked(3);
    let all: Vec<_> = workers.iter().cloned().collect();
    let _busy = [block(&all[0]), block(&all[1]), block(&all[2])];
    (0..2).for_each(|n| all[0].note(n).unwrap());
    all[1].note(0).unwrap();
    assert_eq!(workers.least_pending().id(), all[2].id());
    (0..2).for_each(|n| all[2].note(n).unwrap());
    assert_eq!(workers.least_pending().id(), all[1].id());
    drop(_busy);
    for worker in &all {
        worker.flush().unwrap();
    }
    let _busy = block(&all[1]);
    for _ in 0..6 {
        assert_ne!(workers.least_pending().id(), all[1].id(), "nothing is queued, but it is busy");
    }
}

#[test]
fn a_worker_that_waits_to_be_restarted_is_not_taken_for_a_free_one() {
    let hour = Duration::from_secs(3600);
    let (workers, _) = numbered(Restart::on_failure().backoff(hour, hour));
    let all: Vec<NumberedHandle> = workers.iter().cloned().collect();
    assert_eq!(all[1].fail(), Err(CallError::Panicked));
    // The failure is told before the state is gone; from the drop on it pauses. Either way it is no free one.
    for _ in 0..40 {
        let chosen = workers.least_pending();
        assert_ne!(chosen.id(), all[1].id());
        assert!(chosen.work().is_ok());
        // The worker counts as busy until its thread has gone on.
        chosen.flush().unwrap();
    }
}
