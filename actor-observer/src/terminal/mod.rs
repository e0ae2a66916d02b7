//! The terminal view: asks an observer again and again, and draws what it says.
//
// | file | what is in it |
// |---|---|
// | this one | the loop over keys and looks |
// | `rows.rs` | a report as rows: the tree of supervision, and rates |
// | `screen.rs` | the rows, circles and events on a screen |
// | `text.rs` | the same once, as plain text |

mod rows;
mod screen;
mod text;

use std::{
    io,
    net::SocketAddr,
    time::{Duration, Instant},
};

use ratatui::{
    DefaultTerminal,
    crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers},
};

use crate::{AskError, Connection, Report};

pub use text::text;

use screen::Screen;

/// Shows the actors of the program that `connection` leads to, until the user quits. A connection that is lost is made anew
/// to `address`.
///
/// # Errors
///
/// If there is no terminal, or if the first snapshot cannot be had.
pub fn run(
    address: SocketAddr,
    connection: Connection,
    every: Duration,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut source = Source { address, connection: Some(connection) };
    let first = source.look()?;
    let mut terminal = ratatui::try_init()?;
    let result = show(&mut terminal, &mut source, first, every);
    ratatui::try_restore()?;
    Ok(result?)
}

/// A connection that is made anew after it was lost.
struct Source {
    address: SocketAddr,
    connection: Option<Connection>,
}

impl Source {
    fn look(&mut self) -> Result<Report, AskError> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => Connection::open(self.address)?,
        };
        let report = connection.snapshot()?;
        self.connection = Some(connection);
        Ok(report)
    }
}

fn show(
    terminal: &mut DefaultTerminal,
    source: &mut Source,
    first: Report,
    every: Duration,
) -> io::Result<()> {
    let mut screen = Screen::new(source.address, first);
    let mut next_look = Instant::now() + every;
    loop {
        terminal.draw(|frame| screen.draw(frame))?;
        if event::poll(next_look.saturating_duration_since(Instant::now()))? {
            match event::read()? {
                Event::Key(key) if key.kind == KeyEventKind::Press && quits(key) => return Ok(()),
                Event::Key(key) if key.kind == KeyEventKind::Press => screen.press(key.code),
                _ => {}
            }
        } else {
            screen.look(source.look());
            next_look = Instant::now() + every;
        }
    }
}

fn quits(key: KeyEvent) -> bool {
    let is_control_c =
        key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
    is_control_c || matches!(key.code, KeyCode::Char('q') | KeyCode::Esc)
}
