//! Which threads of a run can go on, what each of the others waits for, and when time passes.
//
// | `Status` | left by | how |
// |---|---|---|
// | `Ready` | the choice of this thread | stays `Ready`, with the baton |
// | `Ready` | `withdraw_thread`: the system has refused the thread | `Gone` |
// | `Ready`, with the baton | `wait_until`, `wait_for`, `wait_for_end`, `stay` | `Waiting` |
// | `Ready`, with the baton | `advance` | `Settling` |
// | `Ready`, with the baton | the end of the thread | `Gone` |
// | `Waiting` | `wake_one`, `wake_all`, its deadline; for a delayed turn also a thread that settles | `Ready` |
// | `Settling` | nobody can go on, no deadline comes up to its moment, and no turn is delayed | `Ready` |
// | all but `Gone` | `unwind` | `Ready`: the thread leaves what it is in |
//
// | `Phase` | left by | how |
// |---|---|---|
// | `Running` | `begin_teardown`, once nobody can go on, or the run has failed | `Ending` |
// | `Ending` | `unwind`, once nobody can go on, or after `MOST_LAST_CHOICES` | `Unwinding` |

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
    thread,
    time::Duration,
};

use super::{
    baton::Baton,
    belongings::{Belongings, Wait},
    choice::{Random, Ready, Rules, ThreadNo},
    clock::Clock,
    trace::{Event, Trace, What},
    trouble::Trouble,
};

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
pub(super) enum Status {
    Ready,
    Waiting { on: Key, until: Option<Duration> },
    Settling { until: Duration },
    Gone,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Phase {
    Running,
    /// All actors are killed.
    Ending,
    /// Each thread leaves what it is in as soon as it waits or passes the baton on.
    Unwinding,
}

#[derive(Debug)]
pub(super) struct SimulatedThread {
    pub(super) status: Status,
    pub(super) has_timed_out: bool,
    pub(super) baton: Arc<Baton>,
    pub(super) handle: Option<thread::JoinHandle<()>>,
}

pub(super) struct State {
    pub(super) rules: Rules,
    pub(super) random: Random,
    pub(super) phase: Phase,
    pub(super) trouble: Option<Trouble>,
    pub(super) threads: Vec<SimulatedThread>,
    pub(super) ready: Ready,
    /// The threads that wait for each thing, those first that began first.
    pub(super) waiting: HashMap<Key, Vec<ThreadNo>>,
    pub(super) settling: BTreeSet<(Duration, ThreadNo)>,
    pub(super) clock: Clock,
    /// The thread that has the baton, or had it last.
    pub(super) running: Option<ThreadNo>,
    pub(super) choices: u64,
    /// Choices since nobody could go on.
    choices_since_rest: u64,
    choices_since_deadline: u64,
    deadlines_after_main: u64,
    pub(super) trace: Trace,
    pub(super) last_number: u64,
    pub(super) belongings: Belongings,
}

impl State {
    pub(super) fn new(seed: u64, rules: Rules) -> Self {
        State {
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
            belongings: Belongings::default(),
        }
    }

    pub(super) fn note(&mut self, thread: ThreadNo, what: What) {
        // Events of the teardown are not the user's.
        if self.phase == Phase::Running {
            self.trace.push(Event { at: self.clock.now(), thread, what });
        }
    }

    pub(super) fn has_main_ended(&self) -> bool {
        self.threads.get(MAIN).is_some_and(|main| main.status == Status::Gone)
    }

    /// Makes a thread able to go on.
    pub(super) fn wake(&mut self, thread: ThreadNo, has_timed_out: bool) {
        let status = self.threads[thread].status;
        match status {
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
        // The beginning of a wait for time alone says already when it ends.
        let is_for_time = matches!(status, Status::Waiting { on: Key::Time | Key::Delay, .. });
        if has_timed_out && !is_for_time {
            self.note(thread, What::TimesOut);
        }
    }

    pub(super) fn end_thread(&mut self, thread: ThreadNo) {
        self.ready.remove(thread);
        self.threads[thread].status = Status::Gone;
    }

    pub(super) fn begin_wait(&mut self, thread: ThreadNo, on: Key, until: Option<Duration>) {
        self.threads[thread].status = Status::Waiting { on, until };
        self.threads[thread].has_timed_out = false;
        self.ready.remove(thread);
        self.waiting.entry(on).or_default().push(thread);
        if let Some(until) = until {
            self.clock.add(until, thread);
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
    pub(super) fn choose(&mut self) -> Option<ThreadNo> {
        self.choices += 1;
        self.choices_since_rest += 1;
        let is_too_much =
            self.choices_since_rest > MOST_CHOICES_WITHOUT_REST || self.choices > MOST_CHOICES;
        if self.phase == Phase::Running && is_too_much {
            self.fail(Trouble::NeverRests);
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
                    // A thread that settles also waits for delayed turns. They come now, without time passing: if time
                    // passed, periodic timers shorter than the delays would come again and again, and nothing would
                    // settle.
                    match self.first_delayed() {
                        Some(delayed) => self.wake(delayed, true),
                        None => self.wake(thread, false),
                    }
                }
                (_, Some(due)) if self.may_wait_for_time() => self.pass_time_until(due),
                _ => return None,
            }
        }
    }

    /// The thread whose delay ends first.
    fn first_delayed(&self) -> Option<ThreadNo> {
        let end = |thread: &ThreadNo| match self.threads[*thread].status {
            Status::Waiting { until: Some(until), .. } => Some((until, *thread)),
            _ => None,
        };
        self.waiting.get(&Key::Delay)?.iter().filter_map(end).min().map(|(_, thread)| thread)
    }

    /// Has time pass now and then although a thread could go on.
    fn stall(&mut self) {
        self.choices_since_deadline += 1;
        let Some(due) = self.clock.next_deadline() else { return };
        let is_near = due <= self.clock.now().saturating_add(self.rules.longest_stall);
        // A thread that never rests does not keep the deadlines of others from coming.
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
    pub(super) fn describe_wait(&self, wait: &Wait) -> Option<String> {
        let name = self.trace.actor(wait.number);
        let awaited = wait.awaited.map(|number| self.trace.actor(number));
        match (&wait.doing, awaited) {
            (Some(doing), Some(awaited)) => Some(format!("{name} {doing} waits for {awaited}")),
            (Some(doing), None) => Some(format!("{name} {doing}")),
            (None, Some(awaited)) => Some(format!("{name} waits for {awaited}")),
            (None, None) => None,
        }
    }

    /// The threads that wait, each with what it has done last.
    pub(super) fn describe_threads(&self) -> Vec<String> {
        let waiting = self.threads.iter().enumerate().filter_map(|(thread, state)| {
            let Status::Waiting { on, .. } = state.status else { return None };
            if let Key::Mailbox(_) = on {
                return None;
            }
            let last = self.trace.last_of(thread)?;
            // A worker or a timer thread that has done nothing yet waits for its first actor.
            let has_done_something = last.what != What::Starts;
            let line = || self.trace.line(last).trim_start().to_owned();
            has_done_something
                .then(|| format!("thread `{}`, last: {}", self.trace.thread(thread), line()))
        });
        waiting.collect()
    }

    pub(super) fn fail(&mut self, trouble: Trouble) {
        self.trouble.get_or_insert(trouble);
    }

    pub(super) fn wake_all(&mut self, key: Key) {
        for thread in self.waiting.get(&key).cloned().unwrap_or_default() {
            self.wake(thread, false);
        }
    }
}
