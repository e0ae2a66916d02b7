//! What an actor costs at compile time: the crates that come with actor-runtime.

#![forbid(unsafe_code)]

use std::collections::BTreeSet;
use std::process::Command;

#[test]
fn six_crates_are_all_there_is() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--package", "actor-runtime", "--edges", "normal,build"])
        .args(["--prefix", "none", "--format", "{p}", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).expect("cargo writes UTF-8");
    let crates: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    let expected =
        ["actor-macros", "actor-runtime", "proc-macro2", "quote", "syn", "unicode-ident"];
    assert_eq!(crates, BTreeSet::from(expected));
}
