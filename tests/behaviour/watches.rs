//! Watchers that are taken out before they are called.

use std::sync::{Arc, Mutex};

use actor_runtime::{Registry, System, Watch, prelude::*};

use crate::{
    support::{
        alone::in_time,
        blocked::{Blocked, BlockedHandle, block},
        driver::Start,
    },
    sys::{
        mpsc::{channel, sync_channel},
        test, thread,
    },
};

#[test]
fn a_watcher_that_is_taken_out_is_dropped_and_never_called() {
    let actor = Blocked::default().start();
    let (told, exits) = channel();
    let watch = |n: u32| {
        let told = told.clone();
        actor.on_exit(move |_| told.send(n).unwrap())
    };
    let watches: Vec<Watch> = (0..5).map(watch).collect();
    let with_stats = actor.on_exit_with_stats({
        let told = told.clone();
        move |_, _| told.send(5).unwrap()
    });
    drop(told);
    assert!(actor.unwatch(watches[1]));
    assert!(actor.clone().unwatch(watches[3]), "by any handle");
    assert!(actor.unwatch(with_stats));
    assert!(!actor.unwatch(watches[1]), "it is out already");
    let another = Blocked::default().start();
    assert!(!another.unwatch(watches[0]), "of another actor");
    assert_eq!(actor.shutdown(), Ok(Exit::Stopped));
    assert_eq!(exits.iter().collect::<Vec<_>>(), [0, 2, 4], "in their order");
    assert!(!actor.unwatch(watches[0]), "it has been called");
}

#[test]
fn what_a_watcher_captured_is_dropped_by_who_takes_it_out() {
    struct Noting(Arc<Mutex<Vec<thread::ThreadId>>>);
    impl Drop for Noting {
        fn drop(&mut self) {
            self.0.lock().unwrap().push(thread::current().id());
        }
    }
    let actor = Blocked::default().start();
    let drops = Arc::default();
    let noting = Noting(Arc::clone(&drops));
    let watch = actor.on_exit(move |_| drop(noting));
    assert!(actor.unwatch(watch));
    assert_eq!(*drops.lock().unwrap(), [thread::current().id()]);
    // A drop that uses the actor: no lock is held.
    struct Asking(BlockedHandle);
    impl Drop for Asking {
        fn drop(&mut self) {
            self.0.on_exit(|_| ());
            assert_eq!(self.0.seen(), Ok(vec![]));
        }
    }
    let asking = Asking(actor.clone());
    let watch = actor.on_exit(move |_| drop(asking));
    assert!(actor.unwatch(watch));
}

#[test]
fn a_watcher_may_take_out_those_after_it_and_not_itself() {
    let actor = Blocked::default().start();
    let (told, taken) = channel();
    let watches = Arc::new(Mutex::new(Vec::<Watch>::new()));
    let first = actor.on_exit({
        let (weak, watches) = (actor.clone(), Arc::clone(&watches));
        move |_| {
            let watches = watches.lock().unwrap().clone();
            told.send(watches.iter().map(|watch| weak.unwatch(*watch)).collect()).unwrap();
        }
    });
    let second = actor.on_exit(|_| panic!("it is taken out by the first"));
    *watches.lock().unwrap() = vec![first, second, second];
    assert_eq!(actor.shutdown(), Ok(Exit::Stopped));
    assert_eq!(taken.iter().collect::<Vec<Vec<bool>>>(), [[false, true, false]]);
}

#[test]
fn a_watcher_that_runs_is_not_taken_out_and_those_behind_it_are() {
    in_time(|| {
        let actor = Blocked::default().start();
        let (runs, running) = sync_channel(0);
        let (go_on, goes_on) = sync_channel(0);
        let slow = actor.on_exit(move |_| {
            runs.send(()).unwrap();
            goes_on.recv().unwrap();
        });
        let behind = actor.on_exit(|_| panic!("it is taken out before its turn"));
        actor.stop();
        running.recv().unwrap();
        assert!(!actor.unwatch(slow));
        assert!(actor.unwatch(behind));
        go_on.send(()).unwrap();
        assert_eq!(actor.join(), Ok(Exit::Stopped));
    });
}

#[test]
fn a_watch_of_one_that_has_ended_is_spent() {
    let actor = Blocked::default().start();
    assert_eq!(actor.shutdown(), Ok(Exit::Stopped));
    let (told, exits) = channel();
    let watch = actor.on_exit(move |exit| told.send(exit.clone()).unwrap());
    assert_eq!(exits.recv(), Ok(Exit::Stopped));
    assert!(!actor.unwatch(watch));
}

#[test]
fn what_watches_for_the_runtime_is_not_in_the_way() {
    let (system, registry) = (System::new(), Registry::new());
    let actor = Blocked::default().start();
    system.add(&actor);
    let watch = actor.on_exit(|_| panic!("it is taken out"));
    registry.register("one", &actor).unwrap();
    assert!(actor.unwatch(watch));
    assert_eq!(actor.shutdown(), Ok(Exit::Stopped));
    assert_eq!(system.actor_count(), 0);
    assert!(registry.whereis::<BlockedHandle>("one").is_none());
}

#[test]
fn thousands_that_watch_and_leave_again_cost_each_about_the_same() {
    let actor = Blocked::default().start();
    let _latch = block(&actor);
    let watch = |_: u32| actor.on_exit(|_| panic!("it is taken out"));
    let watches: Vec<_> = (0..100_000).map(watch).collect();
    // From the middle, and each as the last one: quadratic work would take minutes.
    let (first, second) = watches.split_at(50_000);
    assert!(second.iter().chain(first.iter().rev()).all(|watch| actor.unwatch(*watch)));
}
