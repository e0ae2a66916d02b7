//! Actors that share few threads: which thread runs them, when they go idle, and which thread replaces a waiting one.

use model::{
    CallError, Context, Executor, Exit, Fault, OnPanic, Reply, ReplySender, Restart, Search,
    SpawnError,
    prelude::*,
    sys::{FOR_EVER, thread::refuse},
};
use shuttle::{future::block_on, thread};

use crate::{
    ground::{Log, Scribe, ScribeHandle, on, settled},
    is_hang,
};

/// A race is won or lost within few steps, but its executor's threads come and go as well.
const MANY: Search = Search::Sampled(10_000);

fn scribe(executor: &Executor, log: &Log) -> ScribeHandle {
    ScribeHandle::builder().count().spawn_on(executor, Scribe::of(log)).unwrap()
}

/// An actor is told by two threads. Each tell may come at any moment of the turn that the other one brought about.
fn told(threads: usize) {
    on(threads, |executor| {
        let log = Log::default();
        let scribe = scribe(executor, &log);
        let other = scribe.clone();
        let telling = thread::spawn(move || {
            other.note(1).unwrap();
            other.note(2).unwrap();
        });
        scribe.note(3).unwrap();
        telling.join().unwrap();
        let weak = scribe.downgrade();
        drop(scribe);
        executor.shutdown().unwrap();
        assert!(matches!(weak.exit(), Some(Exit::Closed | Exit::Stopped)));
        let log = log.read();
        assert_eq!(log.len(), 3, "not all was handled: {log:?}");
        let place = |n| log.iter().position(|noted| *noted == n);
        assert!(place(1) < place(2), "out of order");
    });
}

#[test]
fn what_comes_as_it_goes_idle_is_handled() {
    MANY.outcomes(|| told(1));
    MANY.outcomes(|| told(2));
}

/// An actor is run by a worker only: a task that awaits an answer does not run the actor, and neither does a wait
/// with a deadline.
fn awaited() -> Result<u32, CallError> {
    on(1, |executor| {
        let scribe = scribe(executor, &Log::default());
        block_on(scribe.ask().echo(1))
    })
}

#[test]
fn a_task_is_answered_by_a_worker() {
    assert_eq!(MANY.outcomes(awaited), ["Ok(1)"]);
}

#[test]
fn an_entry_that_is_lost_is_noticed() {
    let failure = MANY.failure(Fault::LostEntry, awaited);
    assert!(is_hang(&failure), "{failure}");
}

#[test]
fn a_thread_that_is_not_woken_is_noticed() {
    let failure = MANY.failure(Fault::LostNotification, || told(1));
    assert!(is_hang(&failure), "{failure}");
}

/// An actor is asked by two threads while a worker may run it. Whichever thread claims it, all messages are handled
/// in order.
fn asked_by_two() {
    on(1, |executor| {
        let log = Log::default();
        let scribe = scribe(executor, &log);
        scribe.note(1).unwrap();
        let other = scribe.clone();
        let asking = thread::spawn(move || {
            other.note(2).unwrap();
            assert_eq!(other.echo(3), Ok(3));
        });
        assert_eq!(scribe.echo(4), Ok(4));
        asking.join().unwrap();
        let weak = scribe.downgrade();
        assert_eq!(scribe.join(), Ok(Exit::Closed));
        assert_eq!(weak.stats().handled, 4);
        let log = log.read();
        let place = |n| log.iter().position(|noted| *noted == n).unwrap();
        assert!(place(1) < place(4) && place(2) < place(3), "out of order: {log:?}");
    });
}

#[test]
fn callers_and_a_worker_share_an_actor() {
    MANY.outcomes(asked_by_two);
}

#[test]
fn a_caller_that_is_not_told_of_its_answer_is_noticed() {
    let failure = MANY.failure(Fault::LostNotification, asked_by_two);
    assert!(is_hang(&failure), "{failure}");
}

/// An actor is asked again by the caller on whose thread it has failed, before other threads end it.
fn asked_after_its_failure() {
    on(1, |executor| {
        let log = Log::default();
        let scribe = scribe(executor, &log);
        assert_eq!(scribe.fail(), Ok(0));
        let echo = scribe.echo(1);
        assert!(matches!(echo, Err(CallError::Ended(Exit::Failed(_)))), "answered: {echo:?}");
        assert!(log.read().is_empty());
        assert!(matches!(scribe.clone().join(), Ok(Exit::Failed(_))));
        settled(&scribe);
    });
}

