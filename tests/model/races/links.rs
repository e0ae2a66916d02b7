//! Links against the ends that they tell of.

use std::time::Duration;

use model::{Fault, Inbox, Search, link, links_of, prelude::*, unlink};
use shuttle::{sync::Mutex, thread};

use crate::{
    ground::{Scribe, ScribeHandle},
    is_hang,
};

/// Waits until the link has stopped the actor.
fn expect_stop(scribe: &ScribeHandle) {
    assert_eq!(scribe.wait_timeout(Duration::MAX), Some(Exit::Stopped));
}

fn expect_no_links(ended: [&ScribeHandle; 2]) {
    assert_eq!(ended.map(links_of), [0, 0], "a link is left behind");
}

fn linked_and_killed() {
    let (ending, other): (ScribeHandle, ScribeHandle) =
        (Scribe::default().spawn(), Scribe::default().spawn());
    let killing = {
        let ending = ending.clone();
        thread::spawn(move || ending.kill())
    };
    link(&ending, &other);
    expect_stop(&other);
    killing.join().unwrap();
    assert_eq!(ending.clone().join(), Ok(Exit::Killed));
    expect_no_links([&ending, &other]);
}

#[test]
fn a_link_takes_effect_before_the_end_or_after_it() {
    Search::Sampled(5_000).outcomes(linked_and_killed);
}

#[test]
fn a_stop_that_reaches_nobody_is_noticed() {
    for fault in [Fault::LostMessage, Fault::DeadWeak] {
        let failure = Search::Sampled(5_000).failure(fault, linked_and_killed);
        assert!(is_hang(&failure), "{fault:?}: {failure}");
    }
}

type Fake = (ScribeHandle, Inbox<ScribeHandle>);

/// Ends as a killed actor does; without waits, so that all schedules can be tried.
fn kill((scribe, inbox): Fake) {
    scribe.kill();
    drop(inbox);
    assert_eq!(scribe.wait_timeout(Duration::ZERO), Some(Exit::Killed));
}

fn both_end_at_once() {
    let (a, b): (Fake, Fake) = (ScribeHandle::channel(), ScribeHandle::channel());
    let handles = [a.0.clone(), b.0.clone()];
    link(&a.0, &b.0);
    let ending = thread::spawn(move || kill(a));
    kill(b);
    ending.join().unwrap();
    expect_no_links(handles.each_ref());
}

#[test]
fn two_that_end_abnormally_at_once_keep_their_causes() {
    Search::Sampled(20_000).outcomes(both_end_at_once);
}

/// Both are linked on two threads, each the other way round, while one of them ends.
fn linked_twice_and_ended() {
    let (ending, (other, inbox)): (Fake, Fake) = (ScribeHandle::channel(), ScribeHandle::channel());
    let ended = ending.0.clone();
    let linking = {
        let (ending, other) = (ended.clone(), other.clone());
        thread::spawn(move || link(&other, &ending))
    };
    link(&ending.0, &other);
    kill(ending);
    assert!(!other.is_open(), "linked, and still open");
    linking.join().unwrap();
    assert!(inbox.recv().is_none());
    expect_no_links([&ended, &other]);
}

#[test]
fn two_threads_may_link_the_same_two() {
    Search::Sampled(20_000).outcomes(linked_twice_and_ended);
}

/// One of two actors ends normally while they are linked. The other one lives on, and would keep a link that was
/// left.
fn linked_and_ended_normally() {
    let ((ending, inbox), (other, _inbox)): (Fake, Fake) =
        (ScribeHandle::channel(), ScribeHandle::channel());
    let dropping = thread::spawn(move || drop(inbox));
    link(&ending, &other);
    dropping.join().unwrap();
    assert!(other.is_open());
    expect_no_links([&ending, &other]);
}

#[test]
fn a_link_to_one_that_has_ended_goes_in_every_schedule() {
    Search::Exhaustive.outcomes(linked_and_ended_normally);
}

/// The link is undone while one of the two ends.
fn unlinked_or_stopped() -> bool {
    let (ending, (other, _inbox)): (Fake, Fake) =
        (ScribeHandle::channel(), ScribeHandle::channel());
    link(&ending.0, &other);
    let unlinking = {
        let (ending, other) = (ending.0.clone(), other.clone());
        thread::spawn(move || unlink(&ending, &other))
    };
    kill(ending);
    unlinking.join().unwrap();
    other.is_open()
}

#[test]
fn a_link_is_undone_or_takes_effect() {
    assert_eq!(Search::Sampled(5_000).outcomes(unlinked_or_stopped), ["false", "true"]);
}

/// A small model of the race between the end and a link, which `Control` decides in one critical section.
#[derive(Default)]
struct Ending {
    exit: Mutex<Option<Exit>>,
    links: Mutex<Vec<ScribeHandle>>,
}

impl Ending {
    fn publish(&self, exit: Exit) {
        *self.exit.lock().unwrap() = Some(exit);
        let links = std::mem::take(&mut *self.links.lock().unwrap());
        links.iter().for_each(Handle::stop);
    }

    /// Looks under one lock and links under another.
    fn link(&self, other: &ScribeHandle) {
        let ended = self.exit.lock().unwrap().is_some();
        if ended { other.stop() } else { self.links.lock().unwrap().push(other.clone()) }
    }
}

#[test]
#[should_panic(expected = "told by the end or by the link")]
fn a_link_in_two_steps_is_noticed() {
    Search::Exhaustive.outcomes(|| {
        let ending = std::sync::Arc::new(Ending::default());
        let (other, _inbox) = ScribeHandle::channel();
        let linking = {
            let (ending, other) = (ending.clone(), other.clone());
            thread::spawn(move || ending.link(&other))
        };
        ending.publish(Exit::Killed);
        linking.join().unwrap();
        assert!(!other.is_open(), "told by the end or by the link");
    });
}
