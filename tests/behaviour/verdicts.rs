//! What callers learn of a failure, and when: where no state follows, none learns of it before the gate is closed.

use std::{
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
    sync::Arc,
    task::{Poll, Waker},
    time::Duration,
};

use actor_runtime::{
    Child, Inbox, OnPanic, Reply, Restart, Running, Supervisor, SupervisorHandle, link, prelude::*,
};

use crate::{
    support::driver::{Start, StartBuilt, StartChild},
    sys::{
        Instant, block_on, fewer,
        mpsc::{Receiver, Sender, channel},
        test, thread,
    },
};

/// A failure and the send after it race each time.
const ROUNDS: u32 = fewer(1_000) as u32;

/// Far longer than anything here takes: no wait takes this long unless a test fails.
const MINUTE: Duration = Duration::from_secs(60);

#[actor]
#[derive(Default)]
struct Worker {
    saved: Vec<u32>,
    /// The start drops these by a panic.
    at_start: Vec<ReplySender<u32>>,
    /// The error of the start.
    start_error: Option<&'static str>,
    born: Option<Instant>,
}

#[actor]
impl Worker {
    pub fn save(&mut self, n: u32) {
        self.saved.push(n);
    }

    pub fn saved(&self) -> Vec<u32> {
        self.saved.clone()
    }

    pub fn parse(&self, text: &'static str) -> u32 {
        text.parse().unwrap()
    }

    /// Returns whether a message that it sends itself afterwards is accepted.
    pub fn fail(&self, ctx: &mut Context<WorkerHandle>) -> bool {
        ctx.fail("on purpose");
        ctx.send(WorkerMessage::Save { n: 1 }).is_ok()
    }

    /// Stops itself. If no state follows that stop, also fails, once `since_birth` has passed since its state was
    /// made. Returns whether no state follows.
    pub fn stop_and_fail_after(
        &self,
        ctx: &mut Context<WorkerHandle>,
        since_birth: Duration,
    ) -> bool {
        ctx.send(WorkerMessage::Save { n: 1 }).unwrap();
        ctx.stop();
        let was_last = ctx.send(WorkerMessage::Save { n: 2 }).is_err();
        if was_last {
            while self.born.is_some_and(|born| born.elapsed() < since_birth) {
                thread::yield_now();
            }
            ctx.fail("on purpose");
        }
        was_last
    }

    pub fn stop_itself(&self, ctx: &mut Context<WorkerHandle>) -> u32 {
        ctx.stop();
        7
    }

    /// Drops these replies by a panic.
    pub fn burn(&self, replies: Vec<ReplySender<u32>>) {
        assert!(replies.is_empty(), "on purpose");
    }

    /// Drops its reply by a panic, catches the panic, and then calls `then`.
    pub fn catch(&self, then: Box<dyn FnOnce() + Send>, #[reply] reply: ReplySender<u32>) {
        catch_a_panic_with(reply);
        then();
    }

    /// Drops its reply by a panic, catches the panic, and fails.
    pub fn catch_and_fail(
        &self,
        ctx: &mut Context<WorkerHandle>,
        #[reply] reply: ReplySender<u32>,
    ) {
        catch_a_panic_with(reply);
        ctx.fail("on purpose");
    }

    /// Drops its reply by a panic that goes on when the guard has been dropped, too.
    pub fn unwind(&self, guard: Guard, #[reply] reply: ReplySender<u32>) {
        let _guard = guard;
        let _reply = reply;
        panic!("on purpose");
    }

    #[started]
    fn start(&mut self) -> Result<(), &'static str> {
        let at_start = std::mem::take(&mut self.at_start);
        assert!(at_start.is_empty(), "on purpose");
        self.start_error.map_or(Ok(()), Err)
    }
}

fn catch_a_panic_with(reply: ReplySender<u32>) {
    let caught = catch_unwind(AssertUnwindSafe(|| {
        let _reply = reply;
        panic!("on purpose");
    }));
    assert!(caught.is_err());
}

/// Calls the closure when it is dropped.
struct Guard(Option<Box<dyn FnOnce() + Send>>);

impl Guard {
    fn new(on_drop: impl FnOnce() + Send + 'static) -> Self {
        Guard(Some(Box::new(on_drop)))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(on_drop) = self.0.take() {
            on_drop();
        }
    }
}

/// Keeps the replies of its callers.
#[actor]
#[derive(Default)]
struct Keeper {
    kept: Vec<ReplySender<u32>>,
}

