//! A program that a test has started, and that does not outlive the test.

use std::process::{Child, Command};

/// Kills the program when it is dropped.
pub(crate) struct Process(pub(crate) Child);

impl Process {
    pub(crate) fn start(command: &mut Command) -> Self {
        Process(command.spawn().unwrap())
    }

    pub(crate) fn press_ctrl_c(&self) {
        let process = self.0.id().to_string();
        assert!(Command::new("kill").args(["-INT", &process]).status().unwrap().success());
    }

    /// Waits for the end, and returns the exit code.
    pub(crate) fn code(&mut self) -> Option<i32> {
        self.0.wait().unwrap().code()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It has ended already unless the test has failed.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
