//! What makes a run fail, and what its report says.

use std::{
    error::Error,
    fmt,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
        mpsc,
    },
    time::Duration,
};

use actor_runtime::{
    Attachment, Executor, Recipient, Restart, prelude::*, simulation::Simulation, thread,
};

use crate::report::report_of;

#[actor]
#[derive(Default)]
struct Clerk {
    kept: Vec<ReplySender<u32>>,
    other: Option<ClerkHandle>,
}

#[actor]
impl Clerk {
    pub fn double(&self, n: u32) -> u32 {
        2 * n
    }
    pub fn fail(&mut self) {
        panic!("the clerk is tired");
    }
    pub fn keep(&mut self, #[reply] reply: ReplySender<u32>) {
        self.kept.push(reply);
    }
    pub fn meet(&mut self, other: ClerkHandle) {
        self.other = Some(other);
    }
    pub fn wait_for_kept(&mut self, other: ClerkHandle) -> u32 {
        other.keep().unwrap_or(0)
    }
    pub fn pass_on(&mut self, waits: ClerkHandle, other: ClerkHandle) -> u32 {
        waits.wait_for_kept(other).unwrap_or(0)
    }
    pub fn work_under(&mut self, lock: Arc<Mutex<u32>>, helper: ClerkHandle) -> u32 {
        let mut guard = lock.lock().unwrap();
        *guard += helper.double(1).unwrap_or(0);
        *guard
    }
    pub fn doze(&mut self, duration: Duration) {
        std::thread::sleep(duration);
    }
}

fn quick() -> Simulation {
    Simulation::new().seeds(20)
}

#[test]
fn a_panic_of_the_closure_is_reported_with_its_place_and_the_command_that_repeats_it() {
    let report = report_of(&quick(), |_| assert_eq!(1 + 1, 3, "sums differ"));
    assert!(
        report.starts_with("seed 0 fails: assertion `left == right` failed: sums differ"),
        "{report}"
    );
    assert!(report.contains("simulation/failures.rs:"), "{report}");
    let again = "again: ACTOR_SEED=0 cargo test failures::a_panic_of_the_closure_is_reported";
    assert!(report.contains(again), "{report}");
}

#[derive(Debug)]
struct Outer(CallError);

impl fmt::Display for Outer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the order is lost")
    }
}

