//! The parallel sum is the sequential one.

use std::process::Command;

mod built_example;

#[test]
fn the_sums_agree() {
    let output = Command::new(built_example::executable("parallel_sum", &[])).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let sums: Vec<_> =
        printed.lines().filter_map(|line| line.split_once(": ")).map(|(_, sum)| sum).collect();
    assert_eq!(sums.len(), 2, "{printed}");
    assert_eq!(sums[0], sums[1]);
}
