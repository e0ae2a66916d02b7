//! What is special about actors that share few threads: fairness, which thread runs them, waiting, shutting down.

use std::{
    cell::{Cell, RefCell},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use actor_runtime::{Builder, Executor, Overflow, Restart, SpawnError, System, prelude::*};

use crate::{
    support::alone::{expect_threads, is_alone, threads},
    sys::{
        block_on,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
        not_simulated, test,
        thread::{self, ThreadId},
    },
};

/// A deadline: a caller that waits under a deadline runs no actor.
const HOUR: Duration = Duration::from_secs(3600);

thread_local! {
    static HELD: RefCell<Option<Sender<()>>> = const { RefCell::new(None) };
}

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
    pub fn thread(&self) -> ThreadId {
        thread::current().id()
    }
    pub fn panic(&self) -> u64 {
        panic!("as told")
    }
    pub fn report(&self, to: Sender<u64>) {
        to.send(self.total).unwrap();
    }
    /// Keeps `until_the_end` in a thread-local of the thread that runs this, which drops it at its end.
    pub fn hold(&self, until_the_end: Sender<()>) {
        HELD.set(Some(until_the_end));
    }
    pub fn take(&self, flushing: Flushing) -> u64 {
        drop(flushing);
        self.total
    }
    /// Returns once the latch is dropped.
    pub fn wait(&self, latch: Receiver<()>) {
        let _ = latch.recv();
    }
}

/// The executor's only thread, held by the handler of an actor until the latch is dropped.
fn occupy(executor: &Executor) -> (TallyHandle, Sender<()>) {
    let (latch, waits) = channel();
    let tally = Tally::default().spawn_on(executor);
    let (here, is_here) = channel();
    let blocker = Blocker { here }.spawn_on(executor);
    blocker.block(waits).unwrap();
    is_here.recv().unwrap();
    (tally, latch)
}

#[actor]
struct Blocker {
    here: Sender<()>,
}

#[actor]
impl Blocker {
    pub fn block(&self, latch: Receiver<()>) {
        self.here.send(()).unwrap();
        let _ = latch.recv();
    }
}

#[test]
fn an_ask_to_an_idle_actor_runs_on_the_callers_thread_after_what_is_queued() {
    let executor = Executor::new(1).unwrap();
    let (tally, latch) = occupy(&executor);
    for n in 1..=3 {
        tally.add(n).unwrap();
    }
    // No thread of the executor is free, so this thread handles the messages.
    assert_eq!(tally.total(), Ok(6));
    for _ in 0..100 {
        assert_eq!(tally.thread(), Ok(thread::current().id()));
    }
    assert_eq!(tally.ask().thread().wait(), Ok(thread::current().id()));
    assert_eq!(tally.panic(), Err(CallError::Panicked));
    drop(latch);
    assert!(matches!(tally.join(), Ok(Exit::Panicked(_))));
}

#[actor]
struct Deferring;

#[actor]
impl Deferring {
    pub fn thread(&self, #[reply] reply: ReplySender<ThreadId>) {
        let _ = reply.send(thread::current().id());
    }
    #[urgent]
    pub fn thread_now(&self, #[reply] reply: ReplySender<ThreadId>) {
        let _ = reply.send(thread::current().id());
    }
}

#[test]
fn a_caller_leaves_an_actor_that_defers_its_answer_to_the_executor() {
    let deferring = Deferring.spawn_on(&Executor::new(1).unwrap());
    let here = thread::current().id();
    for _ in 0..100 {
        let asked = [deferring.thread(), deferring.thread_now()];
        let requested = [deferring.ask().thread().wait(), deferring.ask().thread_now().wait()];
        for thread in asked.into_iter().chain(requested) {
            assert_ne!(thread, Ok(here));
        }
    }
}

#[actor]
#[derive(Default)]
struct Diary {
    notes: Vec<u64>,
}

