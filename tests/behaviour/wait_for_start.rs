//! Spawns that wait for the start: the error or panic of `#[started]` is the spawner's.

use std::{
    num::NonZeroUsize,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
};

use actor_runtime::{Builder, Restart, Running, SpawnError, prelude::*};

use crate::{
    support::driver::{Start, StartBuilt, start_workers},
    sys::{
        mpsc::{Receiver, channel},
        test, thread,
    },
};

pub type Hook = Box<dyn FnMut(&mut Context<StarterHandle>) -> Result<(), String> + Send>;

/// An actor whose hooks do as the test says.
#[actor(count)]
pub struct Starter {
    start: Hook,
    stop: Box<dyn FnMut() + Send>,
}

#[actor]
impl Starter {
    pub fn is_there(&self) -> bool {
        true
    }

    pub fn blow(&mut self) {
        panic!("later")
    }

    pub fn wait_for(&mut self, latch: Receiver<()>) {
        let _ = latch.recv();
    }

    #[started]
    fn start(&mut self, ctx: &mut Context<StarterHandle>) -> Result<(), String> {
        (self.start)(ctx)
    }

    #[stopped]
    fn stop(&mut self) {
        (self.stop)();
    }
}

pub fn that(
    start: impl FnMut(&mut Context<StarterHandle>) -> Result<(), String> + Send + 'static,
) -> Starter {
    Starter { start: Box::new(start), stop: Box::new(|| ()) }
}

pub fn waiting() -> Builder<StarterHandle> {
    StarterHandle::builder().wait_for_start()
}

fn myself(ctx: &mut Context<StarterHandle>) -> StarterHandle {
    ctx.weak().upgrade().expect("its spawner holds a handle")
}

pub fn no_line(_: &mut Context<StarterHandle>) -> Result<(), String> {
    Err("no line".to_owned())
}

#[track_caller]
pub fn assert_failed<E: std::fmt::Debug>(error: SpawnError<E>, text: &str) {
    let SpawnError::Start(Exit::Failed(failure)) = &error else { panic!("{error:?}") };
    assert!(failure.text().contains(text), "{error:?}");
}

/// Spawns actors: from its handler, and so as one that waits for them.
#[actor]
pub struct Spawner;

pub type Spawning<T> = Box<dyn FnOnce(SpawnerHandle) -> T + Send>;

#[actor]
impl Spawner {
    pub fn number(&self) -> u32 {
        7
    }

    pub fn spawn(
        &self,
        ctx: &mut Context<SpawnerHandle>,
        spawning: Spawning<Result<StarterHandle, SpawnError>>,
    ) -> Result<StarterHandle, SpawnError> {
        spawning(ctx.weak().upgrade().expect("somebody asks"))
    }
}

#[test]
fn a_spawn_returns_once_started_has() {
    let started = Arc::new(AtomicU32::new(0));
    let count = || {
        let started = Arc::clone(&started);
        move |_: &mut Context<StarterHandle>| {
            started.fetch_add(1, SeqCst);
            Ok(())
        }
    };
    let of_state = waiting().start(that(count())).unwrap();
    assert_eq!(started.load(SeqCst), 1);
    let from = waiting().start_from({
        let count = count();
        move || that(count.clone())
    });
    assert_eq!(started.load(SeqCst), 2);
    let supervised = waiting().start_supervised(Restart::on_failure(), {
        let count = count();
        move || that(count.clone())
    });
    assert_eq!(started.load(SeqCst), 3);
    let with = waiting().spawn_with({
        let count = count();
        move || Ok::<_, String>(that(count))
    });
    assert_eq!(started.load(SeqCst), 4);
    for starter in [of_state, from.unwrap(), supervised.unwrap(), with.unwrap()] {
        assert_eq!(starter.is_there(), Ok(true));
        assert_eq!(starter.join(), Ok(Exit::Closed));
    }
}

#[test]
fn an_error_of_started_is_the_spawners_and_leaves_nothing_behind() {
    let witness = Arc::new(());
    let seen = || {
        let seen = Arc::clone(&witness);
        move |_: &mut Context<StarterHandle>| {
            Err(format!("{} saw no line", Arc::strong_count(&seen)))
        }
    };
    let (first, second, third, fourth) = (seen(), seen(), seen(), seen());
    assert_failed(waiting().start(that(first)).unwrap_err(), "no line");
    assert_eq!(Arc::strong_count(&witness), 4);
    assert_failed(waiting().start_from(move || that(second.clone())).unwrap_err(), "no line");
    assert_eq!(Arc::strong_count(&witness), 3);
    let supervised = waiting().start_supervised(Restart::on_failure(), move || that(third.clone()));
    assert_failed(supervised.unwrap_err(), "no line");
    assert_eq!(Arc::strong_count(&witness), 2);
    let with = waiting().spawn_with(|| Ok::<_, String>(that(fourth)));
    assert_failed(with.unwrap_err(), "no line");
    assert_eq!(Arc::strong_count(&witness), 1);
}

