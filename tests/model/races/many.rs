//! Topics, names and workers, against the ends of the actors that they hold.

use std::num::NonZeroUsize;

use model::{Fault, Inbox, NameTaken, Registry, Search, Topic, Workers, prelude::*};
use shuttle::thread;

use crate::ground::{Log, Scribe, ScribeHandle, ScribeMessage, settled};

fn subscribe(topic: &Topic<u32>, scribe: &ScribeHandle) -> model::Subscription {
    topic.subscribe(scribe, |n| ScribeMessage::Note { n: *n })
}

fn read(inbox: &Inbox<ScribeHandle>) -> Vec<u32> {
    let notes = std::iter::from_fn(|| inbox.try_recv().ok());
    notes.map(|note| if let ScribeMessage::Note { n } = note { n } else { 0 }).collect()
}

/// Two values are published while one of two subscribers leaves.
fn published_and_unsubscribed() -> Vec<u32> {
    let topic = Topic::new();
    let ((leaving, of_leaving), (staying, of_staying)) =
        (ScribeHandle::channel(), ScribeHandle::channel());
    let subscription = subscribe(&topic, &leaving);
    subscribe(&topic, &staying);
    let publishing = {
        let topic = topic.clone();
        thread::spawn(move || topic.publish(&1) + topic.publish(&2))
    };
    assert!(topic.unsubscribe(subscription));
    let delivered = publishing.join().unwrap();
    assert_eq!(topic.publish(&3), 1);
    assert_eq!(read(&of_staying), [1, 2, 3], "lost");
    let left = read(&of_leaving);
    assert_eq!(delivered, 2 + left.len());
    assert!([1, 2].starts_with(&left), "{left:?}");
    left
}

#[test]
fn a_subscriber_that_leaves_gets_what_came_before() {
    let outcomes = Search::Sampled(3_000).outcomes(published_and_unsubscribed);
    assert_eq!(outcomes, ["[1, 2]", "[1]", "[]"]);
}

#[test]
fn a_value_that_reaches_nobody_is_noticed() {
    let failure = Search::Sampled(3_000).failure(Fault::LostMessage, published_and_unsubscribed);
    assert!(failure.contains("lost"), "{failure}");
}

/// A value is published while one subscriber ends and another comes.
fn published_and_ended() -> (u64, usize) {
    let topic = Topic::new();
    let scribe = ScribeHandle::builder().count().spawn(Scribe::default()).unwrap();
    subscribe(&topic, &scribe);
    let publishing = {
        let topic = topic.clone();
        thread::spawn(move || topic.publish(&1))
    };
    let (new, inbox) = ScribeHandle::channel();
    let coming = {
        let (topic, new) = (topic.clone(), new.clone());
        thread::spawn(move || subscribe(&topic, &new))
    };
    assert_eq!(scribe.shutdown(), Ok(Exit::Stopped));
    let delivered = publishing.join().unwrap();
    let _subscription = coming.join().unwrap();
    let of_ended = settled(&scribe).accepted.unwrap();
    assert_eq!(topic.publish(&2), 1, "the new one is not there");
    assert_eq!(topic.subscriber_count(), 1, "the ended one is still there");
    let of_new = read(&inbox).len() - 1;
    assert_eq!(delivered as u64, of_ended + of_new as u64);
    (of_ended, of_new)
}

#[test]
fn a_subscriber_that_ends_drops_out_of_a_topic_and_takes_no_other_along() {
    let outcomes = Search::Sampled(3_000).outcomes(published_and_ended);
    assert_eq!(outcomes, ["(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)"]);
}

#[test]
fn a_subscriber_taken_for_ended_is_noticed() {
    let failure = Search::Sampled(3_000).failure(Fault::DeadWeak, published_and_ended);
    assert!(failure.contains("the new one is not there"), "{failure}");
}

const NAME: &str = "a scribe";

