//! What is done to one of many costs about as much as to one of a few. Where each step goes through all of them, a step
//! among `MANY` takes about sixteen times as long as one among `FEW`, and these tests fail.

use std::time::Duration;

use actor_runtime::{Inbox, Registry, System, Topic, link, prelude::*, unlink};

use crate::{
    calls::{CounterHandle, CounterMessage},
    support::{blocked::Blocked, driver::Start},
    sys::{Instant, mpsc::channel, not_simulated, test},
};

const FEW: usize = 1_000;
const MANY: usize = 16_000;

/// How much longer a step may take among `MANY`: memory that is far away takes its time, too.
const LONGER: u32 = 8;

/// What all steps among `MANY` may take in any case, for memory that the system has to give first. Going through all
/// of them each time takes a second or more.
const LITTLE: Duration = Duration::from_millis(100);

fn timed<R>(f: impl FnOnce() -> R) -> (R, Duration) {
    let start = Instant::now();
    let result = f();
    (result, start.elapsed())
}

/// Takes as many steps among few as among many, in parts. `run` is told among how many, takes as many steps in each
/// part, and says how long each has taken. The two take equally long where each step does, so a loaded machine delays
/// both alike. Of several runs the best counts.
fn expect_alike<const PARTS: usize>(run: impl Fn(usize) -> [Duration; PARTS]) {
    let rounds_of = |number| {
        let mut all = [Duration::ZERO; PARTS];
        for _ in 0..MANY / number {
            all.iter_mut().zip(run(number)).for_each(|(all, taken)| *all += taken);
        }
        all
    };
    let mut best = [[Duration::MAX; PARTS]; 2];
    for _ in 0..5 {
        for (best, number) in best.iter_mut().zip([FEW, MANY]) {
            let taken = rounds_of(number);
            best.iter_mut().zip(taken).for_each(|(best, taken)| *best = taken.min(*best));
        }
        let [few, many] = best;
        if few.iter().zip(many).all(|(few, many)| many <= LITTLE.max(*few * LONGER)) {
            return;
        }
    }
    panic!("the parts took {best:?} among {FEW} and among {MANY}");
}

/// Mailboxes without actors: there may be more of these than threads.
fn mailboxes(number: usize) -> (Vec<CounterHandle>, Vec<Inbox<CounterHandle>>) {
    (0..number).map(|_| CounterHandle::channel()).unzip()
}

#[not_simulated("compares real times")]
#[test]
fn a_topic_has_many_subscribers() {
    expect_alike(|number| {
        let (counters, inboxes) = mailboxes(number);
        let topic: Topic<u64> = Topic::new();
        let (subscriptions, subscribed): (Vec<_>, _) = timed(|| {
            let subscribe = |counter| topic.subscribe(counter, |n| CounterMessage::Add { n: *n });
            counters.iter().map(subscribe).collect()
        });
        let (sent, published) = timed(|| topic.publish(&1));
        assert_eq!(sent, number);
        assert!(inboxes.iter().all(|inbox| inbox.try_recv().is_ok()));
        let (half, rest) = subscriptions.split_at(number / 2);
        let (all, unsubscribed) = timed(|| half.iter().all(|one| topic.unsubscribe(*one)));
        assert!(all);
        assert_eq!(topic.subscriber_count(), rest.len());
        drop(inboxes);
        let (sent, swept) = timed(|| topic.publish(&1));
        assert_eq!(sent, 0);
        assert_eq!(topic.subscriber_count(), 0, "those that have ended are taken out");
        [subscribed, published, unsubscribed, swept]
    });
}

#[not_simulated("compares real times")]
#[test]
fn one_actor_has_many_names() {
    expect_alike(|number| {
        let registry = Registry::new();
        let actor = Blocked::default().start();
        let name = |n: usize| format!("name {n}");
        let register = |n| registry.register(name(n), &actor).unwrap();
        let ((), registered) = timed(|| (0..number).for_each(register));
        let unregister = |n| registry.unregister(&name(n), &actor);
        let (all, unregistered) = timed(|| (0..number / 2).all(unregister));
        assert!(all);
        let (exit, ended) = timed(|| actor.join());
        assert_eq!(exit, Ok(Exit::Closed));
        assert_eq!(format!("{registry:?}"), "{}");
        [registered, unregistered, ended]
    });
}

#[not_simulated("compares real times")]
#[test]
fn one_actor_has_many_links_and_watchers() {
    expect_alike(|number| {
        let (counters, inboxes) = mailboxes(number);
        let (unlinked, linked) = counters.split_at(number / 2);
        let (hub, inbox) = CounterHandle::channel();
        let ((), linking) = timed(|| counters.iter().for_each(|counter| link(&hub, counter)));
        let ((), unlinking) = timed(|| unlinked.iter().for_each(|counter| unlink(counter, &hub)));
        let (told, ends) = channel();
        let ((), watching) = timed(|| {
            for n in 0..number {
                let told = told.clone();
                hub.on_exit(move |_| told.send(n).unwrap());
            }
        });
        hub.kill();
        let ((), ending) = timed(|| drop(inbox));
        drop(told);
        assert!(ends.iter().eq(0..number), "watchers are called in their order");
        assert!(unlinked.iter().all(|counter| counter.is_open()));
        assert!(linked.iter().all(|counter| !counter.is_open()));
        drop(inboxes);
        [linking, unlinking, watching, ending]
    });
}

#[not_simulated("compares real times")]
#[test]
fn a_system_has_many_actors() {
    expect_alike(|number| {
        let (counters, mut inboxes) = mailboxes(number);
        let system = System::new();
        let ((), added) = timed(|| counters.iter().for_each(|counter| system.add(counter)));
        assert_eq!(system.actor_count(), number);
        let ((), dropped) = timed(|| inboxes.drain(..number / 2).for_each(drop));
        assert_eq!(system.actor_count(), number / 2);
        let (report, shut_down) = timed(|| system.shutdown(Duration::ZERO));
        assert_eq!(report.actors().len(), number / 2);
        let ids = report.actors().iter().map(|actor| actor.id());
        assert!(ids.eq(counters[number / 2..].iter().rev().map(|counter| counter.id())));
        let (text, shown) = timed(|| report.to_string());
        let left = number / 2;
        assert!(text.starts_with(&format!("{left} of {left} actors did not end well: ")), "{text}");
        [added, dropped, shut_down, shown]
    });
}
