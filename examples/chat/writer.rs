//! The actor that writes to one client, so that only it waits when that client does not read.

use std::{
    io::{self, Write},
    net::{Shutdown, TcpStream},
    sync::Arc,
};

use actor_runtime::prelude::*;

use crate::closing;

/// Writes lines to a client. What finds its mailbox full is dropped: the room never waits for it.
#[actor(mailbox = 64, overflow = drop_newest)]
pub(crate) struct Writer {
    stream: Arc<TcpStream>,
    /// How many dropped lines the client knows of.
    told: u64,
}

#[actor]
impl Writer {
    pub(crate) fn new(stream: Arc<TcpStream>) -> Self {
        Writer { stream, told: 0 }
    }

    /// Writes one line, and then, if lines were dropped since, how many.
    pub(crate) fn line(&mut self, ctx: &mut Context<WriterHandle>, line: Arc<str>) {
        let dropped = ctx.stats().dropped;
        if self.write(&line, dropped - self.told).is_err() {
            // The client is gone. Its reading thread finds the end of the stream, and leaves.
            let _ = self.stream.shutdown(Shutdown::Both);
            ctx.stop();
        }
        self.told = dropped;
    }

    fn write(&self, line: &str, missed: u64) -> io::Result<()> {
        // One write for one line: a line with its end in another packet would wait for it.
        let mut lines = format!("{line}\n");
        if missed > 0 {
            lines += &format!("* lines missed: {missed}\n");
        }
        (&*self.stream).write_all(lines.as_bytes())
    }
}

/// The state goes when all lines have been written, so this is the client's last one.
impl Drop for Writer {
    fn drop(&mut self) {
        closing::goodbye(&self.stream);
    }
}
