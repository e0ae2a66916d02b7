//! What stands on the screen: the actors, the circles of their waits, and what was noticed.

use std::net::SocketAddr;

use ratatui::{
    Frame,
    crossterm::event::KeyCode,
    layout::{Constraint, Layout, Rect},
    style::{Color, Modifier, Style},
    text::{Line, Span},
    widgets::{Block, Borders, Cell, Paragraph, Row as TableRow, Table, TableState},
};

use crate::{
    AskError, Report,
    terminal::rows::{self, Mark, Order, Row},
};

/// How many lines of circles and events stand below the actors.
const NOTICED: u16 = 6;

pub(super) struct Screen {
    address: SocketAddr,
    report: Report,
    former: Option<Report>,
    /// Why the last look has failed.
    failure: Option<String>,
    order: Order,
    table: TableState,
}

impl Screen {
    pub(super) fn new(address: SocketAddr, report: Report) -> Self {
        let table = TableState::new().with_selected(0);
        Screen { address, report, former: None, failure: None, order: Order::Tree, table }
    }

    /// Takes what a look has brought. What was seen last stays on the screen while the observer is out of reach.
    pub(super) fn look(&mut self, seen: Result<Report, AskError>) {
        match seen {
            Ok(report) => {
                // A program that was out of reach may have started again, and its ids, too.
                let goes_on = self.failure.take().is_none();
                let former = std::mem::replace(&mut self.report, report);
                self.former = goes_on.then_some(former);
            }
            Err(error) => self.failure = Some(error.to_string()),
        }
    }

    pub(super) fn press(&mut self, key: KeyCode) {
        match key {
            KeyCode::Down | KeyCode::Char('j') => self.table.select_next(),
            KeyCode::Up | KeyCode::Char('k') => self.table.select_previous(),
            KeyCode::PageDown => self.table.scroll_down_by(20),
            KeyCode::PageUp => self.table.scroll_up_by(20),
            KeyCode::Home => self.table.select_first(),
            KeyCode::End => self.table.select_last(),
            KeyCode::Char('o') => self.order = self.order.next(),
            _ => {}
        }
    }

    pub(super) fn draw(&mut self, frame: &mut Frame<'_>) {
        let areas = Layout::vertical([
            Constraint::Length(1),
            Constraint::Min(3),
            Constraint::Length(NOTICED),
            Constraint::Length(1),
        ]);
        let [head, actors, noticed, foot] = areas.areas(frame.area());
        frame.render_widget(self.head(), head);
        self.draw_actors(frame, actors);
        frame.render_widget(self.noticed(), noticed);
        let keys = format!("q quits   o orders by: {}   arrows scroll", self.order.name());
        frame.render_widget(Line::styled(keys, Modifier::DIM), foot);
    }

    fn head(&self) -> Line<'_> {
        let Report { actors, circles, .. } = &self.report;
        let busy = actors.iter().filter(|actor| actor.running.is_some()).count();
        let stuck = actors.iter().filter(|actor| rows::is_stuck(actor)).count();
        let counts = format!(
            "{} · {} actors · {busy} busy · {stuck} stuck · {} circles",
            self.address,
            actors.len(),
            circles.len()
        );
        let mut spans = vec![Span::styled(counts, Modifier::BOLD)];
        if let Some(failure) = &self.failure {
            spans.push(Span::styled(format!("  {failure}; trying again"), Color::Red));
        }
        Line::from(spans)
    }

    fn draw_actors(&mut self, frame: &mut Frame<'_>, area: Rect) {
        let head = ["actor", "type", "driver", "queued", "/s", "handled", "restarts", "does"];
        let widths = [
            Constraint::Fill(3),
            Constraint::Fill(2),
            Constraint::Length(8),
            Constraint::Length(7),
            Constraint::Length(9),
            Constraint::Length(11),
            Constraint::Length(8),
            Constraint::Fill(4),
        ];
        let rows = rows::rows(&self.report, self.former.as_ref(), self.order);
        let table = Table::new(rows.iter().map(table_row), widths)
            .header(TableRow::new(head).style(Modifier::UNDERLINED))
            .row_highlight_style(Modifier::REVERSED);
        frame.render_stateful_widget(table, area, &mut self.table);
    }

    fn noticed(&self) -> Paragraph<'_> {
        let circles = self.report.circles.iter();
        let circles = circles.map(|ids| {
            Line::styled(format!("circle: {}", ids.join(" -> ")), Style::from(Color::Red))
        });
        let events = self.report.events.iter().rev();
        let events = events.map(|event| {
            Line::raw(format!("{:9.1} s  {}", event.milliseconds as f64 / 1e3, event.text))
        });
        let lines: Vec<Line<'_>> = circles.chain(events).take(NOTICED.into()).collect();
        Paragraph::new(lines).block(Block::new().borders(Borders::TOP).title(" noticed "))
    }
}

