//! What a simulation takes from its environment and writes to its standard error, in processes of their own.

use std::{
    env,
    process::{Command, Output},
    time::Duration,
};

use actor_runtime::simulation::Simulation;

/// Runs the test of this name in this file alone, in a process with these variables and arguments.
fn run_apart(test: &str, variables: &[(&str, &str)], arguments: &[&str]) -> Output {
    let program = env::current_exe().expect("this program");
    let mut command = Command::new(program);
    command.args(["--exact", "--ignored", &format!("settings::{test}")]).args(arguments);
    command.env_remove("ACTOR_SEED").env_remove("ACTOR_SEEDS").envs(variables.iter().copied());
    command.output().expect("it runs")
}

/// The seeds that `prints_its_seeds` has printed.
fn seeds_with(variables: &[(&str, &str)]) -> Vec<u64> {
    let output = run_apart("prints_its_seeds", variables, &["--nocapture"]);
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).expect("text");
    let seeds = printed.lines().filter_map(|line| line.strip_prefix("seed "));
    seeds.map(|seed| seed.parse().expect("a number")).collect()
}

#[test]
#[ignore = "run by others, in a process of its own"]
fn prints_its_seeds() {
    Simulation::new().run(|sim| println!("\nseed {}", sim.seed()));
}

#[test]
fn a_hundred_seeds_are_run_unless_the_environment_says_otherwise() {
    assert!(seeds_with(&[]).into_iter().eq(0..100));
    assert_eq!(seeds_with(&[("ACTOR_SEEDS", "3")]), [0, 1, 2]);
    assert_eq!(seeds_with(&[("ACTOR_SEED", "417")]), [417]);
    assert_eq!(seeds_with(&[("ACTOR_SEED", "7"), ("ACTOR_SEEDS", "3")]), [7]);
    let last = u64::MAX.to_string();
    assert_eq!(seeds_with(&[("ACTOR_SEED", &last)]), [u64::MAX]);
}

#[test]
fn a_variable_that_is_no_number_is_refused_by_its_name() {
    let output = run_apart("prints_its_seeds", &[("ACTOR_SEED", "many")], &["--nocapture"]);
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).expect("text");
    let text = "the environment variable ACTOR_SEED is \"many\", and should be a number";
    assert!(said.contains(text), "{said}");
}

#[test]
#[ignore = "run by another one, in a process of its own"]
fn does_not_go_on_for_a_while() {
    Simulation::new().seeds(1).run(|_| std::thread::sleep(Duration::from_secs(8)));
}

#[test]
fn a_thread_that_does_not_go_on_is_named_after_five_seconds_even_where_output_is_captured() {
    // Without `--nocapture`, and the test passes in the end: only what goes past the capture is seen.
    let output = run_apart("does_not_go_on_for_a_while", &[], &[]);
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8(output.stderr).expect("text");
    let text = "simulation, seed 0: thread `main` (last: 0:00:00.000000 thread `main` starts) has gone on alone";
    assert!(said.contains(text), "{said}");
}
