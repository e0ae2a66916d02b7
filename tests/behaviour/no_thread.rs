//! An executor to which the system gives no further thread: no call hangs, and all goes on once the system gives
//! threads again.
//
// In a process of its own, whose address space has room for few stacks. What is left of the address space is taken up
// by allocations that are never touched, and so cost no memory.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
        mpsc::{Receiver, Sender, channel},
    },
    thread,
    time::Duration,
};

use actor_runtime::{
    Builder, Child, Executor, Restart, SpawnError, StartError, Supervisor, SupervisorHandle,
    prelude::*,
};

use crate::{
    support::alone::{self, in_time},
    sys::{not_simulated, test},
};

const STACK: usize = 256 << 20;
/// There is always room for a stack of this size.
const SMALL_STACK: usize = 1 << 20;
const HOUR: Duration = Duration::from_secs(3600);

/// Whether this process runs `test` and no other, with an address space of 16 stacks and every stack of that
/// size. If not, runs it in one that does.
fn is_confined(test: &str) -> bool {
    is_confined_to(test, STACK)
}

/// As `is_confined`, in an address space of the same size, with stacks of another size.
fn is_confined_to(test: &str, stack: usize) -> bool {
    alone::is_confined(test, 16 * STACK, stack)
}

/// While this exists, there is no room for another thread.
struct NoThreads {
    _taken: Vec<Vec<u8>>,
}

impl NoThreads {
    fn begin() -> Self {
        let mut taken = Vec::new();
        // A thread that has been joined may give its stack back a moment later.
        loop {
            let mut more = Vec::<u8>::new();
            while more.try_reserve_exact(STACK / 4).is_ok() {
                taken.push(std::mem::take(&mut more));
            }
            // What the allocator needs meanwhile.
            taken.pop();
            match thread::Builder::new().spawn(|| {}) {
                Ok(thread) => thread.join().unwrap(),
                Err(_) => return NoThreads { _taken: taken },
            }
        }
    }

    /// As `begin`, where stacks are as small as `stack`.
    fn begin_with(stack: usize) -> Self {
        // What the allocator needs meanwhile. As it is in small pieces, no stack fits into it.
        let spare: Vec<_> = (0..4096).map(|_| Box::new([0_u8; 1024])).collect();
        let mut taken = Vec::with_capacity(1 << 16);
        loop {
            let mut size = STACK / 4;
            while size >= stack / 4 {
                let mut more = Vec::<u8>::new();
                match more.try_reserve_exact(size) {
                    Ok(()) => taken.push(more),
                    Err(_) => size /= 2,
                }
            }
            match thread::Builder::new().spawn(|| {}) {
                Ok(thread) => thread.join().unwrap(),
                Err(_) => break,
            }
        }
        drop(spare);
        NoThreads { _taken: taken }
    }
}

#[actor]
struct Link {
    next: Option<LinkHandle>,
}

#[actor]
impl Link {
    pub fn length(&self) -> Result<usize, CallError> {
        match &self.next {
            Some(next) => Ok(1 + next.length()??),
            None => Ok(0),
        }
    }
}

/// An actor that has a thread of its own in these tests.
#[actor]
#[derive(Default)]
struct Gate {
    is_open: bool,
    waiting: Vec<ReplySender<()>>,
}

#[actor]
impl Gate {
    pub fn pass(&mut self, #[reply] reply: ReplySender<()>) {
        match self.is_open {
            true => drop(reply.send(())),
            false => self.waiting.push(reply),
        }
    }

    pub fn open(&mut self) {
        self.is_open = true;
        for reply in self.waiting.drain(..) {
            let _ = reply.send(());
        }
    }
}

/// An actor on the executor, whose handlers wait for nothing.
#[actor(mailbox = 1)]
struct Porter;

#[actor]
impl Porter {
    pub fn open(&self, gate: GateHandle) {
        let _ = gate.open();
    }

    pub fn nothing(&self) {}

    #[ask]
    pub fn answer(&self) {}

