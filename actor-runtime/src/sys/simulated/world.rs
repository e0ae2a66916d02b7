//! One run of a simulation: its threads, of which one has the baton, and what each of the others waits for.
//
// | `Status` | left by | how |
// |---|---|---|
// | `Ready` | the choice of this thread | stays `Ready`, with the baton |
// | `Ready`, with the baton | `wait_until` | `Waiting` |
// | `Ready`, with the baton | `settle` | `Settling` |
// | `Ready`, with the baton | the end of the thread | `Gone` |
// | `Waiting` | `wake_one`, `wake_all`, its deadline | `Ready` |
// | `Settling` | nobody can go on, and no deadline comes before its moment | `Ready` |
// | all but `Gone` | `unwind` | `Ready`: the thread leaves what it is in |
//
// | `Phase` | left by | how |
// |---|---|---|
// | `Running` | `begin_teardown`, once nobody can go on, or the run has failed | `Ending` |
// | `Ending` | `unwind`, once nobody can go on | `Unwinding` |
//
// A world is never freed, so that what belongs to it holds a plain reference. It is used again for another run once all
// threads of the last one are gone; `number` tells the runs apart.

use std::{
    any::Any,
    cell::Cell,
    collections::{BTreeSet, HashMap},
    panic::resume_unwind,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{
            AtomicBool, AtomicU64, AtomicUsize,
            Ordering::{AcqRel, Acquire, Relaxed, Release},
        },
    },
    thread,
    time::{Duration, Instant},
};

use super::{
    choice::{Random, Ready, Rules},
    clock::Clock,
    hooks::Resident,
    trace::{Event, Trace},
};

pub(super) use super::trace::What;
pub(super) use crate::sys::lock;

/// A thread of a run, by its place among the threads of the run.
pub(crate) type ThreadNo = usize;

/// The thread that runs the user's closure.
const MAIN: ThreadNo = 0;

/// How many choices in a row a run has before it counts as one that never rests.
const MOST_CHOICES_WITHOUT_REST: u64 = 1_000_000;

/// How many choices a run has altogether.
const MOST_CHOICES: u64 = 20_000_000;

/// After each so many choices, the thread that has the baton gets a lower priority, whatever the seed says: threads that
/// never rest do not keep others from going on.
const CHOICES_BETWEEN_DEMOTIONS: u64 = 1_000;

/// How many choices the actors and threads have to end in, once they were told to.
const MOST_LAST_CHOICES: u64 = 100_000;

/// After so many choices in a row without a deadline, the next deadline comes although a thread could go on, if it is
/// near: no further away than a stall may be.
const CHOICES_BETWEEN_DEADLINES: u64 = 10_000;

/// The same for any deadline. What rests in the end has done so before, as a rule: an hour is not to pass at once because
/// thousands of messages are handled.
const CHOICES_BETWEEN_FAR_DEADLINES: u64 = 100_000;

/// How many deadlines come after the user's closure has returned: what ends by itself then may take its time.
const DEADLINES_AFTER_MAIN: u64 = 1_000;

/// What a thread waits for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Key {
    /// The mailbox of the actor with this number.
    Mailbox(u64),
    /// The condition variable at this address.
    Condvar(usize),
    /// The end of this thread.
    End(ThreadNo),
    /// The task that this thread polls.
    Task(ThreadNo),
    /// A deadline alone.
    Time,
    /// A deadline alone, which is the end of the delay of a message's turn.
    Delay,
}

/// What has ended a wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Woken {
    Roused,
    TimedOut,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Status {
    Ready,
    Waiting { on: Key, until: Option<Duration> },
    Settling { until: Duration },
    Gone,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Phase {
    Running,
    /// All actors are killed.
    Ending,
    /// Each thread leaves what it is in as soon as it waits or passes the baton on.
    Unwinding,
}

/// Why a run has failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The user's closure has panicked, or returned an error.
    Closure(String),
    /// A thread that does not belong to the run has called something that does.
    Outside(String),
    NeverRests,
    /// Nobody can go on, and no deadline is left.
    Deadlock,
    /// These actors live although the closure has returned.
    Left(Vec<String>),
    /// The thread that has the baton does not go on.
    Stuck(String),
}

impl Trouble {
    /// The calling thread, which does not belong to the run, has done this.
    pub(crate) fn outside(what: &str) -> Self {
        let thread = thread::current();
        let name = thread.name().unwrap_or("without a name");
        Trouble::Outside(format!(
            "thread `{name}`, which does not belong to the simulation, {what}"
        ))
    }
}

