//! A topic whose subscribers are full, busy or gone.

use std::sync::{Arc, Mutex};

use actor_runtime::{Overflow, Topic, prelude::*};

use crate::{
    support::{
        alone::in_time,
        blocked::{Blocked, BlockedHandle, BlockedMessage, block},
        driver::{Start, StartBuilt},
    },
    sys::{mpsc::channel, test, thread},
};

fn bounded(overflow: Overflow) -> BlockedHandle {
    BlockedHandle::builder().mailbox(1).overflow(overflow).start(Blocked::default()).unwrap()
}

fn subscribe(topic: &Topic<u64>, subscriber: &BlockedHandle) {
    topic.subscribe(subscriber, |n| BlockedMessage::Note { n: *n });
}

#[test]
fn a_full_subscriber_holds_up_none_behind_it() {
    in_time(|| {
        let topic = Topic::new();
        let [full, also_full] = [bounded(Overflow::Block), bounded(Overflow::Block)];
        let free = Blocked::default().start();
        for subscriber in [&full, &also_full, &free] {
            subscribe(&topic, subscriber);
        }
        let (latch, also_latch) = (block(&full), block(&also_full));
        [&full, &also_full].into_iter().for_each(|full| full.note(0).unwrap());
        let publishing = thread::spawn({
            let topic = topic.clone();
            move || topic.publish(&1) + topic.publish(&2)
        });
        while free.seen().unwrap().is_empty() {
            thread::yield_now();
        }
        assert!(!publishing.is_finished(), "it waits for the full ones");
        assert_eq!(free.seen().unwrap(), [1], "and so has not published the next value");
        drop((latch, also_latch));
        assert_eq!(publishing.join().unwrap(), 6);
        for subscriber in [full, also_full] {
            assert_eq!(subscriber.seen().unwrap(), [0, 1, 2]);
        }
        assert_eq!(free.seen().unwrap(), [1, 2]);
    });
}

#[test]
fn each_policy_is_followed_and_counted_once() {
    in_time(|| {
        let topic = Topic::new();
        let policies = [Overflow::Reject, Overflow::DropNewest, Overflow::Block];
        let all = policies.map(bounded);
        all.iter().for_each(|subscriber| subscribe(&topic, subscriber));
        let latches = all.each_ref().map(block);
        all.iter().for_each(|subscriber| subscriber.note(0).unwrap());
        let publishing = thread::spawn({
            let topic = topic.clone();
            move || topic.publish(&1)
        });
        while all[1].stats().dropped == 0 {
            thread::yield_now();
        }
        drop(latches);
        assert_eq!(
            publishing.join().unwrap(),
            2,
            "the dropped one counts, the refused one does not"
        );
        let counts = all.each_ref().map(|s| (s.stats().rejected, s.stats().dropped));
        assert_eq!(counts, [(1, 0), (0, 1), (0, 0)], "none for the try before the wait");
        all.iter().for_each(|subscriber| subscriber.flush().unwrap());
        assert_eq!(all.map(|s| s.seen().unwrap()), [vec![0], vec![0], vec![0, 1]]);
    });
}

#[test]
fn a_subscriber_that_ends_while_it_is_waited_for_is_forgotten_and_the_next_is_served() {
    in_time(|| {
        let topic = Topic::new();
        let [stopped, full] = [bounded(Overflow::Block), bounded(Overflow::Block)];
        let free = Blocked::default().start();
        for subscriber in [&stopped, &full, &free] {
            subscribe(&topic, subscriber);
        }
        let latches = [block(&stopped), block(&full)];
        [&stopped, &full].into_iter().for_each(|full| full.note(0).unwrap());
        let publishing = thread::spawn({
            let topic = topic.clone();
            move || topic.publish(&1)
        });
        while free.seen().unwrap().is_empty() {
            thread::yield_now();
        }
        stopped.kill();
        drop(latches);
        assert_eq!(publishing.join().unwrap(), 2);
        assert_eq!(topic.subscriber_count(), 2);
        assert_eq!(full.seen().unwrap(), [0, 1]);
    });
}

/// Publishes to itself, among others.
#[actor(mailbox = 1)]
struct Publisher {
    topic: Topic<u64>,
}

#[actor]
impl Publisher {
    pub fn note(&mut self) {}

    /// Fills its own mailbox before it publishes.
    pub fn publish(&self, myself: PublisherHandle, n: u64) -> usize {
        drop(myself.try_send(PublisherMessage::Note));
        self.topic.publish(&n)
    }
}

#[test]
fn a_publisher_that_subscribes_itself_and_is_full_is_refused_its_own_message() {
    in_time(|| {
        let topic = Topic::new();
        let publisher = Publisher { topic: topic.clone() }.start();
        let free = Blocked::default().start();
        topic.subscribe(&publisher, |_| PublisherMessage::Note);
        subscribe(&topic, &free);
        assert_eq!(publisher.publish(publisher.clone(), 1), Ok(1));
        assert_eq!(free.seen().unwrap(), [1]);
    });
}

#[test]
fn a_closure_that_panics_keeps_nobody_from_waiting_for_the_full_ones() {
    in_time(|| {
        let topic = Topic::<u64>::new();
        let full = bounded(Overflow::Block);
        subscribe(&topic, &full);
        let made = Arc::new(Mutex::new(Vec::new()));
        let noting = Arc::clone(&made);
        topic.subscribe(&Blocked::default().start(), |_| panic!("it has ended by then"));
        let panicking = Blocked::default().start();
        topic.subscribe(&panicking, move |n| {
            noting.lock().unwrap().push(*n);
            panic!("on purpose")
        });
        let latch = block(&full);
        full.note(0).unwrap();
        let (told, panicked) = channel();
        let publishing = thread::spawn(move || {
            let topic = &topic;
            let published =
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| topic.publish(&1)));
            told.send(published.is_err()).unwrap();
        });
        while made.lock().unwrap().is_empty() {
            thread::yield_now();
        }
        drop(latch);
        assert_eq!(panicked.recv(), Ok(true));
        assert_eq!(full.seen().unwrap(), [0, 1]);
        publishing.join().unwrap();
    });
}