#[actor]
impl Diary {
    pub fn note(&mut self, n: u64) {
        self.notes.push(n);
    }
    /// The second one is a message to itself.
    pub fn note_two(&mut self, ctx: &mut Context<DiaryHandle>, n: u64) -> bool {
        self.notes.push(n);
        ctx.send(DiaryMessage::Note { n: n + 1 }).is_ok()
    }
    pub fn read(&self) -> Vec<u64> {
        self.notes.clone()
    }
}

#[actor]
struct Dreamer {
    dreams: Sender<()>,
}

#[actor]
impl Dreamer {
    #[idle]
    fn dream(&mut self) -> Idle {
        let _ = self.dreams.send(());
        Idle::Wait
    }
    pub fn nudge(&self) -> bool {
        true
    }
}

#[test]
fn an_ask_on_a_callers_thread_is_followed_by_idle_work() {
    let executor = Executor::new(1).unwrap();
    let (to, dreams) = channel();
    let dreamer = Dreamer { dreams: to }.spawn_on(&executor);
    for _ in 0..1_000 {
        assert_eq!(dreams.recv_timeout(HOUR / 60), Ok(()));
        assert_eq!(dreamer.nudge(), Ok(true));
    }
}

#[test]
fn a_caller_under_a_deadline_runs_no_actor() {
    let executor = Executor::new(1).unwrap();
    let tally = TallyHandle::builder().timeout(HOUR).spawn_on(&executor, Tally::default()).unwrap();
    assert_ne!(tally.thread(), Ok(thread::current().id()));
}

#[actor]
#[derive(Default)]
struct EggTimer {
    rung: bool,
}

#[actor]
impl EggTimer {
    #[ask]
    pub fn set(&mut self, ctx: &mut Context<EggTimerHandle>) {
        ctx.send_after(Duration::ZERO, EggTimerMessage::Ring);
    }
    pub fn ring(&mut self) {
        self.rung = true;
    }
    pub fn has_rung(&self) -> bool {
        self.rung
    }
}

#[test]
fn a_timer_that_is_due_takes_turns_with_asks_on_a_callers_thread() {
    let executor = Executor::new(1).unwrap();
    let (_, latch) = occupy(&executor);
    let egg_timer = EggTimer::default().spawn_on(&executor);
    egg_timer.set().unwrap();
    // Only this thread can run the actor, and the timer may be late by one message.
    assert_eq!([egg_timer.has_rung(), egg_timer.has_rung()][1], Ok(true));
    drop(latch);
}

#[test]
fn what_it_has_sent_itself_on_a_callers_thread_comes_before_the_next_ask() {
    let executor = Executor::new(1).unwrap();
    let (_, latch) = occupy(&executor);
    let diary = Diary::default().spawn_on(&executor);
    assert_eq!(diary.note_two(1), Ok(true));
    assert_eq!(diary.read(), Ok(vec![1, 2]));
    // A call is the mailbox's turn, whatever came before it.
    assert_eq!(diary.note_two(3), Ok(true));
    diary.note(5).unwrap();
    assert_eq!(diary.read(), Ok(vec![1, 2, 3, 4, 5]));
    drop(latch);
}

#[test]
fn a_killed_actor_answers_no_caller_before_its_end() {
    let executor = Executor::new(1).unwrap();
    let (tally, latch) = occupy(&executor);
    tally.kill();
    assert_eq!(tally.total(), Err(CallError::Ended(Exit::Killed)));
    drop(latch);
}

#[test]
fn what_a_caller_leaves_of_what_it_has_taken_is_handled_without_more_to_come() {
    let executor = Executor::new(1).unwrap();
    let (tally, latch) = occupy(&executor);
    let total = tally.ask().total();
    let (to, reports) = channel();
    tally.report(to.clone()).unwrap();
    tally.add(5).unwrap();
    tally.report(to).unwrap();
    assert_eq!(total.wait(), Ok(0), "this thread runs it, and no further than that");
    drop(latch);
    assert_eq!(reports.recv_timeout(HOUR), Ok(0));
    assert_eq!(reports.recv_timeout(HOUR), Ok(5));
}

