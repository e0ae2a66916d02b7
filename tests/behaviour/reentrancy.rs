//! User code that runs in the midst of the runtime: drops, watchers, wakers and nested actors that
//! call back.

use std::{
    cell::RefCell,
    panic::{RefUnwindSafe, UnwindSafe},
    time::Duration,
};

use actor_runtime::{ActorId, Builder, Inbox, Reply, Stats, Weak, prelude::*};

use crate::{
    calls::{Counter, CounterHandle},
    support::{
        blocked::{Blocked, BlockedHandle, BlockedMessage},
        driver::{Start, StartBuilt},
    },
    sys::{
        mpsc::{Sender, channel},
        test, thread,
    },
};

/// Runs a closure when it is dropped.
struct OnDrop(Option<Box<dyn FnOnce() + Send>>);

impl OnDrop {
    fn new(f: impl FnOnce() + Send + 'static) -> Self {
        OnDrop(Some(Box::new(f)))
    }
}

impl Drop for OnDrop {
    fn drop(&mut self) {
        if let Some(f) = self.0.take() {
            f();
        }
    }
}

#[actor]
struct Carrier {
    _load: OnDrop,
}

#[actor]
impl Carrier {
    pub fn carry(&self, load: OnDrop) {
        drop(load);
    }

    pub fn lose(&self, #[reply] reply: ReplySender<u8>) {
        drop(reply);
    }

    pub fn number(&self) -> u8 {
        7
    }

    /// Runs another actor in the midst of this handler, whose handler asks this one.
    pub fn nest(&self, me: CarrierHandle) -> Result<Result<u8, CallError>, CallError> {
        let (asker, inbox) = AskerHandle::channel();
        let reply = asker.ask().ask_it(me);
        drop(asker);
        Asker.run(inbox);
        reply.wait()
    }

    pub fn wait_for_the_end(&self, me: CarrierHandle) -> Option<Exit> {
        me.wait_timeout(Duration::MAX)
    }
}

#[actor]
struct Asker;

#[actor]
impl Asker {
    pub fn ask_it(&self, carrier: CarrierHandle) -> Result<u8, CallError> {
        carrier.number()
    }
}

fn carrier() -> Carrier {
    Carrier { _load: OnDrop(None) }
}

/// A load that joins `handle` as it is dropped, and tells what came of it.
fn join_guard(handle: CarrierHandle, told: Sender<Result<Exit, CallError>>) -> OnDrop {
    OnDrop::new(move || told.send(handle.join()).unwrap())
}

#[test]
fn an_actor_run_inside_a_handler_cannot_ask_the_outer_one() {
    let outer = carrier().start();
    let asked = outer.nest(outer.clone()).unwrap();
    assert!(matches!(asked, Ok(Err(CallError::Deadlock(_)))), "{asked:?}");
    assert_eq!(outer.number(), Ok(7));
}

#[test]
fn an_actor_that_waits_for_its_own_end_is_told_at_once_that_it_lives() {
    let actor = carrier().start();
    assert_eq!(actor.wait_for_the_end(actor.clone()), Ok(None));
}

#[test]
fn a_watcher_that_calls_is_told_of_the_end() {
    let actor = Blocked::default().start();
    let (told, results) = channel();
    let handle = actor.clone();
    actor.on_exit(move |_| {
        let sent = handle.send(BlockedMessage::Note { n: 1 }).map_err(CallError::from);
        told.send((handle.seen().map(drop), handle.flush(), sent)).unwrap();
    });
    actor.stop();
    let stopped = || Err(CallError::Ended(Exit::Stopped));
    assert_eq!(results.recv().unwrap(), (stopped(), stopped(), stopped()));
}

