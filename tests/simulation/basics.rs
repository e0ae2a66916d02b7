//! What runs in a simulation, and what time is in it.

use std::time::Duration;

use actor_runtime::{Executor, prelude::*, simulation::Simulation, thread, time::Instant};

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
