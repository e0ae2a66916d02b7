//! Reports of a shutdown that descend into supervisors.

use std::time::Duration;

use actor_runtime::{
    ActorReport, Child, Running, ShutdownReport, Supervisor, SupervisorHandle, System, prelude::*,
};

use crate::{
    support::{
        alone::in_time,
        blocked::{Blocked, BlockedHandle, block},
        driver::{StartAdded, StartChild},
    },
    sys::{
        Instant,
        mpsc::{Receiver, Sender, channel},
        test,
    },
};

const SOON: Duration = Duration::from_secs(30);

fn child(
    name: &str,
    deadline: Duration,
) -> Child<BlockedHandle, impl FnMut() -> Blocked + Send + 'static> {
    Child::new(BlockedHandle::builder().name(name), Blocked::default).deadline(deadline)
}

fn names(reports: &[ActorReport]) -> Vec<&str> {
    reports.iter().map(ActorReport::name).collect()
}

/// How long each shutdown of `report_once` waits.
const SHORT: Duration = Duration::from_millis(200);

/// The first report with a group of which `is_so`, and how long its shutdown took. On a slow machine, an earlier report
/// may come before the group has told the child to end.
fn report_once(
    system: &System,
    is_so: impl Fn(&ActorReport) -> bool,
) -> (ShutdownReport, Duration) {
    loop {
        let begun = Instant::now();
        let report = system.shutdown(SHORT);
        if report.actors().iter().any(&is_so) {
            return (report, begun.elapsed());
        }
    }
}

/// Whether a group has a child in its report.
fn names_a_child(group: &ActorReport) -> bool {
    !group.children().is_empty()
}

#[test]
fn a_child_that_hangs_is_named_with_what_it_is_in_and_for_how_long() {
    in_time(|| {
        let system = System::new();
        let group: SupervisorHandle = system.start(Supervisor::one_for_one()).unwrap();
        let start = |name| group.start_child(child(name, SOON)).unwrap();
        let (first, hangs, last) = (start("first"), start("hangs"), start("last"));
        let latch = block(&hangs);
        let (report, took) = report_once(&system, names_a_child);
        assert!(!last.is_alive() && first.is_open(), "they end one after the other");
        let [of_group] = report.actors() else { panic!("{report:?}") };
        assert_eq!(of_group.running(), Some(Running::Stopped));
        let [of_child] = of_group.children() else { panic!("{report:?}") };
        assert_eq!((of_child.name(), of_child.id()), ("hangs", hangs.id()));
        assert_eq!((of_child.exit(), of_child.running()), (None, Some(Running::Message("block"))));
        assert!(of_child.running_for_at_least() >= SHORT, "{report:?}");
        assert!(of_child.running_for_at_least() <= took, "{report:?}");
        let text = report.ok().unwrap_err().to_string();
        assert!(text.contains("`Supervisor`#"), "{text}");
        let named = format!(
            "and its child `hangs`{} has not ended: it has been in message `block`",
            hangs.id()
        );
        assert!(text.contains(&named), "{text}");
        drop(latch);
        system.shutdown(SOON).ok().unwrap();
    });
}

#[test]
fn a_report_descends_as_deep_as_there_are_groups() {
    in_time(|| {
        let system = System::new();
        let outer: SupervisorHandle = system.start(Supervisor::one_for_one()).unwrap();
        let middle = outer.start_inner(Supervisor::one_for_all()).unwrap();
        let inner = middle.start_inner(Supervisor::rest_for_one()).unwrap();
        let hangs = inner.start_child(child("hangs", SOON)).unwrap();
        let _beside: BlockedHandle = outer.start_child(child("beside", SOON)).unwrap();
        let latch = block(&hangs);
        let is_whole = |outer: &ActorReport| {
            let middle = outer.children().iter();
            middle.flat_map(ActorReport::children).any(names_a_child)
        };
        let (report, _) = report_once(&system, is_whole);
        let mut reports = report.actors();
        for _ in 0..3 {
            assert_eq!(names(reports), ["Supervisor"]);
            reports = reports[0].children();
        }
        assert_eq!(names(reports), ["hangs"]);
        assert!(reports[0].children().is_empty());
        drop(latch);
        system.shutdown(SOON).ok().unwrap();
    });
}