#[test]
fn a_failure_of_its_own_and_a_panic_are_the_spawners() {
    let failing = waiting().start(that(|ctx| {
        ctx.fail("on second thoughts");
        Ok(())
    }));
    assert_failed(failing.unwrap_err(), "on second thoughts");
    let panicking = waiting().start(that(|_| panic!("no line at all")));
    let error = panicking.unwrap_err();
    let SpawnError::Start(Exit::Panicked(panic)) = &error else { panic!("{error:?}") };
    assert_eq!((panic.running(), panic.text()), (Running::Started, "no line at all"));
    let text =
        "the actor did not start: `Starter` panicked in its `#[started]` method: no line at all";
    assert_eq!(error.to_string(), text);
}

#[test]
fn a_panic_or_error_of_the_maker_is_that_of_the_build() {
    fn make() -> Starter {
        panic!("no state today")
    }
    let spawned = [
        waiting().start_from(make),
        waiting().start_supervised(Restart::on_failure().without_limit(), make),
    ];
    for error in spawned.map(Result::unwrap_err) {
        let SpawnError::Panicked(panic) = &error else { panic!("{error:?}") };
        assert_eq!((panic.running(), panic.text()), (Running::Build, "no state today"));
    }
    let spawned = waiting().spawn_with(|| Err::<Starter, _>("no state".to_owned()));
    assert!(matches!(spawned, Err(SpawnError::Build(text)) if text == "no state"));
}

#[test]
fn no_restart_follows_the_failure_of_the_first_start_and_one_follows_every_other() {
    let made = Arc::new(AtomicU32::new(0));
    let supervised = |fails: fn(u32) -> bool| {
        let made = Arc::clone(&made);
        made.store(0, SeqCst);
        waiting().start_supervised(Restart::on_failure().without_limit(), move || {
            let nth = made.fetch_add(1, SeqCst);
            that(move |_| if fails(nth) { Err(format!("start {nth}")) } else { Ok(()) })
        })
    };
    assert_failed(supervised(|_| true).unwrap_err(), "start 0");
    assert_eq!(made.load(SeqCst), 1);
    // The second state fails as it starts, and the third does not.
    let starter = supervised(|nth| nth == 1).unwrap();
    assert_eq!(starter.blow(), Ok(()));
    assert_eq!(starter.is_there(), Ok(true));
    assert_eq!(made.load(SeqCst), 3);
    assert_eq!(starter.stats().restarts, 2);
}

#[test]
fn an_end_that_it_is_told_as_it_starts_is_no_failure_of_the_start() {
    type End = fn(&mut Context<StarterHandle>);
    let ends: [(End, Exit); 3] = [
        (|ctx| myself(ctx).stop(), Exit::Stopped),
        (|ctx| myself(ctx).kill(), Exit::Killed),
        (|ctx| ctx.stop(), Exit::Stopped),
    ];
    for (end, exit) in ends {
        let told = move |ctx: &mut Context<StarterHandle>| {
            end(ctx);
            Ok(())
        };
        assert_eq!(waiting().start(that(told)).unwrap().join(), Ok(exit.clone()));
        let supervised = waiting().start_supervised(Restart::on_failure(), move || that(told));
        assert_eq!(supervised.unwrap().join(), Ok(exit.clone()));
        let failing = move |ctx: &mut Context<StarterHandle>| {
            end(ctx);
            no_line(ctx)
        };
        assert_failed(waiting().start(that(failing)).unwrap_err(), "no line");
    }
    // A state that fails after it has stopped itself is not followed by another one either.
    type Start = fn(&mut Context<StarterHandle>) -> Result<(), String>;
    let fails: [Start; 3] = [
        no_line,
        |_| panic!("no line"),
        |ctx| {
            ctx.fail("no line");
            Ok(())
        },
    ];
    for fail in fails {
        let made = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&made);
        let always = waiting().start_supervised(Restart::always(), move || {
            count.fetch_add(1, SeqCst);
            that(move |ctx| {
                ctx.stop();
                fail(ctx)
            })
        });
        let error = always.unwrap_err();
        assert!(matches!(error, SpawnError::Start(_)), "{error:?}");
        assert_eq!(made.load(SeqCst), 1);
    }
    // A state that stops itself is followed, where that is asked for: it has started.
    let mut first = true;
    let always = waiting().start_supervised(Restart::always(), move || {
        let stops = std::mem::take(&mut first);
        that(move |ctx| {
            if stops {
                ctx.stop();
            }
            Ok(())
        })
    });
    let always = always.unwrap();
    assert_eq!(always.is_there(), Ok(true));
    assert_eq!(always.stats().restarts, 1);
}

