//! The actor of the scenarios, and what is checked once it has ended.

use std::sync::{Arc, Mutex, PoisonError};

use model::{Executor, Inbox, Stats, prelude::*};

/// What a scribe has written. Not shuttle's lock: reading it is no part of the race.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u32>>>);

impl Log {
    pub(crate) fn read(&self) -> Vec<u32> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn write(&self, n: u32) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(n);
    }

    /// Whether all others that could write have been dropped.
    pub(crate) fn is_closed(&self) -> bool {
        Arc::strong_count(&self.0) == 1
    }
}

/// Writes down what it handles.
#[actor(crate = model)]
#[derive(Default)]
pub(crate) struct Scribe {
    log: Log,
}

impl Scribe {
    pub(crate) fn of(log: &Log) -> Self {
        Scribe { log: log.clone() }
    }
}

/// What a scribe writes if it may not send to itself.
pub(crate) const REFUSED: u32 = u32::MAX;

#[actor(crate = model)]
impl Scribe {
    pub(crate) fn note(&mut self, n: u32) {
        self.log.write(n);
    }

    /// Answers with the number itself.
    pub(crate) fn echo(&mut self, n: u32) -> u32 {
        self.log.write(n);
        n
    }

    /// As `echo`, if the caller still waits when its turn comes.
    #[expires]
    pub(crate) fn echo_in_time(&mut self, n: u32) -> u32 {
        self.log.write(n);
        n
    }

    /// Sends itself the next number.
    pub(crate) fn note_two(&mut self, ctx: &mut Context<ScribeHandle>, n: u32) {
        self.log.write(n);
        if ctx.send(ScribeMessage::Note { n: n + 1 }).is_err() {
            self.log.write(REFUSED);
        }
    }

    /// Fails once it has answered.
    pub(crate) fn fail(&mut self, ctx: &mut Context<ScribeHandle>) -> u32 {
        ctx.fail("as told");
        0
    }

    /// Panics, without the hook, which would fail the execution.
    pub(crate) fn blow(&mut self, #[reply] reply: ReplySender<()>) {
        let _reply = reply;
        std::panic::resume_unwind(Box::new("blown"));
    }
}

/// What an ended actor has counted; that none of it vanished is asserted.
pub(crate) fn settled(actor: &impl Handle) -> Stats {
    let stats = actor.stats();
    let sum = stats.handled + stats.expired + stats.undelivered;
    assert_eq!(stats.accepted, Some(sum), "not all is accounted for: {stats:?}");
    stats
}

/// Runs a scenario on an executor, and then shuts the executor down: none of its threads is left waiting.
pub(crate) fn on<R>(threads: usize, scenario: impl FnOnce(&Executor) -> R) -> R {
    let executor = Executor::new(threads).unwrap();
    let outcome = scenario(&executor);
    executor.shutdown().unwrap();
    outcome
}

/// A loop by hand, which has so few scheduling points that all schedules can be tried.
pub(crate) fn echo_all(inbox: &Inbox<ScribeHandle>) {
    for message in inbox {
        if let ScribeMessage::Echo { n, reply } = message {
            let _ = reply.send(n);
        }
    }
}
