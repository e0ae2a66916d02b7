//! The directory: lists in parts, changes before and after them, gaps, claims.

use super::*;

const LOW: NodeId = NodeId(1);
const ME: NodeId = NodeId(5);
const HIGH: NodeId = NodeId(9);

fn change(from: NodeId, version: u64, name: &str, served: bool) -> Change {
    let entry = Entry { name: name.into(), protocol: "p/1".into() };
    Change { from, version, entry, served }
}

/// All names of a node, in one part.
fn list(version: u64, names: &[&str]) -> Names {
    let entry = |name: &&str| Entry { name: (*name).into(), protocol: "p/1".into() };
    Names { version, entries: names.iter().map(entry).collect(), is_last: true }
}

fn first_part(version: u64, names: &[&str]) -> Names {
    Names { is_last: false, ..list(version, names) }
}

impl Directory {
    fn list(&mut self, node: NodeId, names: Names) -> Effects {
        self.part(node, &Start::Beginning, names)
    }
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
    directory.list(HIGH, list(3, &["b"]));
    assert_eq!(directory.find("a"), Found::Absent);
    assert_eq!(directory.find("b"), at(HIGH));
    assert_eq!(directory.node_down(HIGH).events, [event("b", "p/1", false)]);
    assert_eq!(directory.find("b"), Found::Absent);
}

#[test]
fn changes_that_overtake_the_list_are_applied_after_it() {
    let mut directory = Directory::new(ME);
    directory.node_up(HIGH);
    directory.change(change(HIGH, 4, "a", true));
    directory.change(change(HIGH, 5, "b", false));
    let effects = directory.list(HIGH, list(4, &["a", "b"]));
    assert_eq!(effects.ask, None);
    assert_eq!(directory.names("p/1"), ["a"]);
}

#[test]
fn a_missing_change_makes_the_node_incomplete_until_its_next_list() {
    let mut directory = Directory::new(ME);
    directory.node_up(HIGH);
    directory.list(HIGH, list(1, &["a"]));
    assert_eq!(directory.change(change(HIGH, 3, "c", true)).ask, Some(Start::Beginning));
    assert_eq!(directory.find("b"), Found::Incomplete);
    let effects = directory.list(HIGH, list(2, &["a", "b"]));
    assert_eq!(effects.ask, None);
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
    assert!(directory.list(HIGH, list(1, &["a"])).lost.is_empty());
    assert_eq!(directory.find("a"), at(ME));
    assert_eq!(directory.list(LOW, list(1, &["a"])).lost, [("a".to_owned(), 7)]);
    assert_eq!(directory.find("a"), at(LOW));
}

#[test]
fn a_name_that_stays_served_is_not_reported_as_gone() {
    let mut directory = Directory::new(ME);
    for node in [LOW, HIGH] {
        directory.node_up(node);
        directory.list(node, list(0, &[]));
    }
    assert_eq!(directory.change(change(HIGH, 1, "a", true)).events, [event("a", "p/1", true)]);
    assert_eq!(directory.change(change(LOW, 1, "a", true)).events, []);
    assert_eq!(directory.change(change(HIGH, 2, "a", false)).events, []);
    assert_eq!(directory.list(HIGH, list(3, &["a"])).events, []);
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
    assert_eq!(directory.list(LOW, list(1, &["a"])).events, []);
    assert_eq!(directory.give_up("a", 7).unwrap().1, []);
    assert_eq!(directory.node_down(LOW).events, [event("a", "p/1", false)]);
}

#[test]
fn names_are_known_when_the_last_part_has_come_with_the_changes_since_the_first() {
    let mut directory = Directory::new(ME);
    directory.node_up(HIGH);
    let after = |name: &str| Start::After(name.to_owned());
    let effects = directory.list(HIGH, first_part(4, &["a", "b"]));
    assert_eq!((effects.ask, effects.events), (Some(after("b")), vec![]));
    assert_eq!(directory.find("a"), Found::Incomplete);
    for (version, name, served) in [(5, "a", false), (6, "c", true), (7, "d", false)] {
        directory.change(change(HIGH, version, name, served));
    }
    // A part of a list that was begun before is none of this one.
    directory.part(HIGH, &after("a"), list(3, &["z"]));
    let effects = directory.part(HIGH, &after("b"), list(7, &["c", "e"]));
    assert_eq!(effects.ask, None);
    assert_eq!(directory.names("p/1"), ["b", "c", "e"]);
    assert_eq!(directory.find("a"), Found::Absent);
}

#[test]
fn a_first_part_that_comes_late_does_not_take_the_place_of_a_newer_list() {
    let mut directory = Directory::new(ME);
    directory.node_up(HIGH);
    let ask = Some(Start::After("b".to_owned()));
    assert_eq!(directory.list(HIGH, first_part(4, &["a", "b"])).ask, ask);
    assert_eq!(directory.list(HIGH, first_part(3, &["a"])).ask, None);
    // The question for the next part may be lost: then the list is begun anew.
    assert_eq!(directory.list(HIGH, first_part(4, &["a", "b"])).ask, ask);
    directory.part(HIGH, &Start::After("b".to_owned()), list(4, &["c"]));
    assert_eq!(directory.names("p/1"), ["a", "b", "c"]);
    // Nor that of names that are known.
    assert_eq!(directory.list(HIGH, first_part(3, &["a"])).ask, None);
    assert_eq!(directory.names("p/1"), ["a", "b", "c"]);
}

#[test]
fn a_node_that_has_asked_and_is_not_heard_of_is_told_of_changes_for_a_while() {
    let (mut directory, now) = (Directory::new(ME), Instant::now());
    for node in [LOW, HIGH] {
        directory.listen(node, now);
    }
    assert_eq!(directory.listeners(now), [LOW, HIGH].into());
    directory.node_up(LOW);
    assert_eq!(directory.listeners(now + EXPECTED), [LOW].into());
    assert_eq!(directory.listeners(now), [LOW].into());
    // Its end overtook its question.
    directory.node_down(LOW);
    directory.listen(LOW, now);
    assert_eq!(directory.listeners(now), [LOW].into());
    assert_eq!(directory.listeners(now + EXPECTED), [].into());
}

#[test]
fn a_list_has_as_many_names_as_fit_and_one_at_least() {
    let mut directory = Directory::new(ME);
    for name in ["", "a", "b", "c"] {
        assert!(directory.claim(name));
        assert!(directory.settle(name, "p/1", 1, true).is_some());
    }
    // Each of the names has 12 bytes in a message, but the first.
    for (bytes, parts) in [(1, 4), (24, 2), (1000, 1)] {
        let (mut start, mut names) = (Start::Beginning, Vec::new());
        for part in 1..=parts {
            let list = directory.own_part(&start, bytes);
            assert_eq!(list.is_last, part == parts);
            names.extend(list.entries.into_iter().map(|entry| entry.name));
            start = Start::After(names.last().unwrap().clone());
        }
        assert_eq!(names, ["", "a", "b", "c"]);
    }
}
