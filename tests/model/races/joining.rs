//! Several threads or tasks wait for the end at once.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::atomic::{AtomicBool, Ordering::SeqCst},
    task::Poll,
    time::Duration,
};

use model::{Executor, Fault, JoinFuture, Search, prelude::*};
use shuttle::{
    future::{self, block_on},
    thread,
};

use crate::{
    ground::{Log, Scribe, ScribeHandle, on},
    is_hang,
};

/// Three, because the first waits for the thread alone: the others wait to be notified.
fn three_join() {
    let log = Log::default();
    let scribe: ScribeHandle = Scribe::of(&log).spawn();
    let others = [scribe.clone(), scribe.clone()];
    let joining = others.map(|other| thread::spawn(move || other.join()));
    assert_eq!(scribe.join(), Ok(Exit::Closed));
    assert!(log.is_closed(), "the state outlives the join");
    for joined in joining {
        assert_eq!(joined.join().unwrap(), Ok(Exit::Closed));
    }
}

#[test]
fn all_joiners_learn_the_end() {
    Search::Sampled(10_000).outcomes(three_join);
}

fn one_joins_and_one_shuts_down() {
    let scribe: ScribeHandle = Scribe::default().spawn();
    let other = scribe.clone();
    let joining = thread::spawn(move || other.join());
    assert_eq!(scribe.shutdown(), Ok(Exit::Stopped));
    assert_eq!(joining.join().unwrap(), Ok(Exit::Stopped));
}

#[test]
fn a_join_and_a_shutdown_both_learn_the_end() {
    Search::Sampled(10_000).outcomes(one_joins_and_one_shuts_down);
}

#[test]
fn an_end_told_to_one_alone_is_noticed() {
    for scenario in [three_join, one_joins_and_one_shuts_down] {
        assert!(is_hang(&Search::Sampled(10_000).failure(Fault::LostNotification, scenario)));
    }
}

#[test]
fn a_wait_for_the_end_times_out_or_learns_it() {
    let outcomes = Search::Sampled(10_000).outcomes(|| {
        let scribe: ScribeHandle = Scribe::default().spawn();
        scribe.stop();
        let exit = scribe.wait_timeout(Duration::from_millis(1));
        assert_eq!(scribe.join(), Ok(Exit::Stopped));
        exit
    });
    assert_eq!(outcomes, ["None", "Some(Stopped)"]);
}

/// Polls once; says whether it has resolved.
async fn has_resolved(end: &mut JoinFuture) -> bool {
    poll_fn(|cx| Poll::Ready(Pin::new(&mut *end).poll(cx).is_ready())).await
}

/// One task awaits the end, another one gives up; a thread brings it about.
fn awaited_and_given_up() -> bool {
    let log = Log::default();
    let scribe: ScribeHandle = Scribe::of(&log).spawn();
    // Not shuttle's: reading it is no part of the race.
    let watched = std::sync::Arc::new(AtomicBool::new(false));
    let seen = std::sync::Arc::clone(&watched);
    scribe.on_exit(move |_| watched.store(true, SeqCst));
    let (awaited, mut given_up) = (scribe.clone().join_async(), scribe.clone().join_async());
    let giving_up = future::spawn(async move { has_resolved(&mut given_up).await });
    let awaiting = future::spawn(async move {
        let exit = awaited.await;
        assert!(seen.load(SeqCst), "a watcher has not been called");
        exit
    });
    let stopping = thread::spawn(move || scribe.shutdown());
    assert_eq!(block_on(awaiting).unwrap(), Ok(Exit::Stopped));
    assert!(log.is_closed(), "the state outlives the join");
    assert_eq!(stopping.join().unwrap(), Ok(Exit::Stopped));
    block_on(giving_up).unwrap()
}

#[test]
fn a_task_that_awaits_the_end_is_woken_and_one_that_gives_up_is_not_missed() {
    assert_eq!(Search::Sampled(5_000).outcomes(awaited_and_given_up), ["false", "true"]);
}

/// Two tasks poll one future in turn while the actor ends; the last to poll is to be woken.
fn handed_on() {
    let scribe: ScribeHandle = Scribe::default().spawn();
    let mut end = scribe.shutdown_async();
    let first = future::spawn(async move {
        has_resolved(&mut end).await;
        [end]
    });
    let last = future::spawn(async move {
        let [end] = first.await.unwrap();
        end.await
    });
    assert_eq!(block_on(last).unwrap(), Ok(Exit::Stopped));
    drop(scribe);
}

#[test]
fn a_task_that_polls_what_another_one_polled_is_woken() {
    Search::Sampled(5_000).outcomes(handed_on);
}

fn closed_and_awaited() {
    let scribe: ScribeHandle = Scribe::default().spawn();
    assert_eq!(block_on(scribe.join_async()), Ok(Exit::Closed));
}

#[test]
fn an_end_that_never_comes_is_noticed() {
    Search::Sampled(2_000).outcomes(closed_and_awaited);
    let failure = Search::Sampled(2_000).failure(Fault::LostDisconnect, closed_and_awaited);
    assert!(is_hang(&failure), "{failure}");
}

/// The state of an actor that ends is joined, or its handle is dropped.
fn handed_back(joins: bool, executor: Option<&Executor>) {
    let log = Log::default();
    let builder = ScribeHandle::builder();
    let (scribe, state) = match executor {
        None => builder.spawn_joinable(Scribe::of(&log)),
        Some(executor) => builder.spawn_joinable_on(executor, Scribe::of(&log)),
    }
    .unwrap();
    let ended = scribe.clone().join_async();
    let taking = thread::spawn(move || if joins { state.join().ok() } else { None });
    scribe.note(1).unwrap();
    drop(scribe);
    assert_eq!(block_on(ended), Ok(Exit::Closed));
    let state = taking.join().unwrap();
    assert_eq!(state.is_some(), joins);
    assert_eq!(log.is_closed(), !joins, "the state is dropped by now, unless it was handed back");
    drop(state);
    assert!(log.is_closed(), "the state is kept by nobody");
    assert_eq!(log.read(), [1]);
}

#[test]
fn a_state_is_handed_back_or_dropped_once() {
    for joins in [true, false] {
        Search::Sampled(3_000).outcomes(move || handed_back(joins, None));
        Search::Sampled(1_500)
            .outcomes(move || on(1, |executor| handed_back(joins, Some(executor))));
    }
}