#[test]
fn a_hook_that_asks_its_spawner_gets_an_error() {
    let asks = |spawner: SpawnerHandle| {
        move |_: &mut Context<StarterHandle>| spawner.number().map(drop).map_err(|e| e.to_string())
    };
    let spawnings: [Spawning<Result<StarterHandle, SpawnError>>; 3] = [
        Box::new(move |spawner| waiting().start(that(asks(spawner)))),
        Box::new(move |spawner| {
            let asks = asks(spawner);
            waiting().start_from(move || that(asks.clone()))
        }),
        Box::new(move |spawner| {
            let asks = asks(spawner);
            waiting().start_supervised(Restart::on_failure(), move || that(asks.clone()))
        }),
    ];
    for spawning in spawnings {
        let error = Spawner.start().spawn(spawning).unwrap().unwrap_err();
        assert_failed(error, "waiting would deadlock: `Starter` waits for `Spawner`");
    }
}

#[test]
fn whatever_asks_the_spawner_as_a_failed_start_ends_gets_an_error() {
    let (told, answers) = channel();
    let spawning: Spawning<_> = Box::new(move |spawner| {
        let ask = move |who: &'static str| {
            let (spawner, told) = (spawner.clone(), told.clone());
            move || told.send((who, spawner.number())).unwrap()
        };
        let watch = ask("watcher");
        let undelivered = ask("undelivered");
        let failing = Starter {
            start: Box::new(move |ctx| {
                let watch = watch.clone();
                myself(ctx).on_exit(move |_| watch());
                myself(ctx).blow().unwrap();
                no_line(ctx)
            }),
            stop: Box::new(ask("stopped")),
        };
        waiting().undelivered(move |_, _| undelivered()).start(failing)
    });
    assert_failed(Spawner.start().spawn(spawning).unwrap().unwrap_err(), "no line");
    let answers: Vec<_> = answers.iter().collect();
    let who: Vec<_> = answers.iter().map(|(who, _)| *who).collect();
    assert_eq!(who, ["stopped", "undelivered", "watcher"]);
    for (who, answer) in answers {
        assert!(matches!(answer, Err(CallError::Deadlock(_))), "{who}: {answer:?}");
    }
}

#[test]
fn a_spawn_does_not_wait_for_what_the_hook_sends() {
    let (latch, wait) = channel();
    let mut wait = Some(wait);
    let sending = that(move |ctx| {
        let latch = wait.take().expect("it starts once");
        ctx.send(StarterMessage::WaitFor { latch }).map_err(|error| error.to_string())
    });
    let starter = waiting().start(sending).unwrap();
    drop(latch);
    assert_eq!(starter.is_there(), Ok(true));
}

#[test]
fn without_the_hook_and_without_an_actor_there_is_nothing_to_wait_for() {
    let spawner = SpawnerHandle::builder().wait_for_start().start(Spawner).unwrap();
    assert_eq!(spawner.number(), Ok(7));
    let (starter, inbox) = waiting().channel();
    starter.blow().unwrap();
    assert!(matches!(inbox.try_recv(), Ok(StarterMessage::Blow)));
}

#[test]
fn the_first_worker_that_does_not_start_is_the_error() {
    let started = Arc::new(AtomicU32::new(0));
    let make = |nth| {
        let started = Arc::clone(&started);
        that(move |_| {
            started.fetch_add(1, SeqCst);
            if nth == 2 { Err("the third".to_owned()) } else { Ok(()) }
        })
    };
    let workers = start_workers(NonZeroUsize::MIN.saturating_add(4), waiting, make);
    assert_failed(workers.unwrap_err(), "the third");
    assert_eq!(started.load(SeqCst), 3);
}

#[test]
fn a_thread_that_panics_may_spawn_and_wait() {
    struct Spawns<F: FnMut()>(F);

    impl<F: FnMut()> Drop for Spawns<F> {
        fn drop(&mut self) {
            (self.0)();
        }
    }

    let (told, spawned) = channel();
    let panicking = thread::spawn(move || {
        let _spawns = Spawns(move || {
            told.send(waiting().start(that(|_| Ok(())))).unwrap();
            told.send(waiting().start(that(no_line))).unwrap();
        });
        panic!("on purpose");
    });
    assert_eq!(spawned.recv().unwrap().unwrap().is_there(), Ok(true));
    assert_failed(spawned.recv().unwrap().unwrap_err(), "no line");
    assert!(panicking.join().is_err());
}
