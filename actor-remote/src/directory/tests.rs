//! The directory: snapshots, changes before and after them, gaps, claims.

use super::*;

const LOW: NodeId = NodeId(1);
const ME: NodeId = NodeId(5);
const HIGH: NodeId = NodeId(9);

fn change(from: NodeId, version: u64, name: &str, served: bool) -> Change {
    let entry = Entry { name: name.into(), protocol: "p/1".into() };
    Change { from, version, entry, served }
}

fn snapshot(version: u64, names: &[&str]) -> Snapshot {
    let entry = |name: &&str| Entry { name: (*name).into(), protocol: "p/1".into() };
    Snapshot { version, names: names.iter().map(entry).collect() }
}

fn at(node: NodeId) -> Found {
    Found::At { node, protocol: "p/1".into() }
}

#[test]
fn a_name_is_absent_only_when_all_nodes_have_said_what_they_serve() {
    let mut directory = Directory::new(ME);
    assert_eq!(directory.find("a"), Found::Absent);
    directory.node_up(HIGH);
    assert_eq!(directory.find("a"), Found::Incomplete);
    directory.snapshot(HIGH, snapshot(3, &["b"]));
    assert_eq!(directory.find("a"), Found::Absent);
    assert_eq!(directory.find("b"), at(HIGH));
    assert_eq!(directory.node_down(HIGH).events, [event("b", "p/1", false)]);
    assert_eq!(directory.find("b"), Found::Absent);
}

#[test]
fn changes_that_overtake_the_snapshot_are_applied_after_it() {
    let mut directory = Directory::new(ME);
    directory.node_up(HIGH);
    directory.change(change(HIGH, 4, "a", true));
    directory.change(change(HIGH, 5, "b", false));
    let effects = directory.snapshot(HIGH, snapshot(4, &["a", "b"]));
    assert!(!effects.ask);
    assert_eq!(directory.names("p/1"), ["a"]);
}

#[test]
fn a_missing_change_makes_the_node_incomplete_until_its_next_snapshot() {
    let mut directory = Directory::new(ME);
    directory.node_up(HIGH);
    directory.snapshot(HIGH, snapshot(1, &["a"]));
    assert!(directory.change(change(HIGH, 3, "c", true)).ask);
    assert_eq!(directory.find("b"), Found::Incomplete);
    let effects = directory.snapshot(HIGH, snapshot(2, &["a", "b"]));
    assert!(!effects.ask);
    assert_eq!(directory.names("p/1"), ["a", "b", "c"]);
}

#[test]
fn of_two_claims_at_once_the_lower_id_has_the_name_on_both_sides() {
    let mut one = Directory::new(LOW);
    let mut other = Directory::new(HIGH);
    assert!(one.claim("a") && other.claim("a"));
    assert!(!one.claim("a"), "the node itself claims it already");
    let granted_to_other = one.allows(HIGH, "a");
    let granted_to_one = other.allows(LOW, "a");
    assert!(other.settle("a", "p/1", 1, granted_to_other).is_none());
    assert!(one.settle("a", "p/1", 1, granted_to_one).is_some());
}

#[test]
fn a_name_that_two_nodes_serve_stays_with_the_lower_id() {
    let mut directory = Directory::new(ME);
    assert!(directory.claim("a"));
    assert!(directory.settle("a", "p/1", 7, true).is_some());
    for node in [LOW, HIGH] {
        directory.node_up(node);
    }
    assert!(directory.snapshot(HIGH, snapshot(1, &["a"])).lost.is_empty());
    assert_eq!(directory.find("a"), at(ME));
    assert_eq!(directory.snapshot(LOW, snapshot(1, &["a"])).lost, [("a".to_owned(), 7)]);
    assert_eq!(directory.find("a"), at(LOW));
}

#[test]
fn a_name_that_stays_served_is_not_reported_as_gone() {
    let mut directory = Directory::new(ME);
    for node in [LOW, HIGH] {
        directory.node_up(node);
        directory.snapshot(node, snapshot(0, &[]));
    }
    assert_eq!(directory.change(change(HIGH, 1, "a", true)).events, [event("a", "p/1", true)]);
    assert_eq!(directory.change(change(LOW, 1, "a", true)).events, []);
    assert_eq!(directory.change(change(HIGH, 2, "a", false)).events, []);
    assert_eq!(directory.snapshot(HIGH, snapshot(3, &["a"])).events, []);
    assert_eq!(directory.node_down(HIGH).events, []);
    assert_eq!(directory.node_down(LOW).events, [event("a", "p/1", false)]);
}

#[test]
fn a_name_of_this_node_that_another_one_keeps_is_not_reported_as_gone() {
    let mut directory = Directory::new(ME);
    assert!(directory.claim("a"));
    let (_, events) = directory.settle("a", "p/1", 7, true).unwrap();
    assert_eq!(events, [event("a", "p/1", true)]);
    directory.node_up(LOW);
    assert_eq!(directory.snapshot(LOW, snapshot(1, &["a"])).events, []);
    assert_eq!(directory.give_up("a").unwrap().1, []);
    assert_eq!(directory.node_down(LOW).events, [event("a", "p/1", false)]);
}
