//! What `#[actor]` refuses, one construct a file: each mistake is one error, where it was made.

#![forbid(unsafe_code)]

#[path = "compile_fail/outputs.rs"]
mod outputs;

use std::fs;

use outputs::outputs;

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
    for (folder, least) in [("compile_fail", 100), ("../actor-remote/tests/compile_fail", 19)] {
        let outputs = outputs(folder);
        for file in &outputs {
            let output = fs::read_to_string(file).unwrap();
            assert!(!output.contains("$RUST"), "`{}` points into std's source", file.display());
        }
        assert!(outputs.len() >= least, "the expected outputs are found: {}", outputs.len());
    }
}
