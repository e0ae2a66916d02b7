//! A bounded mailbox: never more than its capacity, and what it does when it is full.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use actor_runtime::{Inbox, Overflow, prelude::*};

use crate::{
    calls::{Counter, CounterHandle, CounterMessage},
    support::{
        blocked::{Blocked, BlockedHandle, BlockedMessage, block, block_in_turn},
        driver::StartBuilt,
    },
    sys::{
        mpsc::{TryRecvError, channel},
        test, thread,
    },
};

fn bounded(places: usize, overflow: Overflow) -> (CounterHandle, Inbox<CounterHandle>) {
    CounterHandle::builder().mailbox(places).overflow(overflow).channel()
}

fn added(message: Option<CounterMessage>) -> u64 {
    match message {
        Some(CounterMessage::Add { n }) => n,
        _ => panic!("not an addition"),
    }
}

/// Spawns a thread that sends `n`. The line cannot be seen from outside, but a thread that has begun to send and has
/// not returned is blocked or about to be.
fn spawn_sender(counter: &CounterHandle, n: u64) -> thread::JoinHandle<Result<(), CallError>> {
    let counter = counter.clone();
    thread::spawn(move || counter.add(n))
}

#[test]
fn a_full_mailbox_rejects() {
    let (counter, inbox) = bounded(2, Overflow::Reject);
    counter.add(1).unwrap();
    counter.add(2).unwrap();
    assert_eq!(counter.add(3), Err(CallError::Full));
    assert_eq!(counter.total(), Err(CallError::Full));
    assert_eq!(counter.ask().total().wait(), Err(CallError::Full));
    let refused = counter.send(CounterMessage::Add { n: 4 }).unwrap_err();
    assert_eq!(refused.reason(), &CallError::Full);
    assert_eq!(added(Some(refused.into_message())), 4);
    assert_eq!(counter.stats().rejected, 4);
    assert_eq!(added(inbox.recv()), 1);
    counter.add(5).unwrap();
    assert_eq!(added(inbox.recv()), 2);
    assert_eq!(added(inbox.recv()), 5);
    assert!(matches!(inbox.try_recv(), Err(TryRecvError::Empty)));
}

#[test]
fn what_is_queued_keeps_its_place_until_its_turn() {
    let builder = BlockedHandle::builder().mailbox(3).overflow(Overflow::Reject);
    let actor = builder.start(Blocked::default()).unwrap();
    let first = block(&actor);
    let (second, second_runs) = block_in_turn(&actor);
    actor.note(1).unwrap();
    actor.note(2).unwrap();
    assert_eq!(actor.note(3), Err(CallError::Full));
    drop(first);
    second_runs.recv().unwrap();
    // One place has become free, and no more.
    actor.note(4).unwrap();
    assert_eq!(actor.note(5), Err(CallError::Full));
    drop(second);
    actor.flush().unwrap();
    assert_eq!(actor.seen(), Ok(vec![1, 2, 4]));
}

#[test]
fn a_full_mailbox_drops_the_newest() {
    let (counter, inbox) = bounded(1, Overflow::DropNewest);
    counter.add(1).unwrap();
    assert_eq!(counter.add(2), Ok(()));
    assert_eq!(counter.total(), Err(CallError::Full));
    let stats = counter.stats();
    assert_eq!((stats.dropped, stats.rejected), (1, 1));
    assert_eq!(added(inbox.recv()), 1);
    assert!(matches!(inbox.try_recv(), Err(TryRecvError::Empty)));
}

#[test]
fn an_ask_sent_by_value_and_dropped_learns_that_it_was_full() {
    let (to, inbox) = bounded(1, Overflow::Block);
    let reply = to.ask().total();
    let Some(ask) = inbox.recv() else { panic!("an ask") };
    let (counter, _inbox) = bounded(1, Overflow::DropNewest);
    counter.add(1).unwrap();
    counter.send(ask).unwrap();
    assert_eq!(reply.wait(), Err(CallError::Full));
    assert_eq!(counter.stats().dropped, 1);
}

