//! What runs in a simulation, and what time is in it.

use std::time::Duration;

use actor_runtime::{
    Executor,
    prelude::*,
    simulation::{Faults, Simulation},
    thread,
    time::Instant,
};

const HOUR: Duration = Duration::from_secs(3600);

#[actor]
#[derive(Default)]
struct Biller {
    charged: u64,
}

#[actor]
impl Biller {
    pub fn charge(&mut self, amount: u64) {
        self.charged += amount;
    }
    pub fn charged(&self) -> u64 {
        self.charged
    }
}

#[actor]
struct Client {
    biller: BillerHandle,
}

#[actor]
impl Client {
    pub fn pay(&mut self, ctx: &mut Context<ClientHandle>, amount: u64) {
        ctx.send_after(HOUR, ClientMessage::Charge { amount });
    }
    pub fn charge(&mut self, amount: u64) {
        self.biller.charge(amount).unwrap();
    }
}

#[test]
fn an_hour_passes_on_threads() {
    Simulation::new().run(|sim| {
        let biller = Biller::default().spawn();
        let client = Client { biller: biller.clone() }.spawn();
        client.pay(100)?;
        sim.advance(HOUR);
        assert_eq!(biller.charged()?, 100);
        Ok(())
    });
}

#[test]
fn an_hour_passes_on_an_executor() {
    Simulation::new().run(|sim| {
        let biller = Biller::default().spawn_on(Executor::global());
        let client = Client { biller: biller.clone() }.spawn_on(Executor::global());
        client.pay(100)?;
        sim.advance(HOUR);
        assert_eq!(biller.charged()?, 100);
        Ok(())
    });
}

#[test]
fn a_sleep_takes_virtual_time() {
    Simulation::new().run(|sim| {
        let begun = Instant::now();
        let sleeper = thread::spawn(|| thread::sleep(HOUR));
        sim.advance(HOUR - Duration::from_secs(1));
        assert!(!sleeper.is_finished());
        sim.advance(Duration::from_secs(1));
        assert!(sleeper.is_finished());
        assert_eq!(begun.elapsed(), HOUR);
    });
}

#[test]
fn a_scope_ends_with_its_threads_and_a_thread_may_spawn_in_it() {
    Simulation::new().seeds(30).run(|_| {
        let biller = Biller::default().spawn();
        thread::scope(|scope| {
            for amount in 1..=3 {
                let (biller, nested) = (biller.clone(), scope.clone());
                scope.spawn(move || {
                    let other = biller.clone();
                    let inner = nested.spawn(move || other.charge(10 * amount));
                    biller.charge(amount).unwrap();
                    inner.join().unwrap().unwrap();
                });
            }
        });
        assert_eq!(biller.charged()?, 66);
        Ok(())
    });
}

#[test]
fn tasks_and_threads_wait_for_each_other() {
    Simulation::new().seeds(30).run(|sim| {
        let biller = Biller::default().spawn();
        let paying = thread::spawn({
            let biller = biller.clone();
            move || {
                thread::sleep(HOUR);
                biller.charge(7)
            }
        });
        let charged = sim.block_on(async {
            while biller.ask().charged().await? == 0 {
                thread::sleep(Duration::from_secs(60));
            }
            biller.ask().charged().await
        })?;
        assert_eq!(charged, 7);
        paying.join().unwrap()?;
        let exit = sim.block_on(biller.shutdown_async())?;
        assert_eq!(exit, Exit::Stopped);
        assert!(sim.elapsed() >= HOUR);
        Ok(())
    });
}

#[test]
fn an_executor_that_was_made_outside_has_another_one_in_its_place_in_each_run() {
    let executor = Executor::new(2).unwrap();
    let outside = Biller::default().spawn_on(&executor);
    let inside = executor.clone();
    Simulation::new().seeds(30).run(move |_| {
        let biller = Biller::default().spawn_on(&inside);
        biller.charge(5)?;
        assert_eq!(biller.charged()?, 5);
        assert_eq!(biller.id().to_string(), "#1");
        Ok(())
    });
    assert_eq!(outside.charged(), Ok(0));
    executor.shutdown().unwrap();
}

