//! Actors of an executor that always have something to do. The other actors get their turns all the same.

use std::time::Duration;

use actor_runtime::{Child, Executor, Restart, Supervisor, SupervisorHandle, prelude::*};

use crate::sys::{
    mpsc::{Sender, channel},
    test, thread,
};

/// Far longer than any turn: no wait takes this long unless a test fails.
const MINUTE: Duration = Duration::from_secs(60);

#[actor]
struct Innocent;

#[actor]
impl Innocent {
    pub fn ping(&self) -> u32 {
        2
    }

    /// Asks one that never answers, on the executor's thread.
    pub fn wait_for(
        &self,
        never: StormHandle,
        asks: Sender<()>,
        ended: Sender<Result<u32, CallError>>,
    ) {
        let _ = asks.send(());
        let _ = ended.send(never.ping());
    }
}

/// What a storm is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    MakePanics,
    StartedFails,
    StartedPanics,
    StartedEndsIt,
    StartedStopsIt,
    StoppedPanics,
    DropPanics,
    IdleNeverRests,
    TimerIsAlwaysDue,
    SendsItself,
    FailsAtEachMessage,
}

const FAILS_BEFORE_A_MESSAGE: [Kind; 7] = [
    Kind::MakePanics,
    Kind::StartedFails,
    Kind::StartedPanics,
    Kind::StartedEndsIt,
    Kind::StartedStopsIt,
    Kind::StoppedPanics,
    Kind::DropPanics,
];

const IS_NEVER_DONE: [Kind; 4] =
    [Kind::IdleNeverRests, Kind::TimerIsAlwaysDue, Kind::SendsItself, Kind::FailsAtEachMessage];

#[actor]
struct Storm {
    kind: Kind,
    begun: Sender<()>,
}

#[actor]
impl Storm {
    pub fn ping(&self) -> u32 {
        1
    }

    pub fn again(&self, ctx: &mut Context<StormHandle>) {
        let _ = ctx.send(StormMessage::Again);
        if self.kind == Kind::FailsAtEachMessage {
            ctx.fail("as always");
        }
    }

    #[started]
    fn begin(&mut self, ctx: &mut Context<StormHandle>) -> Result<(), &'static str> {
        let _ = self.begun.send(());
        match self.kind {
            Kind::StartedFails => return Err("the database is down"),
            Kind::StartedPanics => panic!("as always"),
            Kind::StartedEndsIt | Kind::StoppedPanics | Kind::DropPanics => ctx.fail("as always"),
            Kind::StartedStopsIt => ctx.stop(),
            Kind::TimerIsAlwaysDue => drop(ctx.send_every(Duration::ZERO, || StormMessage::Again)),
            Kind::SendsItself | Kind::FailsAtEachMessage => {
                let _ = ctx.send(StormMessage::Again);
            }
            Kind::MakePanics | Kind::IdleNeverRests => {}
        }
        Ok(())
    }

    #[idle]
    fn rest(&mut self) -> Idle {
        if self.kind == Kind::IdleNeverRests { Idle::Again } else { Idle::Wait }
    }

    #[stopped]
    fn end(&mut self) {
        assert!(self.kind != Kind::StoppedPanics, "as always");
    }
}

impl Drop for Storm {
    fn drop(&mut self) {
        assert!(self.kind != Kind::DropPanics || thread::panicking(), "as always");
    }
}

/// One that has begun, on the only thread of an executor.
fn begin(kind: Kind, executor: &Executor) -> StormHandle {
    let (begun, begins) = channel();
    let storm = StormHandle::builder()
        .supervise_on(executor, Restart::always().without_limit(), move || {
            if kind == Kind::MakePanics {
                let _ = begun.send(());
                panic!("as always");
            }
            Storm { kind, begun: begun.clone() }
        })
        .unwrap();
    begins.recv().unwrap();
    storm
}

fn is_given_a_turn(innocent: &InnocentHandle) -> bool {
    // A caller that waits under a deadline runs no actor.
    innocent.ask().ping().wait_timeout(MINUTE) == Ok(2)
}

#[test]
fn an_actor_that_fails_before_its_first_message_leaves_others_their_turn() {
    for kind in FAILS_BEFORE_A_MESSAGE {
        let executor = Executor::new(1).unwrap();
        let innocent = Innocent.spawn_on(&executor);
        let storm = begin(kind, &executor);
        for _ in 0..3 {
            assert!(is_given_a_turn(&innocent), "{kind:?}");
        }
        storm.kill();
        assert!(storm.wait_timeout(MINUTE).is_some(), "{kind:?}");
        executor.shutdown().unwrap();
    }
}

