//! Recipients: values for an actor whose type the sender does not know.

use std::panic::{AssertUnwindSafe, RefUnwindSafe, UnwindSafe, catch_unwind};

use actor_runtime::{Overflow, Recipient, prelude::*};

use crate::{
    support::{
        blocked::{Blocked, BlockedHandle, BlockedMessage, block, hold},
        driver::{Start, StartBuilt},
    },
    sys::{block_on, mpsc, test, thread},
};

#[actor]
#[derive(Default)]
struct Desk {
    seen: Vec<String>,
}

#[actor]
impl Desk {
    pub fn wait(&mut self, running: mpsc::Sender<()>, go_on: mpsc::Receiver<()>) {
        let _ = running.send(());
        let _ = go_on.recv();
    }

    pub fn put(&mut self, text: String) {
        self.seen.push(text);
    }

    #[urgent]
    pub fn alarm(&mut self, text: String) {
        self.seen.push(text);
    }

    pub fn seen(&self) -> Vec<String> {
        self.seen.clone()
    }
}

fn notes(actor: &BlockedHandle) -> Recipient<u64> {
    actor.recipient(|n| BlockedMessage::Note { n })
}

fn weak_notes(actor: &BlockedHandle) -> Recipient<u64> {
    actor.downgrade().recipient(|n| BlockedMessage::Note { n })
}

#[test]
fn a_recipient_is_shared_by_threads_and_may_cross_a_caught_panic() {
    fn is_shared<T: Clone + Send + Sync + UnwindSafe + RefUnwindSafe + std::fmt::Debug>(_: &T) {}
    let actor: BlockedHandle = Blocked::default().start();
    is_shared(&notes(&actor));
    is_shared(&weak_notes(&actor));
    // Also of values that neither clone nor travel.
    is_shared(&actor.recipient(|_: *const u8| BlockedMessage::Note { n: 0 }));
}

#[test]
fn actors_of_different_types_stand_in_one_list() {
    let (blocked, desk) = (Blocked::default().start(), Desk::default().start());
    let recipients: [Recipient<u64>; 3] = [
        notes(&blocked),
        desk.recipient(|n: u64| DeskMessage::Put { text: n.to_string() }),
        weak_notes(&blocked),
    ];
    for (n, recipient) in (1..).zip(&recipients) {
        recipient.send(n).unwrap();
        recipient.clone().try_send(10 * n).unwrap();
        block_on(recipient.send_async(100 * n)).unwrap();
    }
    assert_eq!(blocked.seen().unwrap(), [1, 10, 100, 3, 30, 300]);
    assert_eq!(desk.seen().unwrap(), ["2", "20", "200"]);
}

#[test]
fn a_recipient_holds_its_actor_and_the_weak_one_does_not() {
    let actor = Blocked::default().start();
    let (strong, weak, watched) = (notes(&actor), weak_notes(&actor), actor.downgrade());
    drop(actor);
    strong.send(1).unwrap();
    weak.send(2).unwrap();
    let handle = watched.upgrade().expect("the recipient holds it");
    assert_eq!(handle.seen().unwrap(), [1, 2]);
    drop(strong.clone());
    drop(strong);
    assert_eq!(handle.join().unwrap(), Exit::Closed);
    let closed = Err(CallError::Ended(Exit::Closed));
    assert_eq!(weak.send(3), closed);
    assert_eq!(weak.try_send(3), closed);
    assert_eq!(block_on(weak.send_async(3)), closed);
    assert_eq!(watched.stats().handled, 3);
}

#[test]
fn without_a_handle_the_reason_is_known_before_the_end() {
    let actor = Blocked::default().start();
    let weak = weak_notes(&actor);
    let latch = block(&actor);
    actor.kill();
    drop(actor);
    assert_eq!(weak.send(1), Err(CallError::Ended(Exit::Killed)));
    drop(latch);
    let actor = Blocked::default().start();
    let (weak, watched) = (weak_notes(&actor), actor.downgrade());
    let latch = block(&actor);
    drop(actor);
    assert_eq!(weak.send(1), Err(CallError::Ended(Exit::Closed)));
    assert_eq!(watched.exit(), None, "its handler still runs");
    drop(latch);
}

