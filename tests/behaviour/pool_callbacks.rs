//! Handlers, hooks, watchers and drops that call back into the pool that runs them, and what callers run of it.

use std::time::Duration;

use actor_runtime::{
    Child, ChildEventKind, Executor, OnPanic, Overflow, Restart, Supervisor, SupervisorHandle,
    prelude::*,
};

use crate::{
    support::alone::is_alone,
    sys::{
        Barrier,
        mpsc::{Sender, channel},
        not_simulated, test,
        thread::{self, ThreadId},
    },
};

/// A deadline: a caller that waits under a deadline runs no actor.
const HOUR: Duration = Duration::from_secs(3600);

#[actor]
#[derive(Default)]
struct Tally {
    total: u64,
}

#[actor]
impl Tally {
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }
    pub fn total(&self) -> u64 {
        self.total
    }
}

/// Does as it is told, by a closure that comes as a message or is called in its drop.
#[actor]
#[derive(Default)]
struct Puppet {
    at_the_stop: Option<Box<dyn FnOnce() + Send>>,
    at_the_drop: Option<Box<dyn FnOnce() + Send>>,
}

#[actor]
impl Puppet {
    pub fn perform(&mut self, act: Box<dyn FnOnce() + Send>) {
        act();
    }
    #[ask]
    pub fn perform_now(&mut self, act: Box<dyn FnOnce() + Send>) {
        act();
    }
    #[stopped]
    fn stopped(&mut self) {
        if let Some(act) = self.at_the_stop.take() {
            act();
        }
    }
}

impl Drop for Puppet {
    fn drop(&mut self) {
        if let Some(act) = self.at_the_drop.take() {
            act();
        }
    }
}

/// The executor's only thread, held by the handler of an actor until this is dropped.
fn occupy(executor: &Executor) -> Sender<()> {
    let (latch, waits) = channel();
    let (here, is_here) = channel();
    let hold = Box::new(move || {
        here.send(()).unwrap();
        let _ = waits.recv();
    });
    Puppet::default().spawn_on(executor).perform(hold).unwrap();
    is_here.recv().unwrap();
    latch
}

#[test]
fn an_actor_ends_whose_last_handle_goes_before_its_answer_is_waited_for() {
    let executor = Executor::new(1).unwrap();
    let latch = occupy(&executor);
    let tally = Tally::default().spawn_on(&executor);
    let (told, exits) = channel();
    tally.on_exit(move |exit| told.send(exit.clone()).unwrap());
    let total = tally.ask().total();
    drop(tally);
    // By this thread, which was asked for nothing but the answer.
    assert_eq!(total.wait(), Ok(0));
    drop(latch);
    assert_eq!(exits.recv(), Ok(Exit::Closed));
}

#[test]
fn a_watcher_that_shuts_the_executor_down_gets_an_error() {
    let executor = Executor::new(2).unwrap();
    let tally = Tally::default().spawn_on(&executor);
    let other = Tally::default().spawn_on(&executor);
    let (told, shutdowns) = channel();
    let this = executor.clone();
    tally.on_exit(move |_| told.send(this.shutdown()).unwrap());
    drop(tally);
    let error = shutdowns.recv().unwrap();
    assert!(matches!(error, Err(CallError::Deadlock(_))), "{error:?}");
    executor.shutdown().unwrap();
    assert_eq!(other.join(), Ok(Exit::Stopped));
}

#[test]
fn hooks_and_drops_ask_other_actors() {
    let executor = Executor::new(1).unwrap();
    let tally = Tally::default().spawn_on(&executor);
    let (a, b) = (tally.clone(), tally.clone());
    let puppet = Puppet {
        at_the_stop: Some(Box::new(move || a.add(a.total().unwrap() + 1).unwrap())),
        at_the_drop: Some(Box::new(move || b.add(b.total().unwrap() + 1).unwrap())),
    };
    assert_eq!(puppet.spawn_on(&executor).join(), Ok(Exit::Closed));
    assert_eq!(tally.total(), Ok(3));
    // What it throws away asks, too, and so does the hook that is given the rest.
    struct Asks(TallyHandle);
    impl Drop for Asks {
        fn drop(&mut self) {
            self.0.add(self.0.total().unwrap()).unwrap();
        }
    }
    let asks = Asks(tally.clone());
    let (at_hook, at_exit) = (tally.clone(), tally.clone());
    let puppet = PuppetHandle::builder()
        .undelivered(move |_, _| at_hook.add(at_hook.total().unwrap()).unwrap())
        .spawn_on(&executor, Puppet::default())
        .unwrap();
    puppet.on_exit(move |_| at_exit.add(at_exit.total().unwrap()).unwrap());
    let killing = puppet.clone();
    puppet
        .perform_now(Box::new(move || {
            killing.perform(Box::new(move || drop(asks))).unwrap();
            killing.kill();
        }))
        .unwrap();
    assert_eq!(puppet.join(), Ok(Exit::Killed));
    assert_eq!(tally.total(), Ok(24));
}