/// An actor gets a name while it ends.
fn registered_and_ended() {
    let registry = Registry::new();
    let scribe: ScribeHandle = Scribe::default().spawn();
    let registering = {
        let (registry, scribe) = (registry.clone(), scribe.clone());
        thread::spawn(move || registry.register(NAME, &scribe))
    };
    assert_eq!(scribe.shutdown(), Ok(Exit::Stopped));
    assert_eq!(registering.join().unwrap(), Ok(()));
    assert!(registry.whereis::<ScribeHandle>(NAME).is_none(), "an ended actor has a name");
    assert_eq!(format!("{registry:?}"), "{}", "a name is left behind");
    let (next, _inbox) = ScribeHandle::channel();
    assert_eq!(registry.register(NAME, &next), Ok(()));
}

#[test]
fn no_name_outlives_its_actor() {
    Search::Sampled(3_000).outcomes(registered_and_ended);
}

#[test]
fn a_name_that_outlives_its_actor_is_noticed() {
    let registered = |ended: fn()| Search::Sampled(3_000).failure(Fault::DeadWeak, ended);
    // A watcher that does not find the registry removes nothing from it.
    let failure = registered(registered_and_ended);
    assert!(failure.contains("a name is left behind"), "{failure}");
}

/// The name of an actor that ends is wanted by two others.
fn registered_by_several() -> usize {
    let registry = Registry::new();
    let ending: ScribeHandle = Scribe::default().spawn();
    registry.register(NAME, &ending).unwrap();
    let (first, _of_first) = ScribeHandle::channel();
    let (second, _of_second) = ScribeHandle::channel();
    let registering = [first, second].map(|scribe| {
        let registry = registry.clone();
        thread::spawn(move || (registry.register(NAME, &scribe), scribe))
    });
    assert_eq!(ending.shutdown(), Ok(Exit::Stopped));
    let registered: Vec<(Result<(), NameTaken>, ScribeHandle)> =
        registering.into_iter().map(|registering| registering.join().unwrap()).collect();
    let found = registry.whereis::<ScribeHandle>(NAME);
    let holders: Vec<_> = registered.iter().filter(|(result, _)| result.is_ok()).collect();
    match (&*holders, found) {
        ([], None) => assert_eq!(registry.register(NAME, &registered[0].1), Ok(())),
        ([(_, holder)], Some(found)) => assert_eq!(holder.id(), found.id()),
        (holders, found) => panic!("{} have it, {found:?} is found", holders.len()),
    }
    for (result, _) in &registered {
        if let Err(taken) = result {
            let by_other = holders.iter().any(|(_, holder)| holder.id() == taken.by());
            assert!(by_other || taken.by() == ending.id());
        }
    }
    holders.len()
}

#[test]
fn a_name_goes_to_one_of_those_who_want_it() {
    assert_eq!(Search::Sampled(3_000).outcomes(registered_by_several), ["0", "1"]);
}

/// The worker with the fewest messages is chosen while one of two ends.
fn chosen_and_ended() -> bool {
    let log = Log::default();
    let two = NonZeroUsize::new(2).unwrap();
    let workers = Workers::spawn(two, ScribeHandle::builder, |_| Scribe::of(&log)).unwrap();
    let both: Vec<ScribeHandle> = workers.iter().cloned().collect();
    let ending = {
        let first = both[0].clone();
        thread::spawn(move || first.shutdown())
    };
    let told = workers.least_pending().note(1).is_ok();
    assert_eq!(ending.join().unwrap(), Ok(Exit::Stopped));
    for n in 2..4 {
        let chosen = workers.least_pending();
        assert_eq!(chosen.id(), both[1].id(), "one that has ended");
        assert_eq!(chosen.note(n), Ok(()));
    }
    assert_eq!(both[1].shutdown(), Ok(Exit::Stopped));
    let handled: u64 = both.iter().map(|scribe| settled(scribe).handled).sum();
    assert_eq!(handled, log.read().len() as u64);
    assert!(log.read().ends_with(&[2, 3]));
    told
}

#[test]
fn a_worker_that_has_ended_is_passed_over() {
    assert_eq!(Search::Sampled(3_000).outcomes(chosen_and_ended), ["false", "true"]);
}

#[test]
fn work_that_is_lost_is_noticed() {
    let failure = Search::Sampled(3_000).failure(Fault::HiddenQueue, chosen_and_ended);
    assert!(failure.contains("not all is accounted for"), "{failure}");
}
