//! Workers: one that is replaced against those who send by key, and several that are to share what is slow.

use std::num::NonZeroUsize;

use model::{Executor, Fault, Reply, Restart, Search, Workers, prelude::*, slot};
use shuttle::thread;

use crate::{
    ground::{Log, Scribe, ScribeHandle, on},
    is_hang,
};

const TWO: NonZeroUsize = NonZeroUsize::new(2).unwrap();

fn scribes(log: &Log, executor: Option<&Executor>) -> Workers<ScribeHandle> {
    let log = log.clone();
    let restart = Restart::on_failure().without_limit();
    let make = move |_| Scribe::of(&log);
    match executor {
        None => Workers::supervise(TWO, ScribeHandle::builder, restart, make),
        Some(executor) => {
            Workers::supervise_on(executor, TWO, ScribeHandle::builder, restart, make)
        }
    }
    .unwrap()
}

/// One blows up the worker of a key while another sends by that key.
fn keyed_and_replaced(executor: Option<Executor>) -> (u64, bool) {
    let log = Log::default();
    let workers = scribes(&log, executor.as_ref());
    let id = workers.by_key(&7).id();
    let blowing = {
        let workers = workers.clone();
        thread::spawn(move || {
            assert_eq!(workers.by_key(&7).blow(), Err(CallError::Panicked));
            workers.by_key(&7).id()
        })
    };
    assert_eq!(workers.by_key(&7).note(1), Ok(()));
    assert_eq!(workers.by_key(&7).note(2), Ok(()));
    let between = workers.by_key(&7).stats().restarts == 1;
    assert_eq!(workers.by_key(&7).echo(3), Ok(3));
    assert_eq!(blowing.join().unwrap(), id);
    assert_eq!(workers.by_key(&7).id(), id);
    assert_eq!(log.read(), [1, 2, 3], "lost at the restart, or out of order");
    let ended: Vec<ScribeHandle> = workers.iter().cloned().collect();
    drop(workers);
    let restarts = ended.iter().map(|scribe| scribe.stats().restarts).sum();
    for scribe in ended {
        scribe.stop();
        assert!(matches!(scribe.join(), Ok(Exit::Stopped | Exit::Panicked(_))));
    }
    (restarts, between)
}

#[test]
fn a_sender_by_key_finds_the_next_state() {
    let outcomes = Search::Sampled(3_000).outcomes(|| keyed_and_replaced(None));
    assert!(outcomes.contains(&"(1, true)".to_owned()), "{outcomes:?}");
    assert!(outcomes.contains(&"(1, false)".to_owned()), "{outcomes:?}");
}

#[test]
fn a_sender_by_key_finds_the_next_state_on_an_executor() {
    let outcomes = Search::Sampled(2_000)
        .outcomes(|| on(1, |executor| keyed_and_replaced(Some(executor.clone()))));
    assert!(outcomes.contains(&"(1, true)".to_owned()), "{outcomes:?}");
    assert!(outcomes.contains(&"(1, false)".to_owned()), "{outcomes:?}");
}

#[test]
fn what_the_next_state_does_not_get_is_noticed() {
    let scenario = || keyed_and_replaced(None);
    let failure = Search::Sampled(3_000).failure(Fault::LostMessage, scenario);
    assert!(is_hang(&failure) || failure.contains("lost at the restart"), "{failure}");
}

/// Is busy until it is told.
#[actor(crate = model)]
struct Busy;

#[actor(crate = model)]
impl Busy {
    pub(crate) fn hold(&mut self, until: Reply<()>) {
        until.wait().unwrap();
    }
}

/// Two slow jobs for two free workers.
fn two_jobs(executor: Option<&Executor>) -> u64 {
    let workers = match executor {
        None => Workers::spawn(TWO, BusyHandle::builder, |_| Busy),
        Some(executor) => Workers::spawn_on(executor, TWO, BusyHandle::builder, |_| Busy),
    }
    .unwrap();
    let (go_on, until) = slot();
    let (also_go_on, also_until) = slot();
    let first = workers.least_pending();
    first.hold(until).unwrap();
    // The counts have no scheduling points of their own.
    thread::yield_now();
    let begun = first.stats().handled;
    let second = workers.least_pending();
    assert_ne!(first.id(), second.id(), "behind the other");
    second.hold(also_until).unwrap();
    go_on.send(()).unwrap();
    also_go_on.send(()).unwrap();
    for worker in &workers {
        assert_eq!(worker.shutdown(), Ok(Exit::Stopped));
    }
    begun
}

#[test]
fn two_slow_jobs_do_not_wait_behind_each_other() {
    assert_eq!(Search::Sampled(5_000).outcomes(|| two_jobs(None)), ["0", "1"]);
    let outcomes = Search::Sampled(2_000).outcomes(|| on(2, |executor| two_jobs(Some(executor))));
    assert_eq!(outcomes, ["0", "1"]);
}