#[test]
fn a_handler_spawns_drops_handles_and_lets_go_of_the_executor() {
    let executor = Executor::new(1).unwrap();
    let puppet = Puppet::default().spawn_on(&executor);
    let (sent, got) = channel();
    // The last executor and the last handle of the actor itself, in its own inline run.
    let this = puppet.clone();
    let weak = puppet.downgrade();
    let reply = puppet.ask().perform_now(Box::new(move || {
        let tally = Tally::default().spawn_on(&executor);
        tally.add(1).unwrap();
        assert_eq!(tally.total(), Ok(1));
        drop(executor);
        drop(this);
        assert_eq!(tally.total(), Ok(1));
        sent.send(tally.join()).unwrap();
    }));
    drop(puppet);
    assert_eq!(reply.wait(), Ok(()));
    assert_eq!(got.recv(), Ok(Ok(Exit::Closed)));
    while weak.exit().is_none() {
        thread::yield_now();
    }
    assert_eq!(weak.exit(), Some(Exit::Closed));
}

#[test]
fn an_actor_that_asks_or_joins_itself_gets_an_error_wherever_it_runs() {
    let executor = Executor::new(1).unwrap();
    let puppet = Puppet::default().spawn_on(&executor);
    for _ in 0..2 {
        let this = puppet.clone();
        let (sent, got) = channel();
        let act = Box::new(move || {
            let asked = this.perform_now(Box::new(|| {}));
            sent.send((asked, this.clone().join(), this.flush())).unwrap();
        });
        puppet.perform(act).unwrap();
        let (asked, joined, flushed) = got.recv_timeout(HOUR).unwrap();
        assert!(matches!(asked, Err(CallError::Deadlock(_))), "{asked:?}");
        assert!(matches!(joined, Err(CallError::Deadlock(_))), "{joined:?}");
        assert!(matches!(flushed, Err(CallError::Deadlock(_))), "{flushed:?}");
    }
    assert_eq!(puppet.join(), Ok(Exit::Closed));
}

#[test]
fn a_threads_last_drop_may_ask_and_join() {
    struct Late(Option<TallyHandle>, Sender<(Result<u64, CallError>, Result<Exit, CallError>)>);
    impl Drop for Late {
        fn drop(&mut self) {
            let tally = self.0.take().unwrap();
            let asked = tally.total();
            self.1.send((asked, tally.join())).unwrap();
        }
    }
    thread_local! {
        static LATE: std::cell::RefCell<Option<Late>> = const { std::cell::RefCell::new(None) };
    }
    let executor = Executor::new(1).unwrap();
    let (sent, got) = channel();
    let tally = Tally::default().spawn_on(&executor);
    let late = Late(Some(tally), sent.clone());
    thread::spawn(move || LATE.set(Some(late))).join().unwrap();
    assert_eq!(got.recv(), Ok((Ok(0), Ok(Exit::Closed))));
    // The same for a worker that has no slot any more.
    let other = Executor::new(1).unwrap();
    let late = Late(Some(Tally::default().spawn_on(&executor)), sent);
    let puppet = Puppet::default().spawn_on(&other);
    puppet.perform(Box::new(move || LATE.set(Some(late)))).unwrap();
    let mut flushed = puppet.ask().perform_now(Box::new(|| {}));
    assert_eq!(flushed.wait_timeout(HOUR), Ok(()));
    other.shutdown().unwrap();
    assert_eq!(got.recv(), Ok((Ok(0), Ok(Exit::Closed))));
}

#[test]
fn a_dedicated_actor_runs_the_idle_actor_that_it_asks() {
    #[actor]
    struct Where;

    #[actor]
    impl Where {
        pub fn thread(&self) -> ThreadId {
            thread::current().id()
        }
    }

    #[actor]
    struct Dedicated {
        other: WhereHandle,
    }

    #[actor]
    impl Dedicated {
        pub fn threads(&self) -> (ThreadId, ThreadId) {
            (thread::current().id(), self.other.thread().unwrap())
        }
    }

    let executor = Executor::new(1).unwrap();
    let dedicated = Dedicated { other: Where.spawn_on(&executor) }.spawn();
    let (own, others) = dedicated.threads().unwrap();
    assert_eq!(own, others);
    assert_ne!(own, thread::current().id());
}

