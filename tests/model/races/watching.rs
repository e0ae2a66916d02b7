//! Watchers that register while the actor ends: each is called once.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering::Relaxed},
};

use model::{Fault, Search, prelude::*};
use shuttle::{sync::Mutex, thread};

use crate::ground::{Log, Scribe, ScribeHandle, settled};

#[test]
fn each_watcher_is_called_once() {
    Search::Sampled(10_000).outcomes(|| {
        let scribe: ScribeHandle = Scribe::default().spawn();
        let calls = Calls::default();
        scribe.on_exit(calls.watcher());
        let registering = {
            let (scribe, watcher) = (scribe.clone(), calls.watcher());
            thread::spawn(move || scribe.on_exit(watcher))
        };
        assert_eq!(scribe.shutdown(), Ok(Exit::Stopped));
        registering.join().unwrap();
        assert_eq!(calls.count(), 2);
    });
}

/// The counts that watchers get are final, whether they registered before the end or during it, and whatever is sent
/// meanwhile.
fn watched_with_stats() -> (u64, u64) {
    let log = Log::default();
    let scribe: ScribeHandle = ScribeHandle::builder().count().spawn(Scribe::of(&log)).unwrap();
    let watch = |scribe: &ScribeHandle| {
        let (told, seen) = model::slot();
        scribe.on_exit_with_stats(move |_, stats| drop(told.send(stats.clone())));
        seen
    };
    let early = watch(&scribe);
    let other = scribe.clone();
    let telling = thread::spawn(move || (other.note(1).is_ok(), watch(&other).wait()));
    scribe.kill();
    assert_eq!(scribe.shutdown(), Ok(Exit::Killed));
    let (told, late) = telling.join().unwrap();
    let stats = settled(&scribe);
    assert_eq!((early.wait(), late), (Ok(stats.clone()), Ok(stats.clone())), "not the last counts");
    assert_eq!(stats.accepted, Some(told.into()));
    (stats.handled, stats.undelivered)
}

#[test]
fn watchers_get_the_last_counts() {
    let outcomes = Search::Sampled(10_000).outcomes(watched_with_stats);
    assert_eq!(outcomes, ["(0, 0)", "(0, 1)", "(1, 0)"]);
}

#[test]
fn counts_that_change_behind_the_end_are_noticed() {
    for fault in [Fault::LateDiscard, Fault::TornClose] {
        let failure = Search::Sampled(10_000).failure(fault, watched_with_stats);
        let noticed = ["not all is accounted for", "not the last counts"];
        assert!(noticed.iter().any(|text| failure.contains(text)), "{fault:?}: {failure}");
    }
}

/// Two watchers are taken out while the actor ends and calls them.
fn taken_out() -> [bool; 2] {
    let scribe: ScribeHandle = Scribe::default().spawn();
    let calls = [Calls::default(), Calls::default()];
    let watches = calls.each_ref().map(|calls| scribe.on_exit(calls.watcher()));
    let taking = {
        let scribe = scribe.clone();
        thread::spawn(move || watches.map(|watch| scribe.unwatch(watch)))
    };
    assert_eq!(scribe.shutdown(), Ok(Exit::Stopped));
    let taken = taking.join().unwrap();
    for (calls, taken) in calls.iter().zip(taken) {
        assert_eq!(calls.count(), u32::from(!taken), "called, or taken out");
    }
    assert_eq!(watches.map(|watch| scribe.unwatch(watch)), [false; 2]);
    taken
}

#[test]
fn a_watcher_is_called_or_taken_out() {
    let outcomes = Search::Sampled(10_000).outcomes(taken_out);
    assert_eq!(outcomes, ["[false, false]", "[false, true]", "[true, false]", "[true, true]"]);
}

/// Counts the calls of its watchers.
#[derive(Clone, Default)]
struct Calls(Arc<AtomicU32>);

impl Calls {
    fn watcher(&self) -> impl FnOnce(&Exit) + Send + 'static {
        let calls = self.clone();
        move |exit| {
            assert_eq!(exit, &Exit::Stopped);
            calls.0.fetch_add(1, Relaxed);
        }
    }

    fn count(&self) -> u32 {
        self.0.load(Relaxed)
    }
}

type Watcher = Box<dyn FnOnce(&Exit) + Send>;

/// A small model of the race between the end and a registration, which `Control` decides in one critical section.
#[derive(Default)]
struct Ending {
    exit: Mutex<Option<Exit>>,
    watchers: Mutex<Vec<Watcher>>,
}

impl Ending {
    fn publish(&self, exit: Exit) {
        *self.exit.lock().unwrap() = Some(exit.clone());
        let watchers = std::mem::take(&mut *self.watchers.lock().unwrap());
        watchers.into_iter().for_each(|watcher| watcher(&exit));
    }

    /// Looks under one lock and registers under another.
    fn on_exit(&self, watcher: impl FnOnce(&Exit) + Send + 'static) {
        let exit = self.exit.lock().unwrap().clone();
        match exit {
            Some(exit) => watcher(&exit),
            None => self.watchers.lock().unwrap().push(Box::new(watcher)),
        }
    }
}

#[test]
#[should_panic(expected = "called by the end or by the registration")]
fn a_registration_in_two_steps_is_noticed() {
    Search::Exhaustive.outcomes(|| {
        let ending = Arc::new(Ending::default());
        let calls = Calls::default();
        let registering = {
            let (ending, watcher) = (Arc::clone(&ending), calls.watcher());
            thread::spawn(move || ending.on_exit(watcher))
        };
        ending.publish(Exit::Stopped);
        registering.join().unwrap();
        assert_eq!(calls.count(), 1, "called by the end or by the registration");
    });
}
