//! Handlers, and threads of theirs, that are told to stop.

use std::{
    panic,
    sync::{Arc, Mutex},
    time::Duration,
};

use actor_runtime::{
    Child, Restart, StopToken, Supervisor, SupervisorHandle, System, link, prelude::*,
};

use crate::{
    support::{
        alone::in_time,
        driver::{Start, StartBuilt, StartChild},
    },
    sys::{
        mpsc::{Receiver, Sender, channel},
        test,
        thread::{self, JoinHandle, ThreadId},
    },
};

const LONG: Duration = Duration::from_secs(600);

/// Waits for its own stop.
#[actor]
#[derive(Default)]
struct Patient {
    /// Ends with the state: its drop joins the thread, which waits for the token.
    helper: Option<Helper>,
    on_stopped: Option<Sender<bool>>,
    token: Option<StopToken>,
}

struct Helper(Option<JoinHandle<()>>);

impl Drop for Helper {
    fn drop(&mut self) {
        self.0.take().unwrap().join().unwrap();
    }
}

#[actor]
impl Patient {
    pub fn token(&self, ctx: &mut Context<PatientHandle>) -> StopToken {
        ctx.stop_token()
    }

    pub fn is_stopping(&self, ctx: &mut Context<PatientHandle>) -> (bool, bool) {
        (ctx.is_stopping(), ctx.stop_token().is_stopped())
    }

    /// Reports that it runs, and waits until it is told to stop. Tells what it sees then.
    pub fn wait(
        &mut self,
        ctx: &mut Context<PatientHandle>,
        running: Sender<StopToken>,
        told: Sender<(bool, bool)>,
    ) {
        assert!(!ctx.is_stopping());
        let token = ctx.stop_token();
        running.send(token.clone()).unwrap();
        let tripped = token.wait_timeout(LONG);
        told.send((tripped, ctx.is_stopping())).unwrap();
    }

    pub fn stop_yourself(&mut self, ctx: &mut Context<PatientHandle>) -> (bool, bool) {
        let token = ctx.stop_token();
        ctx.stop();
        (token.is_stopped(), ctx.is_stopping())
    }

    pub fn fail(&mut self, ctx: &mut Context<PatientHandle>) -> (bool, bool) {
        let token = ctx.stop_token();
        ctx.fail("on purpose");
        (token.is_stopped(), ctx.is_stopping())
    }

    pub fn blow(&mut self) -> u64 {
        panic!("on purpose")
    }

    pub fn help(&mut self, ctx: &mut Context<PatientHandle>) {
        let token = ctx.stop_token();
        let wait = move || assert!(token.wait_timeout(LONG));
        self.helper = Some(Helper(Some(thread::spawn(wait))));
    }

    pub fn tell_when_stopped(&mut self, ctx: &mut Context<PatientHandle>, told: Sender<bool>) {
        (self.on_stopped, self.token) = (Some(told), Some(ctx.stop_token()));
    }

    #[stopped]
    fn stopped(&mut self) {
        if let (Some(told), Some(token)) = (&self.on_stopped, &self.token) {
            told.send(token.is_stopped()).unwrap();
        }
    }
}

/// A patient whose handler waits; its token, and what it sees at the end.
fn waiting(patient: &PatientHandle) -> (StopToken, Receiver<(bool, bool)>) {
    let ((running, tokens), (told, seen)) = (channel(), channel());
    patient.wait(running, told).unwrap();
    (tokens.recv().unwrap(), seen)
}

#[test]
fn whatever_ends_it_ends_the_wait_of_its_handler() {
    in_time(|| {
        let ends: [fn(PatientHandle); 7] = [
            |patient| patient.stop(),
            |patient| patient.kill(),
            drop,
            |patient| drop(patient.shutdown_async()),
            |patient| drop(thread::spawn(move || patient.join_on_drop())),
            |patient| {
                let system = System::new();
                system.add(&patient);
                assert!(system.shutdown(LONG).is_clean());
            },
            |patient| {
                let other = Patient::default().start();
                link(&patient, &other);
                other.kill();
            },
        ];
        for end in ends {
            let patient = Patient::default().start();
            let weak = patient.downgrade();
            let (token, seen) = waiting(&patient);
            assert!(!token.is_stopped());
            end(patient);
            assert_eq!(seen.recv(), Ok((true, true)));
            assert!(token.is_stopped() && token.wait_timeout(Duration::ZERO));
            while weak.exit().is_none() {
                thread::yield_now();
            }
        }
    });
}

