//! What goes wrong in a simulation that is to have faults, and how often.

use std::{
    error::Error,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use actor_runtime::{
    Restart,
    prelude::*,
    simulation::{Faults, Sim, Simulation},
    thread,
    time::Instant,
};

/// Runs `run` once for each seed, with these faults. Returns the sum of what the runs have counted, and what it would be if
/// each had counted `most`: the environment may set the seeds.
fn counted_in<F>(faults: Faults, most: u64, run: F) -> (u64, u64)
where
    F: Fn(&Sim) -> Result<u64, Box<dyn Error>> + Send + Sync + 'static,
{
    let counts = Arc::new([AtomicU64::new(0), AtomicU64::new(0)]);
    let in_runs = Arc::clone(&counts);
    Simulation::new().faults(faults).run(move |sim| {
        let [sum, all] = &*in_runs;
        sum.fetch_add(run(sim)?, Relaxed);
        all.fetch_add(most, Relaxed);
        Ok(())
    });
    let [sum, all] = &*counts;
    (sum.load(Relaxed), all.load(Relaxed))
}

/// Whether about half of all have been counted. A few runs may be above or below.
fn is_about_half((sum, all): (u64, u64)) -> bool {
    all < 1_000 || (all * 35 / 100..all * 65 / 100).contains(&sum)
}

#[actor]
#[derive(Default)]
struct Log {
    lines: Vec<(u32, Duration)>,
    begun: Option<Instant>,
}

#[actor]
impl Log {
    pub fn begin(&mut self, ctx: &mut Context<LogHandle>) {
        self.begun = Some(ctx.now());
    }
    pub fn line(&mut self, ctx: &mut Context<LogHandle>, n: u32) {
        let begun = self.begun.unwrap_or(ctx.now());
        self.lines.push((n, ctx.now() - begun));
    }
    pub fn lines(&self) -> Vec<(u32, Duration)> {
        self.lines.clone()
    }
}

#[test]
fn delays_let_time_pass_and_keep_the_order_of_each_sender() {
    let longest = Duration::from_secs(1);
    let faults = Faults::new().delays(Duration::ZERO..longest);
    let (delayed, runs) = counted_in(faults, 1, move |sim| {
        let log = Log::default().spawn();
        log.begin()?;
        let other = log.clone();
        let sending = thread::spawn(move || (10..15).try_for_each(|n| other.line(n)));
        (0..5).try_for_each(|n| log.line(n))?;
        sending.join().unwrap()?;
        sim.advance(Duration::from_secs(60));
        let lines = log.lines()?;
        let of = |first: u32| lines.iter().map(|line| line.0).filter(move |n| n / 10 == first);
        assert!(of(0).eq(0..5) && of(1).eq(10..15), "{lines:?}");
        // Each turn of the actor comes a second later at most.
        let times = || lines.iter().map(|line| line.1);
        assert!(times().zip(times().skip(1)).all(|(one, next)| next - one < longest), "{lines:?}");
        Ok(u64::from(times().any(|time| time > longest)))
    });
    assert!(
        runs < 50 || delayed * 10 > runs * 9,
        "ten turns take five seconds, as a rule: {delayed}"
    );
}

#[test]
fn delayed_turns_come_while_all_settles() {
    let faults = Faults::new().delays(Duration::from_secs(5)..Duration::from_secs(9));
    Simulation::new().faults(faults).run(|sim| {
        let log = Log::default().spawn();
        (0..3).try_for_each(|n| log.line(n))?;
        let before = sim.elapsed();
        sim.settle();
        assert_eq!(log.stats().handled, 3);
        assert_eq!(sim.elapsed(), before, "no time passes");
        Ok(())
    });
}

#[actor(mailbox = 100, overflow = reject)]
#[derive(Default)]
struct Desk {
    served: u64,
}

#[actor]
impl Desk {
    pub fn serve(&mut self) {
        self.served += 1;
    }
    pub fn served(&self) -> u64 {
        self.served
    }
}

#[test]
fn mailboxes_with_room_say_that_they_are_full_as_often_as_asked_for() {
    let refused_in = |probability| {
        counted_in(Faults::new().full_mailboxes(probability), 20, |sim| {
            let desk = Desk::default().spawn();
            let tells = (0..20).map(|_| desk.serve());
            let refused = tells.filter(|told| *told == Err(CallError::Full)).count() as u64;
            sim.settle();
            assert_eq!(desk.stats().handled + refused, 20);
            assert_eq!(desk.stats().rejected, refused);
            Ok(refused)
        })
    };
    assert_eq!(refused_in(0.0).0, 0);
    assert!(is_about_half(refused_in(0.5)));
    let (refused, all) = refused_in(1.0);
    assert_eq!(refused, all);
}

#[test]
fn a_sender_that_waits_for_room_finds_some_although_the_mailbox_says_that_it_is_full() {
    #[actor(mailbox = 1)]
    #[derive(Default)]
    struct Slow {
        handled: u32,
    }

    #[actor]
    impl Slow {
        pub fn work(&mut self) -> u32 {
            self.handled += 1;
            self.handled
        }
    }

    Simulation::new().faults(Faults::new().full_mailboxes(1.0)).run(|_| {
        let slow = Slow::default().spawn();
        for n in 1..=5 {
            assert_eq!(slow.work()?, n);
        }
        Ok(())
    });
}

#[test]
fn handlers_panic_as_often_as_asked_for_and_their_actors_restart() {
    let panics_in = |probability| {
        counted_in(Faults::new().panics(probability), 20, |sim| {
            let restart = Restart::on_failure().without_limit();
            let desk = DeskHandle::builder().supervise(restart, Desk::default)?;
            let asks = (0..20).map(|_| desk.served());
            let panicked = asks.filter(|served| *served == Err(CallError::Panicked)).count() as u64;
            sim.advance(Duration::from_secs(600));
            assert_eq!(desk.stats().restarts, panicked);
            Ok(panicked)
        })
    };
    assert_eq!(panics_in(0.0).0, 0);
    assert!(is_about_half(panics_in(0.5)));
    let (panicked, all) = panics_in(1.0);
    assert_eq!(panicked, all);
}
