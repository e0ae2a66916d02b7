//! Stop tokens: whoever makes one and waits for it, against each way to end the actor or its state.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering::Relaxed},
};

use model::{
    Child, Executor, Fault, Restart, Search, Supervisor, SupervisorHandle, prelude::*,
    sys::FOR_EVER,
};
use shuttle::thread;

use crate::{ground::on, is_hang};

/// How often the closures of tokens have been called, and how many there were. Not shuttle's: to count is no part of
/// the race.
#[derive(Clone, Default)]
struct Calls(Arc<[AtomicU32; 2]>);

impl Calls {
    fn watch(&self, token: &model::StopToken) -> model::Watch {
        self.0[1].fetch_add(1, Relaxed);
        let calls = self.clone();
        token.on_stop(move || {
            calls.0[0].fetch_add(1, Relaxed);
        })
    }

    fn assert_called(&self) -> u32 {
        let [called, watched] = self.0.each_ref().map(|count| count.load(Relaxed));
        assert_eq!(called, watched, "each closure is called once");
        called
    }
}

/// Does nothing but wait for its own stop.
#[actor(crate = model, count)]
struct Heeding {
    calls: Calls,
}

#[actor(crate = model)]
impl Heeding {
    /// Answers whether it was to stop before it asked for the token.
    pub(crate) fn heed(&mut self, ctx: &mut Context<HeedingHandle>) -> bool {
        let early = ctx.is_stopping();
        let token = ctx.stop_token();
        self.calls.watch(&token);
        assert!(token.wait_timeout(FOR_EVER) && token.is_stopped());
        assert!(ctx.is_stopping(), "a token that is tripped for nothing");
        early
    }

    /// Makes the token, and does not wait for it.
    pub(crate) fn note(&mut self, ctx: &mut Context<HeedingHandle>) {
        self.calls.watch(&ctx.stop_token());
    }

    /// Stops itself; answers whether its token knows.
    pub(crate) fn stop_itself(&mut self, ctx: &mut Context<HeedingHandle>) -> bool {
        let token = ctx.stop_token();
        self.calls.watch(&token);
        ctx.stop();
        token.is_stopped()
    }

    /// Panics, without the hook, which would fail the execution.
    pub(crate) fn blow(&mut self, #[reply] reply: ReplySender<()>) {
        let _reply = reply;
        std::panic::resume_unwind(Box::new("blown"));
    }
}

type End = fn(HeedingHandle);

const ENDS: [End; 3] = [drop, |heeding| heeding.stop(), |heeding| heeding.kill()];

fn heeding(executor: Option<&Executor>, calls: &Calls) -> HeedingHandle {
    let state = Heeding { calls: calls.clone() };
    match executor {
        None => HeedingHandle::builder().spawn(state),
        Some(executor) => HeedingHandle::builder().spawn_on(executor, state),
    }
    .unwrap()
}

fn heeded(executor: Option<&Executor>, end: End) -> Option<bool> {
    let calls = Calls::default();
    let heeding = heeding(executor, &calls);
    let ended = heeding.clone().join_async();
    let early = heeding.ask().heed();
    let ending = thread::spawn(move || end(heeding));
    let early = early.wait().ok();
    ending.join().unwrap();
    assert!(shuttle::future::block_on(ended).is_ok());
    calls.assert_called();
    early
}

#[test]
fn a_handler_that_waits_for_a_stop_learns_of_every_end() {
    // Killed before its turn, it never waits.
    let expected = [
        &["Some(false)", "Some(true)"][..],
        &["Some(false)", "Some(true)"],
        &["None", "Some(false)", "Some(true)"],
    ];
    for (end, expected) in ENDS.into_iter().zip(expected) {
        assert_eq!(Search::Sampled(3_000).outcomes(move || heeded(None, end)), expected);
        let outcomes =
            Search::Sampled(1_500).outcomes(move || on(1, |executor| heeded(Some(executor), end)));
        assert_eq!(outcomes, expected);
    }
}

#[test]
fn a_stop_that_nobody_is_told_of_is_noticed() {
    for end in ENDS {
        let failure =
            Search::Sampled(2_000).failure(Fault::LostNotification, move || heeded(None, end));
        assert!(is_hang(&failure), "{failure}");
    }
}

