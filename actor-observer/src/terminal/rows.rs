//! A report as rows: each actor below its supervisor, with what it does in a second.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Actor, Report};

/// From how many milliseconds in one message on an actor is shown as stuck.
const STUCK: u64 = 1_000;

/// One actor, as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    /// How many supervisors stand above it.
    pub(super) depth: usize,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) driver: String,
    pub(super) does: String,
    pub(super) queued: Option<u64>,
    /// The messages handled in a second; `None` where there is nothing to compare with.
    pub(super) rate: Option<u64>,
    pub(super) handled: u64,
    pub(super) incarnation: u64,
    pub(super) mark: Mark,
}

/// Actors with more supervisors above them are indented no further.
const DEEPEST: usize = 32;

impl Row {
    /// The name, two columns further in for each supervisor above it.
    pub(super) fn indented_name(&self) -> String {
        "  ".repeat(self.depth.min(DEEPEST)) + &self.name
    }
}

/// What is to be noticed of an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    None,
    /// It has been in one message for a second or longer.
    Stuck,
    /// It waits in a circle.
    InCircle,
}

/// In which order actors are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Each below its supervisor.
    Tree,
    /// The longest in one message first.
    Longest,
    /// The longest queue first.
    Queued,
    /// The busiest first.
    Rate,
}

impl Order {
    pub(super) const ALL: [Order; 4] = [Order::Tree, Order::Longest, Order::Queued, Order::Rate];

    pub(super) fn name(self) -> &'static str {
        match self {
            Order::Tree => "tree",
            Order::Longest => "longest in a message",
            Order::Queued => "longest queue",
            Order::Rate => "busiest",
        }
    }

    pub(super) fn next(self) -> Order {
        let place = Order::ALL.iter().position(|order| *order == self).unwrap_or(0);
        Order::ALL[(place + 1) % Order::ALL.len()]
    }
}

/// The rows of a report, with rates since `former`.
pub(super) fn rows(report: &Report, former: Option<&Report>, order: Order) -> Vec<Row> {
    let rates = Rates::between(former, report);
    let in_circles: BTreeSet<&str> = report.circles.iter().flatten().map(String::as_str).collect();
    let row = |(depth, actor): (usize, &Actor)| {
        let mark = match actor {
            _ if in_circles.contains(&*actor.id) => Mark::InCircle,
            _ if is_stuck(actor) => Mark::Stuck,
            _ => Mark::None,
        };
        let Actor { name, id, driver, queued, handled, incarnation, .. } = actor;
        Row {
            depth,
            name: format!("{name}{id}"),
            kind: actor.type_name.rsplit("::").next().unwrap_or_default().to_owned(),
            driver: driver.clone(),
            does: does(actor),
            queued: *queued,
            rate: rates.of(actor),
            handled: *handled,
            incarnation: *incarnation,
            mark,
        }
    };
    let mut actors = match order {
        Order::Tree => tree(&report.actors),
        _ => report.actors.iter().map(|actor| (0, actor)).collect(),
    };
    // Largest first; a stable sort keeps the order of the ids among equals.
    let key = |actor: &Actor| match order {
        Order::Tree => 0,
        Order::Longest => actor.running_milliseconds,
        Order::Queued => actor.queued.unwrap_or(0),
        Order::Rate => rates.of(actor).unwrap_or(0),
    };
    actors.sort_by_key(|(_, actor)| std::cmp::Reverse(key(actor)));
    actors.into_iter().map(row).collect()
}

pub(super) fn is_stuck(actor: &Actor) -> bool {
    actor.running.is_some() && actor.running_milliseconds >= STUCK
}

fn does(actor: &Actor) -> String {
    let mut does = actor.running.clone().unwrap_or_default();
    if actor.running_milliseconds > 0 {
        let seconds = actor.running_milliseconds as f64 / 1e3;
        does.push_str(&format!(" for {seconds:.1} s"));
    }
    if let Some(wait) = &actor.waits_for {
        let separator = if does.is_empty() { "" } else { ", " };
        does.push_str(&format!("{separator}waits for {}{}: {}", wait.name, wait.id, wait.what));
    }
    does
}

/// Each actor after its supervisor, with the number of supervisors above it.
fn tree(actors: &[Actor]) -> Vec<(usize, &Actor)> {
    let ids: BTreeSet<&str> = actors.iter().map(|actor| &*actor.id).collect();
    let mut children: BTreeMap<Option<&str>, Vec<&Actor>> = BTreeMap::new();
    for actor in actors {
        // The child of a supervisor that is not shown stands by itself.
        let above = actor.supervisor.as_deref().filter(|above| ids.contains(above));
        children.entry(above).or_default().push(actor);
    }
    let mut tree = Vec::with_capacity(actors.len());
    // Those without a supervisor come first. What is left then supervises itself in a circle, which only a report that is
    // wrong can say; it is shown all the same. Children are taken out as they are put on the stack, so none comes twice.
    while let Some((_, top)) = children.pop_first() {
        let mut stack: Vec<(usize, &Actor)> =
            top.into_iter().rev().map(|actor| (0, actor)).collect();
        while let Some((depth, actor)) = stack.pop() {
            tree.push((depth, actor));
            let below = children.remove(&Some(&*actor.id)).unwrap_or_default();
            stack.extend(below.into_iter().rev().map(|actor| (depth + 1, actor)));
        }
    }
    tree
}

