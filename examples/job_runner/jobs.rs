//! The actor that knows all jobs: it queues them, hands them to free runners, and tries again what has failed.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt,
    time::Duration,
};

use actor_runtime::{Timer, prelude::*};

use crate::{
    feed::{Batch, Event, Feed},
    job::{Details, Job, Line, Overview, State, Stream, Task},
    runner::{Attempt, Outcome, Report, RunnerHandle},
    shared_child::SharedChild,
};

/// The longest wait before another attempt.
const LONGEST_BACKOFF: Duration = Duration::from_secs(60);
/// How many lines of each job are kept.
const TAIL: usize = 100;
/// How many jobs that have ended are kept.
const ENDED: usize = 500;

/// Never waits for a runner, so a runner may wait for it: one whose job writes faster than this reads is held up in
/// the full mailbox, and its job with it.
#[actor(mailbox = 256)]
pub(crate) struct Jobs {
    entries: BTreeMap<u64, Entry>,
    /// The id of the last job that was taken.
    last: u64,
    /// The jobs that wait for a free runner.
    queue: VecDeque<u64>,
    /// The jobs that have ended, the first one first.
    ended: VecDeque<u64>,
    idle: Vec<RunnerHandle>,
    feed: Feed,
    limits: Limits,
    is_closing: bool,
}

#[derive(Clone, Copy)]
pub(crate) struct Limits {
    /// How many jobs may wait for a free runner.
    pub(crate) queue: usize,
    /// The wait before the second attempt. It doubles with each further one.
    pub(crate) backoff: Duration,
}

struct Entry {
    job: Job,
    tail: VecDeque<Line>,
    now: Now,
}

/// What the actor holds of a job meanwhile.
enum Now {
    /// It is in the queue, or has ended.
    Nothing,
    Running {
        child: SharedChild,
        runner: RunnerHandle,
    },
    Retrying(Timer),
}

/// Why a job was not taken, or not cancelled.
#[derive(Debug)]
pub(crate) enum Refused {
    Closing,
    Busy,
    Unknown(u64),
    CancelledTwice(u64),
    Ended(u64, State),
}

#[actor]
impl Jobs {
    /// Gives work to these runners from now on.
    pub(crate) fn add_runners(&mut self, runners: Vec<RunnerHandle>) {
        self.idle.extend(runners);
        self.dispatch();
    }

    pub(crate) fn submit(&mut self, task: Task) -> Result<Job, Refused> {
        if self.is_closing {
            return Err(Refused::Closing);
        }
        if self.idle.is_empty() && self.queue.len() >= self.limits.queue {
            return Err(Refused::Busy);
        }
        self.last += 1;
        let id = self.last;
        let job = Job { id, task, state: State::Waiting, attempts: 0, reason: None, lines: 0 };
        self.entries.insert(id, Entry { job, tail: VecDeque::new(), now: Now::Nothing });
        self.enqueue(id);
        Ok(self.entries[&id].job.clone())
    }

    pub(crate) fn overview(&self) -> Overview {
        let jobs = self.entries.values().map(|entry| entry.job.clone()).collect();
        Overview { last_event: self.feed.last(), jobs }
    }

    pub(crate) fn details(&self, id: u64) -> Option<Details> {
        let entry = self.entries.get(&id)?;
        Some(Details { job: entry.job.clone(), tail: entry.tail.iter().cloned().collect() })
    }

    /// Cancels a job. Kills its process, if it has one.
    pub(crate) fn cancel(
        &mut self,
        ctx: &mut Context<JobsHandle>,
        id: u64,
    ) -> Result<Job, Refused> {
        let entry = self.entries.get_mut(&id).ok_or(Refused::Unknown(id))?;
        match (entry.job.state, &entry.now) {
            (State::Cancelling, _) => return Err(Refused::CancelledTwice(id)),
            (state, _) if state.is_final() => return Err(Refused::Ended(id, state)),
            (_, Now::Running { child, .. }) => {
                child.kill();
                self.change(id, |entry| entry.job.state = State::Cancelling);
            }
            (_, now) => {
                if let Now::Retrying(timer) = now {
                    ctx.cancel(*timer);
                }
                self.queue.retain(|queued| *queued != id);
                self.end(id, State::Cancelled, Some("by a client".to_owned()));
            }
        }
        Ok(self.entries[&id].job.clone())
    }

    /// What a runner has to say.
    pub(crate) fn report(&mut self, ctx: &mut Context<JobsHandle>, report: Report) {
        match report {
            Report::Line { job, stream, text } => self.keep_line(job, stream, text),
            Report::Ended { job, outcome } => {
                self.attempt_ended(ctx, job, outcome);
                self.dispatch();
            }
        }
    }