#[test]
fn what_it_does_itself_trips_it_at_once() {
    let restarts = [Restart::on_failure(), Restart::always(), Restart::never()];
    for restart in restarts {
        let start = || {
            PatientHandle::builder().start_supervised(restart.clone(), Patient::default).unwrap()
        };
        let patient = start();
        assert_eq!(patient.is_stopping(), Ok((false, false)));
        assert_eq!(patient.stop_yourself(), Ok((true, true)), "{restart:?}");
        assert_eq!(start().fail(), Ok((true, true)), "{restart:?}");
    }
}

#[test]
fn each_state_has_a_token_of_its_own() {
    let patient =
        PatientHandle::builder().start_supervised(Restart::always(), Patient::default).unwrap();
    let first = patient.token().unwrap();
    assert!(!first.is_stopped());
    let same = patient.token().unwrap();
    assert_eq!(patient.blow(), Err(CallError::Panicked));
    let second = patient.token().unwrap();
    assert!(first.is_stopped() && same.is_stopped(), "it ended with its state");
    assert!(!second.is_stopped());
    assert_eq!(patient.stop_yourself(), Ok((true, true)));
    let third = patient.token().unwrap();
    assert!(second.is_stopped() && !third.is_stopped());
    patient.stop();
    assert!(third.is_stopped());
}

#[test]
fn a_state_made_for_the_drain_is_stopping_from_its_start() {
    let patient =
        PatientHandle::builder().start_supervised(Restart::on_failure(), Patient::default).unwrap();
    let (token, seen) = waiting(&patient);
    let blown = patient.ask().blow();
    let asked = patient.ask().is_stopping();
    patient.stop();
    assert!(token.is_stopped());
    assert_eq!(seen.recv(), Ok((true, true)));
    assert_eq!(blown.wait(), Err(CallError::Panicked));
    assert_eq!(asked.wait(), Ok((true, true)), "by the next state");
}

#[test]
fn a_suspension_by_its_supervisor_trips_it_and_the_next_state_has_another() {
    in_time(|| {
        let group: SupervisorHandle = Supervisor::one_for_all().start();
        let child = || Child::new(PatientHandle::builder(), Patient::default).deadline(LONG);
        let (first, second) =
            (group.start_child(child()).unwrap(), group.start_child(child()).unwrap());
        let (token, seen) = waiting(&first);
        assert_eq!(second.blow(), Err(CallError::Panicked));
        // Without the token, the group would wait for the handler until the deadline.
        assert_eq!(seen.recv(), Ok((true, true)));
        assert!(token.is_stopped());
        assert_eq!(first.is_stopping(), Ok((false, false)), "a fresh state");
        assert_eq!(first.stats().restarts, 1);
    });
}

#[test]
fn a_token_is_tripped_before_the_stopped_method_and_before_the_drop_of_the_state() {
    in_time(|| {
        for end in [
            (|patient| patient.stop()) as fn(&PatientHandle),
            |patient| drop(patient.blow()),
            |patient| drop(patient.fail()),
            |patient| patient.kill(),
        ] {
            let patient = Patient::default().start();
            let (told, seen) = channel();
            patient.tell_when_stopped(told).unwrap();
            patient.help().unwrap();
            patient.flush().unwrap();
            end(&patient);
            assert_eq!(seen.recv(), Ok(true));
            assert!(patient.join().is_ok(), "the helper has ended");
        }
    });
}

#[test]
fn a_closure_is_called_on_the_thread_that_trips_it_and_one_that_comes_late_at_once() {
    let here = thread::current().id();
    let note = |at: &Arc<Mutex<Vec<(u32, ThreadId)>>>, n: u32| {
        let at = Arc::clone(at);
        move || at.lock().unwrap().push((n, thread::current().id()))
    };
    let (patient, at) = (Patient::default().start(), Arc::default());
    // While its handler runs, it does not end by itself.
    let (token, _seen) = waiting(&patient);
    token.on_stop(note(&at, 1));
    token.clone().on_stop(|| panic!("on purpose"));
    let taken_out = token.on_stop(|| panic!("it is taken out"));
    token.on_stop(note(&at, 2));
    assert!(token.unwatch(taken_out));
    assert!(!token.unwatch(taken_out));
    patient.stop();
    assert_eq!(*at.lock().unwrap(), [(1, here), (2, here)], "in their order, whoever panics");
    let late = token.on_stop(note(&at, 3));
    assert_eq!(at.lock().unwrap()[2..], [(3, here)]);
    assert!(!token.unwatch(late));
    token.on_stop(|| panic!("contained"));
    patient.kill();
    assert_eq!(at.lock().unwrap().len(), 3, "once each");
}

