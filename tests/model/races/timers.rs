//! Timers that are due, against their cancel, a stop and the last drop.

use std::time::Duration;

use model::{Fault, Search, Timer, prelude::*};
use shuttle::thread;

use crate::ground::{Log, Scribe, ScribeHandle, settled};

const DELAY: Duration = Duration::from_secs(1);
const RUNG: u32 = 1;
const ENDED: u32 = 9;
const ENOUGH: usize = 3;

/// Writes down when its timer fires.
#[actor(crate = model)]
pub(crate) struct Alarm {
    log: Log,
    timer: Option<Timer>,
}

#[actor(crate = model)]
impl Alarm {
    pub(crate) fn set(&mut self, ctx: &mut Context<AlarmHandle>) {
        self.timer = Some(ctx.send_after(DELAY, AlarmMessage::Ring));
    }

    pub(crate) fn repeat(&mut self, ctx: &mut Context<AlarmHandle>) {
        self.timer = Some(ctx.send_every(DELAY, || AlarmMessage::Ring));
    }

    /// Ends by itself after a few rings: a schedule need not be fair to the threads that would end it.
    pub(crate) fn ring(&mut self, ctx: &mut Context<AlarmHandle>) {
        self.log.write(RUNG);
        if self.log.read().len() == ENOUGH {
            self.timer.take().map(|timer| ctx.cancel(timer));
        }
    }

    /// Reports whether there was anything to cancel.
    pub(crate) fn cancel(&mut self, ctx: &mut Context<AlarmHandle>) -> bool {
        let cancelled = self.timer.take().is_some_and(|timer| ctx.cancel(timer));
        self.log.write(ENDED);
        cancelled
    }

    pub(crate) fn end(&mut self, ctx: &mut Context<AlarmHandle>) {
        ctx.stop();
        self.log.write(ENDED);
    }
}

fn alarm(log: &Log) -> AlarmHandle {
    let alarm = Alarm { log: log.clone(), timer: None };
    AlarmHandle::builder().count().spawn(alarm).unwrap()
}

/// Lets the time pass in which one timer becomes due, at any moment from now on, by a wait for another actor that
/// times out.
fn time_passes() -> thread::JoinHandle<()> {
    let (other, inbox) = ScribeHandle::channel();
    thread::spawn(move || {
        assert_eq!(other.wait_timeout(DELAY), None);
        drop(inbox);
    })
}

/// How often the alarm rang. Asserts that it did not ring after its end. No other thread is scheduled between the
/// loop's last look and the ring, so this is exact in the model.
fn rung(log: &Log) -> usize {
    let rung = log.read();
    let until = rung.iter().position(|n| *n == ENDED).unwrap_or(rung.len());
    assert!(!rung[until..].contains(&RUNG), "it rang all the same: {rung:?}");
    until
}

fn due_and_cancelled() -> (bool, usize) {
    let log = Log::default();
    let alarm = alarm(&log);
    alarm.set().unwrap();
    let passing = time_passes();
    let cancelled = alarm.cancel().unwrap();
    passing.join().unwrap();
    alarm.flush().unwrap();
    assert_eq!(alarm.shutdown(), Ok(Exit::Stopped));
    settled(&alarm);
    (cancelled, rung(&log))
}

#[test]
fn a_timer_is_cancelled_or_has_fired() {
    let outcomes = Search::Sampled(4_000).outcomes(due_and_cancelled);
    assert_eq!(outcomes, ["(false, 1)", "(true, 0)"]);
}

/// A timer that would send its message through the mailbox once it is due.
fn queued_and_cancelled() -> usize {
    let log = Log::default();
    let scribe: ScribeHandle = Scribe::of(&log).spawn();
    let (timer, passing) = (scribe.clone(), time_passes());
    let timer = thread::spawn(move || {
        passing.join().unwrap();
        timer.note(RUNG).unwrap();
    });
    scribe.note(ENDED).unwrap();
    timer.join().unwrap();
    assert_eq!(scribe.join(), Ok(Exit::Closed));
    rung(&log)
}

#[test]
#[should_panic(expected = "it rang all the same")]
fn a_timer_that_fires_after_its_cancel_is_noticed() {
    Search::Sampled(4_000).outcomes(queued_and_cancelled);
}

fn due_and_stopped(set: fn(&AlarmHandle), end: fn(&AlarmHandle)) -> usize {
    let log = Log::default();
    let alarm = alarm(&log);
    set(&alarm);
    let passing = time_passes();
    end(&alarm);
    let exit = alarm.shutdown();
    assert!(matches!(exit, Ok(Exit::Stopped | Exit::Killed)), "{exit:?}");
    passing.join().unwrap();
    settled(&alarm);
    rung(&log)
}

fn set_one(alarm: &AlarmHandle) {
    alarm.set().unwrap();
}

fn set_many(alarm: &AlarmHandle) {
    alarm.repeat().unwrap();
}

#[test]
fn a_timer_that_is_due_does_not_outlive_the_stop() {
    for end in [AlarmHandle::stop, AlarmHandle::kill, |alarm: &AlarmHandle| alarm.end().unwrap()] {
        let once = Search::Sampled(2_000).outcomes(move || due_and_stopped(set_one, end));
        assert_eq!(once, ["0", "1"]);
        let often = Search::Sampled(2_000).outcomes(move || due_and_stopped(set_many, end));
        assert_eq!(often, ["0", "1", "2", "3"]);
    }
}

#[test]
fn a_message_forgotten_beside_a_timer_is_noticed() {
    let killed = || due_and_stopped(set_one, AlarmHandle::kill);
    let failure = Search::Sampled(2_000).failure(Fault::HiddenQueue, killed);
    assert!(failure.contains("not all is accounted for"), "{failure}");
}

/// The last handle is dropped, and then that is logged: no ring may follow.
fn due_and_let_go(set: fn(&AlarmHandle)) -> usize {
    let log = Log::default();
    let alarm = alarm(&log);
    set(&alarm);
    let weak = alarm.downgrade();
    let (ended, exits) = model::slot();
    alarm.on_exit(move |exit| drop(ended.send(exit.clone())));
    let passing = time_passes();
    drop(alarm);
    log.write(ENDED);
    assert_eq!(exits.wait(), Ok(Exit::Closed));
    passing.join().unwrap();
    assert_eq!(weak.exit(), Some(Exit::Closed));
    rung(&log)
}

#[test]
fn a_timer_that_is_due_does_not_outlive_the_last_handle() {
    let once = Search::Sampled(4_000).outcomes(|| due_and_let_go(set_one));
    assert_eq!(once, ["0", "1"]);
    let often = Search::Sampled(4_000).outcomes(|| due_and_let_go(set_many));
    assert_eq!(often, ["0", "1", "2", "3"]);
}

#[test]
fn a_timer_that_outlives_the_last_handle_is_noticed() {
    let failure = Search::Sampled(4_000).failure(Fault::HighCount, || due_and_let_go(set_one));
    assert!(failure.contains("it rang all the same"), "{failure}");
}
