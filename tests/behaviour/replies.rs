//! Answers: awaited under any executor, timed, dropped, deferred.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
    time::Duration,
};

use actor_runtime::prelude::*;
use futures::stream::{FuturesUnordered, StreamExt};

use crate::{
    calls::Counter,
    support::{
        blocked::{Blocked, BlockedHandle, block},
        driver::{Start, StartBuilt},
    },
    sys::{block_on, not_simulated, test, thread},
};

async fn adds_up() {
    let counter = Counter::new(0).start();
    counter.add(2).unwrap();
    assert_eq!(counter.ask().total().await, Ok(2));
    let several: FuturesUnordered<_> = (0..10).map(|_| counter.ask().total()).collect();
    assert_eq!(several.collect::<Vec<_>>().await, vec![Ok(2); 10]);
    let (a, b) = futures::join!(counter.ask().total(), counter.ask().divide(2));
    assert_eq!((a, b), (Ok(2), Ok(Ok(1))));
    counter.stop();
    assert_eq!(counter.ask().total().await, Err(CallError::Ended(Exit::Stopped)));
}

#[not_simulated("tokio waits")]
#[test]
fn a_reply_is_awaited_under_tokio() {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(adds_up());
}

#[not_simulated("smol waits")]
#[test]
fn a_reply_is_awaited_under_smol() {
    smol::block_on(adds_up());
}

#[test]
fn a_reply_is_awaited_under_pollster() {
    block_on(adds_up());
}

#[not_simulated("tokio waits")]
#[test]
fn a_reply_may_lose_a_race_and_be_awaited_again() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let actor = Blocked::default().start();
        let latch = block(&actor);
        let mut seen = actor.ask().seen();
        tokio::select! {
            biased;
            _ = &mut seen => panic!("it is blocked"),
            () = tokio::task::yield_now() => {}
        }
        drop(latch);
        assert_eq!(seen.await, Ok(vec![]));
    });
}

struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

fn poll<T>(reply: &mut actor_runtime::Reply<T>, waker: &Waker) -> Poll<Result<T, CallError>> {
    Pin::new(reply).poll(&mut Context::from_waker(waker))
}

#[test]
fn the_task_that_polled_last_is_woken_once() {
    let actor = Blocked::default().start();
    let latch = block(&actor);
    let mut seen = actor.ask().seen();
    let (first, last) =
        (Arc::new(Wakes(AtomicUsize::new(0))), Arc::new(Wakes(AtomicUsize::new(0))));
    assert!(poll(&mut seen, &first.clone().into()).is_pending());
    let waker = last.clone().into();
    assert!(poll(&mut seen, &waker).is_pending());
    assert!(poll(&mut seen, &waker).is_pending());
    drop(latch);
    actor.flush().unwrap();
    assert_eq!(first.0.load(Ordering::SeqCst), 0);
    assert_eq!(last.0.load(Ordering::SeqCst), 1);
    assert_eq!(poll(&mut seen, &waker), Poll::Ready(Ok(vec![])));
    assert_eq!(poll(&mut seen, &waker), Poll::Ready(Err(CallError::NoReply)), "taken already");
}

/// Panics when it wakes.
struct Alarm;

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        panic!("a waker's panic");
    }
}

#[test]
fn a_waker_that_panics_is_nothing_of_the_actors() {
    let actor = Blocked::default().start();
    let latch = block(&actor);
    let mut seen = actor.ask().seen();
    assert!(poll(&mut seen, &Arc::new(Alarm).into()).is_pending());
    drop(latch);
    actor.note(1).unwrap();
    assert_eq!(actor.seen(), Ok(vec![1]));

    // As the reply is dropped by a panicking handler, another panic would abort the process.
    let latch = block(&actor);
    let mut failing = actor.ask().fail("on purpose".into());
    assert!(poll(&mut failing, &Arc::new(Alarm).into()).is_pending());
    drop(latch);
    assert!(matches!(actor.join(), Ok(Exit::Panicked(_))));
}

