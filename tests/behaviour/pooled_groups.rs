//! What is special about groups on an executor: on which thread a child or a group waits, and both kinds of children
//! in one group.

use std::time::Duration;

use actor_runtime::{
    Child, ChildEvent, ChildEventKind, ChildEvents, Executor, Restart, SpawnError, StartError,
    Supervisor, SupervisorHandle, System, Weak, prelude::*,
};

use crate::{
    support::witness::{Script, Witness, WitnessHandle},
    sys::{
        Instant,
        mpsc::{Receiver, Sender, channel},
        not_simulated, test,
    },
};

/// A deadline: a caller that waits under a deadline runs no actor.
const HOUR: Duration = Duration::from_secs(3600);

type WitnessChild = Child<WitnessHandle, Box<dyn FnMut() -> Witness + Send>>;

fn child(name: &str) -> WitnessChild {
    let (script, _) = Script::new(&[]);
    Child::new(WitnessHandle::builder().name(name), Box::new(move || script.make()))
}

fn next(events: &ChildEvents) -> (String, ChildEventKind) {
    let ChildEvent { name, event, .. } = events.recv_timeout(HOUR).expect("something happens");
    (name, event)
}

/// Whose fresh state comes next, whatever else happens before.
fn next_restarted(events: &ChildEvents) -> String {
    loop {
        if let (name, ChildEventKind::Restarted) = next(events) {
            break name;
        }
    }
}

/// Where an actor runs: with a thread of its own, or on an executor.
#[derive(Clone, Copy)]
enum Place<'a> {
    Thread,
    On(&'a Executor),
}

impl Place<'_> {
    fn spawn(self, group: Supervisor) -> SupervisorHandle {
        match self {
            Place::Thread => group.spawn(),
            Place::On(executor) => group.spawn_on(executor),
        }
    }

    fn start(self, group: &SupervisorHandle, child: WitnessChild) -> WitnessHandle {
        match self {
            Place::Thread => group.start(child).unwrap(),
            Place::On(executor) => group.start_on(executor, child).unwrap(),
        }
    }

    fn start_group(self, outer: &SupervisorHandle, group: Supervisor) -> SupervisorHandle {
        match self {
            Place::Thread => outer.start_group(group).unwrap(),
            Place::On(executor) => outer.start_group_on(executor, group).unwrap(),
        }
    }
}

#[test]
fn one_thread_is_enough_for_a_group_and_its_children() {
    let executor = Executor::new(1).unwrap();
    let on = Place::On(&executor);
    let group = on.spawn(Supervisor::one_for_all());
    let children = ["a", "b", "c"].map(|name| on.start(&group, child(name)));
    let mut events = group.ask().events();
    let events = events.wait_timeout(HOUR).unwrap();
    for round in 1..=3 {
        // No caller lends the executor a thread: the children are told, and the answers are waited for under a
        // deadline.
        children[1].give_up(round).unwrap();
        let restarted = [(); 3].map(|()| next_restarted(&events));
        assert_eq!(restarted, ["a", "b", "c"]);
        for child in &children {
            assert_eq!(child.ask().own_stats().wait_timeout(HOUR), Ok((round, round)));
        }
    }
    group.stop();
    assert_eq!(group.wait_timeout(HOUR), Some(Exit::Stopped));
    assert!(children.iter().all(|child| child.wait_timeout(HOUR) == Some(Exit::Stopped)));
}

#[test]
fn children_and_groups_of_both_kinds_are_restarted_together() {
    let executor = Executor::new(1).unwrap();
    let places = [Place::Thread, Place::On(&executor)];
    for of_outer in places {
        for of_inner in places {
            for of_children in places {
                restarted_together(of_outer, of_inner, of_children, places);
            }
        }
    }
    executor.shutdown().unwrap();
}

fn restarted_together(of_outer: Place, of_inner: Place, of_children: Place, places: [Place; 2]) {
    let outer = of_outer.spawn(Supervisor::one_for_all());
    let inner = of_inner.start_group(&outer, Supervisor::one_for_one().at_most(0, HOUR));
    let inside = of_children.start(&inner, child("inside"));
    let [thread, pooled] = places.map(|place| place.start(&outer, child("beside")));
    let events = outer.events().unwrap();
    let all_restarted = || {
        let mut restarted = [(); 3].map(|()| next_restarted(&events));
        restarted.sort_unstable();
        assert_eq!(restarted, ["Supervisor", "beside", "beside"]);
    };
    // The inner group gives up, and all of the outer one start over.
    assert_eq!(inside.blow(), Err(CallError::Panicked));
    all_restarted();
    for actor in [&inside, &thread, &pooled] {
        assert_eq!(actor.own_stats(), Ok((1, 1)));
    }
    assert_eq!(pooled.blow(), Err(CallError::Panicked));
    all_restarted();
    assert_eq!(inside.own_stats(), Ok((2, 2)));
    assert_eq!(outer.shutdown(), Ok(Exit::Stopped));
    for actor in [inside, thread, pooled] {
        assert_eq!(actor.join(), Ok(Exit::Stopped));
    }
    assert_eq!(inner.join(), Ok(Exit::Stopped));
}