    pub fn keep(&self, #[reply] reply: ReplySender<()>) {
        let _ = reply.send(());
    }
}

/// Drops a reply by a panic. Its caller learns of that when the rest has been dropped, too.
#[actor]
struct Clumsy;

#[actor]
impl Clumsy {
    pub fn fail(&mut self, rest: Rest, #[reply] reply: ReplySender<()>) {
        let _rest = rest;
        let _reply = reply;
        // Its caller has fallen asleep by then, as a rule.
        thread::sleep(Duration::from_millis(100));
        std::panic::resume_unwind(Box::new("on purpose"));
    }
}

/// Its drop reports that it has begun, and waits for permission to go on.
struct Rest(Sender<()>, Receiver<()>);

impl Drop for Rest {
    fn drop(&mut self) {
        let Rest(begun, done) = self;
        begun.send(()).unwrap();
        let _ = done.recv();
    }
}

type Results = Sender<(&'static str, Result<(), CallError>)>;

type Job = Box<dyn FnOnce() + Send>;

/// An actor on the executor, whose handlers wait.
#[actor]
struct Guest;

#[actor]
impl Guest {
    /// Waits for what another actor of its executor brings about.
    pub fn pass(&self, gate: GateHandle, porter: PorterHandle, results: Results) {
        let _ = porter.open(gate.clone());
        let _ = results.send(("pass", gate.pass()));
    }

    /// Waits for the verdict on a failure.
    pub fn provoke(&self, clumsy: ClumsyHandle, rest: Rest, results: Results) {
        let _ = results.send(("provoke", clumsy.fail(rest)));
    }

    /// Is at work, and waits for no actor.
    pub fn work(&self, begun: Sender<()>, done: Receiver<()>) {
        begun.send(()).unwrap();
        let _ = done.recv();
    }

    /// Joins an actor that does not end, while another one of its executor is due.
    pub fn join_gate(&self, gate: GateHandle, porter: PorterHandle, results: Results) {
        let _ = porter.open(gate.clone());
        let _ = results.send(("join", gate.join().map(drop)));
    }

    /// Waits for an actor of its executor, in one way.
    pub fn wait(&self, way: Way, porter: PorterHandle, results: Results) {
        // Its only place.
        let _ = porter.nothing();
        let result = match way {
            Way::Tell => porter.nothing(),
            Way::Send => porter.send(PorterMessage::Nothing).map_err(|refused| {
                let reason = refused.reason().clone();
                assert!(matches!(refused.into_message(), PorterMessage::Nothing));
                reason
            }),
            Way::Forget => porter.ask().answer().forget(),
            Way::Flush => porter.flush(),
            Way::Ask => porter.answer(),
            Way::AskDeferred => porter.keep(),
            Way::AskTimed => porter.ask().answer().wait_timeout(HOUR),
            Way::Shutdown => porter.shutdown().map(drop),
            Way::Join => porter.join().map(drop),
            Way::WaitForEnd => {
                porter.stop();
                porter.wait_timeout(HOUR).map(drop).ok_or(CallError::NoThread)
            }
            Way::SpawnFrom => {
                let small = PorterHandle::builder().stack_size(1 << 20);
                small.spawn_from(|| Porter).unwrap().answer()
            }
        };
        let _ = results.send(("wait", result));
    }

    /// Runs the job.
    #[ask]
    pub fn run(&self, job: Job) {
        job();
    }
}

/// Does the job in the handler of an actor that runs on top of `others` other actors, on a thread of the executor.
fn run_on_top(executor: &Executor, others: usize, job: Job) {
    let job = (0..others).fold(job, |job, _| {
        let guest: GuestHandle = Guest.spawn_on(executor);
        Box::new(move || guest.run(job).unwrap())
    });
    // Under a deadline this thread runs none of them.
    assert_eq!(Guest.spawn_on(executor).ask().run(job).wait_timeout(HOUR), Ok(()));
}

/// More actors than may run on top of one another where the pool has a thread for them.
const TOO_DEEP: usize = 20;

/// Its start waits until the test drops the latch.
#[actor]
struct Late {
    latch: Receiver<()>,
    _is_there: Sender<()>,
}

#[actor]
impl Late {
    pub fn nothing(&self) {}

    #[started]
    fn start(&mut self) {
        let _ = self.latch.recv();
    }
}

/// The ways in which a handler waits for an actor.
#[derive(Clone, Copy, Debug)]
enum Way {
    Tell,
    Send,
    Forget,
    Flush,
    Ask,
    AskDeferred,
    AskTimed,
    Shutdown,
    Join,
    WaitForEnd,
    SpawnFrom,
}

/// Each way to wait, and whether the wait succeeds on the only thread of an executor to which the system gives no
/// other. It succeeds if a caller that waits in this way runs the actor, or if the actor has a thread of its own.
/// Otherwise no thread can bring about what is waited for.
const WAYS: [(Way, bool); 11] = [
    (Way::Tell, false),
    (Way::Send, false),
    (Way::Forget, false),
    (Way::Flush, false),
    (Way::Ask, true),
    (Way::AskDeferred, false),
    (Way::AskTimed, false),
    (Way::Shutdown, true),
    (Way::Join, true),
    (Way::WaitForEnd, false),
    (Way::SpawnFrom, true),
];

#[not_simulated("limits the address space of a process of its own")]
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "limits the address space")]
fn a_chain_of_asks_is_answered_without_a_thread_more() {
    if !is_confined("no_thread::a_chain_of_asks_is_answered_without_a_thread_more") {
        return;
    }
    for threads in 1..=3 {
        let executor = Executor::new(threads).unwrap();
        let mut last = Link { next: None }.spawn_on(&executor);
        for _ in 0..40 {
            last = Link { next: Some(last) }.spawn_on(&executor);
        }
        let no_threads = NoThreads::begin();
        assert_eq!(last.ask().length().wait_timeout(HOUR), Ok(Ok(40)));
        drop(no_threads);
        assert_eq!(last.ask().length().wait_timeout(HOUR), Ok(Ok(40)));
        drop(last);
        executor.shutdown().unwrap();
    }
}