#[test]
fn try_send_never_blocks_whatever_the_policy() {
    for overflow in [Overflow::Block, Overflow::Reject, Overflow::DropNewest] {
        let (counter, _inbox) = bounded(1, overflow);
        counter.try_send(CounterMessage::Add { n: 1 }).unwrap();
        let refused = counter.try_send(CounterMessage::Add { n: 2 }).unwrap_err();
        assert_eq!(refused.reason(), &CallError::Full);
        assert_eq!(added(Some(refused.into_message())), 2);
        assert_eq!(counter.stats().rejected, 1);
    }
}

#[test]
fn a_blocked_sender_is_let_in_when_there_is_room() {
    let (counter, inbox) = bounded(1, Overflow::Block);
    counter.add(1).unwrap();
    let sender = spawn_sender(&counter, 2);
    assert_eq!(added(inbox.recv()), 1);
    assert_eq!(added(inbox.recv()), 2);
    assert_eq!(sender.join().unwrap(), Ok(()));
}

#[test]
fn asks_wait_for_room_without_blocking_their_thread_and_in_their_order() {
    let (counter, inbox) = bounded(1, Overflow::Block);
    counter.add(1).unwrap();
    let mut replies: Vec<_> = (0..100).map(|_| counter.ask().total()).collect();
    assert!(replies.iter_mut().all(|reply| reply.try_wait() == Ok(None)));
    assert_eq!(added(inbox.recv()), 1);
    for n in 0..100 {
        match inbox.recv() {
            Some(CounterMessage::Total { reply }) => reply.send(n).unwrap(),
            _ => panic!("an ask"),
        }
    }
    let answers: Vec<_> = replies.into_iter().map(|reply| reply.wait().unwrap()).collect();
    assert_eq!(answers, (0..100).collect::<Vec<_>>());
}

#[test]
fn no_thread_overtakes_its_own_waiting_message() {
    let (counter, inbox) = bounded(2, Overflow::Block);
    counter.add(1).unwrap();
    counter.add(2).unwrap();
    let waiting = counter.ask().total();
    // There is room for one, and the ask has it: this tell waits behind it.
    let sender = spawn_sender(&counter, 3);
    assert_eq!(added(inbox.recv()), 1);
    assert_eq!(added(inbox.recv()), 2);
    match inbox.recv() {
        Some(CounterMessage::Total { reply }) => reply.send(0).unwrap(),
        _ => panic!("the ask came before the tell"),
    }
    assert_eq!(added(inbox.recv()), 3);
    sender.join().unwrap().unwrap();
    waiting.wait().unwrap();
}

#[test]
fn a_cancelled_ask_gives_its_place_to_the_next() {
    let (counter, inbox) = bounded(1, Overflow::Block);
    counter.add(1).unwrap();
    let cancelled = counter.ask().total();
    let kept = counter.ask().divide(3);
    drop(cancelled);
    assert_eq!(added(inbox.recv()), 1);
    match inbox.recv() {
        Some(CounterMessage::Divide { by: 3, reply }) => reply.send(Ok(0)).unwrap(),
        _ => panic!("the cancelled ask was accepted"),
    }
    assert_eq!(kept.wait(), Ok(Ok(0)));
    assert_eq!(counter.stats().expired, 0);
}

#[test]
fn cancelled_asks_do_not_pile_up_in_the_line() {
    struct Counted(Arc<AtomicUsize>);
    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.fetch_sub(1, Ordering::SeqCst);
        }
    }

    #[actor(mailbox = 1)]
    struct Stuck;

    #[actor]
    impl Stuck {
        pub fn ask(&self, token: Counted) -> bool {
            token.0.load(Ordering::SeqCst) > 0
        }
    }

    let (stuck, inbox) = StuckHandle::channel();
    let alive = Arc::new(AtomicUsize::new(0));
    let ask = || {
        alive.fetch_add(1, Ordering::SeqCst);
        Handle::ask(&stuck).ask(Counted(Arc::clone(&alive)))
    };
    for _ in 0..10_000 {
        drop(ask());
        assert!(alive.load(Ordering::SeqCst) < 100);
    }

    // Nor after a time when many waited for good reason, and behind one that still does.
    let peak: Vec<_> = (0..10_000).map(|_| ask()).collect();
    while inbox.try_recv().is_ok() {}
    drop(peak);
    let _waiting = [ask(), ask()];
    for _ in 0..10_000 {
        drop(ask());
        assert!(alive.load(Ordering::SeqCst) < 100);
    }
}