#[test]
fn a_dropped_reply_lets_go_of_its_task() {
    let actor = Blocked::default().start();
    let _latch = block(&actor);
    let task = Arc::new(Wakes(AtomicUsize::new(0)));
    let mut seen = actor.ask().seen();
    assert!(poll(&mut seen, &task.clone().into()).is_pending());
    assert_eq!(Arc::strong_count(&task), 2);
    drop(seen);
    assert_eq!(Arc::strong_count(&task), 1);
}

#[test]
fn a_reply_polled_once_can_be_waited_for() {
    let actor = Blocked::default().start();
    let latch = block(&actor);
    let mut seen = actor.ask().seen();
    let wakes = Arc::new(Wakes(AtomicUsize::new(0)));
    assert!(poll(&mut seen, &wakes.clone().into()).is_pending());
    let waiting = thread::spawn(move || seen.wait());
    drop(latch);
    assert_eq!(waiting.join().unwrap(), Ok(vec![]));
}

#[test]
fn a_time_out_is_not_final() {
    let actor = Blocked::default().start();
    let latch = block(&actor);
    let mut seen = actor.ask().seen();
    assert_eq!(seen.wait_timeout(Duration::ZERO), Err(CallError::TimedOut));
    assert_eq!(seen.wait_timeout(Duration::from_millis(1)), Err(CallError::TimedOut));
    assert_eq!(seen.try_wait(), Ok(None));
    drop(latch);
    assert_eq!(seen.wait_timeout(Duration::MAX), Ok(vec![]));
    assert_eq!(seen.wait_timeout(Duration::MAX), Err(CallError::NoReply), "taken already");
    assert_eq!(seen.try_wait(), Err(CallError::NoReply));
}

#[test]
fn a_default_deadline_holds_for_every_answered_method() {
    let actor = BlockedHandle::builder()
        .timeout(Duration::from_millis(1))
        .start(Blocked::default())
        .unwrap();
    let latch = block(&actor);
    assert_eq!(actor.seen(), Err(CallError::TimedOut));
    drop(latch);
    actor.flush().unwrap();
    assert_eq!(actor.stats().handled, 2);
}

#[test]
fn a_reply_can_be_sent_later_from_elsewhere_or_not_at_all() {
    #[actor]
    #[derive(Default)]
    struct Desk {
        kept: Vec<ReplySender<&'static str>>,
    }

    #[actor]
    impl Desk {
        pub fn keep(&mut self, #[reply] reply: ReplySender<&'static str>) {
            self.kept.push(reply);
        }

        pub fn elsewhere(&mut self, word: &'static str, #[reply] reply: ReplySender<&'static str>) {
            thread::spawn(move || reply.send(word));
        }

        pub fn forward(&mut self, to: DeskHandle, #[reply] reply: ReplySender<&'static str>) {
            let _ = to.send(DeskMessage::Elsewhere { word: "forwarded", reply });
        }

        pub fn lose(&mut self, #[reply] reply: ReplySender<&'static str>) {
            drop(reply);
        }

        #[ask]
        pub fn answer_kept(&mut self) {
            for reply in self.kept.drain(..) {
                let _ = reply.send("kept");
            }
        }
    }

    let desk = Desk::default().start();
    let kept = desk.ask().keep();
    assert_eq!(desk.elsewhere("thread"), Ok("thread"));
    assert_eq!(desk.forward(desk.clone()), Ok("forwarded"));
    assert_eq!(desk.lose(), Err(CallError::NoReply));
    desk.answer_kept().unwrap();
    assert_eq!(kept.wait(), Ok("kept"));
    let (forgotten, refused) = (desk.ask().keep(), desk.ask().keep());
    drop(forgotten);
    desk.stop();
    assert_eq!(refused.wait(), Err(CallError::Ended(Exit::Stopped)));
}

#[test]
fn a_reply_knows_whether_it_is_wanted_and_hands_the_answer_back() {
    use crate::support::blocked::BlockedMessage;
    let (actor, inbox) = BlockedHandle::channel();
    let reply = actor.ask().seen();
    let Some(BlockedMessage::Seen { reply: sender }) = inbox.recv() else { panic!("an ask") };
    assert!(sender.is_wanted());
    drop(reply);
    assert!(!sender.is_wanted());
    assert_eq!(sender.send(vec![1]), Err(vec![1]));
}
