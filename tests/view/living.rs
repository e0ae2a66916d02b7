//! Which actors a snapshot has, and what it says of each.

use std::{collections::BTreeSet, sync::mpsc, thread, time::Duration};

use actor_runtime::{
    ActorId, Child, Executor, Restart, Running, Supervisor, SupervisorHandle, System,
    prelude::*,
    view::{ActorView, Driver, View},
};

use crate::doer::{DRIVERS, Doer, DoerHandle, LONG, Task, hold, snapshot_when, spawn, spawn_built};

fn seen(view: &View, id: ActorId) -> ActorView {
    view.snapshot().actor(id).expect("it lives").clone()
}

#[test]
fn an_actor_is_seen_with_what_it_is_in() {
    for driver in DRIVERS {
        let view = View::all();
        let doer = spawn("worker", driver);
        doer.number().unwrap();
        // Its answer is there a moment before its handler has returned.
        let is_idle = |actor: &ActorView| actor.running().is_none();
        snapshot_when(|all| all.actor(doer.id()).is_some_and(is_idle));
        let idle = seen(&view, doer.id());
        assert_eq!((idle.id(), idle.name(), idle.driver()), (doer.id(), "worker", driver));
        assert_eq!(idle.type_name(), "view::doer::Doer");
        assert_eq!((idle.running(), idle.running_for_at_least()), (None, Duration::ZERO));
        assert_eq!((idle.stats().handled, idle.incarnation()), (1, 0));

        let held = hold(&doer);
        let first = seen(&view, doer.id());
        assert_eq!(first.running(), Some(Running::Message("act")));
        assert_eq!(first.running_for_at_least(), Duration::ZERO, "it is seen for the first time");
        let again = seen(&view, doer.id());
        assert!(again.running_for_at_least() > Duration::ZERO, "{again:?}");
        let other = seen(&View::all(), doer.id());
        assert_eq!(other.running_for_at_least(), Duration::ZERO, "another view has not seen it");
        drop(held);
    }
}

#[test]
fn a_queue_is_seen_where_its_length_is_known() {
    let counting = || DoerHandle::builder().count();
    for (builder, driver, is_known) in [
        (DoerHandle::builder(), Driver::Thread, false),
        (counting(), Driver::Thread, true),
        (DoerHandle::builder(), Driver::Executor, true),
        (counting(), Driver::Executor, true),
    ] {
        let doer = spawn_built(builder, driver);
        let held = hold(&doer);
        (0..3).for_each(|_| doer.act(Task::new(|| ())).unwrap());
        assert_eq!(seen(&View::all(), doer.id()).queued(), is_known.then_some(3), "{driver}");
        drop(held);
    }
}

#[test]
fn an_actor_that_is_run_and_an_inbox_by_hand_are_seen_and_their_ends_too() {
    let (doer, inbox) = DoerHandle::channel();
    assert_eq!(seen(&View::all(), doer.id()).running(), Some(Running::Inbox));
    let running = thread::spawn(move || Doer::default().run(inbox));
    let held = hold(&doer);
    let seen = seen(&View::all(), doer.id());
    assert_eq!((seen.driver(), seen.running()), (Driver::Thread, Some(Running::Message("act"))));
    drop(held);
    let id = doer.id();
    drop(doer);
    running.join().unwrap();
    assert!(View::all().snapshot().actor(id).is_none());
}

#[test]
fn an_actor_without_a_state_yet_is_seen_as_being_built() {
    let executor = Executor::new(1).unwrap();
    let first = DoerHandle::builder().spawn_on(&executor, Doer::default()).unwrap();
    let held = hold(&first);
    // The one thread of the executor is in that handler.
    let restart = Restart::on_failure();
    let second = DoerHandle::builder().supervise_on(&executor, restart, Doer::default).unwrap();
    assert_eq!(seen(&View::all(), second.id()).running(), Some(Running::Build));
    drop(held);
    second.number().unwrap();
    executor.shutdown().unwrap();
}