impl Error for Outer {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

#[test]
fn an_error_of_the_closure_is_reported_with_its_causes() {
    let report = report_of(&quick(), |_| {
        let clerk = Clerk::default().spawn();
        clerk.kill();
        clerk.double(2).map_err(Outer)?;
        Ok(())
    });
    let text = "the closure has returned an error: the order is lost; the actor has ended: killed";
    assert!(report.contains(text), "{report}");
}

#[test]
fn the_panic_of_a_handler_stands_among_the_events_and_fails_nothing_by_itself() {
    let report = report_of(&quick(), |_| {
        let clerk = Clerk::default().spawn();
        let _ = clerk.fail();
        let exit = clerk.join();
        assert!(exit.is_err(), "on purpose");
    });
    assert!(report.contains("`Clerk` panics: the clerk is tired, at"), "{report}");
    assert!(report.contains("Clerk#1 ends: `Clerk` panicked in message `fail`"), "{report}");
    quick().run(|_| {
        let clerk = Clerk::default().spawn();
        let _ = clerk.fail();
    });
}

#[test]
fn a_circle_through_a_deferred_reply_is_reported_with_who_waits_for_whom() {
    let report = report_of(&quick(), |_| {
        let (one, other) = (Clerk::default().spawn(), Clerk::default().spawn());
        one.wait_for_kept(other.clone())?;
        Ok(())
    });
    assert!(report.contains("nobody can go on, and no deadline is left"), "{report}");
    assert!(report.contains("Clerk#1 in message `wait_for_kept`"), "{report}");
    assert!(report.contains("thread `main`"), "{report}");
}

#[test]
fn an_actor_that_waits_is_reported_with_the_awaited_one_unless_one_thread_runs_both() {
    for pooled in [false, true] {
        let report = report_of(&quick(), move |_| {
            let (one, two, three) = (spawn(pooled), spawn(pooled), spawn(pooled));
            let waits = two.clone();
            one.pass_on(waits, three)?;
            Ok(())
        });
        assert!(report.contains("nobody can go on"), "{report}");
        assert!(report.contains("Clerk#1 in message `pass_on`"), "{report}");
        // The thread that runs one actor on top of the other waits for neither of them.
        assert_eq!(report.contains("`pass_on` waits for Clerk#2"), !pooled, "{report}");
        assert!(report.contains("Clerk#2 in message `wait_for_kept`"), "{report}");
        // Threads that have done nothing yet wait for their first actor, and are none of the circle.
        assert!(!report.contains("thread `actor timers`, last"), "{report}");
    }
}

#[test]
fn restarts_time_outs_and_sends_stand_among_the_events() {
    let report = report_of(&quick(), |sim| {
        let restart = Restart::on_failure().backoff(Duration::from_secs(1), Duration::from_secs(1));
        let clerk = ClerkHandle::builder().name("clerk").supervise(restart, Clerk::default)?;
        let _ = clerk.fail();
        sim.advance(Duration::from_secs(2));
        let mut kept = clerk.ask().keep();
        assert_eq!(kept.wait_timeout(Duration::from_secs(3)), Err(CallError::TimedOut));
        let restarts = clerk.stats().restarts;
        assert_eq!(restarts, 0, "on purpose");
        Ok(())
    });
    for line in ["`main` sends to clerk#1", "clerk#1 restarts", "a wait of `main` times out"] {
        assert!(report.contains(line), "{line}: {report}");
    }
    assert!(report.contains("0:00:05.000000"), "two seconds and three: {report}");
}

#[test]
fn an_actor_outside_that_is_asked_fails_the_run() {
    let outside = Clerk::default().spawn();
    let asked = outside.clone();
    let report = report_of(&quick(), move |_| {
        asked.double(1)?;
        Ok(())
    });
    // An actor outside answers at its own time: before or after the run is found to be stuck.
    let is_late = report.contains("nobody can go on, and no deadline is left");
    assert!(is_late || report.contains("which does not belong to the simulation"), "{report}");
    let _ = outside.shutdown();
}

#[test]
fn a_thread_of_a_run_that_is_joined_outside_fails_the_run() {
    let report = report_of(&quick(), |_| {
        let spawned = thread::spawn(|| 1);
        assert!(outside(move || spawned.join().is_err()));
    });
    assert!(report.contains("simulation, joins a thread of the simulation"), "{report}");
}

#[test]
fn a_thread_whose_locals_wait_while_all_is_unwound_is_named_and_does_not_abort() {
    struct Waits(ClerkHandle);
    impl Drop for Waits {
        fn drop(&mut self) {
            let _ = self.0.keep();
        }
    }
    std::thread_local! {
        static KEPT: std::cell::RefCell<Option<Waits>> = const { std::cell::RefCell::new(None) };
    }
    let report = report_of(&Simulation::new().seeds(1), |_| {
        let (clerk, inbox) = ClerkHandle::channel();
        let local = thread::spawn(move || KEPT.set(Some(Waits(clerk))));
        let _ = local.join();
        drop(inbox);
    });
    assert!(report.contains("nobody can go on"), "{report}");
    assert!(report.contains("left behind: spawned"), "{report}");
}

#[test]
fn actors_that_hold_each_other_are_reported_unless_that_is_allowed() {
    let circle = || {
        let (one, other) = (Clerk::default().spawn(), Clerk::default().spawn());
        one.meet(other.clone()).unwrap();
        other.meet(one).unwrap();
    };
    let report = report_of(&quick(), move |_| circle());
    assert!(report.contains("actors live on although the closure has returned"), "{report}");
    assert!(report.contains("Clerk#1 waits for a message"), "{report}");
    assert!(report.contains("Clerk#2 waits for a message"), "{report}");
    quick().allow_left().run(move |_| circle());
}

#[test]
fn an_actor_that_never_rests_fails_its_run() {
    #[actor]
    struct Spinner;

    #[actor]
    impl Spinner {
        pub fn spin(&mut self, ctx: &mut Context<SpinnerHandle>) {
            let _ = ctx.send(SpinnerMessage::Spin);
        }
    }

    let report = report_of(&Simulation::new().seeds(1), |sim| {
        let spinner = Spinner.spawn();
        spinner.spin().unwrap();
        sim.settle();
    });
    assert!(report.contains("does not come to rest within a million choices,"), "{report}");
}

#[test]
fn an_inbox_that_is_received_from_outside_fails_the_run() {
    let report = report_of(&quick(), |_| {
        let (clerk, inbox) = ClerkHandle::channel();
        clerk.fail().unwrap();
        assert!(outside(move || inbox.recv().is_none()));
    });
    assert!(report.contains("simulation, receives from a mailbox of it"), "{report}");
}

#[test]
fn a_recipient_that_is_used_outside_fails_the_run() {
    #[actor]
    #[derive(Default)]
    struct Meter;

    #[actor]
    impl Meter {
        pub fn open(&mut self, ctx: &mut Context<MeterHandle>) -> (Recipient<u32>, Attachment) {
            ctx.source(|value| MeterMessage::Read { value })
        }
        pub fn read(&mut self, value: u32) {
            let _ = value;
        }
    }

    let report = report_of(&quick(), |_| {
        let meter = Meter.spawn();
        let (readings, _attachment) = meter.open().unwrap();
        assert_eq!(outside(move || readings.send(1)), Err(CallError::OutsideSimulation));
    });
    assert!(report.contains("simulation, sends to `Meter`"), "{report}");
}

#[test]
fn a_reply_that_is_awaited_outside_fails_the_run() {
    let report = report_of(&quick(), |_| {
        let clerk = Clerk::default().spawn();
        let answer = clerk.ask().keep();
        assert_eq!(outside(move || answer.wait()), Err(CallError::OutsideSimulation));
    });
    assert!(report.contains("simulation, waits for an answer"), "{report}");
}

/// Runs `f` on a thread that no simulation knows, and waits for it.
fn outside<R: Send + 'static>(f: impl FnOnce() -> R + Send + 'static) -> R {
    std::thread::Builder::new().name("stranger".into()).spawn(f).unwrap().join().unwrap()
}