#[not_simulated("limits the address space of a process of its own")]
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "limits the address space")]
fn a_thread_with_a_small_stack_runs_no_more_actors_than_it_has_room_for() {
    const TEST: &str =
        "no_thread::a_thread_with_a_small_stack_runs_no_more_actors_than_it_has_room_for";
    const SMALL: usize = 256 << 10;
    if !is_confined_to(TEST, SMALL) {
        return;
    }
    let executor = Executor::new(1).unwrap();
    let mut last = Link { next: None }.spawn_on(&executor);
    for _ in 0..400 {
        last = Link { next: Some(last) }.spawn_on(&executor);
    }
    let no_threads = NoThreads::begin_with(SMALL);
    let length = last.ask().length().wait_timeout(HOUR);
    // A stack that overflows ends the process.
    assert!(matches!(length, Ok(Ok(400) | Err(CallError::NoThread))), "{length:?}");
    drop(no_threads);
    assert_eq!(last.ask().length().wait_timeout(HOUR), Ok(Ok(400)));
    drop(last);
    executor.shutdown().unwrap();
}

#[not_simulated("limits the address space of a process of its own")]
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "limits the address space")]
fn without_a_thread_to_take_its_place_each_way_to_wait_ends() {
    if !is_confined("no_thread::without_a_thread_to_take_its_place_each_way_to_wait_ends") {
        return;
    }
    for threads in 1..=3 {
        let executor = Executor::new(threads).unwrap();
        let no_threads = NoThreads::begin();
        for (way, is_brought_about) in WAYS {
            let (results, come) = channel();
            for _ in 0..threads {
                let porter = Porter.spawn_on(&executor);
                Guest.spawn_on(&executor).wait(way, porter, results.clone()).unwrap();
            }
            drop(results);
            let results: Vec<_> = come.iter().collect();
            assert_eq!(results.len(), threads);
            for (_, result) in results {
                match result {
                    Ok(()) => assert!(is_brought_about || threads > 1, "{way:?}"),
                    // Several threads wait, and one whose wait has failed runs what another one waits for.
                    Err(CallError::NoThread) => assert!(!is_brought_about, "{way:?}"),
                    Err(error) => panic!("{way:?}: {error}"),
                }
            }
        }
        drop(no_threads);
        executor.shutdown().unwrap();
    }
}

