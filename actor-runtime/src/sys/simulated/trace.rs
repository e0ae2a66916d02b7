//! What has happened in a run: each event with its time and its thread.

use std::{fmt, time::Duration};

use super::{
    choice::ThreadNo,
    number::{is_born_inside, number_in_run},
};

/// An event of a run. Actors stand in it by their numbers, whose names the trace has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) at: Duration,
    pub(crate) thread: ThreadNo,
    pub(crate) what: What,
}

/// What happens in an event. `from` is the actor whose code the thread runs, if it runs any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Starts,
    Sends { from: Option<u64>, to: u64 },
    Asks { from: Option<u64>, to: u64 },
    Delays { actor: u64, by: Duration },
    Handles { actor: u64, message: &'static str },
    Receives { actor: u64 },
    Panics(String),
    Restarts { actor: u64 },
    Ends { actor: u64, exit: String },
    Sleeps(Duration),
    Advances(Duration),
    Settles,
    TimesOut,
    FindsFull { actor: u64 },
    Leaves,
}

/// How many events are kept. Beyond, the older half of them is dropped.
const MOST_EVENTS: usize = 200_000;

#[derive(Debug, Default)]
pub(super) struct Trace {
    pub(super) events: Vec<Event>,
    /// By the actors' numbers, which begin at 1.
    names: Vec<String>,
    /// Of each thread.
    threads: Vec<String>,
}

impl Trace {
    pub(super) fn push(&mut self, event: Event) {
        if self.events.len() == MOST_EVENTS {
            self.events.drain(..MOST_EVENTS / 2);
        }
        self.events.push(event);
    }

    pub(super) fn name_actor(&mut self, number: u64, name: &str) {
        let number = number_in_run(number);
        let index = (number - 1) as usize;
        if self.names.len() <= index {
            self.names.resize(index + 1, String::new());
        }
        self.names[index] = format!("{name}#{number}");
    }

    pub(super) fn add_thread(&mut self, name: &str) {
        self.threads.push(name.to_owned());
    }

    pub(super) fn last_of(&self, thread: ThreadNo) -> Option<&Event> {
        self.events.iter().rev().find(|event| event.thread == thread)
    }

    pub(super) fn thread(&self, thread: ThreadNo) -> &str {
        &self.threads[thread]
    }

    pub(super) fn actor(&self, number: u64) -> String {
        if !is_born_inside(number) {
            return format!("#{number} (outside of the simulation)");
        }
        let number = number_in_run(number);
        let name = self.names.get((number - 1) as usize).filter(|name| !name.is_empty());
        name.cloned().unwrap_or_else(|| format!("#{number}"))
    }

    /// The event as a line of text.
    pub(super) fn line(&self, event: &Event) -> String {
        let Event { at, thread, what } = event;
        let here = |from: &Option<u64>| match from {
            Some(actor) => self.actor(*actor),
            None => format!("`{}`", self.threads[*thread]),
        };
        let text = match what {
            What::Starts => format!("thread `{}` starts", self.threads[*thread]),
            What::Sends { from, to } => format!("{} sends to {}", here(from), self.actor(*to)),
            What::Asks { from, to } => format!("{} asks {}", here(from), self.actor(*to)),
            What::Delays { actor, by } => {
                format!("{}: the turn of a message is delayed by {by:?}", self.actor(*actor))
            }
            What::Handles { actor, message } => {
                format!("{} handles `{message}`", self.actor(*actor))
            }
            What::Receives { actor } => format!("{} receives", self.actor(*actor)),
            What::Panics(text) => format!("`{}` panics: {text}", self.threads[*thread]),
            What::Restarts { actor } => format!("{} restarts", self.actor(*actor)),
            What::Ends { actor, exit } => format!("{} ends: {exit}", self.actor(*actor)),
            What::Sleeps(time) => format!("`{}` sleeps for {time:?}", self.threads[*thread]),
            What::Advances(time) => format!("the test lets {time:?} pass"),
            What::Settles => "the test lets all settle".into(),
            What::TimesOut => format!("a wait of `{}` times out", self.threads[*thread]),
            What::FindsFull { actor } => {
                format!(
                    "`{}` finds the mailbox of {} full",
                    self.threads[*thread],
                    self.actor(*actor)
                )
            }
            What::Leaves => format!("thread `{}` ends", self.threads[*thread]),
        };
        // The texts of panics and errors may have several lines.
        format!("{} {}", Time(*at), text.replace('\n', " "))
    }
}

/// A time as a column: hours, minutes and seconds as far as there are any, to the microsecond.
struct Time(Duration);

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, micros) = (self.0.as_secs(), self.0.subsec_micros());
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(f, "{hours:>3}:{minutes:02}:{seconds:02}.{micros:06}")
    }
}
