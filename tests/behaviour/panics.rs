//! A panic ends its actor alone, and every caller that waits learns why.

use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};

use actor_runtime::{OnPanic, Panic, Running, prelude::*};

use crate::{
    support::{
        blocked::{Blocked, BlockedHandle, BlockedMessage, block},
        driver::{Start, StartBuilt},
    },
    sys::{
        mpsc::{self, Sender, channel},
        test, thread,
    },
};

fn panic_of(exit: Exit) -> Panic {
    match exit {
        Exit::Panicked(panic) => panic,
        other => panic!("no panic but {other}"),
    }
}

#[test]
fn the_call_learns_that_its_handler_panicked_and_the_others_why_the_actor_ended() {
    let actor = Blocked::default().start();
    let latch = block(&actor);
    let failing = actor.ask().fail("too much".into());
    let queued = actor.ask().seen();
    actor.note(1).unwrap();
    let flushed = thread::spawn({
        let actor = actor.clone();
        move || actor.flush()
    });
    drop(latch);
    assert_eq!(failing.wait(), Err(CallError::Panicked));
    let Err(CallError::Ended(exit)) = queued.wait() else { panic!("it was answered") };
    let panic = panic_of(exit.clone());
    assert_eq!(panic.actor(), "Blocked");
    assert_eq!(panic.running(), Running::Message("fail"));
    assert_eq!(panic.text(), "too much");
    assert_eq!(exit.to_string(), "`Blocked` panicked in message `fail`: too much");
    assert_eq!(flushed.join().unwrap(), Err(CallError::Ended(exit.clone())));
    assert_eq!(actor.note(2), Err(CallError::Ended(exit.clone())));
    let stats = actor.stats();
    assert_eq!(actor.join(), Ok(exit));
    assert_eq!(stats.handled, 2);
}

#[test]
fn what_was_queued_behind_a_panic_is_counted() {
    let actor = Blocked::default().start();
    let latch = block(&actor);
    let _failing = actor.ask().fail("on purpose".into());
    for n in 0..5 {
        actor.note(n).unwrap();
    }
    drop(latch);
    assert!(actor.wait_timeout(std::time::Duration::MAX).unwrap().ok().is_err());
    let stats = actor.stats();
    assert_eq!((stats.handled, stats.undelivered), (2, 5));
}

#[test]
fn an_actor_that_resumes_fails_only_the_call_that_panicked() {
    let actor =
        BlockedHandle::builder().on_panic(OnPanic::Resume).start(Blocked::default()).unwrap();
    actor.note(1).unwrap();
    for n in 0..10 {
        assert_eq!(actor.fail(format!("time {n}")), Err(CallError::Panicked));
    }
    actor.note(2).unwrap();
    assert_eq!(actor.seen(), Ok(vec![1, 2]));
    assert_eq!(actor.stats().handled, 13);
    assert_eq!(actor.join(), Ok(Exit::Closed));
}

/// Panics when it is dropped, unless a panic is under way: that would abort.
struct Grenade;

impl Drop for Grenade {
    fn drop(&mut self) {
        if !thread::panicking() {
            panic!("a grenade was dropped");
        }
    }
}

#[actor]
#[derive(Default)]
struct Bunker {
    grenades: Vec<Grenade>,
    replies: Vec<ReplySender<u8>>,
    told: Option<Sender<&'static str>>,
}

#[actor]
impl Bunker {
    pub fn keep(&mut self, grenade: Grenade) {
        self.grenades.push(grenade);
    }

    pub fn drop_it(&mut self, grenade: Grenade) -> u8 {
        drop(grenade);
        0
    }

    pub fn throw(&self) {
        panic_any(Grenade);
    }

    pub fn fetch(&self) -> Grenade {
        Grenade
    }

    pub fn later(&mut self, #[reply] reply: ReplySender<u8>) {
        self.replies.push(reply);
    }

    pub fn wait(&self, latch: mpsc::Receiver<()>) {
        let _ = latch.recv();
    }

    pub fn tell_of_the_end(&mut self, told: Sender<&'static str>) {
        self.told = Some(told);
    }
}

impl Drop for Bunker {
    fn drop(&mut self) {
        if let Some(told) = &self.told {
            let _ = told.send("dropped");
        }
    }
}

#[test]
fn the_states_own_drop_may_panic() {
    let bunker = Bunker::default().start();
    bunker.keep(Grenade).unwrap();
    let panic = panic_of(bunker.shutdown().unwrap());
    assert_eq!(panic.running(), Running::Drop);
    assert_eq!(panic.text(), "a grenade was dropped");
}

#[test]
fn an_arguments_drop_may_panic_in_the_handler() {
    let bunker = Bunker::default().start();
    assert_eq!(bunker.drop_it(Grenade), Err(CallError::Panicked));
    let panic = panic_of(bunker.join().unwrap());
    assert_eq!(panic.running(), Running::Message("drop_it"));
}