#[actor]
impl Keeper {
    pub fn keep(&mut self, #[reply] reply: ReplySender<u32>) {
        self.kept.push(reply);
    }

    pub fn hand_over(&mut self) -> Vec<ReplySender<u32>> {
        std::mem::take(&mut self.kept)
    }
}

/// Asks, and answers.
#[actor]
struct Asker;

#[actor]
impl Asker {
    pub fn ping(&self) -> u32 {
        1
    }

    /// Returns the result of the ask.
    pub fn wait_for(&self, ask: Box<dyn FnOnce() -> Result<u32, CallError> + Send>) -> Outcome {
        ask()
    }
}

type Outcome = Result<u32, CallError>;

/// Waits in its `#[stopped]` method until it is told that its caller has learned of the failure.
#[actor]
struct Patient {
    learned: Receiver<()>,
    in_time: Sender<bool>,
}

#[actor]
impl Patient {
    /// Fails, and then drops its reply by a panic.
    pub fn fail_and_panic(
        &self,
        ctx: &mut Context<PatientHandle>,
        #[reply] reply: ReplySender<u32>,
    ) {
        ctx.fail("on purpose");
        let _reply = reply;
        panic!("on top of it");
    }

    #[stopped]
    fn stop(&mut self) {
        let _ = self.in_time.send(self.learned.recv_timeout(MINUTE).is_ok());
    }
}

/// An answer that `keeper` owes: the sender is handed over by its handler.
fn owed_by(keeper: &KeeperHandle) -> (ReplySender<u32>, Reply<u32>) {
    let reply = keeper.ask().keep();
    let mut kept = keeper.hand_over().unwrap();
    (kept.pop().unwrap(), reply)
}

/// Waits in one of four ways, by the number of the round.
fn wait<T>(round: u32, mut reply: Reply<T>) -> Result<T, CallError> {
    match round % 4 {
        0 => reply.wait(),
        1 => reply.wait_timeout(MINUTE),
        2 => block_on(reply),
        _ => look_for(reply),
    }
}

fn look_for<T>(mut reply: Reply<T>) -> Result<T, CallError> {
    loop {
        match reply.try_wait() {
            Ok(None) => thread::yield_now(),
            Ok(Some(answer)) => break Ok(answer),
            Err(error) => break Err(error),
        }
    }
}

/// Asserts that the gate of a worker that has failed is closed, for the right reason.
fn expect_closed(worker: &WorkerHandle, is_right: impl Fn(&Exit) -> bool) {
    assert!(!worker.is_open());
    let refused = worker.send(WorkerMessage::Save { n: 7 }).expect_err("it was accepted");
    let CallError::Ended(exit) = refused.reason().clone() else { panic!("{refused:?}") };
    assert!(is_right(&exit), "{exit}");
    assert!(matches!(refused.into_message(), WorkerMessage::Save { n: 7 }));
    assert!(matches!(worker.saved(), Err(CallError::Ended(exit)) if is_right(&exit)));
}

fn panicked_in(message: &'static str) -> impl Fn(&Exit) -> bool {
    move |exit| matches!(exit, Exit::Panicked(panic) if panic.running() == Running::Message(message))
}

fn failed(exit: &Exit) -> bool {
    matches!(exit, Exit::Failed(failure) if failure.text() == "on purpose")
}

#[test]
fn a_caller_told_of_a_panic_is_refused_from_then_on() {
    for round in 0..ROUNDS {
        let worker = Worker::default().start();
        let told = match round % 5 {
            4 => worker.parse("seven"),
            way => wait(way, worker.ask().parse("seven")),
        };
        assert_eq!(told, Err(CallError::Panicked));
        expect_closed(&worker, panicked_in("parse"));
    }
}

#[test]
fn a_caller_told_that_its_handler_failed_is_refused_from_then_on() {
    for round in 0..ROUNDS {
        let worker = Worker::default().start();
        let told = match round % 5 {
            4 => worker.fail(),
            way => wait(way, worker.ask().fail()),
        };
        assert_eq!(told, Ok(false), "what it sends itself then is refused, too");
        expect_closed(&worker, failed);
    }
}