#[test]
fn a_closure_may_use_everything_since_no_lock_is_held() {
    in_time(|| {
        let system = Arc::new(System::new());
        let ends: [fn(PatientHandle); 3] =
            [|patient| patient.stop(), |patient| patient.kill(), drop];
        for end in ends {
            let patient = Patient::default().start();
            let other = Patient::default().start();
            let (token, weak) = (patient.token().unwrap(), patient.downgrade());
            let (told, seen) = channel();
            token.clone().on_stop({
                let system = Arc::clone(&system);
                move || {
                    let new = Patient::default().start();
                    system.add(&new);
                    if let Some(patient) = weak.upgrade() {
                        patient.on_exit(|_| ());
                        patient.stop();
                    }
                    token.on_stop(|| ());
                    told.send((other.is_stopping(), new.is_stopping(), weak.stats().handled))
                        .unwrap();
                    assert_eq!(new.join(), Ok(Exit::Closed));
                }
            });
            end(patient);
            let free = Ok((false, false));
            assert_eq!(seen.recv(), Ok((free.clone(), free, 1)));
        }
    });
}

#[test]
fn closures_that_come_and_go_leave_nothing_behind() {
    let patient = Patient::default().start();
    let token = patient.token().unwrap();
    let kept = Arc::new(());
    for _ in 0..10_000 {
        let held = Arc::clone(&kept);
        let watch = token.on_stop(move || drop(held));
        assert!(token.unwatch(watch));
    }
    assert_eq!(Arc::strong_count(&kept), 1);
    let held = Arc::clone(&kept);
    token.on_stop(move || drop(held));
    assert_eq!(patient.join(), Ok(Exit::Closed));
    assert_eq!(Arc::strong_count(&kept), 1);
}

#[test]
fn a_token_keeps_no_actor_alive_and_outlives_it() {
    let patient = Patient::default().start();
    let token = patient.token().unwrap();
    assert_eq!(format!("{token:?}"), "StopToken { is_stopped: false }");
    assert!(!token.wait_timeout(Duration::ZERO));
    assert!(!token.wait_timeout(Duration::from_millis(1)));
    assert_eq!(patient.join(), Ok(Exit::Closed));
    assert!(token.is_stopped() && token.wait_timeout(Duration::MAX));
    assert_eq!(format!("{token:?}"), "StopToken { is_stopped: true }");
}

#[test]
fn an_actor_that_is_run_by_its_caller_has_one_too() {
    in_time(|| {
        let (patient, inbox) = PatientHandle::channel();
        let running = thread::spawn(move || Patient::default().run(inbox));
        let (token, seen) = waiting(&patient);
        patient.stop();
        assert_eq!(seen.recv(), Ok((true, true)));
        assert!(token.is_stopped());
        drop(running.join().unwrap());
        // And at the end of a state that is handed back, by a panic, too.
        let (patient, inbox) = PatientHandle::channel();
        let running = thread::spawn(move || drop(Patient::default().run(inbox)));
        let token = patient.token().unwrap();
        let _ = patient.blow();
        assert!(running.join().is_err());
        assert!(token.is_stopped());
    });
}

#[test]
fn an_actor_whose_token_was_never_asked_for_ends_as_any_other() {
    in_time(|| {
        let ends: [(fn(PatientHandle), Exit); 3] = [
            (|patient| patient.stop(), Exit::Stopped),
            (|patient| patient.kill(), Exit::Killed),
            (drop, Exit::Closed),
        ];
        for (end, expected) in ends.iter().cycle().take(300) {
            let patient = Patient::default().start();
            let (told, exits) = channel();
            patient.on_exit(move |exit| told.send(exit.clone()).unwrap());
            let end = *end;
            thread::spawn(move || end(patient)).join().unwrap();
            assert_eq!(exits.recv().as_ref(), Ok(expected));
        }
    });
}
