//! `Reply::forget`: an answered message is sent like a tell, and waits for room like one.

use std::{
    future::Future as _,
    pin::Pin,
    task::{Context, Waker},
    time::Duration,
};

use actor_runtime::{OnPanic, Overflow, prelude::*};

use crate::{
    support::{
        blocked::{Latch, hold},
        clerk::{Clerk, ClerkHandle, ClerkMessage, Job, Officer, OfficerHandle},
        driver::{Start, StartBuilt},
    },
    sys::{
        block_on,
        mpsc::{Receiver, channel},
        test, thread,
    },
};

/// Holds the clerk until the latch is dropped.
fn block(clerk: &ClerkHandle) -> Latch {
    hold(|running, go_on| clerk.block(running, go_on))
}

/// Forgets so many asks, up to the first error.
fn forget_many(to: &ClerkHandle, number: u64) -> Result<(), CallError> {
    (1..=number).try_for_each(|n| to.ask().put(n).forget())
}

/// A job that forgets so many asks, and what comes of that.
fn forgetting(to: &ClerkHandle, number: u64) -> (Job, Receiver<Result<(), CallError>>) {
    let (told, tells) = channel();
    let to = to.clone();
    (Box::new(move |_| told.send(forget_many(&to, number)).unwrap()), tells)
}

fn bounded() -> ClerkHandle {
    ClerkHandle::builder().mailbox(1).start(Clerk::default()).unwrap()
}

/// A clerk that is held, with a message in the only place of its mailbox.
fn full() -> (ClerkHandle, Latch) {
    let clerk = bounded();
    let latch = block(&clerk);
    clerk.ask().put(1).forget().unwrap();
    (clerk, latch)
}

#[test]
fn any_answered_message_can_be_told() {
    let clerk = Clerk::default().start();
    let latch = block(&clerk);
    let ask = clerk.ask();
    assert_eq!(ask.put(1).forget(), Ok(()));
    assert_eq!(ask.mark(2).forget(), Ok(()));
    assert_eq!(ask.keep(3).forget(), Ok(()));
    let mut polled = ask.put(4);
    assert!(Pin::new(&mut polled).poll(&mut Context::from_waker(Waker::noop())).is_pending());
    assert_eq!(polled.forget(), Ok(()));
    let mut late = ask.put(5);
    assert_eq!(late.wait_timeout(Duration::ZERO), Err(CallError::TimedOut));
    assert_eq!(late.forget(), Ok(()));
    drop(latch);
    assert_eq!(clerk.seen(), Ok(vec![1, 2, 3, 4, 5]));
}

#[test]
fn what_becomes_of_an_accepted_message_does_not_matter() {
    let builder = ClerkHandle::builder().on_panic(OnPanic::Resume);
    let clerk = builder.start(Clerk::default()).unwrap();
    let (answered, failed) = (clerk.ask().put(1), clerk.ask().fail());
    let (mut taken, kept) = (clerk.ask().put(2), clerk.ask().keep(3));
    clerk.flush().unwrap();
    assert_eq!(taken.try_wait(), Ok(Some(2)));
    assert_eq!([answered.forget(), failed.forget(), taken.forget()], [Ok(()), Ok(()), Ok(())]);
    let latch = block(&clerk);
    let left = clerk.ask().put(4);
    clerk.kill();
    drop(latch);
    let handle = clerk.clone();
    assert_eq!(clerk.join(), Ok(Exit::Killed));
    assert_eq!([left.forget(), kept.forget()], [Ok(()), Ok(())], "they had been accepted");
    assert_eq!(handle.ask().put(5).forget(), Err(CallError::Ended(Exit::Killed)));
}

#[test]
fn a_forgotten_ask_is_not_given_up() {
    let clerk = Clerk::default().start();
    let latch = block(&clerk);
    clerk.ask().put_in_time(7).forget().unwrap();
    clerk.ask().check(8).forget().unwrap();
    drop(clerk.ask().check(9));
    drop(latch);
    assert_eq!(clerk.seen(), Ok(vec![7, 8, 0, 0]));
    assert_eq!(clerk.stats().expired, 0);

    let (clerk, inbox) = ClerkHandle::channel();
    clerk.ask().put(1).forget().unwrap();
    let Some(ClerkMessage::Put { reply, .. }) = inbox.recv() else { panic!("an ask") };
    assert!(reply.is_wanted());
    assert_eq!(reply.send(1), Err(1), "nobody waits for it");
}

#[test]
fn a_mailbox_that_refuses_says_so() {
    for overflow in [Overflow::Reject, Overflow::DropNewest] {
        let builder = ClerkHandle::builder().mailbox(1).overflow(overflow);
        let clerk = builder.start(Clerk::default()).unwrap();
        let latch = block(&clerk);
        assert_eq!(clerk.ask().put(1).forget(), Ok(()));
        assert_eq!(clerk.ask().put(2).forget(), Err(CallError::Full));
        let mut refused = clerk.ask().put(3);
        assert_eq!(refused.try_wait(), Err(CallError::Full));
        assert_eq!(refused.forget(), Err(CallError::NoReply), "the reason has been taken");
        drop(latch);
        clerk.flush().unwrap();
        assert_eq!(clerk.seen(), Ok(vec![1]));
        assert_eq!(clerk.stats().rejected, 2);
    }
}

