//! What the program `actor-observer` prints, and how it fails.

use std::process::{Command, Output};

use actor_observer::{Observer, Report};
use actor_runtime::{Child, Restart, Supervisor, SupervisorHandle, prelude::*};

#[actor]
struct Till;

#[actor]
impl Till {
    pub fn open(&mut self) {}
}

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_actor-observer")).args(arguments).output().unwrap()
}

fn printed(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn what_is_printed_once_is_a_table_a_line_of_json_or_a_graph() {
    let group: SupervisorHandle = Supervisor::one_for_one().spawn();
    let till: TillHandle = group
        .start(Child::new(TillHandle::builder().name("till"), || Till).restart(Restart::never()))
        .unwrap();
    let observer = Observer::serve("127.0.0.1:0").unwrap();
    let address = observer.address().to_string();

    let table = printed(&[&address, "--once"]);
    let mut lines = table.lines();
    assert!(lines.next().unwrap().starts_with("ACTOR"), "{table}");
    let row = format!("  till{} ", till.id());
    assert!(lines.any(|line| line.starts_with(&row)), "indented below its supervisor: {table}");

    let json = printed(&[&address, "--json"]);
    assert_eq!(json.lines().count(), 1, "{json}");
    let report: Report = serde_json::from_str(&json).unwrap();
    let seen = report.actors.iter().find(|actor| actor.id == till.id().to_string()).unwrap();
    assert_eq!(seen.supervisor, Some(group.id().to_string()));

    let dot = printed(&[&address, "--dot"]);
    let edge = format!("\"{}\" -> \"{}\"", group.id(), till.id());
    assert!(dot.starts_with("digraph") && dot.contains(&edge), "{dot}");
}

#[test]
fn what_cannot_be_reached_is_named() {
    let observer = Observer::serve("127.0.0.1:0").unwrap();
    let address = observer.address().to_string();
    drop(observer);
    for arguments in [&[&*address, "--once"][..], &[&*address], &["nowhere", "--json"]] {
        let output = run(arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && output.stdout.is_empty(), "{error}");
        assert!(error.starts_with("actor-observer: "), "{error}");
    }
    assert!(!run(&["127.0.0.1:1", "--once", "--json"]).status.success(), "one of them at a time");
}
