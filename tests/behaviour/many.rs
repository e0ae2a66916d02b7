//! Several actors at once: workers, topics, names.

use std::{
    fmt::{self, Write},
    num::NonZeroUsize,
    time::Duration,
};

use actor_runtime::{NameTaken, Overflow, Registry, Topic, Workers, prelude::*, wait_all};

use crate::{
    calls::{Counter, CounterHandle, CounterMessage},
    support::{
        alone::in_time,
        blocked::{Blocked, BlockedHandle, BlockedMessage, block},
        driver::{Start, start_workers},
    },
    sys::{mpsc::channel, test, thread},
};

fn workers(n: usize) -> Workers<BlockedHandle> {
    let n = NonZeroUsize::new(n).unwrap();
    start_workers(n, BlockedHandle::builder, |_| Blocked::default()).unwrap()
}

#[test]
fn many_replies_are_waited_for_in_their_order() {
    let workers = workers(3);
    for (n, worker) in workers.iter().enumerate() {
        worker.note(n as u64).unwrap();
    }
    let seen = wait_all(workers.iter().map(|worker| worker.ask().seen()));
    assert_eq!(seen, [Ok(vec![0]), Ok(vec![1]), Ok(vec![2])]);
}

#[test]
fn workers_take_turns() {
    let workers = workers(3);
    let clone = workers.clone();
    for n in 0..3 {
        workers.in_turn().note(n).unwrap();
        clone.in_turn().note(n + 10).unwrap();
    }
    for worker in &workers {
        assert_eq!(worker.seen().unwrap().len(), 2, "clones share the turn");
    }
}

#[test]
fn a_worker_that_has_ended_is_passed_over_while_another_lives() {
    let workers = workers(3);
    let ended = workers.iter().next().unwrap().clone();
    assert_eq!(ended.shutdown(), Ok(Exit::Stopped));
    for _ in 0..6 {
        assert_ne!(workers.in_turn().id(), ended.id());
        assert_ne!(workers.least_pending().id(), ended.id());
    }
    for worker in &workers {
        assert_eq!(worker.shutdown(), Ok(Exit::Stopped));
    }
    assert!(workers.in_turn().note(1).is_err());
    assert!(workers.least_pending().note(1).is_err());
}

#[test]
fn a_worker_that_takes_no_messages_is_passed_over_even_before_it_has_ended() {
    let workers = workers(2);
    let (stopping, other) = (workers.iter().next().unwrap(), workers.iter().nth(1).unwrap());
    let _latches = [block(stopping), block(other)];
    (0..3).for_each(|n| other.note(n).unwrap());
    stopping.stop();
    for n in 0..10 {
        workers.in_turn().note(n).unwrap();
        workers.least_pending().note(n).unwrap();
    }
}

#[test]
fn a_worker_whose_failure_is_known_is_passed_over() {
    for _ in 0..20 {
        let workers = workers(3);
        let failed = workers.in_turn().clone();
        assert_eq!(failed.fail("on purpose".to_owned()), Err(CallError::Panicked));
        for n in 0..6 {
            workers.in_turn().note(n).unwrap();
        }
        let others = workers.iter().filter(|worker| worker.id() != failed.id());
        assert_eq!(others.map(|worker| worker.seen().unwrap().len()).sum::<usize>(), 6);
    }
}

#[test]
fn a_worker_that_is_passed_over_leaves_its_turns_to_all_others() {
    for choose in [Workers::in_turn, Workers::least_pending] {
        let workers = workers(5);
        let (ended, living): (Vec<_>, Vec<_>) =
            workers.iter().enumerate().partition(|(n, _)| [0, 1, 3].contains(n));
        ended.iter().for_each(|(_, worker)| worker.stop());
        // The load of a worker that has just handled a message may be too high for a moment. That of one that is held is exact.
        let latches: Vec<_> = living.iter().map(|(_, worker)| block(worker)).collect();
        (0..12).for_each(|n| choose(&workers).note(n).unwrap());
        drop(latches);
        for (_, worker) in living {
            assert_eq!(worker.seen().unwrap().len(), 6);
        }
    }
}

#[test]
fn where_all_workers_have_ended_the_error_says_how() {
    let workers = workers(2);
    workers.iter().for_each(|worker| assert_eq!(worker.shutdown(), Ok(Exit::Stopped)));
    let stopped = Err(CallError::Ended(Exit::Stopped));
    for n in 0..4 {
        assert_eq!(workers.in_turn().note(n), stopped);
        assert_eq!(workers.least_pending().note(n), stopped);
        assert_eq!(workers.by_key(&n).note(n), stopped);
    }
}