/// An actor of which a caller has left a part of the batch that it had taken. Its turn is still to come.
fn left_by_a_caller(executor: &Executor) -> (TallyHandle, Sender<()>, Receiver<Exit>) {
    let (tally, latch) = occupy(executor);
    let (ended, ends) = channel();
    tally.on_exit(move |exit| ended.send(exit.clone()).unwrap());
    let total = tally.ask().total();
    tally.add(1).unwrap();
    tally.add(1).unwrap();
    assert_eq!(total.wait(), Ok(0));
    (tally, latch, ends)
}

#[test]
fn an_ask_comes_behind_what_a_caller_has_left() {
    let executor = Executor::new(1).unwrap();
    let (tally, latch, _) = left_by_a_caller(&executor);
    assert_eq!(tally.total(), Ok(2));
    drop(latch);
}

#[test]
fn the_last_drop_ends_one_that_has_to_look_twice_for_what_was_sent() {
    let executor = Executor::new(1).unwrap();
    let (tally, latch, ends) = left_by_a_caller(&executor);
    tally.add(1).unwrap();
    drop((tally, latch));
    assert_eq!(ends.recv_timeout(HOUR / 60), Ok(Exit::Closed));
}

#[test]
fn a_caller_whose_answer_comes_before_the_end_leaves_that_to_others() {
    let executor = Executor::new(1).unwrap();
    let (tally, latch, ends) = left_by_a_caller(&executor);
    let total = tally.ask().total();
    drop(tally);
    assert_eq!(total.wait(), Ok(2));
    drop(latch);
    assert_eq!(ends.recv_timeout(HOUR / 60), Ok(Exit::Closed));
}

#[test]
fn an_actor_that_a_caller_has_let_go_of_is_busy_with_nothing() {
    let executor = Executor::new(1).unwrap();
    let (_, latch) = occupy(&executor);
    let system = System::new();
    let tally: TallyHandle = system.spawn_on(&executor, Tally::default()).unwrap();
    assert_eq!(tally.total(), Ok(0));
    // It stops when it has its turn, which it does not get as long as the only thread is held.
    let report = system.shutdown(Duration::ZERO);
    assert_eq!((report.actors()[0].exit(), report.actors()[0].running()), (None, None));
    drop(latch);
    assert_eq!(tally.join(), Ok(Exit::Stopped));
}

/// Waits for an actor where it is dropped.
struct Flushing {
    whom: TallyHandle,
    latch: Option<Sender<()>>,
    flushed: Sender<Result<(), CallError>>,
}

impl Drop for Flushing {
    fn drop(&mut self) {
        self.latch = None;
        let _ = self.flushed.send(self.whom.flush());
    }
}

#[test]
fn a_refused_ask_whose_drop_waits_for_the_actor_does_not_hold_it() {
    let executor = Executor::new(1).unwrap();
    let (_, latch) = occupy(&executor);
    let builder = TallyHandle::builder().mailbox(1).overflow(Overflow::Reject);
    let tally = builder.spawn_on(&executor, Tally::default()).unwrap();
    tally.add(1).unwrap();
    let (flushed, has_flushed) = channel();
    let flushing = Flushing { whom: tally.clone(), latch: Some(latch), flushed };
    let asking = tally.clone();
    let asker = thread::spawn(move || asking.take(flushing));
    assert_eq!(has_flushed.recv_timeout(HOUR / 60), Ok(Ok(())));
    assert_eq!(asker.join().unwrap(), Err(CallError::Full));
    assert_eq!(tally.total(), Ok(1));
}

#[test]
fn a_cancelled_ask_whose_drop_waits_for_the_actor_does_not_hold_it() {
    let executor = Executor::new(1).unwrap();
    let (_, latch) = occupy(&executor);
    let tally = TallyHandle::builder().mailbox(1).spawn_on(&executor, Tally::default()).unwrap();
    tally.add(1).unwrap();
    let (flushed, has_flushed) = channel();
    let flushing = Flushing { whom: tally.clone(), latch: Some(latch), flushed };
    // It stands in line until the line is looked at.
    drop(tally.ask().take(flushing));
    let asking = tally.clone();
    let asker = thread::spawn(move || asking.total());
    assert_eq!(has_flushed.recv_timeout(HOUR / 60), Ok(Ok(())));
    assert_eq!(asker.join().unwrap(), Ok(1));
}

