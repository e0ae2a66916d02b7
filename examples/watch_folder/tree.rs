//! Folders as the system shows them: reads what is in them, and has the system say what changes.

use std::{
    collections::hash_map::DefaultHasher,
    fs::{self, File},
    hash::Hasher,
    io::{self, ErrorKind, Read},
    path::{Path, PathBuf},
};

use notify::{
    RecommendedWatcher, RecursiveMode, Watcher,
    event::{AccessKind, AccessMode, EventKind},
};

use crate::{event::Event, index::Content};

pub(crate) enum News {
    /// Something has happened to these paths.
    Touched(Vec<PathBuf>),
    /// The system could not keep all changes in mind: anything may have happened.
    Lost,
    /// A scan has read this file.
    Seen(PathBuf, Content),
    /// For the folder's listener, as it is.
    Report(Event),
    /// A scan is through.
    Done,
    /// The scanner has ended before it was told to.
    Died(String),
}

/// What the system tells of changes goes to a callback, and what is read to the caller of `scan`.
pub(crate) struct Tree {
    watcher: RecommendedWatcher,
}

impl Tree {
    /// The watcher calls `report` on a thread of its own, and may be kept waiting: the system remembers some
    /// thousand changes, and says so if it has lost one.
    pub(crate) fn new(report: impl Fn(News) + Send + 'static) -> notify::Result<Self> {
        let watcher = notify::recommended_watcher(move |event| match event {
            Err(error) => report(News::Report(Event::Failed(format!("{error}")))),
            Ok(event) => news_of(event).into_iter().for_each(&report),
        })?;
        Ok(Tree { watcher })
    }

    /// Reads all files at and below these paths. Ends early once `is_stopped`, or when `report` returns false. From
    /// then on the system tells what changes there.
    pub(crate) fn scan(
        &mut self,
        paths: Vec<PathBuf>,
        is_stopped: impl Fn() -> bool,
        report: impl Fn(News) -> bool,
    ) {
        let mut scan = Scan { watcher: &mut self.watcher, is_stopped, report };
        // The caller knows of it: it has cancelled the scan.
        let _ = scan.run(paths);
    }
}

fn news_of(event: notify::Event) -> Option<News> {
    match event.kind {
        _ if event.need_rescan() => Some(News::Lost),
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Some(News::Touched(event.paths)),
        // A scan itself opens and reads.
        EventKind::Access(_) => None,
        _ => Some(News::Touched(event.paths)),
    }
}

struct Scan<'a, S, R> {
    watcher: &'a mut RecommendedWatcher,
    is_stopped: S,
    report: R,
}

/// The scan is not to go on, or its news are not taken any more.
struct Cancelled;

/// How many files a scan reads between two reports.
const PROGRESS: usize = 256;

impl<S: Fn() -> bool, R: Fn(News) -> bool> Scan<'_, S, R> {
    fn run(&mut self, mut paths: Vec<PathBuf>) -> Result<(), Cancelled> {
        paths.sort();
        paths.dedup_by(|path, before| path.starts_with(before));
        let found = self.find(paths)?;
        for (read, path) in found.iter().enumerate() {
            if read % PROGRESS == 0 {
                self.tell(News::Report(Event::Progress { read, found: found.len() }))?;
            }
            match self.read(path)? {
                Ok(content) => self.tell(News::Seen(path.clone(), content))?,
                Err(error) => self.fail(path, &error)?,
            }
        }
        self.tell(News::Done)
    }

    /// The files at and below these paths.
    fn find(&mut self, mut paths: Vec<PathBuf>) -> Result<Vec<PathBuf>, Cancelled> {
        let mut files = Vec::new();
        while let Some(path) = paths.pop() {
            self.go_on()?;
            // Links are not followed: they could lead round in a circle.
            match fs::symlink_metadata(&path).map(|metadata| metadata.file_type()) {
                Ok(kind) if kind.is_dir() => match self.list(&path) {
                    Ok(entries) => paths.extend(entries),
                    Err(error) => self.fail(&path, &error)?,
                },
                Ok(kind) if kind.is_file() => files.push(path),
                // A pipe or a device: reading it may never end.
                Ok(_) => {}
                Err(error) => self.fail(&path, &error)?,
            }
        }
        Ok(files)
    }

    /// What is in a folder. It is watched first: otherwise a change between the two would go unnoticed.
    fn list(&mut self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        let watched = self.watcher.watch(folder, RecursiveMode::NonRecursive);
        watched.map_err(|error| match error.kind {
            notify::ErrorKind::Io(error) => error,
            notify::ErrorKind::PathNotFound => ErrorKind::NotFound.into(),
            _ => io::Error::other(error),
        })?;
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
    }

    fn read(&self, path: &Path) -> Result<io::Result<Content>, Cancelled> {
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(error) => return Ok(Err(error)),
        };
        let (mut hasher, mut bytes, mut buffer) = (DefaultHasher::new(), 0, vec![0; 1 << 16]);
        loop {
            self.go_on()?;
            match file.read(&mut buffer) {
                Ok(0) => return Ok(Ok(Content { bytes, digest: hasher.finish() })),
                Ok(length) => {
                    hasher.write(&buffer[..length]);
                    bytes += length as u64;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Ok(Err(error)),
            }
        }
    }

    fn go_on(&self) -> Result<(), Cancelled> {
        if (self.is_stopped)() { Err(Cancelled) } else { Ok(()) }
    }

    fn tell(&self, news: News) -> Result<(), Cancelled> {
        if (self.report)(news) { Ok(()) } else { Err(Cancelled) }
    }

    /// What has gone meanwhile is no failure.
    fn fail(&self, path: &Path, error: &io::Error) -> Result<(), Cancelled> {
        match error.kind() {
            ErrorKind::NotFound => Ok(()),
            _ => self.tell(News::Report(Event::Failed(format!("{}: {error}", path.display())))),
        }
    }
}
