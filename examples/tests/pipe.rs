//! A named pipe as the file of a program under test, which shows how far the program has come.

use std::{fs::File, path::Path, sync::mpsc, thread, time::Duration};

/// Waits until a program has opened a pipe to read from it, which is what opening it to write waits for.
pub(crate) fn expect_reader(pipe: &Path) -> File {
    let pipe = pipe.to_owned();
    let (opened, open) = mpsc::channel();
    thread::spawn(move || opened.send(File::options().write(true).open(pipe).unwrap()));
    open.recv_timeout(Duration::from_secs(60)).expect("the pipe is read")
}
