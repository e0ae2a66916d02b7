//! Who waits for whom, and the circles of that.

use std::sync::mpsc;

use actor_runtime::{
    Child, Supervisor,
    prelude::*,
    view::{ActorView, Awaited, Driver, Snapshot, View},
};

use crate::doer::{DRIVERS, Doer, DoerHandle, LONG, Task, arrives, hold, snapshot_when, spawn};

#[test]
fn an_actor_is_seen_waiting_for_the_answer_of_another_and_for_its_end() {
    for driver in DRIVERS {
        let (asker, asked) = (spawn("asker", driver), spawn("asked", driver));
        let held = hold(&asked);
        let of_asked = asked.clone();
        asker.act(Task::new(move || assert_eq!(of_asked.number(), Ok(7)))).unwrap();
        let waits = |snapshot: &Snapshot| {
            let asker = snapshot.actor(asker.id()).expect("it lives");
            // It is read before the waits are, and may have begun to wait in between.
            asker.running().is_some() && asker.waits_for().is_some()
        };
        let snapshot = snapshot_when(waits);
        let wait = snapshot.actor(asker.id()).unwrap().waits_for().unwrap();
        assert_eq!((wait.id(), wait.name(), wait.what()), (asked.id(), "asked", Awaited::Answer));
        let edge = format!("\"{}\" -> \"{}\" [label=\"answer\"];", asker.id(), asked.id());
        assert!(snapshot.to_dot().contains(&edge), "{}", snapshot.to_dot());
        assert!(snapshot.to_dot().contains(&format!("asker{}\\nmessage `act`", asker.id())));
        drop(held);
        asker.flush().unwrap();

        let held = hold(&asked);
        let to_end = asked.clone();
        asker.act(Task::new(move || drop(Handle::shutdown(&to_end)))).unwrap();
        let snapshot = snapshot_when(waits);
        let wait = snapshot.actor(asker.id()).unwrap().waits_for().unwrap();
        assert_eq!((wait.id(), wait.what()), (asked.id(), Awaited::End));
        drop(held);
        asker.flush().unwrap();
        assert!(!waits(&View::all().snapshot()));
    }
}

/// An idle actor of an executor is run by the thread that asks it.
#[test]
fn an_asker_waits_for_an_answer_also_where_its_thread_runs_the_one_that_it_asks() {
    for driver in DRIVERS {
        let (asker, last) = (spawn("asker", driver), spawn("last", driver));
        let asked = spawn("asked", Driver::Executor);
        asked.flush().unwrap();
        let held = hold(&last);
        let (of_asked, of_last) = (asked.clone(), last.clone());
        let ask_last = Task::new(move || assert_eq!(of_last.number(), Ok(7)));
        asker.act(Task::new(move || of_asked.act_for_me(ask_last).unwrap())).unwrap();
        let wait = |snapshot: &Snapshot, id| {
            let wait = snapshot.actor(id).expect("it lives").waits_for()?;
            Some((wait.id(), wait.what()))
        };
        let snapshot = snapshot_when(|all| wait(all, asked.id()).is_some());
        assert_eq!(wait(&snapshot, asker.id()), Some((asked.id(), Awaited::Answer)), "{driver}");
        assert_eq!(wait(&snapshot, asked.id()), Some((last.id(), Awaited::Answer)), "{driver}");
        drop(held);
        asker.flush().unwrap();
        assert_eq!(wait(&View::all().snapshot(), asker.id()), None);
    }
}

/// The supervisor waits for `asking` within its deadline. That one asks `failing`, which fails meanwhile, and waits for the
/// supervisor.
#[test]
fn a_circle_that_only_a_deadline_ends_is_drawn() {
    let group = Supervisor::one_for_all().spawn();
    let start = |name| {
        let builder = DoerHandle::builder().name(name);
        group.start(Child::new(builder, Doer::default).deadline(LONG)).unwrap()
    };
    let [first, failing, asking]: [DoerHandle; 3] = ["first", "failing", "asking"].map(start);
    let fail = |doer: &DoerHandle| doer.act(Task::new(|| panic!("on purpose"))).unwrap();
    let (go, gone) = mpsc::channel::<()>();
    let (told, begun) = mpsc::channel();
    let asked = failing.clone();
    let ask = move || {
        told.send(()).unwrap();
        let _ = gone.recv();
        let _ = asked.number();
    };
    asking.act(Task::new(ask)).unwrap();
    arrives(&begun);
    // The group is to start over: it waits for the last of its children first.
    fail(&first);
    snapshot_when(|all| all.actor(group.id()).is_some_and(|group| group.waits_for().is_some()));
    assert!(View::all().snapshot().circles().is_empty());
    fail(&failing);
    drop(go);
    let snapshot = snapshot_when(|all| !all.circles().is_empty());
    let circles = snapshot.circles();
    let mut names: Vec<_> = circles[0].iter().map(|actor| actor.name()).collect();
    let begins = names.iter().position(|name| *name == "Supervisor").unwrap();
    names.rotate_left(begins);
    assert_eq!((circles.len(), &names[..]), (1, &["Supervisor", "asking", "failing"][..]));
    let restart = |actor: &ActorView| actor.waits_for().unwrap().what() == Awaited::Restart;
    assert!(circles[0].iter().any(|actor| actor.id() == failing.id() && restart(actor)));
    for (from, to, what) in [
        (asking.id(), failing.id(), "answer"),
        (failing.id(), group.id(), "restart"),
        (group.id(), asking.id(), "end"),
    ] {
        let drawn = format!("\"{from}\" -> \"{to}\" [label=\"{what}\", color=red];");
        assert!(snapshot.to_dot().contains(&drawn), "{drawn} in {}", snapshot.to_dot());
    }
    // The one that is asked ends, and so does the wait for it.
    failing.kill();
    assert_eq!(asking.number(), Ok(7));
}
