//! The rounds: each spawns some actors, does this and that to them, ends them, and looks at their books.

use std::{
    pin::Pin,
    sync::{
        Arc, Barrier,
        atomic::{AtomicU64, Ordering},
        mpsc::channel,
    },
    task::{Context, Poll, Waker},
    thread,
    time::Duration,
};

use actor_runtime::{
    Builder, Child, OnPanic, Overflow, Registry, Reply, Restart, Supervisor, SupervisorHandle,
    System, Topic, prelude::*,
};

use crate::{
    busy::{Busy, BusyHandle, BusyMessage},
    random::Random,
    tally::Tally,
};

const LONG: Duration = Duration::from_secs(60);

/// What outlives all rounds, and must forget whoever has ended.
#[derive(Default)]
pub(crate) struct World {
    news: Topic<u64>,
    names: Registry,
}

/// One round of any kind.
///
/// # Panics
///
/// If the books of an actor do not balance, or a call ends as it must not.
pub(crate) fn round(world: &World, random: &mut Random) -> Tally {
    match random.below(10) {
        0..=4 => crowd(world, random),
        5..=6 => supervised(random),
        7 => group(random),
        8 => ring(random),
        _ => system(random),
    }
}

fn builder(random: &mut Random, undelivered: &Arc<AtomicU64>) -> Builder<BusyHandle> {
    let mut builder = BusyHandle::builder()
        .overflow(random.any_of(&[Overflow::Block, Overflow::Reject, Overflow::DropNewest]))
        .on_panic(random.any_of(&[OnPanic::Stop, OnPanic::Resume]));
    if random.one_in(2) {
        builder = builder.mailbox(1 + random.below(8) as usize);
    }
    if random.one_in(2) {
        let undelivered = Arc::clone(undelivered);
        builder = builder.undelivered(move |_, _| {
            undelivered.fetch_add(1, Ordering::Relaxed);
        });
    }
    builder
}

/// What one thread does to one actor; says how many tells it knows to have been accepted.
fn work(actor: &BusyHandle, random: &mut Random, deadly: bool) -> u64 {
    let (mut told, mut kept) = (0, Vec::new());
    for _ in 0..random.below(60) {
        let payload = vec![1; random.below(512) as usize];
        let short = Duration::from_micros(random.below(2_000));
        let accepted = match random.below(30) {
            0..=6 => actor.note(payload).is_ok(),
            7 => actor.note_first(payload).is_ok(),
            8 => actor.try_send(BusyMessage::Note { payload }).is_ok(),
            9 => actor.send_on(random.below(4)).is_ok(),
            10 => actor.set_timer(short).is_ok(),
            11 => actor.set_period(short).is_ok(),
            12 => actor.cancel_all().is_ok(),
            13 => {
                let mut sending = actor.send_async(BusyMessage::Note { payload });
                let mut cx = Context::from_waker(Waker::noop());
                matches!(Pin::new(&mut sending).poll(&mut cx), Poll::Ready(Ok(())))
            }
            kind => {
                match kind {
                    14..=17 => drop(actor.sum(payload)),
                    18 => drop(actor.sum_first()),
                    19 => drop(actor.ask().sum(payload)),
                    20 => drop(actor.ask().sum(payload).wait_timeout(short / 20)),
                    21 => kept.push(actor.ask().sum(payload)),
                    22 => kept.push(actor.ask().sum_later()),
                    23 => drop(actor.flush()),
                    24 => assert_ne!(actor.blow().err(), None, "an answer of a panic"),
                    25 if deadly && random.one_in(8) => actor.stop(),
                    26 if deadly && random.one_in(8) => actor.kill(),
                    27 if deadly && random.one_in(4) => drop(actor.give_up()),
                    28 if deadly && random.one_in(8) => drop(actor.end()),
                    _ => thread::yield_now(),
                }
                false
            }
        };
        told += u64::from(accepted);
    }
    // Some are put off until the actor ends, and then there is nobody to wait.
    let wait = |mut reply: Reply<u64>| reply.wait_timeout(Duration::from_micros(50));
    for answer in kept.into_iter().map(wait) {
        assert!(!matches!(answer, Err(CallError::Deadlock(_))), "{answer:?}");
    }
    told
}

/// Lets go of an actor in one way or another, and waits for its end.
fn end(actor: BusyHandle, random: &mut Random) {
    let weak = actor.downgrade();
    match random.below(6) {
        0 => drop(actor.join().expect("no actor's thread")),
        1 => drop(actor.shutdown().expect("no actor's thread")),
        2 => {
            actor.kill();
            drop(actor.join().expect("no actor's thread"));
        }
        3 => {
            let (told, ended) = channel();
            actor.on_exit(move |exit| told.send(exit.clone()).expect("it is waited for"));
            drop(actor);
            let exit = ended.recv_timeout(LONG).expect("it ends with its last handle");
            assert_eq!(weak.exit(), Some(exit));
        }
        4 => {
            // The end and the last drop at once.
            let kept = actor.clone();
            let killing = thread::spawn(move || kept.kill());
            let (told, ended) = channel();
            actor.on_exit(move |_| told.send(()).expect("it is waited for"));
            drop(actor);
            ended.recv_timeout(LONG).expect("it ends");
            killing.join().expect("a kill does not panic");
        }
        _ => {
            let _ = actor.blow();
            actor.stop();
            assert!(actor.wait_timeout(LONG).is_some(), "it does not end");
        }
    }
}

