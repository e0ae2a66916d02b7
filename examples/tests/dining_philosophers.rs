//! The circle of naive philosophers is an error for one of them alone, and by name; with the waiter all eat.

use std::{collections::BTreeSet, process::Command};

mod built_example;

const PHILOSOPHERS: [&str; 5] = ["Laozi", "Plato", "Hypatia", "Spinoza", "Kant"];

#[test]
fn the_naive_ones_end_in_a_named_circle_and_the_others_eat() {
    let executable = built_example::executable("dining_philosophers", &[]);
    let output = Command::new(executable).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let (naive, with_waiter) = printed.split_once("each asks the waiter:\n").expect(&printed);
    let naive: Vec<_> = naive.strip_prefix("each asks the neighbour:\n").unwrap().lines().collect();

    let hungry: Vec<_> =
        naive.iter().filter_map(|line| line.split_once(" goes hungry: ")).collect();
    let [(name, cycle)] = *hungry else { panic!("{printed}") };
    // Each waits for the next, and the last for the first: all five, wherever it begins.
    let mut waits: Vec<_> = cycle.split(" waits for ").map(|name| name.trim_matches('`')).collect();
    assert_eq!(waits.len(), 6, "{cycle}");
    assert_eq!(waits.pop(), Some(waits[0]), "{cycle}");
    assert_eq!(BTreeSet::from_iter(waits.iter().copied()), BTreeSet::from(PHILOSOPHERS));
    for pair in waits.windows(2) {
        let seat = PHILOSOPHERS.iter().position(|name| *name == pair[0]).unwrap();
        assert_eq!(pair[1], PHILOSOPHERS[(seat + 1) % 5], "{cycle}");
    }
    let expected = PHILOSOPHERS.into_iter().filter(|one| *one != name);
    let ate: Vec<_> = naive.iter().filter_map(|line| line.strip_suffix(" eats")).collect();
    assert_eq!(ate, Vec::from_iter(expected), "{printed}");

    let ate: Vec<_> = with_waiter.lines().collect();
    assert_eq!(ate, PHILOSOPHERS.map(|name| format!("{name} eats 3 times")));
}
