//! The lines that a program prints, for a test that waits for each of them.

use std::{
    io::{BufRead, BufReader, Read},
    sync::mpsc,
    thread,
    time::Duration,
};

/// A safety net for a program that hangs; nothing here waits for time to pass.
pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

pub(crate) struct Lines(mpsc::Receiver<String>);

impl Lines {
    pub(crate) fn of(output: impl Read + Send + 'static) -> Self {
        let output = BufReader::new(output);
        let (lines, printed) = mpsc::channel();
        thread::spawn(move || output.lines().try_for_each(|line| lines.send(line.unwrap())));
        Lines(printed)
    }

    /// Waits for the next line; `None` when the program has ended.
    pub(crate) fn next(&self) -> Option<String> {
        match self.0.recv_timeout(DEADLINE) {
            Ok(line) => Some(line),
            Err(mpsc::RecvTimeoutError::Disconnected) => None,
            Err(mpsc::RecvTimeoutError::Timeout) => panic!("the program says nothing"),
        }
    }
}
