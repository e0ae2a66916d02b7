//! Everything that can fail fails in a group, with every end of the group: no caller waits for ever, and the counts
//! add up.

use std::time::Duration;

use actor_runtime::{Child, ChildEventKind, Supervisor, SupervisorHandle, prelude::*};

use crate::{
    havoc::{Failure, assert_alternates, each_of_faults},
    support::{
        driver::{Start, StartChild},
        witness::{Faults, Script, WitnessHandle, all},
    },
    sys::{test, thread},
};

const LONG: Duration = Duration::from_secs(3600);

/// How a child of a group is ended, or its group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GroupEnd {
    LastDrop,
    GroupStop,
    ChildOwn,
    ChildStop,
    ChildKill,
}

/// Two children, of whom one fails between two notes, and whose first states have these faults: their
/// second ones may have them, too.
fn live_and_fail_in_a_group(
    faults: Faults,
    failure: Failure,
    end: GroupEnd,
    strategy: fn() -> Supervisor,
) {
    let case = format!("{faults:?} {failure:?} {end:?}");
    let sound = Faults { make: false, start: false, start_error: false, ..faults };
    let group: SupervisorHandle = strategy().at_most(4, LONG).start();
    let happened = group.events().unwrap();
    let scripts = [(); 2].map(|()| Script::new(&[sound, faults]));
    let children = scripts.each_ref().map(|(script, _)| {
        let builder = WitnessHandle::builder().count().undelivered(script.undelivered());
        let make = script.clone();
        group.start_child(Child::new(builder, move || make.make()).deadline(LONG)).unwrap()
    });
    let [child, _] = &children;
    // It, its group, or what it depends on, may have ended already at each of these.
    let first = child.note(1);
    let failing = match failure {
        Failure::None => None,
        Failure::Panic => Some(child.ask().blow()),
        Failure::GiveUp => {
            let _ = child.give_up(2);
            None
        }
    };
    let _ = child.note(3);
    let asked = child.ask().echo(4);
    let mut group = Some(group);
    match end {
        GroupEnd::LastDrop => {}
        GroupEnd::GroupStop => group.iter().for_each(Handle::stop),
        GroupEnd::ChildOwn => drop(child.end()),
        GroupEnd::ChildStop => child.stop(),
        GroupEnd::ChildKill => child.kill(),
    }
    if end == GroupEnd::LastDrop {
        group = None;
    }
    let answer = asked.wait();
    assert!(
        matches!(answer, Ok(4) | Err(CallError::Ended(_) | CallError::NoReply)),
        "{case}: {answer:?}"
    );
    if let Some(failing) = failing.map(actor_runtime::Reply::wait) {
        let seen = matches!(failing, Err(CallError::Panicked | CallError::Ended(_)));
        assert!(seen, "{case}: {failing:?}");
    }
    assert_eq!(first, Ok(()), "{case}");
    if let Some(group) = group {
        let exit = group.shutdown().unwrap();
        assert!(matches!(exit, Exit::Stopped | Exit::Failed(_)), "{case}: {exit}");
    }
    let happened: Vec<_> = happened.iter().collect();
    for (child, (script, events)) in children.into_iter().zip(scripts) {
        let (id, weak) = (child.id(), child.downgrade());
        let of_it = happened.iter().filter(|told| told.id == id).map(|told| &told.event);
        let exit = child.join().unwrap();
        // It was started, and left last of all.
        let told: Vec<_> = of_it.collect();
        assert_eq!(told[0], &ChildEventKind::Started, "{case}: {told:?}");
        assert_eq!(told.last(), Some(&&ChildEventKind::Ended(exit)), "{case}: {told:?}");
        drop(script);
        let stats = weak.stats();
        let events = all(events);
        assert_alternates(&events, stats.restarts, &case);
        let sum = stats.handled + stats.expired + stats.undelivered;
        assert_eq!(stats.accepted, Some(sum), "{case}: {stats:?}");
    }
}

#[test]
fn every_fault_with_every_failure_and_every_end_in_a_group() {
    let strategies: [fn() -> Supervisor; 3] =
        [Supervisor::one_for_one, Supervisor::one_for_all, Supervisor::rest_for_one];
    let threads = strategies.map(|strategy| {
        thread::spawn(move || {
            use GroupEnd::{ChildKill, ChildOwn, ChildStop, GroupStop, LastDrop};
            for faults in each_of_faults() {
                for failure in [Failure::None, Failure::Panic, Failure::GiveUp] {
                    for end in [LastDrop, GroupStop, ChildOwn, ChildStop, ChildKill] {
                        live_and_fail_in_a_group(faults, failure, end, strategy);
                    }
                }
            }
        })
    });
    for thread in threads {
        thread.join().unwrap();
    }
}