/// What the driver learns while it waits for the baton.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Returned {
    /// It is back: nobody can go on, or the run has failed.
    Quiet,
    /// Choices have been made.
    Progressed,
    /// The thread that has the baton has made no choice.
    Stalled,
}

/// A thread's turn.
#[derive(Debug, Default)]
pub(super) struct Baton {
    is_here: AtomicBool,
    /// Set by whoever starts the thread, before it passes its own baton on.
    holder: OnceLock<thread::Thread>,
}

impl Baton {
    pub(super) fn set_holder(&self, thread: thread::Thread) {
        let _ = self.holder.set(thread);
    }

    fn hand_over(&self) {
        self.is_here.store(true, Release);
        self.holder.get().into_iter().for_each(thread::Thread::unpark);
    }

    pub(super) fn wait(&self) {
        while !self.is_here.swap(false, Acquire) {
            thread::park();
        }
    }
}

#[derive(Debug)]
struct SimulatedThread {
    status: Status,
    has_timed_out: bool,
    baton: Arc<Baton>,
    handle: Option<thread::JoinHandle<()>>,
}

/// What an actor is in, and the number of the actor that it waits for.
struct Wait {
    doing: Option<String>,
    awaited: Option<u64>,
}

impl Wait {
    fn of(member: &Member) -> Self {
        Wait { doing: member.actor.activity(), awaited: member.actor.waits_for() }
    }
}

/// An actor of the run.
struct Member {
    number: u64,
    actor: Box<dyn Resident>,
}

/// What stands in this run for what was made outside of it.
struct Twin {
    /// The address of what was made outside, which is kept: no other thing gets the address.
    key: usize,
    _of: Arc<dyn Any + Send + Sync>,
    stand_in: Box<dyn Any + Send>,
}

pub(super) struct State {
    /// Of the run.
    number: u64,
    pub(super) rules: Rules,
    pub(super) random: Random,
    phase: Phase,
    trouble: Option<Trouble>,
    threads: Vec<SimulatedThread>,
    ready: Ready,
    /// The threads that wait for each thing, those first that began first.
    waiting: HashMap<Key, Vec<ThreadNo>>,
    settling: BTreeSet<(Duration, ThreadNo)>,
    clock: Clock,
    /// The thread that has the baton, or had it last.
    running: Option<ThreadNo>,
    choices: u64,
    /// Choices since nobody could go on.
    choices_since_rest: u64,
    choices_since_deadline: u64,
    deadlines_after_main: u64,
    pub(super) trace: Trace,
    last_number: u64,
    members: Vec<Member>,
    twins: Vec<Twin>,
    at_end: Vec<Box<dyn FnOnce() + Send>>,
}

impl State {
    fn new(number: u64, seed: u64, rules: Rules) -> Self {
        State {
            number,
            rules,
            random: Random::of(seed),
            phase: Phase::Running,
            trouble: None,
            threads: Vec::new(),
            ready: Ready::default(),
            waiting: HashMap::new(),
            settling: BTreeSet::new(),
            clock: Clock::default(),
            running: None,
            choices: 0,
            choices_since_rest: 0,
            choices_since_deadline: 0,
            deadlines_after_main: 0,
            trace: Trace::default(),
            last_number: 0,
            members: Vec::new(),
            twins: Vec::new(),
            at_end: Vec::new(),
        }
    }

    pub(super) fn note(&mut self, thread: ThreadNo, what: What) {
        // What happens while all is told to end is not the user's.
        if self.phase == Phase::Running {
            self.trace.push(Event { at: self.clock.now(), thread, what });
        }
    }

    fn has_main_ended(&self) -> bool {
        self.threads.get(MAIN).is_some_and(|main| main.status == Status::Gone)
    }

    /// Makes a thread able to go on.
    fn wake(&mut self, thread: ThreadNo, has_timed_out: bool) {
        match self.threads[thread].status {
            Status::Ready | Status::Gone => return,
            Status::Waiting { on, until } => {
                if let Some(waiting) = self.waiting.get_mut(&on) {
                    waiting.retain(|other| *other != thread);
                    if waiting.is_empty() {
                        self.waiting.remove(&on);
                    }
                }
                until.into_iter().for_each(|until| self.clock.remove(until, thread));
            }
            Status::Settling { until } => {
                self.settling.remove(&(until, thread));
            }
        }
        self.threads[thread].status = Status::Ready;
        self.threads[thread].has_timed_out = has_timed_out;
        self.ready.insert(thread, &self.rules);
        if has_timed_out && !self.is_mere_sleep(thread) {
            self.note(thread, What::TimesOut);
        }
    }

