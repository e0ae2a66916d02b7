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
    sync::mpsc::{self, Receiver, Sender},
    thread,
    time::Duration,
};

use ratatui::{
    DefaultTerminal,
    crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers},
};

use crate::{AskError, Connection, Report};

pub use text::text;

use screen::Screen;

/// The time between two looks at the keyboard and at what has been seen.
const TICK: Duration = Duration::from_millis(50);

/// Shows the actors of the program that `connection` leads to, until the user quits. A connection that is lost is made anew
/// to `address`.
///
/// # Errors
///
/// If there is no terminal or no thread, or if the first snapshot cannot be had.
pub fn run(
    address: SocketAddr,
    mut connection: Connection,
    every: Duration,
) -> Result<(), Box<dyn std::error::Error>> {
    let first = connection.snapshot()?;
    let (seen, sights) = mpsc::channel();
    let source = Source { address, connection: Some(connection) };
    // Not joined: it ends with the program, in the middle of a look that takes long, too.
    thread::Builder::new().name("looks".into()).spawn(move || source.look_on(every, &seen))?;
    let mut terminal = ratatui::try_init()?;
    let result = show(&mut terminal, Screen::new(address, first), &sights);
    ratatui::try_restore()?;
    Ok(result?)
}

type Sight = Result<Report, AskError>;

/// A connection that is made anew after it was lost.
struct Source {
    address: SocketAddr,
    connection: Option<Connection>,
}

impl Source {
    /// Looks again and again, until nobody wants to know.
    fn look_on(mut self, every: Duration, seen: &Sender<Sight>) {
        loop {
            thread::sleep(every);
            if seen.send(self.look()).is_err() {
                return;
            }
        }
    }

    fn look(&mut self) -> Sight {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => Connection::open(self.address)?,
        };
        let report = connection.snapshot()?;
        self.connection = Some(connection);
        Ok(report)
    }
}

/// Draws what is seen until the user quits. It never waits for a look, so a key is obeyed while an observer is silent.
fn show(
    terminal: &mut DefaultTerminal,
    mut screen: Screen,
    sights: &Receiver<Sight>,
) -> io::Result<()> {
    loop {
        sights.try_iter().for_each(|sight| screen.look(sight));
        terminal.draw(|frame| screen.draw(frame))?;
        if !event::poll(TICK)? {
            continue;
        }
        match event::read()? {
            Event::Key(key) if key.kind == KeyEventKind::Press && quits(key) => return Ok(()),
            Event::Key(key) if key.kind == KeyEventKind::Press => screen.press(key.code),
            _ => {}
        }
    }
}

fn quits(key: KeyEvent) -> bool {
    let is_control_c =
        key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
    is_control_c || matches!(key.code, KeyCode::Char('q') | KeyCode::Esc)
}