#[test]
fn an_actor_that_is_never_done_leaves_others_their_turn() {
    for kind in IS_NEVER_DONE {
        let executor = Executor::new(1).unwrap();
        let innocent = Innocent.spawn_on(&executor);
        let storm = begin(kind, &executor);
        for _ in 0..3 {
            assert!(is_given_a_turn(&innocent), "{kind:?}");
        }
        storm.kill();
        assert!(storm.wait_timeout(MINUTE).is_some(), "{kind:?}");
        executor.shutdown().unwrap();
    }
}

#[test]
fn a_caller_of_an_actor_that_never_starts_keeps_no_thread_from_others() {
    for kind in FAILS_BEFORE_A_MESSAGE {
        let executor = Executor::new(1).unwrap();
        let (innocent, asker) = (Innocent.spawn_on(&executor), Innocent.spawn_on(&executor));
        let storm = begin(kind, &executor);
        let ((asks, is_asked), (ended, ends)) = (channel(), channel());
        asker.wait_for(storm.clone(), asks, ended).unwrap();
        is_asked.recv().unwrap();
        for _ in 0..3 {
            assert!(is_given_a_turn(&innocent), "{kind:?}");
        }
        storm.kill();
        let refused = ends.recv_timeout(MINUTE).expect("it ends");
        assert!(matches!(refused, Err(CallError::Ended(_))), "{kind:?}: {refused:?}");
        executor.shutdown().unwrap();
    }
}

#[test]
fn an_actor_that_is_stopped_in_a_storm_ends() {
    for kind in FAILS_BEFORE_A_MESSAGE {
        let executor = Executor::new(1).unwrap();
        let storm = begin(kind, &executor);
        let watched = storm.downgrade();
        drop(storm);
        executor.shutdown().unwrap();
        assert!(watched.exit().is_some(), "{kind:?}");
    }
}

/// Works at first, and fails as it is made again.
#[actor]
struct Child1 {
    is_first: bool,
}

#[actor]
impl Child1 {
    pub fn fail(&self, ctx: &mut Context<Child1Handle>) {
        ctx.fail("the first time");
    }

    #[started]
    fn begin(&mut self) -> Result<(), &'static str> {
        if self.is_first { Ok(()) } else { Err("as always") }
    }
}

#[test]
fn a_group_whose_children_fail_at_once_leaves_others_their_turn() {
    let executor = Executor::new(1).unwrap();
    let innocent = Innocent.spawn_on(&executor);
    let group: SupervisorHandle = SupervisorHandle::builder()
        .spawn_on(&executor, Supervisor::one_for_all().at_most(u32::MAX, Duration::ZERO))
        .unwrap();
    let start = || {
        let mut is_first = true;
        let make = move || Child1 { is_first: std::mem::replace(&mut is_first, false) };
        let child = Child::new(Child1Handle::builder(), make)
            .restart(Restart::on_failure().without_limit());
        group.start_on(&executor, child).unwrap()
    };
    let children = [start(), start()];
    children[0].fail().unwrap();
    for _ in 0..100 {
        assert!(is_given_a_turn(&innocent));
    }
    group.stop();
    assert!(group.wait_timeout(MINUTE).is_some());
    executor.shutdown().unwrap();
}

/// All that comes into its mailbox is looked at in one go, since it has urgent messages.
#[actor(mailbox = 64)]
struct Flushed;

#[actor]
impl Flushed {
    #[urgent]
    pub fn hurry(&mut self) {}
}

#[test]
fn threads_that_flush_without_end_leave_others_their_turn() {
    let executor = Executor::new(1).unwrap();
    let innocent = Innocent.spawn_on(&executor);
    let flushed = Flushed.spawn_on(&executor);
    let flushing: Vec<_> = (0..8)
        .map(|_| {
            let flushed = flushed.clone();
            thread::spawn(move || while flushed.flush().is_ok() {})
        })
        .collect();
    for _ in 0..100 {
        assert!(is_given_a_turn(&innocent));
    }
    flushed.kill();
    flushing.into_iter().for_each(|thread| thread.join().unwrap());
    assert_eq!(flushed.join(), Ok(Exit::Killed));
    executor.shutdown().unwrap();
}
