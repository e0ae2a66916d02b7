//! Answers that an actor's own loop polls, against the moment at which they come, and against its end.

use model::{Executor, Fault, Reply, Restart, Search, prelude::*, sys::FOR_EVER};
use shuttle::thread;

use crate::{
    ground::{Log, ScribeHandle, ScribeMessage, on, settled},
    is_hang,
};

const SAMPLED: Search = Search::Sampled(5_000);

/// Writes down the answers that come back to it.
#[actor(crate = model, count)]
pub(crate) struct Piper {
    log: Log,
    waiting: Vec<ReplySender<u32>>,
}

#[actor(crate = model)]
impl Piper {
    pub(crate) fn pipe(&mut self, ctx: &mut Context<PiperHandle>, reply: Reply<u32>) {
        ctx.pipe(reply, |result| PiperMessage::Piped { n: result.unwrap_or(0) });
    }

    pub(crate) fn piped(&mut self, n: u32) {
        self.log.write(n);
        if let Some(reply) = self.waiting.pop() {
            let _ = reply.send(n);
        }
    }

    /// Answered with the next answer that comes back.
    pub(crate) fn wait(&mut self, #[reply] reply: ReplySender<u32>) {
        self.waiting.push(reply);
    }

    /// Answered once this answer has come back, or by then.
    pub(crate) fn wait_for(&mut self, n: u32, #[reply] reply: ReplySender<u32>) {
        match self.log.read().contains(&n) {
            true => drop(reply.send(n)),
            false => self.waiting.push(reply),
        }
    }

    pub(crate) fn note(&mut self, n: u32) {
        self.log.write(n);
    }

    pub(crate) fn look(&self) -> usize {
        self.log.read().len()
    }

    /// Panics, without the hook, which would fail the execution.
    pub(crate) fn burn(&mut self) {
        std::panic::resume_unwind(Box::new("burnt"));
    }
}

#[derive(Clone, Copy)]
enum Driver {
    Thread,
    Pool(usize),
}

impl Driver {
    /// Runs a scenario with an actor; its executor is shut down afterwards, so that none of its threads hangs.
    fn with<R>(self, places: Option<usize>, scenario: impl FnOnce(PiperHandle, &Log) -> R) -> R {
        let log = Log::default();
        let state = Piper { log: log.clone(), waiting: Vec::new() };
        let builder = match places {
            Some(places) => PiperHandle::builder().mailbox(places),
            None => PiperHandle::builder(),
        };
        match self {
            Driver::Thread => scenario(builder.spawn(state).unwrap(), &log),
            Driver::Pool(threads) => {
                on(threads, |executor| scenario(builder.spawn_on(executor, state).unwrap(), &log))
            }
        }
    }
}

/// An ask, with the sender of its answer.
fn asked() -> (Reply<u32>, ReplySender<u32>) {
    let (scribe, inbox) = ScribeHandle::channel();
    let reply = scribe.ask().echo(0);
    let Some(ScribeMessage::Echo { reply: sender, .. }) = inbox.recv() else { unreachable!() };
    (reply, sender)
}

/// Sends the answer at any moment from now on.
fn answers(sender: ReplySender<u32>, n: u32) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let _ = sender.send(n);
    })
}

fn answered(driver: Driver, places: Option<usize>) -> u32 {
    driver.with(places, |piper, _| {
        let (reply, sender) = asked();
        let answering = answers(sender, 1);
        let waiting = piper.ask().wait();
        piper.pipe(reply).unwrap();
        let n = waiting.wait().unwrap();
        answering.join().unwrap();
        n
    })
}

#[test]
fn an_answer_comes_whenever_it_is_given() {
    for driver in [Driver::Thread, Driver::Pool(1), Driver::Pool(2)] {
        assert_eq!(SAMPLED.outcomes(move || answered(driver, None)), ["1"]);
        assert_eq!(SAMPLED.outcomes(move || answered(driver, Some(1))), ["1"]);
    }
}

#[test]
fn a_nudge_that_is_lost_is_noticed() {
    let failure = SAMPLED.failure(Fault::LostEntry, || answered(Driver::Pool(1), None));
    assert!(is_hang(&failure), "{failure}");
}

