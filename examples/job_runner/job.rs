//! A job as clients see it: what is to be run, and what has become of it.

use serde::{Deserialize, Serialize};

/// What a client wants to have run.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Task {
    pub(crate) program: String,
    #[serde(default)]
    pub(crate) args: Vec<String>,
    /// How often it is tried again after a failure.
    #[serde(default)]
    pub(crate) retries: u32,
}

#[derive(Clone, Serialize)]
pub(crate) struct Job {
    pub(crate) id: u64,
    #[serde(flatten)]
    pub(crate) task: Task,
    pub(crate) state: State,
    /// How often it was begun.
    pub(crate) attempts: u32,
    /// Why the last attempt failed, or why the job was cancelled.
    pub(crate) reason: Option<String>,
    /// How many lines it has written so far.
    pub(crate) lines: u64,
}

/// | state | what comes next |
/// |---|---|
/// | `Waiting` | `Running` when a runner is free, `Cancelled` |
/// | `Running` | `Done`, `Failed`, `Retrying`, `Cancelling`; `Cancelled` when the program closes |
/// | `Retrying` | `Waiting` after a while, `Cancelled` |
/// | `Cancelling` | `Cancelled` when the process has ended, `Done` if it was quicker |
/// | `Done`, `Failed`, `Cancelled` | nothing |
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum State {
    Waiting,
    Running,
    Retrying,
    Cancelling,
    Done,
    Failed,
    Cancelled,
}

impl State {
    pub(crate) fn is_final(self) -> bool {
        matches!(self, State::Done | State::Failed | State::Cancelled)
    }
}

#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Stream {
    Out,
    Err,
}

/// A line that a job has written, numbered from 1 on.
#[derive(Clone, Serialize)]
pub(crate) struct Line {
    pub(crate) number: u64,
    pub(crate) stream: Stream,
    pub(crate) text: String,
}

/// A job with the last of its lines.
#[derive(Serialize)]
pub(crate) struct Details {
    #[serde(flatten)]
    pub(crate) job: Job,
    pub(crate) tail: Vec<Line>,
}

/// All jobs that are known.
#[derive(Serialize)]
pub(crate) struct Overview {
    /// The number of the last event that this takes into account.
    pub(crate) last_event: u64,
    pub(crate) jobs: Vec<Job>,
}