    /// The wait before another attempt is over.
    pub(crate) fn retry(&mut self, id: u64) {
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.job.state = State::Waiting;
            entry.now = Now::Nothing;
            self.enqueue(id);
        }
    }

    /// The events after number `seen`. Answers when there are some, and not at all once this closes.
    pub(crate) fn events(&mut self, seen: u64, #[reply] client: ReplySender<Batch>) {
        self.feed.after(seen, client);
    }

    /// How many clients wait for the next event.
    pub(crate) fn clients(&mut self) -> usize {
        self.feed.clients()
    }

    /// Takes no job any more, and begins none. What runs goes on.
    pub(crate) fn close(&mut self, ctx: &mut Context<JobsHandle>) {
        self.is_closing = true;
        let open = self.entries.values().filter(|entry| !entry.job.state.is_final());
        for id in open.map(|entry| entry.job.id).collect::<Vec<_>>() {
            match self.entries[&id].now {
                Now::Running { .. } => continue,
                Now::Retrying(timer) => drop(ctx.cancel(timer)),
                Now::Nothing => {}
            }
            self.end(id, State::Cancelled, Some("the program closes".to_owned()));
        }
        self.queue.clear();
        self.feed.close();
    }
}

impl Jobs {
    pub(crate) fn new(limits: Limits) -> Self {
        Jobs {
            entries: BTreeMap::new(),
            last: 0,
            queue: VecDeque::new(),
            ended: VecDeque::new(),
            idle: Vec::new(),
            feed: Feed::new(),
            limits,
            is_closing: false,
        }
    }

    /// The jobs that have a process.
    pub(crate) fn running(&self) -> impl Iterator<Item = &Job> {
        let running =
            self.entries.values().filter(|entry| matches!(entry.now, Now::Running { .. }));
        running.map(|entry| &entry.job)
    }

    fn enqueue(&mut self, id: u64) {
        self.queue.push_back(id);
        self.change(id, |_| {});
        self.dispatch();
    }

    /// Hands jobs to runners as long as there are both. A runner has one job at a time, so that a job that
    /// waits can still be cancelled, and goes to the runner that is free first.
    fn dispatch(&mut self) {
        while !self.idle.is_empty() {
            let Some(id) = self.queue.pop_front() else { return };
            let runner = self.idle.pop().expect("one is idle");
            let child = SharedChild::default();
            let task = self.entries[&id].job.task.clone();
            if runner.run(Attempt { job: id, task, child: child.clone() }).is_err() {
                // It has ended for good. Another runner takes the job.
                self.queue.push_front(id);
                continue;
            }
            self.change(id, |entry| {
                entry.job.state = State::Running;
                entry.job.attempts += 1;
                entry.now = Now::Running { child, runner };
            });
        }
    }

    /// Decides what follows an attempt.
    fn attempt_ended(&mut self, ctx: &mut Context<JobsHandle>, id: u64, outcome: Outcome) {
        let Some(Entry { job, now: Now::Running { runner, .. }, .. }) = self.entries.get(&id)
        else {
            return;
        };
        // If it has panicked, there is a fresh one behind the same handle.
        self.idle.push(runner.clone());
        match outcome {
            Outcome::Done => self.end(id, State::Done, None),
            _ if job.state == State::Cancelling => {
                self.end(id, State::Cancelled, Some("by a client".to_owned()));
            }
            Outcome::Killed => {
                self.end(id, State::Cancelled, Some("the program closes".to_owned()))
            }
            Outcome::Failed(reason) if job.attempts <= job.task.retries && !self.is_closing => {
                let backoff = backoff(self.limits.backoff, job.attempts);
                let timer = ctx.send_after(backoff, JobsMessage::Retry { id });
                self.change(id, |entry| {
                    entry.job.state = State::Retrying;
                    entry.job.reason = Some(reason);
                    entry.now = Now::Retrying(timer);
                });
            }
            Outcome::Failed(reason) | Outcome::Permanent(reason) => {
                self.end(id, State::Failed, Some(reason));
            }
        }
    }

    fn end(&mut self, id: u64, state: State, reason: Option<String>) {
        self.change(id, |entry| {
            entry.job.state = state;
            entry.job.reason = reason;
            entry.now = Now::Nothing;
        });
        self.ended.push_back(id);
        if self.ended.len() > ENDED {
            let oldest = self.ended.pop_front().expect("there are some");
            self.entries.remove(&oldest);
        }
    }

    /// Changes a job, and tells the clients.
    fn change(&mut self, id: u64, change: impl FnOnce(&mut Entry)) {
        let entry = self.entries.get_mut(&id).expect("it has not ended");
        change(entry);
        self.feed.publish(Event::Job(entry.job.clone()));
    }

    fn keep_line(&mut self, id: u64, stream: Stream, text: String) {
        let Some(entry) = self.entries.get_mut(&id) else { return };
        entry.job.lines += 1;
        let line = Line { number: entry.job.lines, stream, text };
        if entry.tail.len() == TAIL {
            entry.tail.pop_front();
        }
        entry.tail.push_back(line.clone());
        self.feed.publish(Event::Line { job: id, line });
    }
}

/// The wait after so many attempts.
fn backoff(first: Duration, attempts: u32) -> Duration {
    first.saturating_mul(2u32.saturating_pow(attempts - 1)).min(LONGEST_BACKOFF)
}

/// How many jobs are in which state.
impl fmt::Display for Jobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |state| self.entries.values().filter(|entry| entry.job.state == state).count();
        let (done, failed) = (count(State::Done), count(State::Failed));
        write!(f, "{done} done, {failed} failed, {} cancelled", count(State::Cancelled))
    }
}