#[test]
fn a_queued_message_that_joins_as_it_is_dropped_gets_an_error() {
    let (told, joined) = channel();
    let expect_deadlock = || {
        let result = joined.recv().unwrap();
        assert!(matches!(result, Err(CallError::Deadlock(_))), "{result:?}");
    };

    let (go, wait) = channel::<()>();
    let failing = CarrierHandle::builder()
        .start_from(move || -> Carrier {
            let _ = wait.recv();
            panic!("never built")
        })
        .unwrap();
    failing.carry(join_guard(failing.clone(), told.clone())).unwrap();
    drop(go);
    expect_deadlock();

    let (handle, inbox) = CarrierHandle::channel();
    handle.carry(join_guard(handle.clone(), told)).unwrap();
    drop(inbox);
    expect_deadlock();
}

#[test]
fn a_reply_lost_in_an_actor_that_a_dying_one_runs_is_just_lost() {
    let (told, results) = channel();
    let dying = Carrier {
        _load: OnDrop::new(move || {
            let (inner, inbox) = CarrierHandle::channel();
            let reply = inner.ask().lose();
            drop(inner);
            carrier().run(inbox);
            told.send(reply.wait()).unwrap();
        }),
    };
    dying.start().stop();
    assert_eq!(results.recv(), Ok(Err(CallError::NoReply)));
}

#[test]
fn cancelled_asks_are_not_charged_to_the_actor_that_stumbles_over_them() {
    let (full, _inbox) = CounterHandle::builder().mailbox(1).channel();
    full.add(1).unwrap();
    for _ in 0..32 {
        drop(full.ask().total());
    }
    let (carrier, inbox) = CarrierHandle::builder().count().channel();
    carrier.carry(OnDrop::new(move || drop(full.ask().total()))).unwrap();
    drop(inbox);
    assert_eq!(carrier.stats().undelivered, 1);
}

#[test]
fn an_inbox_may_end_while_its_threads_locals_go() {
    thread_local! {
        static KEPT: RefCell<Option<Inbox<CounterHandle>>> = const { RefCell::new(None) };
    }
    let (counter, inbox) = CounterHandle::channel();
    let total = counter.ask().total();
    thread::spawn(move || {
        KEPT.set(Some(inbox));
        // The runtime's own locals are used after the inbox was put away.
        assert_eq!(Counter::new(1).start().total(), Ok(1));
    })
    .join()
    .unwrap();
    assert_eq!(total.wait(), Err(CallError::Ended(Exit::Stopped)));
    assert_eq!(counter.stats().undelivered, 1);
}

#[test]
fn a_handle_works_while_its_threads_locals_go() {
    struct LastWords(BlockedHandle, Sender<Result<Vec<u64>, CallError>>);
    impl Drop for LastWords {
        fn drop(&mut self) {
            self.0.note(3).unwrap();
            self.0.flush().unwrap();
            self.1.send(self.0.seen()).unwrap();
        }
    }
    thread_local! {
        static KEPT: RefCell<Option<LastWords>> = const { RefCell::new(None) };
    }
    let actor = BlockedHandle::builder().mailbox(1).start(Blocked::default()).unwrap();
    let (told, words) = channel();
    thread::spawn(move || KEPT.set(Some(LastWords(actor, told)))).join().unwrap();
    assert_eq!(words.recv(), Ok(Ok(vec![3])));
}

/// The public types go wherever threads do.
#[test]
fn auto_traits_are_what_users_expect() {
    fn anywhere<T: Send + Sync + Unpin + UnwindSafe + RefUnwindSafe>() {}
    fn one_at_a_time<T: Send + Unpin + UnwindSafe>() {}
    anywhere::<BlockedHandle>();
    anywhere::<Weak<BlockedHandle>>();
    anywhere::<Reply<std::cell::Cell<u8>>>();
    anywhere::<ReplySender<std::cell::Cell<u8>>>();
    anywhere::<(CallError, Exit, Stats, ActorId)>();
    one_at_a_time::<Inbox<BlockedHandle>>();
    fn borrowed<T: RefUnwindSafe>() {}
    borrowed::<Inbox<BlockedHandle>>();
    one_at_a_time::<Builder<BlockedHandle>>();
    fn moved<T: Send + Unpin>() {}
    moved::<Context<BlockedHandle>>();
}