#[test]
fn a_join_waits_for_the_watchers() {
    let executor = Executor::new(2).unwrap();
    for _ in 0..200 {
        let tally = Tally::default().spawn_on(&executor);
        let has_watched = Arc::new(AtomicU64::new(0));
        let watched = Arc::clone(&has_watched);
        tally.on_exit(move |_| {
            (0..100).for_each(|_| thread::yield_now());
            watched.store(1, Ordering::Release);
        });
        tally.stop();
        assert_eq!(tally.join(), Ok(Exit::Stopped));
        assert_eq!(has_watched.load(Ordering::Acquire), 1);
    }
}

#[test]
fn asking_polling_and_waiting_under_a_deadline_run_nothing_on_the_callers_thread() {
    let executor = Executor::new(1).unwrap();
    let (tally, latch) = occupy(&executor);
    let mut reply = tally.ask().thread();
    assert_eq!(reply.try_wait(), Ok(None));
    let mut polled = std::pin::pin!(tally.ask().thread());
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(polled.as_mut().poll(&mut cx).is_pending());
    assert_eq!(reply.wait_timeout(Duration::from_millis(1)), Err(CallError::TimedOut));
    drop(latch);
    assert_ne!(reply.wait_timeout(HOUR), Ok(thread::current().id()));
    assert_ne!(block_on(polled), Ok(thread::current().id()));
}

/// Reports each message, and waits for permission to go on.
#[actor]
struct Stepper {
    here: Sender<()>,
    steps: Receiver<()>,
}

#[actor]
impl Stepper {
    pub fn step(&self) {
        self.here.send(()).unwrap();
        self.steps.recv().unwrap();
    }
}

/// A builder whose mailbox has `places` places, and refuses the rest.
fn full_at<H: Handle>(places: usize) -> Builder<H> {
    H::builder().mailbox(places).overflow(Overflow::Reject)
}

#[test]
fn a_place_is_held_until_its_messages_turn_however_many_are_taken_at_once() {
    let executor = Executor::new(1).unwrap();
    for (places, rounds) in [(4, 6), (1_000, 700)] {
        let (_, latch) = occupy(&executor);
        let ((here, is_here), (step, steps)) = (channel(), channel());
        let stepper = full_at::<StepperHandle>(places);
        let stepper = stepper.spawn_on(&executor, Stepper { here, steps }).unwrap();
        let fill = |room: usize| {
            (0..room).for_each(|_| stepper.step().unwrap());
            assert_eq!(stepper.step(), Err(CallError::Full));
        };
        fill(places);
        drop(latch);
        for _ in 0..rounds {
            is_here.recv().unwrap();
            fill(1);
            step.send(()).unwrap();
        }
        (0..places).for_each(|_| step.send(()).unwrap());
        assert_eq!(stepper.join(), Ok(Exit::Closed));
        assert_eq!(is_here.iter().count(), places);
    }
}

#[test]
fn places_are_held_while_a_state_with_a_part_half_handled_is_made_again() {
    let executor = Executor::new(1).unwrap();
    let (_, latch) = occupy(&executor);
    let pause = Restart::on_failure().backoff(HOUR, HOUR);
    let tally = full_at::<TallyHandle>(4).supervise_on(&executor, pause, Tally::default).unwrap();
    tally.add(1).unwrap();
    let panicked = tally.ask().panic();
    (0..2).for_each(|_| tally.add(1).unwrap());
    assert_eq!(tally.add(1), Err(CallError::Full));
    drop(latch);
    assert_eq!(panicked.wait(), Err(CallError::Panicked));
    (0..2).for_each(|_| tally.add(1).unwrap());
    assert_eq!(tally.add(1), Err(CallError::Full));
    tally.stop();
    assert!(tally.join().is_ok());
}