fn table_row(row: &Row) -> TableRow<'_> {
    let style = match row.mark {
        Mark::None => Style::new(),
        Mark::Stuck => Style::from(Color::Yellow),
        Mark::InCircle => Style::from(Color::Red),
    };
    let number = |number: Option<u64>| number.map_or(String::new(), |number| number.to_string());
    let cells = [
        Cell::from(row.indented_name()),
        Cell::from(&*row.kind),
        Cell::from(&*row.driver),
        Cell::from(number(row.queued)),
        Cell::from(number(row.rate)),
        Cell::from(row.handled.to_string()),
        Cell::from(row.incarnation.to_string()),
        Cell::from(&*row.does),
    ];
    TableRow::new(cells).style(style)
}

#[cfg(test)]
mod tests {
    use ratatui::{Terminal, backend::TestBackend};

    use super::*;
    use crate::{Actor, Event};

    fn screen(actors: usize) -> Screen {
        let actor = |number: usize| Actor {
            id: format!("#{number}"),
            name: "till".into(),
            handled: 10,
            ..Actor::default()
        };
        let report = Report {
            milliseconds: 1_000,
            actors: (1..=actors).map(actor).collect(),
            ..Report::default()
        };
        Screen::new(([127, 0, 0, 1], 7_000).into(), report)
    }

    fn drawn(screen: &mut Screen) -> String {
        let mut terminal = Terminal::new(TestBackend::new(120, 20)).unwrap();
        terminal.draw(|frame| screen.draw(frame)).unwrap();
        let cells = terminal.backend().buffer().content();
        let lines = cells.chunks(120).map(|line| line.iter().map(|cell| cell.symbol()).collect());
        lines.collect::<Vec<String>>().join("\n")
    }

    #[test]
    fn the_head_counts_and_the_rows_have_rates_from_the_second_look_on() {
        let mut screen = screen(2);
        assert!(drawn(&mut screen).contains("127.0.0.1:7000 · 2 actors · 0 busy · 0 stuck"));
        let mut later = screen.report.clone();
        later.milliseconds = 2_000;
        later.actors[0].handled = 45;
        screen.look(Ok(later));
        let line =
            drawn(&mut screen).lines().find(|line| line.contains("till#1")).unwrap().to_owned();
        assert!(line.contains(" 35 ") && line.contains(" 45 "), "{line}");
    }

    #[test]
    fn an_observer_that_is_lost_is_named_and_what_was_seen_stays() {
        let mut screen = screen(1);
        screen.look(Err(AskError::NotAnObserver("nonsense".into())));
        let lost = drawn(&mut screen);
        assert!(lost.contains("nonsense; trying again") && lost.contains("till#1"), "{lost}");
        screen.look(Ok(Report { milliseconds: 5, ..Report::default() }));
        let back = drawn(&mut screen);
        assert!(!back.contains("trying again") && !back.contains("till"), "{back}");
    }

    #[test]
    fn circles_stand_before_events_and_the_latest_event_first() {
        let mut screen = screen(1);
        let event = |text: &str| Event { text: text.into(), ..Event::default() };
        screen.report.events = (0..9).map(|number| event(&format!("event {number}"))).collect();
        screen.report.circles = vec![vec!["#1".into(), "#2".into()]];
        let drawn = drawn(&mut screen);
        let places = ["circle: #1 -> #2", "event 8", "event 7"].map(|text| drawn.find(text));
        assert!(places.is_sorted() && places[0].is_some(), "{drawn}");
        assert!(!drawn.contains("event 0"), "{drawn}");
    }

    #[test]
    fn the_last_row_can_be_reached_and_the_order_changed() {
        let mut screen = screen(100);
        assert!(!drawn(&mut screen).contains("till#100"));
        screen.press(KeyCode::End);
        assert!(drawn(&mut screen).contains("till#100"));
        screen.press(KeyCode::Char('o'));
        assert!(drawn(&mut screen).contains("o orders by: longest in a message"));
    }

    #[test]
    fn a_terminal_without_room_is_no_panic() {
        for (width, height) in [(0, 0), (1, 1), (3, 40), (40, 3)] {
            let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
            terminal.draw(|frame| screen(3).draw(frame)).unwrap();
        }
    }
}
