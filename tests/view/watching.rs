//! What a watch reports, and when it ends.

use std::{
    sync::mpsc::{self, Receiver},
    time::Duration,
};

use actor_runtime::{
    ActorId, Executor, Restart, Running, System,
    prelude::*,
    view::{Event, EventKind, View, WatchError, Watcher},
};

use crate::doer::{DRIVERS, Doer, DoerHandle, Task, arrives, hold, spawn, spawn_built};

/// The time between two samples here.
const OFTEN: Duration = Duration::from_millis(5);

/// A watch, and the events of one actor.
fn watch(view: &View, actor: ActorId) -> (Watcher, Receiver<Event>) {
    let (told, events) = mpsc::channel();
    let tell = move |event: Event| {
        if event.id == actor {
            let _ = told.send(event);
        }
    };
    (view.watch(OFTEN, tell).unwrap(), events)
}

#[test]
fn a_handler_that_stays_in_one_message_is_reported_once_with_its_name() {
    for driver in DRIVERS {
        let doer = spawn("stays", driver);
        let bound = Duration::from_millis(20);
        let (watcher, events) = watch(&View::all().stuck_after(bound), doer.id());
        for _ in 0..2 {
            let held = hold(&doer);
            let Event { name, kind, .. } = arrives(&events);
            let EventKind::Stuck { running, for_at_least } = kind else { panic!("{kind:?}") };
            assert_eq!((&*name, running), ("stays", Running::Message("act")));
            assert!(for_at_least >= bound);
            drop(held);
        }
        watcher.stop();
        assert!(events.try_iter().next().is_none(), "each is reported once");
    }
}

#[test]
fn a_snapshot_knows_for_how_long_the_watch_has_seen_a_handler_in_its_message() {
    for driver in DRIVERS {
        let doer = spawn("was seen", driver);
        let bound = Duration::from_millis(20);
        let view = View::all().stuck_after(bound);
        let (_watcher, events) = watch(&view, doer.id());
        let held = hold(&doer);
        arrives(&events);
        let snapshot = view.snapshot();
        let seen = snapshot.actor(doer.id()).expect("it lives");
        assert!(seen.running_for_at_least() >= bound, "{seen:?}");
        drop(held);
    }
}

#[test]
fn what_a_snapshot_has_seen_is_not_forgotten_by_a_watch() {
    for driver in DRIVERS {
        let doer = spawn("was seen before", driver);
        let view = View::all().stuck_after(Duration::ZERO);
        let held = hold(&doer);
        let seen = || view.snapshot().actor(doer.id()).expect("it lives").running_for_at_least();
        let bound = Duration::from_millis(50);
        let before = std::iter::repeat_with(seen).find(|seen| *seen >= bound).expect("no end");
        let watches = [watch(&view, doer.id()), watch(&view, doer.id())];
        for (_watcher, events) in &watches {
            // By then, what the first sample has seen is noted.
            arrives(events);
            assert!(seen() >= before);
        }
        drop(held);
    }
}

#[test]
fn a_queue_that_only_grows_is_reported() {
    let counting = || DoerHandle::builder().count();
    for (builder, driver) in
        [(counting(), DRIVERS[0]), (DoerHandle::builder(), DRIVERS[1]), (counting(), DRIVERS[1])]
    {
        let doer = spawn_built(builder.name("grows"), driver);
        let held = hold(&doer);
        let (watcher, events) = watch(&View::all(), doer.id());
        let kind = loop {
            doer.act(Task::new(|| ())).unwrap();
            if let Ok(event) = events.recv_timeout(Duration::from_millis(1)) {
                assert_eq!(event.name, "grows");
                break event.kind;
            }
        };
        // However many were sent between two samples: each of three samples had one more, at least.
        assert!(matches!(kind, EventKind::QueueGrows { queued } if queued >= 3), "{kind:?}");
        drop((held, watcher));
    }
}