#[test]
fn the_least_loaded_worker_is_chosen() {
    let workers = workers(3);
    let all: Vec<_> = workers.iter().cloned().collect();
    let _latches: Vec<_> = all.iter().map(block).collect();
    for (worker, messages) in all.iter().zip([3, 1, 2]) {
        (0..messages).for_each(|n| worker.note(n).unwrap());
    }
    assert_eq!(workers.least_pending().id(), all[1].id());
    all[1].note(1).unwrap();
    all[1].note(2).unwrap();
    assert_eq!(workers.least_pending().id(), all[2].id());
}

#[test]
fn equal_keys_go_to_one_worker() {
    let workers = workers(4);
    for n in 0..100_u64 {
        let key = format!("key {}", n % 10);
        assert_eq!(workers.by_key(&key).id(), workers.clone().by_key(key.as_str()).id());
        workers.by_key(&key).note(n).unwrap();
    }
    let seen: Vec<Vec<u64>> = workers.iter().map(|worker| worker.seen().unwrap()).collect();
    assert_eq!(seen.iter().map(Vec::len).sum::<usize>(), 100);
    assert!(seen.iter().filter(|seen| !seen.is_empty()).count() > 1, "the keys are spread");
}

#[test]
fn workers_end_with_the_last_clone() {
    let workers = workers(2);
    let weak: Vec<_> = workers.iter().map(|worker| worker.downgrade()).collect();
    let (ended, ends) = channel();
    for worker in &workers {
        let ended = ended.clone();
        worker.on_exit(move |exit| ended.send(exit.clone()).unwrap());
    }
    drop(ended);
    drop(workers);
    assert_eq!(ends.iter().collect::<Vec<_>>(), [Exit::Closed, Exit::Closed]);
    assert!(weak.iter().all(|weak| weak.upgrade().is_none()));
}

#[test]
fn a_topic_reaches_actors_of_all_kinds_in_order() {
    let topic: Topic<u64> = Topic::new();
    let (noting, counting) = (Blocked::default().start(), Counter::new(0).start());
    topic.subscribe(&noting, |n| BlockedMessage::Note { n: *n });
    topic.subscribe(&counting, |n| CounterMessage::Add { n: *n });
    for n in 1..=100 {
        assert_eq!(topic.publish(&n), 2);
    }
    assert_eq!(noting.seen(), Ok((1..=100).collect()));
    assert_eq!(counting.total(), Ok(5050));
}

#[test]
fn a_topic_keeps_no_one_alive_and_forgets_the_dead() {
    let topic: Topic<str> = Topic::default();
    let (gone, stopped, alive) =
        (Counter::new(0).start(), Counter::new(0).start(), Counter::new(0).start());
    for counter in [&gone, &stopped, &alive] {
        topic.subscribe(counter, |text: &str| CounterMessage::Add { n: text.len() as u64 });
    }
    assert_eq!(gone.join(), Ok(Exit::Closed));
    stopped.stop();
    assert_eq!(topic.subscriber_count(), 3);
    assert_eq!(topic.publish("four"), 1);
    assert_eq!(topic.subscriber_count(), 1);
    assert_eq!(alive.total(), Ok(4));
}

#[test]
fn subscribers_are_served_in_the_order_in_which_they_came() {
    let topic: Topic<u64> = Topic::new();
    let counter = Counter::new(0).start();
    let (told, order) = channel();
    let subscribe = |n: u64| {
        let told = told.clone();
        let message = move |_: &u64| {
            told.send(n).unwrap();
            CounterMessage::Add { n }
        };
        topic.subscribe(&counter, message)
    };
    let all: Vec<_> = (0..10).map(subscribe).collect();
    assert_eq!(topic.publish(&1), 10);
    assert!(order.try_iter().eq(0..10));
    assert!(all.iter().step_by(2).all(|one| topic.unsubscribe(*one)));
    subscribe(10);
    assert_eq!(topic.publish(&1), 6);
    assert!(order.try_iter().eq([1, 3, 5, 7, 9, 10]));
}

