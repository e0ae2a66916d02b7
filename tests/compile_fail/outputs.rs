//! Finds the expected outputs of the cases, for the tests that read them.

use std::fs;
use std::path::{Path, PathBuf};

/// Each expected output in a folder and below it, in the order of the names.
pub fn outputs(folder: &str) -> Vec<PathBuf> {
    let mut outputs = Vec::new();
    find(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut outputs);
    outputs.sort();
    outputs
}

fn find(directory: &Path, outputs: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            find(&path, outputs);
        } else if path.extension().is_some_and(|extension| extension == "stderr") {
            outputs.push(path);
        }
    }
}
