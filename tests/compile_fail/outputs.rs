//! Finds the expected outputs of the cases, for the tests that read them.

use std::fs;
use std::path::{Path, PathBuf};

/// Each expected output, in the order of the names.
pub fn outputs() -> Vec<PathBuf> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("compile_fail");
    let mut outputs: Vec<PathBuf> = files(&cases)
        .filter(|subject| subject.is_dir())
        .flat_map(|subject| files(&subject))
        .filter(|file| file.extension().is_some_and(|extension| extension == "stderr"))
        .collect();
    outputs.sort();
    outputs
}

fn files(directory: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    fs::read_dir(directory).unwrap().map(|file| file.unwrap().path())
}
