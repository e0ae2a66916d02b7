//! An actor that fails, or is ended, at a chosen point of its life, with callers and others around it.

use std::{
    mem,
    panic::{AssertUnwindSafe, catch_unwind, panic_any},
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::Duration,
};

use crate::{
    support::driver::StartBuilt,
    sys::{
        mpsc::{Receiver, Sender, channel},
        thread,
    },
};
use actor_runtime::{OnPanic, Restart, prelude::*};

/// Where it panics or fails, or how it is ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Build,
    Started,
    StartedError,
    Handler,
    Payload,
    ArgumentDrop,
    ExpiredDrop,
    AnswerDrop,
    Idle,
    TimerMaker,
    Fail,
    StoppedHook,
    StateDrop,
    RefusedDrop,
    UndeliveredDrop,
    TimerDrop,
    UndeliveredHook,
    Watcher,
    OwnStop,
    Stop,
    Kill,
    LastDrop,
}

/// How it was spawned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Plain,
    Resume,
    Supervised,
}

/// What those around it see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// By the caller of the ask that was being handled; `None` if there was none.
    pub own: Option<Answer>,
    /// By the caller of the ask behind that.
    pub behind: Answer,
    /// Whether the tell behind that was handled.
    pub told: bool,
    /// Whether a timer that was set before is still going to fire; `None` if there was none.
    pub timer: Option<bool>,
    /// Whether it went on.
    pub lives: bool,
    pub restarts: u64,
    pub exit: Exit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Given,
    Panicked,
    /// The exit that all callers see.
    Exit,
    /// The caller's own panic.
    Own,
}

/// Panics when it is dropped, if it is armed; not while a panic is under way, which would abort.
pub struct Grenade {
    armed: bool,
    _whole: Arc<()>,
}

impl Grenade {
    fn new(armed: bool) -> Self {
        Grenade { armed, _whole: Arc::default() }
    }

    fn watched(armed: bool) -> (Self, Weak<()>) {
        let grenade = Grenade::new(armed);
        let whole = Arc::downgrade(&grenade._whole);
        (grenade, whole)
    }
}

impl Drop for Grenade {
    fn drop(&mut self) {
        assert!(!self.armed || thread::panicking(), "dropped");
    }
}

/// Where it reports that it has come, and waits for permission to go on.
#[derive(Clone)]
struct Gate(Arc<Passage>);

type Passage = (Mutex<Sender<()>>, Mutex<Receiver<()>>);

impl Gate {
    fn new() -> (Gate, Receiver<()>, Sender<()>) {
        let (reached, reaches) = channel();
        let (latch, go_on) = channel();
        (Gate(Arc::new((Mutex::new(reached), Mutex::new(go_on)))), reaches, latch)
    }

    fn pass(&self) {
        let _ = self.0.0.lock().unwrap().send(());
        let _ = self.0.1.lock().unwrap().recv();
    }
}

/// What the states of one actor share.
#[derive(Clone)]
struct Plan {
    faults: &'static [Fault],
    gate: Gate,
    /// Whether a state was made: only the first is faulty.
    made: Arc<AtomicBool>,
    noted: Arc<AtomicBool>,
}

impl Plan {
    fn has(&self, fault: Fault) -> bool {
        self.faults.contains(&fault)
    }

    fn make(&self) -> Faulty {
        let faults = if self.made.swap(true, Relaxed) { &[] } else { self.faults };
        let plan = Plan { faults, ..self.clone() };
        if plan.has(Fault::Build) {
            plan.gate.pass();
            panic!("not built");
        }
        Faulty { plan, is_idle: false }
    }
}

#[actor(count)]
pub struct Faulty {
    plan: Plan,
    is_idle: bool,
}

#[actor]
impl Faulty {
    #[started]
    fn start(&mut self) -> Result<(), &'static str> {
        let (panics, fails) = (self.plan.has(Fault::Started), self.plan.has(Fault::StartedError));
        if panics || fails {
            self.plan.gate.pass();
        }
        assert!(!panics, "not started");
        if fails { Err("no line") } else { Ok(()) }
    }

    /// Sets a timer that is hours away, and the timer that has a fault of its own.
    #[ask]
    pub fn set_timers(&mut self, ctx: &mut Context<FaultyHandle>, far: Grenade) {
        ctx.send_after(Duration::from_secs(36_000), FaultyMessage::Note { argument: far });
        if self.plan.has(Fault::TimerMaker) {
            let gate = self.plan.gate.clone();
            ctx.send_every(Duration::ZERO, move || {
                gate.pass();
                panic!("not made")
            });
        }
        self.is_idle = self.plan.has(Fault::Idle);
    }

    pub fn strike(&mut self, ctx: &mut Context<FaultyHandle>, argument: Grenade) -> Grenade {
        self.plan.gate.pass();
        if self.plan.has(Fault::OwnStop) {
            ctx.stop();
        }
        if self.plan.has(Fault::Fail) {
            ctx.fail("given up");
        }
        if self.plan.has(Fault::Payload) {
            panic_any(Grenade::new(true));
        }
        assert!(!self.plan.has(Fault::Handler), "struck");
        drop(argument);
        Grenade::new(self.plan.has(Fault::AnswerDrop))
    }

    /// Drops its argument only if it is skipped.
    #[expires]
    pub fn strike_in_time(&mut self, argument: Grenade) -> bool {
        mem::forget(argument);
        true
    }

    pub fn check(&self) -> bool {
        true
    }

    pub fn note(&mut self, argument: Grenade) {
        self.plan.noted.store(true, Relaxed);
        mem::forget(argument);
    }

    #[idle]
    fn rest(&mut self) -> Idle {
        if mem::take(&mut self.is_idle) {
            self.plan.gate.pass();
            panic!("not idle");
        }
        Idle::Wait
    }

    #[stopped]
    fn finish(&mut self) {
        assert!(!self.plan.has(Fault::StoppedHook), "not stopped");
    }
}