#[test]
fn a_restart_is_reported_and_one_before_the_watch_is_not() {
    let fail = || Task::new(|| panic!("on purpose"));
    let own = DoerHandle::builder().supervise(Restart::on_failure(), Doer::default).unwrap();
    let pooled = DoerHandle::builder()
        .supervise_on(Executor::global(), Restart::on_failure(), Doer::default)
        .unwrap();
    for doer in [own, pooled] {
        doer.act(fail()).unwrap();
        doer.number().unwrap();
        let marker = spawn("marker", DRIVERS[0]);
        let id = marker.id();
        let (told, events) = mpsc::channel();
        let restarting = doer.id();
        let of_either = move |event: Event| {
            let is_restart = matches!(event.kind, EventKind::Restarted { .. });
            if event.id == id || event.id == restarting && is_restart {
                let _ = told.send(event);
            }
        };
        let view = View::all().stuck_after(Duration::ZERO);
        let watcher = view.watch(OFTEN, of_either).unwrap();
        // Once this one has been reported, a sample has been taken.
        let held = hold(&marker);
        assert_eq!(arrives(&events).id, id);
        drop(held);
        doer.act(fail()).unwrap();
        let restarted = events.iter().find(|event| event.id == restarting).map(|event| event.kind);
        assert_eq!(restarted, Some(EventKind::Restarted { incarnation: 2 }));
        drop(watcher);
    }
}

#[test]
fn a_panic_over_one_event_does_not_end_the_watch() {
    let (told, events) = mpsc::channel();
    let (first, second) = (spawn("first", DRIVERS[0]), spawn("second", DRIVERS[1]));
    let ids = [first.id(), second.id()];
    let tell = move |event: Event| {
        if ids.contains(&event.id) {
            told.send(event.id).unwrap();
            panic!("on purpose");
        }
    };
    let watcher = View::all().stuck_after(Duration::ZERO).watch(OFTEN, tell).unwrap();
    for doer in [first, second] {
        let held = hold(&doer);
        // It may also have been reported as its thread began.
        assert!(events.iter().any(|id| id == doer.id()));
        drop(held);
    }
    drop(watcher);
    assert!(events.iter().all(|id| ids.contains(&id)), "the closure is dropped with the thread");
}

#[test]
fn a_watch_over_a_system_reports_its_actors_alone() {
    let system = System::new();
    let inside: DoerHandle = system.spawn(Doer::default()).unwrap();
    let outside = spawn("outside", DRIVERS[0]);
    let (told, events) = mpsc::channel();
    let tell = move |event: Event| told.send(event.id).unwrap();
    let held = hold(&outside);
    let watcher = View::of(&system).stuck_after(Duration::ZERO).watch(OFTEN, tell).unwrap();
    for _ in 0..2 {
        let held = hold(&inside);
        assert_eq!(arrives(&events), inside.id());
        drop(held);
    }
    drop(held);
    watcher.stop();
}

#[test]
fn a_watch_whose_second_sample_never_comes_can_be_stopped() {
    let doer = spawn("seen once", DRIVERS[0]);
    let held = hold(&doer);
    let (told, events) = mpsc::channel();
    let view = View::all().stuck_after(Duration::ZERO);
    let id = doer.id();
    let tell = move |event: Event| {
        if event.id == id {
            told.send(()).expect("the test waits");
        }
    };
    let watcher = view.watch(Duration::MAX, tell).unwrap();
    arrives(&events);
    watcher.stop();
    assert!(events.recv().is_err(), "the closure is dropped with the thread");
    drop(held);
}

#[test]
fn a_watch_without_time_between_its_samples_is_refused() {
    let refused = View::all().watch(Duration::ZERO, |_| ()).unwrap_err();
    assert!(matches!(refused, WatchError::Every(Duration::ZERO)));
    assert_eq!(refused.to_string(), "a watch that samples every 0ns would do nothing else");
}

#[test]
fn a_closure_may_stop_its_own_watch() {
    let (doer, slot) =
        (spawn("stops", DRIVERS[0]), std::sync::Arc::new(std::sync::Mutex::new(None)));
    let (told, stopped) = mpsc::channel();
    let own = slot.clone();
    let stop = move |_: Event| {
        if let Some(watcher) = Option::take(&mut *own.lock().unwrap()) {
            Watcher::stop(watcher);
            told.send(()).unwrap();
        }
    };
    let watcher = View::all().stuck_after(Duration::ZERO).watch(OFTEN, stop).unwrap();
    *slot.lock().unwrap() = Some(watcher);
    let held = hold(&doer);
    arrives(&stopped);
    assert!(stopped.recv().is_err(), "the closure is dropped with the thread");
    drop(held);
}
