//! Groups: which children are restarted together, in which order, and how a group ends.

use std::time::Duration;

use actor_runtime::{
    Child, ChildEvent, ChildEventKind, ChildEvents, Reply, Restart, StartError, Supervisor,
    SupervisorHandle, link, prelude::*,
};

use crate::{
    support::{
        driver::{Start, StartBuilt, StartChild},
        witness::{Event, Faults, Script, Witness, WitnessHandle, hold, hold_and_blow},
    },
    sys::{
        mpsc::{Receiver, Sender, channel},
        test, thread,
    },
};

const LONG: Duration = Duration::from_secs(3600);

/// The child's name and what happens to it, without the exit.
fn happening(event: &ChildEvent) -> String {
    let what = match &event.event {
        ChildEventKind::Started => "started",
        ChildEventKind::Failed(_) => "failed",
        ChildEventKind::Suspended => "suspended",
        ChildEventKind::Restarted => "restarted",
        ChildEventKind::Ended(_) => "ended",
        ChildEventKind::Late => "late",
        ChildEventKind::Deadlock(_) => "in a circle",
        ChildEventKind::LateStart => "late to start",
        ChildEventKind::GaveUp(_) => "gave up",
        _ => "?",
    };
    format!("{} {what}", event.name)
}

/// The next `number` events.
fn next(events: &ChildEvents, number: usize) -> Vec<String> {
    let next = || events.recv_timeout(LONG).expect("something happens");
    (0..number).map(|_| happening(&next())).collect()
}

/// As `next`, without late starts: a child that is to be late to end may miss its deadline at the start, too.
fn next_ends(events: &ChildEvents, number: usize) -> Vec<String> {
    let each = (0..).map(|_| next(events, 1).remove(0));
    each.filter(|event| !event.ends_with("late to start")).take(number).collect()
}

fn rest(events: ChildEvents) -> Vec<String> {
    events.iter().map(|event| happening(&event)).collect()
}

type WitnessChild = Child<WitnessHandle, Box<dyn FnMut() -> Witness + Send>>;

fn child(name: &str, script: &Script) -> WitnessChild {
    let script = script.clone();
    let builder = WitnessHandle::builder().name(name).undelivered(script.undelivered());
    Child::new(builder, Box::new(move || script.make()))
}

/// A group of `a`, `b` and `c`, and what happens to it from now on.
fn group(supervisor: Supervisor) -> (SupervisorHandle, ChildEvents, [WitnessHandle; 3]) {
    let group = supervisor.start();
    let children = ["a", "b", "c"].map(|name| {
        let (script, _) = Script::new(&[]);
        group.start_child(child(name, &script)).unwrap()
    });
    let events = group.events().unwrap();
    (group, events, children)
}

fn incarnations(children: &[WitnessHandle]) -> Vec<u64> {
    children.iter().map(|child| child.own_stats().unwrap().0).collect()
}

#[test]
fn one_for_one_restarts_the_one_that_failed() {
    let (group, events, children) = group(Supervisor::one_for_one());
    assert_eq!(children[1].blow(), Err(CallError::Panicked));
    assert_eq!(next(&events, 2), ["b failed", "b restarted"]);
    assert_eq!(incarnations(&children), [0, 1, 0]);
    assert_eq!(group.join(), Ok(Exit::Closed));
    assert_eq!(rest(events), ["c ended", "b ended", "a ended"]);
}

#[test]
fn one_for_all_restarts_all_in_order() {
    let (_group, events, children) = group(Supervisor::one_for_all());
    assert_eq!(children[1].blow(), Err(CallError::Panicked));
    let happened =
        ["b failed", "c suspended", "a suspended", "a restarted", "b restarted", "c restarted"];
    assert_eq!(next(&events, 6), happened);
    assert_eq!(incarnations(&children), [1, 1, 1]);
}

#[test]
fn rest_for_one_restarts_those_that_were_started_later() {
    let (_group, events, children) = group(Supervisor::rest_for_one());
    assert_eq!(children[1].blow(), Err(CallError::Panicked));
    assert_eq!(next(&events, 4), ["b failed", "c suspended", "b restarted", "c restarted"]);
    assert_eq!(incarnations(&children), [0, 1, 1]);
    children[0].give_up(0).unwrap();
    let all =
        ["a failed", "c suspended", "b suspended", "a restarted", "b restarted", "c restarted"];
    assert_eq!(next(&events, 6), all);
    assert_eq!(incarnations(&children), [1, 2, 2]);
}

