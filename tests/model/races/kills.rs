//! The kill against what is queued, and against a flush.

use model::{Fault, Search, prelude::*};
use shuttle::thread;

use crate::{
    ground::{Log, Scribe, ScribeHandle, echo_all, settled},
    is_hang,
};

const KILLED: CallError = CallError::Ended(Exit::Killed);

fn told_and_killed() -> u64 {
    let log = Log::default();
    let scribe = ScribeHandle::builder().count().spawn(Scribe::of(&log)).unwrap();
    let other = scribe.clone();
    let telling =
        thread::spawn(move || u64::from(other.note(1).is_ok()) + u64::from(other.note(2).is_ok()));
    scribe.kill();
    assert_eq!(scribe.shutdown(), Ok(Exit::Killed));
    let told = telling.join().unwrap();
    let stats = settled(&scribe);
    assert_eq!(stats.accepted, Some(told));
    assert_eq!(stats.handled, log.read().len() as u64);
    stats.undelivered
}

#[test]
fn what_a_kill_leaves_is_counted() {
    assert_eq!(Search::Sampled(10_000).outcomes(told_and_killed), ["0", "1", "2"]);
}

#[test]
fn what_is_discarded_behind_the_count_is_noticed() {
    for fault in [Fault::LateDiscard, Fault::TornClose] {
        let failure = Search::Sampled(10_000).failure(fault, told_and_killed);
        assert!(failure.contains("not all is accounted for"), "{fault:?}: {failure}");
    }
}

/// The last handle and the inbox are dropped at the same time: the drop of either may drop what is left.
fn let_go_while_it_is_killed() {
    let (scribe, inbox) = ScribeHandle::builder().count().channel();
    let weak = scribe.downgrade();
    scribe.note(1).unwrap();
    let mut reply = scribe.ask().echo(2);
    scribe.kill();
    let letting_go = thread::spawn(move || drop(scribe));
    drop(inbox);
    letting_go.join().unwrap();
    assert_eq!(reply.try_wait(), Err(KILLED), "by whom was it forgotten?");
    assert_eq!(weak.stats().undelivered, 2, "not all is accounted for");
}

#[test]
fn what_a_kill_leaves_is_counted_even_if_the_last_handle_goes_meanwhile() {
    Search::Exhaustive.outcomes(let_go_while_it_is_killed);
}

#[test]
fn what_the_last_handle_takes_along_is_noticed() {
    let failure = Search::Exhaustive.failure(Fault::HiddenQueue, let_go_while_it_is_killed);
    assert!(failure.contains("by whom was it forgotten?"), "{failure}");
}

/// Likewise, with a send that comes just before.
fn told_and_let_go_while_it_is_killed() -> u64 {
    let (scribe, inbox) = ScribeHandle::builder().count().channel();
    let weak = scribe.downgrade();
    let telling = thread::spawn(move || scribe.note(1).is_ok());
    drop(inbox);
    let told = telling.join().unwrap();
    assert_eq!(weak.stats().accepted, Some(u64::from(told)));
    assert_eq!(weak.stats().pending, Some(0), "not all is accounted for");
    weak.stats().undelivered
}

#[test]
fn what_is_sent_right_before_the_last_drop_is_counted() {
    let outcomes = Search::Exhaustive.outcomes(told_and_let_go_while_it_is_killed);
    assert_eq!(outcomes, ["0", "1"]);
}

/// Without waits, so that all schedules can be tried.
fn asked_while_it_is_killed() {
    let (scribe, inbox) = ScribeHandle::channel();
    let other = scribe.clone();
    let asking = thread::spawn(move || (other.ask().echo(1), other));
    scribe.kill();
    echo_all(&inbox);
    drop(inbox);
    let (mut reply, _other) = asking.join().unwrap();
    assert_eq!(reply.try_wait(), Err(KILLED), "by whom was it forgotten?");
}

#[test]
fn a_killed_actor_refuses_every_ask() {
    Search::Exhaustive.outcomes(asked_while_it_is_killed);
}

#[test]
fn an_ask_a_kill_forgets_is_noticed() {
    let failure = Search::Sampled(10_000).failure(Fault::LateDiscard, asked_while_it_is_killed);
    assert!(failure.contains("by whom was it forgotten?"), "{failure}");
}

fn flushed_and_killed() -> bool {
    let log = Log::default();
    let scribe = Scribe::of(&log).spawn();
    let other: ScribeHandle = scribe.clone();
    let flushing = {
        let log = log.clone();
        thread::spawn(move || {
            let told = other.note(1);
            let flushed = other.flush();
            if flushed.is_ok() {
                assert_eq!((told, log.read()), (Ok(()), vec![1]), "flushed, not handled");
            }
            flushed
        })
    };
    scribe.kill();
    assert_eq!(scribe.shutdown(), Ok(Exit::Killed));
    let flushed = flushing.join().unwrap();
    assert!(matches!(flushed, Ok(()) | Err(KILLED)), "{flushed:?}");
    flushed.is_ok()
}

#[test]
fn a_flush_has_all_handled_or_learns_of_the_kill() {
    assert_eq!(Search::Sampled(10_000).outcomes(flushed_and_killed), ["false", "true"]);
}

#[test]
fn a_flush_that_overtakes_is_noticed() {
    let failure = Search::Sampled(10_000).failure(Fault::NewestFirst, flushed_and_killed);
    assert!(failure.contains("flushed, not handled"), "{failure}");
}

#[test]
fn a_flush_whose_answer_wakes_nobody_is_noticed() {
    assert!(is_hang(&Search::Sampled(10_000).failure(Fault::LostNotification, flushed_and_killed)));
}

#[test]
fn a_kill_may_come_too_late_for_a_stop() {
    let outcomes = Search::Sampled(10_000).outcomes(|| {
        let scribe: ScribeHandle = Scribe::default().spawn();
        let other = scribe.clone();
        let killing = thread::spawn(move || other.kill());
        let exit = scribe.shutdown().unwrap();
        killing.join().unwrap();
        exit
    });
    assert_eq!(outcomes, ["Killed", "Stopped"]);
}