#[test]
fn a_kill_sends_away_who_waits_for_a_loop_of_ones_own() {
    let (counter, inbox) = bounded(1, Overflow::Block);
    counter.add(1).unwrap();
    let waiting = counter.ask().total();
    let sender = spawn_sender(&counter, 2);
    counter.kill();
    assert!(inbox.recv().is_none());
    assert_eq!(waiting.wait(), Err(CallError::Ended(Exit::Killed)));
    assert_eq!(sender.join().unwrap(), Err(CallError::Ended(Exit::Killed)));
    drop(inbox);
}

#[test]
fn waiting_asks_keep_the_channel_open_when_the_last_handle_goes() {
    let (counter, inbox) = bounded(1, Overflow::Block);
    counter.add(1).unwrap();
    let waiting = counter.ask().total();
    drop(counter);
    assert_eq!(Counter::new(0).run(inbox).total(), 1);
    assert_eq!(waiting.wait(), Ok(1));
}

#[test]
fn a_stop_sends_away_who_waits_in_line() {
    let actor = BlockedHandle::builder().mailbox(1).start(Blocked::default()).unwrap();
    let latch = block(&actor);
    actor.note(1).unwrap();
    let waiting_ask = actor.ask().seen();
    let senders: Vec<_> = (2..6)
        .map(|n| {
            let actor = actor.clone();
            thread::spawn(move || actor.send(BlockedMessage::Note { n }).map_err(|e| (n, e)))
        })
        .collect();
    actor.stop();
    drop(latch);
    assert_eq!(waiting_ask.wait(), Err(CallError::Ended(Exit::Stopped)));
    for sender in senders {
        let (n, refused) = sender.join().unwrap().unwrap_err();
        assert_eq!(refused.reason(), &CallError::Ended(Exit::Stopped));
        assert!(matches!(refused.into_message(), BlockedMessage::Note { n: m } if m == n));
    }
    assert_eq!(actor.clone().join(), Ok(Exit::Stopped));
    let stats = actor.stats();
    assert_eq!((stats.handled, stats.undelivered), (2, 0));
}

#[test]
fn a_panic_and_a_kill_send_away_who_waits_in_line() {
    for kill in [false, true] {
        let actor = BlockedHandle::builder().mailbox(1).start(Blocked::default()).unwrap();
        let latch = block(&actor);
        let failing = actor.ask().fail("on purpose".into());
        let waiting = actor.ask().seen();
        let sender = thread::spawn({
            let actor = actor.clone();
            move || actor.note(1)
        });
        if kill {
            actor.kill();
        }
        drop(latch);
        let exit = actor.wait_timeout(Duration::MAX).unwrap();
        assert_eq!(kill, exit == Exit::Killed, "{exit}");
        let stopped = CallError::Ended(exit);
        let failed = if kill { stopped.clone() } else { CallError::Panicked };
        assert_eq!(failing.wait(), Err(failed));
        assert_eq!(waiting.wait(), Err(stopped.clone()));
        assert_eq!(sender.join().unwrap(), Err(stopped));
    }
}

#[test]
fn flush_waits_for_room_like_any_other() {
    let (counter, inbox) = bounded(1, Overflow::Reject);
    counter.add(1).unwrap();
    let flushing = thread::spawn({
        let counter = counter.clone();
        move || counter.flush()
    });
    let (done, waits) = channel::<()>();
    let looping = thread::spawn(move || {
        let sum: u64 = inbox.iter().map(|message| added(Some(message))).sum();
        drop(done);
        sum
    });
    assert_eq!(flushing.join().unwrap(), Ok(()));
    drop(counter);
    assert!(waits.recv().is_err());
    assert_eq!(looping.join().unwrap(), 1);
}

#[test]
fn a_deadline_covers_the_wait_for_room() {
    let actor = BlockedHandle::builder()
        .mailbox(1)
        .timeout(Duration::from_millis(1))
        .start(Blocked::default())
        .unwrap();
    let latch = block(&actor);
    actor.note(1).unwrap();
    assert_eq!(actor.seen(), Err(CallError::TimedOut));
    drop(latch);
    assert_eq!(actor.shutdown(), Ok(Exit::Stopped));
    assert_eq!(actor.stats().handled, 2);
}