#[test]
fn what_was_queued_for_a_sibling_waits_for_its_next_state() {
    let (script, lives) = Script::new(&[]);
    let group: SupervisorHandle = Supervisor::one_for_all().start();
    let failing = group.start_child(child("failing", &Script::new(&[]).0)).unwrap();
    // Late, so that there is an event to tell that its state is to end.
    let sibling = child("sibling", &script).deadline(Duration::ZERO);
    let sibling = group.start_child(sibling).unwrap();
    let events = group.events().unwrap();
    let latch = hold(&sibling).unwrap();
    sibling.note(1).unwrap();
    let asked = sibling.ask().own_stats();
    assert_eq!(failing.blow(), Err(CallError::Panicked));
    assert_eq!(next_ends(&events, 2), ["failing failed", "sibling late"]);
    drop(latch);
    assert_eq!(asked.wait(), Ok((1, 1)));
    drop((script, group, failing, sibling));
    let stopped = |exit: &str| Event::Stopped(exit.to_owned());
    let life = lives.iter().collect::<Vec<_>>();
    let ends = [stopped("stopped"), Event::Dropped, Event::Made(1), Event::Started(1)];
    assert_eq!(life[2..6], ends);
    assert_eq!(life[6], Event::Note(1));
}

#[test]
fn a_child_that_ends_leaves_the_group() {
    let (group, events, children) = group(Supervisor::one_for_all());
    children[0].end().unwrap();
    assert_eq!(next(&events, 1), ["a ended"]);
    children[2].kill();
    assert_eq!(next(&events, 1), ["c ended"]);
    let names: Vec<_> = group.children().unwrap().into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["b"]);
    assert_eq!(group.children().unwrap()[0].0, children[1].id());
    assert_eq!(children[1].own_stats(), Ok((0, 0)));
    // The handles that the group holds keep its child alive.
    let [_, b, _] = children;
    let weak = b.downgrade();
    drop(b);
    assert_eq!(weak.upgrade().unwrap().own_stats(), Ok((0, 0)));
    assert_eq!(group.shutdown(), Ok(Exit::Stopped));
    assert_eq!(weak.exit(), Some(Exit::Stopped));
}

#[test]
fn one_failure_too_many_ends_the_group_and_names_the_cause() {
    let (group, events, children) = group(Supervisor::one_for_one().at_most(2, LONG));
    for n in 0..3 {
        assert_eq!(children[n % 2].blow(), Err(CallError::Panicked));
        assert_eq!(next(&events, 1), [format!("{} failed", ["a", "b"][n % 2])]);
        if n < 2 {
            assert_eq!(next(&events, 1), [format!("{} restarted", ["a", "b"][n % 2])]);
        }
    }
    let exit = group.wait_timeout(Duration::MAX).unwrap();
    let cause = "`a` panicked in message `blow`: blown";
    assert_eq!(
        exit.to_string(),
        format!("`Supervisor` failed: `a` failed once too often: {cause}")
    );
    assert_eq!(rest(events), ["a gave up", "c ended", "b ended", "a ended"]);
    let exits = children.map(|child| child.wait_timeout(Duration::MAX).unwrap().to_string());
    assert_eq!(exits, [cause, "stopped", "stopped"]);
}

#[test]
fn a_childs_own_limit_counts_its_restarts_alone() {
    let group: SupervisorHandle = Supervisor::one_for_one().at_most(100, LONG).start();
    let restart = Restart::on_failure().at_most(1, LONG);
    let one =
        group.start_child(child("one", &Script::new(&[]).0).restart(restart.clone())).unwrap();
    let two = group.start_child(child("two", &Script::new(&[]).0).restart(restart)).unwrap();
    let events = group.events().unwrap();
    for (name, child) in [("one", &one), ("two", &two)] {
        assert_eq!(child.blow(), Err(CallError::Panicked));
        assert_eq!(next(&events, 2), [format!("{name} failed"), format!("{name} restarted")]);
    }
    assert_eq!(one.blow(), Err(CallError::Panicked));
    assert_eq!(next(&events, 2), ["one failed", "one gave up"]);
    assert!(matches!(group.wait_timeout(Duration::MAX), Some(Exit::Failed(_))));
}

#[test]
fn a_child_that_is_never_restarted_leaves_whatever_ended_it() {
    let group: SupervisorHandle = Supervisor::one_for_all().start();
    let start =
        |name, restart| group.start_child(child(name, &Script::new(&[]).0).restart(restart));
    let steady = start("steady", Restart::on_failure()).unwrap();
    let passing = start("passing", Restart::never()).unwrap();
    let other = start("other", Restart::never()).unwrap();
    let events = group.events().unwrap();
    assert_eq!(passing.blow(), Err(CallError::Panicked));
    assert_eq!(next(&events, 1), ["passing ended"]);
    assert_eq!(steady.own_stats(), Ok((0, 0)), "its end is no business of the others");
    assert_eq!(steady.blow(), Err(CallError::Panicked));
    assert_eq!(next(&events, 3), ["steady failed", "other ended", "steady restarted"]);
    assert_eq!(other.join(), Ok(Exit::Stopped));
}

