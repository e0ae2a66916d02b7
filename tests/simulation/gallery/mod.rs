//! Ten programs with a fault each that ordinary runs hardly ever show, and their mended twins.
//
// A program uses what any program uses: the simulation is not in it. Each has the fault unless it is `mended`.

mod bounded_circle;
mod double_charge;
mod forgotten_stop;
mod late_subscriber;
mod late_watcher;
mod lost_update;
mod order_of_senders;
mod reused_name;
mod state_lost;
mod timer_and_cancel;

use std::{env, error::Error, panic::catch_unwind, time::Duration};

use actor_runtime::simulation::{Faults, Simulation};

use crate::report::report_of;

/// Long enough for a machine that is not loaded. In a simulation, a thread that could go on may still come too late.
const A_WHILE: Duration = Duration::from_millis(5);

type Run = fn(mended: bool) -> Result<(), Box<dyn Error>>;

/// One of this many seeds has to find the fault.
const SEEDS: u64 = 1_000;

/// How many seeds the mended twin has to pass. `.ci/long` sets more.
fn seeds_of_mended() -> u64 {
    env::var("GALLERY_SEEDS").map_or(100, |seeds| seeds.parse().expect("a number"))
}

/// Fails if no seed finds the fault, or if one fails the mended twin.
fn check(faults: Faults, run: Run, found: &str) {
    let simulation = Simulation::new().faults(faults);
    let report = report_of(&simulation.clone().seeds(SEEDS), move |_| run(false));
    assert!(report.contains(found), "another fault was found: {report}");
    assert!(!report.contains("when it is repeated"), "{report}");
    assert!(!report.contains("it does not repeat"), "{report}");
    println!("{}", report.lines().next().unwrap_or_default());
    simulation.seeds(seeds_of_mended()).run(move |_| run(true));
}

/// How many of these ordinary runs show the fault: on threads of the system, by its clock.
fn ordinary_failures(run: Run, runs: usize) -> usize {
    let fails = |_: &usize| !matches!(catch_unwind(|| run(false)), Ok(Ok(())));
    (0..runs).filter(fails).count()
}

macro_rules! gallery {
    ($($program:ident: $faults:expr, $found:literal;)*) => {
        $(
            #[test]
            fn $program() {
                check($faults, $program::run, $found);
            }
        )*

        /// A figure, and no promise: a machine that is loaded enough shows any fault in the end. Ordinary runs cannot show
        /// two of them: actors that are left, and what an injected panic loses.
        #[test]
        #[ignore = "takes a minute, and depends on the load of the machine"]
        fn ordinary_runs_show_hardly_any_fault() {
            let runs = env::var("GALLERY_RUNS").map_or(1_000, |runs| runs.parse().expect("a number"));
            let shown = [$({
                let failures = ordinary_failures($program::run, runs);
                println!("{}: {failures} of {runs}", stringify!($program));
                (stringify!($program), failures)
            }),*];
            assert!(shown.iter().all(|(_, failures)| failures * 100 <= runs), "{shown:?}");
        }
    };
}

gallery! {
    bounded_circle: Faults::new(), "an item is lost";
    double_charge: Faults::new(), "charged twice";
    forgotten_stop: Faults::new(), "actors live on";
    late_subscriber: Faults::new(), "a price is missed";
    late_watcher: Faults::new(), "the end is not seen";
    lost_update: Faults::new(), "an update is lost";
    order_of_senders: Faults::new(), "before it was configured";
    reused_name: Faults::new(), "another's message";
    state_lost: Faults::new().panics(0.02), "a deposit is lost";
    timer_and_cancel: Faults::new(), "expired and paid";
}
