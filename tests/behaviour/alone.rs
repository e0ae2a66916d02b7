//! Tests that look at the whole process, each in a process of its own.

use std::{
    env,
    process::Command,
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

/// Sees that so many are left: the system may list one that has been joined a moment longer.
pub fn expect_threads(left: usize) {
    let far_off = Instant::now() + Duration::from_secs(30);
    while threads() != left && Instant::now() < far_off {
        thread::yield_now();
    }
    assert_eq!(threads(), left);
}