impl Drop for Faulty {
    fn drop(&mut self) {
        assert!(!self.plan.has(Fault::StateDrop) || thread::panicking(), "not dropped");
    }
}

fn spawn(plan: &Plan, mode: Mode, lost: Arc<AtomicBool>) -> FaultyHandle {
    let mut builder = FaultyHandle::builder();
    if !plan.has(Fault::UndeliveredDrop) {
        let panics = plan.has(Fault::UndeliveredHook);
        builder = builder.undelivered(move |message, _| {
            if let FaultyMessage::Note { .. } = message {
                lost.store(true, Relaxed);
            }
            assert!(!panics, "not taken");
        });
    }
    let plan = plan.clone();
    let make = move || plan.make();
    match mode {
        Mode::Plain => builder.start_from(make),
        Mode::Resume => builder.on_panic(OnPanic::Resume).start_from(make),
        Mode::Supervised => builder.start_supervised(Restart::on_failure(), make),
    }
    .unwrap()
}

fn answer<T>(result: Result<T, CallError>, exit: &Exit) -> Answer {
    match result {
        Ok(_) => Answer::Given,
        Err(CallError::Panicked) => Answer::Panicked,
        Err(CallError::Ended(seen)) => {
            assert_eq!(&seen, exit, "everyone sees the same end");
            Answer::Exit
        }
        Err(error) => panic!("{error}"),
    }
}

/// Runs an actor through the faults. An ask is being handled (unless the actor fails elsewhere), an ask and a tell
/// are queued behind it, a timer is set, one thread joins, and a watcher is registered. Asserts that no caller waits
/// for ever, that all see the same end, and that the counts add up.
pub fn live_through(faults: &'static [Fault], mode: Mode) -> Seen {
    let (gate, reaches, latch) = Gate::new();
    let (noted, lost) = (Arc::<AtomicBool>::default(), Arc::<AtomicBool>::default());
    let plan = Plan { faults, gate, made: Arc::default(), noted: Arc::clone(&noted) };
    let has = |fault| plan.has(fault);
    let mut accepted = 0;

    let faulty = spawn(&plan, mode, Arc::clone(&lost));
    let joining = thread::spawn({
        let faulty = faulty.clone();
        move || faulty.join().unwrap()
    });
    if has(Fault::Watcher) {
        faulty.on_exit(|_| panic!("not watched"));
    }
    let (told, ends) = channel();
    faulty.on_exit_with_stats(move |exit, stats| told.send((exit.clone(), stats.clone())).unwrap());

    let in_the_build = has(Fault::Build) || has(Fault::Started) || has(Fault::StartedError);
    let timer = (!in_the_build).then(|| {
        let (far, whole) = Grenade::watched(has(Fault::TimerDrop));
        accepted += 1;
        faulty.set_timers(far).unwrap();
        whole
    });
    let elsewhere = in_the_build || has(Fault::Idle) || has(Fault::TimerMaker);
    let own = (!elsewhere).then(|| {
        accepted += 1;
        faulty.ask().strike(Grenade::new(has(Fault::ArgumentDrop)))
    });
    reaches.recv().unwrap();

    if has(Fault::ExpiredDrop) {
        accepted += 1;
        drop(faulty.ask().strike_in_time(Grenade::new(true)));
    }
    let own = own.filter(|_| !has(Fault::AnswerDrop));
    accepted += 2;
    let behind = faulty.ask().check();
    faulty.note(Grenade::new(has(Fault::UndeliveredDrop))).unwrap();

    if has(Fault::Stop) {
        faulty.stop();
    }
    if has(Fault::Kill) {
        faulty.kill();
    }
    let refused = has(Fault::RefusedDrop).then(|| {
        let tell = || faulty.note(Grenade::new(true));
        assert!(catch_unwind(AssertUnwindSafe(tell)).is_err());
        Answer::Own
    });
    let mut faulty = Some(faulty);
    if has(Fault::LastDrop) {
        faulty = None;
    }
    drop(latch);

    let (own, behind) = (own.map(actor_runtime::Reply::wait), behind.wait());
    let lives = faulty.as_ref().is_some_and(|faulty| faulty.flush().is_ok());
    let is_set = |timer: &Weak<()>| timer.strong_count() > 0;
    let pending = timer.as_ref().map(|timer| lives && is_set(timer));
    drop(faulty);
    let exit = joining.join().unwrap();
    let (seen, stats) = ends.recv().unwrap();
    assert_eq!(seen, exit, "everyone sees the same end");
    assert!(ends.recv().is_err(), "once");
    assert!(!timer.is_some_and(|timer| is_set(&timer)), "no timer outlives its actor");
    let sum = stats.handled + stats.expired + stats.undelivered;
    assert_eq!((stats.accepted, sum), (Some(accepted), accepted), "{stats:?}");
    let told = noted.load(Relaxed);
    assert!(told || stats.undelivered > 0, "{stats:?}");
    assert_eq!(lost.load(Relaxed), !told && !has(Fault::UndeliveredDrop));

    Seen {
        own: refused.or(own.map(|own| answer(own, &exit))),
        behind: answer(behind, &exit),
        told,
        timer: pending,
        lives,
        restarts: stats.restarts,
        exit,
    }
}