#[not_simulated("limits the address space of a process of its own")]
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "limits the address space")]
fn a_wait_for_what_the_waiting_thread_would_have_to_run_is_an_error_until_there_are_threads() {
    const TEST: &str = "no_thread::\
        a_wait_for_what_the_waiting_thread_would_have_to_run_is_an_error_until_there_are_threads";
    if !is_confined(TEST) {
        return;
    }
    for threads in 1..=3 {
        let executor = Executor::new(threads).unwrap();
        let gates: Vec<_> = (0..threads).map(|_| Gate::default().spawn()).collect();
        let pass = |gates: &[GateHandle]| {
            let (results, come) = channel();
            for gate in gates {
                let porter = Porter.spawn_on(&executor);
                Guest.spawn_on(&executor).pass(gate.clone(), porter, results.clone()).unwrap();
            }
            drop(results);
            come.iter().collect::<Vec<_>>()
        };
        let no_threads = NoThreads::begin();
        let without = pass(&gates);
        assert_eq!(without.len(), threads);
        if threads == 1 {
            assert_eq!(without, [("pass", Err(CallError::NoThread))]);
        }
        drop(no_threads);
        let gates: Vec<_> = (0..threads).map(|_| Gate::default().spawn()).collect();
        assert_eq!(pass(&gates), vec![("pass", Ok(())); threads]);
        executor.shutdown().unwrap();
    }
}

#[not_simulated("limits the address space of a process of its own")]
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "limits the address space")]
fn a_worker_that_waits_and_keeps_its_slot_is_replaced_once_there_is_a_thread() {
    if !is_confined(
        "no_thread::a_worker_that_waits_and_keeps_its_slot_is_replaced_once_there_is_a_thread",
    ) {
        return;
    }
    let executor = Executor::new(1).unwrap();
    let gate = Gate::default().spawn();
    let (guest, porter) = (Guest.spawn_on(&executor), Porter.spawn_on(&executor));
    let closed = Gate::default().spawn();
    let (results, come) = channel();
    let no_threads = NoThreads::begin();
    // The actor that it waits for has no message yet, so no other actor is kept from its turn.
    guest.pass(closed.clone(), PorterHandle::channel().0, results).unwrap();
    while closed.stats().handled == 0 {
        thread::yield_now();
    }
    drop(no_threads);
    porter.open(closed).unwrap();
    assert_eq!(come.recv(), Ok(("pass", Ok(()))));
    drop((gate, guest, porter));
    executor.shutdown().unwrap();
}

/// A spawn that waits for the actor, with how many actors its own runs on top of, and what its error says.
type Spawning = (usize, fn(&Executor, &SupervisorHandle, Late) -> Result<(), String>, String);

