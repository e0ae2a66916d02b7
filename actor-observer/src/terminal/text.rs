//! A report as plain text: what `--once` prints.

use crate::{
    Report,
    terminal::rows::{self, Mark, Order, Row},
};

const HEAD: [&str; 8] = ["ACTOR", "TYPE", "DRIVER", "QUEUED", "HANDLED", "RESTARTS", "", "DOES"];

/// The actors as a table, and below it the circles and events.
pub fn text(report: &Report) -> String {
    let rows = rows::rows(report, None, Order::Tree);
    let mut lines = vec![HEAD.map(str::to_owned)];
    lines.extend(rows.iter().map(cells));
    let mut text = table(&lines);
    for circle in &report.circles {
        text.push_str(&format!("circle: {}\n", shown(&circle.join(" -> "))));
    }
    for event in &report.events {
        text.push_str(&format!(
            "{:.1} s: {}\n",
            event.milliseconds as f64 / 1e3,
            shown(&event.text)
        ));
    }
    text
}

fn cells(row: &Row) -> [String; 8] {
    let mark = match row.mark {
        Mark::None => "",
        Mark::Stuck => "STUCK",
        Mark::InCircle => "CIRCLE",
    };
    [
        row.indented_name(),
        row.kind.clone(),
        row.driver.clone(),
        row.queued.map_or("-".into(), |queued| queued.to_string()),
        row.handled.to_string(),
        row.incarnation.to_string(),
        mark.into(),
        row.does.clone(),
    ]
}

/// Without what a terminal would obey: a name may be anything.
fn shown(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// How many characters of a cell are shown: a report may come from anybody, and a name may be of any length.
const WIDEST: usize = 200;

fn cut(text: &str) -> String {
    text.chars().take(WIDEST).collect()
}

/// Columns as wide as their widest cell.
fn table<const N: usize>(lines: &[[String; N]]) -> String {
    let lines: Vec<[String; N]> =
        lines.iter().map(|cells| cells.each_ref().map(|cell| cut(&shown(cell)))).collect();
    let width = |column: usize| lines.iter().map(|cells| cells[column].chars().count()).max();
    let widths: [usize; N] = std::array::from_fn(|column| width(column).unwrap_or(0));
    let mut text = String::new();
    for cells in &lines {
        let line: Vec<String> =
            cells.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        text.push_str(line.join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Actor, Event};

    #[test]
    fn a_report_is_a_table_with_circles_and_events_below() {
        let till = Actor {
            id: "#1".into(),
            name: "till".into(),
            type_name: "shop::Till".into(),
            driver: "thread".into(),
            queued: Some(3),
            handled: 17,
            running: Some("message `pay`".into()),
            running_milliseconds: 2_000,
            ..Actor::default()
        };
        let drawer = Actor {
            id: "#2".into(),
            name: "the\ndrawer".into(),
            type_name: "shop::Drawer".into(),
            driver: "executor".into(),
            supervisor: Some("#1".into()),
            ..Actor::default()
        };
        let event =
            Event { milliseconds: 1_500, id: "#1".into(), text: "till\u{1b} is stuck".into() };
        let report = Report {
            actors: vec![till, drawer],
            circles: vec![vec!["#3".into(), "#4".into()]],
            events: vec![event],
            ..Report::default()
        };
        let expected = "\
ACTOR           TYPE    DRIVER    QUEUED  HANDLED  RESTARTS         DOES
till#1          Till    thread    3       17       0         STUCK  message `pay` for 2.0 s
  the drawer#2  Drawer  executor  -       0        0
circle: #3 -> #4
1.5 s: till  is stuck
";
        assert_eq!(text(&report), expected);
    }

    #[test]
    fn what_is_too_wide_for_a_table_is_cut() {
        let deep = (0..40_000).map(|n| {
            let supervisor = (n > 0).then(|| format!("#{}", n - 1));
            Actor {
                id: format!("#{n}"),
                name: "n".repeat(70_000 * usize::from(n == 7)),
                supervisor,
                ..Actor::default()
            }
        });
        let report = Report { actors: deep.collect(), ..Report::default() };
        let text = text(&report);
        assert_eq!(text.lines().count(), 40_001);
        assert!(text.lines().all(|line| line.chars().count() < 2 * WIDEST));
    }
}