#[test]
fn two_threads_shut_an_executor_down_at_once() {
    Simulation::new().seeds(60).run(|_| {
        let executor = Executor::new(2)?;
        let biller = Biller::default().spawn_on(&executor);
        biller.charge(1)?;
        let other = executor.clone();
        let shutting = thread::spawn(move || other.shutdown());
        executor.shutdown()?;
        shutting.join().unwrap()?;
        Ok(())
    });
}

#[actor]
#[derive(Default)]
struct Sleeper {
    ticks: u32,
}

#[actor]
impl Sleeper {
    pub fn sleep(&mut self, duration: Duration) {
        thread::sleep(duration);
    }
    pub fn tick_every(&mut self, ctx: &mut Context<SleeperHandle>, period: Duration) {
        ctx.send_every(period, || SleeperMessage::Tick);
    }
    pub fn tick(&mut self) {
        self.ticks += 1;
    }
    pub fn ticks(&self) -> u32 {
        self.ticks
    }
}

#[test]
fn an_hour_passes_quickly_beside_a_pooled_handler_that_sleeps() {
    Simulation::new().seeds(10).run(|sim| {
        let (sleeper, biller) = (
            Sleeper::default().spawn_on(Executor::global()),
            Biller::default().spawn_on(Executor::global()),
        );
        sleeper.sleep(2 * HOUR)?;
        biller.charge(1)?;
        sim.advance(HOUR);
        assert_eq!(biller.charged()?, 1);
        sim.advance(HOUR);
        assert_eq!(sleeper.ticks()?, 0);
        Ok(())
    });
}

#[test]
fn all_settles_although_turns_are_delayed_for_longer_than_the_periods_of_timers() {
    let delays = Faults::new().delays(Duration::ZERO..Duration::from_secs(1));
    Simulation::new().seeds(30).faults(delays).run(|sim| {
        let actors: Vec<_> = (0..3).map(|_| Sleeper::default().spawn()).collect();
        for actor in &actors {
            actor.tick_every(Duration::from_millis(100))?;
        }
        sim.settle();
        sim.advance(Duration::from_secs(10));
        sim.settle();
        for actor in &actors {
            assert!(actor.ticks()? >= 1);
        }
        Ok(())
    });
}

#[test]
fn a_timer_beats_for_hours() {
    Simulation::new().seeds(1).run(|sim| {
        let beating = Sleeper::default().spawn();
        beating.tick_every(Duration::from_millis(50))?;
        sim.advance(6 * HOUR);
        assert_eq!(beating.ticks()?, 6 * 3600 * 20);
        Ok(())
    });
}

#[test]
fn an_actor_outside_is_told_like_a_file_is_written() {
    let outside = Biller::default().spawn_on(Executor::global());
    let told = outside.clone();
    Simulation::new().seeds(30).run(move |_| {
        let biller = Biller::default().spawn();
        biller.charge(1)?;
        told.charge(1)?;
        assert_eq!(biller.charged()?, 1);
        Ok(())
    });
    assert_eq!(outside.charged(), Ok(30));
}

#[test]
#[should_panic(expected = "a simulation cannot run inside of another one")]
fn a_simulation_inside_of_another_one_is_refused() {
    Simulation::new().seeds(1).run(|_| Simulation::new().run(|_| ()));
}

#[test]
#[should_panic(expected = "a simulation of no seeds tests nothing")]
fn a_simulation_of_no_seeds_is_refused() {
    Simulation::new().seeds(0).run(|_| ());
}

#[test]
fn waits_of_no_length_let_others_go_on() {
    Simulation::new().seeds(30).run(|_| {
        let biller = Biller::default().spawn();
        let mut charged = biller.ask().charged();
        let answer = loop {
            match charged.wait_timeout(Duration::ZERO) {
                Err(CallError::TimedOut) => {}
                answer => break answer,
            }
        };
        assert_eq!(answer?, 0);
        let (handle, inbox) = BillerHandle::channel();
        let charging = thread::spawn(move || handle.charge(1));
        while inbox.recv_timeout(Duration::ZERO).is_err() {}
        charging.join().unwrap()?;
        biller.stop();
        while biller.try_wait_timeout(Duration::ZERO)?.is_none() {}
        Ok(())
    });
}
