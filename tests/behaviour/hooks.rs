//! The hooks before the first message and after the last, and ends that come from within.

use std::{cell::Cell, rc::Rc};

use actor_runtime::{OnPanic, Running, SpawnError, prelude::*};

use crate::{
    support::{
        driver::{Start, StartBuilt},
        witness::{Event, Faults, Script, WitnessHandle, all, hold},
    },
    sys::{
        mpsc::{self, channel},
        test,
    },
};

fn stopped(exit: &str) -> Event {
    Event::Stopped(exit.to_owned())
}

const CLOSED: &str = "closed: its last handle was dropped";

#[test]
fn started_runs_before_the_first_message_and_stopped_after_the_last() {
    let (script, events) = Script::new(&[]);
    let witness = script.make().start();
    witness.note(1).unwrap();
    witness.note(2).unwrap();
    assert_eq!(witness.join(), Ok(Exit::Closed));
    drop(script);
    let life = [
        Event::Made(0),
        Event::Started(0),
        Event::Note(1),
        Event::Note(2),
        stopped(CLOSED),
        Event::Dropped,
    ];
    assert_eq!(all(events), life);
}

#[test]
fn an_error_of_started_ends_it_and_stopped_still_runs() {
    let (script, events) = Script::new(&[Faults { start_error: true, ..Faults::default() }]);
    let witness = script.make().start();
    let exit = witness.shutdown().unwrap();
    let Exit::Failed(failure) = &exit else { panic!("{exit}") };
    assert_eq!((failure.actor(), failure.text()), ("Witness", "no line"));
    assert_eq!(failure.followed_by(), None);
    assert_eq!(exit.to_string(), "`Witness` failed: no line");
    assert_eq!(exit.clone().ok(), Err(exit.clone()));
    assert_eq!(witness.note(1), Err(CallError::Ended(exit)));
    drop(script);
    let life =
        [Event::Made(0), Event::Started(0), stopped("`Witness` failed: no line"), Event::Dropped];
    assert_eq!(all(events), life);
}

#[test]
fn a_panic_of_started_ends_it_even_if_it_resumes() {
    let (script, events) = Script::new(&[Faults { start: true, ..Faults::default() }]);
    let witness = WitnessHandle::builder().on_panic(OnPanic::Resume).start(script.make()).unwrap();
    let Ok(Exit::Panicked(panic)) = witness.join() else { panic!("no panic") };
    assert_eq!((panic.running(), panic.text()), (Running::Started, "not started"));
    drop(script);
    let why = "`Witness` panicked in its `#[started]` method: not started";
    assert_eq!(all(events), [Event::Made(0), Event::Started(0), stopped(why), Event::Dropped]);
}

#[test]
fn stopped_runs_after_a_panic_and_a_kill() {
    for kill in [false, true] {
        let (script, events) = Script::new(&[]);
        let witness = script.make().start();
        let exit = if kill {
            witness.kill();
            witness.join().unwrap()
        } else {
            assert_eq!(witness.blow(), Err(CallError::Panicked));
            witness.join().unwrap()
        };
        drop(script);
        let life = all(events);
        assert_eq!(life[2..], [stopped(&exit.to_string()), Event::Dropped], "{exit}");
    }
}

#[test]
fn a_panic_of_stopped_is_an_end_like_any_other_and_hides_none() {
    let faults = Faults { stop: true, drop: true, ..Faults::default() };
    let (script, _events) = Script::new(&[faults, faults]);

    let Ok(Exit::Panicked(panic)) = script.make().spawn::<WitnessHandle>().join() else {
        panic!("no panic")
    };
    assert_eq!((panic.running(), panic.text()), (Running::Stopped, "not stopped"));
    let then = panic.followed_by().expect("its drop panicked, too");
    assert_eq!((then.running(), then.text()), (Running::Drop, "not dropped"));

    let witness = script.make().spawn::<WitnessHandle>();
    assert_eq!(witness.blow(), Err(CallError::Panicked));
    let exit = witness.join().unwrap();
    assert_eq!(
        exit.to_string(),
        "`Witness` panicked in message `blow`: blown; then \
         `Witness` panicked in its `#[stopped]` method: not stopped; then \
         `Witness` panicked in the drop of its state: not dropped"
    );
}

#[test]
fn what_stopped_leaves_of_an_error_is_told_beside_it() {
    let faults = Faults { start_error: true, stop: true, ..Faults::default() };
    let (script, _events) = Script::new(&[faults]);
    let Ok(Exit::Failed(failure)) = script.make().spawn::<WitnessHandle>().join() else {
        panic!("it started")
    };
    assert_eq!(failure.text(), "no line");
    assert_eq!(failure.followed_by().map(|panic| panic.running()), Some(Running::Stopped));
    assert_eq!(
        failure.to_string(),
        "`Witness` failed: no line; then `Witness` panicked in its `#[stopped]` method: not stopped"
    );
}