#[test]
fn forget_waits_until_there_is_room() {
    let (clerk, latch) = full();
    let (stands, has_stood) = channel();
    let forgetting = thread::spawn({
        let clerk = clerk.clone();
        move || {
            let reply = clerk.ask().put(2);
            stands.send(()).unwrap();
            (reply.forget(), clerk.ask().put_in_time(3).forget())
        }
    });
    has_stood.recv().unwrap();
    assert_eq!(clerk.stats().accepted, Some(2), "there is no room");
    drop(latch);
    assert_eq!(forgetting.join().unwrap(), (Ok(()), Ok(())));
    assert_eq!(clerk.seen(), Ok(vec![1, 2, 3]));
    let stats = clerk.stats();
    assert_eq!((stats.handled, stats.expired, stats.rejected), (5, 0, 0));
}

#[test]
fn an_ask_let_in_before_it_is_forgotten_has_been_accepted() {
    let (clerk, latch) = full();
    let (waiting, behind) = (clerk.ask().put(2), clerk.ask().put(3));
    drop(latch);
    assert_eq!(behind.wait(), Ok(3));
    clerk.stop();
    assert_eq!(waiting.forget(), Ok(()));
    assert_eq!(clerk.join(), Ok(Exit::Stopped));
}

#[test]
fn the_end_of_the_actor_refuses_who_stands_in_line() {
    let stop: fn(&ClerkHandle) = Handle::stop;
    for (end, exit) in [(stop, Exit::Stopped), (Handle::kill, Exit::Killed)] {
        let (clerk, latch) = full();
        let forgotten_later = clerk.ask().put(2);
        let (stands, has_stood) = channel();
        let forgetting = thread::spawn({
            let clerk = clerk.clone();
            move || {
                let reply = clerk.ask().put(3);
                stands.send(()).unwrap();
                reply.forget()
            }
        });
        has_stood.recv().unwrap();
        end(&clerk);
        drop(latch);
        assert_eq!(forgetting.join().unwrap(), Err(CallError::Ended(exit.clone())));
        assert_eq!(forgotten_later.forget(), Err(CallError::Ended(exit.clone())));
        let handle = clerk.clone();
        assert_eq!(clerk.join(), Ok(exit));
        let stats = handle.stats();
        assert_eq!(stats.handled + stats.undelivered, 2, "neither was accepted: {stats:?}");
    }
}

#[test]
fn the_last_drop_waits_for_who_forgets_in_line() {
    let (clerk, latch) = full();
    let (told, ends) = channel();
    clerk.on_exit_with_stats(move |exit, stats| told.send((exit.clone(), stats.handled)).unwrap());
    let reply = clerk.ask().put(2);
    let forgetting = thread::spawn(move || reply.forget());
    drop(clerk);
    drop(latch);
    assert_eq!(forgetting.join().unwrap(), Ok(()));
    assert_eq!(ends.recv().unwrap(), (Exit::Closed, 3));
}

#[test]
fn a_circle_is_an_error_and_cancels_the_message() {
    let clerk = bounded();
    // The first has a place.
    let (job, tells) = forgetting(&clerk, 2);
    clerk.run(job).unwrap();
    let Err(CallError::Deadlock(cycle)) = tells.recv().unwrap() else {
        panic!("it would wait for itself")
    };
    assert_eq!(cycle.actors(), ["Clerk"]);
    assert_eq!(clerk.seen(), Ok(vec![1]));

    let (one, other) = (bounded(), Clerk::default().start());
    let (job, tells) = forgetting(&one, 2);
    let (told, asked) = channel();
    one.run(Box::new(move |_| told.send(other.run(job)).unwrap())).unwrap();
    // Whichever begins to wait last gets the error.
    let (cycle, seen) = match (asked.recv().unwrap(), tells.recv().unwrap()) {
        (Ok(()), Err(CallError::Deadlock(cycle))) => (cycle, vec![1]),
        (Err(CallError::Deadlock(cycle)), Ok(())) => (cycle, vec![1, 2]),
        no_error => panic!("they would wait for each other: {no_error:?}"),
    };
    assert_eq!(cycle.actors(), ["Clerk", "Clerk"]);
    assert_eq!(one.seen(), Ok(seen));
}

#[test]
fn a_pooled_handler_that_forgets_gives_up_its_thread() {
    let executor = actor_runtime::Executor::new(1).unwrap();
    let to = ClerkHandle::builder().mailbox(1).spawn_on(&executor, Clerk::default()).unwrap();
    let by = Clerk::default().spawn_on(&executor);
    let (job, tells) = forgetting(&to, 20);
    // The caller does not run them.
    assert_eq!(block_on(by.ask().run(job)), Ok(()));
    assert_eq!(tells.recv(), Ok(Ok(())));
    assert_eq!(to.seen(), Ok((1..=20).collect()));
}

#[test]
fn an_urgent_one_gets_through() {
    let officer = OfficerHandle::builder().mailbox(1).start(Officer::default()).unwrap();
    let latch = hold(|running, go_on| officer.block(running, go_on));
    officer.ask().put(1).forget().unwrap();
    officer.ask().put_first(2).forget().unwrap();
    drop(latch);
    assert_eq!(officer.seen(), Ok(vec![2, 1]));
    officer.stop();
    let refused = officer.ask().put_first(3).forget();
    assert_eq!(refused, Err(CallError::Ended(Exit::Stopped)));
}