#[test]
fn a_subscriber_that_unsubscribes_gets_no_more() {
    let topic: Topic<u64> = Topic::new();
    let counter = Counter::new(0).start();
    let subscription = topic.subscribe(&counter, |n| CounterMessage::Add { n: *n });
    topic.publish(&1);
    assert!(topic.unsubscribe(subscription));
    assert!(!topic.unsubscribe(subscription));
    assert_eq!(topic.publish(&1), 0);
    assert_eq!(counter.total(), Ok(1));
}

#[test]
fn a_full_subscriber_follows_its_policy() {
    let topic: Topic<u64> = Topic::new();
    let full = |overflow| CounterHandle::builder().mailbox(1).overflow(overflow).channel();
    let (rejecting, _inbox) = full(Overflow::Reject);
    let (dropping, _inbox) = full(Overflow::DropNewest);
    let (blocking, inbox) = full(Overflow::Block);
    for counter in [&rejecting, &dropping, &blocking] {
        topic.subscribe(counter, |n| CounterMessage::Add { n: *n });
    }
    assert_eq!(topic.publish(&1), 3);
    let publishing = thread::spawn({
        let topic = topic.clone();
        move || topic.publish(&2)
    });
    // The blocked publisher goes on as this one makes room.
    assert_eq!(inbox.iter().take(2).count(), 2);
    assert_eq!(publishing.join().unwrap(), 2);
    assert_eq!((rejecting.stats().rejected, dropping.stats().dropped), (1, 1));
    assert_eq!(topic.subscriber_count(), 3);
}

#[test]
fn a_subscriber_may_subscribe_another_while_it_makes_its_message() {
    let topic: Topic<u64> = Topic::new();
    let counter = Counter::new(0).start();
    topic.subscribe(&counter, {
        let (topic, counter) = (topic.clone(), counter.clone());
        move |n| {
            topic.subscribe(&counter, |n| CounterMessage::Add { n: *n });
            CounterMessage::Add { n: *n }
        }
    });
    assert_eq!(topic.publish(&1), 1);
    assert_eq!(topic.publish(&1), 2);
}

/// Panics when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("a bomb was dropped");
    }
}

#[test]
fn a_topic_contains_the_drops_of_its_closures() {
    let topic: Topic<u64> = Topic::new();
    let (gone, alive) = (Blocked::default().start(), Blocked::default().start());
    for _ in 0..2 {
        let bomb = Bomb;
        topic.subscribe(&gone, move |n| {
            let _captured = &bomb;
            BlockedMessage::Note { n: *n }
        });
    }
    assert_eq!(gone.shutdown(), Ok(Exit::Stopped));
    topic.subscribe(&alive, |n| BlockedMessage::Note { n: *n });
    assert_eq!(topic.subscriber_count(), 1, "who subscribes sweeps the dead out");
    assert_eq!(topic.publish(&1), 1);
}

#[test]
fn a_closure_that_panics_keeps_no_one_else_from_the_value() {
    let topic: Topic<u64> = Topic::new();
    let (panicking, noting) = (Blocked::default().start(), Blocked::default().start());
    topic.subscribe(&panicking, |_| panic!("no message today"));
    topic.subscribe(&noting, |n| BlockedMessage::Note { n: *n });
    for n in 0..3 {
        let publishing = std::panic::AssertUnwindSafe(|| topic.publish(&n));
        assert!(std::panic::catch_unwind(publishing).is_err());
    }
    assert_eq!(noting.seen(), Ok(vec![0, 1, 2]));
}

#[test]
fn the_first_closure_that_panics_is_the_publishers() {
    let topic: Topic<u64> = Topic::new();
    let subscriber = Blocked::default().start();
    topic.subscribe(&subscriber, |_| panic!("the first"));
    topic.subscribe(&subscriber, |_| panic!("the second"));
    let publishing = std::panic::AssertUnwindSafe(|| topic.publish(&1));
    let payload = std::panic::catch_unwind(publishing).unwrap_err();
    assert_eq!(payload.downcast_ref(), Some(&"the first"));
}

#[test]
fn a_successor_takes_the_name_as_soon_as_its_actor_has_ended() {
    for _ in 0..100 {
        let registry = Registry::new();
        let actor = Blocked::default().start();
        let (told, taken) = channel();
        // Before the registry's own watcher.
        actor.on_exit({
            let registry = registry.clone();
            move |_| {
                let successor = Blocked::default().start();
                told.send(registry.register("it", &successor)).unwrap();
            }
        });
        registry.register("it", &actor).unwrap();
        actor.stop();
        assert_eq!(actor.wait_timeout(Duration::MAX), Some(Exit::Stopped));
        assert_eq!(taken.recv().unwrap(), Ok(()));
    }
}

