//! The same workloads for actors that are tasks of a runtime, called by tasks of that runtime.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use tokio::sync::mpsc;

use super::{alive, alive::Footprint, per_operation, pipeline::STAGES};
use crate::contenders::{
    Ledger, Payload,
    tasks::{AllCores, Counter, OneThread, Player, Runtime},
};

/// The faster of both: one thread moves nothing between cores, all cores send and handle at once.
pub fn fastest_tell<C: Counter>(producers: u64, each: u64) -> f64 {
    tell::<OneThread, C>(producers, each).min(tell::<AllCores, C>(producers, each))
}

/// As [`tell::run`](super::tell::run).
pub fn tell<R: Runtime, C: Counter>(producers: u64, each: u64) -> f64 {
    R::block_on(async move {
        let ledger = Ledger::default();
        let (counter, end) = C::spawn(ledger.clone()).await;
        assert_eq!(C::increment(&counter).await, 1, "the counter does not start at nothing");

        let start = Instant::now();
        match producers {
            1 => produce::<C>(&counter, each).await,
            _ => {
                at_once(producers, &counter, move |counter| async move {
                    produce::<C>(&counter, each).await;
                })
                .await;
            }
        }
        let told = producers * each + 1;
        let elapsed = handled::<C>(start, vec![(counter, end)], told, &ledger).await;
        per_operation(elapsed, producers * each)
    })
}

async fn produce<C: Counter>(counter: &C::Handle, tells: u64) {
    for _ in 0..tells {
        C::add(counter, C::Payload::one()).await;
    }
}

/// As [`ask::run`](super::ask::run).
pub fn ask<R: Runtime, C: Counter>(callers: u64, each: u64) -> f64 {
    R::block_on(async move {
        let ledger = Ledger::default();
        let (counter, end) = C::spawn(ledger.clone()).await;
        assert_eq!(C::increment(&counter).await, 1, "the counter does not start at nothing");

        let start = Instant::now();
        match callers {
            1 => {
                for asked in 1..=each {
                    let sum = C::increment(&counter).await;
                    assert_eq!(sum, asked + 1, "an ask got another one's answer");
                }
            }
            _ => {
                at_once(callers, &counter, move |counter| async move {
                    let mut last = 0;
                    for _ in 0..each {
                        let sum = C::increment(&counter).await;
                        assert!(sum > last, "an ask got an earlier one's answer");
                        last = sum;
                    }
                })
                .await;
            }
        }
        let elapsed = start.elapsed();

        C::add(&counter, C::Payload::one()).await;
        C::join(counter, end).await;
        ledger.check(callers * each + 2);
        per_operation(elapsed, callers * each)
    })
}

/// As [`ask::run_apart`](super::ask::run_apart).
pub fn ask_apart<R: Runtime, C: Counter>(callers: u64, each: u64) -> f64 {
    R::block_on(async move {
        let ledger = Ledger::default();
        let mut counters = Vec::with_capacity(callers as usize);
        for _ in 0..callers {
            counters.push(C::spawn(ledger.clone()).await);
        }
        for (counter, _) in &counters {
            assert_eq!(C::increment(counter).await, 1, "an actor answers for another one");
        }

        let free = counters.iter().map(|(counter, _)| counter.clone()).collect::<Vec<_>>();
        let start = Instant::now();
        at_once(callers, &Arc::new(Mutex::new(free)), move |free| async move {
            let own = free.lock().expect("nobody panics under this lock").pop();
            let own = own.expect("there are as many counters as callers");
            for asked in 1..=each {
                let sum = C::increment(&own).await;
                assert_eq!(sum, asked + 1, "an ask got another one's answer");
            }
        })
        .await;
        let elapsed = start.elapsed();

        for (counter, end) in counters {
            C::join(counter, end).await;
        }
        ledger.check(callers * (each + 1));
        per_operation(elapsed, callers * each)
    })
}

/// As [`ping_pong::run`](super::ping_pong::run).
pub fn ping_pong<R: Runtime, P: Player>(hits: u64) -> f64 {
    R::block_on(async move {
        let ledger = Ledger::default();
        let (over, mut ended) = mpsc::unbounded_channel();
        let (ping, ping_end) = P::spawn(ledger.clone(), over.clone()).await;
        let (pong, pong_end) = P::spawn(ledger.clone(), over).await;
        P::face(&ping, Some(pong.clone())).await;
        P::face(&pong, Some(ping.clone())).await;

        let start = Instant::now();
        P::hit(&ping, hits - 1).await;
        ended.recv().await.expect("the ball was dropped");
        let elapsed = start.elapsed();

        P::face(&ping, None).await;
        P::face(&pong, None).await;
        P::join(ping, ping_end).await;
        P::join(pong, pong_end).await;
        ledger.check(hits);
        per_operation(elapsed, hits)
    })
}