#[test]
fn a_child_that_is_never_restarted_handles_what_it_was_sent_when_the_others_start_over() {
    let (script, lives) = Script::new(&[]);
    let group: SupervisorHandle = Supervisor::one_for_all().start();
    let failing = group.start_child(child("failing", &Script::new(&[]).0)).unwrap();
    // Late, so that there is an event to tell that it is to end.
    let once = child("once", &script).restart(Restart::never()).deadline(Duration::ZERO);
    let once = group.start_child(once).unwrap();
    let events = group.events().unwrap();
    let latch = hold(&once).unwrap();
    once.note(1).unwrap();
    assert_eq!(failing.blow(), Err(CallError::Panicked));
    assert_eq!(next(&events, 2), ["failing failed", "once late"]);
    drop((latch, script));
    assert_eq!(once.join(), Ok(Exit::Stopped));
    assert!(lives.iter().any(|event| event == Event::Note(1)));
}

#[test]
fn a_child_that_stops_itself_handles_what_it_was_sent() {
    let (script, lives) = Script::new(&[]);
    let group: SupervisorHandle = Supervisor::one_for_one().start();
    let passing = group.start_child(child("passing", &script)).unwrap();
    let latch = hold(&passing).unwrap();
    passing.end().unwrap();
    passing.note(1).unwrap();
    drop((latch, script));
    assert_eq!(passing.join(), Ok(Exit::Stopped));
    assert!(lives.iter().any(|event| event == Event::Note(1)));
}

#[test]
fn a_child_that_is_always_restarted_may_stop_itself() {
    let group: SupervisorHandle = Supervisor::one_for_one().start();
    let always = child("always", &Script::new(&[]).0).restart(Restart::always());
    let always = group.start_child(always).unwrap();
    let events = group.events().unwrap();
    always.end().unwrap();
    assert_eq!(next(&events, 2), ["always failed", "always restarted"]);
    assert_eq!(always.own_stats(), Ok((1, 1)));
}

#[test]
fn a_child_that_does_not_start_is_none() {
    let faults = [
        Faults { make: true, ..Faults::default() },
        Faults { start: true, ..Faults::default() },
        Faults { start_error: true, ..Faults::default() },
    ];
    let group: SupervisorHandle = Supervisor::one_for_one().start();
    let events = group.events().unwrap();
    for fault in faults {
        let error = group.start_child(child("faulty", &Script::new(&[fault]).0)).unwrap_err();
        let StartError::Child(exit) = &error else { panic!("{error}") };
        assert!(exit.clone().ok().is_err());
        assert!(error.to_string().starts_with("the child did not start: `faulty` "), "{error}");
    }
    let named = Child::new(WitnessHandle::builder().name("a\0b"), || -> Witness { panic!() });
    assert!(matches!(group.start_child(named), Err(StartError::Spawn(_))));
    assert_eq!(group.children(), Ok(vec![]));
    let late = group.clone();
    assert_eq!(group.shutdown(), Ok(Exit::Stopped));
    let (script, lives) = Script::new(&[]);
    let error = late.start_child(child("late", &script)).unwrap_err();
    assert!(matches!(error, StartError::Supervisor(CallError::Ended(Exit::Stopped))), "{error}");
    drop(script);
    assert_eq!(lives.iter().last(), Some(Event::Dropped), "nothing is left of it");
    assert_eq!(rest(events), <[String; 0]>::default());
}

/// Fails as it starts, in its own way.
#[actor]
struct Dud;

#[actor]
impl Dud {
    pub fn nothing(&self) {}

    #[started]
    fn begin(&mut self, ctx: &mut Context<DudHandle>) {
        ctx.fail("no spark");
    }
}

#[test]
fn a_child_that_fails_as_it_starts_is_none() {
    let group: SupervisorHandle = Supervisor::one_for_one().start();
    let events = group.events().unwrap();
    let error = group.start_child(Child::new(DudHandle::builder(), || Dud)).unwrap_err();
    assert_eq!(error.to_string(), "the child did not start: `Dud` failed: no spark");
    assert_eq!(group.children(), Ok(vec![]));
    assert_eq!(group.shutdown(), Ok(Exit::Stopped));
    assert_eq!(rest(events), <[String; 0]>::default());
}

#[test]
fn a_failed_restart_is_tried_again_until_the_limit() {
    let none = Faults::default();
    let faults = [none, Faults { make: true, ..none }, Faults { start: true, ..none }];
    let group: SupervisorHandle = Supervisor::one_for_one().start();
    let child = group.start_child(child("faulty", &Script::new(&faults).0)).unwrap();
    let events = group.events().unwrap();
    assert_eq!(child.blow(), Err(CallError::Panicked));
    let happened = ["faulty failed", "faulty failed", "faulty failed", "faulty restarted"];
    assert_eq!(next(&events, 4), happened);
    assert_eq!(child.own_stats(), Ok((3, 3)));
}

