//! Everything that can fail fails, at every point, with every end: no caller waits for ever, and the counts add up.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use actor_runtime::{OnPanic, Restart, prelude::*};

use crate::{
    support::{
        driver::StartBuilt,
        witness::{Event, Faults, Script, WitnessHandle, all, hold},
    },
    sys::{fewer, mpsc::channel, test, thread},
};

/// How the witness fails, amid its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    None,
    Panic,
    GiveUp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    LastDrop,
    Own,
    Stop,
    Kill,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Plain,
    Resume,
    Supervised,
    Always,
}

pub fn each_of_faults() -> impl Iterator<Item = Faults> {
    (0..32_u8).map(|bits| {
        let is_set = |bit: u8| bits & (1 << bit) != 0;
        Faults {
            make: is_set(0),
            start: is_set(1),
            start_error: is_set(2),
            stop: is_set(3),
            drop: is_set(4),
        }
    })
}

/// Two notes with a failure between them and an ask behind, of whom some may be refused.
fn live_and_fail(faults: Faults, failure: Failure, end: End, mode: Mode) {
    let case = format!("{faults:?} {failure:?} {end:?} {mode:?}");
    let (script, events) = Script::new(&[faults, faults]);
    let builder = WitnessHandle::builder().count().undelivered(script.undelivered());
    let make = {
        let script = script.clone();
        move || script.make()
    };
    let spawned = match mode {
        Mode::Plain => builder.start_from(make),
        Mode::Resume => builder.on_panic(OnPanic::Resume).start_from(make),
        Mode::Supervised => builder.start_supervised(Restart::on_failure(), make),
        Mode::Always => builder.start_supervised(Restart::always(), make),
    };
    let witness = spawned.unwrap();
    let weak = witness.downgrade();
    let (told, ends) = channel();
    witness
        .on_exit_with_stats(move |exit, stats| told.send((exit.clone(), stats.clone())).unwrap());
    let joining: Vec<_> = (0..2)
        .map(|_| {
            let witness = witness.clone();
            thread::spawn(move || witness.join().unwrap())
        })
        .collect();

    let mut accepted = 0;
    let mut count = |sent: bool| accepted += u64::from(sent);
    // It may have ended already.
    let latch = hold(&witness);
    count(latch.is_ok());
    count(witness.note(1).is_ok());
    let failing = match failure {
        Failure::None => None,
        Failure::Panic => Some(witness.ask().blow()),
        Failure::GiveUp => {
            count(witness.give_up(2).is_ok());
            None
        }
    };
    count(witness.note(3).is_ok());
    let asked = witness.ask().echo(4);
    match end {
        End::LastDrop => {}
        End::Own => count(witness.end().is_ok()),
        End::Stop => witness.stop(),
        End::Kill => witness.kill(),
    }
    drop((witness, latch));

    let exits: Vec<Exit> = joining.into_iter().map(|joining| joining.join().unwrap()).collect();
    let (exit, stats) = ends.recv().unwrap();
    assert!(exits.iter().all(|seen| *seen == exit), "{case}: {exits:?} {exit}");
    let learns = |answer: Result<u64, CallError>, own: CallError| match answer {
        Ok(n) => assert_eq!(n, 4, "{case}"),
        Err(CallError::Ended(seen)) => {
            // Refused early, it knows how the end began.
            assert!(exit.to_string().starts_with(&seen.to_string()), "{case}: {seen}; {exit}");
        }
        Err(error) => assert_eq!(error, own, "{case}"),
    };
    learns(asked.wait(), CallError::NoReply);
    if let Some(failing) = failing {
        learns(failing.wait(), CallError::Panicked);
    }
    // No thread sends any more: the messages that were counted as accepted are those that were handled, expired or
    // undelivered.
    assert_eq!(weak.stats(), stats, "{case}");
    assert!(stats.accepted >= Some(accepted), "{case}: {stats:?}");
    drop(script);
    let events = all(events);
    assert_alternates(&events, stats.restarts, &case);
    for n in [1, 3] {
        let handled = events.iter().filter(|event| **event == Event::Note(n)).count();
        let lost = events.iter().filter(|event| **event == Event::Undelivered(n)).count();
        assert!(handled + lost <= 1, "{case}: {events:?}");
    }
}

/// One state after the other: each was made, and none started before the last was gone.
pub fn assert_alternates(events: &[Event], restarts: u64, case: &str) {
    let number = |is: fn(&Event) -> bool| events.iter().filter(|event| is(event)).count() as u64;
    let made = number(|event| matches!(event, Event::Made(_)));
    assert_eq!(made, 1 + restarts, "{case}: {events:?}");
    let begun = number(|event| matches!(event, Event::Started(_)));
    let over = number(|event| *event == Event::Dropped);
    assert_eq!(begun, over, "{case}: {events:?}");
    assert_eq!(number(|event| matches!(event, Event::Stopped(_))), begun, "{case}: {events:?}");
    let mut alive = 0;
    for event in events {
        match event {
            Event::Started(_) => alive += 1,
            Event::Dropped => alive -= 1,
            _ => {}
        }
        assert!((0..=1).contains(&alive), "{case}: {events:?}");
    }
}

