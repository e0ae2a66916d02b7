//! Producers and consumers around a buffer that makes either wait where it is full or empty.

use std::collections::VecDeque;

use actor_runtime::prelude::*;

use super::Scale;

const PLACES: usize = 50;
const PRODUCERS: u64 = 40;
const CONSUMERS: u64 = 40;

/// Who has to wait is answered later: the buffer itself waits for nobody.
#[actor]
#[derive(Default)]
struct Buffer {
    items: VecDeque<u64>,
    most: usize,
    producers: VecDeque<(u64, ReplySender<()>)>,
    consumers: VecDeque<ReplySender<u64>>,
}

#[actor]
impl Buffer {
    /// Answered when the item has a place.
    pub(super) fn put(&mut self, item: u64, #[reply] reply: ReplySender<()>) {
        self.producers.push_back((item, reply));
        self.pass_on();
    }

    /// Answered when there is an item.
    pub(super) fn take(&mut self, #[reply] reply: ReplySender<u64>) {
        self.consumers.push_back(reply);
        self.pass_on();
    }

    /// How full it was at most.
    pub(super) fn most(&self) -> usize {
        self.most
    }

    fn pass_on(&mut self) {
        loop {
            while self.items.len() < PLACES {
                let Some((item, reply)) = self.producers.pop_front() else { break };
                self.items.push_back(item);
                let _ = reply.send(());
            }
            self.most = self.most.max(self.items.len());
            if self.items.is_empty() {
                return;
            }
            let Some(consumer) = self.consumers.pop_front() else { return };
            let _ = consumer.send(self.items.pop_front().expect("it is not empty"));
        }
    }
}

#[actor]
struct Producer {
    buffer: BufferHandle,
}

#[actor]
impl Producer {
    #[ask]
    pub(super) fn produce(&self, items: u64) {
        for item in 1..=items {
            self.buffer.put(item).expect("the buffer answers");
        }
    }
}

#[actor]
struct Consumer {
    buffer: BufferHandle,
}

#[actor]
impl Consumer {
    /// The sum of what it took.
    pub(super) fn consume(&self, items: u64) -> u64 {
        (0..items).map(|_| self.buffer.take().expect("the buffer answers")).sum()
    }
}

/// See [`Benchmark::run`](super::Benchmark::run).
pub fn run(scale: Scale) -> u64 {
    let each = scale.pick(2_000, 20);
    let buffer = Buffer::default().spawn();
    let producers = (0..PRODUCERS).map(|_| Producer { buffer: buffer.clone() }.spawn());
    let producers = producers.collect::<Vec<_>>();
    let consumers = (0..CONSUMERS).map(|_| Consumer { buffer: buffer.clone() }.spawn());
    let consumers = consumers.collect::<Vec<_>>();

    let produced = producers.iter().map(|producer| producer.ask().produce(each));
    let produced = produced.collect::<Vec<_>>();
    let sums = consumers.iter().map(|consumer| consumer.ask().consume(each)).collect::<Vec<_>>();
    for end in actor_runtime::wait_all(produced) {
        end.expect("a producer answers");
    }
    let sums = actor_runtime::wait_all(sums).into_iter();
    let sum = sums.map(|sum| sum.expect("a consumer answers")).sum::<u64>();
    assert_eq!(sum, PRODUCERS * each * (each + 1) / 2, "items were lost");
    assert!(buffer.most().expect("the buffer answers") <= PLACES, "the buffer is bounded");
    super::end(producers);
    super::end(consumers);
    super::end([buffer]);
    PRODUCERS * each + CONSUMERS * each
}
