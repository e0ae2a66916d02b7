//! Those who wait for the end, several at once.

use std::time::Duration;

use model::{Exit, Fault, Search, prelude::*};
use shuttle::thread;

use crate::{
    ground::{Log, Scribe, ScribeHandle},
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
fn all_who_join_learn_the_end() {
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
