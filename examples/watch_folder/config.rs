//! What to watch, and how soon a change is looked at.

use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};

#[derive(Clone, Default)]
pub(crate) struct Config {
    pub(crate) roots: Vec<PathBuf>,
    /// For how long changes are gathered before they are looked at.
    pub(crate) debounce: Duration,
}

impl Config {
    /// # Errors
    ///
    /// What is wrong with the first path that is no folder.
    pub(crate) fn new(paths: &[PathBuf], debounce: Duration) -> Result<Self, String> {
        let roots = paths.iter().map(|path| {
            root(path).map_err(|error| format!("cannot watch {}: {error}", path.display()))
        });
        Ok(Config { roots: roots.collect::<Result<_, _>>()?, debounce })
    }
}

/// The folder without links and dots in its path: so the system reports what is in it.
fn root(path: &Path) -> io::Result<PathBuf> {
    let root = path.canonicalize()?;
    if root.is_dir() { Ok(root) } else { Err(io::ErrorKind::NotADirectory.into()) }
}