#[test]
fn children_that_wait_for_their_group_hold_no_thread_up() {
    let executor = Executor::new(1).unwrap();
    let patient = Restart::on_failure().backoff(HOUR, HOUR);
    let group: SupervisorHandle = Supervisor::one_for_one().at_most(100, HOUR).spawn();
    let failing: Vec<_> = (0..100)
        .map(|n| {
            let child = child(&n.to_string()).restart(patient.clone());
            group.start_on(&executor, child).unwrap()
        })
        .collect();
    let events = group.events().unwrap();
    for witness in &failing {
        assert_eq!(witness.blow(), Err(CallError::Panicked));
        witness.note(1).unwrap();
    }
    for _ in &failing {
        assert!(matches!(next(&events).1, ChildEventKind::Failed(_)));
    }
    let other = Place::On(&executor).start(&group, child("other"));
    assert_eq!(other.ask().echo(7).wait_timeout(HOUR), Ok(7));
    // A stop cuts the wait short, and a fresh state handles what is left; and so does the group's end.
    let (stopped, ended) = failing.split_at(50);
    for witness in stopped {
        assert_eq!(witness.shutdown(), Ok(Exit::Stopped));
    }
    assert_eq!(group.join(), Ok(Exit::Closed));
    for witness in stopped.iter().chain(ended) {
        assert_eq!(witness.clone().join(), Ok(Exit::Stopped));
        assert_eq!((witness.stats().handled, witness.stats().restarts), (2, 1));
    }
}

/// Asks its group in its handler.
#[actor]
struct Curious {
    group: Weak<SupervisorHandle>,
}

#[actor]
impl Curious {
    pub fn siblings(&self, running: Sender<()>, go_on: Receiver<()>) -> Result<usize, CallError> {
        let _ = running.send(());
        let _ = go_on.recv();
        Ok(self.group.upgrade().expect("it is held").children()?.len())
    }
}

#[test]
fn a_child_and_its_group_on_one_thread_do_not_wait_for_each_other() {
    let executor = Executor::new(1).unwrap();
    let on = Place::On(&executor);
    let group = on.spawn(Supervisor::one_for_all());
    let failing = on.start(&group, child("failing"));
    let weak = group.downgrade();
    let make = move || Curious { group: weak.clone() };
    let child = Child::new(CuriousHandle::builder(), make).deadline(Duration::MAX);
    let curious: CuriousHandle = group.start_on(&executor, child).unwrap();
    let events = group.events().unwrap();
    let ((running, runs), (latch, go_on)) = (channel(), channel());
    let mut asked = curious.ask().siblings(running, go_on);
    runs.recv().unwrap();
    // It holds the only thread, so a caller has to run the child that fails. The group waits for that thread.
    assert_eq!(failing.blow(), Err(CallError::Panicked));
    drop(latch);
    let answer = asked.wait_timeout(HOUR).unwrap();
    assert!(matches!(answer, Ok(2) | Err(CallError::Deadlock(_))), "{answer:?}");
    let mut restarted = [next_restarted(&events), next_restarted(&events)];
    restarted.sort_unstable();
    assert_eq!(restarted, ["Curious", "failing"]);
}

#[test]
fn a_child_of_an_executor_that_is_shut_down_leaves_its_group() {
    let executor = Executor::new(1).unwrap();
    let group: SupervisorHandle = Supervisor::one_for_all().spawn();
    let events = group.events().unwrap();
    let leaving = Place::On(&executor).start(&group, child("leaving"));
    let staying = Place::Thread.start(&group, child("staying"));
    executor.shutdown().unwrap();
    assert_eq!(leaving.join(), Ok(Exit::Stopped));
    for name in ["leaving", "staying"] {
        assert_eq!(next(&events), (name.to_owned(), ChildEventKind::Started));
    }
    assert_eq!(next(&events), ("leaving".to_owned(), ChildEventKind::Ended(Exit::Stopped)));
    assert_eq!(staying.own_stats(), Ok((0, 0)));

    let refused = group.start_on(&executor, child("refused")).unwrap_err();
    assert!(matches!(refused, StartError::Spawn(SpawnError::ShutDown)), "{refused}");
    let refused = group.start_group_on(&executor, Supervisor::one_for_one()).unwrap_err();
    assert!(matches!(refused, StartError::Spawn(SpawnError::ShutDown)), "{refused}");
    assert_eq!(group.children().unwrap().len(), 1);
}