#[test]
fn a_caller_is_told_of_a_panic_on_top_of_a_failure_before_the_stopped_method() {
    let (tell, learned) = channel();
    let (in_time, outcome) = channel();
    let patient = Patient { learned, in_time }.start();
    // Another wait might run the actor on this thread, and the `#[stopped]` method with it.
    assert_eq!(look_for(patient.ask().fail_and_panic()), Err(CallError::Panicked));
    tell.send(()).unwrap();
    assert_eq!(outcome.recv(), Ok(true));
}

#[test]
fn a_caller_told_that_the_start_failed_is_refused_from_then_on() {
    let keeper = Keeper::default().start();
    for round in 0..ROUNDS {
        let (owed, told) = owed_by(&keeper);
        let panics = Worker { at_start: vec![owed], ..Worker::default() }.start();
        assert_eq!(wait(round, told), Err(CallError::Panicked));
        let in_started = |exit: &Exit| matches!(exit, Exit::Panicked(panic) if panic.running() == Running::Started);
        expect_closed(&panics, in_started);
        let fails = Worker { start_error: Some("on purpose"), ..Worker::default() }.start();
        let told = wait(round, fails.ask().saved());
        assert!(matches!(told, Err(CallError::Ended(exit)) if failed(&exit)));
        expect_closed(&fails, failed);
    }
}

#[test]
fn a_caller_told_of_the_last_failure_of_a_supervised_one_is_refused_from_then_on() {
    for round in 0..ROUNDS {
        let once = Restart::on_failure().at_most(1, MINUTE);
        let worker = WorkerHandle::builder().start_supervised(once, Worker::default).unwrap();
        assert_eq!(wait(round, worker.ask().parse("seven")), Err(CallError::Panicked));
        // Another state follows: the gate has stayed open.
        assert!(worker.is_open());
        worker.save(3).unwrap();
        if round % 2 == 0 {
            assert_eq!(wait(round / 2, worker.ask().parse("seven")), Err(CallError::Panicked));
            expect_closed(&worker, panicked_in("parse"));
        } else {
            assert_eq!(wait(round / 2, worker.ask().fail()), Ok(false));
            expect_closed(&worker, failed);
        }
        assert_eq!(worker.stats().restarts, 1);
    }
}

#[test]
fn the_gate_stays_open_where_a_state_follows() {
    let without_limit = Restart::on_failure().without_limit();
    let worker = WorkerHandle::builder().start_supervised(without_limit, Worker::default).unwrap();
    for round in 0..ROUNDS {
        if round % 2 == 0 {
            assert_eq!(wait(round / 2, worker.ask().parse("seven")), Err(CallError::Panicked));
        } else {
            assert_eq!(wait(round / 2, worker.ask().fail()), Ok(true), "it is the next state's");
        }
        assert!(worker.is_open());
        worker.save(round).unwrap();
        assert!(worker.saved().unwrap().contains(&round));
    }
    assert_eq!(worker.stats().restarts, u64::from(ROUNDS));
}

#[test]
fn the_last_stop_of_its_own_closes_the_gate() {
    for round in 0..ROUNDS {
        let once = Restart::always().at_most(1, MINUTE);
        let worker = WorkerHandle::builder().start_supervised(once, Worker::default).unwrap();
        assert_eq!(wait(round, worker.ask().stop_itself()), Ok(7));
        worker.save(3).unwrap();
        assert_eq!(wait(round, worker.ask().stop_itself()), Ok(7));
        expect_closed(&worker, |exit| *exit == Exit::Stopped);
        assert_eq!(worker.stats().restarts, 1);
    }
}

#[test]
fn a_failure_after_the_last_stop_is_followed_by_no_state_either() {
    const WINDOW: Duration = Duration::from_millis(100);
    let was_last = || {
        let once = Restart::always().at_most(1, WINDOW);
        let make = || Worker { born: Some(Instant::now()), ..Worker::default() };
        let worker = WorkerHandle::builder().start_supervised(once, make).unwrap();
        worker.stop_itself().unwrap();
        // A second restart is allowed when the window is over.
        let was_last = worker.stop_and_fail_after(WINDOW).unwrap();
        if was_last {
            expect_closed(&worker, failed);
            assert!(worker.wait_timeout(MINUTE).is_some_and(|exit| failed(&exit)));
            assert_eq!(worker.stats().restarts, 1);
        }
        was_last
    };
    // On a busy machine the window may be over before.
    while !was_last() {}
}

