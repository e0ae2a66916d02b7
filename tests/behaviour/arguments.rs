//! What may travel in a message: of any size, with attributes, handles and replies too.

use std::sync::Arc;

use crate::{
    support::driver::Start,
    sys::{mpsc, test},
};
use actor_runtime::{Reply, prelude::*};

#[actor]
#[derive(Default)]
struct Attributes {
    sum: u64,
}

#[actor]
impl Attributes {
    /// Attributes of arguments stay in the method; conditions hold everywhere.
    pub fn add(
        &mut self,
        #[allow(unused_variables)] ignored: u64,
        #[expect(unused_variables)] expected: u64,
        #[cfg_attr(all(), cfg(all()))] here: u64,
        #[cfg_attr(all(), cfg(any()))] gone: Missing,
        #[cfg_attr(any(), cfg(any()))] kept: u64,
        #[cfg_attr(any(), allow(unused))] plain: u64,
    ) {
        self.sum += here + kept + plain;
    }

    pub fn sum(&self) -> u64 {
        self.sum
    }
}

#[test]
fn arguments_may_have_attributes() {
    let attributes = Attributes::default().start();
    attributes.add(100, 200, 1, 2, 3).unwrap();
    assert_eq!(attributes.sum(), Ok(6));
    let AttributesMessage::Add { ignored: _, expected: _, here, kept, plain } =
        (AttributesMessage::Add { ignored: 0, expected: 0, here: 1, kept: 2, plain: 3 })
    else {
        panic!("it is that variant");
    };
    assert_eq!((here, kept, plain), (1, 2, 3));
}

#[actor]
struct Pages;

type Page = [u8; 4096];

#[actor]
impl Pages {
    pub fn turned(&self, mut page: Page) -> Page {
        page.reverse();
        page
    }

    pub fn told(&mut self, page: Page, seen: mpsc::Sender<u8>) {
        seen.send(page[4095]).unwrap();
    }
}

#[test]
fn a_message_may_be_large() {
    let pages = Pages.start();
    let mut page = [0; 4096];
    page[4095] = 7;
    assert_eq!(pages.turned(page).unwrap()[0], 7);
    let (seen, last) = mpsc::channel();
    pages.told(page, seen).unwrap();
    assert_eq!(last.recv(), Ok(7));
}

/// Answers for others: what it is given are handles, replies and the senders of replies.
#[actor]
struct Broker;

#[actor]
impl Broker {
    pub fn sum_of(&self, from: AttributesHandle) -> Result<u64, CallError> {
        from.sum()
    }

    pub fn sum_of_all(&self, from: Vec<Arc<AttributesHandle>>) -> Result<u64, CallError> {
        from.iter().map(|from| from.sum()).sum()
    }

    pub fn once_it_comes(&self, reply: Reply<u64>) -> Result<u64, CallError> {
        reply.wait()
    }

    /// Not marked, so it is an argument like any other.
    pub fn answer_in_my_place(&self, reply: ReplySender<u64>, n: u64) {
        let _ = reply.send(n);
    }

    pub fn with_another_broker(
        &self,
        other: Option<BrokerHandle>,
        from: AttributesHandle,
        #[reply] answer: ReplySender<Result<u64, CallError>>,
    ) {
        let sum = match other {
            Some(other) => other.sum_of(from).and_then(|sum| sum),
            None => from.sum(),
        };
        let _ = answer.send(sum);
    }

    pub fn forward(&self, message: AttributesMessage, to: AttributesHandle) -> bool {
        to.send(message).is_ok()
    }
}

#[test]
fn handles_and_replies_may_be_arguments() {
    let attributes = Attributes { sum: 4 }.start();
    let broker = Broker.start();
    assert_eq!(broker.sum_of(attributes.clone()), Ok(Ok(4)));
    let shared = Arc::new(attributes.clone());
    assert_eq!(broker.sum_of_all(vec![Arc::clone(&shared), shared]), Ok(Ok(8)));
    assert_eq!(broker.once_it_comes(attributes.ask().sum()), Ok(Ok(4)));
    let other = Broker.start();
    assert_eq!(broker.with_another_broker(Some(other), attributes.clone()), Ok(Ok(4)));

    let (fake, inbox) = AttributesHandle::channel();
    let answer = fake.ask().sum();
    let Some(AttributesMessage::Sum { reply }) = inbox.recv() else { panic!("expected the sum") };
    broker.answer_in_my_place(reply, 9).unwrap();
    assert_eq!(answer.wait(), Ok(9));

    let answer = fake.ask().sum();
    let message = inbox.recv().unwrap();
    assert_eq!(broker.forward(message, attributes), Ok(true));
    assert_eq!(answer.wait(), Ok(4));
}

/// Where `impl Trait` would stand, a box does.
#[actor]
struct Boxes {
    watchers: Vec<Box<dyn FnMut(u64) + Send>>,
}

#[actor]
impl Boxes {
    pub fn watch(&mut self, watcher: Box<dyn FnMut(u64) + Send>) {
        self.watchers.push(watcher);
    }

    pub fn notify(&mut self, n: u64) {
        self.watchers.iter_mut().for_each(|watcher| watcher(n));
    }

    pub fn map(&self, n: u64, with: Box<dyn FnOnce(u64) -> u64 + Send>) -> Result<u64, String> {
        n.checked_sub(1).map(with).ok_or_else(|| "nothing to map".to_owned())
    }

    pub fn evens(&self, below: u64) -> Box<dyn Iterator<Item = u64> + Send> {
        Box::new((0..below).step_by(2))
    }
}

#[test]
fn closures_and_iterators_are_boxed() {
    let boxes = Boxes { watchers: Vec::new() }.start();
    let (seen, numbers) = mpsc::channel();
    boxes.watch(Box::new(move |n| seen.send(n).unwrap())).unwrap();
    boxes.notify(3).unwrap();
    assert_eq!(numbers.recv(), Ok(3));
    assert_eq!(boxes.map(2, Box::new(|n| n + 10)), Ok(Ok(11)));
    assert_eq!(boxes.map(0, Box::new(|n| n)), Ok(Err("nothing to map".to_owned())));
    assert_eq!(boxes.evens(5).unwrap().collect::<Vec<_>>(), [0, 2, 4]);
}