#[test]
fn a_tell_from_outside_is_refused_and_fails_the_run() {
    for pooled in [false, true] {
        let report = report_of(&quick(), move |_| {
            let clerk = spawn(pooled);
            let refused = outside({
                let clerk = clerk.clone();
                move || clerk.fail()
            });
            assert_eq!(refused, Err(CallError::OutsideSimulation));
        });
        let text = "thread `stranger`, which does not belong to the simulation, sends to `Clerk`";
        assert!(report.contains(text), "{report}");
    }
}

fn spawn(pooled: bool) -> ClerkHandle {
    match pooled {
        true => Clerk::default().spawn_on(Executor::global()),
        false => Clerk::default().spawn(),
    }
}

#[test]
fn an_ask_from_outside_is_refused_and_fails_the_run() {
    for pooled in [false, true] {
        let report = report_of(&quick(), move |_| {
            let clerk = spawn(pooled);
            let asking = clerk.clone();
            assert_eq!(outside(move || asking.double(1)), Err(CallError::OutsideSimulation));
        });
        assert!(report.contains("thread `stranger`, which does not belong"), "{report}");
    }
}

#[test]
fn a_join_a_stop_a_kill_and_a_last_drop_from_outside_fail_the_run() {
    type Call = (&'static str, fn(ClerkHandle));
    let calls: [Call; 4] = [
        ("waits for the end of", |clerk| {
            assert_eq!(clerk.clone().join(), Err(CallError::OutsideSimulation));
        }),
        ("stops", |clerk| clerk.stop()),
        ("kills", |clerk| clerk.kill()),
        ("drops the last handle of", drop),
    ];
    for (what, call) in calls {
        for pooled in [false, true] {
            let report = report_of(&quick(), move |_| {
                let clerk = spawn(pooled);
                outside(move || call(clerk));
            });
            let text = format!("which does not belong to the simulation, {what} `Clerk`");
            assert!(report.contains(&text), "{report}");
        }
    }
}

#[test]
fn a_reply_that_is_sent_from_outside_fails_the_run() {
    let report = report_of(&quick(), |_| {
        let (clerk, inbox) = ClerkHandle::channel();
        let answer = clerk.ask().double(1);
        let Some(ClerkMessage::Double { reply, .. }) = inbox.recv() else { panic!() };
        outside(move || reply.send(2)).unwrap();
        assert_eq!(answer.wait(), Ok(2));
    });
    assert!(
        report.contains("which does not belong to the simulation, answers a caller"),
        "{report}"
    );
}

#[test]
fn an_actor_that_outlives_its_run_is_refused_in_the_next_one() {
    let kept = Arc::new(Mutex::new(None::<ClerkHandle>));
    let report = report_of(&quick().allow_left(), move |_| {
        let former = kept.lock().unwrap().replace(Clerk::default().spawn());
        if let Some(former) = former {
            assert_eq!(former.double(1), Err(CallError::OutsideSimulation));
        }
    });
    assert!(report.starts_with("seed 1 fails: a thread of this run sends to"), "{report}");
}

#[test]
fn a_lock_that_is_held_over_an_ask_is_reported_with_the_thread_that_waits() {
    let simulation = quick().patience(Duration::from_secs(3)).allow_left();
    let report = report_of(&simulation, |_| {
        let (helper, lock) = (Clerk::default().spawn(), Arc::new(Mutex::new(0)));
        let clerks: Vec<_> = (0..2).map(|_| Clerk::default().spawn()).collect();
        let ask = |clerk: &ClerkHandle| clerk.ask().work_under(Arc::clone(&lock), helper.clone());
        let asked: Vec<_> = clerks.iter().map(ask).collect();
        asked.into_iter().for_each(|asked| drop(asked.wait()));
    });
    assert!(
        report.contains("does not go on: it loops without a call of the runtime, or waits for"),
        "{report}"
    );
    assert!(report.contains("handles `work_under`"), "{report}");
    assert!(report.contains("left behind: "), "{report}");
    assert!(report.contains("it is not repeated"), "{report}");
}

#[test]
fn a_sleep_of_std_is_no_failure_until_it_is_too_long() {
    let clerk_dozes = |duration| {
        move |_: &_| {
            let clerk = Clerk::default().spawn();
            clerk.doze(duration).unwrap();
            clerk.flush().unwrap();
        }
    };
    let simulation = Simulation::new().seeds(1).patience(Duration::from_secs(2));
    simulation.run(clerk_dozes(Duration::from_millis(10)));
    let report = report_of(&simulation, clerk_dozes(Duration::MAX));
    assert!(report.contains("thread `Clerk` (last: "), "{report}");
    assert!(report.contains("does not go on"), "{report}");
}

#[test]
fn a_thread_that_waits_for_ever_in_the_simulation_is_unwound() {
    // Its answer never comes, and nobody can kill it.
    let ended = Arc::new(AtomicU64::new(0));
    let seen = Arc::clone(&ended);
    struct Guard(Arc<AtomicU64>);
    impl Drop for Guard {
        fn drop(&mut self) {
            self.0.fetch_add(1, Relaxed);
        }
    }
    let report = report_of(&quick(), move |_| {
        let guard = Guard(Arc::clone(&seen));
        let stuck = thread::spawn(move || {
            let _guard = guard;
            let (clerk, _inbox) = ClerkHandle::channel();
            clerk.double(1)
        });
        let _ = stuck.join();
    });
    assert!(report.contains("nobody can go on"), "{report}");
    assert!(!report.contains("left behind"), "{report}");
    assert_eq!(ended.load(Relaxed), 2, "the run and its repetition");
}

#[test]
fn a_run_that_depends_on_something_else_than_its_seed_is_reported_as_such() {
    let calls = Arc::new(AtomicU64::new(0));
    let report = report_of(&quick(), move |_| {
        let clerk = Clerk::default().spawn();
        for _ in 0..calls.fetch_add(1, Relaxed) + 1 {
            clerk.double(1).unwrap();
        }
        assert_eq!(clerk.double(1), Ok(0), "on purpose");
    });
    assert!(report.contains("it does not repeat: the run depends on something else"), "{report}");
    assert!(report.contains("differs from event"), "{report}");
}

#[test]
fn what_std_blocks_in_is_given_up_after_a_while() {
    let report = report_of(&Simulation::new().seeds(1).patience(Duration::from_secs(2)), |_| {
        let (_sender, receiver) = mpsc::channel::<()>();
        let _ = receiver.recv();
    });
    assert!(report.contains("thread `main`"), "{report}");
    assert!(report.contains("left behind: main"), "{report}");
}

#[test]
fn a_reply_that_is_dropped_outside_fails_the_run() {
    let report = report_of(&quick(), |_| {
        let (clerk, inbox) = ClerkHandle::channel();
        let answer = clerk.ask().double(1);
        let Some(ClerkMessage::Double { reply, .. }) = inbox.recv() else { panic!() };
        outside(move || drop(reply));
        assert_eq!(answer.wait(), Err(CallError::NoReply));
    });
    assert!(report.contains("simulation, drops the reply of a caller"), "{report}");
}
