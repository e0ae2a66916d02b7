//! Hands the versions of the compiler and, where they take part, of the peers to the report.

use std::{env, fs, process::Command};

/// As Cargo.lock calls them.
const PEERS: [&str; 8] = [
    "actix",
    "interthread",
    "kameo",
    "ractor",
    "spawned-concurrency",
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

/// A package's name and version.
fn locked(lock: &str, name: &str) -> String {
    let (_, rest) = lock
        .split_once(&format!("name = \"{name}\"\nversion = \""))
        .unwrap_or_else(|| panic!("`{name}` is not in the lock file"));
    format!("{name} {}", rest.split('"').next().unwrap_or_default())
}