#[test]
fn every_fault_with_every_failure_and_every_end() {
    let threads = [Mode::Plain, Mode::Resume, Mode::Supervised, Mode::Always].map(|mode| {
        thread::spawn(move || {
            for faults in each_of_faults() {
                for failure in [Failure::None, Failure::Panic, Failure::GiveUp] {
                    for end in [End::LastDrop, End::Own, End::Stop, End::Kill] {
                        live_and_fail(faults, failure, end, mode);
                    }
                }
            }
        })
    });
    for thread in threads {
        thread.join().unwrap();
    }
}

/// Sends itself the next message at once, and panics now and then.
#[actor(count)]
#[derive(Default)]
struct Stumbler {
    steps: Arc<AtomicU64>,
}

#[actor]
impl Stumbler {
    #[started]
    fn start(&mut self, ctx: &mut Context<StumblerHandle>) {
        ctx.send_after(Duration::ZERO, StumblerMessage::Step);
        ctx.send_every(Duration::ZERO, || StumblerMessage::Step);
    }

    pub fn step(&mut self, ctx: &mut Context<StumblerHandle>) {
        ctx.send_after(Duration::ZERO, StumblerMessage::Step);
        let steps = self.steps.fetch_add(1, Relaxed);
        assert!(steps % 7 != 6, "stumbled");
    }

    pub fn steps(&self) -> u64 {
        self.steps.load(Relaxed)
    }
}

fn stumbler(places: usize) -> (StumblerHandle, Arc<AtomicU64>) {
    let steps = Arc::<AtomicU64>::default();
    let made = Arc::clone(&steps);
    let stumbler = StumblerHandle::builder()
        .mailbox(places)
        .start_supervised(Restart::on_failure().without_limit(), move || Stumbler {
            steps: Arc::clone(&made),
        })
        .unwrap();
    (stumbler, steps)
}

#[test]
fn timers_that_are_always_due_end_with_each_of_a_thousand_states() {
    let (stumbler, steps) = stumbler(4);
    while stumbler.stats().restarts < 1000 {
        // It stumbles over its timers alone: an ask is answered by one state or another.
        assert!(stumbler.steps().is_ok());
    }
    let exit = stumbler.shutdown().unwrap();
    assert!(matches!(exit, Exit::Stopped | Exit::Panicked(_)), "{exit}");
    let stats = stumbler.stats();
    assert_eq!(stats.accepted, Some(stats.handled + stats.expired + stats.undelivered));
    // Each of its states starts with two timers, and each step sets one: none of an old state fires.
    assert!(steps.load(Relaxed) >= 7000);
}

#[test]
fn a_full_mailbox_and_several_joiners_survive_many_restarts() {
    const SENDERS: u64 = 4;
    const EACH: u64 = fewer(500);
    let (stumbler, steps) = stumbler(1);
    let joining: Vec<_> = (0..3)
        .map(|_| {
            let stumbler = stumbler.clone();
            thread::spawn(move || stumbler.join().unwrap())
        })
        .collect();
    thread::scope(|s| {
        for _ in 0..SENDERS {
            s.spawn(|| (0..EACH).for_each(|_| stumbler.step().unwrap()));
        }
    });
    stumbler.flush().unwrap();
    assert!(steps.load(Relaxed) >= SENDERS * EACH);
    let weak = stumbler.downgrade();
    drop(stumbler);
    for joining in joining {
        let exit = joining.join().unwrap();
        assert!(matches!(exit, Exit::Closed | Exit::Panicked(_)), "{exit}");
    }
    let stats = weak.stats();
    assert_eq!(stats.handled, steps.load(Relaxed));
    assert_eq!((stats.accepted, stats.undelivered), (Some(stats.handled), 0), "{stats:?}");
    assert!(stats.restarts >= SENDERS * EACH / 7, "{stats:?}");
}

/// An actor that asks no other actor and holds no handle. There are many of them.
#[actor(stack_size = 1 << 16)]
struct Ant(bool);

#[actor]
impl Ant {
    pub fn carry(&mut self, ctx: &mut Context<AntHandle>) -> u64 {
        assert!(ctx.incarnation() > 0 || !self.0, "crushed");
        ctx.incarnation()
    }
}

#[test]
fn two_thousand_actors_fail_and_go_on_alone() {
    const ANTS: usize = fewer(2_000) as usize;
    let ants: Vec<AntHandle> = (0..ANTS)
        .map(|n| {
            let weak = n % 2 == 0;
            AntHandle::builder().start_supervised(Restart::on_failure(), move || Ant(weak)).unwrap()
        })
        .collect();
    for (n, ant) in ants.iter().enumerate() {
        if n % 2 == 0 {
            assert_eq!(ant.carry(), Err(CallError::Panicked));
            assert_eq!(ant.carry(), Ok(1));
        } else {
            assert_eq!(ant.carry(), Ok(0));
        }
    }
    for ant in ants {
        assert_eq!(ant.join(), Ok(Exit::Closed));
    }
}