#[test]
fn stopped_does_not_run_for_a_state_that_was_never_built() {
    let (script, events) = Script::new(&[Faults { make: true, ..Faults::default() }]);
    let make = script.clone();
    let witness: WitnessHandle = WitnessHandle::builder().start_from(move || make.make()).unwrap();
    let Ok(Exit::Panicked(panic)) = witness.join() else { panic!("it was built") };
    assert_eq!(panic.running(), Running::Build);
    drop(script);
    assert_eq!(all(events), [Event::Made(0)]);
}

#[test]
fn an_actor_that_fails_handles_nothing_more() {
    let (script, events) = Script::new(&[]);
    let witness =
        WitnessHandle::builder().undelivered(script.undelivered()).start(script.make()).unwrap();
    let latch = hold(&witness).unwrap();
    witness.give_up(1).unwrap();
    witness.note(2).unwrap();
    let asked = witness.ask().echo(3);
    drop(latch);
    let exit = witness.wait_timeout(std::time::Duration::MAX).unwrap();
    assert_eq!(exit.to_string(), "`Witness` failed: it gave up");
    assert_eq!(asked.wait(), Err(CallError::Ended(exit.clone())));
    let stats = witness.stats();
    assert_eq!((stats.handled, stats.undelivered), (2, 3));
    assert_eq!(witness.join(), Ok(exit));
    drop(script);
    let end = [Event::Undelivered(1), Event::Undelivered(2), Event::Undelivered(3)];
    assert_eq!(all(events)[4..], end);
}

/// What `run` hands back has been started and stopped.
#[actor]
#[derive(Default)]
struct Meter {
    seen: Rc<Cell<u32>>,
    started: u32,
    stopped: Option<Exit>,
}

#[actor]
impl Meter {
    pub fn count(&mut self) {
        self.seen.set(self.seen.get() + 1);
    }

    #[started]
    fn reset(&mut self) {
        self.started += 1;
    }

    #[stopped]
    fn read_off(&mut self, exit: &Exit) {
        self.stopped = Some(exit.clone());
        assert_ne!(self.seen.get(), 13, "unlucky");
    }
}

#[test]
fn run_calls_the_hooks_and_hands_the_state_back() {
    let (meter, inbox) = MeterHandle::channel();
    meter.count().unwrap();
    meter.stop();
    let state = Meter::default().run(inbox);
    assert_eq!((state.seen.get(), state.started, state.stopped), (1, 1, Some(Exit::Stopped)));
    assert_eq!(meter.join(), Ok(Exit::Stopped));
}

#[test]
fn a_panic_of_stopped_goes_up_through_run_once_all_are_told() {
    let (meter, inbox) = MeterHandle::channel();
    (0..13).for_each(|_| meter.count().unwrap());
    meter.stop();
    let run = std::panic::AssertUnwindSafe(|| drop(Meter::default().run(inbox)));
    let payload = std::panic::catch_unwind(run).unwrap_err();
    assert!(payload.downcast_ref::<String>().unwrap().contains("unlucky"));
    let Ok(Exit::Panicked(panic)) = meter.join() else { panic!("no panic") };
    assert_eq!(panic.running(), Running::Stopped);
}

/// A hook may be all that there is beside one message; its error may be anything that is displayed.
#[actor]
struct Socket {
    port: u16,
}

#[actor]
impl Socket {
    pub fn port(&self) -> u16 {
        self.port
    }

    #[started]
    fn bind(&mut self) -> std::io::Result<()> {
        if self.port == 0 { Err(std::io::Error::other("no port")) } else { Ok(()) }
    }
}

#[test]
fn spawn_with_waits_until_it_is_built_and_not_for_started() {
    let built = SocketHandle::builder().spawn_with(|| Ok::<_, String>(Socket { port: 0 }));
    let exit = built.unwrap().join().unwrap();
    assert_eq!(exit.to_string(), "`Socket` failed: no port");
    let refused = SocketHandle::builder().spawn_with(|| Err::<Socket, _>("no socket"));
    assert!(matches!(refused, Err(SpawnError::Build("no socket"))));
    assert_eq!(Socket { port: 1 }.start().port(), Ok(1));
}

/// Sends itself a message and stops before the first comes from outside.
#[actor]
#[derive(Default)]
struct Hasty {
    done: Vec<u32>,
    told: Option<mpsc::Sender<Vec<u32>>>,
}

#[actor]
impl Hasty {
    pub fn work(&mut self, n: u32) {
        self.done.push(n);
    }

    #[started]
    fn hurry(&mut self, ctx: &mut Context<HastyHandle>) {
        ctx.send(HastyMessage::Work { n: 0 }).unwrap();
        ctx.stop();
        assert!(ctx.send(HastyMessage::Work { n: 1 }).is_err());
    }

    #[stopped]
    fn tell(&mut self) {
        let _ = self.told.take().unwrap().send(std::mem::take(&mut self.done));
    }
}

#[test]
fn a_stop_in_started_drains_what_was_accepted() {
    let (told, done) = channel();
    let hasty = Hasty { told: Some(told), ..Hasty::default() }.start();
    assert_eq!(hasty.clone().join(), Ok(Exit::Stopped));
    assert_eq!(done.recv(), Ok(vec![0]));
    drop(hasty);
}
