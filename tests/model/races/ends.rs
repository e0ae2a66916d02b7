//! The end, by a stop, the last drop or a panic, against threads that still send.

use std::time::Duration;

use model::{Fault, Inbox, Search, prelude::*};
use shuttle::thread;

use crate::{
    ground::{Log, Scribe, ScribeHandle, echo_all, settled},
    is_hang,
};

const STOPPED: CallError = CallError::Ended(Exit::Stopped);

fn told_then_stopped() {
    let log = Log::default();
    let scribe: ScribeHandle = Scribe::of(&log).spawn();
    scribe.note(1).unwrap();
    scribe.stop();
    assert_eq!(scribe.join(), Ok(Exit::Stopped));
    assert_eq!(log.read(), [1]);
}

#[test]
fn what_was_told_before_the_stop_is_handled() {
    Search::exhaustive_on_request().outcomes(told_then_stopped);
}

#[test]
fn a_drain_that_finds_nothing_is_noticed() {
    let failure = Search::Exhaustive.failure(Fault::BlindPoll, told_then_stopped);
    assert!(failure.contains("left: []"), "{failure}");
}

#[test]
fn a_stop_whose_nudge_is_lost_is_noticed() {
    let stopped = || {
        let scribe: ScribeHandle = Scribe::default().spawn();
        let kept = scribe.clone();
        scribe.stop();
        assert_eq!(kept.shutdown(), Ok(Exit::Stopped));
    };
    Search::Exhaustive.outcomes(stopped);
    assert!(is_hang(&Search::Exhaustive.failure(Fault::LostMessage, stopped)));
}

fn two_tell_and_let_go() -> Vec<u32> {
    let log = Log::default();
    let scribe: ScribeHandle = Scribe::of(&log).spawn();
    let other = scribe.clone();
    let telling = thread::spawn(move || {
        other.note(1).unwrap();
        other.note(2).unwrap();
    });
    scribe.note(10).unwrap();
    assert_eq!(scribe.join(), Ok(Exit::Closed));
    telling.join().unwrap();
    assert!(log.is_closed(), "the state outlives the join");
    log.read()
}

const ORDERS: [&str; 3] = ["[1, 10, 2]", "[1, 2, 10]", "[10, 1, 2]"];

#[test]
fn the_last_drop_ends_it_when_all_is_handled() {
    assert_eq!(Search::Sampled(10_000).outcomes(two_tell_and_let_go), ORDERS);
}

#[test]
fn a_last_drop_nobody_learns_of_is_noticed() {
    assert!(is_hang(&Search::Sampled(10_000).failure(Fault::LostDisconnect, two_tell_and_let_go)));
}

#[test]
fn a_lost_message_is_noticed() {
    let failure = Search::Sampled(10_000).failure(Fault::LostMessage, || {
        let log = two_tell_and_let_go();
        assert_eq!(log.len(), 3);
    });
    assert!(failure.contains("right: 3"), "{failure}");
}

#[test]
fn messages_out_of_order_are_noticed() {
    let failure = Search::Sampled(10_000).failure(Fault::NewestFirst, || {
        let log = format!("{:?}", two_tell_and_let_go());
        assert!(ORDERS.contains(&&*log), "no order: {log}");
    });
    assert!(failure.contains("no order: "), "{failure}");
}

fn asked_and_stopped() -> Result<u32, CallError> {
    let log = Log::default();
    let scribe: ScribeHandle = Scribe::of(&log).spawn();
    let other = scribe.clone();
    let asking = thread::spawn(move || other.echo(1));
    assert_eq!(scribe.shutdown(), Ok(Exit::Stopped));
    let answer = asking.join().unwrap();
    assert_eq!(log.read().len(), usize::from(answer.is_ok()));
    answer
}

#[test]
fn an_ask_ends_once_when_a_stop_overtakes_it() {
    let outcomes = Search::Sampled(20_000).outcomes(asked_and_stopped);
    assert_eq!(outcomes, ["Err(Ended(Stopped))", "Ok(1)"]);
}

#[test]
fn an_ask_left_in_a_closed_channel_is_noticed() {
    for fault in [Fault::LateDiscard, Fault::TornClose] {
        assert!(is_hang(&Search::Sampled(20_000).failure(fault, asked_and_stopped)), "{fault:?}");
    }
}

