//! Replies that a panic drops: a caller that is told of the panic finds the gate closed, and no caller waits for
//! ever.

use std::{
    future::{Future as _, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::Pin,
    task::Poll,
    time::Duration,
};

use model::Executor;
use model::{Fault, Inbox, Reply, Restart, Search, drop_by_panic, enter, prelude::*, slot_of};
use shuttle::{future::block_on, thread};

use crate::{
    ground::{Log, ScribeHandle, echo_all},
    is_hang,
};

const SOON: Duration = Duration::from_millis(1);
const MANY: Search = Search::Sampled(10_000);

/// Fails in each possible way.
#[actor(crate = model)]
#[derive(Default)]
struct Failing {
    log: Log,
}

#[actor(crate = model)]
impl Failing {
    pub(crate) fn note(&self, n: u32) {
        self.log.write(n);
    }

    /// Panics, without the hook, which would fail the execution.
    pub(crate) fn blow(&self, #[reply] reply: ReplySender<()>) {
        let _reply = reply;
        resume_unwind(Box::new("blown"));
    }

    pub(crate) fn fail(&self, ctx: &mut Context<FailingHandle>) {
        ctx.fail("as told");
    }

    /// Fails, and answers all the same.
    #[ask]
    pub(crate) fn fail_and_say_so(&self, ctx: &mut Context<FailingHandle>) {
        ctx.fail("as told");
    }

    /// Catches the panic that drops its reply.
    pub(crate) fn catch(&self, #[reply] reply: ReplySender<()>) {
        drop_by_panic(reply);
    }

    pub(crate) fn catch_and_ask(&self, asked: ScribeHandle, #[reply] reply: ReplySender<()>) {
        drop_by_panic(reply);
        assert_eq!(asked.echo(1), Ok(1));
    }
}

type Way = fn(&FailingHandle) -> Result<(), CallError>;

const WAYS: [Way; 3] =
    [|actor| actor.blow(), |actor| actor.ask().blow().wait(), |actor| block_on(actor.ask().blow())];

/// A caller that is told of the failure sends again, while another thread sends all the time.
fn expect_refusal(actor: &FailingHandle, log: &Log, told: impl FnOnce(&FailingHandle)) {
    let other = actor.clone();
    let sending = thread::spawn(move || other.note(1).is_ok());
    told(actor);
    assert!(!actor.is_open());
    let refused = actor.note(2);
    let is_right = matches!(refused, Err(CallError::Ended(Exit::Panicked(_) | Exit::Failed(_))));
    assert!(is_right, "{refused:?}");
    sending.join().unwrap();
    assert!(!log.read().contains(&2));
}

#[test]
fn a_caller_told_of_a_panic_is_refused() {
    for way in WAYS {
        MANY.outcomes(move || {
            let log = Log::default();
            let actor = Failing { log: log.clone() }.spawn();
            expect_refusal(&actor, &log, |actor| assert_eq!(way(actor), Err(CallError::Panicked)));
        });
    }
}

#[test]
fn a_caller_told_of_a_panic_on_an_executor_is_refused() {
    for way in WAYS {
        MANY.outcomes(move || {
            let executor = Executor::new(1).unwrap();
            let log = Log::default();
            let actor = Failing { log: log.clone() }.spawn_on(&executor);
            expect_refusal(&actor, &log, |actor| assert_eq!(way(actor), Err(CallError::Panicked)));
            executor.shutdown().unwrap();
        });
    }
}

#[test]
fn a_caller_told_that_a_handler_failed_is_refused() {
    MANY.outcomes(|| {
        let log = Log::default();
        let actor = Failing { log: log.clone() }.spawn();
        expect_refusal(&actor, &log, |actor| assert_eq!(actor.fail_and_say_so(), Ok(())));
    });
    MANY.outcomes(|| {
        let executor = Executor::new(1).unwrap();
        let log = Log::default();
        let actor = Failing { log: log.clone() }.spawn_on(&executor);
        expect_refusal(&actor, &log, |actor| assert_eq!(actor.fail_and_say_so(), Ok(())));
        executor.shutdown().unwrap();
    });
}

#[test]
fn a_caller_told_of_the_last_failure_is_refused() {
    MANY.outcomes(|| {
        let log = Log::default();
        let of = log.clone();
        let once = Restart::on_failure().at_most(1, Duration::from_secs(3600));
        let make = move || Failing { log: of.clone() };
        let actor = FailingHandle::builder().supervise(once, make).unwrap();
        assert_eq!(actor.blow(), Err(CallError::Panicked));
        assert!(actor.is_open());
        expect_refusal(&actor, &log, |actor| {
            assert_eq!(actor.blow(), Err(CallError::Panicked));
        });
    });
}

/// A verdict, and the deadline of the caller that waits for it.
fn awaited_in_time() -> bool {
    let (owed, mut awaited, failing, _inbox) = owed();
    let giving = thread::spawn(move || {
        let _running = enter(&failing);
        drop_by_panic(owed);
    });
    let timed_out = match awaited.wait_timeout(SOON) {
        Err(CallError::TimedOut) => {
            assert_eq!(awaited.wait(), Err(CallError::Panicked));
            true
        }
        told => {
            assert_eq!(told, Err(CallError::Panicked));
            assert_eq!(awaited.wait_timeout(SOON), Err(CallError::NoReply), "it is taken once");
            false
        }
    };
    giving.join().unwrap();
    timed_out
}

/// An answer that is owed by an actor without a loop. The actor has not ended as long as its inbox exists.
fn owed() -> (ReplySender<u32>, Reply<u32>, ScribeHandle, Inbox<ScribeHandle>) {
    let (failing, inbox) = ScribeHandle::channel();
    let (owed, awaited) = slot_of(&failing);
    (owed, awaited, failing, inbox)
}

#[test]
fn a_verdict_and_a_deadline_race() {
    assert_eq!(Search::Sampled(20_000).outcomes(awaited_in_time), ["false", "true"]);
}

#[test]
fn a_verdict_without_its_notification_is_missed() {
    let failure = MANY.failure(Fault::LostNotification, awaited_in_time);
    assert!(is_hang(&failure), "{failure}");
}

/// A task polls before, while or after its reply is held back, and another task or thread takes the reply over.
fn polled(to_a_thread: bool) -> bool {
    let (owed, mut awaited, failing, _inbox) = owed();
    let giving = thread::spawn(move || {
        let _running = enter(&failing);
        drop_by_panic(owed);
    });
    let first = block_on(poll_fn(|cx| Poll::Ready(Pin::new(&mut awaited).poll(cx))));
    let early = first.is_pending();
    let told = match first {
        Poll::Ready(told) => told,
        Poll::Pending if to_a_thread => awaited.wait(),
        Poll::Pending => thread::spawn(|| block_on(awaited)).join().unwrap(),
    };
    assert_eq!(told, Err(CallError::Panicked));
    giving.join().unwrap();
    early
}

#[test]
fn a_verdict_wakes_a_task_that_polls() {
    for to_a_thread in [false, true] {
        let outcomes = Search::Sampled(20_000).outcomes(move || polled(to_a_thread));
        assert_eq!(outcomes, ["false", "true"]);
    }
    Search::Sampled(20_000).outcomes(|| {
        let (owed, awaited, failing, _inbox) = owed();
        let giving = thread::spawn(move || {
            let _running = enter(&failing);
            drop_by_panic(owed);
        });
        assert_eq!(block_on(awaited), Err(CallError::Panicked));
        giving.join().unwrap();
    });
}

#[test]
fn a_handler_that_has_caught_a_panic_has_it_told_when_it_returns() {
    MANY.outcomes(|| {
        let actor = Failing::default().spawn();
        let other = actor.clone();
        let noting = thread::spawn(move || other.note(1).unwrap());
        assert_eq!(actor.catch(), Err(CallError::Panicked));
        actor.note(2).unwrap();
        noting.join().unwrap();
        assert_eq!(actor.join(), Ok(Exit::Closed));
    });
    MANY.outcomes(|| {
        let executor = Executor::new(1).unwrap();
        let actor = Failing::default().spawn_on(&executor);
        let other = actor.clone();
        let noting = thread::spawn(move || other.note(1).unwrap());
        assert_eq!(actor.catch(), Err(CallError::Panicked));
        actor.note(2).unwrap();
        noting.join().unwrap();
        assert_eq!(actor.join(), Ok(Exit::Closed));
        executor.shutdown().unwrap();
    });
}

/// The handler then asks the very caller that is still to be told of the panic.
#[test]
fn an_actor_that_has_caught_a_panic_and_asks_is_in_no_circle_with_its_caller() {
    MANY.outcomes(|| {
        let (asker, inbox) = ScribeHandle::channel();
        let actor = Failing::default().spawn();
        let _running = enter(&asker);
        assert_eq!(actor.catch_and_ask(asker.clone()), Err(CallError::Panicked));
        drop((asker, actor));
        echo_all(&inbox);
    });
}

/// Runs this when it is dropped.
struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// An actor waits for a reply that a panic drops, and the destructor that runs next waits for that actor. Returns
/// whose wait was refused.
fn of_an_unwinding_actor() -> (bool, bool) {
    let [(failing, _inbox), (asker, _other)] = [(); 2].map(|()| ScribeHandle::builder().channel());
    let ((owed, awaited), (back, awaited_back)) =
        (slot_of::<u32>(&failing), slot_of::<u32>(&asker));
    let asking = thread::spawn(move || {
        let _running = enter(&asker);
        let told = awaited.wait();
        let _ = back.send(1);
        match told {
            Err(CallError::Panicked) => false,
            Err(CallError::Deadlock(_)) => true,
            other => panic!("{other:?}"),
        }
    });
    let unwinding = thread::spawn(move || {
        let _running = enter(&failing);
        let mut awaited_back = Some(awaited_back);
        let mut refused = false;
        let caught = catch_unwind(AssertUnwindSafe(|| {
            let _guard = OnDrop(|| {
                refused = match awaited_back.take().map(Reply::wait) {
                    Some(Ok(1)) => false,
                    Some(Err(CallError::Deadlock(_))) => true,
                    other => panic!("{other:?}"),
                };
            });
            let _owed = owed;
            resume_unwind(Box::new("blown"));
        }));
        assert!(caught.is_err());
        refused
    });
    (asking.join().unwrap(), unwinding.join().unwrap())
}

#[test]
fn an_actor_that_unwinds_or_the_caller_that_it_waits_for_is_refused() {
    let outcomes = Search::Sampled(20_000).outcomes(of_an_unwinding_actor);
    assert_eq!(outcomes, ["(false, true)", "(true, false)"]);
}

#[test]
fn a_circle_through_a_verdict_that_goes_unnoticed_is_a_hang() {
    let failure = Search::Sampled(1_000).failure(Fault::ForgetfulStatic, of_an_unwinding_actor);
    assert!(is_hang(&failure), "{failure}");
}