#[test]
fn an_actor_is_watched_once_however_often_it_is_registered() {
    let registry = Registry::new();
    let actor = Blocked::default().start();
    for _ in 0..1000 {
        registry.register("it", &actor).unwrap();
        assert!(registry.unregister("it", &actor));
    }
    registry.register("it", &actor).unwrap();
    registry.register("that", &actor).unwrap();
    assert_eq!(actor.join(), Ok(Exit::Closed));
    assert_eq!(format!("{registry:?}"), "{}");
}

#[test]
fn a_name_given_up_leaves_the_others_to_the_end() {
    let registry = Registry::new();
    let actor = Blocked::default().start();
    registry.register("it", &actor).unwrap();
    registry.register("that", &actor).unwrap();
    assert!(registry.unregister("it", &actor));
    assert_eq!(format!("{registry:?}"), r#"{"that"}"#);
    assert_eq!(actor.join(), Ok(Exit::Closed));
    assert_eq!(format!("{registry:?}"), "{}");
}

#[test]
fn names_are_typed_and_taken_once() {
    let registry = Registry::new();
    let (counter, other, blocked) =
        (Counter::new(1).start(), Counter::new(2).start(), Blocked::default().start());
    registry.register("it", &counter).unwrap();
    let taken: NameTaken = registry.register("it", &other).unwrap_err();
    assert_eq!((taken.name(), taken.by()), ("it", counter.id()));
    assert_eq!(taken.to_string(), format!("the name `it` is taken by the actor {}", counter.id()));
    registry.register("it", &blocked).unwrap();
    assert_eq!(registry.whereis::<CounterHandle>("it").unwrap().total(), Ok(1));
    assert_eq!(registry.whereis::<BlockedHandle>("it").unwrap().id(), blocked.id());
    assert!(registry.whereis::<CounterHandle>("that").is_none());

    assert!(!registry.unregister("it", &other), "it is not its name");
    assert!(registry.unregister("it", &counter));
    assert!(registry.whereis::<CounterHandle>("it").is_none());
    registry.register("it", &other).unwrap();
    assert_eq!(registry.clone().whereis::<CounterHandle>("it").unwrap().total(), Ok(2));
}

#[test]
fn a_name_is_free_again_when_its_actor_has_ended() {
    let registry = Registry::new();
    for end in [BlockedHandle::stop, BlockedHandle::kill, |it: &BlockedHandle| {
        let _ = it.fail("on purpose".into());
    }] {
        let actor = Blocked::default().start();
        registry.register("it", &actor).unwrap();
        let (told, ended) = channel();
        // Watchers are called in the order in which they came, the registry's first.
        actor.on_exit(move |_| told.send(()).unwrap());
        end(&actor);
        ended.recv_timeout(Duration::from_secs(60)).unwrap();
        assert!(registry.whereis::<BlockedHandle>("it").is_none());
        assert_eq!(format!("{registry:?}"), "{}");
    }
    let ended = Blocked::default().start();
    assert_eq!(ended.shutdown(), Ok(Exit::Stopped));
    registry.register("it", &ended).unwrap();
    assert!(registry.register("it", &Blocked::default().start()).is_ok(), "it had ended before");
}

/// Looks a name up for each piece of text that is written to it.
struct Curious<'a> {
    registry: &'a Registry,
    found: usize,
}

impl Write for Curious<'_> {
    fn write_str(&mut self, _: &str) -> fmt::Result {
        self.found += usize::from(self.registry.whereis::<BlockedHandle>("it").is_some());
        Ok(())
    }
}

#[test]
fn what_a_registry_is_written_to_may_use_it() {
    let found = in_time(|| {
        let (registry, actor) = (Registry::new(), Blocked::default().start());
        registry.register("it", &actor).unwrap();
        let mut curious = Curious { registry: &registry, found: 0 };
        write!(curious, "{registry:?}").unwrap();
        curious.found
    });
    assert!(found > 0);
}

#[test]
fn a_registry_keeps_no_one_alive() {
    let registry = Registry::new();
    let actor = Blocked::default().start();
    registry.register("it", &actor).unwrap();
    assert_eq!(actor.join(), Ok(Exit::Closed));
    assert!(registry.whereis::<BlockedHandle>("it").is_none());
}