#[test]
fn a_wait_before_the_restart_holds_up_nobody_else_and_no_end() {
    let group: SupervisorHandle = Supervisor::one_for_one().start();
    let patient = Restart::on_failure().backoff(LONG, LONG);
    let waiting =
        group.start_child(child("waiting", &Script::new(&[]).0).restart(patient)).unwrap();
    let other = group.start_child(child("other", &Script::new(&[]).0)).unwrap();
    let events = group.events().unwrap();
    assert_eq!(waiting.blow(), Err(CallError::Panicked));
    assert_eq!(next(&events, 1), ["waiting failed"]);
    assert_eq!(other.blow(), Err(CallError::Panicked));
    assert_eq!(next(&events, 2), ["other failed", "other restarted"]);
    waiting.note(1).unwrap();
    assert_eq!(group.shutdown(), Ok(Exit::Stopped));
    // It was stopped with a message left: a fresh state handled that.
    assert_eq!(waiting.stats().undelivered, 0);
    assert_eq!(waiting.join(), Ok(Exit::Stopped));
    assert_eq!(rest(events), ["other ended", "waiting ended"]);
}

#[test]
fn a_short_wait_before_the_restart_is_waited_for() {
    let group: SupervisorHandle = Supervisor::rest_for_one().start();
    let restart = Restart::on_failure().backoff(Duration::from_millis(2), LONG).jitter();
    let one = group.start_child(child("one", &Script::new(&[]).0).restart(restart)).unwrap();
    let two = group.start_child(child("two", &Script::new(&[]).0)).unwrap();
    let events = group.events().unwrap();
    assert_eq!(one.blow(), Err(CallError::Panicked));
    assert_eq!(next(&events, 4), ["one failed", "two suspended", "one restarted", "two restarted"]);
    assert_eq!(incarnations(&[one, two]), [1, 1]);
}

#[test]
fn a_child_that_does_not_end_in_time_is_late_and_restarted_when_it_does() {
    let group: SupervisorHandle = Supervisor::one_for_all().start();
    let failing = group.start_child(child("failing", &Script::new(&[]).0)).unwrap();
    let busy = child("busy", &Script::new(&[]).0).deadline(Duration::from_millis(1));
    let busy = group.start_child(busy).unwrap();
    let events = group.events().unwrap();
    let latch = hold(&busy).unwrap();
    assert_eq!(failing.blow(), Err(CallError::Panicked));
    assert_eq!(next_ends(&events, 3), ["failing failed", "busy late", "failing restarted"]);
    drop(latch);
    assert_eq!(next_ends(&events, 1), ["busy restarted"]);
    assert_eq!(busy.own_stats(), Ok((1, 1)));
    let latch = hold(&busy).unwrap();
    assert_eq!(group.shutdown(), Ok(Exit::Stopped));
    assert_eq!(rest(events), ["busy late", "failing ended"]);
    drop(latch);
    assert_eq!(busy.join(), Ok(Exit::Stopped));
}

#[test]
fn a_child_that_is_late_and_then_fails_has_failed_like_any_other() {
    let late = |limit| {
        let group: SupervisorHandle = Supervisor::one_for_all().at_most(limit, LONG).start();
        let failing = group.start_child(child("failing", &Script::new(&[]).0)).unwrap();
        let busy = child("busy", &Script::new(&[]).0).deadline(Duration::ZERO);
        let busy = group.start_child(busy).unwrap();
        let events = group.events().unwrap();
        let latch = hold_and_blow(&busy);
        assert_eq!(failing.blow(), Err(CallError::Panicked));
        assert_eq!(next_ends(&events, 3), ["failing failed", "busy late", "failing restarted"]);
        drop(latch);
        (group, events, [failing, busy])
    };
    let (_group, events, children) = late(2);
    // The others have started over since: it does so alone.
    assert_eq!(next_ends(&events, 2), ["busy failed", "busy restarted"]);
    assert_eq!(incarnations(&children), [1, 1]);
    let (group, events, [_failing, busy]) = late(1);
    assert_eq!(next_ends(&events, 2), ["busy failed", "busy gave up"]);
    assert!(matches!(group.join(), Ok(Exit::Failed(_))));
    assert!(matches!(busy.join(), Ok(Exit::Panicked(_))));
}

#[test]
fn a_child_that_fails_as_its_state_is_to_end_is_not_reported_as_suspended() {
    let (_group, events, children) = group(Supervisor::one_for_all());
    let latch = hold_and_blow(&children[1]);
    assert_eq!(children[0].blow(), Err(CallError::Panicked));
    assert_eq!(next(&events, 2), ["a failed", "c suspended"]);
    drop(latch);
    assert_eq!(next(&events, 4), ["b failed", "a restarted", "b restarted", "c restarted"]);
    assert_eq!(incarnations(&children), [1, 1, 1]);
}