#[test]
fn an_actor_that_has_failed_answers_no_caller() {
    MANY.outcomes(asked_after_its_failure);
}

/// An actor is flushed by two threads, each of which has told it something.
fn flushed_by_two() {
    on(1, |executor| {
        let log = Log::default();
        let scribe = scribe(executor, &log);
        let flush = |scribe: ScribeHandle, n, log: Log| {
            scribe.note(n).unwrap();
            assert_eq!(scribe.flush(), Ok(()));
            assert!(log.read().contains(&n), "flushed, not handled: {n}");
        };
        let flushing = {
            let (scribe, log) = (scribe.clone(), log.clone());
            thread::spawn(move || flush(scribe, 1, log))
        };
        flush(scribe, 2, log);
        flushing.join().unwrap();
    });
}

#[test]
fn each_flush_is_answered_in_its_own_turn() {
    MANY.outcomes(flushed_by_two);
}

#[test]
fn a_flush_whose_answer_wakes_nobody_is_noticed() {
    let failure = MANY.failure(Fault::LostNotification, flushed_by_two);
    assert!(is_hang(&failure), "{failure}");
}

/// An actor is asked again, and told by another thread, while envelopes are left in the batch that a caller took.
fn asked_where_something_is_left() {
    on(1, |executor| {
        let log = Log::default();
        let scribe = scribe(executor, &log);
        let echo = scribe.ask().echo(1);
        scribe.note(2).unwrap();
        let other = scribe.clone();
        let asking = thread::spawn(move || {
            other.note(3).unwrap();
            assert_eq!(other.echo(4), Ok(4));
        });
        assert_eq!(echo.wait(), Ok(1));
        scribe.note(5).unwrap();
        assert_eq!(scribe.echo(6), Ok(6));
        asking.join().unwrap();
        assert_eq!(scribe.join(), Ok(Exit::Closed));
        let (others, own): (Vec<_>, Vec<_>) = log.read().iter().partition(|n| [3, 4].contains(*n));
        assert_eq!((own, others), (vec![1, 2, 5, 6], vec![3, 4]), "out of order");
    });
}

#[test]
fn what_a_caller_leaves_comes_before_what_is_sent_later() {
    MANY.outcomes(asked_where_something_is_left);
}

/// The last handle of an actor is dropped while an entry of the actor is queued.
fn dropped_as_it_is_listed() -> &'static str {
    on(2, |executor| {
        let log = Log::default();
        let scribe = scribe(executor, &log);
        let weak = scribe.downgrade();
        let (ended, exit) = model::slot();
        scribe.on_exit(move |exit| drop(ended.send(exit.clone())));
        scribe.note(1).unwrap();
        let upgrading = thread::spawn({
            let weak = weak.clone();
            move || weak.upgrade().is_some_and(|scribe| scribe.note(2).is_ok())
        });
        drop(scribe);
        assert_eq!(exit.wait(), Ok(Exit::Closed));
        let (told, log) = (upgrading.join().unwrap(), log.read());
        assert_eq!(log.len(), 1 + usize::from(told), "not all was handled: {log:?}");
        if told { "upgraded" } else { "gone" }
    })
}

#[test]
fn the_last_drop_ends_it_after_what_is_queued() {
    assert_eq!(MANY.outcomes(dropped_as_it_is_listed), ["\"gone\"", "\"upgraded\""]);
}

#[test]
fn a_handle_out_of_nothing_is_noticed() {
    let failure = MANY.failure(Fault::StrongWeak, dropped_as_it_is_listed);
    assert!(is_hang(&failure), "{failure}");
}

/// An actor is ended by another thread while it is asked here. Where messages are counted, an ask takes another path.
fn asked_and_ended(counted: bool, end: fn(&ScribeHandle)) -> &'static str {
    on(1, |executor| {
        let log = Log::default();
        let scribe =
            if counted { scribe(executor, &log) } else { Scribe::of(&log).spawn_on(executor) };
        let other = scribe.clone();
        let ending = thread::spawn(move || end(&other));
        let told = scribe.note(1).is_ok();
        let answer = scribe.echo(2);
        ending.join().unwrap();
        let weak = scribe.downgrade();
        let exit = scribe.clone().join().unwrap();
        let stats = if counted { settled(&scribe) } else { scribe.stats() };
        assert_eq!(weak.exit(), Some(exit.clone()));
        assert_eq!(stats.handled, log.read().len() as u64);
        // A send that overlaps the close may be undelivered; so may the ask, which fails then.
        let known = u64::from(told) + u64::from(answer.is_ok());
        assert!((known..=known + 1).contains(&(stats.handled + stats.undelivered)));
        match answer {
            Ok(2) => "answered",
            Err(CallError::Ended(reason)) if reason == exit => "ended",
            other => panic!("{other:?}"),
        }
    })
}