#[test]
fn places_are_held_where_a_caller_leaves_with_a_part_half_handled() {
    let executor = Executor::new(1).unwrap();
    let (_, latch) = occupy(&executor);
    let tally = full_at::<TallyHandle>(4).spawn_on(&executor, Tally::default()).unwrap();
    tally.add(1).unwrap();
    let total = tally.ask().total();
    (0..2).for_each(|_| tally.add(1).unwrap());
    assert_eq!(total.wait(), Ok(1), "this thread runs it, and no further");
    (0..2).for_each(|_| tally.add(1).unwrap());
    assert_eq!(tally.add(1), Err(CallError::Full));
    drop(latch);
    tally.flush().unwrap();
    assert_eq!(tally.total(), Ok(5));
}

#[test]
fn a_flooded_actor_lets_others_have_their_turn() {
    /// Told once, it always has something to do.
    #[actor]
    struct Restless {
        handled: Arc<AtomicU64>,
    }

    #[actor]
    impl Restless {
        pub fn go_on(&mut self, ctx: &mut Context<RestlessHandle>) {
            self.handled.fetch_add(1, Ordering::Relaxed);
            let _ = ctx.send(RestlessMessage::GoOn);
        }
    }

    let executor = Executor::new(1).unwrap();
    let handled = Arc::new(AtomicU64::new(0));
    let restless = Restless { handled: Arc::clone(&handled) }.spawn_on(&executor);
    restless.go_on().unwrap();
    let tally = Tally::default().spawn_on(&executor);
    for _ in 0..100 {
        let before = handled.load(Ordering::Relaxed);
        // By the executor's only thread, which the restless one never leaves idle.
        assert!(tally.ask().thread().wait_timeout(HOUR).is_ok());
        assert!(handled.load(Ordering::Relaxed) - before < 1_000_000, "not its turn for long");
    }
    restless.kill();
    let _ = restless.join();
}

/// Asks the next one, which asks the next one.
#[actor]
struct Link {
    next: Option<LinkHandle>,
    /// Borrowed while the actor asks, so that no caller finds it idle.
    depth: Cell<u64>,
}

#[actor]
impl Link {
    pub fn length(&self) -> u64 {
        let beyond = self.next.as_ref().map_or(0, |next| next.length().unwrap());
        self.depth.set(beyond);
        beyond + 1
    }
}

fn chain(executor: &Executor, length: u64) -> LinkHandle {
    let end = Link { next: None, depth: Cell::new(0) }.spawn_on(executor);
    (1..length)
        .fold(end, |next, _| Link { next: Some(next), depth: Cell::new(0) }.spawn_on(executor))
}

#[test]
fn a_chain_of_a_thousand_actors_that_ask_each_other_ends_on_one_thread() {
    let executor = Executor::new(1).unwrap();
    let chain = chain(&executor, 1_000);
    assert_eq!(chain.length(), Ok(1_000));
    // Begun by the executor's own thread.
    assert_eq!(chain.ask().length().wait_timeout(HOUR), Ok(1_000));
}

#[test]
fn a_wait_for_a_busy_actor_leaves_the_thread_to_others() {
    #[actor]
    struct Asker {
        tally: TallyHandle,
    }

    #[actor]
    impl Asker {
        pub fn fetch(&self) -> u64 {
            self.tally.total().unwrap()
        }
    }

    let executor = Executor::new(1).unwrap();
    let (latch, waits) = channel();
    let (here, is_here) = channel();
    // On a thread of its own, and so never run by a caller.
    let tally = Tally::default().spawn();
    tally.wait(waits).unwrap();
    let asker = Asker { tally: tally.clone() }.spawn_on(&executor);
    let fetched = asker.ask().fetch();
    // The only thread waits for the tally; these two need one.
    let blocker = Blocker { here }.spawn_on(&executor);
    let (_, nothing) = channel::<()>();
    blocker.block(nothing).unwrap();
    is_here.recv().unwrap();
    drop(latch);
    let mut fetched = fetched;
    assert_eq!(fetched.wait_timeout(HOUR), Ok(0));
}

