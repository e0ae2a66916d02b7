//! The folder written by hand: an enum, channels, a loop, threads, a handle, and the shutdown of all that.
//
// The channels are crossbeam's, which can be selected from: with std's, news and requests would have to share one.

use std::{
    collections::BTreeSet,
    error::Error,
    fmt, io, mem,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Instant,
};

use crossbeam_channel::{Receiver, Sender, at, bounded, never, select_biased};

use crate::{
    config::Config,
    event::Event,
    index::{Index, Summary},
    tree::{News, Tree},
};

const CAPACITY: usize = 64;

enum Request {
    Configure(Config),
    Summary(Sender<Summary>),
    Stop,
}

#[derive(Clone)]
pub(crate) struct FolderHandle {
    requests: Sender<Request>,
}

/// The folder was stopped, or has panicked.
#[derive(Debug)]
pub(crate) struct Ended;

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the folder has ended")
    }
}

impl Error for Ended {}

impl FolderHandle {
    /// Watches other folders from now on. A scan that is under way is cancelled.
    pub(crate) fn configure(&self, config: Config) -> Result<(), Ended> {
        self.send(Request::Configure(config))
    }

    /// What the index holds by now.
    pub(crate) fn summary(&self) -> Result<Summary, Ended> {
        let (answer, answered) = bounded(1);
        self.send(Request::Summary(answer))?;
        answered.recv().map_err(|_| Ended)
    }

    pub(crate) fn stop(&self) {
        // If it has ended already, so much the better.
        let _ = self.send(Request::Stop);
    }

    fn send(&self, request: Request) -> Result<(), Ended> {
        self.requests.send(request).map_err(|_| Ended)
    }
}

struct Folder {
    listener: Sender<Event>,
    config: Config,
    watch: Option<Watch>,
    index: Index,
    /// What has changed and was not looked at yet.
    touched: BTreeSet<PathBuf>,
    debounce: Option<Instant>,
    scanning: bool,
}

/// What the loop wakes up for.
enum Input {
    Request(Request),
    News(News),
    Look,
}

/// Starts the loop. It ends when it is told to, or when the last handle is dropped.
pub(crate) fn spawn(listener: Sender<Event>) -> io::Result<(FolderHandle, JoinHandle<()>)> {
    let (requests, received) = bounded(CAPACITY);
    let (config, index, touched) = Default::default();
    let folder =
        Folder { listener, config, watch: None, index, touched, debounce: None, scanning: false };
    let thread = thread::Builder::new().name("folder".into()).spawn(|| folder.run(received))?;
    Ok((FolderHandle { requests }, thread))
}

impl Folder {
    fn run(mut self, requests: Receiver<Request>) {
        loop {
            match self.next(&requests) {
                Input::Request(Request::Configure(config)) => self.configure(config),
                // The caller may have gone.
                Input::Request(Request::Summary(answer)) => drop(answer.send(self.index.summary())),
                Input::Request(Request::Stop) => break,
                Input::News(news) => self.hear(news),
                Input::Look => self.look(),
            }
        }
        self.report(Event::Closed(self.index.summary()));
    }

    /// Requests come first, so that a configuration need not wait for the news of the one before it. The borrow of the
    /// news ends here: a receiver that the loop still holds would keep the scanner waiting for room that never comes.
    fn next(&self, requests: &Receiver<Request>) -> Input {
        let silence = never();
        let news = self.watch.as_ref().map_or(&silence, |watch| &watch.news);
        let debounce = self.debounce.map_or_else(never, at);
        select_biased! {
            recv(requests) -> request => Input::Request(request.unwrap_or(Request::Stop)),
            recv(debounce) -> _ => Input::Look,
            recv(news) -> news => Input::News(
                news.unwrap_or_else(|_| News::Died("the scanner has panicked".into())),
            ),
        }
    }

    fn configure(&mut self, config: Config) {
        self.watch = None;
        (self.index, self.touched, self.scanning) = Default::default();
        self.debounce = None;
        self.config = config;
        self.report(Event::Watching(self.config.roots.clone()));
        match Watch::begin() {
            Ok(watch) => {
                self.watch = Some(watch);
                self.scan(self.config.roots.clone());
            }
            Err(error) => self.report(Event::Failed(error.to_string())),
        }
    }

    fn hear(&mut self, news: News) {
        match news {
            News::Touched(paths) => self.touch(paths),
            News::Lost => self.touch(self.config.roots.clone()),
            News::Seen(path, content) => {
                self.index.see(path, content).into_iter().for_each(|event| self.report(event));
            }
            News::Report(event) => self.report(event),
            News::Done => {
                self.index.end().for_each(|event| self.report(event));
                self.report(Event::Settled(self.index.summary()));
                self.scanning = false;
                if self.debounce.is_none() {
                    self.look();
                }
            }
            News::Died(reason) => {
                // A closed channel is always ready: the loop would spin.
                self.watch = None;
                self.report(Event::Failed(reason));
            }
        }
    }

    /// Looks at what has changed, unless a scan is under way: then once that is through.
    fn look(&mut self) {
        self.debounce = None;
        if !self.scanning && !self.touched.is_empty() {
            let paths = mem::take(&mut self.touched);
            self.scan(paths.into_iter().collect());
        }
    }

    fn touch(&mut self, paths: Vec<PathBuf>) {
        self.touched.extend(paths);
        self.debounce.get_or_insert_with(|| Instant::now() + self.config.debounce);
    }

    fn scan(&mut self, paths: Vec<PathBuf>) {
        self.index.begin(&paths);
        self.scanning = self.watch.as_ref().is_some_and(|w| w.jobs.send(paths).is_ok());
    }

    fn report(&self, event: Event) {
        // The index stays right if the listener has gone.
        let _ = self.listener.send(event);
    }
}

/// What looks at the folders of one configuration. Dropped in this order: once its news have no receiver and its jobs
/// no sender, the scanner waits for neither, and can be waited for.
struct Watch {
    news: Receiver<News>,
    jobs: Sender<Vec<PathBuf>>,
    _scanner: Scanner,
}

impl Watch {
    fn begin() -> Result<Self, Box<dyn Error>> {
        let (sender, news) = bounded(CAPACITY);
        let changes = sender.clone();
        let mut tree = Tree::new(move |news| drop(changes.send(news)))?;
        let (jobs, received) = bounded::<Vec<PathBuf>>(1);
        let stopped = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopped);
        let thread = thread::Builder::new().name("scanner".into()).spawn(move || {
            for paths in received {
                let is_stopped = || stop.load(Ordering::Relaxed);
                tree.scan(paths, is_stopped, |news| sender.send(news).is_ok());
            }
        })?;
        Ok(Watch { news, jobs, _scanner: Scanner { stopped, thread: Some(thread) } })
    }
}

/// The thread that scans, stopped and waited for when this is dropped.
struct Scanner {
    stopped: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Drop for Scanner {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        // Its panic was printed, and has closed the channel of its news.
        self.thread.take().map(JoinHandle::join);
    }
}
