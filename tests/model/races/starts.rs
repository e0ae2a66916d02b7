//! Spawns that wait for the start: against every end meanwhile, and against a hook that asks the spawner.

use model::{Executor, Fault, Restart, Search, SpawnError, prelude::*};
use shuttle::thread;

use crate::{ground::Log, is_hang};

const MANY: Search = Search::Sampled(4_000);

/// An actor that another thread ends as it starts.
#[actor(crate = model)]
struct Starter {
    log: Log,
    end: fn(&StarterHandle),
    fails: bool,
}

#[actor(crate = model)]
impl Starter {
    /// There has to be one.
    pub(crate) fn note(&mut self) {
        self.log.write(2);
    }

    #[started]
    fn start(&mut self, ctx: &mut Context<StarterHandle>) -> Result<(), String> {
        let (myself, end) = (ctx.weak().upgrade().unwrap(), self.end);
        drop(thread::spawn(move || end(&myself)));
        self.log.write(1);
        if self.fails { Err("no line".to_owned()) } else { Ok(()) }
    }
}

type Spawn = fn(&Executor, Log, fn(&StarterHandle), bool) -> Result<StarterHandle, SpawnError>;

fn on_a_thread(
    _: &Executor,
    log: Log,
    end: fn(&StarterHandle),
    fails: bool,
) -> Result<StarterHandle, SpawnError> {
    StarterHandle::builder().wait_for_start().spawn(Starter { log, end, fails })
}

fn supervised(
    _: &Executor,
    log: Log,
    end: fn(&StarterHandle),
    fails: bool,
) -> Result<StarterHandle, SpawnError> {
    let make = move || Starter { log: log.clone(), end, fails };
    StarterHandle::builder().wait_for_start().supervise(Restart::on_failure().without_limit(), make)
}

fn pooled(
    executor: &Executor,
    log: Log,
    end: fn(&StarterHandle),
    fails: bool,
) -> Result<StarterHandle, SpawnError> {
    StarterHandle::builder().wait_for_start().spawn_on(executor, Starter { log, end, fails })
}

fn started_and_ended(spawn: Spawn, end: fn(&StarterHandle), exit: &Exit) {
    let executor = Executor::new(1).unwrap();
    let log = Log::default();
    let starter = spawn(&executor, log.clone(), end, false).unwrap();
    assert_eq!(log.read(), [1], "it has not started");
    assert_eq!(starter.join().as_ref(), Ok(exit));

    let error = spawn(&executor, log.clone(), end, true).unwrap_err();
    assert!(matches!(error, SpawnError::Start(Exit::Failed(_))), "{error:?}");
    assert_eq!(log.read(), [1, 1], "it was started again, or not at all");
    assert!(log.is_closed(), "the state outlives the spawn");
    executor.shutdown().unwrap();
}

#[test]
fn a_start_succeeds_or_fails_whatever_ends_the_actor_meanwhile() {
    for spawn in [on_a_thread as Spawn, supervised, pooled] {
        MANY.outcomes(move || started_and_ended(spawn, StarterHandle::stop, &Exit::Stopped));
        MANY.outcomes(move || started_and_ended(spawn, StarterHandle::kill, &Exit::Killed));
    }
}

#[test]
fn a_spawner_that_is_not_told_of_the_start_is_noticed() {
    let scenario = || started_and_ended(on_a_thread, StarterHandle::stop, &Exit::Stopped);
    let failure = MANY.failure(Fault::LostNotification, scenario);
    assert!(is_hang(&failure), "{failure}");
}

/// Spawns an actor that asks its spawner as it starts.
#[actor(crate = model)]
struct Spawner;

#[actor(crate = model)]
impl Spawner {
    pub(crate) fn number(&self) -> u32 {
        7
    }

    pub(crate) fn start_asker(
        &self,
        ctx: &mut Context<SpawnerHandle>,
        executor: Option<Executor>,
    ) -> Result<AskerHandle, SpawnError> {
        let asker = Asker { spawner: ctx.weak().upgrade().unwrap() };
        let builder = AskerHandle::builder().wait_for_start();
        match executor {
            None => builder.spawn(asker),
            Some(executor) => builder.spawn_on(&executor, asker),
        }
    }
}

#[actor(crate = model)]
struct Asker {
    spawner: SpawnerHandle,
}

#[actor(crate = model)]
impl Asker {
    /// There has to be one.
    pub(crate) fn note(&mut self) {}

    #[started]
    fn start(&mut self) -> Result<(), CallError> {
        let answer = self.spawner.number();
        assert!(matches!(answer, Err(CallError::Deadlock(_))), "it is the hook's: {answer:?}");
        answer.map(drop)
    }
}

fn asked_by_what_it_spawns(spawner_is_pooled: bool, asker_is_pooled: bool) {
    let executor = Executor::new(1).unwrap();
    let builder = SpawnerHandle::builder();
    let spawner = match spawner_is_pooled {
        false => builder.spawn(Spawner),
        true => builder.spawn_on(&executor, Spawner),
    };
    let spawner = spawner.unwrap();
    let error =
        spawner.start_asker(asker_is_pooled.then(|| executor.clone())).unwrap().unwrap_err();
    assert!(matches!(error, SpawnError::Start(Exit::Failed(_))), "{error:?}");
    assert_eq!(spawner.join(), Ok(Exit::Closed));
    executor.shutdown().unwrap();
}

#[test]
fn a_hook_that_asks_its_waiting_spawner_is_refused() {
    for spawner_is_pooled in [false, true] {
        for asker_is_pooled in [false, true] {
            MANY.outcomes(move || asked_by_what_it_spawns(spawner_is_pooled, asker_is_pooled));
        }
    }
}