#[test]
fn a_circle_of_actors_that_run_on_top_of_each_other_is_a_deadlock() {
    #[actor]
    struct Partner {
        other: Option<PartnerHandle>,
    }

    #[actor]
    impl Partner {
        pub fn know(&mut self, other: PartnerHandle) {
            self.other = Some(other);
        }
        pub fn ask_on(&self, hops: u32) -> Result<u32, CallError> {
            match (&self.other, hops) {
                (Some(other), 1..) => other.ask_on(hops - 1)?,
                _ => Ok(hops),
            }
        }
        pub fn forget(&mut self) {
            self.other = None;
        }
    }

    let executor = Executor::new(1).unwrap();
    let builder = PartnerHandle::builder;
    let a = builder().name("a").spawn_on(&executor, Partner { other: None }).unwrap();
    let b = builder().name("b").spawn_on(&executor, Partner { other: Some(a.clone()) }).unwrap();
    a.know(b.clone()).unwrap();
    let Ok(Err(CallError::Deadlock(cycle))) = a.ask_on(2) else { panic!("no circle") };
    assert_eq!(cycle.to_string(), "`b` waits for `a` waits for `b`");
    assert_eq!(a.ask_on(1), Ok(Ok(0)));
    a.forget().unwrap();
}

#[test]
fn shutdown_drains_and_takes_no_more() {
    let executor = Executor::new(2).unwrap();
    let tallies: Vec<_> = (0..100).map(|_| Tally::default().spawn_on(&executor)).collect();
    for tally in &tallies {
        (1..=10).for_each(|n| tally.add(n).unwrap());
    }
    executor.shutdown().unwrap();
    for tally in tallies {
        assert_eq!(tally.stats().handled, 10);
        assert_eq!(tally.join(), Ok(Exit::Stopped));
    }
    let refused = TallyHandle::builder().spawn_on(&executor, Tally::default()).unwrap_err();
    assert!(matches!(refused, SpawnError::ShutDown), "{refused}");
    executor.shutdown().unwrap();
}

#[test]
fn an_actor_that_shuts_down_its_own_executor_gets_an_error() {
    #[actor]
    struct Janitor {
        executor: Executor,
    }

    #[actor]
    impl Janitor {
        pub fn close(&self) -> Result<(), CallError> {
            self.executor.shutdown()
        }
    }

    let executor = Executor::new(1).unwrap();
    let janitor = Janitor { executor: executor.clone() }.spawn_on(&executor);
    assert!(matches!(janitor.close(), Ok(Err(CallError::Deadlock(_)))));
    assert_eq!(janitor.join(), Ok(Exit::Stopped));
}

#[test]
fn a_shutdown_that_finds_a_deadlock_waits_for_all_others_first() {
    #[actor]
    struct Janitor {
        executor: Executor,
        others: Vec<TallyHandle>,
    }

    #[actor]
    impl Janitor {
        pub fn close(&self) -> (Result<(), CallError>, usize) {
            let closed = self.executor.shutdown();
            (closed, self.others.iter().filter(|other| other.is_alive()).count())
        }
    }

    for threads in 1..=2 {
        let executor = Executor::new(threads).unwrap();
        let tally = || {
            let tally = Tally::default().spawn_on(&executor);
            (0..100).for_each(|n| tally.add(n).unwrap());
            tally
        };
        let mut others: Vec<_> = (0..50).map(|_| tally()).collect();
        let executor = executor.clone();
        let janitor = Janitor { executor: executor.clone(), others: others.clone() };
        let janitor = janitor.spawn_on(&executor);
        others.extend((0..50).map(|_| Tally::default().spawn_on(&executor)));
        let (closed, alive) = janitor.close().unwrap();
        assert!(matches!(closed, Err(CallError::Deadlock(_))), "{closed:?}");
        assert_eq!(alive, 0);
        assert!(others.iter().all(|other| !other.is_alive()));
        drop(others);
        assert_eq!(janitor.join(), Ok(Exit::Stopped));
        // From elsewhere it is none.
        executor.shutdown().unwrap();
    }
}

#[test]
fn actors_outlive_the_executor_that_was_dropped() {
    let executor = Executor::new(1).unwrap();
    let tally = Tally::default().spawn_on(&executor);
    drop(executor);
    tally.add(5).unwrap();
    let mut total = tally.ask().total();
    assert_eq!(total.wait_timeout(HOUR), Ok(5));
    assert_eq!(tally.join(), Ok(Exit::Closed));
}