/// Two answers, given by two threads, while a third one tells and the actor is asked.
fn crowded(driver: Driver, places: Option<usize>) {
    driver.with(places, |piper, log| {
        let (asked_first, asked_second) = (asked(), asked());
        piper.pipe(asked_first.0).unwrap();
        piper.pipe(asked_second.0).unwrap();
        let answering = [answers(asked_first.1, 1), answers(asked_second.1, 2)];
        let other = piper.clone();
        let telling = thread::spawn(move || other.note(3).unwrap());
        assert!(piper.look().unwrap() <= 3);
        answering.into_iter().for_each(|thread| thread.join().unwrap());
        telling.join().unwrap();
        // One may have come before this ask; then the other one answers it, or it is the last.
        while log.read().len() < 3 {
            let waiting = piper.ask().wait();
            if piper.look().unwrap() == 3 {
                break;
            }
            waiting.wait().unwrap();
        }
        piper.flush().unwrap();
        let mut log = log.read();
        log.sort_unstable();
        assert_eq!(log, [1, 2, 3]);
        settled(&piper);
    });
}

#[test]
fn answers_that_come_together_and_amid_a_tell_all_come() {
    for driver in [Driver::Thread, Driver::Pool(1)] {
        SAMPLED.outcomes(move || crowded(driver, None));
        SAMPLED.outcomes(move || crowded(driver, Some(1)));
    }
}

fn answered_and_ended(driver: Driver, end: fn(PiperHandle) -> Exit) -> (Exit, Vec<u32>) {
    driver.with(None, |piper, log| {
        let (reply, sender) = asked();
        piper.pipe(reply).unwrap();
        let answering = answers(sender, 1);
        let weak = piper.downgrade();
        let exit = end(piper);
        answering.join().unwrap();
        let stats = weak.stats();
        assert_eq!(stats.accepted, Some(stats.handled + stats.undelivered));
        (exit, log.read())
    })
}

fn stop(piper: PiperHandle) -> Exit {
    piper.shutdown().unwrap()
}

fn kill(piper: PiperHandle) -> Exit {
    piper.kill();
    piper.join().unwrap()
}

fn let_go(piper: PiperHandle) -> Exit {
    piper.join().unwrap()
}

#[test]
fn an_end_has_the_answer_come_before_it_or_never() {
    for driver in [Driver::Thread, Driver::Pool(1)] {
        let outcomes = SAMPLED.outcomes(move || answered_and_ended(driver, stop));
        assert_eq!(outcomes, ["(Stopped, [1])", "(Stopped, [])"]);
        let outcomes = SAMPLED.outcomes(move || answered_and_ended(driver, kill));
        assert_eq!(outcomes, ["(Killed, [1])", "(Killed, [])"]);
        let outcomes = SAMPLED.outcomes(move || answered_and_ended(driver, let_go));
        assert_eq!(outcomes, ["(Closed, [1])", "(Closed, [])"]);
    }
}

/// The state that asked burns as the answer comes; the next one asks again.
fn answered_and_burnt(pooled: bool) -> Vec<u32> {
    let log = Log::default();
    let states = log.clone();
    let make = move || Piper { log: states.clone(), waiting: Vec::new() };
    let restart = Restart::on_failure().at_most(1, FOR_EVER);
    let executor = pooled.then(|| Executor::new(1).unwrap());
    let piper: PiperHandle = match &executor {
        None => PiperHandle::builder().supervise(restart, make),
        Some(executor) => PiperHandle::builder().supervise_on(executor, restart, make),
    }
    .unwrap();
    let (reply, sender) = asked();
    piper.pipe(reply).unwrap();
    let answering = answers(sender, 1);
    piper.burn().unwrap();
    let (reply, sender) = asked();
    piper.pipe(reply).unwrap();
    let waiting = piper.ask().wait_for(2);
    assert_eq!(sender.send(2), Ok(()));
    assert_eq!(waiting.wait(), Ok(2));
    answering.join().unwrap();
    assert_eq!(piper.shutdown(), Ok(Exit::Stopped));
    settled(&piper);
    executor.iter().for_each(|executor| executor.shutdown().unwrap());
    log.read()
}

#[test]
fn an_answer_is_its_states_own_and_no_later_ones() {
    for pooled in [false, true] {
        let outcomes = SAMPLED.outcomes(move || answered_and_burnt(pooled));
        assert_eq!(outcomes, ["[1, 2]", "[2]"]);
    }
}