#[test]
fn an_actor_that_goes_on_after_each_panic_lets_others_have_their_turn() {
    #[actor]
    struct Clumsy;

    #[actor]
    impl Clumsy {
        pub fn stumble(&mut self, ctx: &mut Context<ClumsyHandle>) {
            let _ = ctx.send(ClumsyMessage::Stumble);
            std::panic::resume_unwind(Box::new("again"));
        }
    }

    let executor = Executor::new(1).unwrap();
    let clumsy =
        ClumsyHandle::builder().on_panic(OnPanic::Resume).spawn_on(&executor, Clumsy).unwrap();
    clumsy.stumble().unwrap();
    let tally = Tally::default().spawn_on(&executor);
    tally.add(1).unwrap();
    // By the only thread.
    let mut total = tally.ask().total();
    assert_eq!(total.wait_timeout(HOUR), Ok(1));
    clumsy.kill();
    assert_eq!(clumsy.join(), Ok(Exit::Killed));
}

#[test]
fn a_caller_whose_message_has_panicked_runs_nothing_more() {
    let executor = Executor::new(1).unwrap();
    let latch = occupy(&executor);
    let builder = PuppetHandle::builder().on_panic(OnPanic::Resume);
    let puppet = builder.spawn_on(&executor, Puppet::default()).unwrap();
    let panicking = Box::new(|| std::panic::resume_unwind(Box::new("as told")));
    let asked = puppet.ask().perform_now(panicking);
    let (go_on, waited_for) = channel::<()>();
    let wait = Box::new(move || {
        let _ = waited_for.recv();
    });
    puppet.perform(wait).unwrap();
    let (told, outcome) = channel();
    // The thread that asks runs the actor: the only other one is held.
    let asking = thread::spawn(move || told.send(asked.wait()).unwrap());
    let outcome = outcome.recv_timeout(Duration::from_secs(60));
    drop((go_on, latch));
    asking.join().unwrap();
    assert_eq!(outcome, Ok(Err(CallError::Panicked)));
    assert_eq!(puppet.perform_now(Box::new(|| {})), Ok(()));
}

#[test]
fn an_actor_that_waits_for_the_events_of_a_group_holds_up_no_other_one() {
    let executor = Executor::new(1).unwrap();
    let group: SupervisorHandle = Supervisor::one_for_one().spawn_on(&executor);
    let tally: TallyHandle =
        group.start_on(&executor, Child::new(TallyHandle::builder(), Tally::default)).unwrap();
    let events = group.events().unwrap();
    let puppet = Puppet::default().spawn_on(&executor);
    let (told, event) = channel();
    let (waiting, waits) = channel();
    let wait = Box::new(move || {
        waiting.send(()).unwrap();
        told.send(events.recv_timeout(Duration::from_secs(60))).unwrap();
    });
    puppet.perform(wait).unwrap();
    waits.recv().unwrap();
    tally.kill();
    // The group learns of the end by a message that no thread waits for.
    let event = event.recv().unwrap().unwrap();
    assert!(matches!(event.event, ChildEventKind::Ended(Exit::Killed)), "{event:?}");
}

#[test]
fn a_caller_does_not_run_the_watchers_of_the_actor_that_it_asks() {
    let executor = Executor::new(1).unwrap();
    let latch = occupy(&executor);
    let (making, makes) = channel();
    let puppet = PuppetHandle::builder()
        .supervise_on(&executor, Restart::never(), move || -> Puppet {
            making.send(thread::current().id()).unwrap();
            std::panic::resume_unwind(Box::new("as told"))
        })
        .unwrap();
    let (told, watches) = channel();
    puppet.on_exit(move |_| told.send(thread::current().id()).unwrap());
    let asking = thread::spawn(move || puppet.perform_now(Box::new(|| {})));
    // By the thread that asks: the only other one is held.
    assert_eq!(makes.recv(), Ok(asking.thread().id()));
    drop(latch);
    assert_ne!(watches.recv(), Ok(asking.thread().id()));
    assert!(matches!(asking.join().unwrap(), Err(CallError::Ended(Exit::Panicked(_)))));
}