/// Also those whose executor is gone, and those that were never spawned.
#[test]
fn nothing_is_left_of_those_that_have_ended() {
    let executor = Executor::new(2).unwrap();
    let mut ids = BTreeSet::new();
    for _ in 0..100 {
        let some: Vec<DoerHandle> = (0..50)
            .flat_map(|_| [Doer::default().spawn(), Doer::default().spawn_on(&executor)])
            .collect();
        ids.extend(some.iter().map(Handle::id));
        let all = View::all().snapshot();
        assert!(some.iter().all(|doer| all.actor(doer.id()).is_some()));
        some.into_iter().for_each(|doer| drop(doer.join().unwrap()));
    }
    assert_eq!(ids.len(), 10_000);
    assert!(DoerHandle::builder().mailbox(0).spawn(Doer::default()).is_err());
    executor.shutdown().unwrap();
    assert!(DoerHandle::builder().spawn_on(&executor, Doer::default()).is_err());
    drop(executor);
    let left = View::all().snapshot();
    let left: Vec<_> = left.actors().iter().filter(|actor| ids.contains(&actor.id())).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_supervised_child_is_seen_with_its_incarnation_and_its_supervisor() {
    for driver in DRIVERS {
        let group = Supervisor::one_for_one().spawn();
        let child = Child::new(DoerHandle::builder().name("child"), Doer::default);
        let child = match driver {
            Driver::Executor => group.start_on(Executor::global(), child),
            _ => group.start(child),
        }
        .unwrap();
        let fail = || panic!("on purpose");
        child.act(Task::new(fail)).unwrap();
        assert_eq!(child.number(), Ok(7));
        let snapshot = View::all().snapshot();
        let seen = snapshot.actor(child.id()).unwrap();
        assert_eq!((seen.driver(), seen.incarnation()), (driver, 1));
        assert_eq!(seen.supervisor(), Some((group.id(), "Supervisor")));
        let edge = format!("\"{}\" -> \"{}\" [style=dashed];", group.id(), child.id());
        assert!(snapshot.to_dot().contains(&edge), "{}", snapshot.to_dot());
        group.join().unwrap().ok().unwrap();
    }
}

#[test]
fn one_that_restarts_by_itself_has_no_supervisor() {
    let doer = DoerHandle::builder().supervise(Restart::on_failure(), Doer::default).unwrap();
    doer.act(Task::new(|| panic!("on purpose"))).unwrap();
    doer.number().unwrap();
    let seen = seen(&View::all(), doer.id());
    assert_eq!((seen.incarnation(), seen.supervisor()), (1, None));
}

#[test]
fn a_system_is_seen_with_the_children_of_its_supervisors_alone() {
    let (system, other) = (System::new(), System::new());
    let inside: DoerHandle = system.spawn(Doer::default()).unwrap();
    let pooled: DoerHandle = system.spawn_on(Executor::global(), Doer::default()).unwrap();
    let group: SupervisorHandle = system.spawn(Supervisor::one_for_one()).unwrap();
    let inner = group.start_group(Supervisor::one_for_one()).unwrap();
    let child = inner.start(Child::new(DoerHandle::builder(), Doer::default)).unwrap();
    let outside: DoerHandle = other.spawn(Doer::default()).unwrap();
    let view = View::of(&system);
    let ids = || view.snapshot().actors().iter().map(ActorView::id).collect::<Vec<_>>();
    assert_eq!(ids(), [inside.id(), pooled.id(), group.id(), inner.id(), child.id()]);
    system.shutdown(LONG).ok().unwrap();
    assert_eq!(ids(), []);
    assert_eq!(View::of(&other).snapshot().actors().len(), 1);
    drop(outside);
}

#[test]
fn what_lives_is_seen_and_what_has_ended_is_not_while_others_come_and_go() {
    let staying = DRIVERS.map(|driver| spawn("stays", driver));
    let (told, ended) = mpsc::channel();
    let spawner = thread::spawn(move || {
        for n in 0..2_000 {
            let pooled = Doer::default().spawn_on(Executor::global());
            let id = pooled.id();
            pooled.join().unwrap().ok().unwrap();
            told.send(id).unwrap();
            if n % 100 == 0 {
                // Both ends are dropped before it is told.
                let id = DoerHandle::channel().0.id();
                told.send(id).unwrap();
            }
        }
    });
    while !spawner.is_finished() {
        let gone: Vec<ActorId> = ended.try_iter().collect();
        let snapshot = View::all().snapshot();
        assert!(staying.iter().all(|doer| snapshot.actor(doer.id()).is_some()));
        let seen: Vec<_> = gone.iter().filter_map(|id| snapshot.actor(*id)).collect();
        assert!(seen.is_empty(), "{seen:?}");
    }
    spawner.join().unwrap();
}
