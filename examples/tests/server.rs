//! An example that serves on a port, as a process of its own that prints where and how it ends.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use crate::{lines::Lines, process::Process};

pub(crate) struct Server {
    process: Process,
    printed: Lines,
    pub(crate) port: u16,
}

impl Server {
    /// Starts it on any free port.
    pub(crate) fn start(executable: &Path, options: &[&str]) -> Self {
        Self::start_by(Command::new(executable).args(options))
    }

    pub(crate) fn start_by(command: &mut Command) -> Self {
        let mut process = Process::start(command.args(["--port", "0"]).stdout(Stdio::piped()));
        let printed = Lines::of(process.0.stdout.take().unwrap());
        let mut server = Server { process, printed, port: 0 };
        let address = server.printed.next().expect("the server starts");
        let port = address.strip_prefix("listening on 127.0.0.1:").unwrap();
        server.port = port.parse().unwrap();
        server
    }

    pub(crate) fn press_ctrl_c(&self) {
        self.process.press_ctrl_c();
    }

    /// Sees it close and end well; hands back the last line that it prints.
    pub(crate) fn expect_good_end(self) -> Option<String> {
        let mut printed = self.expect_end(0);
        assert_eq!(printed.first().map(String::as_str), Some("closing"));
        assert!(printed.len() <= 2, "{printed:?}");
        printed.drain(1..).next()
    }

    /// Sees it end with this code; hands back what it prints until then.
    pub(crate) fn expect_end(mut self, code: i32) -> Vec<String> {
        let printed = std::iter::from_fn(|| self.printed.next()).collect();
        assert_eq!(self.process.code(), Some(code), "{printed:?}");
        printed
    }
}
