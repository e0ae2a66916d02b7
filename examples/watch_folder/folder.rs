//! The actor that keeps the index of some folders, and the one that scans for it.

use std::{collections::BTreeSet, error::Error, mem, path::PathBuf};

use actor_runtime::{Attachment, JoinOnDrop, Recipient, Timer, prelude::*};

use crate::{
    config::Config,
    event::Event,
    index::{Index, Summary},
    tree::{News, Tree},
};

#[actor(mailbox = 64)]
pub(crate) struct Folder {
    listener: Recipient<Event>,
    config: Config,
    watch: Option<Watch>,
    index: Index,
    /// What has changed and was not looked at yet.
    touched: BTreeSet<PathBuf>,
    debounce: Option<Timer>,
    scanning: bool,
}

/// What looks at the folders of one configuration. Dropped in this order: once its news are refused, the scanner waits
/// for no room in the mailbox, and so can be waited for.
struct Watch {
    _news: Attachment,
    scanner: JoinOnDrop<ScannerHandle>,
}

#[actor]
impl Folder {
    pub(crate) fn new(listener: Recipient<Event>) -> Self {
        let (config, index, touched) = Default::default();
        Folder { listener, config, watch: None, index, touched, debounce: None, scanning: false }
    }

    /// Watches other folders from now on. A scan that is under way is cancelled.
    #[urgent]
    pub(crate) fn configure(&mut self, ctx: &mut Context<FolderHandle>, config: Config) {
        self.watch = None;
        self.debounce.take().map(|timer| ctx.cancel(timer));
        (self.index, self.touched, self.scanning) = Default::default();
        self.config = config;
        self.report(Event::Watching(self.config.roots.clone()));
        match Watch::begin(ctx) {
            Ok(watch) => {
                self.watch = Some(watch);
                self.scan(self.config.roots.clone());
            }
            Err(error) => self.report(Event::Failed(error.to_string())),
        }
    }

    /// What the index holds by now.
    pub(crate) fn summary(&self) -> Summary {
        self.index.summary()
    }

    pub(crate) fn hear(&mut self, ctx: &mut Context<FolderHandle>, news: News) {
        match news {
            News::Touched(paths) => self.touch(ctx, paths),
            News::Lost => self.touch(ctx, self.config.roots.clone()),
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
                self.watch = None;
                self.report(Event::Failed(reason));
            }
        }
    }

    /// Looks at what has changed, unless a scan is under way: then once that is through.
    pub(crate) fn look(&mut self) {
        self.debounce = None;
        if !self.scanning && !self.touched.is_empty() {
            let paths = mem::take(&mut self.touched);
            self.scan(paths.into_iter().collect());
        }
    }

    fn touch(&mut self, ctx: &mut Context<FolderHandle>, paths: Vec<PathBuf>) {
        self.touched.extend(paths);
        let after = self.config.debounce;
        self.debounce.get_or_insert_with(|| ctx.send_after(after, FolderMessage::Look));
    }

    fn scan(&mut self, paths: Vec<PathBuf>) {
        self.index.begin(&paths);
        self.scanning = self.watch.as_ref().is_some_and(|w| w.scanner.scan(paths).is_ok());
    }

    fn report(&self, event: Event) {
        // The index stays right if the listener has gone.
        let _ = self.listener.send(event);
    }

    #[stopped]
    fn close(&mut self) {
        self.report(Event::Closed(self.index.summary()));
    }
}

impl Watch {
    fn begin(ctx: &mut Context<FolderHandle>) -> Result<Self, Box<dyn Error>> {
        let (news, attachment) = ctx.source(|news| FolderMessage::Hear { news });
        let changes = news.clone();
        let tree = Tree::new(move |news| drop(changes.send(news)))?;
        let deaths = news.clone();
        let scanner = ScannerHandle::builder().spawn(Scanner { tree, news })?.join_on_drop();
        scanner.on_exit(move |exit| drop(deaths.send(News::Died(exit.to_string()))));
        Ok(Watch { _news: attachment, scanner })
    }
}

/// Has one scan at a time.
#[actor(mailbox = 1)]
struct Scanner {
    tree: Tree,
    news: Recipient<News>,
}

#[actor]
impl Scanner {
    pub(super) fn scan(&mut self, ctx: &mut Context<ScannerHandle>, paths: Vec<PathBuf>) {
        let stop = ctx.stop_token();
        self.tree.scan(paths, || stop.is_stopped(), |news| self.news.send(news).is_ok());
    }
}