fn spawnings() -> [Spawning; 7] {
    fn builder() -> Builder<LateHandle> {
        LateHandle::builder().stack_size(SMALL_STACK)
    }
    fn child(late: Late) -> Child<LateHandle, impl FnMut() -> Late + Send + 'static> {
        Child::new(builder(), once(late))
    }
    fn once(late: Late) -> impl FnMut() -> Late + Send + 'static {
        let mut late = Some(late);
        move || late.take().expect("it is not restarted")
    }
    fn told<T, E: ToString>(result: Result<T, E>) -> Result<(), String> {
        result.map(drop).map_err(|error| error.to_string())
    }
    let no_thread = || io::Error::new(io::ErrorKind::WouldBlock, CallError::NoThread);
    let of_spawn = || SpawnError::<String>::Thread(no_thread()).to_string();
    let of_group = || StartError::Supervisor(CallError::NoThread).to_string();
    [
        (0, |_, _, late| told(builder().wait_for_start().spawn(late)), of_spawn()),
        (
            0,
            |_, _, late| {
                told(builder().spawn_with(move || {
                    let _ = late.latch.recv();
                    Ok::<_, String>(late)
                }))
            },
            of_spawn(),
        ),
        (0, |_, _, late| told(builder().wait_for_start().spawn_from(move || late)), of_spawn()),
        (
            0,
            |_, _, late| {
                told(builder().wait_for_start().supervise(Restart::on_failure(), once(late)))
            },
            of_spawn(),
        ),
        (
            TOO_DEEP,
            |executor, _, late| told(builder().wait_for_start().spawn_on(executor, late)),
            of_spawn(),
        ),
        (0, |_, group, late| told(group.start(child(late))), of_group()),
        (0, |executor, group, late| told(group.start_on(executor, child(late))), of_group()),
    ]
}

#[not_simulated("limits the address space of a process of its own")]
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "limits the address space")]
fn a_spawn_that_cannot_wait_for_its_actor_is_an_error_and_ends_the_actor() {
    const TEST: &str =
        "no_thread::a_spawn_that_cannot_wait_for_its_actor_is_an_error_and_ends_the_actor";
    if !is_confined(TEST) {
        return;
    }
    let executor = Executor::new(1).unwrap();
    let group: SupervisorHandle = Supervisor::one_for_one().spawn();
    let no_threads = NoThreads::begin();
    for (nth, (others, spawn, expected)) in spawnings().into_iter().enumerate() {
        let porter: PorterHandle = Porter.spawn_on(&executor);
        let ((latch, wait), (is_there, gone)) = (channel(), channel());
        let late = Late { latch: wait, _is_there: is_there };
        let (told, tells) = channel();
        let (on, of) = (executor.clone(), group.clone());
        let job = move || {
            // One that is due, and that no other thread can run.
            porter.stop();
            told.send(spawn(&on, &of, late)).unwrap();
        };
        run_on_top(&executor, others, Box::new(job));
        assert_eq!(tells.recv().unwrap(), Err(expected), "{nth}");
        drop(latch);
        assert!(gone.recv().is_err(), "its state has been dropped");
    }
    assert_eq!(group.children(), Ok(vec![]));
    drop(no_threads);
    executor.shutdown().unwrap();
}

#[not_simulated("limits the address space of a process of its own")]
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "limits the address space")]
fn an_executor_is_shut_down_without_a_thread_more_and_without_a_wait_for_each_actor() {
    const TEST: &str = "no_thread::\
        an_executor_is_shut_down_without_a_thread_more_and_without_a_wait_for_each_actor";
    if !is_confined(TEST) {
        return;
    }
    in_time(|| {
        // Too deep, the thread runs none of them on top of the others.
        for (others, runs_them) in [(0, true), (TOO_DEEP, false)] {
            let executor = Executor::new(1).unwrap();
            let idle: Vec<PorterHandle> = (0..1_000).map(|_| Porter.spawn_on(&executor)).collect();
            let no_threads = NoThreads::begin();
            let (told, tells) = channel();
            let (to_shut_down, watched) = (executor.clone(), idle.clone());
            let job = move || {
                let result = to_shut_down.shutdown();
                let have_ended = watched.iter().all(|porter| !porter.is_alive());
                told.send((result, have_ended)).unwrap();
            };
            run_on_top(&executor, others, Box::new(job));
            let (result, have_ended) = tells.recv().unwrap();
            // The one that shuts it down is an actor of its own.
            assert!(
                matches!(result, Err(CallError::Deadlock(_)))
                    || (!runs_them && result == Err(CallError::NoThread)),
                "{result:?}"
            );
            assert_eq!(have_ended, runs_them);
            drop(no_threads);
            executor.shutdown().unwrap();
            assert!(idle.iter().all(|porter| !porter.is_alive()));
        }
    });
}

