//! Which files there are to read, and the list from which the readers take them.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    vec,
};

/// What was found under the given paths.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) files: Vec<PathBuf>,
    pub(crate) not_counted: Vec<NotCounted>,
    /// Folders that were left out on purpose.
    pub(crate) left_out: Vec<PathBuf>,
}

/// A path that will not be in the counts, and why.
#[derive(Debug)]
pub(crate) struct NotCounted {
    pub(crate) path: PathBuf,
    pub(crate) reason: Reason,
}

#[derive(Debug)]
pub(crate) enum Reason {
    /// It is missing, or may not be read, or its disk is broken.
    Unreadable(io::Error),
    NotUtf8 {
        valid_up_to: usize,
    },
    /// Following it could lead out of the folder, or round in a circle.
    SymbolicLink,
    /// A socket, a pipe or a device: reading it may never end.
    NoRegularFile,
    /// Another process says why.
    #[cfg(feature = "remote")]
    Elsewhere(String),
}

impl fmt::Display for NotCounted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.reason)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Unreadable(error) => error.fmt(f),
            Reason::NotUtf8 { valid_up_to } => write!(f, "not UTF-8 from byte {valid_up_to} on"),
            Reason::SymbolicLink => f.write_str("a symbolic link, which is not followed"),
            Reason::NoRegularFile => f.write_str("neither a file nor a folder"),
            #[cfg(feature = "remote")]
            Reason::Elsewhere(why) => f.write_str(why),
        }
    }
}

/// Finds the files that were named, and those in the folders that were named.
pub(crate) fn find(paths: &[PathBuf]) -> Found {
    let mut found = Found::default();
    for path in paths {
        // A path that was named is taken at its word: links are followed, a pipe is read.
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => found.walk(path.clone(), |_| false),
            Ok(_) => found.files.push(path.clone()),
            Err(error) => found.miss(path.clone(), Reason::Unreadable(error)),
        }
    }
    found
}

/// Finds the files of a project, without hidden folders and build output.
pub(crate) fn find_sources(root: &Path) -> Found {
    let mut found = Found::default();
    found.walk(root.to_owned(), |folder| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with('.') || name == "target"
    });
    found
}

impl Found {
    fn walk(&mut self, root: PathBuf, leave_out: impl Fn(&Path) -> bool) {
        let mut folders = vec![root];
        while let Some(folder) = folders.pop() {
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) => {
                    self.miss(folder, Reason::Unreadable(error));
                    continue;
                }
            };
            for entry in entries {
                let typed = entry.and_then(|entry| Ok((entry.path(), entry.file_type()?)));
                match typed {
                    Ok((path, kind)) if kind.is_dir() && leave_out(&path) => {
                        self.left_out.push(path);
                    }
                    Ok((path, kind)) if kind.is_dir() => folders.push(path),
                    Ok((path, kind)) if kind.is_file() => self.files.push(path),
                    Ok((path, kind)) if kind.is_symlink() => self.miss(path, Reason::SymbolicLink),
                    Ok((path, _)) => self.miss(path, Reason::NoRegularFile),
                    Err(error) => self.miss(folder.clone(), Reason::Unreadable(error)),
                }
            }
        }
    }

    fn miss(&mut self, path: PathBuf, reason: Reason) {
        self.not_counted.push(NotCounted { path, reason });
    }
}

/// The files that are left to read: each is handed to the reader that asks next, so that one with
/// a large file is not left behind with its share of the rest.
pub(crate) struct WorkList(Mutex<vec::IntoIter<PathBuf>>);

impl WorkList {
    pub(crate) fn new(files: Vec<PathBuf>) -> Self {
        WorkList(Mutex::new(files.into_iter()))
    }

    pub(crate) fn next(&self) -> Option<PathBuf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).next()
    }
}
