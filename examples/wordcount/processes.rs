//! The count over several processes: one that serves the actor that adds up, and others that read.

use std::{
    error::Error,
    fmt::Write,
    path::Path,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    thread,
    time::{Duration, Instant},
};

use actor_remote::{Config, Node, RemoteError, prelude::*};
use actor_runtime::prelude::*;

use crate::{
    command_line::CommandLine,
    gather::{Gatherer, GathererHandle, GathererRemote, Presence},
    reader,
};

const NAME: &str = "wordcount";

/// The bytes of a message: the counts of a file of many different words.
const LARGEST: usize = 64 << 20;

/// A call may wait until another reader has read a large file.
const PATIENCE: Duration = Duration::from_secs(24 * 60 * 60);

/// Serves the actor that adds up, until all files are counted.
pub(crate) fn serve(address: &str, line: &CommandLine) -> Result<ExitCode, Box<dyn Error>> {
    let mut found = line.find_files();
    let left_out = std::mem::take(&mut found.left_out);
    let started = Instant::now();
    let (gatherer, state) = GathererHandle::builder().spawn_joinable(Gatherer::new(found))?;
    let node = Node::open(Config::new().listen(address).max_message(LARGEST))?;
    let served = node.serve(NAME, &gatherer)?;
    println!("listening on {}", node.addresses().join(" "));
    ctrlc::set_handler(move || gatherer.stop())?;
    let (totals, readers) = state.join()?.end();
    let elapsed = started.elapsed();
    drop(served);

    let mut said = String::new();
    for (name, reader) in readers {
        let _ = match (reader.is_lost, reader.taken_back) {
            (false, _) => writeln!(said, "{name}: {} files", reader.files),
            (true, files) => writeln!(
                said,
                "{name}: {} files, then lost with {files}, which others got",
                reader.files
            ),
        };
    }
    eprint!("{said}");
    crate::finish(totals.report(line.top), left_out, elapsed)
}

/// Reads for the process that serves at this address, until that has no more files.
pub(crate) fn connect(address: &str, line: &CommandLine) -> Result<ExitCode, Box<dyn Error>> {
    let node = Node::open(Config::new().connect(address).max_message(LARGEST))?;
    let gatherer: GathererRemote = node.connect(NAME);
    let name = format!("reader-{}", std::process::id());
    let presence = Presence.spawn();
    let served = node.serve(&name, &presence)?;
    gatherer.enter(node.connect(&name))?;

    let is_done = Arc::new(AtomicBool::new(false));
    let ended = Arc::clone(&is_done);
    // Nothing that this process reads is of use then, and a call would wait for another server until its deadline.
    gatherer.on_exit(move |exit| {
        if !ended.load(SeqCst) {
            eprintln!("wordcount: the process that adds up is gone: {exit}");
            std::process::exit(1);
        }
    });
    let gatherer = gatherer.with_timeout(PATIENCE);
    let read = thread::scope(|scope| {
        let read = || read_all(&gatherer, &name);
        let readers: Vec<_> = (0..line.workers()).map(|_| scope.spawn(read)).collect();
        readers.into_iter().map(|reader| reader.join().expect("a reader does not panic")).sum()
    });
    let read: Result<u64, RemoteError> = read;
    is_done.store(true, SeqCst);
    // The last one to leave ends the other side, whose acknowledgement may be lost with that.
    let _ = gatherer.leave(name.clone());
    drop(served);
    println!("{name}: {} files", read?);
    Ok(ExitCode::SUCCESS)
}

/// Takes one file after the other, and sends what is in it.
fn read_all(gatherer: &GathererRemote, name: &str) -> Result<u64, RemoteError> {
    let mut files = 0;
    while let Some((number, path)) = gatherer.next(name.to_owned())? {
        let counted = match reader::count(Path::new(&path)) {
            Ok(file) => Ok((file.bytes, file.counts)),
            Err(reason) => Err(reason.to_string()),
        };
        gatherer.add(name.to_owned(), number, counted)?;
        files += 1;
    }
    Ok(files)
}
