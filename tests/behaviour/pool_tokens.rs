//! Waits for a stop on the threads of an executor.

use std::time::Duration;

use actor_runtime::{Executor, StopToken, prelude::*};

use crate::{
    support::alone::in_time,
    sys::{
        mpsc::{Sender, channel},
        test,
    },
};

const LONG: Duration = Duration::from_secs(600);

#[actor]
struct Sleeper {
    other: Option<SleeperHandle>,
}

#[actor]
impl Sleeper {
    pub fn sleep(&mut self, ctx: &mut Context<SleeperHandle>, running: Sender<StopToken>) -> bool {
        let token = ctx.stop_token();
        running.send(token.clone()).unwrap();
        token.wait_timeout(LONG)
    }

    pub fn stop_the_other(&mut self) {
        self.other.take().unwrap().stop();
    }
}

#[test]
fn an_actor_that_waits_for_its_stop_gives_its_place_to_those_that_bring_it_about() {
    in_time(|| {
        let executor = Executor::new(1).unwrap();
        let sleepers: Vec<_> =
            (0..8).map(|_| Sleeper { other: None }.spawn_on(&executor)).collect();
        let (running, runs) = channel();
        let asleep: Vec<_> =
            sleepers.iter().map(|sleeper| sleeper.ask().sleep(running.clone())).collect();
        (0..8).for_each(|_| drop(runs.recv().unwrap()));
        // All of them wait, on an executor of one thread.
        for (sleeper, asleep) in sleepers.into_iter().zip(asleep) {
            let stopping = Sleeper { other: Some(sleeper) }.spawn_on(&executor);
            stopping.stop_the_other().unwrap();
            assert_eq!(asleep.wait(), Ok(true));
        }
        executor.shutdown().unwrap();
    });
}

#[test]
fn an_executor_that_is_shut_down_ends_the_waits_of_its_actors() {
    in_time(|| {
        let executor = Executor::new(2).unwrap();
        let sleeper = Sleeper { other: None }.spawn_on(&executor);
        let (running, runs) = channel();
        let asleep = sleeper.ask().sleep(running);
        let token = runs.recv().unwrap();
        // A closure that uses the executor: it is called under no lock of that.
        let (told, refused) = channel();
        token.on_stop({
            let executor = executor.clone();
            move || {
                let spawned = SleeperHandle::builder().spawn_on(&executor, Sleeper { other: None });
                told.send(spawned.is_err()).unwrap();
            }
        });
        executor.shutdown().unwrap();
        assert_eq!(refused.recv(), Ok(true));
        assert_eq!(asleep.wait(), Ok(true));
    });
}
