//! Hands the versions of the compiler and, where they take part, of the peers to the report.

use std::{env, fs, process::Command};

/// As Cargo.lock calls them.
const PEERS: [&str; 15] = [
    "act-zero",
    "actix",
    "crossbeam-channel",
    "crossfire",
    "flume",
    "interthread",
    "kameo",
    "kanal",
    "ractor",
    "runact",
    "spawned-concurrency",
    "stakker",
    "tokio",
    "tonari-actor",
    "xtra",
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let version = env::var_os("RUSTC")
        .and_then(|rustc| Command::new(rustc).arg("--version").output().ok())
        .and_then(|output| String::from_utf8(output.stdout).ok());
    if let Some(version) = version {
        println!("cargo::rustc-env=RUSTC_VERSION={}", version.trim());
    }
    if env::var_os("CARGO_FEATURE_PEERS").is_some() {
        println!("cargo::rerun-if-changed=../Cargo.lock");
        let lock = fs::read_to_string("../Cargo.lock").expect("the workspace has a lock file");
        println!("cargo::rustc-env=PEERS={}", PEERS.map(|name| locked(&lock, name)).join(", "));
    }
}

/// The name and version of a package that this one depends on. Where there are several versions in the lock file, this
/// package's entry says which one.
fn locked(lock: &str, name: &str) -> String {
    let (_, own) =
        lock.split_once("name = \"benches\"\n").expect("this package is in the lock file");
    let own = own.split("[[package]]").next().unwrap_or_default();
    let version = own
        .split_once(&format!(" \"{name} "))
        .or_else(|| lock.split_once(&format!("name = \"{name}\"\nversion = \"")))
        .and_then(|(_, rest)| rest.split('"').next())
        .unwrap_or_else(|| panic!("`{name}` is not in the lock file"));
    format!("{name} {version}")
}