#[test]
fn in_a_group_the_gate_stays_open_until_the_supervisor_has_decided() {
    let group: SupervisorHandle =
        SupervisorHandle::builder().start(Supervisor::one_for_one().at_most(1, MINUTE)).unwrap();
    let child = Child::new(WorkerHandle::builder(), Worker::default)
        .restart(Restart::on_failure().without_limit());
    let worker = group.start_child(child).unwrap();
    assert_eq!(worker.parse("seven"), Err(CallError::Panicked));
    worker.save(3).unwrap();
    assert_eq!(worker.saved(), Ok(vec![3]));
    assert_eq!(worker.parse("seven"), Err(CallError::Panicked));
    // The group gives up because of it: accepted or not, its end is that failure.
    let _ = worker.save(4);
    assert!(group.wait_timeout(MINUTE).is_some());
    expect_closed(&worker, panicked_in("parse"));
}

#[test]
fn a_panic_under_run_is_told_once_the_gate_is_closed() {
    for round in 0..ROUNDS {
        let (worker, inbox) = WorkerHandle::channel();
        let running = thread::spawn(move || {
            catch_unwind(AssertUnwindSafe(|| drop(Worker::default().run(inbox)))).is_err()
        });
        assert_eq!(wait(round, worker.ask().parse("seven")), Err(CallError::Panicked));
        expect_closed(&worker, panicked_in("parse"));
        assert!(running.join().unwrap());
    }
}

#[test]
fn an_actor_that_resumes_is_told_of_and_stays_open() {
    let worker =
        WorkerHandle::builder().on_panic(OnPanic::Resume).start(Worker::default()).unwrap();
    let keeper = Keeper::default().start();
    for round in 0..ROUNDS {
        let (owed, told) = owed_by(&keeper);
        worker.burn(vec![owed]).unwrap();
        assert_eq!(wait(round, told), Err(CallError::Panicked));
        assert_eq!(wait(round, worker.ask().parse("seven")), Err(CallError::Panicked));
        worker.save(round).unwrap();
    }
    assert_eq!(worker.saved().unwrap().len(), ROUNDS as usize);
}

#[test]
fn the_callers_of_others_whose_replies_a_panic_drops_are_told_with_the_verdict() {
    let keeper = Keeper::default().start();
    for round in 0..ROUNDS {
        let worker = Worker::default().start();
        let (owed, told): (Vec<_>, Vec<_>) = (0..3).map(|_| owed_by(&keeper)).unzip();
        worker.burn(owed).unwrap();
        for told in told {
            assert_eq!(wait(round, told), Err(CallError::Panicked));
            expect_closed(&worker, panicked_in("burn"));
        }
        assert!(keeper.is_open(), "it has not failed");
    }
}

#[test]
fn a_handler_that_catches_a_panic_itself_has_it_told_when_it_returns() {
    let worker = Worker::default().start();
    for round in 0..ROUNDS {
        let told = worker.ask().catch(Box::new(|| {}));
        assert_eq!(wait(round, told), Err(CallError::Panicked));
        worker.save(round).unwrap();
    }
    assert_eq!(worker.saved().unwrap().len(), ROUNDS as usize);
    // With nothing to do afterwards, on whichever thread it was run.
    assert_eq!(worker.catch(Box::new(|| {})), Err(CallError::Panicked));
    assert!(worker.is_open());
    assert_eq!(worker.join(), Ok(Exit::Closed));
}

#[test]
fn a_handler_that_catches_a_panic_itself_and_fails_has_it_told_once_the_gate_is_closed() {
    for round in 0..ROUNDS {
        let worker = Worker::default().start();
        let told = wait(round, worker.ask().catch_and_fail());
        assert_eq!(told, Err(CallError::Panicked));
        // It may have returned or not.
        assert!(worker.wait_timeout(MINUTE).is_some_and(|exit| failed(&exit)));
        expect_closed(&worker, failed);
    }
}

