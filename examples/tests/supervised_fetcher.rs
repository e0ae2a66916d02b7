//! Whatever the seed, each page is fetched in the end, and each failure and restart is told of.

use std::{collections::BTreeSet, process::Command};

mod built_example;

fn run(seed: u32) -> String {
    let mut fetcher = Command::new(built_example::executable("supervised_fetcher", &[]));
    let output = fetcher.args(["--pages", "30", "--seed", &seed.to_string()]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_page_is_fetched_and_every_failure_followed_by_a_restart() {
    for seed in 1..=5 {
        let printed = run(seed);
        let count = |what: &str| printed.lines().filter(|line| line.contains(what)).count();
        let pages: BTreeSet<u32> = printed
            .lines()
            .filter_map(|line| line.split_once(": page ")?.1.split_once(',')?.0.parse().ok())
            .collect();
        assert_eq!(pages, (1..=30).collect(), "{printed}");
        assert_eq!(count("has started"), 3, "{printed}");
        // Stopped, or of the failure that it was to be restarted after.
        assert_eq!(count("has ended: "), 3, "{printed}");

        let summary = printed.lines().last().unwrap();
        let numbers: Vec<usize> = summary
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|number| number.parse().ok())
            .collect();
        let [fetched, again, _restarts] = numbers[..] else { panic!("{summary}") };
        assert_eq!(fetched, 30, "{printed}");
        assert!(again > 0, "{printed}");
        // Those that asked for a page again, and those of a connection that was refused. The last
        // one may be told of by no restart: the group has ended by then.
        let (failed, restarted) = (count("has failed: "), count("was restarted"));
        let refused = printed
            .lines()
            .filter(|line| line.contains("has failed: ") && line.contains("connection refused"))
            .count();
        assert!(failed - refused <= again, "{printed}");
        assert!(restarted <= failed && failed <= restarted + refused + 3, "{printed}");
        assert!(restarted > 0, "{printed}");
    }
}
