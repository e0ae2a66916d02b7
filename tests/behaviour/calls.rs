//! Tells and asks, by method, by ask view and by value.

use crate::{
    support::driver::{Start, StartBuilt},
    sys::test,
};
use actor_runtime::prelude::*;

/// Counts things.
#[actor]
pub struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    pub fn new(total: u64) -> Self {
        Counter { total }
    }

    pub fn add(&mut self, n: u64) {
        self.total += n;
        self.check();
    }

    pub fn total(&self) -> u64 {
        self.total
    }

    /// A unit that is answered all the same.
    #[ask]
    pub fn reset(&mut self) {
        self.total = 0;
    }

    pub fn divide(&self, by: u64) -> Result<u64, String> {
        self.total.checked_div(by).ok_or_else(|| format!("{} by nothing", self.total))
    }

    fn check(&self) {
        assert!(self.total < u64::MAX);
    }
}

#[test]
fn a_tell_is_handled_and_an_ask_is_answered() {
    let counter = Counter::new(0).start();
    counter.add(2).unwrap();
    counter.add(3).unwrap();
    assert_eq!(counter.total(), Ok(5));
    assert_eq!(counter.reset(), Ok(()));
    assert_eq!(counter.total(), Ok(0));
    assert_eq!(counter.divide(0), Ok(Err("0 by nothing".into())));
}

#[test]
fn asks_can_be_sent_ahead_and_awaited_in_any_order() {
    let counter = Counter::new(0).start();
    let first = counter.ask().total();
    counter.add(1).unwrap();
    let second = counter.ask().total();
    let reset = counter.ask().reset();
    let third = counter.ask().total();
    assert_eq!(third.wait(), Ok(0));
    assert_eq!(first.wait(), Ok(0));
    assert_eq!(reset.wait(), Ok(()));
    assert_eq!(second.wait(), Ok(1));
}

#[test]
fn a_message_can_be_sent_by_value() {
    let counter = Counter::new(0).start();
    counter.send(CounterMessage::Add { n: 4 }).unwrap();
    counter.try_send(CounterMessage::Add { n: 5 }).unwrap();
    assert_eq!(counter.total(), Ok(9));
}

#[test]
fn the_methods_can_still_be_called_directly() {
    let mut counter = Counter::new(1);
    counter.add(1);
    assert_eq!(counter.total(), 2);
}

#[test]
fn flush_returns_when_all_before_it_has_been_handled() {
    let counter = Counter::new(0).start();
    for _ in 0..100 {
        counter.add(1).unwrap();
    }
    counter.flush().unwrap();
    assert_eq!(counter.stats().handled, 100);
    counter.shutdown().unwrap().ok().unwrap();
    assert_eq!(counter.flush(), Err(CallError::Ended(Exit::Stopped)));
}

#[test]
fn clones_share_the_actor_and_weak_handles_do_not_keep_it() {
    let counter = Counter::new(0).start();
    let clone = counter.clone();
    assert_eq!(clone.id(), counter.id());
    let weak = counter.downgrade();
    drop(counter);
    clone.add(1).unwrap();
    assert_eq!(weak.upgrade().expect("the clone lives").total(), Ok(1));
    assert_eq!(clone.join(), Ok(Exit::Closed));
    assert!(weak.upgrade().is_none());
    assert_eq!(weak.exit(), Some(Exit::Closed));
}

#[test]
fn the_name_is_the_types_unless_the_builder_says_otherwise() {
    let counter = Counter::new(0).start();
    assert_eq!(counter.name(), "Counter");
    assert_eq!(format!("{counter:?}"), format!("Counter{}", counter.id()));
    let visitors = CounterHandle::builder().name("visitors").start(Counter::new(0)).unwrap();
    assert_eq!(visitors.name(), "visitors");
    assert_eq!(visitors.downgrade().name(), "visitors");
}

#[test]
fn an_actor_that_asks_itself_gets_an_error_instead_of_waiting_for_ever() {
    #[actor(mailbox = 1)]
    struct Hermit;

    #[actor]
    impl Hermit {
        pub fn hello(&self) -> u8 {
            1
        }

        pub fn nothing(&mut self) {}

        pub fn ask_oneself(&self, me: HermitHandle) -> Result<u8, CallError> {
            me.hello()
        }

        pub fn flush_oneself(&self, me: HermitHandle) -> Result<(), CallError> {
            me.flush()
        }

        pub fn join_oneself(&self, me: HermitHandle) -> Result<Exit, CallError> {
            me.join()
        }

        /// The second of them finds the mailbox full.
        pub fn tell_oneself(&self, me: HermitHandle) -> Result<(), CallError> {
            me.nothing()?;
            me.nothing()
        }
    }

    fn names<T: std::fmt::Debug>(result: Result<T, CallError>) -> Vec<String> {
        match result {
            Err(CallError::Deadlock(cycle)) => {
                assert_eq!(cycle.to_string(), "`Hermit` waits for itself");
                cycle.actors().to_vec()
            }
            other => panic!("no deadlock but {other:?}"),
        }
    }

    let hermit = Hermit.start();
    assert_eq!(names(hermit.ask_oneself(hermit.clone()).unwrap()), ["Hermit"]);
    assert_eq!(names(hermit.flush_oneself(hermit.clone()).unwrap()), ["Hermit"]);
    assert_eq!(names(hermit.join_oneself(hermit.clone()).unwrap()), ["Hermit"]);
    assert_eq!(names(hermit.tell_oneself(hermit.clone()).unwrap()), ["Hermit"]);
    assert_eq!(hermit.join(), Ok(Exit::Closed));
}

#[test]
fn errors_read_well() {
    let full = CallError::Full;
    assert_eq!(full.to_string(), "the actor's mailbox is full");
    let stopped = CallError::Ended(Exit::Killed);
    assert_eq!(stopped.to_string(), "the actor has ended: killed");
    // The exit's text is part of it, and so is not behind it.
    assert!(std::error::Error::source(&stopped).is_none());
}
