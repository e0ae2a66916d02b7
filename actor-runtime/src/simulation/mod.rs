//! Runs actors by seed, in virtual time.
//!
//! A test of several actors sees one of the many orders in which their messages may come, and seldom another one. A
//! [`Simulation`] runs the same test once for each seed. The seed decides which thread goes on whenever one sends, asks,
//! waits or handles a message, and when time passes; the same seed gives the same run. The actors are the program's own:
//! on threads or on an executor, supervised, with timers and bounded mailboxes.
//!
//! ```
//! use std::time::Duration;
//! use actor_runtime::{prelude::*, simulation::Simulation};
//!
//! #[actor]
//! #[derive(Default)]
//! struct Biller { charged: u64 }
//!
//! #[actor]
//! impl Biller {
//!     pub fn charge(&mut self, amount: u64) { self.charged += amount }
//!     pub fn charged(&self) -> u64 { self.charged }
//! }
//!
//! #[actor]
//! struct Client { biller: BillerHandle }
//!
//! #[actor]
//! impl Client {
//!     pub fn pay(&mut self, ctx: &mut Context<ClientHandle>, amount: u64) {
//!         ctx.send_after(Duration::from_secs(3600), ClientMessage::Charge { amount });
//!     }
//!     pub fn charge(&mut self, amount: u64) { self.biller.charge(amount).unwrap() }
//! }
//!
//! Simulation::new().seeds(20).run(|sim| {
//!     let biller = Biller::default().spawn();
//!     let client = Client { biller: biller.clone() }.spawn();
//!     client.pay(100)?;
//!     sim.advance(Duration::from_secs(3600)); // takes no time
//!     assert_eq!(biller.charged()?, 100);
//!     Ok(())
//! });
//! ```
//!
//! The guide's page [testing](crate::guide::testing) says what is simulated, and what is not.
//
// | file | what is in it |
// |---|---|
// | `mod.rs` | what users set, and the seeds one after the other |
// | `sim.rs` | what the closure of a run sees |
// | `faults.rs` | what is to go wrong |
// | `outcome.rs` | what the closure may return |
// | `condvar.rs` | what waits in the stand-ins for std's channels that the tests of the runtime have |
// | `run.rs` | one run from its beginning to its end |
// | `watchdog.rs` | says that a run does not go on, and gives it up |
// | `panics.rs` | keeps the panics of a run off the terminal, for its report |
// | `report.rs` | the text of a failure |

mod condvar;
mod faults;
mod outcome;
mod panics;
mod report;
mod run;
mod sim;
mod watchdog;

use std::{env, sync::Arc, time::Duration};

use crate::sys;

#[doc(hidden)]
pub use self::condvar::Condvar;
pub use self::{faults::Faults, outcome::Outcome, sim::Sim};

/// A test that is run once for each seed.
///
/// See the [module](self) for an example. Everything that the closure of [`run`](Simulation::run) spawns belongs to the
/// run, and ends with it.
#[derive(Clone, Debug)]
#[must_use = "nothing is run before `run`"]
pub struct Simulation {
    seeds: u64,
    faults: Faults,
    allows_left: bool,
    patience: Duration,
    longest_stall: Duration,
}

impl Simulation {
    /// A simulation of 100 seeds, without faults.
    pub fn new() -> Self {
        Simulation {
            seeds: 100,
            faults: Faults::new(),
            allows_left: false,
            patience: Duration::from_secs(60),
            longest_stall: Duration::MAX,
        }
    }

    /// How many seeds are run: 0, 1, 2 and so on. The environment variable `ACTOR_SEEDS` overrides it; `ACTOR_SEED` has
    /// one seed run alone.
    pub fn seeds(self, seeds: u64) -> Self {
        Simulation { seeds, ..self }
    }

    /// What is to go wrong.
    pub fn faults(self, faults: Faults) -> Self {
        Simulation { faults, ..self }
    }

    /// Allows actors to live on when the closure has returned and its handles are gone. Otherwise that is a failure: as a
    /// rule it is a handle in a circle, or a stop that was forgotten.
    pub fn allow_left(self) -> Self {
        Simulation { allows_left: true, ..self }
    }

    /// How long, in real time, a run may make no choice before it is given up. A minute, unless it is set. After five
    /// seconds the simulation writes to the standard error which thread does not go on.
    pub fn patience(self, patience: Duration) -> Self {
        Simulation { patience, ..self }
    }

    /// Bounds how much time passes at once although a thread could go on. For tests that take some time for far off, as
    /// those of the runtime do.
    #[doc(hidden)]
    pub fn longest_stall(self, duration: Duration) -> Self {
        Simulation { longest_stall: duration, ..self }
    }

    fn rules(&self, seed: u64) -> sys::Rules {
        self.faults.rules(seed).with_stalls_of_at_most(self.longest_stall)
    }

    /// Runs `f` once for each seed, on a thread of the run.
    ///
    /// The first run of the process puts a panic hook before the present one, for threads of simulations alone. A hook that
    /// is set later has to call the former one.
    ///
    /// `f` may return `()` or a `Result<(), Box<dyn Error>>`, so that it can use `?`.
    ///
    /// # Panics
    ///
    /// At the first seed that fails, with a report: the seed, what has failed, and what has happened before it. The
    /// command that repeats the seed stands at the end. A seed fails if
    ///
    /// - `f` panics or returns an error;
    /// - nobody can go on, and no deadline is left;
    /// - actors live on after `f` has returned and a thousand more deadlines have come, unless
    ///   [`allow_left`](Simulation::allow_left) allows it;
    /// - the run makes a million choices without coming to rest, or twenty million altogether;
    /// - a thread that does not belong to the run calls something that does;
    /// - a thread of the run waits for something else than the runtime, for longer than
    ///   [`patience`](Simulation::patience).
    ///
    /// Also if `ACTOR_SEED` or `ACTOR_SEEDS` is set and no number, if there are no seeds, and inside of another simulation.
    #[track_caller]
    pub fn run<F, R>(&self, f: F)
    where
        F: Fn(&Sim) -> R + Send + Sync + 'static,
        R: Outcome,
    {
        let f: Arc<run::Closure> = Arc::new(move |sim: &Sim| f(sim).failure());
        let seeds = match from_environment("ACTOR_SEED") {
            Some(seed) => seed..=seed,
            None => match from_environment("ACTOR_SEEDS").unwrap_or(self.seeds).checked_sub(1) {
                Some(last) => 0..=last,
                None => panic!("a simulation of no seeds tests nothing"),
            },
        };
        assert!(sys::here().is_none(), "a simulation cannot run inside of another one");
        for seed in seeds {
            let Err(failure) = run::once(self, seed, &f) else { continue };
            let again = failure.may_repeat().then(|| run::once(self, seed, &f));
            panic!("{}", report::text(seed, &failure, again.as_ref()));
        }
    }
}

impl Default for Simulation {
    fn default() -> Self {
        Simulation::new()
    }
}

#[track_caller]
fn from_environment(name: &str) -> Option<u64> {
    let value = env::var_os(name)?;
    match value.to_str().and_then(|value| value.parse().ok()) {
        Some(number) => Some(number),
        None => panic!("the environment variable {name} is {value:?}, and should be a number"),
    }
}