#[test]
fn a_child_that_is_killed_as_its_state_is_to_end_is_not_reported_as_suspended() {
    let (group, events, children) = group(Supervisor::one_for_all());
    let latch = hold(&children[1]).unwrap();
    assert_eq!(children[0].blow(), Err(CallError::Panicked));
    assert_eq!(next(&events, 2), ["a failed", "c suspended"]);
    children[1].kill();
    drop(latch);
    let mut happened = next(&events, 3);
    // Its end comes to be known at any time.
    happened.sort_unstable();
    assert_eq!(happened, ["a restarted", "b ended", "c restarted"]);
    assert_eq!(group.children().unwrap().len(), 2);
}

#[test]
fn a_child_whose_next_state_takes_long_does_not_block_the_others() {
    let (latch, go_on) = channel::<()>();
    let mut go_on = Some(go_on);
    let mut made = 0;
    let (script, _) = Script::new(&[]);
    let slow = Child::new(WitnessHandle::builder().name("slow"), move || {
        made += 1;
        if let Some(go_on) = go_on.take_if(|_| made == 2) {
            let _ = go_on.recv();
        }
        script.make()
    });
    let group: SupervisorHandle = Supervisor::one_for_all().start();
    let slow = group.start_child(slow.deadline(Duration::from_millis(1))).unwrap();
    let other = group.start_child(child("other", &Script::new(&[]).0).deadline(LONG)).unwrap();
    let events = group.events().unwrap();
    assert_eq!(slow.blow(), Err(CallError::Panicked));
    let happened = ["slow failed", "other suspended", "slow late to start", "other restarted"];
    assert_eq!(next(&events, 4), happened);
    drop(latch);
    assert_eq!(next(&events, 1), ["slow restarted"]);
    assert_eq!(incarnations(&[slow, other]), [1, 1]);
}

#[test]
fn a_failure_is_told_before_the_restart_that_handles_the_rest() {
    let (_group, events, [_, b, _]) = group(Supervisor::one_for_one());
    let latch = hold_and_blow(&b);
    let queued = b.ask().echo(1);
    b.stop();
    drop(latch);
    assert_eq!(next(&events, 3), ["b failed", "b restarted", "b ended"]);
    assert_eq!(queued.wait(), Ok(1));
    assert_eq!(b.join(), Ok(Exit::Stopped));
}

#[test]
fn a_failure_as_the_group_ends_is_told_and_is_the_end() {
    let (group, events, [_, b, _]) = group(Supervisor::one_for_one());
    let latch = hold_and_blow(&b);
    group.stop();
    assert_eq!(next(&events, 1), ["c ended"]);
    drop(latch);
    assert_eq!(next(&events, 3), ["b failed", "b ended", "a ended"]);
    assert_eq!(b.join().unwrap().to_string(), "`b` panicked in message `block_and_blow`: blown");
    assert_eq!(group.join(), Ok(Exit::Stopped));
}

#[test]
fn a_failure_as_the_group_ends_is_told_if_another_state_handles_the_rest() {
    let (group, events, [_, b, _]) = group(Supervisor::one_for_one());
    let latch = hold_and_blow(&b);
    let queued = b.ask().echo(1);
    group.stop();
    assert_eq!(next(&events, 1), ["c ended"]);
    drop(latch);
    assert_eq!(queued.wait(), Ok(1));
    assert_eq!(next(&events, 3), ["b failed", "b ended", "a ended"]);
    assert_eq!(b.join(), Ok(Exit::Stopped));
}

#[test]
fn the_end_of_the_group_hides_no_failure_of_one_that_waits() {
    let group: SupervisorHandle = Supervisor::one_for_one().start();
    let patient = Restart::on_failure().backoff(LONG, LONG);
    let waiting =
        group.start_child(child("waiting", &Script::new(&[]).0).restart(patient)).unwrap();
    let events = group.events().unwrap();
    assert_eq!(waiting.blow(), Err(CallError::Panicked));
    assert_eq!(next(&events, 1), ["waiting failed"]);
    assert_eq!(group.shutdown(), Ok(Exit::Stopped));
    assert_eq!(rest(events), ["waiting ended"]);
    assert!(matches!(waiting.join(), Ok(Exit::Panicked(_))));
}

/// Two children in a group within a group, beside one of the outer.
fn nested(inner: Supervisor) -> (SupervisorHandle, SupervisorHandle, [WitnessHandle; 3]) {
    let outer: SupervisorHandle = Supervisor::one_for_all().start();
    let inner = outer.start_inner(inner).unwrap();
    let start =
        |group: &SupervisorHandle, name| group.start_child(child(name, &Script::new(&[]).0));
    let children = [
        start(&inner, "x").unwrap(),
        start(&inner, "y").unwrap(),
        start(&outer, "beside").unwrap(),
    ];
    (outer, inner, children)
}