/// An actor stops itself while its last handle is dropped.
fn stopped_by_itself(executor: Option<&Executor>) -> bool {
    let calls = Calls::default();
    let heeding = heeding(executor, &calls);
    let ended = heeding.clone().join_async();
    let told = heeding.ask().stop_itself();
    drop(heeding);
    let told = told.wait().unwrap();
    assert!(shuttle::future::block_on(ended).is_ok());
    calls.assert_called();
    told
}

#[test]
fn a_token_knows_at_once_that_its_actor_has_stopped_itself() {
    assert_eq!(Search::Sampled(3_000).outcomes(|| stopped_by_itself(None)), ["true"]);
    let outcomes =
        Search::Sampled(1_500).outcomes(|| on(1, |executor| stopped_by_itself(Some(executor))));
    assert_eq!(outcomes, ["true"]);
}

/// A state with a token blows up while the actor is stopped; the next one may have to drain.
fn restarted_and_stopped() -> (u32, Option<bool>) {
    let calls = Calls::default();
    let restart = Restart::on_failure().without_limit();
    let heeding = HeedingHandle::builder().supervise(restart, {
        let calls = calls.clone();
        move || Heeding { calls: calls.clone() }
    });
    let heeding: HeedingHandle = heeding.unwrap();
    heeding.note().unwrap();
    let blown = heeding.ask().blow();
    let early = heeding.ask().heed();
    let stopping = {
        let heeding = heeding.clone();
        thread::spawn(move || heeding.stop())
    };
    assert_eq!(blown.wait(), Err(CallError::Panicked));
    let early = early.wait().ok();
    stopping.join().unwrap();
    assert_eq!(heeding.join(), Ok(Exit::Stopped));
    (calls.assert_called(), early)
}

#[test]
fn each_state_has_a_token_and_a_stop_amid_the_restart_trips_the_right_one() {
    let outcomes = Search::Sampled(5_000).outcomes(restarted_and_stopped);
    assert_eq!(outcomes, ["(2, Some(false))", "(2, Some(true))"]);
}

/// One child heeds, the other one fails: the group ends the first one's state, which waits for that.
fn suspended() -> u32 {
    let calls = Calls::default();
    let group: SupervisorHandle = Supervisor::one_for_all().spawn();
    let child = || {
        let calls = calls.clone();
        let make = move || Heeding { calls: calls.clone() };
        Child::new(HeedingHandle::builder(), make).deadline(FOR_EVER)
    };
    let [heeding, failing]: [HeedingHandle; 2] =
        [group.start(child()).unwrap(), group.start(child()).unwrap()];
    let heeded = heeding.ask().heed();
    assert_eq!(failing.blow(), Err(CallError::Panicked));
    // By the first state as it is suspended, or by the next one as it is stopped.
    let stopping = thread::spawn(move || {
        failing.note().unwrap();
        failing.flush().unwrap();
        group.shutdown()
    });
    heeded.wait().unwrap();
    assert_eq!(stopping.join().unwrap(), Ok(Exit::Stopped));
    assert!(matches!(heeding.join(), Ok(Exit::Stopped)));
    calls.assert_called()
}

#[test]
fn a_supervisor_that_ends_a_state_trips_its_token() {
    assert_eq!(Search::Sampled(2_000).outcomes(suspended), ["2"]);
}

/// Gives its token away.
#[actor(crate = model)]
struct Giving;

#[actor(crate = model)]
impl Giving {
    pub(crate) fn token(&mut self, ctx: &mut Context<GivingHandle>) -> model::StopToken {
        ctx.stop_token()
    }
}

/// Closures come, and one is taken out, while the actor is stopped.
fn taken_out() -> bool {
    let calls = Calls::default();
    let giving: GivingHandle = Giving.spawn();
    let token = giving.token().unwrap();
    let stopping = thread::spawn(move || giving.shutdown());
    calls.watch(&token);
    let called = Calls::default();
    let watch = called.watch(&token);
    let is_out = token.unwatch(watch);
    calls.watch(&token);
    assert_eq!(stopping.join().unwrap(), Ok(Exit::Stopped));
    assert_eq!(calls.assert_called(), 2);
    assert_eq!(called.0[0].load(Relaxed), u32::from(!is_out), "called, or taken out");
    is_out
}

#[test]
fn a_closure_is_called_or_taken_out() {
    assert_eq!(Search::Sampled(5_000).outcomes(taken_out), ["false", "true"]);
}