/// Actors of all kinds, each with a client or several.
fn crowd(world: &World, random: &mut Random) -> Tally {
    let mut tally = Tally::default();
    for _ in 0..=random.below(8) {
        let given = Arc::default();
        let actor = builder(random, &given).spawn(Busy::default()).expect("a thread for it");
        let weak = actor.downgrade();
        if random.one_in(4) {
            world
                .news
                .subscribe(&actor, |n: &u64| BusyMessage::Note { payload: vec![0; *n as usize] });
        }
        if random.one_in(4) {
            world.names.register(format!("{}", actor.id()), &actor).expect("ids are taken once");
        }
        let mut told = thread::scope(|s| {
            let clients: Vec<_> = (0..random.below(3))
                .map(|_| {
                    let (actor, mut random) = (actor.clone(), random.split());
                    s.spawn(move || work(&actor, &mut random, true))
                })
                .collect();
            clients.into_iter().map(|client| client.join().expect("no client fails")).sum()
        });
        told += work(&actor, random, true);
        world.news.publish(&random.below(64));
        end(actor, random);
        tally.audit(&weak, told);
        assert!(given.load(Ordering::Relaxed) <= weak.stats().undelivered, "{weak:?}");
    }
    tally
}

/// One that is restarted as often as it takes.
fn supervised(random: &mut Random) -> Tally {
    let restart = random.any_of(&[Restart::on_failure as fn() -> Restart, Restart::always]);
    let actor = builder(random, &Arc::default())
        .supervise(restart().without_limit(), Busy::default)
        .expect("a thread for it");
    let weak = actor.downgrade();
    let told = thread::scope(|s| {
        let (client_of, mut other) = (actor.clone(), random.split());
        let client = s.spawn(move || work(&client_of, &mut other, false));
        work(&actor, random, false) + client.join().expect("no client fails")
    });
    end(actor, random);
    let mut tally = Tally::default();
    tally.audit(&weak, told);
    tally
}

/// A group that restarts its children together.
fn group(random: &mut Random) -> Tally {
    let kind = random.any_of(&[
        Supervisor::one_for_one as fn() -> Supervisor,
        Supervisor::one_for_all,
        Supervisor::rest_for_one,
    ]);
    let limit = random.any_of(&[1, u32::MAX]);
    let group: SupervisorHandle = kind().at_most(limit, LONG).spawn();
    let mut children = Vec::new();
    for _ in 0..3 {
        let child = Child::new(builder(random, &Arc::default()), Busy::default);
        // The group may have given up by then.
        children.extend(group.start(child));
    }
    let weak: Vec<_> = children.iter().map(Handle::downgrade).collect();
    let told: Vec<u64> = thread::scope(|s| {
        let clients: Vec<_> = children
            .into_iter()
            .map(|child| {
                let mut random = random.split();
                s.spawn(move || work(&child, &mut random, false))
            })
            .collect();
        clients.into_iter().map(|client| client.join().expect("no client fails")).collect()
    });
    let exit = group.shutdown().expect("no actor's thread");
    assert!(matches!(exit, Exit::Stopped | Exit::Failed(_)), "{exit}");
    let mut tally = Tally::default();
    for (child, told) in weak.iter().zip(told) {
        tally.audit(child, told);
    }
    tally
}

/// Actors that would wait for each other in a circle, from all sides at once.
fn ring(random: &mut Random) -> Tally {
    let actors: Vec<BusyHandle> =
        (0..2 + random.below(3)).map(|_| Busy::default().spawn()).collect();
    let start = Barrier::new(actors.len());
    thread::scope(|s| {
        for first in 0..actors.len() {
            let (actors, start) = (&actors, &start);
            s.spawn(move || {
                let mut others = actors.clone();
                others.rotate_left(first + 1);
                start.wait();
                let refused = actors[first].relay(others);
                assert!(matches!(refused, Ok(Err(CallError::Deadlock(_)))), "{refused:?}");
            });
        }
    });
    let mut tally = Tally::default();
    tally.deadlocks += actors.len() as u64;
    for actor in actors {
        let weak = actor.downgrade();
        end(actor, random);
        tally.audit(&weak, 0);
    }
    tally
}

/// Several that are shut down together.
fn system(random: &mut Random) -> Tally {
    let system = System::new();
    let actors: Vec<BusyHandle> = (0..=random.below(4))
        .map(|_| system.spawn(Busy::default()).expect("a thread for it"))
        .collect();
    let told: Vec<u64> = actors.iter().map(|actor| work(actor, random, true)).collect();
    let weak: Vec<_> = actors.iter().map(Handle::downgrade).collect();
    let kept = random.one_in(2).then_some(actors);
    let report = system.shutdown(LONG);
    drop(kept);
    assert!(report.actors().iter().all(|actor| actor.exit().is_some()), "{report}");
    let mut tally = Tally::default();
    for (actor, told) in weak.iter().zip(told) {
        // One that had ended before is not in the report, but has not necessarily told yet.
        while actor.exit().is_none() {
            thread::yield_now();
        }
        tally.audit(actor, told);
    }
    tally
}