/// As [`pipeline::run`](super::pipeline::run).
pub fn pipeline<R: Runtime, P: Player>(balls: u64) -> f64 {
    R::block_on(async move {
        let ledger = Ledger::default();
        let (over, mut ended) = mpsc::unbounded_channel();
        let mut line = Vec::with_capacity(STAGES);
        for _ in 0..STAGES {
            line.push(P::spawn(ledger.clone(), over.clone()).await);
        }
        for pair in line.windows(2) {
            P::face(&pair[0].0, Some(pair[1].0.clone())).await;
        }
        P::pass(&line[0].0, 0).await;
        ended.recv().await.expect("the ball gets through");

        let start = Instant::now();
        for left in (0..balls).rev() {
            P::pass(&line[0].0, left).await;
        }
        ended.recv().await.expect("the balls get through");
        let elapsed = start.elapsed();

        for (player, end) in line {
            P::join(player, end).await;
        }
        ledger.check(STAGES as u64 * (balls + 1));
        per_operation(elapsed, balls)
    })
}

/// As [`crowd::run`](super::crowd::run).
pub fn crowd<R: Runtime, C: Counter>(actors: u64, tells: u64) -> f64 {
    R::block_on(async move {
        let ledger = Ledger::default();
        let mut counters = Vec::with_capacity(actors as usize);
        for _ in 0..actors {
            counters.push(C::spawn(ledger.clone()).await);
        }
        for (counter, _) in &counters {
            assert_eq!(C::increment(counter).await, 1, "an actor answers for another one");
        }

        let rounds = tells / actors;
        let start = Instant::now();
        for _ in 0..rounds {
            for (counter, _) in &counters {
                C::add(counter, C::Payload::one()).await;
            }
        }
        let elapsed = handled::<C>(start, counters, rounds + 1, &ledger).await;
        per_operation(elapsed, actors * rounds)
    })
}

/// How long it took from `start` until each of the counters had added up to `told`; ends them, too.
async fn handled<C: Counter>(
    start: Instant,
    counters: Vec<(C::Handle, C::End)>,
    told: u64,
    ledger: &Ledger,
) -> Duration {
    let actors = counters.len() as u64;
    let mut elapsed = None;
    if C::IN_ORDER {
        for (counter, _) in &counters {
            let sum = C::increment(counter).await;
            assert_eq!(sum, told + 1, "tells were lost, or the ask overtook them");
        }
        elapsed = Some(start.elapsed());
    }
    for (counter, end) in counters {
        C::join(counter, end).await;
    }
    // Where an ask may overtake, only the end comes behind all tells.
    let elapsed = elapsed.unwrap_or_else(|| start.elapsed());
    ledger.check(actors * (told + u64::from(C::IN_ORDER)));
    elapsed
}

/// As [`lifetime::told`](super::lifetime::told).
pub fn told<R: Runtime, C: Counter>(actors: u64) -> f64 {
    lifetime::<R, C>(actors, false)
}

/// As [`lifetime::asked`](super::lifetime::asked).
pub fn asked<R: Runtime, C: Counter>(actors: u64) -> f64 {
    lifetime::<R, C>(actors, true)
}

fn lifetime<R: Runtime, C: Counter>(actors: u64, asked: bool) -> f64 {
    R::block_on(async move {
        let ledger = Ledger::default();
        let start = Instant::now();
        for _ in 0..actors {
            let (counter, end) = C::spawn(ledger.clone()).await;
            if asked {
                let sum = C::increment(&counter).await;
                assert_eq!(sum, 1, "the counter does not start at nothing");
            } else {
                C::add(&counter, C::Payload::one()).await;
            }
            C::join(counter, end).await;
        }
        let elapsed = start.elapsed();
        ledger.check(actors);
        per_operation(elapsed, actors)
    })
}

/// As [`alive::run`]; the runtime is there before the clock starts.
pub fn alive<R: Runtime, C: Counter>(actors: u64) -> Footprint {
    R::block_on(async move {
        let ledger = Ledger::default();
        let mut counters = Vec::with_capacity(actors as usize);
        let resident_before = alive::resident();
        let start = Instant::now();
        for _ in 0..actors {
            counters.push(C::spawn(ledger.clone()).await);
        }
        for (counter, _) in &counters {
            assert_eq!(C::increment(counter).await, 1, "an actor answers for another one");
        }
        let elapsed = start.elapsed();
        let bytes = alive::resident().saturating_sub(resident_before) as f64 / actors as f64;

        for (counter, end) in counters {
            C::join(counter, end).await;
        }
        ledger.check(actors);
        Footprint { nanoseconds: per_operation(elapsed, actors), bytes }
    })
}

/// Runs several tasks, each with a handle of its own, until all have ended.
async fn at_once<H, F>(tasks: u64, handle: &H, work: impl Fn(H) -> F)
where
    H: Clone + Send + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let tasks = (0..tasks).map(|_| tokio::spawn(work(handle.clone()))).collect::<Vec<_>>();
    for task in tasks {
        task.await.expect("no task panics");
    }
}
