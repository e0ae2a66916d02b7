//! What the closure of a run sees of its simulation.

use std::time::Duration;

use crate::sys::{self, ThreadNo, Trouble, World};

/// A run of a [`Simulation`](super::Simulation), for the closure that is run.
#[derive(Debug)]
pub struct Sim {
    pub(super) world: &'static World,
    pub(super) seed: u64,
}

impl Sim {
    /// Lets `duration` of virtual time pass, from deadline to deadline. Between two deadlines all go on until nobody can;
    /// now and then the seed has a near deadline come earlier.
    ///
    /// On a thread that does not belong to the run, this does nothing and fails the run.
    ///
    /// ```
    /// use std::time::Duration;
    /// use actor_runtime::{simulation::Simulation, thread};
    ///
    /// Simulation::new().seeds(3).run(|sim| {
    ///     let sleeper = thread::spawn(|| thread::sleep(Duration::from_secs(60)));
    ///     sim.advance(Duration::from_secs(59));
    ///     assert!(!sleeper.is_finished());
    ///     sim.advance(Duration::from_secs(1));
    ///     assert!(sleeper.is_finished());
    /// });
    /// ```
    pub fn advance(&self, duration: Duration) {
        if let Some(me) = self.me("lets time pass") {
            self.world.advance(me, duration);
        }
    }

    /// Lets all that can go on do so until nobody can. No time passes: the delayed turns of messages
    /// ([`Faults::delays`](super::Faults::delays)) come at once. Only where somebody never rests does the next deadline
    /// come in the end.
    pub fn settle(&self) {
        self.advance(Duration::ZERO);
    }

    /// Polls `future` on this thread until it is done. While it is pending, others go on.
    ///
    /// ```
    /// use actor_runtime::{prelude::*, simulation::Simulation};
    ///
    /// #[actor]
    /// struct Greeter;
    ///
    /// #[actor]
    /// impl Greeter {
    ///     pub fn greet(&self) -> &'static str { "hello" }
    /// }
    ///
    /// Simulation::new().seeds(3).run(|sim| {
    ///     let greeter = Greeter.spawn();
    ///     assert_eq!(sim.block_on(async { greeter.ask().greet().await })?, "hello");
    ///     Ok(())
    /// });
    /// ```
    ///
    /// # Panics
    ///
    /// On a thread that does not belong to the run.
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        match self.me("polls a future of the simulation") {
            Some(me) => sys::block_on(self.world, me, future),
            None => panic!("this thread does not belong to the simulation"),
        }
    }

    /// The virtual time since the beginning of the run.
    pub fn elapsed(&self) -> Duration {
        self.world.elapsed()
    }

    /// The seed of the run, for what the closure itself draws.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// What has happened so far, an event a line: who has sent to whom, what was handled, restarted and timed out, and at
    /// which virtual time. The same seed gives the same text.
    pub fn trace(&self) -> String {
        self.world.trace().join("\n")
    }

    /// The place of this thread in the run.
    fn me(&self, what: &str) -> Option<ThreadNo> {
        let here = sys::here().filter(|(world, _)| std::ptr::eq(*world, self.world));
        if here.is_none() {
            self.world.fail(Trouble::outside(what));
        }
        here.map(|(_, me)| me)
    }
}
