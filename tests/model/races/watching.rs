//! Watchers that register while the actor ends: each is called once.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering::Relaxed},
};

use model::{Exit, Search, prelude::*};
use shuttle::{sync::Mutex, thread};

use crate::ground::{Scribe, ScribeHandle};

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

/// Where the end and a registration meet, in small: what `Control` does in one critical section.
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
