//! References to a system: who spawns, adds and lists by them, and what they hold.

use std::time::Duration;

use actor_runtime::{ActorId, Restart, SpawnError, System, SystemRef, prelude::*};

use crate::{
    support::{
        alone::in_time,
        blocked::{Blocked, BlockedHandle, block},
        driver::{Start, StartAdded, StartBuilt},
    },
    sys::{
        mpsc::{Receiver, Sender, channel},
        test, thread,
    },
};

const SOON: Duration = Duration::from_secs(30);

/// Tells which system it finds.
#[actor]
struct Member {
    found: Sender<Option<SystemRef>>,
}

#[actor]
impl Member {
    pub fn system(&self, ctx: &mut Context<MemberHandle>) -> Option<SystemRef> {
        ctx.system()
    }

    /// Starts another one in its own system.
    pub fn start_another(
        &mut self,
        ctx: &mut Context<MemberHandle>,
    ) -> Result<MemberHandle, String> {
        let found = self.found.clone();
        let system = ctx.system().ok_or("no system")?;
        system.start(Member { found }).map_err(|error| error.to_string())
    }

    pub fn blow(&mut self) -> u64 {
        panic!("on purpose")
    }

    #[started]
    fn start(&mut self, ctx: &mut Context<MemberHandle>) {
        let _ = self.found.send(ctx.system());
    }
}

fn member() -> (Member, Receiver<Option<SystemRef>>) {
    let (found, systems) = channel();
    (Member { found }, systems)
}

fn ids(system: &SystemRef) -> Vec<ActorId> {
    system.actors().into_iter().map(|(id, _)| id).collect()
}

#[test]
fn an_actor_finds_the_system_that_spawned_it_from_its_start_on() {
    let system = System::new();
    let (member, systems) = member();
    let member: MemberHandle = system.start(member).unwrap();
    let found = systems.recv().unwrap().expect("in its `#[started]` method");
    assert_eq!(ids(&found), [member.id()]);
    assert_eq!(ids(&member.system().unwrap().unwrap()), [member.id()]);
}

#[test]
fn an_actor_that_was_added_finds_the_first_system_that_admitted_it() {
    let (first, second) = (System::new(), System::new());
    let (member, systems) = member();
    let member = member.start();
    assert!(systems.recv().unwrap().is_none());
    assert!(member.system().unwrap().is_none());
    first.add(&member);
    second.add(&member);
    assert_eq!(member.system().unwrap().unwrap().actor_count(), 1);
    let other = Blocked::default().start();
    second.add(&other);
    assert_eq!(ids(&member.system().unwrap().unwrap()), [member.id()], "not the second one");
    // The first one stays the first, also when it is gone.
    drop(first);
    assert_eq!(member.join(), Ok(Exit::Stopped));
    assert_eq!(second.actor_count(), 1);
}

#[test]
fn a_supervised_actor_finds_its_system_in_each_state() {
    let system = System::new();
    let (found, systems) = channel();
    let member = MemberHandle::builder()
        .start_supervised(Restart::on_failure(), move || Member { found: found.clone() })
        .unwrap();
    assert!(systems.recv().unwrap().is_none());
    system.add(&member);
    assert_eq!(member.blow(), Err(CallError::Panicked));
    assert_eq!(ids(&systems.recv().unwrap().unwrap()), [member.id()]);
}

#[test]
fn what_an_actor_starts_in_its_system_is_shut_down_with_it_and_before_it() {
    in_time(|| {
        let system = System::new();
        let (member, _systems) = member();
        let member: MemberHandle = system.start(member).unwrap();
        let second = member.start_another().unwrap().unwrap();
        let third = second.start_another().unwrap().unwrap();
        assert_eq!(system.actors().len(), 3);
        assert_eq!(system.actors()[2], (third.id(), "Member".to_owned()));
        let report = system.shutdown(SOON);
        let order: Vec<_> = report.actors().iter().map(|actor| actor.id()).collect();
        assert_eq!(order, [third.id(), second.id(), member.id()]);
        report.ok().unwrap();
    });
}

#[test]
fn a_reference_holds_neither_the_system_nor_an_actor() {
    let system = System::new();
    let reference = system.reference();
    let clone = reference.clone();
    let actor: BlockedHandle = reference.start(Blocked::default()).unwrap();
    let held: BlockedHandle =
        thread::spawn(move || clone.start(Blocked::default()).unwrap()).join().unwrap();
    assert_eq!(reference.actor_count(), 2);
    drop(actor);
    while reference.actor_count() == 2 {
        thread::yield_now();
    }
    assert_eq!(format!("{reference:?}"), format!("{{Blocked{}}}", held.id()));
    drop(system);
    assert_eq!(held.join(), Ok(Exit::Stopped), "the system's drop shuts down");
    assert_eq!((reference.actors(), reference.actor_count()), (vec![], 0));
    let refused = reference.start::<_, BlockedHandle>(Blocked::default());
    assert!(matches!(refused, Err(SpawnError::ShutDown)));
    let late = Blocked::default().start();
    reference.add(&late);
    assert_eq!(late.join(), Ok(Exit::Stopped));
}

#[test]
fn a_system_that_shuts_down_takes_no_one_in() {
    in_time(|| {
        let system = System::new();
        let reference = system.reference();
        let held: BlockedHandle = reference.start(Blocked::default()).unwrap();
        let latch = block(&held);
        let shutting_down = thread::spawn(move || system.shutdown(SOON).is_clean());
        while held.is_open() {
            thread::yield_now();
        }
        let refused = reference.start::<_, BlockedHandle>(Blocked::default());
        assert!(matches!(refused, Err(SpawnError::ShutDown)));
        let late = Blocked::default().start();
        reference.add(&late);
        assert!(!late.is_open());
        drop(latch);
        assert!(shutting_down.join().unwrap());
    });
}