#[test]
fn a_full_mailbox_does_with_it_what_it_does_with_a_method() {
    let full = |overflow| {
        let builder = BlockedHandle::builder().mailbox(1).overflow(overflow);
        let actor: BlockedHandle = builder.start(Blocked::default()).unwrap();
        let latch = block(&actor);
        actor.note(1).unwrap();
        (actor, latch)
    };
    for recipient in [notes, weak_notes] {
        let (actor, latch) = full(Overflow::Reject);
        assert_eq!(recipient(&actor).send(2), Err(CallError::Full));
        assert_eq!(actor.stats().rejected, 1);
        drop(latch);
        let (actor, latch) = full(Overflow::DropNewest);
        assert_eq!(recipient(&actor).send(2), Ok(()));
        assert_eq!(recipient(&actor).try_send(2), Err(CallError::Full));
        assert_eq!(actor.stats().dropped, 1);
        drop(latch);
        let (actor, latch) = full(Overflow::Block);
        let sent = recipient(&actor);
        let future = sent.send_async(2);
        let blocked = {
            let sent = sent.clone();
            thread::spawn(move || sent.send(3))
        };
        drop(latch);
        assert_eq!(block_on(future), Ok(()));
        blocked.join().unwrap().unwrap();
        assert_eq!(actor.seen().unwrap(), [1, 2, 3]);
    }
}

#[test]
fn a_future_that_is_dropped_cancels_what_waits() {
    let actor: BlockedHandle =
        BlockedHandle::builder().mailbox(1).start(Blocked::default()).unwrap();
    let latch = block(&actor);
    actor.note(1).unwrap();
    drop(notes(&actor).send_async(2));
    drop(latch);
    assert_eq!(actor.seen().unwrap(), [1]);
}

#[test]
fn an_urgent_message_overtakes_through_it_too() {
    let desk: DeskHandle = Desk::default().start();
    let latch = hold(|running, go_on| desk.wait(running, go_on));
    let alarm = |text: &str| DeskMessage::Alarm { text: text.to_owned() };
    desk.put("last".into()).unwrap();
    desk.recipient(alarm).send("first").unwrap();
    desk.downgrade().recipient(alarm).try_send("second").unwrap();
    block_on(desk.recipient(alarm).send_async("third")).unwrap();
    drop(latch);
    assert_eq!(desk.seen().unwrap(), ["first", "second", "third", "last"]);
}

#[test]
fn a_panic_of_the_closure_is_the_senders() {
    let actor: BlockedHandle = Blocked::default().start();
    let make = |n: u64| {
        assert_ne!(n, 1, "no message of 1");
        BlockedMessage::Note { n }
    };
    for recipient in [actor.recipient(make), actor.downgrade().recipient(make)] {
        assert!(catch_unwind(AssertUnwindSafe(|| recipient.send(1))).is_err());
        assert!(catch_unwind(AssertUnwindSafe(|| recipient.try_send(1))).is_err());
        assert!(catch_unwind(AssertUnwindSafe(|| drop(recipient.send_async(1)))).is_err());
        recipient.send(2).unwrap();
    }
    assert_eq!(actor.seen().unwrap(), [2, 2]);
}

#[test]
fn the_deadlock_of_a_full_mailbox_is_an_error_of_it() {
    /// Sends to itself through a recipient.
    #[actor(mailbox = 1)]
    struct Echo {
        to: Option<Recipient<u8>>,
    }

    #[actor]
    impl Echo {
        pub fn meet(&mut self, to: Recipient<u8>) {
            self.to = Some(to);
        }
        pub fn say(&self) -> Vec<bool> {
            let Some(to) = &self.to else { return Vec::new() };
            let sent = [to.send(1), to.send(2)];
            sent.iter().map(|sent| matches!(sent, Err(CallError::Deadlock(_)))).collect()
        }
        pub fn hear(&mut self, _n: u8) {}
    }

    let echo: EchoHandle = Echo { to: None }.start();
    echo.meet(echo.downgrade().recipient(|n| EchoMessage::Hear { _n: n })).unwrap();
    assert_eq!(echo.say().unwrap(), [false, true]);
}
