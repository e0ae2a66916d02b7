//! Failures that end the whole process, which a library cannot contain. Each runs in a process of its own.

use std::{cell::RefCell, env, hint::black_box, process::Command};

use actor_runtime::prelude::*;

use crate::sys::{not_simulated, test};

/// Runs `scenario` in a child, which is this very test once more, and looks at how that dies.
fn dies(test: &str, last_words: &str, scenario: impl FnOnce()) {
    const CHILD: &str = "ACTOR_TEST_DIES";
    if env::var_os(CHILD).is_some() {
        scenario();
        return;
    }
    let child = Command::new(env::current_exe().unwrap())
        .args([&format!("uncontained::{test}"), "--exact", "--nocapture"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    let (out, said) =
        (String::from_utf8_lossy(&child.stdout), String::from_utf8_lossy(&child.stderr));
    assert!(out.contains("running 1 test"), "{out}");
    assert!(said.contains(last_words), "{said}");
    assert!(!child.status.success() && child.status.code() != Some(101), "{child:?}");
    #[cfg(unix)]
    {
        const SIGABRT: i32 = 6;
        let signal = std::os::unix::process::ExitStatusExt::signal(&child.status);
        assert_eq!(signal, Some(SIGABRT), "{said}");
    }
}

/// Panics when it is dropped, whatever is under way.
struct Mine;

impl Drop for Mine {
    fn drop(&mut self) {
        panic!("a mine was dropped")
    }
}

thread_local! {
    static BURIED: RefCell<Option<Mine>> = const { RefCell::new(None) };
}

#[actor]
struct Field;

#[actor]
impl Field {
    pub fn step_on(&self, mine: Mine) {
        let _mine = mine;
        panic!("the first panic")
    }

    #[ask]
    pub fn bury(&self, mine: Mine) {
        BURIED.set(Some(mine));
    }

    pub fn dig(&self, depth: u64) -> u64 {
        let shovel = black_box([depth; 64]);
        // Never so deep: it ends of the stack.
        if shovel[0] == u64::MAX { 0 } else { self.dig(depth + 1) + black_box(shovel)[63] }
    }

    pub fn breathe(&self) {
        panic!("too late")
    }
}

#[not_simulated("ends a process of its own")]
#[test]
fn a_drop_that_panics_while_another_panic_unwinds() {
    dies(
        "a_drop_that_panics_while_another_panic_unwinds",
        "panic in a destructor during cleanup",
        || {
            let field = Field.spawn();
            field.step_on(Mine).unwrap();
            let _ = field.join();
        },
    );
}

#[not_simulated("ends a process of its own")]
#[test]
fn a_thread_local_whose_drop_panics() {
    dies("a_thread_local_whose_drop_panics", "thread local panicked on drop", || {
        let field = Field.spawn();
        field.bury(Mine).unwrap();
        // It dies behind this: the actor itself has ended well.
        assert_eq!(field.join(), Ok(Exit::Closed));
    });
}

#[not_simulated("ends a process of its own")]
#[test]
fn a_stack_that_overflows() {
    dies("a_stack_that_overflows", "has overflowed its stack", || {
        let field = FieldHandle::builder().stack_size(64 << 10).spawn(Field).unwrap();
        let _ = field.dig(0);
    });
}

#[not_simulated("ends a process of its own")]
#[test]
fn a_panic_hook_that_panics() {
    dies("a_panic_hook_that_panics", "no words left", || {
        std::panic::set_hook(Box::new(|_| panic!("no words left")));
        let field = Field.spawn();
        field.breathe().unwrap();
        let _ = field.join();
    });
}
