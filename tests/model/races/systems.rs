//! The shutdown of a system against spawns, ends and other shutdowns.

use std::{sync::Arc, time::Duration};

use model::{Fault, Search, SpawnError, System, prelude::*};
use shuttle::thread;

use crate::{
    ground::{Log, Scribe, ScribeHandle},
    is_hang,
};

fn system() -> Arc<System> {
    Arc::new(System::new())
}

/// How each actor of the report ended; `None` if it has not.
fn exits(report: &model::ShutdownReport) -> Vec<Option<Exit>> {
    report.actors().iter().map(|actor| actor.exit().cloned()).collect()
}

/// An actor is spawned while the system shuts down.
fn spawned_and_shut_down() -> (usize, bool) {
    let (system, log) = (system(), Log::default());
    let spawning = {
        let (system, log) = (Arc::clone(&system), log.clone());
        thread::spawn(move || system.spawn(Scribe::of(&log)))
    };
    let report = system.shutdown(Duration::MAX);
    let spawned: Result<ScribeHandle, SpawnError> = spawning.join().unwrap();
    assert!(log.is_closed(), "something is left behind");
    assert_eq!(system.actor_count(), 0);
    match &spawned {
        Ok(scribe) => {
            assert_eq!(exits(&report), [Some(Exit::Stopped)]);
            assert_eq!(report.actors()[0].id(), scribe.id());
        }
        Err(error) => {
            assert!(matches!(error, SpawnError::ShutDown), "{error}");
            assert_eq!(exits(&report), []);
        }
    }
    (report.actors().len(), spawned.is_ok())
}

#[test]
fn an_actor_that_comes_meanwhile_is_in_the_report_or_refused() {
    let outcomes = Search::Sampled(3_000).outcomes(spawned_and_shut_down);
    assert_eq!(outcomes, ["(0, false)", "(1, true)"]);
}

/// As above, by a reference, while the system is dropped.
fn spawned_by_reference_and_dropped() -> bool {
    let (system, log) = (System::with_deadline(Duration::MAX), Log::default());
    let reference = system.reference();
    let spawning = {
        let (reference, log) = (reference.clone(), log.clone());
        thread::spawn(move || reference.spawn::<_, ScribeHandle>(Scribe::of(&log)))
    };
    drop(system);
    let spawned = spawning.join().unwrap();
    assert!(log.is_closed(), "something is left behind");
    assert_eq!(reference.actor_count(), 0);
    match spawned {
        Ok(scribe) => assert_eq!(scribe.join(), Ok(Exit::Stopped)),
        Err(ref error) => {
            assert!(matches!(error, SpawnError::ShutDown), "{error}");
            return false;
        }
    }
    true
}

#[test]
fn an_actor_spawned_by_a_reference_is_shut_down_or_refused() {
    let outcomes = Search::Sampled(3_000).outcomes(spawned_by_reference_and_dropped);
    assert_eq!(outcomes, ["false", "true"]);
}

/// An actor is added while the system shuts down, and the thread that adds it keeps a handle.
fn added_and_shut_down() -> usize {
    let (system, scribe): (_, ScribeHandle) = (system(), Scribe::default().spawn());
    let adding = {
        let (system, scribe) = (Arc::clone(&system), scribe.clone());
        thread::spawn(move || system.add(&scribe))
    };
    let report = system.shutdown(Duration::MAX);
    adding.join().unwrap();
    // Whether the add or the shutdown comes first, the actor is stopped.
    assert_eq!(scribe.wait_timeout(Duration::MAX), Some(Exit::Stopped));
    assert_eq!(scribe.join(), Ok(Exit::Stopped));
    assert_eq!(system.actor_count(), 0, "it has not dropped out");
    report.actors().len()
}

#[test]
fn an_actor_that_is_added_meanwhile_is_stopped_in_any_case() {
    assert_eq!(Search::Sampled(3_000).outcomes(added_and_shut_down), ["0", "1"]);
}

