//! Random programs of several clients, each run against a sequential model of the actor.
//
// The actor's own log says in which order it handled what it was sent; `laws` holds what every
// client learnt against it. The programs are deterministic, their threads are not: a program that
// fails is run many times over as it shrinks.

#![forbid(unsafe_code)]

mod client;
mod forged;
mod history;
mod laws;
mod program;
mod run;
mod subject;

use std::cell::Cell;

use program::Program;
use proptest::{
    strategy::Strategy,
    test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner},
};

const CASES: u32 = 2_000;
/// How often a program is run that may be a smaller cause of the failure.
const TRIES: usize = 100;

fn check(program: &Program) -> Result<(), String> {
    laws::hold(&run::run(program)?)
}

/// # Panics
///
/// With the smallest program that was found to break a law, how, and the seed.
fn check_all(programs: impl Strategy<Value = Program>) {
    let mut config = Config { failure_persistence: None, ..Config::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = CASES;
    }
    let seed = match config.rng_seed {
        RngSeed::Fixed(seed) => seed,
        RngSeed::Random => {
            use std::hash::{BuildHasher as _, RandomState};
            RandomState::new().hash_one("programs")
        }
    };
    config.rng_seed = RngSeed::Fixed(seed);
    let shrinking = Cell::new(false);
    let mut runner = TestRunner::new(config);
    let result = runner.run(&programs, |program| {
        for _ in 0..if shrinking.get() { TRIES } else { 1 } {
            if let Err(broken) = check(&program) {
                shrinking.set(true);
                return Err(TestCaseError::fail(broken));
            }
        }
        Ok(())
    });
    match result {
        Ok(()) => {}
        Err(TestError::Fail(broken, program)) => panic!(
            "{broken}\n  program: {program:#?}\n  (PROPTEST_RNG_SEED={seed} makes the same programs)"
        ),
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
}

#[test]
fn an_unbounded_actor_does_as_the_model_does() {
    check_all(program::unbounded());
}

#[test]
fn a_bounded_actor_does_as_the_model_does() {
    check_all(program::bounded());
}

#[test]
fn a_supervised_actor_does_as_the_model_does() {
    check_all(program::supervised());
}