#[test]
fn an_executor_has_a_thread() {
    let error = Executor::new(0).unwrap_err();
    assert_eq!(error.to_string(), "an executor of 0 threads runs no actor: give it at least 1");
    assert_eq!(format!("{:?}", Executor::new(1).unwrap()), "Executor { threads: 1, .. }");
}

#[test]
fn a_backoff_holds_no_thread_up() {
    let executor = Executor::new(1).unwrap();
    let restart = Restart::on_failure().backoff(HOUR, HOUR);
    let failing = (0..100).map(|_| {
        TallyHandle::builder().supervise_on(&executor, restart.clone(), Tally::default).unwrap()
    });
    let failing: Vec<_> = failing.collect();
    for tally in &failing {
        assert_eq!(tally.panic(), Err(CallError::Panicked));
        tally.add(1).unwrap();
    }
    let tally = Tally::default().spawn_on(&executor);
    let mut thread = tally.ask().thread();
    assert!(thread.wait_timeout(HOUR).is_ok());
    // A stop cuts the wait short, and a fresh state handles what is left.
    for tally in failing {
        tally.stop();
        assert_eq!(tally.clone().join(), Ok(Exit::Stopped));
        assert_eq!((tally.stats().handled, tally.stats().restarts), (2, 1));
    }
}

/// Has something to do before its first message.
#[actor]
#[derive(Default)]
struct Early {
    has_started: bool,
}

#[actor]
impl Early {
    pub fn has_started(&self) -> bool {
        self.has_started
    }

    #[started]
    fn start(&mut self) {
        self.has_started = true;
    }
}

#[test]
fn an_actor_whose_last_handle_goes_before_its_first_turn_ends() {
    let executor = Executor::new(1).unwrap();
    let (_tally, latch) = occupy(&executor);
    let (told, ends) = channel();
    let also_told = told.clone();
    let supervised = TallyHandle::builder();
    let supervised = supervised.supervise_on(&executor, Restart::on_failure(), Tally::default);
    supervised.unwrap().on_exit(move |exit| also_told.send(exit.clone()).unwrap());
    Early::default().spawn_on(&executor).on_exit(move |exit| told.send(exit.clone()).unwrap());
    drop(latch);
    for _ in 0..2 {
        assert_eq!(ends.recv_timeout(HOUR), Ok(Exit::Closed));
    }
}

#[test]
fn threads_end_once_nobody_has_their_executor_and_no_actor_is_left() {
    fn held(executor: &Executor) -> (TallyHandle, Receiver<()>) {
        let tally = Tally::default().spawn_on(executor);
        let (until_the_end, ended) = channel();
        tally.hold(until_the_end).unwrap();
        assert_eq!(tally.ask().total().wait_timeout(HOUR), Ok(0));
        (tally, ended)
    }
    let executor = Executor::new(1).unwrap();
    let (tally, ended) = held(&executor);
    assert_eq!(tally.join(), Ok(Exit::Closed));
    drop(executor);
    assert_eq!(ended.recv_timeout(HOUR), Err(RecvTimeoutError::Disconnected));
    let executor = Executor::new(1).unwrap();
    let (tally, ended) = held(&executor);
    drop(executor);
    assert_eq!(tally.join(), Ok(Exit::Closed));
    assert_eq!(ended.recv_timeout(HOUR), Err(RecvTimeoutError::Disconnected));
}

#[not_simulated("counts the threads of a process of its own")]
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "counts threads in /proc")]
fn threads_end_with_their_executor() {
    // In a process of its own: other tests' threads come and go.
    if !is_alone("pool::threads_end_with_their_executor") {
        return;
    }
    let before = threads();
    let executor = Executor::new(3).unwrap();
    let chain = chain(&executor, 200);
    assert_eq!(chain.length(), Ok(200));
    assert!(threads() > before + 4, "some took the place of others");
    drop(chain);
    executor.shutdown().unwrap();
    expect_threads(before);
}
