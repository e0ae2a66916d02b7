//! Asks whose callers give up while the actor reaches the asks.

use std::time::Duration;

use model::{Fault, Search, prelude::*};
use shuttle::thread;

use crate::ground::{Log, Scribe, ScribeHandle, settled};

/// An ask whose reply is dropped while the actor starts and receives. Says what was handled.
fn given_up(ask: fn(&ScribeHandle) -> model::Reply<u32>) -> (Vec<u32>, u64) {
    let log = Log::default();
    let scribe = ScribeHandle::builder().count().spawn(Scribe::of(&log)).unwrap();
    let reply = ask(&scribe);
    let giving_up = thread::spawn(move || drop(reply));
    scribe.note(2).unwrap();
    giving_up.join().unwrap();
    let handle = scribe.clone();
    scribe.stop();
    assert_eq!(scribe.join(), Ok(Exit::Stopped));
    let stats = settled(&handle);
    assert_eq!(stats.accepted, Some(2));
    assert_eq!(stats.undelivered, 0);
    (log.read(), stats.expired)
}

#[test]
fn an_ask_given_up_is_handled_in_every_schedule() {
    let outcomes = Search::Sampled(5_000).outcomes(|| given_up(|scribe| scribe.ask().echo(1)));
    assert_eq!(outcomes, ["([1, 2], 0)"]);
}

#[test]
fn an_expiring_ask_is_handled_or_counted() {
    let outcomes =
        Search::Sampled(5_000).outcomes(|| given_up(|scribe| scribe.ask().echo_in_time(1)));
    assert_eq!(outcomes, ["([1, 2], 0)", "([2], 1)"]);
}

#[test]
fn an_actor_that_does_not_see_that_an_ask_was_given_up_is_noticed() {
    // Its caller has gone before there is an actor.
    let gone_before = || {
        let log = Log::default();
        let (scribe, inbox) = ScribeHandle::channel();
        drop(scribe.ask().echo_in_time(1));
        drop(scribe);
        drop(Scribe::of(&log).run(inbox));
        assert!(log.read().is_empty(), "handled all the same");
    };
    Search::Exhaustive.outcomes(gone_before);
    let failure = Search::Exhaustive.failure(Fault::HighCount, gone_before);
    assert!(failure.contains("handled all the same"), "{failure}");
}

/// A caller with a deadline: it is answered in time, or its ask is handled later.
fn timed_out() -> (bool, Vec<u32>) {
    let log = Log::default();
    let scribe =
        ScribeHandle::builder().timeout(Duration::from_millis(1)).spawn(Scribe::of(&log)).unwrap();
    let answered = match scribe.echo(1) {
        Ok(n) => n == 1,
        Err(error) => {
            assert_eq!(error, CallError::TimedOut);
            false
        }
    };
    assert_eq!(scribe.join(), Ok(Exit::Closed));
    (answered, log.read())
}

#[test]
fn an_ask_that_times_out_is_handled_all_the_same() {
    let outcomes = Search::Sampled(5_000).outcomes(timed_out);
    assert_eq!(outcomes, ["(false, [1])", "(true, [1])"]);
}
