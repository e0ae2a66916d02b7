//! Tests that look at the whole process, each in a process of its own, and tests that might never end.

use std::{
    env, panic,
    process::Command,
    time::{Duration, Instant},
};

use crate::sys::{
    PATIENCE,
    mpsc::{RecvTimeoutError, channel},
    thread,
};

/// Whether this process runs `test` and no other. If not, runs it in one that does, and asserts that it
/// passes there.
pub fn is_alone(test: &str) -> bool {
    is_run_by(&mut Command::new(env::current_exe().unwrap()), test)
}

/// As `is_alone`, in an address space of so many bytes, where each stack has `stack` bytes unless its thread asks for
/// another size.
pub fn is_confined(test: &str, address_space: usize, stack: usize) -> bool {
    let limit = format!("ulimit -v {} && exec \"$0\" \"$@\"", address_space >> 10);
    let mut shell = Command::new("sh");
    shell.args(["-c", &limit]).arg(env::current_exe().unwrap());
    // The allocator is held to one arena, so that there is room for it when there is none for another stack.
    shell.env("MALLOC_ARENA_MAX", "1").env("RUST_MIN_STACK", stack.to_string());
    is_run_by(&mut shell, test)
}

/// Whether this process was started by this function. If not, has `command` run `test`, and asserts that exactly this
/// test passes.
fn is_run_by(command: &mut Command, test: &str) -> bool {
    const CHILD: &str = "ACTOR_TEST_IS_ALONE";
    if env::var_os(CHILD).is_some() {
        return true;
    }
    command.args([test, "--exact", "--test-threads=1"]).env(CHILD, "1");
    let child = command.output().unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success(), "{said}");
    assert!(said.contains("test result: ok. 1 passed; 0 failed; 0 ignored;"), "{said}");
    false
}

/// How many threads this process has.
pub fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").unwrap().count()
}

/// Waits until this number of threads is left: the system may list a joined thread for a moment longer.
pub fn expect_threads(left: usize) {
    let far_off = Instant::now() + Duration::from_secs(30);
    while threads() != left && Instant::now() < far_off {
        thread::yield_now();
    }
    assert_eq!(threads(), left);
}

/// Runs `f` on a thread of its own. If `f` does not return, the test fails instead of hanging.
pub fn in_time<R: Send + 'static>(f: impl FnOnce() -> R + Send + 'static) -> R {
    let (done, result) = channel();
    let thread = thread::spawn(move || done.send(f()));
    match result.recv_timeout(PATIENCE) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => panic!("it hangs"),
        Err(RecvTimeoutError::Disconnected) => {
            panic::resume_unwind(thread.join().expect_err("it has panicked"))
        }
    }
}
