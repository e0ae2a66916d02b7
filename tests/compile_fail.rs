//! What `#[actor]` refuses, one construct a file: each mistake is one error, where it was made.

#![forbid(unsafe_code)]

use std::{fs, path::Path};

// The wording of rustc's own errors changes from version to version.
#[rustversion::attr(not(stable(1.95)), ignore = "the expected output is that of Rust 1.95")]
#[test]
fn compile_fail() {
    trybuild::TestCases::new().compile_fail("compile_fail/*/*.rs");
}

/// rustc shows lines of std's source only where the toolchain has the component `rust-src`, so no case may lead it
/// there: use a type of the case's own instead.
#[test]
fn no_expected_output_points_into_std() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("compile_fail");
    let subjects = fs::read_dir(cases).unwrap().map(|subject| subject.unwrap().path());
    let files = subjects.flat_map(|subject| fs::read_dir(subject).unwrap());
    let mut outputs = 0;
    for file in files.map(|file| file.unwrap().path()) {
        if file.extension().is_some_and(|extension| extension == "stderr") {
            outputs += 1;
            let output = fs::read_to_string(&file).unwrap();
            assert!(!output.contains("$RUST"), "`{}` points into std's source", file.display());
        }
    }
    assert!(outputs > 100, "the expected outputs are found: {outputs}");
}