#[test]
fn what_threads_leave_lying_is_found_while_any_rests() {
    for _ in 0..200 {
        let executor = Executor::new(4).unwrap();
        let (done, all_done) = channel();
        // Two handlers each tell an actor of their own, and wait until both have begun.
        let pairs: Vec<_> = (0..2)
            .map(|_| (Puppet::default().spawn_on(&executor), Puppet::default().spawn_on(&executor)))
            .collect();
        let both = std::sync::Arc::new(Barrier::new(4));
        for (outer, inner) in &pairs {
            let (inner, both, done) = (inner.clone(), both.clone(), done.clone());
            outer
                .perform(Box::new(move || {
                    let met = both.clone();
                    inner
                        .perform(Box::new(move || {
                            met.wait();
                        }))
                        .unwrap();
                    both.wait();
                    done.send(()).unwrap();
                }))
                .unwrap();
        }
        for _ in 0..2 {
            all_done.recv_timeout(Duration::from_secs(20)).expect("an entry was left lying");
        }
    }
}

#[test]
fn senders_wait_for_room_on_one_thread_under_every_policy() {
    for overflow in [Overflow::Block, Overflow::Reject, Overflow::DropNewest] {
        let executor = Executor::new(1).unwrap();
        let narrow = TallyHandle::builder()
            .mailbox(1)
            .overflow(overflow)
            .spawn_on(&executor, Tally::default())
            .unwrap();
        let senders: Vec<_> = (0..50).map(|_| Puppet::default().spawn_on(&executor)).collect();
        let (sent, got) = channel();
        for sender in &senders {
            let (narrow, sent) = (narrow.clone(), sent.clone());
            sender
                .perform(Box::new(move || {
                    for _ in 0..10 {
                        sent.send(narrow.add(1).is_ok()).unwrap();
                    }
                }))
                .unwrap();
        }
        drop(sent);
        for sender in senders {
            assert_eq!(sender.join(), Ok(Exit::Closed));
        }
        let accepted = got.iter().filter(|ok| *ok).count() as u64;
        let stats = narrow.stats();
        assert_eq!(accepted + stats.rejected, 500, "{overflow:?}");
        // Stands in line for room, under every policy.
        narrow.flush().unwrap();
        let total = narrow.total().unwrap();
        assert_eq!(total + stats.dropped, accepted, "{overflow:?}");
        assert_eq!(narrow.join(), Ok(Exit::Closed));
    }
}

#[not_simulated("looks at the memory of a process of its own")]
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "reads its size in /proc")]
fn an_ended_actors_timer_holds_nothing_of_it() {
    // In a process of its own: other tests have memory, too.
    if !is_alone("pool_callbacks::an_ended_actors_timer_holds_nothing_of_it") {
        return;
    }

    #[actor]
    struct Large {
        space: [u8; 1 << 16],
    }

    #[actor]
    impl Large {
        pub fn set(&mut self, ctx: &mut Context<LargeHandle>) {
            let first = self.space[0];
            ctx.send_after(HOUR, LargeMessage::Ring { first });
        }
        pub fn ring(&mut self, first: u8) {
            self.space[1] = first;
        }
    }

    let pages = || -> usize {
        let sizes = std::fs::read_to_string("/proc/self/statm").unwrap();
        sizes.split(' ').nth(1).unwrap().parse().unwrap()
    };
    let executor = Executor::new(1).unwrap();
    let live = || {
        let large = Large { space: [1; 1 << 16] }.spawn_on(&executor);
        large.set().unwrap();
        assert!(large.flush().is_ok());
        assert_eq!(large.join(), Ok(Exit::Closed));
    };
    (0..10).for_each(|_| live());
    let before = pages();
    // 64 MiB of them.
    (0..1_000).for_each(|_| live());
    let grown = pages().saturating_sub(before);
    assert!(grown < 4_000, "{grown} pages more");
}

#[test]
fn a_sender_that_has_been_let_in_is_waited_for_no_longer() {
    #[actor]
    struct Teller;

    #[actor]
    impl Teller {
        pub fn tell_twice(&self, asker: AskerHandle) -> [Result<(), CallError>; 2] {
            [asker.ask_back(), asker.ask_back()]
        }
        pub fn number(&self) -> u64 {
            7
        }
    }

    #[actor(mailbox = 1)]
    struct Asker {
        of: TellerHandle,
        numbers: Sender<Result<u64, CallError>>,
    }

    #[actor]
    impl Asker {
        pub fn ask_back(&self) {
            self.numbers.send(self.of.number()).unwrap();
        }
    }

    let executor = Executor::new(1).unwrap();
    let teller = Teller.spawn_on(&executor);
    let (numbers, got) = channel();
    let asker = Asker { of: teller.clone(), numbers }.spawn_on(&executor);
    // The second one waits for room, until the first one has been taken and is about to be handled.
    let mut told = teller.ask().tell_twice(asker);
    assert_eq!(told.wait_timeout(HOUR), Ok([Ok(()), Ok(())]));
    assert_eq!(got.iter().collect::<Vec<_>>(), [Ok(7), Ok(7)]);
}