#[test]
fn a_handler_that_catches_a_panic_itself_has_it_told_when_it_first_waits() {
    type WaitsFor = fn(KeeperHandle);
    type Ends = fn(&KeeperHandle);

    fn answer(keeper: &KeeperHandle) {
        let mut kept = keeper.hand_over().unwrap();
        while kept.is_empty() {
            thread::yield_now();
            kept = keeper.hand_over().unwrap();
        }
        kept.into_iter().for_each(|reply| reply.send(1).unwrap());
    }

    // How the handler waits, and what ends the wait.
    let ways: [(WaitsFor, Ends); 5] = [
        (|keeper| assert_eq!(keeper.keep(), Ok(1)), answer),
        (|keeper| assert_eq!(look_for(keeper.ask().keep()), Ok(1)), answer),
        (|keeper| assert_eq!(keeper.ask().keep().wait_timeout(MINUTE), Ok(1)), answer),
        (|keeper| assert_eq!(block_on(keeper.ask().keep()), Ok(1)), answer),
        (|keeper| assert!(keeper.wait_timeout(MINUTE).is_some()), KeeperHandle::stop),
    ];
    for (wait, end) in ways {
        let (worker, keeper) = (Worker::default().start(), Keeper::default().start());
        let awaited = keeper.clone();
        let told = worker.ask().catch(Box::new(move || wait(awaited)));
        // The handler returns only afterwards.
        assert_eq!(told.wait(), Err(CallError::Panicked));
        end(&keeper);
        assert_eq!(worker.saved(), Ok(vec![]));
    }
}

#[test]
fn a_handler_that_catches_a_panic_itself_has_it_told_when_it_receives_by_hand() {
    type Receives = fn(&Inbox<AskerHandle>) -> Option<AskerMessage>;

    let ways: [Receives; 4] = [
        |inbox| inbox.recv(),
        |inbox| inbox.iter().next(),
        |inbox| inbox.recv_timeout(MINUTE).ok(),
        |inbox| loop {
            match inbox.try_recv() {
                Ok(message) => break Some(message),
                Err(_) => thread::yield_now(),
            }
        },
    ];
    for receive in ways {
        let (worker, (asked, inbox)) = (Worker::default().start(), AskerHandle::channel());
        let told = worker.ask().catch(Box::new(move || {
            let Some(AskerMessage::Ping { reply }) = receive(&inbox) else { panic!() };
            reply.send(1).unwrap();
        }));
        // It is asked only afterwards.
        assert_eq!(told.wait(), Err(CallError::Panicked));
        assert_eq!(asked.ping(), Ok(1));
        assert!(worker.is_open());
    }
}

#[test]
fn a_wait_for_a_reply_that_is_held_back_times_out_and_begins_again() {
    let worker = Worker::default().start();
    let ((unwinds, is_unwinding), (latch, go_on)) = (channel(), channel::<()>());
    let guard = Guard::new(move || {
        unwinds.send(()).unwrap();
        let _ = go_on.recv();
    });
    let mut told = worker.ask().unwind(guard);
    let (woken, wakes) = channel();
    let waker = Arc::new(Woken(woken));
    is_unwinding.recv().unwrap();
    // Its sender is gone.
    assert_eq!(told.try_wait(), Ok(None));
    for _ in 0..3 {
        assert_eq!(told.wait_timeout(Duration::from_millis(1)), Err(CallError::TimedOut));
    }
    let polled =
        pin!(&mut told).poll(&mut std::task::Context::from_waker(&Waker::from(Arc::clone(&waker))));
    assert_eq!(polled, Poll::Pending);
    assert!(worker.is_open());
    drop(latch);
    assert_eq!(told.wait_timeout(MINUTE), Err(CallError::Panicked));
    expect_closed(&worker, panicked_in("unwind"));
    assert_eq!(told.wait(), Err(CallError::NoReply), "it is taken once");
    wakes.recv().unwrap();
}

struct Woken(Sender<()>);

impl std::task::Wake for Woken {
    fn wake(self: Arc<Self>) {
        let _ = self.0.send(());
    }
}

#[test]
fn a_reply_that_is_held_back_may_be_given_up() {
    let worker = Worker::default().start();
    let ((unwinds, is_unwinding), (latch, go_on)) = (channel(), channel::<()>());
    let guard = Guard::new(move || {
        unwinds.send(()).unwrap();
        let _ = go_on.recv();
    });
    let told = worker.ask().unwind(guard);
    is_unwinding.recv().unwrap();
    drop(told);
    drop(latch);
    assert!(matches!(worker.join(), Ok(Exit::Panicked(_))));
}

/// An actor waits for a worker that unwinds, and the worker asks that actor meanwhile. Returns the results of both
/// waits.
fn asked_as_it_unwinds() -> (Outcome, Outcome) {
    let (worker, asker) = (Worker::default().start(), Asker.start());
    let (asked, outcome) = channel();
    let guard = Guard::new({
        let asker = asker.clone();
        move || asked.send(asker.ping()).unwrap()
    });
    let ask: Box<dyn FnOnce() -> Outcome + Send> = Box::new(move || worker.unwind(guard));
    let told = asker.wait_for(ask).unwrap();
    (told, outcome.recv().unwrap())
}