#[test]
fn an_executor_that_is_shut_down_ends_its_groups_with_all_their_children() {
    let executor = Executor::new(1).unwrap();
    let on = Place::On(&executor);
    let outer = on.spawn(Supervisor::one_for_all());
    let inner = on.start_group(&outer, Supervisor::rest_for_one());
    let patient = Restart::on_failure().backoff(HOUR, HOUR);
    let children = [
        on.start(&inner, child("waiting").restart(patient)),
        on.start(&inner, child("working")),
        Place::Thread.start(&inner, child("with a thread")),
    ];
    let events = inner.events().unwrap();
    assert_eq!(children[0].blow(), Err(CallError::Panicked));
    assert!(matches!(next(&events).1, ChildEventKind::Failed(_)));
    executor.shutdown().unwrap();
    assert_eq!((outer.join(), inner.join()), (Ok(Exit::Stopped), Ok(Exit::Stopped)));
    let exits = children.map(|child| child.join().unwrap());
    assert!(matches!(exits, [Exit::Panicked(_), Exit::Stopped, Exit::Stopped]), "{exits:?}");
}

#[test]
fn a_system_refuses_what_its_executor_does() {
    let executor = Executor::new(1).unwrap();
    executor.shutdown().unwrap();
    let system = System::new();
    let (script, _) = Script::new(&[]);
    let refused = system.spawn_on::<_, WitnessHandle>(&executor, script.make()).unwrap_err();
    assert!(matches!(refused, SpawnError::ShutDown), "{refused}");
    assert_eq!(system.actor_count(), 0);
}

/// Fails on request, without a panic that is printed.
#[actor]
struct Frail;

#[actor]
impl Frail {
    pub fn fail(&mut self, ctx: &mut Context<FrailHandle>) {
        ctx.fail("on request");
    }
}

/// Starts many children, has each of them fail or the first one, and ends them; says how long that took.
fn crowd(group: Supervisor, each_fails: bool) -> Duration {
    const MANY: usize = 16_000;
    let start = Instant::now();
    let executor = Executor::new(2).unwrap();
    let group = group.at_most(u32::MAX, Duration::from_secs(1)).spawn_on(&executor);
    let restart = Restart::on_failure().without_limit();
    let child = || Child::new(FrailHandle::builder(), || Frail).restart(restart.clone());
    let children: Vec<FrailHandle> =
        (0..MANY).map(|_| group.start_on(&executor, child()).unwrap()).collect();
    let events = group.events().unwrap();
    let failing = if each_fails { &children[..] } else { &children[..1] };
    failing.iter().for_each(|child| child.fail().unwrap());
    let restarts = events.iter().filter(|event| event.event == ChildEventKind::Restarted);
    let restarted: Vec<_> = restarts.take(MANY).map(|event| event.id).collect();
    let in_order: Vec<_> = children.iter().map(|child| child.id()).collect();
    assert!(each_fails || restarted == in_order);
    let ids: Vec<_> = group.children().unwrap().into_iter().map(|(id, _)| id).collect();
    assert!(ids == in_order);
    for child in &children[..MANY / 2] {
        child.stop();
    }
    let ends = events.iter().filter(|event| matches!(event.event, ChildEventKind::Ended(_)));
    assert_eq!(ends.take(MANY / 2).count(), MANY / 2);
    assert_eq!(group.shutdown(), Ok(Exit::Stopped));
    start.elapsed()
}

/// Where a child costs more among many than among few, each of these takes minutes.
#[not_simulated("bounds a real time")]
#[test]
fn a_group_has_many_children() {
    let one_for_one = crowd(Supervisor::one_for_one(), true);
    let rest_for_one = crowd(Supervisor::rest_for_one(), false);
    let one_for_all = crowd(Supervisor::one_for_all(), false);
    let all = [one_for_one, rest_for_one, one_for_all];
    assert!(all.iter().all(|took| *took < Duration::from_secs(40)), "{all:?}");
}