    /// Whether the thread's last event says already that it waited for time to pass.
    fn is_mere_sleep(&self, thread: ThreadNo) -> bool {
        let last = self.trace.events.iter().rev().take(64).find(|event| event.thread == thread);
        matches!(last.map(|event| &event.what), Some(What::Sleeps(_) | What::Delays { .. }))
    }

    fn begin_wait(&mut self, thread: ThreadNo, on: Key, until: Option<Duration>) {
        self.threads[thread].status = Status::Waiting { on, until };
        self.threads[thread].has_timed_out = false;
        self.ready.remove(thread);
        self.waiting.entry(on).or_default().push(thread);
        if let Some(until) = until {
            self.clock.add(until, thread, on == Key::Delay);
        }
    }

    /// Has time pass until `moment`, and the deadlines come.
    fn pass_time_until(&mut self, moment: Duration) {
        self.choices_since_deadline = 0;
        self.clock.pass_until(moment);
        while let Some(thread) = self.clock.take_due() {
            self.wake(thread, true);
        }
    }

    /// Whether the run is over for now, whoever could go on.
    fn is_over(&self) -> bool {
        match self.phase {
            Phase::Running => self.trouble.is_some(),
            Phase::Ending | Phase::Unwinding => self.choices > MOST_LAST_CHOICES,
        }
    }

    /// The thread that goes on; `None` if that is the driver.
    fn choose(&mut self) -> Option<ThreadNo> {
        self.choices += 1;
        self.choices_since_rest += 1;
        let is_too_much =
            self.choices_since_rest > MOST_CHOICES_WITHOUT_REST || self.choices > MOST_CHOICES;
        if self.phase == Phase::Running && is_too_much {
            self.trouble.get_or_insert(Trouble::NeverRests);
        }
        if self.is_over() {
            return None;
        }
        self.stall();
        if let Some(last) = self.running.filter(|_| self.choices % CHOICES_BETWEEN_DEMOTIONS == 0) {
            self.ready.demote(last, &mut self.random, &self.rules);
        }
        loop {
            let last = self.running;
            if let Some(next) = self.ready.choose(last, &mut self.random, &self.rules) {
                return Some(next);
            }
            let due = self.clock.next_deadline();
            self.choices_since_rest = 0;
            match (self.settling.first().copied(), due) {
                (Some((until, thread)), due) if due.is_none_or(|due| due > until) => {
                    self.clock.pass_until(until);
                    // Who settles waits for the delayed turns, too. They come now: a delay may be as short as one likes,
                    // and if time passed for them, the timers that come meanwhile could go on for ever.
                    match self.clock.first_delay() {
                        Some(delayed) => self.wake(delayed, true),
                        None => self.wake(thread, false),
                    }
                }
                (_, Some(due)) if self.may_wait_for_time() => self.pass_time_until(due),
                _ => return None,
            }
        }
    }

    /// Has time pass now and then although a thread could go on.
    fn stall(&mut self) {
        self.choices_since_deadline += 1;
        let Some(due) = self.clock.next_deadline() else { return };
        let is_near = due <= self.clock.now().saturating_add(self.rules.longest_stall);
        // Who never rests does not keep the deadlines of others from coming.
        let most = if is_near { CHOICES_BETWEEN_DEADLINES } else { CHOICES_BETWEEN_FAR_DEADLINES };
        if self.choices_since_deadline > most {
            return self.pass_time_until(due);
        }
        // The user has said how much time passes while all settles.
        let is_allowed = self.settling.first().is_none_or(|(until, _)| due <= *until);
        if self.phase == Phase::Running
            && !self.has_main_ended()
            && is_near
            && is_allowed
            && self.random.happens(self.rules.stalls)
        {
            self.pass_time_until(due);
        }
    }

    fn may_wait_for_time(&mut self) -> bool {
        let is_last = self.phase == Phase::Running && self.has_main_ended();
        self.deadlines_after_main += u64::from(is_last);
        self.deadlines_after_main <= DEADLINES_AFTER_MAIN
    }

