//! What `#[actor]` refuses of a remote actor, one construct a file: each mistake is one error, where it was made.

#![forbid(unsafe_code)]

// The wording of rustc's own errors changes from version to version.
#[rustversion::attr(not(stable(1.95)), ignore = "the expected output is that of Rust 1.95")]
#[test]
fn compile_fail() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
