//! Tests that look at the whole process, each in a process of its own, and tests that might never end.

use std::{
    env, panic,
    process::Command,
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

/// Whether this process runs `test` and no other. If not, runs it in one that does, and asserts that it
/// passes there.
pub fn is_alone(test: &str) -> bool {
    const CHILD: &str = "ACTOR_TEST_IS_ALONE";
    if env::var_os(CHILD).is_some() {
        return true;
    }
    let child = Command::new(env::current_exe().unwrap())
        .args([test, "--exact", "--test-threads=1"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(said.contains("running 1 test"), "{said}");
    assert!(child.status.success(), "{said}");
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
    match result.recv_timeout(Duration::from_secs(60)) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => panic!("it hangs"),
        Err(RecvTimeoutError::Disconnected) => {
            panic::resume_unwind(thread.join().expect_err("it has panicked"))
        }
    }
}