#[test]
fn a_group_that_gives_up_is_restarted_with_its_children_by_the_outer_one() {
    let (outer, inner, children) = nested(Supervisor::one_for_one().at_most(0, LONG));
    let (events, inside) = (outer.events().unwrap(), inner.events().unwrap());
    assert_eq!(children[0].blow(), Err(CallError::Panicked));
    let happened =
        ["Supervisor failed", "beside suspended", "beside restarted", "Supervisor restarted"];
    let mut seen = next(&events, 4);
    // The group reports to the outer one that it is up again. That report may come after the next child's.
    seen[2..].sort_unstable();
    let mut expected = happened.map(String::from);
    expected[2..].sort_unstable();
    assert_eq!(seen, expected);
    let happened = ["x failed", "x gave up", "y suspended", "x restarted", "y restarted"];
    assert_eq!(next(&inside, 5), happened);
    assert_eq!(incarnations(&children), [1, 1, 1]);
    assert_eq!(outer.shutdown(), Ok(Exit::Stopped));
    assert_eq!(inner.join(), Ok(Exit::Stopped));
    assert_eq!(rest(inside), ["y ended", "x ended"]);
    assert_eq!(rest(events), ["beside ended", "Supervisor ended"]);
}

#[test]
fn a_child_that_is_late_as_its_group_gives_up_is_restarted_when_it_ends() {
    let outer: SupervisorHandle = Supervisor::one_for_one().start();
    let inner = outer.start_inner(Supervisor::one_for_one().at_most(0, LONG)).unwrap();
    let failing = inner.start_child(child("failing", &Script::new(&[]).0)).unwrap();
    let busy = child("busy", &Script::new(&[]).0).deadline(Duration::ZERO);
    let busy = inner.start_child(busy).unwrap();
    let inside = inner.events().unwrap();
    let latch = hold(&busy).unwrap();
    assert_eq!(failing.blow(), Err(CallError::Panicked));
    let happened = ["failing failed", "failing gave up", "busy late", "failing restarted"];
    assert_eq!(next_ends(&inside, 4), happened);
    drop(latch);
    assert_eq!(next_ends(&inside, 1), ["busy restarted"]);
    assert_eq!(incarnations(&[failing, busy]), [1, 1]);
}

#[test]
fn a_group_is_restarted_with_its_siblings() {
    let (outer, inner, children) = nested(Supervisor::one_for_one());
    let inside = inner.events().unwrap();
    assert_eq!(children[2].blow(), Err(CallError::Panicked));
    let happened = ["y suspended", "x suspended", "x restarted", "y restarted"];
    assert_eq!(next(&inside, 4), happened);
    assert_eq!(incarnations(&children), [1, 1, 1]);
    drop(outer);
    assert_eq!(inner.join(), Ok(Exit::Stopped));
}

#[test]
fn an_outer_group_that_gives_up_names_the_cause_within() {
    let outer: SupervisorHandle = Supervisor::one_for_one().at_most(0, LONG).start();
    let inner = outer.start_inner(Supervisor::one_for_one().at_most(0, LONG)).unwrap();
    let x = inner.start_child(child("x", &Script::new(&[]).0)).unwrap();
    assert_eq!(x.blow(), Err(CallError::Panicked));
    let cause = "`x` panicked in message `blow`: blown";
    let within = format!("`Supervisor` failed: `x` failed once too often: {cause}");
    let exit = outer.wait_timeout(Duration::MAX).unwrap().to_string();
    assert_eq!(exit, format!("`Supervisor` failed: `Supervisor` failed once too often: {within}"));
    assert_eq!(inner.wait_timeout(Duration::MAX).unwrap().to_string(), within);
    assert_eq!(x.wait_timeout(Duration::MAX).unwrap().to_string(), cause);
}

/// Starts a sibling in its handler.
#[actor]
struct Starter {
    group: actor_runtime::Weak<SupervisorHandle>,
}

#[actor]
impl Starter {
    pub fn start(&mut self, script: Script) -> Option<WitnessHandle> {
        self.group.upgrade()?.start_child(child("started", &script)).ok()
    }

    pub fn blow(&mut self, _ctx: &mut Context<StarterHandle>) {
        panic!("blown")
    }
}

/// Asks another child once it is let go, which tells that it runs.
#[actor]
struct Asker;

#[actor]
impl Asker {
    pub fn ask_once(
        &self,
        running: Sender<()>,
        go_on: Receiver<()>,
        other: WitnessHandle,
    ) -> Result<u64, CallError> {
        let _ = running.send(());
        let _ = go_on.recv();
        other.echo(7)
    }
}

/// A group with a child that fails, one that is to ask it, and one that is started last.
struct Drained {
    group: SupervisorHandle,
    failing: WitnessHandle,
    events: ChildEvents,
    latch: Sender<()>,
    answer: Reply<Result<u64, CallError>>,
}