#[not_simulated("limits the address space of a process of its own")]
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "limits the address space")]
fn a_wait_for_a_verdict_counts_one_thread_once() {
    if !is_confined("no_thread::a_wait_for_a_verdict_counts_one_thread_once") {
        return;
    }
    let executor = Executor::new(2).unwrap();
    let (waiting, working) = (Guest.spawn_on(&executor), Guest.spawn_on(&executor));
    let (clumsy, porter) = (Clumsy.spawn(), Porter.spawn_on(&executor));
    let no_threads = NoThreads::begin();
    let ((begun, begins), (done, work)) = (channel(), channel());
    working.work(begun, work).unwrap();
    begins.recv().unwrap();
    let ((failing, fails), (failed, rest)) = (channel(), channel());
    let (results, come) = channel();
    waiting.provoke(clumsy, Rest(failing, rest), results).unwrap();
    fails.recv().unwrap();
    // It is due, and one of the two threads is at work, and will come to it.
    porter.nothing().unwrap();
    let too_early = come.recv_timeout(Duration::from_secs(3));
    assert!(too_early.is_err(), "one thread waits, and two are said to: {too_early:?}");
    drop(failed);
    assert_eq!(come.recv(), Ok(("provoke", Err(CallError::Panicked))));
    drop(done);
    porter.flush().unwrap();
    drop(no_threads);
    executor.shutdown().unwrap();
}

#[not_simulated("limits the address space of a process of its own")]
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "limits the address space")]
fn a_join_that_had_no_thread_leaves_the_actors_thread_to_the_next_one() {
    const TEST: &str =
        "no_thread::a_join_that_had_no_thread_leaves_the_actors_thread_to_the_next_one";
    if !is_confined(TEST) {
        return;
    }
    let executor = Executor::new(1).unwrap();
    let (guest, porter) = (Guest.spawn_on(&executor), Porter.spawn_on(&executor));
    let gate = Gate::default().spawn();
    let (results, come) = channel();
    let no_threads = NoThreads::begin();
    guest.join_gate(gate.clone(), porter, results).unwrap();
    assert_eq!(come.recv(), Ok(("join", Err(CallError::NoThread))));
    drop(no_threads);
    let is_told = Arc::new(AtomicBool::new(false));
    gate.on_exit({
        let is_told = Arc::clone(&is_told);
        move |_| {
            // A join that did not wait for this would have returned by then.
            thread::sleep(Duration::from_millis(200));
            is_told.store(true, SeqCst);
        }
    });
    gate.stop();
    assert_eq!(gate.join(), Ok(Exit::Stopped));
    assert!(is_told.load(SeqCst), "the first to join it waits for its watchers");
    executor.shutdown().unwrap();
}

#[not_simulated("limits the address space of a process of its own")]
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "limits the address space")]
fn an_executor_without_room_for_its_threads_is_an_error_and_leaves_none() {
    if !is_confined(
        "no_thread::an_executor_without_room_for_its_threads_is_an_error_and_leaves_none",
    ) {
        return;
    }
    let before = crate::support::alone::threads();
    // The last one is its timers'.
    for threads in [17, 100, 4096] {
        assert!(matches!(Executor::new(threads), Err(SpawnError::Thread(_))));
        crate::support::alone::expect_threads(before);
    }
    let no_threads = NoThreads::begin();
    assert!(matches!(Executor::new(1), Err(SpawnError::Thread(_))));
    drop(no_threads);
    let executor = Executor::new(1).unwrap();
    assert_eq!(Porter.spawn_on(&executor).answer(), Ok(()));
}

#[not_simulated("limits the address space of a process of its own")]
#[test]
fn an_executor_of_an_absurd_size_is_an_error() {
    for threads in [0, 4097, 1_000_000, usize::MAX] {
        match Executor::new(threads) {
            Err(SpawnError::Threads(refused)) => assert_eq!(refused, threads),
            other => panic!("{other:?}"),
        }
    }
    let error = Executor::new(usize::MAX).unwrap_err().to_string();
    assert!(error.starts_with("an executor has at most 4096 threads, not "), "{error}");
}
