//! What is done to one of many costs about as much as to one of a few. Where that is not so, each of these
//! tests takes minutes instead of a second or two.

use std::{
    sync::mpsc::channel,
    time::{Duration, Instant},
};

use actor_runtime::{Exit, Inbox, Registry, System, Topic, link, prelude::*, unlink};

use crate::{
    blocked::Blocked,
    calls::{CounterHandle, CounterMessage},
    driver::Start,
};

const MANY: usize = 16_000;

/// Far more than a loaded machine needs for `MANY`, far less than `MANY` times `MANY` steps take.
const ENOUGH: Duration = Duration::from_secs(40);

fn in_time<R>(f: impl FnOnce() -> R) -> R {
    let start = Instant::now();
    let result = f();
    assert!(start.elapsed() < ENOUGH, "it took {:?}", start.elapsed());
    result
}

/// Mailboxes without actors: there may be more of these than threads.
fn mailboxes() -> (Vec<CounterHandle>, Vec<Inbox<CounterHandle>>) {
    (0..MANY).map(|_| CounterHandle::channel()).unzip()
}

#[test]
fn a_topic_has_many_subscribers() {
    let (counters, inboxes) = mailboxes();
    let topic: Topic<u64> = Topic::new();
    let subscriptions: Vec<_> = in_time(|| {
        let subscribe = |counter| topic.subscribe(counter, |n| CounterMessage::Add { n: *n });
        counters.iter().map(subscribe).collect()
    });
    assert_eq!(in_time(|| topic.publish(&1)), MANY);
    assert!(inboxes.iter().all(|inbox| inbox.try_recv().is_ok()));
    let (half, rest) = subscriptions.split_at(MANY / 2);
    assert!(in_time(|| half.iter().all(|one| topic.unsubscribe(*one))));
    assert_eq!(topic.subscriber_count(), rest.len());
    drop(inboxes);
    assert_eq!(in_time(|| topic.publish(&1)), 0);
    assert_eq!(topic.subscriber_count(), 0, "those that have ended are taken out");
}

#[test]
fn one_actor_has_many_names() {
    const NAMES: usize = 100_000;
    let registry = Registry::new();
    let actor = Blocked::default().start();
    let name = |n: usize| format!("name {n}");
    in_time(|| (0..NAMES).for_each(|n| registry.register(name(n), &actor).unwrap()));
    assert!(in_time(|| (0..NAMES / 2).all(|n| registry.unregister(&name(n), &actor))));
    assert_eq!(in_time(|| actor.join()), Ok(Exit::Closed));
    assert_eq!(format!("{registry:?}"), "{}");
}

#[test]
fn one_actor_has_many_links_and_watchers() {
    let (counters, inboxes) = mailboxes();
    let (hub, inbox) = CounterHandle::channel();
    in_time(|| counters.iter().for_each(|counter| link(&hub, counter)));
    in_time(|| counters[..MANY / 2].iter().for_each(|counter| unlink(counter, &hub)));
    let (told, ends) = channel();
    in_time(|| {
        for n in 0..MANY {
            let told = told.clone();
            hub.on_exit(move |_| told.send(n).unwrap());
        }
    });
    hub.kill();
    in_time(|| drop(inbox));
    drop(told);
    assert!(ends.iter().eq(0..MANY), "watchers are called in their order");
    let (unlinked, linked) = counters.split_at(MANY / 2);
    assert!(unlinked.iter().all(|counter| counter.is_open()));
    assert!(linked.iter().all(|counter| !counter.is_open()));
    drop(inboxes);
}

#[test]
fn a_system_has_many_actors() {
    let (counters, mut inboxes) = mailboxes();
    let system = System::new();
    in_time(|| counters.iter().for_each(|counter| system.add(counter)));
    assert_eq!(system.actor_count(), MANY);
    in_time(|| inboxes.drain(..MANY / 2).for_each(drop));
    assert_eq!(system.actor_count(), MANY / 2);
    let report = in_time(|| system.shutdown(Duration::ZERO));
    assert_eq!(report.actors().len(), MANY / 2);
    let ids = report.actors().iter().map(|actor| actor.id());
    assert!(ids.eq(counters[MANY / 2..].iter().rev().map(|counter| counter.id())));
    assert!(in_time(|| report.to_string()).starts_with("8000 of 8000 actors did not end well: "));
}
