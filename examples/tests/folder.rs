//! Folders that tests write to.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A folder of this test's own, empty at first.
pub(crate) fn folder(example: &str, name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(example).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder.canonicalize().unwrap()
}
