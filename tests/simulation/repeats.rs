//! The same seed gives the same run.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use actor_runtime::{
    Executor, Restart, Workers,
    prelude::*,
    simulation::{Faults, Simulation},
    thread,
};

#[actor(mailbox = 2)]
#[derive(Default)]
struct Mill {
    ground: u32,
}

#[actor]
impl Mill {
    pub fn grind(&mut self, ctx: &mut Context<MillHandle>, n: u32) {
        self.ground += n;
        ctx.send_after(Duration::from_millis(u64::from(n % 7)), MillMessage::Rest);
    }
    pub fn rest(&mut self) {}
    pub fn ground(&self) -> u32 {
        self.ground
    }
}

/// A bit of everything: threads, an executor, workers, restarts, timers, full mailboxes and faults.
fn trace_of(seed: u64) -> String {
    let trace = Arc::new(Mutex::new(String::new()));
    let seen = Arc::clone(&trace);
    let faults = Faults::new()
        .panics(0.02)
        .delays(Duration::ZERO..Duration::from_millis(3))
        .full_mailboxes(0.1);
    Simulation::new().seeds(seed + 1).allow_left().faults(faults).run(move |sim| {
        if sim.seed() != seed {
            return;
        }
        let restart = Restart::on_failure()
            .at_most(1_000, Duration::from_secs(1))
            .backoff(Duration::from_millis(1), Duration::from_millis(20))
            .jitter();
        let alone = MillHandle::builder().supervise(restart, Mill::default).unwrap();
        let pooled = Mill::default().spawn_on(Executor::global());
        let workers =
            Workers::spawn(3.try_into().unwrap(), MillHandle::builder, |_| Mill::default());
        let clients: Vec<_> = (0..3)
            .map(|client| {
                let (alone, pooled) = (alone.clone(), pooled.clone());
                thread::spawn(move || {
                    for n in 0..5 {
                        let _ = alone.grind(client + n);
                        let _ = pooled.try_send(MillMessage::Grind { n });
                        let _ = pooled.ground();
                    }
                })
            })
            .collect();
        for n in 0..6 {
            let _ = workers.as_ref().map(|workers| workers.in_turn().grind(n));
        }
        clients.into_iter().for_each(|client| client.join().unwrap());
        sim.advance(Duration::from_secs(1));
        *seen.lock().unwrap() = sim.trace();
    });
    let trace = trace.lock().unwrap();
    trace.clone()
}

#[test]
fn the_same_seed_gives_the_same_trace_a_hundred_times_and_eight_at_once() {
    for seed in 0..3 {
        let first = trace_of(seed);
        assert!(first.lines().count() > 100, "{first}");
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..12 {
                        assert_eq!(trace_of(seed), first);
                    }
                });
            }
        });
        for _ in 0..4 {
            assert_eq!(trace_of(seed), first);
        }
    }
}

#[test]
fn other_seeds_give_other_traces() {
    assert_ne!(trace_of(0), trace_of(3));
    assert_ne!(trace_of(1), trace_of(4));
}