/// The asking child is in its handler, and ends when that returns.
fn drained(supervisor: Supervisor, restart: Restart) -> Drained {
    let group = supervisor.start();
    let failing =
        group.start_child(child("failing", &Script::new(&[]).0).restart(restart)).unwrap();
    let asker = Child::new(AskerHandle::builder(), || Asker).deadline(Duration::MAX);
    let asker: AskerHandle = group.start_child(asker).unwrap();
    group.start_child(child("last", &Script::new(&[]).0)).unwrap();
    let events = group.events().unwrap();
    let (running, runs) = channel();
    let (latch, go_on) = channel();
    let answer = AskerHandle::ask(&asker).ask_once(running, go_on, failing.clone());
    runs.recv().unwrap();
    Drained { group, failing, events, latch, answer }
}

#[test]
fn a_child_that_drains_learns_that_the_one_it_asks_has_failed_for_good() {
    let once = Supervisor::one_for_one().at_most(0, LONG);
    let Drained { group, failing, events, latch, answer } = drained(once, Restart::on_failure());
    assert_eq!(failing.blow(), Err(CallError::Panicked));
    assert_eq!(next(&events, 3), ["failing failed", "failing gave up", "last ended"]);
    drop(latch);
    let Ok(Err(CallError::Ended(Exit::Panicked(panic)))) = answer.wait() else { panic!() };
    assert_eq!(panic.text(), "blown");
    assert_eq!(rest(events), ["Asker ended", "failing ended"]);
    assert!(matches!(group.join(), Ok(Exit::Failed(_))));
}

#[test]
fn a_child_that_drains_waits_for_none_that_waits_to_be_restarted() {
    let patient = Restart::on_failure().backoff(LONG, LONG);
    let Drained { group, failing, events, latch, answer } =
        drained(Supervisor::one_for_one(), patient);
    assert_eq!(failing.blow(), Err(CallError::Panicked));
    let queued = failing.ask().echo(1);
    assert_eq!(next(&events, 1), ["failing failed"]);
    group.stop();
    assert_eq!(next(&events, 1), ["last ended"]);
    drop(latch);
    assert_eq!(answer.wait(), Ok(Err(CallError::Ended(Exit::Stopped))));
    assert_eq!(queued.wait(), Ok(1));
    assert_eq!(rest(events), ["Asker ended", "failing ended"]);
}

#[test]
fn a_child_that_drains_waits_for_none_that_fails_as_the_group_ends() {
    let Drained { group, failing, events, latch, answer } =
        drained(Supervisor::one_for_one(), Restart::on_failure());
    let held = hold(&failing).unwrap();
    let (blown, queued) = (failing.ask().blow(), failing.ask().echo(1));
    group.stop();
    assert_eq!(next(&events, 1), ["last ended"]);
    drop(held);
    assert_eq!(blown.wait(), Err(CallError::Panicked));
    drop(latch);
    let answer = answer.wait().unwrap();
    assert!(matches!(answer, Ok(7) | Err(CallError::Ended(Exit::Stopped))), "{answer:?}");
    assert_eq!(queued.wait(), Ok(1));
    assert_eq!(rest(events), ["Asker ended", "failing failed", "failing ended"]);
}

#[test]
fn what_a_child_sent_itself_is_handled_by_its_next_state() {
    let (script, lives) = Script::new(&[]);
    let (others_script, others_lives) = Script::new(&[]);
    let group: SupervisorHandle = Supervisor::one_for_all().start();
    let events = group.events().unwrap();
    let giving_up = group.start_child(child("giving up", &script)).unwrap();
    let other = group.start_child(child("other", &others_script)).unwrap();
    giving_up.give_up(5).unwrap();
    assert_eq!(next(&events, 4)[2..], ["giving up failed", "other suspended"]);
    assert_eq!(giving_up.own_stats(), Ok((1, 1)));
    drop((script, others_script, group, giving_up, other));
    assert_eq!(lives.iter().filter(|event| *event == Event::Note(5)).count(), 1);
    assert!(!others_lives.iter().any(|event| event == Event::Note(5)));
}

#[test]
fn a_child_that_is_restarted_stops_none_that_it_is_linked_to() {
    let (group, events, [a, b, _]) = group(Supervisor::one_for_one());
    let (script, _) = Script::new(&[]);
    let linked = WitnessHandle::builder().start(script.make()).unwrap();
    link(&a, &linked);
    assert_eq!(a.blow(), Err(CallError::Panicked));
    assert_eq!(next(&events, 2), ["a failed", "a restarted"]);
    assert_eq!(linked.echo(1), Ok(1));
    // Its end is an end, whatever the group makes of it.
    a.kill();
    assert_eq!(linked.wait_timeout(Duration::MAX), Some(Exit::Stopped));
    // The other way round, a stop is no failure: that child leaves.
    let (script, _) = Script::new(&[]);
    let failing = WitnessHandle::builder().start(script.make()).unwrap();
    link(&failing, &b);
    assert_eq!(failing.blow(), Err(CallError::Panicked));
    assert_eq!(b.wait_timeout(Duration::MAX), Some(Exit::Stopped));
    let mut happened = next(&events, 2);
    happened.sort_unstable();
    assert_eq!(happened, ["a ended", "b ended"]);
    assert_eq!(group.children().unwrap().len(), 1);
}

