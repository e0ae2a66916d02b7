//! What the folder reports to its listener.

use std::{fmt, path::PathBuf};

use crate::index::Summary;

pub(crate) enum Event {
    /// From here on, these folders alone are reported of.
    Watching(Vec<PathBuf>),
    Added {
        path: PathBuf,
        bytes: u64,
    },
    Modified {
        path: PathBuf,
        bytes: u64,
    },
    Removed(PathBuf),
    /// How many files a scan has read, of those that it has found.
    Progress {
        read: usize,
        found: usize,
    },
    /// What cannot be read or watched is not in the index.
    Failed(String),
    /// A scan is through: the index is what the folders held meanwhile.
    Settled(Summary),
    Closed(Summary),
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Watching(roots) => {
                f.write_str("* watching")?;
                roots.iter().try_for_each(|root| write!(f, " {}", root.display()))
            }
            Event::Added { path, bytes } => write!(f, "+ {} ({bytes} bytes)", path.display()),
            Event::Modified { path, bytes } => write!(f, "~ {} ({bytes} bytes)", path.display()),
            Event::Removed(path) => write!(f, "- {}", path.display()),
            Event::Progress { read, found } => write!(f, "… {read} of {found} files"),
            Event::Failed(reason) => write!(f, "! {reason}"),
            Event::Settled(summary) => write!(f, "= {summary}"),
            Event::Closed(summary) => write!(f, "* closed with {summary}"),
        }
    }
}