    /// What an actor waits for, if its code waits for another actor or is in a handler.
    fn describe_wait(&self, number: u64, wait: &Wait) -> Option<String> {
        let name = self.trace.actor(number);
        let awaited = wait.awaited.map(|number| self.trace.actor(number));
        match (&wait.doing, awaited) {
            (Some(doing), Some(awaited)) => Some(format!("{name} {doing} waits for {awaited}")),
            (Some(doing), None) => Some(format!("{name} {doing}")),
            (None, Some(awaited)) => Some(format!("{name} waits for {awaited}")),
            (None, None) => None,
        }
    }

    /// The threads that wait, each with what it has done last.
    fn describe_threads(&self) -> Vec<String> {
        let waiting = self.threads.iter().enumerate().filter_map(|(thread, state)| {
            let Status::Waiting { on, .. } = state.status else { return None };
            if let Key::Mailbox(_) = on {
                return None;
            }
            let last = self.trace.events.iter().rev().find(|event| event.thread == thread)?;
            // A worker or a timer thread that has done nothing yet waits for its first actor.
            let has_done_something = last.what != What::Starts;
            let line = || self.trace.line(last).trim_start().to_owned();
            has_done_something
                .then(|| format!("thread `{}`, last: {}", self.trace.thread(thread), line()))
        });
        waiting.collect()
    }
}

pub(crate) struct World {
    state: Mutex<State>,
    /// Whether the driver has the baton.
    driver: Mutex<bool>,
    returned: Condvar,
    /// Counts the choices of all runs, for the watchdog.
    progress: AtomicU64,
    /// The number of the present run, or of the last one.
    number: AtomicU64,
    /// The real moment at which the clock of every run begins.
    begun: Instant,
    /// The values of statics, by their addresses.
    own_values: Mutex<Vec<(usize, &'static (dyn Any + Send + Sync))>>,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World").field("number", &self.number).finish_non_exhaustive()
    }
}