#[test]
fn a_child_may_start_another() {
    let group: SupervisorHandle = Supervisor::rest_for_one().start();
    let weak = group.downgrade();
    let make = move || Starter { group: weak.clone() };
    let starter: StarterHandle =
        group.start_child(Child::new(StarterHandle::builder(), make)).unwrap();
    let events = group.events().unwrap();
    let started = starter.start(Script::new(&[]).0).unwrap().unwrap();
    assert_eq!(next(&events, 1), ["started started"]);
    starter.blow().unwrap();
    let happened =
        ["Starter failed", "started suspended", "Starter restarted", "started restarted"];
    assert_eq!(next(&events, 4), happened);
    assert_eq!(started.own_stats(), Ok((1, 1)));
}

/// In every state but the first, starts another child as it starts, while the group waits for that state.
#[actor]
struct Hasty {
    group: actor_runtime::Weak<SupervisorHandle>,
    is_first: bool,
    refused: Sender<Option<StartError>>,
}

#[actor]
impl Hasty {
    #[started]
    fn begin(&mut self) {
        if !self.is_first {
            let group = self.group.upgrade().unwrap();
            let started = group.start_child(child("other", &Script::new(&[]).0));
            self.refused.send(started.err()).unwrap();
        }
    }

    pub fn blow(&self) {
        panic!("as told");
    }
}

#[test]
fn a_child_whose_start_would_close_a_circle_is_not_adopted() {
    let group: SupervisorHandle = Supervisor::one_for_one().start();
    let (refused, refusals) = channel();
    let (weak, mut made) = (group.downgrade(), 0);
    let make = move || {
        made += 1;
        Hasty { group: weak.clone(), is_first: made == 1, refused: refused.clone() }
    };
    let hasty: HastyHandle = group.start_child(Child::new(HastyHandle::builder(), make)).unwrap();
    let events = group.events().unwrap();
    for _ in 0..3 {
        hasty.blow().unwrap();
        let refusal = refusals.recv().unwrap();
        assert!(
            matches!(refusal, Some(StartError::Supervisor(CallError::Deadlock(_)))),
            "{refusal:?}"
        );
        assert_eq!(next(&events, 2), ["Hasty failed", "Hasty restarted"]);
        assert_eq!(group.children().unwrap(), [(hasty.id(), "Hasty".to_owned())]);
    }
}

#[test]
fn failures_from_all_sides_at_once_lose_no_message() {
    let restart = || Restart::on_failure().without_limit();
    let group: SupervisorHandle =
        Supervisor::one_for_all().at_most(u32::MAX, Duration::ZERO).start();
    let children: Vec<WitnessHandle> = (0..4)
        .map(|n| {
            let child = child(&n.to_string(), &Script::new(&[]).0).restart(restart());
            group.start_child(child).unwrap()
        })
        .collect();
    thread::scope(|s| {
        for child in &children {
            s.spawn(move || {
                for n in 0..50 {
                    child.note(n).unwrap();
                    if n % 5 == 0 {
                        assert_eq!(child.blow(), Err(CallError::Panicked));
                    }
                    assert_eq!(child.echo(n), Ok(n));
                }
            });
        }
    });
    assert_eq!(group.join(), Ok(Exit::Closed));
    for child in children {
        let stats = child.stats();
        assert_eq!((stats.handled, stats.undelivered), (110, 0));
        assert!(stats.restarts >= 10);
        assert_eq!(child.join(), Ok(Exit::Stopped));
    }
}

#[test]
fn the_stream_of_events_reads_well_and_ends_with_the_group() {
    let group: SupervisorHandle = Supervisor::one_for_one().start();
    let events = group.events().unwrap();
    let (told, tells) = channel();
    let listening = thread::spawn(move || {
        for event in events {
            told.send(event.to_string()).unwrap();
        }
    });
    let one = group.start_child(child("one", &Script::new(&[]).0)).unwrap();
    assert_eq!(one.blow(), Err(CallError::Panicked));
    let id = one.id();
    let first: Vec<_> = (0..3).map(|_| tells.recv_timeout(LONG).unwrap()).collect();
    let expected = [
        format!("`one` {id} has started"),
        format!("`one` {id} has failed: `one` panicked in message `blow`: blown"),
        format!("`one` {id} was restarted"),
    ];
    assert_eq!(first, expected);
    drop(group);
    listening.join().unwrap();
    assert_eq!(tells.recv(), Ok(format!("`one` {id} has ended: stopped")));
}
