//! Where an example's executable lies; builds it if it is missing or older than its sources.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
    time::SystemTime,
};

/// The executable of an example, built like the test that asks for it.
pub(crate) fn executable(example: &str, features: &[&str]) -> PathBuf {
    let test = env::current_exe().expect("a test knows its own executable");
    let profile = test.ancestors().nth(2).expect("it lies in <profile>/deps");
    let executable = profile.join("examples").join(format!("{example}{}", env::consts::EXE_SUFFIX));
    // `cargo test` has built all examples by now; `cargo test --test NAME` has not.
    if !is_fresh(&executable).unwrap_or(false) {
        build(example, features, profile);
    }
    assert!(executable.is_file(), "no executable at {}", executable.display());
    executable
}

/// Whether the executable is as new as all the sources that cargo lists beside it.
fn is_fresh(executable: &Path) -> io::Result<bool> {
    let modified = |path: &Path| -> io::Result<SystemTime> { fs::metadata(path)?.modified() };
    let built = modified(executable)?;
    let rule = fs::read_to_string(executable.with_extension("d"))?;
    let (_, sources) = rule.split_once(": ").ok_or(io::ErrorKind::InvalidData)?;
    for source in sources.replace("\\ ", "\0").split_whitespace() {
        if modified(Path::new(&source.replace('\0', " ")))? > built {
            return Ok(false);
        }
    }
    Ok(true)
}

fn build(example: &str, features: &[&str], profile: &Path) {
    // Between the target folder and the profile's there may be that of a target triple.
    let target = profile
        .ancestors()
        .find(|folder| folder.join("CACHEDIR.TAG").is_file())
        .expect("cargo tags its target folder");
    let mut names = profile.strip_prefix(target).expect("it is an ancestor").iter();
    let profile = names.next_back().expect("a profile has a folder of its own");

    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--package", env!("CARGO_PKG_NAME"), "--example", example]);
    cargo.args(["--features", &features.join(",")]);
    cargo.arg("--target-dir").arg(target);
    cargo.arg("--profile").arg(if profile == "debug" { "dev".as_ref() } else { profile });
    if let Some(triple) = names.next() {
        cargo.arg("--target").arg(triple);
    }
    let status = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).status().expect("cargo starts");
    assert!(status.success(), "the example `{example}` does not build");
}