#[test]
fn a_payload_whose_drop_panics_is_contained() {
    let bunker = Bunker::default().start();
    bunker.throw().unwrap();
    let panic = panic_of(bunker.join().unwrap());
    assert_eq!(panic.text(), "a payload that is no text");

    let resuming =
        BunkerHandle::builder().on_panic(OnPanic::Resume).start(Bunker::default()).unwrap();
    resuming.throw().unwrap();
    resuming.throw().unwrap();
    assert_eq!(resuming.join(), Ok(Exit::Closed));
}

#[test]
fn undelivered_messages_whose_drops_panic_are_all_counted() {
    let bunker = Bunker::default().start();
    let (latch, wait) = channel();
    bunker.wait(wait).unwrap();
    for _ in 0..10 {
        bunker.keep(Grenade).unwrap();
    }
    let later = bunker.ask().later();
    bunker.kill();
    drop(latch);
    assert_eq!(later.wait(), Err(CallError::Ended(Exit::Killed)));
    assert_eq!(bunker.clone().join(), Ok(Exit::Killed));
    let stats = bunker.stats();
    assert_eq!(stats.handled + stats.undelivered, 12);
    assert!(stats.undelivered >= 11, "{stats:?}");
}

#[test]
fn an_answer_whose_drop_panics_is_the_panic_of_whoever_drops_it() {
    let bunker = Bunker::default().start();
    // Here: the answer is in the reply that is dropped.
    let reply = bunker.ask().fetch();
    bunker.flush().unwrap();
    assert!(catch_unwind(AssertUnwindSafe(|| drop(reply))).is_err());
    // Taken, it is the caller's.
    std::mem::forget(bunker.fetch().unwrap());
    assert_eq!(bunker.join(), Ok(Exit::Closed));
}

#[test]
fn a_reply_kept_in_the_state_learns_of_the_end() {
    let bunker = Bunker::default().start();
    let later = bunker.ask().later();
    bunker.throw().unwrap();
    let Err(CallError::Ended(exit)) = later.wait() else { panic!("it was answered") };
    assert_eq!(panic_of(exit).running(), Running::Message("throw"));
}

#[test]
fn the_state_is_dropped_before_anyone_is_told_of_the_end() {
    let bunker = Bunker::default().start();
    let (told, events) = channel();
    bunker.tell_of_the_end(told.clone()).unwrap();
    bunker.on_exit(move |_| told.send("ended").unwrap());
    bunker.throw().unwrap();
    drop(bunker);
    assert_eq!(events.iter().collect::<Vec<_>>(), ["dropped", "ended"]);
}

#[test]
fn a_panic_under_run_goes_on_up_once_everyone_has_been_told() {
    let (actor, inbox) = BlockedHandle::channel();
    let failing = actor.ask().fail("up it goes".into());
    let queued = actor.ask().seen();
    let payload = catch_unwind(AssertUnwindSafe(|| Blocked::default().run(inbox)))
        .err()
        .expect("the handler panicked");
    assert_eq!(payload.downcast_ref::<String>().unwrap(), "up it goes");
    assert_eq!(failing.wait(), Err(CallError::Panicked));
    assert!(matches!(queued.wait(), Err(CallError::Ended(Exit::Panicked(_)))));
    assert!(matches!(actor.join(), Ok(Exit::Panicked(_))));
}

#[test]
fn a_panicking_loop_over_an_inbox_is_told_as_a_panic() {
    let (actor, inbox) = BlockedHandle::channel();
    let reply = actor.ask().seen();
    let looping = thread::spawn(move || {
        let _message: Option<BlockedMessage> = inbox.recv();
        panic!("a loop of one's own");
    });
    assert_eq!(reply.wait(), Err(CallError::Panicked));
    assert!(looping.join().is_err());
    assert_eq!(panic_of(actor.join().unwrap()).running(), Running::Inbox);
}

#[test]
fn an_inbox_dropped_by_a_panic_contains_those_of_its_messages() {
    /// Panics whenever it is dropped.
    struct Mine;
    impl Drop for Mine {
        fn drop(&mut self) {
            panic!("a mine was dropped");
        }
    }

    #[actor]
    struct Field;

    #[actor]
    impl Field {
        pub fn lay(&self, mine: Mine) {
            std::mem::forget(mine);
        }
    }

    let (field, inbox) = FieldHandle::channel();
    field.lay(Mine).unwrap();
    field.lay(Mine).unwrap();
    let clearing = thread::spawn(move || {
        let _inbox = inbox;
        panic!("out of the field");
    });
    assert!(clearing.join().is_err());
    assert_eq!(field.stats().undelivered, 2);
}
