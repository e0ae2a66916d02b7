//! Threads and a task write into one database file, and a bad path is an error, not an actor.

use std::{fs, path::Path, process::Command};

mod built_example;

#[test]
fn notes_of_threads_and_a_task_are_all_kept() {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("notes.db");
    // Left by an earlier run.
    let _ = fs::remove_file(&path);
    // The second run finds what the first one wrote: the connection was closed in good order.
    for notes_each in [100, 200] {
        let printed = run(&path);
        assert!(printed.contains("as expected, no actor: "), "{printed}");
        for author in ["ada", "grace", "tokio"] {
            assert!(printed.contains(&format!("{author} has {notes_each} notes\n")), "{printed}");
        }
    }
}

fn run(path: &Path) -> String {
    let mut example = Command::new(built_example::executable("sqlite", &["sqlite"]));
    let output = example.arg(path).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}