/// The same without the waits, which leaves few enough schedules to try all. The thread that asks returns the reply,
/// and the reply must have been answered at the end.
fn asked_meanwhile(end: fn(&ScribeHandle, Inbox<ScribeHandle>)) -> Result<u32, CallError> {
    let (scribe, inbox) = ScribeHandle::channel();
    let other = scribe.clone();
    let asking = thread::spawn(move || (other.ask().echo(1), other));
    end(&scribe, inbox);
    let (mut reply, _other) = asking.join().unwrap();
    reply.try_wait().map(|answer| answer.expect("neither answered nor refused"))
}

fn asked_while_it_stops() -> Result<u32, CallError> {
    asked_meanwhile(|scribe, inbox| {
        scribe.stop();
        echo_all(&inbox);
    })
}

fn asked_while_the_inbox_drops() -> Result<u32, CallError> {
    asked_meanwhile(|_, inbox| drop(inbox))
}

#[test]
fn an_ask_ends_once_in_every_schedule() {
    let outcomes = Search::exhaustive_on_request().outcomes(asked_while_it_stops);
    assert_eq!(outcomes, ["Err(Ended(Stopped))", "Ok(1)"]);
    let outcomes = Search::Exhaustive.outcomes(asked_while_the_inbox_drops);
    assert_eq!(outcomes, ["Err(Ended(Stopped))"]);
}

#[test]
fn an_ask_forgotten_in_some_schedule_is_noticed() {
    for scenario in [asked_while_it_stops, asked_while_the_inbox_drops] {
        for fault in [Fault::LateDiscard, Fault::TornClose] {
            let failure = Search::Sampled(20_000).failure(fault, scenario);
            assert!(failure.contains("neither answered nor refused"), "{fault:?}: {failure}");
        }
    }
}

#[test]
fn a_tell_that_overlaps_the_close_is_handled_handed_back_or_counted() {
    let outcomes = Search::exhaustive_on_request().outcomes(|| {
        let (scribe, inbox) = ScribeHandle::builder().count().channel();
        let other = scribe.clone();
        let telling = thread::spawn(move || other.note(1));
        scribe.stop();
        Scribe::default().run(inbox);
        let told = telling.join().unwrap();
        let stats = settled(&scribe);
        assert_eq!(stats.accepted, Some(told.is_ok().into()));
        assert!(matches!(told, Ok(()) | Err(STOPPED)));
        (told.is_ok(), stats.undelivered)
    });
    assert_eq!(outcomes, ["(false, 0)", "(true, 0)", "(true, 1)"]);
}

fn upgraded_or_gone() -> bool {
    let log = Log::default();
    let scribe: ScribeHandle = Scribe::of(&log).spawn();
    let weak = scribe.downgrade();
    let upgrading = thread::spawn(move || match weak.upgrade() {
        Some(scribe) => {
            scribe.note(1).unwrap();
            true
        }
        None => false,
    });
    assert_eq!(scribe.join(), Ok(Exit::Closed));
    let upgraded = upgrading.join().unwrap();
    assert_eq!(log.read().len(), usize::from(upgraded));
    upgraded
}

#[test]
fn an_upgrade_finds_an_actor_that_handles_or_none() {
    assert_eq!(Search::Sampled(10_000).outcomes(upgraded_or_gone), ["false", "true"]);
}

#[test]
fn a_weak_handle_that_keeps_the_actor_alive_is_noticed() {
    assert!(is_hang(&Search::Exhaustive.failure(Fault::StrongWeak, || {
        let scribe: ScribeHandle = Scribe::default().spawn();
        let weak = scribe.downgrade();
        assert_eq!(scribe.join(), Ok(Exit::Closed));
        drop(weak);
    })));
}

fn asked_and_blown() -> bool {
    let scribe: ScribeHandle = ScribeHandle::builder().count().spawn(Scribe::default()).unwrap();
    let other = scribe.clone();
    let asking = thread::spawn(move || other.echo(1));
    assert_eq!(scribe.blow(), Err(CallError::Panicked));
    // A stop would be one more reason to refuse the other.
    let exit = scribe.wait_timeout(Duration::MAX).unwrap();
    assert!(matches!(&exit, Exit::Panicked(panic) if panic.text() == "blown"), "{exit:?}");
    let answer = asking.join().unwrap();
    assert!(answer == Ok(1) || answer == Err(CallError::Ended(exit)), "{answer:?}");
    settled(&scribe);
    answer.is_ok()
}

#[test]
fn a_panic_is_told_to_everyone_who_asks() {
    assert_eq!(Search::Sampled(10_000).outcomes(asked_and_blown), ["false", "true"]);
}

#[test]
fn an_ask_behind_a_panic_and_left_in_the_channel_is_noticed() {
    assert!(is_hang(&Search::Sampled(10_000).failure(Fault::LateDiscard, asked_and_blown)));
}
