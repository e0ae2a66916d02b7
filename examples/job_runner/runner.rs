//! The worker: runs one process at a time on its own thread, which it may block as it likes.

use std::{io, thread};

use actor_runtime::{Recipient, prelude::*};

use crate::{
    job::{Stream, Task},
    output,
    shared_child::SharedChild,
};

/// Runs processes. It does not know which actor gets its reports.
#[actor]
pub(crate) struct Runner {
    reports: Recipient<Report>,
}

/// One attempt at a job.
pub(crate) struct Attempt {
    pub(crate) job: u64,
    pub(crate) task: Task,
    pub(crate) child: SharedChild,
}

/// What a runner has to say of a job, in the order in which it happens.
pub(crate) enum Report {
    Line { job: u64, stream: Stream, text: String },
    Ended { job: u64, outcome: Outcome },
}

pub(crate) enum Outcome {
    Done,
    /// By a client, or because the runner was stopped.
    Killed,
    /// Another attempt may do better.
    Failed(String),
    /// Another attempt would fail in the same way.
    Permanent(String),
}

#[actor]
impl Runner {
    /// Runs a process to its end. A stop of the runner kills the process.
    pub(crate) fn run(&mut self, ctx: &mut Context<RunnerHandle>, attempt: Attempt) {
        let Attempt { job, task, child } = attempt;
        let mut ending = Ending { reports: &self.reports, job, outcome: None };
        let stop = ctx.stop_token();
        let watch = stop.on_stop({
            let child = child.clone();
            move || child.kill()
        });
        ending.outcome = Some(self.follow(job, &task, &child));
        stop.unwatch(watch);
    }

    fn follow(&self, job: u64, task: &Task, child: &SharedChild) -> Outcome {
        let (out, err) = match child.start(task) {
            Ok(Some(output)) => output,
            Ok(None) => return Outcome::Killed,
            Err(error) => {
                let reason = format!("`{}` cannot be started: {error}", task.program);
                return match error.kind() {
                    io::ErrorKind::NotFound
                    | io::ErrorKind::PermissionDenied
                    | io::ErrorKind::InvalidInput => Outcome::Permanent(reason),
                    // Too many processes or open files, say.
                    _ => Outcome::Failed(reason),
                };
            }
        };
        let report = |stream: Stream| {
            move |text| {
                let reported = self.reports.send(Report::Line { job, stream, text }).is_ok();
                if !reported {
                    child.kill();
                }
                reported
            }
        };
        thread::scope(|scope| {
            let errors = thread::Builder::new()
                .name(format!("errors of job {job}"))
                .spawn_scoped(scope, || output::lines(err, report(Stream::Err)));
            if errors.is_err() {
                child.kill();
            }
            output::lines(out, report(Stream::Out));
        });
        match child.wait() {
            Ok(Some(status)) if status.success() => Outcome::Done,
            _ if child.is_killed() => Outcome::Killed,
            Ok(Some(status)) => Outcome::Failed(status.to_string()),
            Ok(None) => Outcome::Failed("it was never started".to_owned()),
            Err(error) => Outcome::Failed(error.to_string()),
        }
    }
}

/// Reports the end of an attempt when it is dropped, by a panic, too.
struct Ending<'a> {
    reports: &'a Recipient<Report>,
    job: u64,
    outcome: Option<Outcome>,
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        let failed = || Outcome::Failed("the runner has panicked".to_owned());
        let outcome = self.outcome.take().unwrap_or_else(failed);
        // If the actor that is to be told has gone, the program closes.
        let _ = self.reports.send(Report::Ended { job: self.job, outcome });
    }
}

impl Runner {
    pub(crate) fn new(reports: Recipient<Report>) -> Self {
        Runner { reports }
    }
}