#[test]
fn a_child_that_a_group_has_left_behind_is_named_although_the_group_has_ended() {
    in_time(|| {
        let system = System::new();
        let group: SupervisorHandle = system.start(Supervisor::one_for_one()).unwrap();
        let late = group.start_child(child("late", Duration::from_millis(1))).unwrap();
        let gone: BlockedHandle = group.start_child(child("gone", SOON)).unwrap();
        let latch = block(&late);
        let report = system.shutdown(SOON);
        let [of_group] = report.actors() else { panic!("{report:?}") };
        assert_eq!(of_group.exit(), Some(&Exit::Stopped));
        assert_eq!(names(of_group.children()), ["late"]);
        assert!(!of_group.is_clean() && !report.is_clean());
        assert!(report.to_string().contains(": stopped, and its child `late`#"), "{report}");
        assert!(!gone.is_alive());
        drop(latch);
        assert_eq!(late.join(), Ok(Exit::Stopped));
    });
}

#[test]
fn a_group_that_waits_for_a_state_to_end_names_the_child() {
    in_time(|| {
        let system = System::new();
        let group: SupervisorHandle = system.start(Supervisor::one_for_all()).unwrap();
        let start = |name| group.start_child(child(name, SOON)).unwrap();
        let (hangs, fails) = (start("hangs"), start("fails"));
        let latch = block(&hangs);
        assert_eq!(fails.fail("on purpose".into()), Err(CallError::Panicked));
        let (report, _) = report_once(&system, names_a_child);
        assert_eq!(names(report.actors()[0].children()), ["hangs"]);
        drop(latch);
        system.shutdown(SOON).ok().unwrap();
    });
}

#[test]
fn children_that_end_in_time_are_not_in_the_report() {
    let system = System::new();
    let group: SupervisorHandle = system.start(Supervisor::one_for_one()).unwrap();
    let children: Vec<BlockedHandle> =
        (0..50).map(|_| group.start_child(child("child", SOON)).unwrap()).collect();
    children[7].stop();
    let report = system.shutdown(SOON);
    assert!(report.actors()[0].children().is_empty());
    report.ok().unwrap();
    assert!(children.iter().all(|child| !child.is_alive()));
}

/// Reports that it ends, and waits.
#[actor]
struct Ending {
    ending: Sender<()>,
    go_on: Receiver<()>,
}

#[actor]
impl Ending {
    pub fn come(&mut self) {}

    #[stopped]
    fn end(&mut self) {
        self.ending.send(()).unwrap();
        let _ = self.go_on.recv();
    }
}

#[test]
fn a_child_that_hangs_in_its_hook_is_named_with_the_hook() {
    in_time(|| {
        let system = System::new();
        let group: SupervisorHandle = system.start(Supervisor::one_for_one()).unwrap();
        let ((ending, ends), (latch, go_on)) = (channel(), channel());
        let mut state = Some(Ending { ending, go_on });
        let make = move || state.take().expect("it is made once");
        let child = Child::new(EndingHandle::builder(), make).deadline(SOON);
        let _child: EndingHandle = group.start_child(child).unwrap();
        let is_in_its_hook = |group: &ActorReport| {
            group.children().iter().any(|child| child.running() == Some(Running::Stopped))
        };
        let (report, _) = report_once(&system, is_in_its_hook);
        assert_eq!(names(report.actors()[0].children()), ["Ending"]);
        assert_eq!(ends.try_recv(), Ok(()), "the hook has begun");
        drop(latch);
        system.shutdown(SOON).ok().unwrap();
    });
}