#[test]
fn an_actor_that_unwinds_and_the_caller_that_it_asks_are_a_circle() {
    for _ in 0..ROUNDS {
        match asked_as_it_unwinds() {
            (Err(CallError::Panicked), Err(CallError::Deadlock(_)))
            | (Err(CallError::Deadlock(_)), Ok(1)) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn an_actor_that_has_caught_a_panic_may_ask_the_caller_that_it_has_dropped() {
    for _ in 0..ROUNDS {
        let (worker, asker) = (Worker::default().start(), Asker.start());
        let (asked, outcome) = channel();
        let back = asker.clone();
        let then: Box<dyn FnOnce() + Send> = Box::new(move || asked.send(back.ping()).unwrap());
        let ask: Box<dyn FnOnce() -> Outcome + Send> = Box::new(move || worker.catch(then));
        assert_eq!(asker.wait_for(ask), Ok(Err(CallError::Panicked)));
        assert_eq!(outcome.recv().unwrap(), Ok(1));
    }
}

#[test]
fn an_actor_that_waits_for_a_reply_that_it_dropped_is_told_at_once() {
    let keeper = Keeper::default().start();
    let (own, outcome) = channel();
    // As it unwinds.
    let (owed, told) = owed_by(&keeper);
    let outcome_of = own.clone();
    let guard = Guard::new(move || {
        drop(owed);
        outcome_of.send(told.wait()).unwrap();
    });
    assert_eq!(Worker::default().start().unwind(guard), Err(CallError::Panicked));
    assert_eq!(outcome.recv().unwrap(), Err(CallError::Panicked));
    // When it has caught the panic.
    let (owed, told) = owed_by(&keeper);
    let then = Box::new(move || {
        catch_a_panic_with(owed);
        own.send(told.wait()).unwrap();
    });
    assert_eq!(Worker::default().start().catch(then), Err(CallError::Panicked));
    assert_eq!(outcome.recv().unwrap(), Err(CallError::Panicked));
}

/// A task of the handler has polled before, and is woken without another poll.
#[test]
fn an_actor_that_awaits_a_reply_that_it_drops_is_woken() {
    let keeper = Keeper::default().start();
    let (own, outcome) = channel();
    let (owed, mut told) = owed_by(&keeper);
    let mut owed = Some(owed);
    let then = Box::new(move || {
        let answer = block_on(poll_fn(|cx| {
            let polled = pin!(&mut told).poll(cx);
            owed.take().into_iter().for_each(catch_a_panic_with);
            polled
        }));
        own.send(answer).unwrap();
    });
    let worker = Worker::default().start();
    assert_eq!(worker.ask().catch(then).wait_timeout(MINUTE), Err(CallError::Panicked));
    assert_eq!(outcome.recv_timeout(MINUTE), Ok(Err(CallError::Panicked)));
}

#[test]
fn everyone_else_learns_the_end_that_follows() {
    let (worker, other) = (Worker::default().start(), Worker::default().start());
    link(&worker, &other);
    let (tell, exits) = channel();
    worker.on_exit(move |exit| tell.send(exit.clone()).unwrap());
    let (hold, is_held) = hold_of(&worker);
    let told = worker.ask().parse("seven");
    let behind = worker.ask().saved();
    drop(hold);
    is_held.recv().unwrap_err();
    assert_eq!(told.wait(), Err(CallError::Panicked));
    expect_closed(&worker, panicked_in("parse"));
    let Err(CallError::Ended(exit)) = behind.wait() else { panic!("it was answered") };
    assert_eq!(exits.recv().unwrap(), exit);
    assert_eq!(other.wait_timeout(MINUTE), Some(Exit::Stopped));
    assert_eq!(worker.join(), Ok(exit));
}

/// Has the worker's handler wait until the sender that is returned is dropped.
fn hold_of(worker: &WorkerHandle) -> (Sender<()>, Receiver<()>) {
    let ((hold, go_on), (held, is_held)) = (channel::<()>(), channel());
    let guard = Guard::new(move || {
        held.send(()).unwrap();
        let _ = go_on.recv();
    });
    let holding = worker.ask().catch(Box::new(move || drop(guard)));
    is_held.recv().unwrap();
    drop(holding);
    (hold, is_held)
}
