//! A child process that one thread runs, and that any other thread may kill.

use std::{
    io,
    process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

use crate::job::Task;

/// Clones share one process. It may be killed before it is started: then it is never started.
#[derive(Clone, Default)]
pub(crate) struct SharedChild(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    is_killed: bool,
    /// Present from the start of the process until its status has been taken. The system does not give its
    /// number to another process before that, so a kill hits no other one.
    child: Option<Child>,
}

impl SharedChild {
    /// Starts the process and returns what it writes; `None` if it has been killed.
    pub(crate) fn start(&self, task: &Task) -> io::Result<Option<(ChildStdout, ChildStderr)>> {
        let mut state = self.lock();
        if state.is_killed {
            return Ok(None);
        }
        let mut command = Command::new(&task.program);
        command.args(&task.args);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let output = child.stdout.take().zip(child.stderr.take());
        state.child = Some(child);
        Ok(output)
    }

    pub(crate) fn kill(&self) {
        let mut state = self.lock();
        state.is_killed = true;
        if let Some(child) = &mut state.child {
            kill_group(child);
        }
    }

    pub(crate) fn is_killed(&self) -> bool {
        self.lock().is_killed
    }

    /// Waits for the end of the process; `None` if it was never started.
    pub(crate) fn wait(&self) -> io::Result<Option<ExitStatus>> {
        loop {
            let mut state = self.lock();
            let Some(child) = &mut state.child else { return Ok(None) };
            if let Some(status) = child.try_wait()? {
                state.child = None;
                return Ok(Some(status));
            }
            drop(state);
            // A wait that blocks would hold the lock, and no thread could kill the process. A process that has closed
            // its output is about to end, as a rule, so this loop seldom comes here twice.
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Kills the process, and those that it has started: they would hold its output open.
fn kill_group(child: &mut Child) {
    let group = format!("-{}", child.id());
    let killed = cfg!(unix)
        && Command::new("kill")
            .args(["-s", "KILL", "--", &group])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
    if !killed {
        // An error means that the process has ended.
        let _ = child.kill();
    }
}