#[test]
fn a_stop_amid_an_ask_answers_it_or_refuses_it() {
    for counted in [true, false] {
        let outcomes = MANY.outcomes(move || asked_and_ended(counted, ScribeHandle::stop));
        assert_eq!(outcomes, ["\"answered\"", "\"ended\""]);
    }
}

#[test]
fn a_kill_amid_an_ask_answers_it_or_fails_it() {
    for counted in [true, false] {
        let outcomes = MANY.outcomes(move || asked_and_ended(counted, ScribeHandle::kill));
        assert_eq!(outcomes, ["\"answered\"", "\"ended\""]);
    }
}

/// An actor is spawned as its executor is shut down: the spawn is refused, or the actor ends.
fn spawned_amid_a_shutdown() -> &'static str {
    let executor = Executor::new(1).unwrap();
    let other = executor.clone();
    let closing = thread::spawn(move || other.shutdown().unwrap());
    let spawned = ScribeHandle::builder().count().spawn_on(&executor, Scribe::of(&Log::default()));
    closing.join().unwrap();
    match spawned {
        Ok(scribe) => {
            assert_eq!(scribe.clone().join(), Ok(Exit::Stopped));
            settled(&scribe);
            "stopped"
        }
        Err(SpawnError::ShutDown) => "refused",
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_shutdown_amid_a_spawn_refuses_the_actor_or_ends_it() {
    assert_eq!(MANY.outcomes(spawned_amid_a_shutdown), ["\"refused\"", "\"stopped\""]);
}

#[test]
fn a_stop_that_no_thread_comes_to_is_noticed() {
    let failure = MANY.failure(Fault::LostEntry, spawned_amid_a_shutdown);
    assert!(is_hang(&failure), "{failure}");
}

/// The last handle of an actor is dropped before its answer is waited for. A caller may have run the actor by then.
fn dropped_as_it_answers() {
    on(1, |executor| {
        let log = Log::default();
        let scribe = scribe(executor, &log);
        let weak = scribe.downgrade();
        let (ended, exit) = model::slot();
        scribe.on_exit(move |exit| drop(ended.send(exit.clone())));
        let echo = scribe.ask().echo(1);
        drop(scribe);
        assert_eq!(echo.wait(), Ok(1));
        assert_eq!(exit.wait(), Ok(Exit::Closed));
        assert_eq!(weak.stats().handled, 1);
    });
}

#[test]
fn a_caller_leaves_no_end_lying() {
    MANY.outcomes(dropped_as_it_answers);
}

/// The last handle is dropped at any moment, also while callers run the actor. The first of them leaves envelopes in
/// the batch.
fn dropped_while_callers_run_it() {
    on(1, |executor| {
        let log = Log::default();
        let scribe = scribe(executor, &log);
        let weak = scribe.downgrade();
        let (ended, exit) = model::slot();
        scribe.on_exit(move |exit| drop(ended.send(exit.clone())));
        let first = scribe.ask().echo(1);
        scribe.note(2).unwrap();
        let dropping = thread::spawn(move || {
            let second = scribe.ask().echo(3);
            drop(scribe);
            second
        });
        assert_eq!(first.wait(), Ok(1));
        assert_eq!(dropping.join().unwrap().wait(), Ok(3));
        assert_eq!(exit.wait(), Ok(Exit::Closed));
        assert_eq!((weak.stats().handled, log.read()), (3, vec![1, 2, 3]));
    });
}

#[test]
fn a_last_drop_amid_callers_ends_it() {
    MANY.outcomes(dropped_while_callers_run_it);
}

/// Waits for what another thread does.
#[actor(crate = model)]
struct Patient;

#[actor(crate = model)]
impl Patient {
    pub(crate) fn echo(&self, n: u32) -> u32 {
        n
    }

    pub(crate) fn fail(&self) -> u32 {
        std::panic::resume_unwind(Box::new("as told"))
    }

    pub(crate) fn wait_for(&self, other: Reply<()>) {
        let _ = other.wait();
    }
}

/// Asks an actor as it is dropped.
struct Asking {
    of: PatientHandle,
}

impl Drop for Asking {
    fn drop(&mut self) {
        let _ = self.of.echo(1);
    }
}

#[actor(crate = model, count)]
struct Keeper;

#[actor(crate = model)]
impl Keeper {
    pub(crate) fn keep(&self, _asking: Asking) {}
}

/// An undelivered message asks, in its drop, an actor that ends meanwhile.
fn undelivered_amid_an_end(patient: PatientHandle, keeper: KeeperHandle) -> u64 {
    keeper.keep(Asking { of: patient.clone() }).unwrap();
    let ending = thread::spawn(move || patient.stop());
    keeper.kill();
    assert_eq!(keeper.clone().join(), Ok(Exit::Killed));
    ending.join().unwrap();
    settled(&keeper).undelivered
}

#[test]
fn an_ask_that_is_refused_amid_a_drop_counts_for_nobody() {
    let pooled = |executor: &Executor| {
        undelivered_amid_an_end(Patient.spawn_on(executor), Keeper.spawn_on(executor))
    };
    assert_eq!(MANY.outcomes(move || on(2, pooled)), ["0", "1"]);
    let of_threads = || undelivered_amid_an_end(Patient.spawn(), Keeper.spawn());
    assert_eq!(MANY.outcomes(of_threads), ["0", "1"]);
}

/// An actor is asked by a thread that does, after the ask, what the next message waits for.
fn asked_before_a_message_that_waits(ask: fn(&PatientHandle) -> Reply<u32>) {
    on(1, |executor| {
        let builder = PatientHandle::builder().on_panic(OnPanic::Resume);
        let patient = builder.spawn_on(executor, Patient).unwrap();
        let other = patient.clone();
        let (go_on, waited_for) = model::slot();
        let asked = ask(&patient);
        let telling = thread::spawn(move || other.wait_for(waited_for).unwrap());
        let _ = asked.wait();
        go_on.send(()).unwrap();
        telling.join().unwrap();
        assert_eq!(patient.join(), Ok(Exit::Closed));
    });
}

#[test]
fn a_caller_whose_answer_has_come_runs_nothing_more() {
    MANY.outcomes(|| asked_before_a_message_that_waits(|patient| patient.ask().echo(1)));
    MANY.outcomes(|| asked_before_a_message_that_waits(|patient| patient.ask().fail()));
}

/// Three senders want the few places of a mailbox.
fn waited_for_room(places: usize) {
    on(1, |executor| {
        let log = Log::default();
        let builder = ScribeHandle::builder().count().mailbox(places);
        let scribe = builder.spawn_on(executor, Scribe::of(&log)).unwrap();
        let other = scribe.clone();
        let telling = thread::spawn(move || {
            other.note(1).unwrap();
            other.note(2).unwrap();
        });
        scribe.note(3).unwrap();
        assert_eq!(scribe.echo(4), Ok(4));
        telling.join().unwrap();
        assert_eq!(scribe.shutdown(), Ok(Exit::Stopped));
        assert_eq!(settled(&scribe).handled, 4);
    });
}

#[test]
fn a_sender_that_waits_for_room_gets_in() {
    MANY.outcomes(|| waited_for_room(1));
    MANY.outcomes(|| waited_for_room(2));
}

/// Asks another one and answers with what that answers.
#[actor(crate = model)]
struct Asker {
    of: ScribeHandle,
}

#[actor(crate = model)]
impl Asker {
    pub(crate) fn fetch(&self, n: u32) -> u32 {
        self.of.echo(n).unwrap()
    }
}

/// The only worker waits for an actor that another thread runs, or runs the actor itself, or is replaced.
fn asked_through_another() {
    on(1, |executor| {
        let log = Log::default();
        let scribe = scribe(executor, &log);
        let asker = Asker { of: scribe.clone() }.spawn_on(executor);
        let fetched = asker.ask().fetch(1);
        assert_eq!(scribe.echo(2), Ok(2));
        assert_eq!(fetched.wait(), Ok(1));
        assert_eq!(asker.join(), Ok(Exit::Closed));
        assert_eq!(scribe.join(), Ok(Exit::Closed));
    });
}

#[test]
fn a_waiting_thread_runs_whom_it_waits_for_or_is_replaced() {
    MANY.outcomes(asked_through_another);
}

#[test]
fn a_waiting_thread_without_a_stand_in_is_noticed() {
    let failure = MANY.failure(Fault::LostNotification, asked_through_another);
    assert!(is_hang(&failure), "{failure}");
}

/// One of two that may ask each other.
#[actor(crate = model)]
struct Partner {
    other: Option<PartnerHandle>,
}

#[actor(crate = model)]
impl Partner {
    pub(crate) fn know(&mut self, other: PartnerHandle) {
        self.other = Some(other);
    }

    pub(crate) fn number(&self) -> u32 {
        1
    }

    pub(crate) fn ask_other(&self) -> Result<u32, CallError> {
        self.other.as_ref().unwrap().number()
    }

    pub(crate) fn forget(&mut self) {
        self.other = None;
    }
}

/// Each asks the other at once.
fn asked_in_a_ring() -> usize {
    on(2, |executor| {
        let a = Partner { other: None }.spawn_on(executor);
        let b = Partner { other: Some(a.clone()) }.spawn_on(executor);
        a.know(b.clone()).unwrap();
        let (of_a, of_b) = (a.ask().ask_other(), b.ask().ask_other());
        let answers = [of_a.wait().unwrap(), of_b.wait().unwrap()];
        a.forget().unwrap();
        drop((a, b));
        answers
            .into_iter()
            .filter(|answer| match answer {
                Ok(1) => false,
                Err(CallError::Deadlock(_)) => true,
                other => panic!("{other:?}"),
            })
            .count()
    })
}

#[test]
fn a_ring_is_an_error_for_one_of_it_at_most() {
    assert_eq!(MANY.outcomes(asked_in_a_ring), ["0", "1"]);
}

/// Writes down when its timer fires.
#[actor(crate = model, count)]
struct Clock {
    log: Log,
}

#[actor(crate = model)]
impl Clock {
    pub(crate) fn set(&mut self, ctx: &mut Context<ClockHandle>) {
        ctx.send_after(std::time::Duration::from_secs(1), ClockMessage::Ring);
    }

    pub(crate) fn ring(&mut self) {
        self.log.write(1);
    }
}

/// The timer of an actor becomes due as the actor is stopped, or never.
fn due_and_stopped() -> usize {
    on(1, |executor| {
        let log = Log::default();
        let clock = Clock { log: log.clone() }.spawn_on(executor);
        clock.set().unwrap();
        let other = clock.clone();
        let stopping = thread::spawn(move || other.stop());
        assert_eq!(clock.clone().join(), Ok(Exit::Stopped));
        stopping.join().unwrap();
        let rung = log.read().len();
        assert_eq!(settled(&clock).handled, 1 + rung as u64);
        rung
    })
}

#[test]
fn a_timer_fires_before_the_end_or_not_at_all() {
    assert_eq!(MANY.outcomes(due_and_stopped), ["0", "1"]);
}

/// Answers each ask when the timer that was set for it fires.
#[actor(crate = model, count)]
#[derive(Default)]
struct Sleeper {
    asleep: Vec<ReplySender<()>>,
}

#[actor(crate = model)]
impl Sleeper {
    pub(crate) fn sleep(
        &mut self,
        ctx: &mut Context<SleeperHandle>,
        seconds: u64,
        #[reply] reply: ReplySender<()>,
    ) {
        self.asleep.push(reply);
        ctx.send_after(std::time::Duration::from_secs(seconds), SleeperMessage::WakeOne);
    }

    pub(crate) fn wake_one(&mut self) {
        let _ = self.asleep.pop().unwrap().send(());
    }
}

/// Timers of two actors, set while the thread of the alarms goes to sleep, or sleeps for longer.
fn due_at_different_moments() {
    on(1, |executor| {
        let builder = SleeperHandle::builder;
        let sleeper = builder().spawn_on(executor, Sleeper::default()).unwrap();
        let other = builder().spawn_on(executor, Sleeper::default()).unwrap();
        let late = sleeper.ask().sleep(3);
        let setting = thread::spawn(move || {
            other.sleep(2).unwrap();
            assert_eq!(other.join(), Ok(Exit::Closed));
        });
        // Earlier than the time of the alarm that is already set.
        let early = sleeper.ask().sleep(1);
        assert_eq!((early.wait(), late.wait()), (Ok(()), Ok(())));
        setting.join().unwrap();
        assert_eq!(sleeper.clone().shutdown(), Ok(Exit::Stopped));
        assert_eq!(settled(&sleeper).handled, 4);
    });
}

#[test]
fn each_timer_fires_whichever_comes_first() {
    MANY.outcomes(due_at_different_moments);
}

#[test]
fn an_alarm_that_never_rings_is_noticed() {
    let failure = MANY.failure(Fault::LostDeadline, due_at_different_moments);
    assert!(is_hang(&failure), "{failure}");
}

#[test]
fn an_alarm_that_is_set_as_its_thread_goes_to_sleep_is_not_lost_unnoticed() {
    let failure = MANY.failure(Fault::LateListener, due_at_different_moments);
    assert!(is_hang(&failure), "{failure}");
}

/// Panics, without the hook, which would fail the execution.
#[actor(crate = model, count)]
struct Phoenix {
    log: Log,
}

#[actor(crate = model)]
impl Phoenix {
    pub(crate) fn note(&mut self, n: u32) {
        self.log.write(n);
    }

    pub(crate) fn burn(&mut self, #[reply] reply: ReplySender<()>) {
        let _reply = reply;
        std::panic::resume_unwind(Box::new("burnt"));
    }
}

/// An actor is told, and ended by another thread, while it waits for a state that never comes otherwise.
fn ended_between_states(end: fn(&PhoenixHandle)) -> String {
    on(1, |executor| {
        let log = Log::default();
        let restart = Restart::on_failure().without_limit().backoff(FOR_EVER, FOR_EVER);
        let phoenix = PhoenixHandle::builder()
            .supervise_on(executor, restart, {
                let log = log.clone();
                move || Phoenix { log: log.clone() }
            })
            .unwrap();
        let other = phoenix.clone();
        let burning = phoenix.ask().burn();
        let told = phoenix.note(1);
        let ending = thread::spawn(move || end(&other));
        assert!(burning.wait().is_err());
        ending.join().unwrap();
        let exit = phoenix.clone().join().unwrap();
        settled(&phoenix);
        assert_eq!(told, Ok(()));
        format!("{} {:?}", matches!(exit, Exit::Stopped), log.read())
    })
}

#[test]
fn a_stop_cuts_the_wait_for_a_state_short() {
    let outcomes = MANY.outcomes(|| ended_between_states(PhoenixHandle::stop));
    assert_eq!(outcomes, ["\"true [1]\""]);
}

#[test]
fn a_kill_cuts_the_wait_for_a_state_short() {
    MANY.outcomes(|| ended_between_states(PhoenixHandle::kill));
}

/// Waits for what another actor of its executor does, and reports it.
#[actor(crate = model)]
struct Waiter;

#[actor(crate = model)]
impl Waiter {
    pub(crate) fn wait_for(&mut self, helper: HelperHandle, report: ReplySender<u32>) {
        let (answer, reply) = model::slot();
        helper.answer(answer).unwrap();
        report.send(reply.wait().unwrap()).unwrap();
    }
}

#[actor(crate = model)]
struct Helper;

#[actor(crate = model)]
impl Helper {
    pub(crate) fn answer(&mut self, answer: ReplySender<u32>) {
        answer.send(7).unwrap();
    }
}

/// All threads of an executor wait for actors of the same executor, and the system refuses a few threads before it
/// has some again.
fn refused_for_a_while(threads: usize, refusals: usize) {
    on(threads, |executor| {
        let waiters: Vec<_> =
            (0..threads).map(|_| (Waiter.spawn_on(executor), Helper.spawn_on(executor))).collect();
        refuse(refusals);
        let reports: Vec<_> = waiters
            .iter()
            .map(|(waiter, helper)| {
                let (report, reported) = model::slot();
                waiter.wait_for(helper.clone(), report).unwrap();
                reported
            })
            .collect();
        for reported in reports {
            assert_eq!(reported.wait(), Ok(7));
        }
    });
}

#[test]
fn a_thread_that_is_refused_for_a_while_hangs_nobody() {
    for refusals in 0..3 {
        MANY.outcomes(move || refused_for_a_while(1, refusals));
        MANY.outcomes(move || refused_for_a_while(2, refusals));
    }
}

#[test]
fn a_retry_that_never_comes_is_noticed() {
    let failure = MANY.failure(Fault::LostDeadline, || refused_for_a_while(1, 1));
    assert!(is_hang(&failure), "{failure}");
}