/// What each actor handles in a second, reckoned from two reports.
struct Rates<'a> {
    milliseconds: u64,
    former: BTreeMap<&'a str, u64>,
}

impl<'a> Rates<'a> {
    fn between(former: Option<&'a Report>, now: &Report) -> Self {
        let milliseconds =
            former.map_or(0, |former| now.milliseconds.saturating_sub(former.milliseconds));
        let former = former.into_iter().flat_map(|former| &former.actors);
        Rates { milliseconds, former: former.map(|actor| (&*actor.id, actor.handled)).collect() }
    }

    /// `None` where there is nothing to compare with.
    fn of(&self, actor: &Actor) -> Option<u64> {
        let handled = actor.handled.saturating_sub(*self.former.get(&*actor.id)?);
        handled.saturating_mul(1_000).checked_div(self.milliseconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn actor(id: &str, supervisor: Option<&str>, handled: u64) -> Actor {
        Actor {
            id: id.into(),
            name: format!("name of {id}"),
            type_name: "shop::till::Till".into(),
            handled,
            supervisor: supervisor.map(Into::into),
            ..Actor::default()
        }
    }

    fn report(milliseconds: u64, actors: Vec<Actor>) -> Report {
        Report { milliseconds, actors, ..Report::default() }
    }

    #[test]
    fn children_stand_below_their_supervisor_and_orphans_by_themselves() {
        let report = report(
            0,
            vec![
                actor("#1", None, 0),
                actor("#2", None, 0),
                actor("#3", Some("#1"), 0),
                actor("#4", Some("#3"), 0),
                actor("#5", Some("#1"), 0),
                actor("#6", Some("#99"), 0),
            ],
        );
        let rows = rows(&report, None, Order::Tree);
        let tree: Vec<_> = rows.iter().map(|row| (row.depth, &*row.name)).collect();
        let expected = [(0, "#1"), (1, "#3"), (2, "#4"), (1, "#5"), (0, "#2"), (0, "#6")];
        let expected = expected.map(|(depth, id)| (depth, format!("name of {id}{id}")));
        assert_eq!(tree, expected.each_ref().map(|(depth, name)| (*depth, &**name)));
        assert!(rows.iter().all(|row| row.kind == "Till" && row.rate.is_none()));
    }

    /// A report may come from anybody, so it may say anything.
    #[test]
    fn supervisors_in_a_circle_and_ids_that_repeat_are_shown_once_each() {
        let circle = vec![actor("#1", Some("#2"), 0), actor("#2", Some("#1"), 0)];
        assert_eq!(rows(&report(0, circle), None, Order::Tree).len(), 2);
        let itself = vec![actor("#1", Some("#1"), 0)];
        assert_eq!(rows(&report(0, itself), None, Order::Tree).len(), 1);
        let twice = vec![actor("#1", None, 0), actor("#1", None, 0), actor("#2", Some("#1"), 0)];
        assert_eq!(rows(&report(0, twice), None, Order::Tree).len(), 3);
    }

    #[test]
    fn a_rate_is_what_was_handled_since_the_former_report() {
        let former = report(1_000, vec![actor("#1", None, 10), actor("#2", None, 0)]);
        let now = report(
            1_500,
            vec![actor("#1", None, 15), actor("#2", None, 100), actor("#3", None, 7)],
        );
        let rates = |former, order| -> Vec<_> {
            rows(&now, former, order).iter().map(|row| row.rate).collect()
        };
        assert_eq!(rates(Some(&former), Order::Tree), [Some(10), Some(200), None]);
        assert_eq!(rates(Some(&former), Order::Rate), [Some(200), Some(10), None]);
        assert_eq!(rates(None, Order::Tree), [None, None, None]);
        assert_eq!(rates(Some(&now), Order::Tree), [None, None, None], "no time has passed");
    }

    #[test]
    fn a_circle_is_marked_before_a_stuck_handler() {
        let stuck = |id: &str, milliseconds| Actor {
            running: Some("message `pay`".into()),
            running_milliseconds: milliseconds,
            ..actor(id, None, 0)
        };
        let mut report = report(0, vec![stuck("#1", 2_500), stuck("#2", 2_500), stuck("#3", 999)]);
        report.circles = vec![vec!["#2".into()]];
        let rows = rows(&report, None, Order::Longest);
        let marks: Vec<_> = rows.iter().map(|row| row.mark).collect();
        assert_eq!(marks, [Mark::Stuck, Mark::InCircle, Mark::None]);
        assert_eq!(rows[0].does, "message `pay` for 2.5 s");
    }
}