thread_local! {
    /// The world of this thread, and the thread's place in it. It has no drop, so it can be read while the thread's
    /// locals are destroyed.
    static HERE: Cell<Option<(&'static World, ThreadNo)>> = const { Cell::new(None) };
    /// Whether only the thread's locals are still to be destroyed. Those must not unwind.
    static ENDS: Cell<bool> = const { Cell::new(false) };
}

/// Worlds whose runs are over.
static SPARE: Mutex<Vec<&'static World>> = Mutex::new(Vec::new());

/// Worlds whose runs are not over, and how many there are.
static PRESENT: Mutex<Vec<&'static World>> = Mutex::new(Vec::new());
static PRESENT_NUMBER: AtomicUsize = AtomicUsize::new(0);

/// The world that this thread belongs to.
#[inline]
pub(crate) fn here() -> Option<(&'static World, ThreadNo)> {
    HERE.get()
}

/// Marks this thread as one of `world`.
pub(super) fn enter(world: &'static World, me: ThreadNo) {
    HERE.set(Some((world, me)));
}

/// Notes that only this thread's locals are still to be destroyed.
pub(super) fn begin_end() {
    ENDS.set(true);
}

/// Called where a thread outside of all simulations has notified what `key` stands for.
#[inline]
pub(super) fn notified_from_outside(key: Key) {
    if PRESENT_NUMBER.load(Relaxed) > 0 {
        wake_from_outside(key);
    }
}

#[cold]
fn wake_from_outside(key: Key) {
    let present = lock(&PRESENT).clone();
    for world in present {
        let mut state = lock(&world.state);
        if state.waiting.contains_key(&key) {
            state.fail(Trouble::outside("wakes a thread of the simulation"));
            state.wake_all(key);
        }
    }
}

impl State {
    fn fail(&mut self, trouble: Trouble) {
        self.trouble.get_or_insert(trouble);
    }

    fn wake_all(&mut self, key: Key) {
        for thread in self.waiting.get(&key).cloned().unwrap_or_default() {
            self.wake(thread, false);
        }
    }
}

impl World {
    /// Begins a run.
    pub(crate) fn begin(seed: u64, rules: Rules) -> &'static World {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let number = LAST.fetch_add(1, Relaxed) + 1;
        let state = State::new(number, seed, rules.clone());
        let spare = lock(&SPARE).pop();
        let world = spare.unwrap_or_else(|| {
            Box::leak(Box::new(World {
                state: Mutex::new(State::new(0, seed, rules)),
                driver: Mutex::new(true),
                returned: Condvar::new(),
                progress: AtomicU64::new(0),
                number: AtomicU64::new(0),
                begun: Instant::now(),
                own_values: Mutex::default(),
            }))
        });
        let mut present = lock(&world.state);
        let former = std::mem::replace(&mut *present, state);
        world.number.store(number, Release);
        drop(present);
        drop(former);
        lock(&PRESENT).push(world);
        PRESENT_NUMBER.fetch_add(1, AcqRel);
        world
    }

    /// Ends a run. Returns the names of the threads that are left.
    pub(crate) fn end(&'static self) -> Vec<String> {
        let mut state = lock(&self.state);
        let handles: Vec<_> = state
            .threads
            .iter_mut()
            .filter_map(|it| (it.status == Status::Gone).then(|| it.handle.take()).flatten())
            .collect();
        let left: Vec<_> = (0..state.threads.len())
            .filter(|thread| state.threads[*thread].status != Status::Gone)
            .map(|thread| state.trace.thread(thread).to_owned())
            .collect();
        let members = std::mem::take(&mut state.members);
        drop(state);
        drop(members);
        for handle in handles {
            let _ = handle.join();
        }
        lock(&PRESENT).retain(|world| !std::ptr::eq(*world, self));
        PRESENT_NUMBER.fetch_sub(1, AcqRel);
        if left.is_empty() {
            // What is kept of the run finds that it is over.
            self.number.store(0, Release);
            lock(&SPARE).push(self);
        }
        left
    }

    pub(crate) fn number(&self) -> u64 {
        self.number.load(Acquire)
    }

    pub(crate) fn now(&self) -> Instant {
        self.begun + self.elapsed()
    }

    /// The virtual time since the beginning of the run.
    pub(crate) fn elapsed(&self) -> Duration {
        lock(&self.state).clock.now()
    }

    pub(super) fn moment_in(&self, duration: Duration) -> Option<Duration> {
        lock(&self.state).clock.after(duration)
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// The value of a static that each world has.
    pub(super) fn own_value<T: Any + Send + Sync>(
        &self,
        address: usize,
        make: fn() -> T,
    ) -> &'static T {
        let mut values = lock(&self.own_values);
        let found = values.iter().find(|(key, _)| *key == address);
        if let Some(value) = found.and_then(|(_, value)| value.downcast_ref()) {
            return value;
        }
        // A world is never freed, and its next run finds the value as the last one has left it. What an unwound thread may
        // have left there has numbers that no actor of another run has.
        let value: &'static T = Box::leak(Box::new(make()));
        values.push((address, value));
        value
    }

    // What threads of the run do.

    /// Adds a thread to the run. It begins when it gets the baton.
    pub(super) fn add_thread(&self, name: &str) -> (ThreadNo, Arc<Baton>) {
        let state = &mut *lock(&self.state);
        let baton = Arc::new(Baton::default());
        let thread = state.ready.add(&mut state.random, &state.rules);
        state.threads.push(SimulatedThread {
            status: Status::Ready,
            has_timed_out: false,
            baton: Arc::clone(&baton),
            handle: None,
        });
        state.trace.add_thread(name);
        (thread, baton)
    }

    /// Takes out a thread that the system has refused.
    pub(super) fn withdraw_thread(&self, thread: ThreadNo) {
        let mut state = lock(&self.state);
        state.ready.remove(thread);
        state.threads[thread].status = Status::Gone;
    }

    pub(super) fn keep_handle(&self, thread: ThreadNo, handle: thread::JoinHandle<()>) {
        lock(&self.state).threads[thread].handle = Some(handle);
    }

    pub(super) fn is_gone(&self, thread: ThreadNo) -> bool {
        lock(&self.state).threads[thread].status == Status::Gone
    }

    /// Ends the calling thread: another one gets the baton.
    pub(super) fn leave(&self, me: ThreadNo) {
        HERE.set(None);
        let mut state = lock(&self.state);
        state.note(me, What::Leaves);
        state.wake_all(Key::End(me));
        state.ready.remove(me);
        state.threads[me].status = Status::Gone;
        self.hand_over(state);
    }

    /// Lets the seed decide who goes on; returns when it is the calling thread's turn.
    pub(super) fn pass_baton(&self, me: ThreadNo) {
        let state = lock(&self.state);
        if state.phase == Phase::Unwinding {
            drop(state);
            return unwind();
        }
        self.pass(me, state);
        if lock(&self.state).phase == Phase::Unwinding {
            unwind();
        }
    }

    /// As `pass_baton`, for a thread that may do so again and again until another one has done something: it has no
    /// priority over that one, and does not keep the baton.
    pub(super) fn yield_baton(&self, me: ThreadNo) {
        let mut guard = lock(&self.state);
        let state = &mut *guard;
        state.ready.demote(me, &mut state.random, &state.rules);
        state.running = None;
        drop(guard);
        self.pass_baton(me);
    }

    /// Has `duration` pass for what a thread does, unless something is due before: who works without a wait reaches the
    /// time of its own timers, which are no deadlines here.
    pub(super) fn take_time(&self, duration: Duration) {
        let state = &mut *lock(&self.state);
        let moment = state.clock.now().saturating_add(duration);
        let first = state.settling.first().map(|(until, _)| *until).into_iter();
        let comes_first = first.chain(state.clock.next_deadline()).any(|it| it < moment);
        // A deadline that comes first is reached as all are.
        if !comes_first {
            state.clock.pass_until(moment);
        }
    }

    /// As `pass_baton`, and notes `what` before.
    pub(super) fn note_and_pass(&self, me: ThreadNo, what: What) {
        lock(&self.state).note(me, what);
        self.pass_baton(me);
    }

    fn pass(&self, me: ThreadNo, mut state: MutexGuard<'_, State>) {
        let next = state.choose();
        self.progress.fetch_add(1, Relaxed);
        if next == Some(me) {
            state.running = next;
            return;
        }
        let baton = Arc::clone(&state.threads[me].baton);
        self.give_to(next, state);
        baton.wait();
    }

    fn hand_over(&self, mut state: MutexGuard<'_, State>) {
        let next = state.choose();
        self.progress.fetch_add(1, Relaxed);
        self.give_to(next, state);
    }

    fn give_to(&self, next: Option<ThreadNo>, mut state: MutexGuard<'_, State>) {
        let Some(next) = next else {
            drop(state);
            *lock(&self.driver) = true;
            return self.returned.notify_all();
        };
        state.running = Some(next);
        let baton = Arc::clone(&state.threads[next].baton);
        drop(state);
        baton.hand_over();
    }

    /// Waits until `key` is notified, or `until`. Notes `what` before.
    pub(super) fn wait_until(
        &self,
        me: ThreadNo,
        key: Key,
        until: Option<Duration>,
        what: Option<What>,
    ) -> Woken {
        let mut state = lock(&self.state);
        if state.phase == Phase::Unwinding {
            drop(state);
            unwind();
            return self.stay(me);
        }
        what.into_iter().for_each(|what| state.note(me, what));
        state.begin_wait(me, key, until);
        self.pass(me, state);
        let state = lock(&self.state);
        if state.phase == Phase::Unwinding {
            drop(state);
            unwind();
            return self.stay(me);
        }
        if state.threads[me].has_timed_out { Woken::TimedOut } else { Woken::Roused }
    }

    pub(super) fn wait_for(
        &self,
        me: ThreadNo,
        key: Key,
        duration: Option<Duration>,
        what: Option<What>,
    ) -> Woken {
        let until = duration.and_then(|duration| self.moment_in(duration));
        self.wait_until(me, key, until, what)
    }

    /// Waits for the end of a thread, even while the calling thread is to unwind: std's scope would wait, too.
    pub(super) fn wait_for_end(&self, me: ThreadNo, thread: ThreadNo) {
        loop {
            let mut state = lock(&self.state);
            if state.threads[thread].status == Status::Gone {
                return;
            }
            state.begin_wait(me, Key::End(thread), None);
            self.pass(me, state);
        }
    }

    /// Lets `duration` pass, and all that can go on go on, until nobody can.
    pub(crate) fn settle(&self, me: ThreadNo, duration: Duration, what: What) {
        let mut state = lock(&self.state);
        if state.phase == Phase::Unwinding {
            drop(state);
            unwind();
            return;
        }
        state.note(me, what);
        let until = state.clock.after(duration).unwrap_or(Duration::from_secs(1 << 40));
        state.threads[me].status = Status::Settling { until };
        state.ready.remove(me);
        state.settling.insert((until, me));
        self.pass(me, state);
        if lock(&self.state).phase == Phase::Unwinding {
            unwind();
        }
    }

    /// A thread that cannot unwind, since it does so already, stays where it is. It is named when the run ends.
    fn stay(&self, me: ThreadNo) -> Woken {
        let mut state = lock(&self.state);
        state.ready.remove(me);
        state.threads[me].status = Status::Waiting { on: Key::Time, until: None };
        let baton = Arc::clone(&state.threads[me].baton);
        self.hand_over(state);
        loop {
            baton.wait();
        }
    }

    pub(super) fn wake_one(&self, key: Key) {
        let state = &mut *lock(&self.state);
        let Some(waiting) = state.waiting.get(&key) else { return };
        let thread = match waiting.len() {
            1 => waiting[0],
            number => waiting[state.random.below(number)],
        };
        state.wake(thread, false);
    }

    pub(super) fn wake_all(&self, key: Key) {
        lock(&self.state).wake_all(key);
    }

    /// As `wake_all`, if the run with this number is not over.
    pub(super) fn wake_all_of(&self, number: u64, key: Key) {
        let mut state = lock(&self.state);
        if state.number == number {
            state.wake_all(key);
        }
    }

    // What actors of the run do.

    /// The number of the run, and that of the next actor in it.
    pub(super) fn next_number(&self) -> (u64, u64) {
        let mut state = lock(&self.state);
        state.last_number += 1;
        (state.number, state.last_number)
    }

    pub(super) fn add_member(&self, number: u64, name: &str, actor: Box<dyn Resident>) {
        let mut state = lock(&self.state);
        state.trace.name_actor(number, name);
        state.members.push(Member { number, actor });
        if !state.members.len().is_power_of_two() || state.members.len() < 1_024 {
            return;
        }
        // Those that are gone make room, so that a run with many short lives stays small. Outside of the lock, as above.
        let mut members = std::mem::take(&mut state.members);
        drop(state);
        members.retain(|member| member.actor.lives());
        lock(&self.state).members.extend(members);
    }

    pub(super) fn twin<K: Send + Sync + 'static, T: Any + Clone + Send>(
        &self,
        of: &Arc<K>,
        make: impl FnOnce() -> T,
    ) -> T {
        let key = Arc::as_ptr(of).addr();
        let found = |state: &State| {
            let twin = state.twins.iter().find(|twin| twin.key == key);
            twin.and_then(|twin| twin.stand_in.downcast_ref::<T>()).cloned()
        };
        if let Some(twin) = found(&lock(&self.state)) {
            return twin;
        }
        // Not under the lock: this starts threads of the run.
        let made = make();
        let stand_in = Box::new(made.clone());
        lock(&self.state).twins.push(Twin { key, _of: Arc::clone(of) as _, stand_in });
        made
    }

    pub(super) fn at_end(&self, f: Box<dyn FnOnce() + Send>) {
        lock(&self.state).at_end.push(f);
    }

    /// Has the run fail of this, unless it has failed of something before.
    pub(crate) fn fail(&self, trouble: Trouble) {
        lock(&self.state).fail(trouble);
    }

    /// As `fail`, if the run with this number is not over.
    pub(super) fn fail_run(&self, number: u64, trouble: Trouble) {
        let mut state = lock(&self.state);
        if state.number == number {
            state.fail(trouble);
        }
    }

    // What the driver does.

    /// Gives the baton to whom the seed chooses.
    pub(crate) fn give_baton(&self) {
        *lock(&self.driver) = false;
        self.hand_over(lock(&self.state));
    }

    /// Waits until the baton comes back, for at most `patience` in real time.
    pub(crate) fn wait_for_baton(&self, patience: Duration) -> Returned {
        let before = self.progress.load(Relaxed);
        let is_here = lock(&self.driver);
        let waited = self.returned.wait_timeout_while(is_here, patience, |is_here| !*is_here);
        let (is_here, _) = waited.unwrap_or_else(PoisonError::into_inner);
        match *is_here {
            true => Returned::Quiet,
            false if self.progress.load(Relaxed) != before => Returned::Progressed,
            false => Returned::Stalled,
        }
    }

    pub(crate) fn trouble(&self) -> Option<Trouble> {
        lock(&self.state).trouble.clone()
    }

    pub(crate) fn has_main_ended(&self) -> bool {
        lock(&self.state).has_main_ended()
    }

    /// Whether all actors are told to end. A mailbox that is empty stays so then.
    pub(super) fn is_ending(&self) -> bool {
        lock(&self.state).phase != Phase::Running
    }

    /// Whether all threads of the run are gone.
    pub(crate) fn is_empty(&self) -> bool {
        lock(&self.state).threads.iter().all(|thread| thread.status == Status::Gone)
    }

    /// The actors that have not ended, as the run shows them.
    pub(crate) fn living(&'static self) -> Vec<String> {
        let _access = DriverAccess::begin(self);
        // Outside of the lock: an actor's last reference may be dropped here, which runs the user's code.
        let members = std::mem::take(&mut lock(&self.state).members);
        let living = members.iter().filter(|member| member.actor.lives());
        let waits: Vec<_> = living.map(|member| (member.number, Wait::of(member))).collect();
        let mut state = lock(&self.state);
        state.members.extend(members);
        let describe = |(number, wait): &(u64, Wait)| {
            let idle = || format!("{} waits for a message", state.trace.actor(*number));
            state.describe_wait(*number, wait).unwrap_or_else(idle)
        };
        waits.iter().map(describe).collect()
    }

    /// Who waits for what, for a run in which nobody can go on.
    pub(crate) fn describe_waits(&'static self) -> Vec<String> {
        let _access = DriverAccess::begin(self);
        let members = std::mem::take(&mut lock(&self.state).members);
        let waits: Vec<_> =
            members.iter().map(|member| (member.number, Wait::of(member))).collect();
        let mut state = lock(&self.state);
        state.members.extend(members);
        let actors = waits.iter().filter_map(|(number, wait)| state.describe_wait(*number, wait));
        actors.chain(state.describe_threads()).collect()
    }

    /// The thread that has the baton, and what it has done last.
    pub(crate) fn describe_running(&self) -> String {
        let state = lock(&self.state);
        let Some(running) = state.running else { return "no thread".into() };
        let last = state.trace.events.iter().rev().find(|event| event.thread == running);
        let last = last.map_or_else(String::new, |event| {
            format!(" (last: {})", state.trace.line(event).trim_start())
        });
        format!("thread `{}`{last}", state.trace.thread(running))
    }

    /// Begins the end of a run: what is noted from now on is not the user's any more.
    pub(crate) fn begin_teardown(&self) {
        let mut state = lock(&self.state);
        state.phase = Phase::Ending;
        state.choices = 0;
    }

    /// As `kill_all`, on the driver's thread. No actor is left whose end could call the user's code.
    pub(crate) fn drop_rest(&'static self) {
        let _access = DriverAccess::begin(self);
        self.kill_all();
    }

    /// Kills all actors of the run, and drops what the run has made for itself. Called on a thread of the run: what the
    /// kill of an actor calls may wait.
    pub(crate) fn kill_all(&self) {
        let mut killed = Vec::new();
        loop {
            let mut state = lock(&self.state);
            let members = std::mem::take(&mut state.members);
            let twins = std::mem::take(&mut state.twins);
            let at_end = std::mem::take(&mut state.at_end);
            drop(state);
            // What is born meanwhile is killed, too.
            if members.is_empty() && twins.is_empty() && at_end.is_empty() {
                break;
            }
            for member in &members {
                member.actor.kill();
                self.wake_all(Key::Mailbox(member.number));
            }
            killed.extend(members);
            drop(twins);
            at_end.into_iter().for_each(|f| f());
        }
        lock(&self.state).members.extend(killed);
    }

    /// Has every thread that is left leave what it is in.
    pub(crate) fn unwind(&self) {
        let mut state = lock(&self.state);
        state.phase = Phase::Unwinding;
        state.choices = 0;
        for thread in 0..state.threads.len() {
            state.wake(thread, false);
        }
    }

    /// The events so far, as lines of text.
    pub(crate) fn trace(&self) -> Vec<String> {
        let state = lock(&self.state);
        state.trace.events.iter().map(|event| state.trace.line(event)).collect()
    }

    /// Notes the text of a panic on the calling thread, which belongs to the run.
    pub(crate) fn note_panic(&self, me: ThreadNo, text: String) {
        // A panic under this lock would be a fault of this file. It must not hang.
        if let Ok(mut state) = self.state.try_lock() {
            state.note(me, What::Panics(text));
        }
    }

    /// Notes that the user lets time pass, and does so.
    pub(crate) fn advance(&self, me: ThreadNo, duration: Duration) {
        let what = if duration.is_zero() { What::Settles } else { What::Advances(duration) };
        self.settle(me, duration, what);
    }
}

/// Lets the driver read what belongs to the run: the graph of who waits for whom is one of its statics.
struct DriverAccess;

impl DriverAccess {
    fn begin(world: &'static World) -> Self {
        HERE.set(Some((world, ThreadNo::MAX)));
        DriverAccess
    }
}

impl Drop for DriverAccess {
    fn drop(&mut self) {
        HERE.set(None);
    }
}

/// Leaves what this thread is in, unless it unwinds already or only destroys its locals.
fn unwind() {
    if !thread::panicking() && !ENDS.get() {
        resume_unwind(Box::new(Abandoned));
    }
}

/// What unwinds a thread whose run is over.
struct Abandoned;