#[test]
fn an_actor_that_does_not_drop_out_is_noticed() {
    let failure = Search::Sampled(3_000).failure(Fault::DeadWeak, || {
        let (system, scribe): (_, ScribeHandle) = (system(), Scribe::default().spawn());
        system.add(&scribe);
        assert_eq!(scribe.join(), Ok(Exit::Closed));
        assert_eq!(system.actor_count(), 0, "it has not dropped out");
    });
    assert!(failure.contains("it has not dropped out"), "{failure}");
}

/// The last handle is dropped while the system shuts down.
fn closed_and_shut_down() -> Vec<Option<Exit>> {
    let (system, log) = (system(), Log::default());
    let scribe: ScribeHandle = system.spawn(Scribe::of(&log)).unwrap();
    let telling = thread::spawn(move || scribe.note(1).is_ok());
    let report = system.shutdown(Duration::MAX);
    let told = telling.join().unwrap();
    assert!(log.read().len() <= usize::from(told));
    assert_eq!(system.actor_count(), 0);
    exits(&report)
}

#[test]
fn an_end_of_its_own_is_in_the_report_or_before_it() {
    let outcomes = Search::Sampled(5_000).outcomes(closed_and_shut_down);
    assert_eq!(outcomes, ["[Some(Closed)]", "[Some(Stopped)]", "[]"]);
}

#[test]
fn a_system_that_keeps_an_actor_alive_is_noticed() {
    assert!(is_hang(&Search::Sampled(1_000).failure(Fault::StrongWeak, || {
        let system = system();
        let scribe: ScribeHandle = system.spawn(Scribe::default()).unwrap();
        assert_eq!(scribe.join(), Ok(Exit::Closed));
    })));
}

fn shut_down_twice() -> usize {
    let (system, log) = (system(), Log::default());
    let [first, last]: [ScribeHandle; 2] = [1, 2].map(|_| system.spawn(Scribe::of(&log)).unwrap());
    let other = {
        let system = Arc::clone(&system);
        thread::spawn(move || system.shutdown(Duration::MAX))
    };
    let report = system.shutdown(Duration::MAX);
    assert!(log.is_closed(), "returned before all had ended");
    let other = other.join().unwrap();
    for report in [&report, &other] {
        assert!(report.is_clean(), "{report}");
    }
    assert_eq!((first.is_alive(), last.is_alive()), (false, false));
    report.actors().len()
}

#[test]
fn each_of_two_shutdowns_waits_for_all_that_are_left() {
    assert_eq!(Search::Sampled(3_000).outcomes(shut_down_twice), ["0", "1", "2"]);
}

#[test]
fn an_end_that_a_shutdown_does_not_learn_of_is_noticed() {
    let failure = Search::Sampled(3_000).failure(Fault::LostNotification, shut_down_twice);
    assert!(is_hang(&failure), "{failure}");
}

#[test]
fn a_shutdown_that_stops_nobody_is_noticed() {
    let failure = Search::Sampled(3_000).failure(Fault::LostMessage, shut_down_twice);
    assert!(is_hang(&failure), "{failure}");
}

#[test]
fn a_deadline_passes_or_all_have_ended() {
    let outcomes = Search::Sampled(3_000).outcomes(|| {
        let (system, log) = (system(), Log::default());
        let [first, last]: [ScribeHandle; 2] =
            [1, 2].map(|_| system.spawn(Scribe::of(&log)).unwrap());
        let report = system.shutdown(Duration::from_millis(8));
        // Stopped all the same, and so they end.
        assert_eq!(first.join(), Ok(Exit::Stopped));
        assert_eq!(last.join(), Ok(Exit::Stopped));
        assert!(log.is_closed());
        exits(&report)
    });
    let expected = ["[None, None]", "[None, Some(Stopped)]", "[Some(Stopped), None]"];
    assert_eq!(&outcomes[..3], expected);
    assert_eq!(&outcomes[3..], ["[Some(Stopped), Some(Stopped)]"]);
}
